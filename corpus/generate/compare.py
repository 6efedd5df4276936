"""Holds a fresh run against the golden records: the same server, the same case must give the same causes.

usage: compare.py BOUNCE RUN CORPUS
"""
import glob
import json
import os
import subprocess
import sys


def told(records):
    """What must not change: kind, and the causes of each recipient."""
    return sorted((record["report"]["kind"], (record.get("recipient") or {}).get("address") or "", tuple(cause["id"] for cause in record["causes"]))
                  for record in records)


def main():
    binary, run, corpus = sys.argv[1:4]
    fresh = {os.path.relpath(path, os.path.join(run, "mail"))[:-4]: path for path in glob.glob(os.path.join(run, "mail", "*", "*.eml"))}
    got = {path: [] for path in fresh.values()}
    for start in range(0, len(fresh), 200):
        done = subprocess.run([binary, "json", "--", *list(fresh.values())[start:start + 200]], capture_output=True, check=True)
        for line in done.stdout.splitlines():
            record = json.loads(line)
            got[record["source"]["name"]].append(record)
    same, differ = 0, []
    for name, path in sorted(fresh.items()):
        golden = os.path.join(corpus, name + ".json")
        if os.path.exists(golden):
            with open(golden, encoding="utf-8") as file:
                want = told(json.load(file))
            if want == told(got[path]):
                same += 1
            else:
                differ.append(f"{name}: golden {want}, now {told(got[path])}")
    print("\n".join(differ))
    print(f"{len(fresh)} mails, {same} as the golden ones, {len(differ)} differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
