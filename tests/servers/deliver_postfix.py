"""bounce deliver behind the real Postfix: 500 bounces, 20 at a time, killed (SIGKILL) and restarted in between.

No queue id and recipient twice, no mail lost; a full disk keeps the mail in the queue and leaves no half record. See sandbox.py.
"""
import glob
import os
import re
import smtplib
import sys

import sandbox

COUNT, AT_ONCE = 500, 20
RECORDS = "/var/lib/bounce/records.jsonl"
QUEUE = "/var/spool/postfix"
SERVER = ("master", "qmgr", "pipe", "smtpd", "cleanup", "pickup", "trivial-rewrite")


def configure():
    with open("/etc/postfix/master.cf", "a", encoding="ascii") as file:
        for name, output in (("bounces", RECORDS), ("full", "/full/records.jsonl")):
            file.write(f"\n{name} unix - n n - {AT_ONCE} pipe\n  flags=Rq user=bounce argv=/usr/bin/bounce deliver --output {output}"
                       " --envelope-from=${sender} --envelope-to=${recipient} --envid=${queue_id}\n")
    sandbox.run("postconf", "-F", "*/*/chroot=n")
    sandbox.run("postconf", "-e", "inet_interfaces=loopback-only", "inet_protocols=ipv4", "myhostname=mail.example.org", "mydestination=",
                "mynetworks=127.0.0.0/8", "transport_maps=inline:{bounce.example=bounces:, full.example=full:}",
                "relay_domains=bounce.example full.example", "bounces_destination_recipient_limit=1", "full_destination_recipient_limit=1",
                "minimal_backoff_time=2s", "maximal_backoff_time=4s", "queue_run_delay=2s", "smtpd_client_connection_count_limit=0")


def start():
    def runs():
        if not list(sandbox.processes("master")):
            sandbox.run("postfix", "start", check=False)
        return bool(list(sandbox.processes("master")))
    if not sandbox.wait_for(runs):
        sys.exit("postfix does not start")


def crash():
    sandbox.kill(*SERVER)
    start()


def connect():
    return smtplib.SMTP("127.0.0.1", 25, timeout=60)


def queued():
    """The numbers of the mails in the queue: what is on its way from one folder to the next is seen at the second look."""
    numbers = set()
    for _ in range(2):
        for name in ("maildrop", "incoming", "active", "deferred"):
            for path in glob.glob(f"{QUEUE}/{name}/**/*", recursive=True):
                try:
                    with open(path, "rb") as file:
                        numbers.update(int(number) for number in re.findall(rb"<bounce\.(\d+)@", file.read()))
                except OSError:
                    pass
    return numbers


def flushed(what):
    def look():
        sandbox.run("postqueue", "-f", check=False)
        return what()
    return sandbox.wait_for(look, pause=2)


def inside(_):
    configure()
    start()
    numbers = range(COUNT)
    sandbox.send_all(connect, "bounces@bounce.example", numbers, AT_ONCE, crash)
    flushed(lambda: not queued())
    sandbox.judge("postfix", RECORDS, numbers, queued())

    make_room = sandbox.fill("/full", "bounce")
    few = range(COUNT, COUNT + 5)
    for number in few:
        sandbox.send(connect, number, "bounces@full.example")
    if not sandbox.wait_for(lambda: len(glob.glob(f"{QUEUE}/deferred/**/[0-9A-Z]?*", recursive=True)) >= 5):
        sys.exit("postfix: the disk was full, but mail is not deferred")
    if sandbox.records("/full/records.jsonl") or queued() != set(few):
        sys.exit("postfix: the disk was full, but a mail is gone")
    make_room()
    flushed(lambda: not queued())
    sandbox.judge("postfix, full disk", "/full/records.jsonl", few, queued())
    if os.path.getsize("/full/records.jsonl") == 0:
        sys.exit("postfix: there is room again, but nothing is recorded")
    sandbox.kill(*SERVER)


if __name__ == "__main__":
    sandbox.main(["postfix"], inside)
