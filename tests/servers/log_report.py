"""Log against report: for the same delivery the log line and the report give the same recipient, status, reply and cause.

Every mail of the servers' corpus that tells of a failure against the lines of corpus/logs/<server>.log for that recipient. Where the two do
not hold the same, log-losses.tsv says which of them lost what, and why.

usage: log_report.py BOUNCE
"""
import os
import re
import sys

from common import CORPUS, ROOT, address, first, mails, records, truth

LOSSES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "log-losses.tsv")


def losses():
    """[(server, case, what)] of the table, as patterns."""
    with open(LOSSES, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t")[:3] for line in file if line.strip() and not line.startswith("#")]


def values(record):
    status = record.get("status")  # x.0.0 is what a server writes that knows none
    return {"status": None if status and status.endswith(".0.0") else status, "reply": record.get("reply"), "cause": first(record, "causes").get("id")}


def best(report, lines):
    """The log's record that agrees most; several mails went to the same recipient, and a delivery is tried many times."""
    wanted = values(report)
    return max(lines, key=lambda line: sum(values(line)[what] == wanted[what] for what in wanted))


def main():
    binary, all_mails, excused = sys.argv[1], mails(), losses()
    logs = {server: os.path.join(CORPUS, "logs", server + ".log") for server, _, _ in all_mails}
    logs = {server: path for server, path in logs.items() if os.path.exists(path)}
    lines = records(binary, list(logs.values()))
    got = records(binary, [path for server, _, path in all_mails if server in logs])
    differ, count, named = [], 0, 0
    for server, item, path in all_mails:
        if server not in logs or truth(path)["kind"] != "failure":
            continue
        by_address = {}
        for record in lines[logs[server]]:
            by_address.setdefault(address(record), []).append(record)
        for record in got[path]:
            name = f"{os.path.relpath(path, CORPUS)} {address(record)}"
            allowed = {one for servers, cases, what in excused if re.fullmatch(servers, server) and re.fullmatch(cases, item.key) for one in what.split(",")}
            count += 1
            if address(record) not in by_address:
                named += "line" in allowed
                differ += [] if "line" in allowed else [f"{name}: no line of the log"]
                continue
            wanted, have = values(record), values(best(record, by_address[address(record)]))
            unlike = [what for what in wanted if wanted[what] != have[what]]
            named += bool(unlike) and set(unlike) <= allowed
            differ += [f"{name} {what}: report {wanted[what]}, log {have[what]}" for what in unlike if what not in allowed]
    for line in differ:
        print(line)
    print(f"{count} recipients, {named} by named losses, {len(differ)} differ")
    sys.exit(1 if differ or not count else 0)


if __name__ == "__main__":
    main()
