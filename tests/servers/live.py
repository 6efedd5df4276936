"""Real servers, now: Postfix, Exim and Sendmail are installed into roots of their own, started in a network of their own, and bounce twelve
cases each; the tool says what came back. No file of the corpus is used.

usage: live.py BOUNCE      exit 77 where this machine does not allow it
"""
import os
import re
import subprocess
import sys

from common import ROOT, derive, records, table
from truth import compare  # noqa: E402

SERVERS = ["postfix", "exim", "sendmail"]
CASES = ["unknown", "unknown-multi", "disabled", "full-552", "rbl", "tss09", "spf", "dmarc", "attachment", "spam", "relay", "nxdomain"]


def main():
    binary, out = sys.argv[1], os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), "..", "..", "servers", "live")
    done = subprocess.run([os.path.join(ROOT, "corpus/generate/run"), "--servers", ",".join(SERVERS), "--cases", ",".join(CASES), "--no-clock", "--out", out],
                          check=False)
    if done.returncode:
        sys.exit(done.returncode)
    paths = {}
    for server in SERVERS:
        items = {item.key: item for item in table.plan(server, CASES)}
        folder = os.path.join(out, "mail", server)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".eml"):
                paths[os.path.join(folder, name)] = (server, items[re.sub(r"(-\d+)?\.eml$", "", name) if name[:-4] not in items else name[:-4]])
    got = records(binary, list(paths))
    differ = [f"{server} {case}: nothing came back" for server in SERVERS for case in CASES if (server, case) not in {(s, i.key) for s, i in paths.values()}]
    for path, (server, item) in paths.items():
        with open(path, "rb") as file:
            true = derive.truth_of(server, item, file.read())
        differ += [f"{server} {item.key} {what}: want {want}, have {have}" for what, want, have in compare(true, got[path])]
    for line in differ:
        print(line)
    print(f"{len(paths)} mails of {len(SERVERS)} servers, {len(differ)} differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
