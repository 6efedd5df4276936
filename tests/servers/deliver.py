"""bounce deliver behind the real Postfix: 500 bounces, 20 at a time, killed (SIGKILL) and restarted in between.

Each mail must be in the records or still with the server. A Postfix that is killed before it removed its queue file delivers again: how often is
printed, the queue id in source.name tells such records. A full disk must keep the mail there and leave no half record. Everything happens in name
spaces of its own over a copy-on-write view of this system: no server, file or port of the host is touched. Needs root, unshare, overlays and the
Debian package (downloaded, not installed); exits with 77 where that is not to be had.  Usage: deliver.py BOUNCE LIBBOUNCE.SO
"""
import collections
import concurrent.futures
import glob
import json
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time

COUNT, AT_ONCE = 500, 20
PACKAGES = ["postfix"]
RECORDS = "/var/lib/bounce/records.jsonl"
BOUNCE = """From: MAILER-DAEMON@mail.example.net
To: bounces@bounce.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b{0}"

--b{0}
Content-Type: text/plain

<user{0}@partner.example>: 550 5.1.1 User unknown

--b{0}
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; user{0}@partner.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b{0}--
"""


def skip(why):
    print(f"skipped: {why}", file=sys.stderr)
    sys.exit(77)


def run(*command, check=True, **options):
    done = subprocess.run(command, capture_output=True, check=False, **options)
    if check and done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-800:]}")
    return done.stdout.decode(errors="replace")


def outside():
    if os.geteuid() != 0:
        skip("needs root")
    if not shutil.which("unshare") or not shutil.which("apt-get"):
        skip("needs unshare and apt-get")
    if subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], capture_output=True, check=False).returncode:
        skip("this machine allows no name spaces")
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(f"{work}/debs/partial")
        fetched = subprocess.run(["apt-get", "install", "--download-only", "-y", "-qq", "--no-install-recommends", "--reinstall",
                                  "-o", f"Dir::Cache::archives={work}/debs", *PACKAGES], capture_output=True, check=False)
        if fetched.returncode:
            skip("the packages cannot be downloaded")
        done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--net", "--uts", "--fork", "--kill-child", "--mount-proc", sys.executable,
                               os.path.abspath(__file__), "--inside", work, *map(os.path.abspath, sys.argv[1:3])], check=False)
        sys.exit(done.returncode)


# ---- inside the name spaces ----

def prepare(work, tool, library):
    run("mount", "--make-rprivate", "/")
    os.makedirs(f"{work}/over")
    run("mount", "-t", "tmpfs", "none", f"{work}/over")
    for name in ("upper", "work", "root"):
        os.makedirs(f"{work}/over/{name}")
    root = f"{work}/over/root"
    if subprocess.run(["mount", "-t", "overlay", "none", "-o", f"lowerdir=/,upperdir={work}/over/upper,workdir={work}/over/work", root],
                      capture_output=True, check=False).returncode:
        skip("this machine allows no overlays")
    for name in ("proc", "dev"):
        run("mount", "--rbind", f"/{name}", f"{root}/{name}")
    shutil.copy(tool, f"{root}/usr/bin/bounce")
    shutil.copy(library, f"{root}/usr/lib/" + os.path.basename(os.path.realpath(library)))
    shutil.copytree(f"{work}/debs", f"{root}/debs", dirs_exist_ok=True)
    with open(f"{root}/usr/sbin/policy-rc.d", "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexit 101\n")
    os.chmod(f"{root}/usr/sbin/policy-rc.d", 0o755)
    os.chroot(root)
    os.chdir("/")
    os.environ.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8", HOME="/root")
    run("ip", "link", "set", "lo", "up")
    run("hostname", "mail.example.org")
    run("ldconfig")
    run("dpkg", "-i", *sorted(glob.glob("/debs/*.deb")))
    run("useradd", "--system", "--create-home", "--home-dir", "/var/lib/bounce", "bounce")
    os.chmod("/var/lib/bounce", 0o755)


def records(path):
    """How often each user's record is there; a line that is no record fails the test."""
    found = collections.Counter()
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if not line.endswith("\n"):
                    sys.exit(f"half a record: {line[:80]}")
                record = json.loads(line)
                if record["recipient"] is None:
                    sys.exit("a record of an empty mail")
                found[record["recipient"]["address"]] += 1
    return found


