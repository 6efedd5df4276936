#!/usr/bin/env python3
"""Every word the causes have for other vocabularies exists there; so do the words that rules and statuses have of their own.

    vocabularies.py --library build/libbounce/libbounce.so [--taxonomies ../shared/reference/taxonomies.json]

Exit 77 where the vocabularies are not at hand.
"""
import argparse
import ctypes
import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from replies import shared  # noqa: E402

# Sisimai 5 renamed some reasons; the list is that of version 4.
SISIMAI_5 = {"emailtoolarge", "ratelimited", "failedstarttls"}


def words(taxonomies):
    """vocabulary -> all values, pairs as "word word"."""
    ses = taxonomies["amazon_ses"]
    anymail = taxonomies["django_anymail"]
    return {
        "sisimai": set(taxonomies["sisimai"]["values"]) | set(taxonomies["sisimai"]["added_later"]) | SISIMAI_5,
        "anymail": set(anymail["event_type"]) | {f"{event} {reason}" for event in anymail["event_type"] for reason in anymail["reject_reason"] if reason},
        "ses": {f"{kind} {sub}" for kind, subs in ses["bounceType"].items() for sub in subs} | set(ses["eventType"]),
        "sendgrid": set(taxonomies["sendgrid"]["bounce_classification"]) | set(taxonomies["sendgrid"]["delivery_events"])
        | set(taxonomies["sendgrid"]["engagement_events"]),
        "mailgun": set(taxonomies["mailgun"]["event"]) | set(taxonomies["mailgun"]["reason_seen"])
        | set(taxonomies["mailgun"]["classification_reason_groups"]),
        "postmark": set(taxonomies["postmark"]["values"]),
        "sparkpost": {str(value["code"]) for value in taxonomies["sparkpost"]["values"]},
        "powermta": set(taxonomies["powermta"]["values"]) | set(taxonomies["powermta"]["record_types"]),
        "kumomta": set(taxonomies["kumomta"]["values"]),
    }


DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "libbounce", "knowledge", "data")
DEAD = {"userunknown", "hostunknown", "hasmoved", "notaccept"}  # what Sisimai calls hard


def records(*kinds):
    """The records of these kinds as dictionaries; what is said again is left out."""
    for name in sorted(glob.glob(os.path.join(DATA, "**", "*.r*"), recursive=True)):
        with open(name, encoding="utf-8") as file:
            for block in re.split(r"\n\s*\n", file.read()):
                fields = {}
                for line in block.split("\n"):
                    match = re.match(r"([A-Z][A-Za-z-]*): (.*)", line)
                    if match:
                        fields.setdefault(match.group(1), match.group(2).strip())
                if any(kind in fields and next(iter(fields)) == kind for kind in kinds):
                    yield fields


def own_words(values):
    """What is wrong with the words of rules and statuses: unknown, the cause's own, or hard where that word is not."""
    causes = {record["Cause"]: record for record in records("Cause") if "Meaning" in record}
    count = 0
    for record in records("Rule", "Status"):
        name, word, cause = record.get("Rule") or record.get("Status"), record.get("Sisimai"), causes.get(record["Cause"], {})
        if word is None and "Hard" in record:
            yield f"{name}: Hard without Sisimai"
        if word is None:
            continue
        count += 1
        if word not in values:
            yield f"{name}: {word}"
        if word == cause.get("Sisimai") and "Sisimai-Unproven" not in cause:
            yield f"{name}: {word} is what {record['Cause']} is called anyway"
        if (record.get("Hard", cause.get("Hard", "no")) == "yes") != (word in DEAD) and not name.startswith("4"):
            yield f"{name}: {word} is {'' if word in DEAD else 'not '}hard"
    if count == 0:
        yield "no rule has a word of its own"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--taxonomies", default=shared("taxonomies.json"))
    args = parser.parse_args()
    if not os.path.exists(args.taxonomies):
        print("1..0 # SKIP no vocabularies at", args.taxonomies)
        return 77
    with open(args.taxonomies, encoding="utf-8") as file:
        known = words(json.load(file)["taxonomies"])
    lib = ctypes.CDLL(args.library)
    lib.bounce_classifier_cause.restype = ctypes.c_void_p
    lib.bounce_classifier_cause.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    lib.bounce_classifier_cause_count.restype = ctypes.c_size_t
    lib.bounce_classifier_cause_count.argtypes = [ctypes.c_void_p]
    for name in ("bounce_cause_id", "bounce_cause_compat"):
        getattr(lib, name).restype = ctypes.c_char_p
    lib.bounce_cause_id.argtypes = [ctypes.c_void_p]
    lib.bounce_cause_compat.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    classifier = ctypes.c_void_p()
    assert lib.bounce_classifier_new(None, None, ctypes.byref(classifier), None) == 0
    print(f"1..{len(known) + 1}")
    for number, (vocabulary, values) in enumerate(sorted(known.items()), 1):
        wrong = []
        for at in range(lib.bounce_classifier_cause_count(classifier)):
            cause = lib.bounce_classifier_cause(classifier, at)
            word = lib.bounce_cause_compat(cause, vocabulary.encode())
            if word and word.decode() not in values:
                wrong.append(f"{lib.bounce_cause_id(cause).decode()}: {word.decode()}")
        print("not ok" if wrong else "ok", number, "-", vocabulary)
        for line in wrong:
            print("#", line)
    wrong = list(own_words(known["sisimai"]))
    print("not ok" if wrong else "ok", len(known) + 1, "- the words of rules and statuses")
    for line in wrong:
        print("#", line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
