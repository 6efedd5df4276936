"""bounce deliver behind the real Postfix: 500 bounces, 20 at a time, killed (SIGKILL) and restarted in between.

No queue id and recipient twice, no mail lost; a full disk keeps the mail in the queue and leaves no half record. See sandbox.py.
"""
import glob
import os
import re
import shutil
import smtplib
import stat
import sys

import sandbox

COUNT, AT_ONCE = 500, 20
RECORDS = "/var/lib/bounce/records.jsonl"
ALIAS_RECORDS = "/var/lib/alias/records.jsonl"
QUEUE = "/var/spool/postfix"
SERVER = ("master", "qmgr", "pipe", "smtpd", "cleanup", "pickup", "trivial-rewrite")


def configure():
    master, _, _, aliases = sandbox.recipe("postfix/README.md")
    with open("/etc/postfix/master.cf", "a", encoding="ascii") as file:
        file.write("\n" + master)
        # The same once more, on a disk of its own.
        file.write("\n" + re.sub("^bounce ", "full ", master).replace(RECORDS, "/full/records.jsonl"))
    with open("/etc/aliases", "a", encoding="ascii") as file:
        file.write("\n" + aliases.replace(RECORDS, ALIAS_RECORDS))
    os.mkdir(os.path.dirname(ALIAS_RECORDS))
    shutil.chown(os.path.dirname(ALIAS_RECORDS), "nobody")
    sandbox.run("newaliases")
    sandbox.run("postconf", "-F", "*/*/chroot=n")
    sandbox.run("postconf", "-e", "inet_interfaces=loopback-only", "inet_protocols=ipv4", "myhostname=mail.example.org", "mydestination=local.example",
                "mynetworks=127.0.0.0/8", "transport_maps=inline:{bounce.example=bounce:, full.example=full:}",
                "relay_domains=bounce.example full.example", "bounce_destination_recipient_limit=1", "full_destination_recipient_limit=1",
                "minimal_backoff_time=2s", "maximal_backoff_time=4s", "queue_run_delay=2s", "smtpd_client_connection_count_limit=0")


def start():
    def runs():
        if not list(sandbox.processes("master")):
            sandbox.daemon("postfix", "start")
        return bool(list(sandbox.processes("master")))
    if not sandbox.wait_for(runs):
        sys.exit("postfix does not start: " + sandbox.text(sandbox.SAID)[-800:])


def crash():
    sandbox.kill(*SERVER)
    start()


def connect():
    return smtplib.SMTP("127.0.0.1", 25, timeout=60)


def queued():
    """The numbers of the mails in the queue: what is on its way from one folder to the next is seen at the second look. A file that may not be
    executed is unfinished (Postfix' way to mark it): its writer was killed, and its client told nothing."""
    numbers = set()
    for _ in range(2):
        for name in ("maildrop", "incoming", "active", "deferred"):
            for path in glob.glob(f"{QUEUE}/{name}/**/*", recursive=True):
                try:
                    with open(path, "rb") as file:
                        if os.fstat(file.fileno()).st_mode & stat.S_IXUSR:
                            numbers.update(int(number) for number in re.findall(rb"<bounce\.(\d+)@", file.read()))
                except OSError:
                    pass
    return numbers


def flushed(what):
    def look():
        sandbox.run("postqueue", "-f", check=False)
        return what()
    return sandbox.wait_for(look, pause=2)


def inside():
    configure()
    start()
    numbers = range(COUNT)
    sandbox.send_all(connect, "bounces@bounce.example", numbers, AT_ONCE, crash)
    flushed(lambda: not queued())
    sandbox.judge("postfix", RECORDS, numbers, queued())

    for number in range(5):
        sandbox.send(connect, number, "bounces@local.example")
    flushed(lambda: not queued())
    sandbox.judge("postfix, alias", ALIAS_RECORDS, range(5), queued())

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
