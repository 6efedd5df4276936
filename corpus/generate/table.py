"""Reads the tables: cases.tsv, local.tsv, servers.tsv. Everything has its number, and from that its name and address.

Case 7's domain is partner07.example, its host mx.partner07.example [203.0.113.7]; the sender of its mail through server 3 is
news-03-07@example.org, so that what comes back can be told apart and nothing in the mail gives its meaning away.

usage: table.py addresses | address WHAT | domain CASE | server NAME | servers | plan NAME [CASE...]
"""
import collections
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURE, CLIENT, DNS, SMART, UNREACHABLE = "192.0.2.100", "192.0.2.10", "127.0.0.53", "203.0.113.250", "198.51.100.254"
USUAL = ["PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES"]

Case = collections.namedtuple("Case", "name number stage says causes hard facts options")
Local = collections.namedtuple("Local", "servers name number mailboxes causes hard facts kind")
Server = collections.namedtuple("Server", "name number kind skip")
Plan = collections.namedtuple("Plan", "key number case flags recipients")


def rows(name):
    """The rows of a table: lists of columns, '-' read as nothing."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield ["" if column == "-" else column for column in line.rstrip("\n").split("\t")]


def pairs(text):
    """`a=b; c=d` as a dictionary."""
    return dict(item.strip().split("=", 1) for item in text.split(";") if "=" in item)


def reply_bytes(text):
    """A reply as it goes over the wire, without the last line's end."""
    raw = text.encode("utf-8").replace(rb"\n", b"\n")
    return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)


CASES = collections.OrderedDict()
for _number, _row in enumerate(rows("cases.tsv"), 1):
    CASES[_row[0]] = Case(_row[0], _number, _row[1], _row[2], _row[3].split(), _row[4], pairs(_row[5]), pairs(_row[6]))
LOCALS = [Local(row[0], row[1], 100 + number, row[2].split(","), row[3].split(), row[4], pairs(row[5]), row[6])
          for number, row in enumerate(rows("local.tsv"), 1)]
SERVERS = collections.OrderedDict((row[0], Server(row[0], number, row[1], row[2])) for number, row in enumerate(rows("servers.tsv"), 1))


def domain(case):
    return f"partner{case.number:02d}.example"


def address(case):
    return {"refused": "203.0.113.252", "timeout": "203.0.113.251"}.get(case.says if case.stage == "net" else "", f"203.0.113.{case.number}")


def server_ip(server):
    return f"198.51.100.{server.number}"


def server_host(server):
    return f"relay{server.number:02d}.example.net"


def server_site(server):
    return f"site{server.number:02d}.example.com"


def sender(server, number):
    return f"news-{server.number:02d}-{number:02d}@example.org"


def facts(case, recipient):
    return {name: value.replace("{recipient}", recipient) for name, value in case.facts.items()}


# A case sent in other ways: the flags, the case. What comes back differs in form, not in meaning.
VARIANTS = [("dsn", "accepts"), ("dsn", "accepts-dsn"), ("dsn", "unknown"), ("dsn", "ptr"), ("headers", "unknown"), ("never", "unknown"),
            ("mime", "unknown"), ("8bit", "unknown"), ("8bit", "no-8bit"), ("utf8", "unknown"), ("utf8", "no-8bit"), ("big", "unknown"),
            ("hops", "unknown")]


def plan(name, wanted=()):
    """What is sent through a server: every case, then the variants, then what fails within the server itself."""
    server = SERVERS[name]
    skip = re.compile(server.skip) if server.skip else None
    for case in CASES.values() if server.kind != "local" else ():
        if case.name not in ("accepts", "accepts-dsn", "no-8bit"):
            people = ["good", "bad", "full", "over"] if case.name == "several" else ["kim"]
            item = Plan(case.name, case.number, case, (), [f"{who}@{domain(case)}" for who in people])
            if not (skip and skip.fullmatch(case.name)) and (not wanted or case.name in wanted):
                yield item
    for number, (flag, of) in enumerate(VARIANTS, 201) if server.kind != "local" else ():
        key = f"{flag}.{of}"
        if not (skip and skip.fullmatch(key)) and (not wanted or key in wanted):
            yield Plan(key, number, CASES[of], (flag,), [f"kim@{domain(CASES[of])}"])
    for local in LOCALS:
        if re.fullmatch(local.servers, name) and not (skip and skip.fullmatch(local.name)) and (not wanted or local.name in wanted):
            people = [box if "@" in box else f"{box}@{server_site(server)}" for box in local.mailboxes]
            yield Plan(local.name, local.number, local, ("nolist",) if local.kind else (), people)


def addresses():
    """Commands for `ip -batch`. The other side's networks are routed to lo as a whole: a server that looks at its interfaces must not find
    them there, or it takes every host of the play for itself."""
    wanted = [f"route add local {network} dev lo" for network in ("203.0.113.0/24", "192.0.2.0/24")]
    wanted += [f"address add {server_ip(server)}/32 dev lo" for server in SERVERS.values()]
    return "\n".join([*wanted, f"route add unreachable {UNREACHABLE}/32"]) + "\n"


def main():
    what, *rest = sys.argv[1:]
    if what == "addresses":
        print(addresses(), end="")
    elif what == "address":
        print({"dns": DNS, "capture": CAPTURE, "smart": SMART, "client": CLIENT}[rest[0]])
    elif what == "domain":
        print(domain(CASES[rest[0]]))
    elif what == "server":
        server = SERVERS[rest[0]]
        print(server_ip(server), server_host(server), server_site(server))
    elif what == "servers":
        print("\n".join(SERVERS))
    elif what == "plan":
        for item in plan(rest[0], rest[1:]):
            print(item.key, item.number, ",".join(item.flags) or "-", *item.recipients)


if __name__ == "__main__":
    main()
