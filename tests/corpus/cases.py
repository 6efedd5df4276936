"""The twelve cases of the project's seed texts, as pasted and as the mail they were (corpus/written/seed-NN): nothing may differ.

usage: cases.py BOUNCE
Beyond the truth beside each file: how sure the causes are, that no step asks to take the address off a list, that steps come in an order,
that a subscriber's key is in no output, and that a masked address is noted.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from golden import CORPUS  # noqa: E402
from truth import compare, truth_of  # noqa: E402

HIGH, MEDIUM = "high", "medium"
SURE = {
    1: [("ip.dnsbl_listed", HIGH), ("ip.dynamic_range", MEDIUM)], 2: [("ip.ptr_missing", HIGH)], 3: [("ip.deferred", HIGH)],
    4: [("ip.dnsbl_listed", MEDIUM), ("recipient.refuses_sender", MEDIUM)], 5: [("content.attachment", HIGH)],
    6: [("ip.dnsbl_listed", HIGH), ("ip.dynamic_range", MEDIUM)], 7: [("ip.dnsbl_listed", HIGH), ("ip.dynamic_range", MEDIUM)],
    8: [("ip.dnsbl_listed", MEDIUM), ("recipient.refuses_sender", MEDIUM)], 9: [("ip.dynamic_range", HIGH)],
    10: [("ip.helo_invalid", HIGH)], 11: [("ip.ptr_missing", HIGH)], 12: [("auth.spf", HIGH)],
}
FIRST_PROVIDER = {3: "yahoo", 5: "gmail", 12: "kisa"}
# Steps that have to come before others wherever both are given.
ORDER = [("isp.set_ptr", "trendmicro.delist"), ("dns.forward_match", "trendmicro.delist"), ("helo.fix", "list.release.spamhaus")]


def check(number, name, output, records, truth):
    wrong = [f"{what}: want {want}, have {have}" for what, want, have in compare(truth, records)]
    for record in records:
        sure = [(cause["id"], cause["confidence"]) for cause in record["causes"]]
        for at, cause in enumerate(SURE[number]):
            if at >= len(sure) or sure[at] != cause:
                wrong.append(f"cause {at}: want {cause}, have {sure}")
        if number in FIRST_PROVIDER and record["remote"]["provider"] != FIRST_PROVIDER[number]:
            wrong.append(f"provider {record['remote']['provider']}")
        steps = [hint["id"] for hint in record["hints"]]
        if not steps:
            wrong.append("no steps")
        wrong += [f"step {before} stands behind {after}" for before, after in ORDER
                  if before in steps and after in steps and steps.index(before) > steps.index(after)]
        if any(cause["address_verdict"] in ("dead", "opted_out") for cause in record["causes"]) or record["compat"]["hard"]:
            wrong.append("says something against the address")
        for cause in record["causes"]:
            for evidence in cause["evidence"]:
                if evidence["in"] == "reply":
                    start = evidence["offset"]
                    place = record["diagnostic"].encode()[start:start + evidence["length"]].decode()
                    if place != evidence["text"]:
                        wrong.append(f"evidence {evidence['text']!r} is not where it says: {place!r}")
    if truth.get("secret") and truth["secret"] in output:
        wrong.append("the subscriber's key is in the output")
    if name.endswith(".txt") and number in (7, 8, 9) and not any("mask" in note["id"] for note in records[0]["notes"]):
        wrong.append("no note that something is masked")
    return wrong


def main():
    cases = [(number, f"written/seed-{number:02d}{suffix}") for number in sorted(SURE) for suffix in (".txt", ".eml")]
    print(f"1..{len(cases)}")
    for at, (number, name) in enumerate(cases, 1):
        output = subprocess.run([sys.argv[1], "json", "--", os.path.join(CORPUS, name)], capture_output=True, text=True, check=False).stdout
        records = [json.loads(line) for line in output.splitlines()]
        wrong = check(number, name, output, records, truth_of(name))
        print("not ok" if wrong else "ok", at, "-", name)
        for line in wrong:
            print("#", line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
