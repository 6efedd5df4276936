"""bounce deliver behind the real Exim (killed and restarted in between), procmail and maildrop, by the recipes in examples/. See sandbox.py.

No delivery and recipient twice, no mail lost; with a full disk the mail stays.
"""
import concurrent.futures
import glob
import os
import re
import shutil
import smtplib
import subprocess
import sys

import sandbox

HOME = "/var/lib/bounce"
RECORDS = f"{HOME}/records.jsonl"
EXIM = """
primary_hostname = mail.example.org
domainlist local_domains = bounce.example
local_interfaces = 127.0.0.1
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts =
keep_environment =
acl_smtp_rcpt = everything
begin acl
everything:
  accept
begin routers
{routers}
begin transports
{transports}
begin retry
* * F,1h,2s
"""
LOG = "/var/log/exim4/mainlog"
SPOOL = "/var/spool/exim4/input"


def numbers_of(paths):
    numbers = []
    for path in paths:
        try:
            with open(path, "rb") as file:
                numbers += [int(number) for number in re.findall(rb"^Final-Recipient: rfc822; user(\d+)@", file.read(), re.M)]
        except OSError:
            pass
    return set(numbers)


def connect():
    return smtplib.SMTP("127.0.0.1", 25, timeout=60)


def start_exim():
    def runs():
        if not list(sandbox.processes("exim4")):
            sandbox.daemon("exim4", "-bdf", "-q2s")
        return sandbox.answers(connect)
    if not sandbox.wait_for(runs):
        sys.exit("exim does not start: " + sandbox.text(sandbox.SAID)[-800:])


def crash_exim():
    sandbox.kill("exim4")
    start_exim()


def queued_exim():
    """A text without its -H file is unfinished: Exim writes that last, and its client was told nothing."""
    return numbers_of(path for path in glob.glob(f"{SPOOL}/**/*-D", recursive=True) if os.path.exists(path[:-1] + "H"))


def exim():
    recipe = sandbox.recipe("exim/README.md")[0]
    routers, transports = recipe.split("# transports")
    # The second one is the same with another mailbox and a disk of its own.
    both = [(routers, transports), tuple(part.replace("bounces", "fulls").replace("bounce_pipe", "full_pipe").replace("bounce-deliver", "full-deliver")
                                         for part in (routers, transports))]
    program = sandbox.text(f"{sandbox.RECIPES}/exim/bounce-deliver")
    for name, content in (("bounce-deliver", program), ("full-deliver", program.replace(HOME, "/full"))):
        with open(f"/usr/local/lib/{name}", "w", encoding="ascii") as file:
            file.write(content)
        os.chmod(f"/usr/local/lib/{name}", 0o755)
    with open("/etc/exim4/exim4.conf", "w", encoding="ascii") as file:
        file.write(EXIM.format(routers="\n".join(pair[0] for pair in both), transports="\n".join(pair[1] for pair in both)))
    os.chmod("/etc/exim4/exim4.conf", 0o644)
    for folder in ("/var/spool/exim4", SPOOL, "/var/spool/exim4/db", "/var/spool/exim4/msglog", "/var/log/exim4"):
        os.makedirs(folder, exist_ok=True)
        shutil.chown(folder, "Debian-exim", "Debian-exim")
    start_exim()
    numbers = range(100)
    sandbox.send_all(connect, "bounces@bounce.example", numbers, 10, crash_exim)
    if not sandbox.wait_for(lambda: not queued_exim()):
        print(sorted(os.listdir(SPOOL)), "".join(sandbox.text(LOG).splitlines(True)[-12:]))
    sandbox.judge("exim", RECORDS, numbers, queued_exim())

    make_room = sandbox.fill("/full", "bounce")
    few = range(100, 105)
    for number in few:
        sandbox.send(connect, number, "fulls@bounce.example")
    if not sandbox.wait_for(lambda: sandbox.text(LOG).count("== fulls@") >= 5):
        sys.exit("exim: the disk was full, but mail is not deferred")
    if sandbox.records("/full/records.jsonl") or queued_exim() != set(few):
        sys.exit("exim: the disk was full, but a mail is gone")
    make_room()
    sandbox.wait_for(lambda: not queued_exim())
    sandbox.judge("exim, full disk", "/full/records.jsonl", few, queued_exim())
    sandbox.kill("exim4")


def filtered(name, command, filter_file, kept):
    """A filter that is run once for each mail; kept() gives the numbers of the mails that it did not pass on."""
    path = f"{HOME}/{filter_file}"
    with open(path, "w", encoding="ascii") as file:
        file.write(sandbox.recipe("procmail/README.md")[("procmail", "maildrop").index(name)])
    shutil.chown(path, "bounce", "bounce")
    os.chmod(path, 0o600)
    if os.path.exists(RECORDS):
        os.remove(RECORDS)

    def deliver(number):
        return subprocess.run(["setpriv", "--reuid", "bounce", "--regid", "bounce", "--clear-groups", "env", f"HOME={HOME}", *command], check=False,
                              input=sandbox.bounce(number).encode(), capture_output=True, timeout=sandbox.PATIENCE, cwd=HOME)
    numbers = range(40)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        for done in pool.map(deliver, numbers):
            if done.returncode:
                sys.exit(f"{name}: exit {done.returncode}: {done.stderr.decode()[-300:]}")
    sandbox.judge(name, RECORDS, numbers, ())
    if kept():
        sys.exit(f"{name}: recorded, but kept as well: {kept()}")

    make_room = sandbox.fill(f"/full-{name}", "bounce")
    os.remove(RECORDS)
    os.symlink(f"/full-{name}/records.jsonl", RECORDS)
    refused = [number for number in range(3) if deliver(number).returncode == 75]
    if sandbox.records(RECORDS) or set(refused) | set(kept()) != {0, 1, 2}:
        sys.exit(f"{name}: the disk was full; refused {refused}, kept {kept()}")
    print(f"{name}, full disk: {len(refused)} refused for now, {len(set(kept()))} kept")
    make_room()
    if deliver(3).returncode or sandbox.recorded(RECORDS) != {3}:
        sys.exit(f"{name}: there is room again, but nothing is recorded")
    os.remove(RECORDS)


def inside():
    exim()
    filtered("procmail", ["procmail"], ".procmailrc", lambda: numbers_of(glob.glob(f"{HOME}/bounces-not-recorded")))
    filtered("maildrop", ["maildrop"], ".mailfilter", lambda: ())


if __name__ == "__main__":
    sandbox.main(["exim4-daemon-light", "procmail", "maildrop"], inside, ["Debian-exim"])
