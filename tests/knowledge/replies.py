#!/usr/bin/env python3
"""Scores the classifier against a table of labelled replies.

    replies.py --library build/libbounce/libbounce.so [--replies ../shared/reference/replies.jsonl] [--misses FILE]

Prints how often the first cause is the label, and the calibration: how often an answer of high, medium and low confidence is right.
A label counts as met where the first cause is the label's; rows of the disagreement tables (tests/knowledge/disagreements.d) count
as we say there. Then how often the provider that a reply gives away is named right, and how often the facts that stand in it come out.
Exit 0 where the goals are reached (first cause 97 %, high 99 %, medium 90 %, provider 95 %, facts: reply_facts.py), 1 where not, 77 where there
is no table.
"""
import argparse
import collections
import ctypes
import json
import os
import re
import sys

import reply_facts

HERE = os.path.dirname(os.path.abspath(__file__))
FILL = {
    "ip": "192.0.2.25", "ipv6": "2001:db8::25", "domain": "example.com", "host": "mail.example.com", "id": "a1b2c3d4e5", "address": "user@example.com",
    "sender": "sender@example.net", "recipient": "user@example.com", "rcpt": "user@example.com", "helo": "mail.example.net", "url": "https://www.example.com/x",
    "resolver": "192.0.2.53", "user": "user", "local": "user", "email": "user@example.com", "size": "12345678", "limit": "10485760", "n": "10", "number": "10",
    "time": "300", "seconds": "300", "date": "Mon, 02 Nov 2026 10:00:00 +0000", "code": "127.0.0.2",
}


def shared(name):
    """A reference file beside the source tree (or beside the folder of its worktrees)."""
    root = os.path.dirname(os.path.dirname(HERE))
    places = [os.path.join(root, *up, "shared", "reference", name) for up in ([".."], ["..", ".."])]
    return next((place for place in places if os.path.exists(place)), places[0])


FACTS = ("token", "list", "zone", "ip", "url", "limit", "size", "domain", "helo")


class Library:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        for name in ("bounce_cause_id", "bounce_cause_rule", "bounce_recipient_provider"):
            getattr(self.lib, name).restype = ctypes.c_char_p
            getattr(self.lib, name).argtypes = [ctypes.c_void_p]
        for name in ("bounce_report_cause", "bounce_report_whole"):
            getattr(self.lib, name).restype = ctypes.c_void_p
        self.lib.bounce_report_cause.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        self.lib.bounce_report_cause_count.restype = ctypes.c_size_t
        for name in ("bounce_report_cause_count", "bounce_report_unref", "bounce_report_whole", "bounce_cause_confidence"):
            getattr(self.lib, name).argtypes = [ctypes.c_void_p]
        self.lib.bounce_cause_fact.restype = ctypes.c_char_p
        self.lib.bounce_cause_fact.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self.lib.bounce_classify_reply.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
        self.classifier = ctypes.c_void_p()
        assert self.lib.bounce_classifier_new(None, None, ctypes.byref(self.classifier), None) == 0

    def classify(self, text, facts=None):
        """[(cause, confidence, rule)], provider; facts: a dictionary of lists that takes the facts"""
        data, report = text.encode(), ctypes.c_void_p()
        assert self.lib.bounce_classify_reply(self.classifier, data, len(data), ctypes.byref(report)) == 0
        causes = []
        for i in range(self.lib.bounce_report_cause_count(report)):
            cause = self.lib.bounce_report_cause(report, i)
            causes.append((self.lib.bounce_cause_id(cause).decode(), ("low", "medium", "high")[self.lib.bounce_cause_confidence(cause)],
                           (self.lib.bounce_cause_rule(cause) or b"").decode()))
            for name in FACTS if facts is not None else ():
                value = self.lib.bounce_cause_fact(cause, name.encode())
                if value:
                    facts[name].append(value.decode())
        provider = self.lib.bounce_recipient_provider(self.lib.bounce_report_whole(report))
        self.lib.bounce_report_unref(report)
        return causes, provider.decode() if provider else None


def fill(reply):
    return re.sub(r"<([a-z0-9_-]+)>", lambda m: FILL.get(m.group(1), m.group(0)), reply)