def processes(*names):
    """Ids of processes of this pid name space, which holds nobody else's."""
    for entry in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(entry, encoding="ascii") as file:
                if file.read().strip() in names:
                    yield int(entry.split("/")[2])
        except OSError:
            pass


def kill(*names):
    for pid in list(processes(*names)):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


def wait_for(what, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.5)
    return what()


def send(connect, number, recipient):
    """Until the server took it: once."""
    for _ in range(120):
        try:
            with connect() as server:
                server.sendmail("", [recipient], BOUNCE.format(number))
            return
        except (OSError, smtplib.SMTPException):
            time.sleep(0.5)
    sys.exit(f"mail {number} was never taken")


def send_all(connect, recipient, numbers, between):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(send, connect, number, recipient) for number in numbers]
        for part in (3, 2):
            wait_for(lambda part=part: sum(job.done() for job in jobs) >= len(jobs) // part, 120)
            between()
        for job in jobs:
            job.result()


def judge(name, found, numbers, kept):
    lost = [n for n in numbers if not found[f"user{n}@partner.example"]]
    twice = sum(count - 1 for count in found.values())
    print(f"{name}: {len(found)} of {len(numbers)} recorded, {twice} more than once, {kept} still with the server")
    if len(lost) > kept:
        sys.exit(f"{name}: {len(lost) - kept} lost")
    return twice


def postfix():
    queue = "/var/spool/postfix"
    with open("/etc/postfix/master.cf", "a", encoding="ascii") as file:
        for name, output in (("bounces", RECORDS), ("full", "/full/records.jsonl")):
            file.write(f"\n{name} unix - n n - {AT_ONCE} pipe\n  flags=Rq user=bounce argv=/usr/bin/bounce deliver --output {output}"
                       " --envelope-from=${sender} --envelope-to=${recipient} --envid=${queue_id}\n")
    run("postconf", "-F", "*/*/chroot=n")
    run("postconf", "-e", "inet_interfaces=loopback-only", "inet_protocols=ipv4", "myhostname=mail.example.org", "mydestination=", "mynetworks=127.0.0.0/8",
        "transport_maps=inline:{bounce.example=bounces:, full.example=full:}", "relay_domains=bounce.example full.example",
        "bounces_destination_recipient_limit=1", "full_destination_recipient_limit=1", "minimal_backoff_time=2s", "maximal_backoff_time=4s",
        "queue_run_delay=2s", "smtpd_client_connection_count_limit=0")

    def start():
        for stale in (f"{queue}/pid/master.pid",):
            if os.path.exists(stale):
                os.remove(stale)
        run("postfix", "start", check=False)

    def crash():
        kill("master", "qmgr", "pipe", "smtpd", "cleanup", "pickup", "trivial-rewrite")
        time.sleep(1)
        start()

    def queued():
        return sum(len(glob.glob(f"{queue}/{name}/**/[0-9A-Za-z]*", recursive=True)) - len(glob.glob(f"{queue}/{name}/?")) for name in ("active", "deferred", "incoming", "maildrop"))

    start()
    numbers = range(COUNT)
    send_all(lambda: smtplib.SMTP("127.0.0.1", 25, timeout=20), "bounces@bounce.example", numbers, crash)
    run("postqueue", "-f", check=False)
    wait_for(lambda: len(records(RECORDS)) == COUNT, 180)
    judge("postfix", records(RECORDS), numbers, queued())

    # A disk that is full: the mail stays, nothing is half written; room again: each once.
    os.makedirs("/full")
    run("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "none", "/full")
    with open("/full/filler", "wb") as file:
        try:
            file.write(b"x" * 70000)
            file.flush()
        except OSError:
            pass
    for number in range(5):
        send(lambda: smtplib.SMTP("127.0.0.1", 25, timeout=20), number, "bounces@full.example")
    time.sleep(5)
    if records("/full/records.jsonl") or queued() < 5:
        sys.exit("postfix: the disk was full, but a mail is gone")
    os.remove("/full/filler")
    run("postqueue", "-f")
    if not wait_for(lambda: len(records("/full/records.jsonl")) == 5, 60) or set(records("/full/records.jsonl").values()) != {1}:
        sys.exit("postfix: there is room again, but records are missing or twice")
    print("postfix, full disk: mail kept, then recorded once")
    kill("master", "qmgr", "pipe", "smtpd", "cleanup", "pickup", "trivial-rewrite")


def inside():
    prepare(*sys.argv[2:5])
    postfix()


if __name__ == "__main__":
    inside() if sys.argv[1:2] == ["--inside"] else outside()
