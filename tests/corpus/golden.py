"""The golden corpus: every mail's record stands beside it as <case>.json.

usage: golden.py BOUNCE            compares, says what differs
       golden.py --update BOUNCE   writes the records anew (then read the diff)

A record is the list of objects that `bounce json` prints, without what changes with each release (versions) or place (the file's name).
"""
import json
import os
import subprocess
import sys

ROOT = os.environ.get("BOUNCE_SOURCE_ROOT") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORPUS = os.path.join(ROOT, "corpus")
ENDINGS = (".eml", ".txt")


def mails():
    """The corpus' mails, as paths relative to the corpus, sorted."""
    found = []
    for path, folders, names in os.walk(CORPUS):
        folders[:] = [f for f in folders if f not in ("generate", "logs")]
        found += [os.path.relpath(os.path.join(path, name), CORPUS) for name in names if name.endswith(ENDINGS)]
    return sorted(found)


def records(binary, names, *options):
    """{name: its records} by the tool, a batch at a time."""
    result = {name: [] for name in names}
    for start in range(0, len(names), 200):
        batch = names[start:start + 200]
        process = subprocess.run([os.path.abspath(binary), "json", *options, "--", *batch], cwd=CORPUS, capture_output=True, check=False)
        if process.returncode:
            sys.exit(f"bounce json: exit {process.returncode}: {process.stderr.decode()[:500]}")
        for line in process.stdout.decode("utf-8").splitlines():
            record = json.loads(line)
            name = record["source"].pop("name")
            for version in ("libbounce", "knowledge"):
                record.pop(version, None)
            result[name].append(record)
    return result


def dump(record):
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def golden_path(name):
    return os.path.join(CORPUS, (name[:-4] if name.endswith(".eml") else name) + ".json")


def stored():
    """Paths of the records that are there."""
    return sorted(os.path.join(path, name) for path, folders, names in os.walk(CORPUS) for name in names
                  if name.endswith(".json") and not name.endswith(".truth.json") and not path.startswith((f"{CORPUS}/generate", f"{CORPUS}/logs")))


def main():
    update = "--update" in sys.argv
    binary = sys.argv[-1]
    names = mails()
    got = records(binary, names)
    differ = []
    for name in names:
        path, text = golden_path(name), dump(got[name])
        if update:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        try:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    differ.append(f"{name}: the record differs from {os.path.basename(path)}")
        except FileNotFoundError:
            differ.append(f"{name}: no record; ./dev golden writes it")
    kept = {golden_path(name) for name in names}
    differ += [f"{os.path.relpath(path, CORPUS)}: there is no such mail" for path in stored() if path not in kept]
    if not names:
        differ.append(f"no mails in {CORPUS}")
    for line in differ[:40]:
        print(line)
    print(f"{len(names)} mails, {len(differ)} differ" if not update else f"{len(names)} records written")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