def disagreements():
    """provider -> [(words, causes we give)]"""
    table = collections.defaultdict(list)
    folder = os.path.join(HERE, "disagreements.d")
    for name in sorted(os.listdir(folder)):
        for line in open(os.path.join(folder, name), encoding="utf-8"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if len(cells) >= 5 and cells[0] != "provider" and not cells[0].startswith("-"):
                words = re.search(r"`([^`]+)`", cells[1])
                causes = re.findall(r"[a-z_]+(?:\.[a-z_]+)+|\bunknown\b", cells[3])
                if words and causes:
                    table[cells[0]].append((words.group(1).replace("\\|", "|"), causes))
    return table


def shared_words():
    """{(found, label)}: pairs of providers whose words are the same"""
    with open(os.path.join(HERE, "disagreements.d", "shared-words.md"), encoding="utf-8") as file:
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in file if line.startswith("| ")]
    return {(row[0], row[1]) for row in rows if len(row) == 3}


def wanted(row, table):
    for words, causes in table.get(row["provider"], ()):
        if fill(words) in fill(row["reply"]) or words in row["reply"]:
            return [causes[0]] + [row["cause"]]
    return [row["cause"]]


class Providers:
    """Of the providers named: how many are the row's, how many another whose words they are."""

    def __init__(self):
        self.shared, self.count, self.wrong = shared_words(), collections.Counter(), []

    def add(self, row, found):
        kind = "none" if found is None else "same" if found == row["provider"] else "shared" if (found, row["provider"]) in self.shared else "wrong"
        self.count[kind] += 1
        if kind == "wrong":
            self.wrong.append((found, row["provider"], row["reply"][:90]))

    def print(self):
        named = self.count["same"] + self.count["shared"] + self.count["wrong"]
        right = self.count["same"] + self.count["shared"]
        print(f"provider named: {named}; the row's: {self.count['same']} ({100 * self.count['same'] / named:.2f} %); with shared words: {right} "
              f"({100 * right / named:.2f} %, goal 95 %)")
        return right >= 0.95 * named


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--replies", default=shared("replies.jsonl"))
    parser.add_argument("--misses", help="write what differs to this file, an object a line")
    parser.add_argument("--report-only", action="store_true", help="exit 0 whatever the figures are")
    args = parser.parse_args()
    if not os.path.exists(args.replies):
        print("1..0 # SKIP no table of replies at", args.replies)
        return 77
    library, table = Library(args.library), disagreements()
    right, of, any_right, misses = collections.Counter(), collections.Counter(), 0, []
    providers, tally = Providers(), reply_facts.Tally(shared("dnsbl.jsonl"))
    rows = [json.loads(line) for line in open(args.replies, encoding="utf-8")]
    for row in rows:
        facts = collections.defaultdict(list)
        causes, provider = library.classify(fill(row["reply"]), facts)
        providers.add(row, provider)
        tally.add(row, fill(row["reply"]), facts)
        want = wanted(row, table)
        first, confidence, rule = causes[0] if causes else ("", "low", "")
        of[confidence] += 1
        right[confidence] += first in want
        any_right += any(cause[0] in want for cause in causes)
        if first not in want:
            misses.append({"provider": row["provider"], "want": want, "have": causes, "found_provider": provider, "partial": row.get("partial", False),
                           "source": row["source"], "reply": row["reply"]})
    total = sum(right.values())
    print(f"replies: {len(rows)}")
    print(f"first cause: {total} ({100 * total / len(rows):.2f} %)")
    print(f"among the causes: {any_right} ({100 * any_right / len(rows):.2f} %)")
    goals = {"high": 99, "medium": 90, "low": 0}
    reached = total >= 0.97 * len(rows)
    for confidence, goal in goals.items():
        share = 100 * right[confidence] / of[confidence] if of[confidence] else 100
        reached = reached and share >= goal
        print(f"{confidence}: {right[confidence]} of {of[confidence]} right ({share:.2f} %, goal {goal} %)")
    reached = providers.print() and reached
    reached = tally.print() and reached
    if args.misses:
        with open(args.misses, "w", encoding="utf-8") as file:
            for miss in misses:
                file.write(json.dumps(miss, ensure_ascii=False) + "\n")
            for miss in tally.misses:
                file.write(json.dumps(miss, ensure_ascii=False) + "\n")
    return 0 if reached or args.report_only else 1


if __name__ == "__main__":
    sys.exit(main())
