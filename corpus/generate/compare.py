"""Holds a fresh run against the golden records: the same server, the same case must give the same causes.

usage: compare.py BOUNCE RUN CORPUS
"""
import glob
import json
import os
import re
import subprocess
import sys


def told(records):
    """What must not change: kind, and the causes of each recipient."""
    return {(record["report"]["kind"], (record.get("recipient") or {}).get("address") or "", tuple(cause["id"] for cause in record["causes"]))
            for record in records}


def case(name):
    """A case's second and third mails belong to it: a server does not always report in the same order."""
    return re.sub(r"-[2-9]$", "", name)


def main():
    binary, run, corpus = sys.argv[1:4]
    fresh = sorted(glob.glob(os.path.join(run, "mail", "*", "*.eml")))
    now, golden = {}, {}
    for start in range(0, len(fresh), 200):
        done = subprocess.run([binary, "json", "--", *fresh[start:start + 200]], capture_output=True, check=True)
        for line in done.stdout.splitlines():
            record = json.loads(line)
            name = case(os.path.relpath(record["source"]["name"], os.path.join(run, "mail"))[:-4])
            now.setdefault(name, set()).update(told([record]))
    for path in glob.glob(os.path.join(corpus, "*", "*.json")):
        name = case(os.path.relpath(path, corpus)[:-5])
        if name in now and not path.endswith(".truth.json"):
            with open(path, encoding="utf-8") as file:
                golden.setdefault(name, set()).update(told(json.load(file)))
    for name, told_then in golden.items():  # whether a warning is sent hangs on when the queue is run
        told_then.difference_update([one for one in told_then if one[0] == "delay" and len(told_then) > 1])
    differ = [f"{name}: golden {sorted(golden[name])}, now {sorted(now[name])}" for name in sorted(golden) if not golden[name] <= now[name]]
    print("\n".join(differ))
    print(f"{len(fresh)} mails of {len(now)} cases, {len(golden)} of them golden, {len(differ)} differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
