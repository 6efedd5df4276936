"""What the tests of the servers' mails share: the generator's tables, and the tool."""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.environ.get("BOUNCE_SOURCE_ROOT") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORPUS = os.path.join(ROOT, "corpus")
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(CORPUS, "generate"), os.path.join(ROOT, "tests/corpus")]
import derive  # noqa: E402
import table  # noqa: E402


def records(binary, paths):
    """{path: its records}."""
    found = {path: [] for path in paths}
    for start in range(0, len(paths), 200):
        done = subprocess.run([os.path.abspath(binary), "json", "--", *paths[start:start + 200]], capture_output=True, check=False)
        if done.returncode:
            sys.exit(f"bounce json: exit {done.returncode}: {done.stderr.decode()[:500]}")
        for line in done.stdout.decode("utf-8").splitlines():
            record = json.loads(line)
            found[record["source"]["name"]].append(record)
    return found


def mails():
    """[(server, plan item, path)] of the golden corpus."""
    found = []
    for server in table.SERVERS:
        folder = os.path.join(CORPUS, server)
        items = {item.key: item for item in table.plan(server)}
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".eml"):
                key = name[:-4] if name[:-4] in items else re.sub(r"-\d+$", "", name[:-4])
                found.append((server, items[key], os.path.join(folder, name)))
    return found


def truth(path):
    with open(path[:-4] + ".truth.json", encoding="utf-8") as file:
        return json.load(file)


def first(record, what):
    return (record.get(what) or [{}])[0]


def facts(record):
    found = {}
    for cause in reversed(record["causes"]):
        found.update(cause["facts"])
    return found


def hard(record):
    """Only a dead address is hard; compat.hard also wants to know the command, which not every server names."""
    return first(record, "causes").get("address_verdict") == "dead"


def address(record):
    return ((record.get("recipient") or {}).get("address") or "").lower()


def bare_replies(binary, wanted):
    """{(case, recipient): the record of the reply alone}, for the replies of cases.tsv as they stand there."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for number, (says, recipient) in enumerate(sorted(wanted)):
            path = os.path.join(folder, f"{number:04d}.txt")
            with open(path, "wb") as file:
                file.write(table.reply_bytes(says.replace("{recipient}", recipient)) + b"\n")
            paths[path] = (says, recipient)
        return {paths[path]: got[0] for path, got in records(binary, list(paths)).items()}
