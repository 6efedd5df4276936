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
        with open(os.path.join(CORPUS, (name[:-4] if name.endswith(".eml") else name) + ".truth.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def compare_causes(want, record):
    """Causes and facts of one recipient, or of a report without any."""
    found = []
    have = [cause["id"] for cause in record["causes"]]
    causes = want.get("causes") or []
    if causes and (not have or have[0] != causes[0]):
        found.append(("cause", causes, have))
    found += [("further cause", cause, have) for cause in causes[1:] if cause not in have]
    found += [("must not", cause, have) for cause in want.get("must_not", []) if cause in have or cause.endswith("*") and any(
        other.startswith(cause[:-1]) for other in have)]
    facts = {}
    for cause in reversed(record["causes"]):
        facts.update(cause["facts"])
    facts["provider"] = (record.get("remote") or {}).get("provider")
    for name, value in (want.get("facts") or {}).items():
        if str(facts.get(name)) != str(value) and str(value) not in [str(c["facts"].get(name)) for c in record["causes"]]:
            found.append((f"fact {name}", value, facts.get(name)))
    found += [(f"no fact {name}", None, facts[name]) for name in want.get("no_facts", []) if name in facts]
    return found


def compare_recipient(want, record):
    """What differs between one recipient's truth and its record."""
    found = compare_causes(want, record)
    for field in ("action", "status", "reply", "command"):
        if field in want and want[field] != record.get(field):
            found.append((field, want[field], record.get(field)))
    # The truth's "hard" asks whether the address is dead; compat.hard follows Sisimai, who wants RCPT or a status as proof.
    hard = bool(record["causes"]) and record["causes"][0]["address_verdict"] == "dead" and record.get("action") != "delayed"
    if "hard" in want and bool(want["hard"]) != hard:
        found.append(("hard", want["hard"], hard))
    return found


def address(record):
    return ((record.get("recipient") or {}).get("address") or "").lower()


def compare(truth, got):
    """[(what, wanted, had)] for one mail."""
    if truth["kind"] is None:
        return []
    if not got:  # a log without a failed or delayed delivery
        return [] if truth["kind"] == "none" else [("kind", truth["kind"], "no record")]
    found = []
    report = got[0]["report"]
    for field in ("kind", "format", "language"):
        if field == "language" and truth["kind"] == "none":
            continue  # nobody asks for the language of what is no report
        if truth.get(field) and truth[field] != report.get(field):
            found.append((field, truth[field], report.get(field)))
    want = {(r.get("address") or "").lower(): r for r in truth.get("recipients", [])}
    have = {address(record): record for record in got}
    if set(want) - {""} != set(have) - {""}:
        found.append(("recipients", sorted(set(want)), sorted(set(have))))
    for name, recipient in want.items():
        record = have.get(name) or (got[0] if len(want) == 1 else None)
        if record:
            found += compare_recipient(recipient, record)
    found += compare_causes(truth, got[0]) if not want else []
    found += [("must not name", name, True) for name in truth.get("must_not_address", []) if name.lower() in have]
    text = json.dumps(got, ensure_ascii=False)
    secrets = truth.get("secret") or []
    found += [("secret", None, secret) for secret in ([secrets] if isinstance(secrets, str) else secrets) if secret in text]
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
    plain = [name for name in names if not truth_of(name).get("envelope_to")]
    got = records(sys.argv[1], plain)
    for name in sorted(set(names) - set(plain)):
        got.update(records(sys.argv[1], [name], "--envelope-to", truth_of(name)["envelope_to"]))
    excused, differ, of = known(), [], {}
    unused = set(excused)
    for name in names:
        truth = truth_of(name)
        of["mails"] = of.get("mails", 0) + 1
        for what, want, have in compare(truth, got[name]):
            of[what.split()[0]] = of.get(what.split()[0], 0) + 1
            unused.discard(f"{name} {what}")
            if f"{name} {what}" not in excused:
                differ.append(f"{name} {what}: want {want}, have {have}")
    differ += [f"tests/corpus/known.txt: nothing differs any more: {key}" for key in sorted(unused)]
    if not names:
        differ.append(f"no mails with a truth in {CORPUS}")
    if "--misses" in sys.argv:
        print("\n".join(differ))
    else:
        print("\n".join(differ[:60]))
    print(", ".join(f"{count} {what}" for what, count in of.items()))
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
