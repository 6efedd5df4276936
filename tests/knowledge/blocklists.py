#!/usr/bin/env python3
"""Every blocklist record, in replies made from it: by zone, by name, by page, by what the list answered.

    blocklists.py --library build/libbounce/libbounce.so [--data libbounce/knowledge/data] [--dnsbl ../shared/reference/dnsbl.jsonl]

The replies are the default sentences of Postfix, Exim, qmail and of servers in general, filled with what each record holds. The classifier must
name the list and the address; a closed list, or an answer that means an error, must be the receiver's fault; a key in a zone must not come out.
The table of blocklists, where it is there, must be known by zone. TAP: a test for each kind of reply.
"""
import argparse
import collections
import glob
import json
import os
import re
import sys

from replies import FACTS, HERE, Library, shared

IP, KEY = "192.0.2.25", "k7q2xkeyofsubscriber"
BY_ZONE = (
    "554 5.7.1 Service unavailable; Client host [{ip}] blocked using {zone}; see {page}",
    "554 5.7.1 Service unavailable; Client host [{ip}] blocked using {zone}",
    "550-rejected because {ip} is in a black list at {zone}\n550 {page}",
    "550 5.7.1 Rejected: {ip} listed at {zone}",
    "550 5.7.1 mail from {ip} refused, {zone} says it sends spam",
)
BY_NAME = (
    "550 5.7.1 Connection from {ip} refused: listed by {name}",
    "554 Your IP {ip} is on the {name} blacklist",
)
BY_PAGE = ("554 5.7.1 {ip} is blocked, see {page}", "550 Mail rejected ({ip}). To be removed visit {page}")
FAULT = "receiver.filter_misconfigured"
# The table has it among the zones of MAPS, which are closed; its own notes say that Trend Micro carries it on, and so do labelled replies.
CARRIED_ON = {"rbl-plus.mail-abuse.org"}
# A filter's page for every refusal of its own: not the sign of a listing.
ANY_REFUSAL = {"https://postmaster-oxsus.vadesecure.com/"}
# Lists of domains or links: the reply names a domain, not an address.
ABOUT_DOMAINS = ("sender_domain.blocklisted", "content.url_listed", "sender_domain.reputation", "sender.address_refused")


def records(folder):
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "blocklists*.reg"))):
        with open(path, encoding="utf-8") as file:
            for text in re.split(r"\n\s*\n", file.read()):
                record = collections.defaultdict(list)
                for field, value in re.findall(r"^([A-Z][A-Za-z-]+): (.*)$", text, re.M):
                    record[field].append(value.strip())
                if record["Blocklist"]:
                    found.append(record)
    return found


def parts(values):
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


class Run:
    def __init__(self, library):
        self.library, self.of, self.bad = library, collections.Counter(), collections.defaultdict(list)

    def reply(self, kind, text, names, ip=True, cause=None, not_in=None):
        """The reply must give one of these names as the list (None: any list), the address, and the cause first."""
        facts = collections.defaultdict(list)
        causes, _ = self.library.classify(text, facts)
        first = causes[0][0] if causes else None
        wrong = []
        if not facts["list"] or (names and not set(facts["list"]) & names):
            wrong.append(f"list {facts['list']}")
        if ip and IP not in facts["ip"]:
            wrong.append(f"ip {facts['ip']}")
        if cause and first != cause:
            wrong.append(f"cause {first}, not {cause}")
        if not_in and any(not_in in value for values in facts.values() for value in values):
            wrong.append("the key comes out")
        self.of[kind] += 1
        if wrong:
            self.bad[kind].append(f"{text!r}: {', '.join(wrong)}")

    def finish(self):
        print(f"1..{len(self.of)}")
        for number, kind in enumerate(sorted(self.of), 1):
            print(f"{'not ok' if self.bad[kind] else 'ok'} {number} - {kind}: {self.of[kind] - len(self.bad[kind])} of {self.of[kind]}")
            for line in self.bad[kind][:20]:
                print(f"#   {line}")
        return 1 if any(self.bad.values()) else 0


def check_zones(run, record, page, names):
    is_closed, about_domains = record["Status"] == ["defunct"], record["Cause"] and record["Cause"][0] in ABOUT_DOMAINS
    for zone in parts(record["Zone"]):
        for template in BY_ZONE:
            run.reply("closed lists by zone" if is_closed else "lists by zone", template.format(ip=IP, zone=zone, page=page or "https://mx.example.org/"),
                      names, cause=FAULT if is_closed else None)
        if about_domains and not is_closed:
            run.reply("lists of domains by zone", f"554 5.7.1 Service unavailable; Sender address [a@example.net] blocked using {zone}", names, ip=False)
    for zone in parts(record["Keyed-Zone"]):
        run.reply("keyed zones", BY_ZONE[0].format(ip=IP, zone=f"{KEY}.{zone}", page="https://mx.example.org/"), None, not_in=KEY)


def check_answers(run, record, by_id, names):
    for zone in parts(record["Zone"])[:1]:
        for line in record["Code"]:
            code, meaning = line.split()
            part = by_id.get(meaning)
            text = f"550 5.7.1 {IP} is listed at {zone} ({code.replace('*', '254')})"
            run.reply("answers of a list", text, {part["Name"][0]} if part else names, cause=None if part else meaning)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--data", default=os.path.join(os.path.dirname(os.path.dirname(HERE)), "libbounce", "knowledge", "data"))
    parser.add_argument("--dnsbl", default=shared("dnsbl.jsonl"))
    args = parser.parse_args()
    assert "list" in FACTS and "zone" in FACTS
    run, lists = Run(Library(args.library)), records(args.data)
    by_id = {record["Blocklist"][0]: record for record in lists}
    by_page = collections.defaultdict(set)
    for record in lists:
        for page in record["Lookup"] + record["Delist"]:
            by_page[page].add(record["Name"][0])
    for record in lists:
        name = record["Name"][0]
        # A part of a list may be named in place of the whole, and the whole in place of a part.
        family = {other["Name"][0] for other in lists if other["Blocklist"][0].split(".")[0] == record["Blocklist"][0].split(".")[0]}
        page = (record["Lookup"] or record["Delist"] or [None])[0]
        check_zones(run, record, page, family)
        check_answers(run, record, by_id, family)
        # Where a country is refused, the list it was looked up in does not count.
        for alias in [name] + parts(record["Alias"]) if record["Cause"] != ["ip.geo_blocked"] else []:
            for template in BY_NAME:
                run.reply("closed lists by name" if record["Status"] == ["defunct"] else "lists by name", template.format(ip=IP, name=alias), family,
                          cause=FAULT if record["Status"] == ["defunct"] else None)
        for page in sorted(set(record["Lookup"] + record["Delist"]) - ANY_REFUSAL):
            for template in BY_PAGE:
                run.reply("lists by page", template.format(ip=IP, page=page), family | by_page[page])
    if os.path.exists(args.dnsbl):
        for row in map(json.loads, open(args.dnsbl, encoding="utf-8")):
            for zone in row["zones"]:
                if re.fullmatch(r"(?:[a-z0-9_-]+\.)+[a-z]{2,}", zone):
                    run.reply("the table of lists, by zone", BY_ZONE[1].format(ip=IP, zone=zone), None, cause=FAULT if row["status"] == "defunct" and zone not in CARRIED_ON else None)
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
