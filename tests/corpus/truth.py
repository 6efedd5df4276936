"""Holds `bounce json` against the truth written beside each mail (<case>.truth.json, see corpus/README.md).

usage: truth.py BOUNCE [--misses]      exit 0 if nothing differs but what tests/corpus/known.txt names with its reason
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from golden import CORPUS, ROOT, mails, records  # noqa: E402


def truth_of(name):
    try:
        with open(os.path.join(CORPUS, os.path.splitext(name)[0] + ".truth.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def first_cause(record):
    return record["causes"][0]["id"] if record["causes"] else None


def compare_recipient(want, record):
    """What differs between one recipient's truth and its record."""
    found = []
    for field in ("action", "status", "reply", "command"):
        if field in want and want[field] != record.get(field):
            found.append((field, want[field], record.get(field)))
    if want.get("causes"):
        have = [cause["id"] for cause in record["causes"]]
        if not have or have[0] != want["causes"][0]:
            found.append(("cause", want["causes"], have))
    for name, value in (want.get("facts") or {}).items():
        have = [cause["facts"].get(name) for cause in record["causes"]]
        if str(value) not in [str(h) for h in have]:
            found.append((f"fact {name}", value, have))
    if "hard" in want and bool(want["hard"]) != bool((record.get("compat") or {}).get("hard")):
        found.append(("hard", want["hard"], (record.get("compat") or {}).get("hard")))
    return found


def compare(truth, got):
    """[(what, wanted, had)] for one mail."""
    found = []
    report = got[0]["report"]
    for field in ("kind", "format", "language"):
        if truth.get(field) and truth[field] != report.get(field):
            found.append((field, truth[field], report.get(field)))
    want = {(r.get("address") or "").lower(): r for r in truth.get("recipients", [])}
    have = {((r.get("recipient") or {}).get("address") or "").lower(): r for r in got}
    if set(want) - {""} != set(have) - {""}:
        found.append(("recipients", sorted(set(want)), sorted(set(have))))
    for address, recipient in want.items():
        record = have.get(address) or (got[0] if len(want) == 1 else None)
        if record:
            found += compare_recipient(recipient, record)
    return found


def known():
    """{mail: reason} of tests/corpus/known.txt: `name what: reason` a line."""
    path = os.path.join(ROOT, "tests/corpus/known.txt")
    result = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    key, reason = line.split(": ", 1)
                    result[key.strip()] = reason.strip()
    return result


def main():
    names = [name for name in mails() if truth_of(name)]
    got = records(sys.argv[1], names)
    excused, differ, of = known(), [], {}
    for name in names:
        truth = truth_of(name)
        of["mails"] = of.get("mails", 0) + 1
        for what, want, have in compare(truth, got[name]):
            of[what.split()[0]] = of.get(what.split()[0], 0) + 1
            if f"{name} {what}" not in excused:
                differ.append(f"{name} {what}: want {want}, have {have}")
    if "--misses" in sys.argv:
        print("\n".join(differ))
    else:
        print("\n".join(differ[:60]))
    print(", ".join(f"{count} {what}" for what, count in of.items()))
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
