"""Real mail servers in name spaces of their own, over a copy-on-write view of this system: no server, file or port of the host is touched.

main(packages, inside) runs inside() there. Needs root, unshare, overlays and Debian's packages (downloaded, not installed on the host);
where that is not to be had the test is skipped (77) and says why.  Usage of such a test: TEST.py BOUNCE LIBBOUNCE.SO
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

# A slow machine is no failure: every wait ends as soon as it may.
PATIENCE = int(os.environ.get("BOUNCE_PATIENCE", "300"))
SAID = "/var/log/said"  # what a server says when it starts
RECIPES = "/recipes"  # the folder examples, inside
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAIL = """From: MAILER-DAEMON@mail.example.net
To: bounces@bounce.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.{0}@mail.example.net>
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

--b{0}
Content-Type: text/plain

{1}
--b{0}
Content-Type: message/rfc822

From: sender@example.org
To: user{0}@partner.example
Subject: end
Message-ID: <{0}@example.org>

end
--b{0}--
"""


def bounce(number):
    """Every tenth is longer than a pipe holds; its last part tells whether it came whole."""
    return MAIL.format(number, "one more line of the report\n" * (6000 if number % 10 == 0 else 1))


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def recipe(page):
    """The indented blocks of a page in examples/."""
    blocks, last = [], None
    for number, line in enumerate(text(f"{RECIPES}/{page}").splitlines()):
        if line.startswith("    ") or (not line and last == number - 1):
            if last != number - 1:
                blocks.append("")
            blocks[-1] += line[4:] + "\n"
            last = number
    return blocks


def skip(why):
    print(f"skipped: {why}", file=sys.stderr)
    sys.exit(77)


def run(*command, check=True):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
    if check and done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-800:]}")
    return done.stdout.decode(errors="replace")


def daemon(*command):
    """Starts a server. It would keep a pipe open as long as it lives, and some stay in the foreground when process 1 starts them."""
    with open(SAID, "ab") as said:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
    try:
        server.wait(1)
    except subprocess.TimeoutExpired:
        pass


def attempt(what, *command):
    """A step of the preparation: where it fails, this machine cannot run the test."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
    if done.returncode:
        skip(f"{what}: {done.stderr.decode(errors='replace').strip()[-300:]}")


def main(packages, inside, users=()):
    """users: those that the packages' scripts would make. If any are given the packages are unpacked, but their scripts do not run."""
    if sys.argv[1:2] == ["--inside"]:
        prepare(*sys.argv[2:5], users)
        inside()
        return
    if os.geteuid() != 0:
        skip("needs root")
    if not all(shutil.which(name) for name in ("unshare", "apt-get", "setpriv", "mount", "ip")):
        skip("needs unshare, setpriv, mount, ip and apt-get")
    attempt("this machine allows no name spaces", "unshare", "--mount", "--pid", "--net", "--uts", "--fork", "--mount-proc", "true")
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(f"{work}/debs/partial")
        attempt("the packages cannot be downloaded", "apt-get", "install", "--download-only", "-y", "-qq", "--no-install-recommends", "--reinstall",
                "-o", f"Dir::Cache::archives={work}/debs", *packages)
        done = subprocess.run(["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--net", "--uts", "--fork", "--kill-child",
                               "--mount-proc", sys.executable, os.path.abspath(sys.argv[0]), "--inside", work,
                               *map(os.path.abspath, sys.argv[1:3])], check=False)
        sys.exit(done.returncode)


# ---- inside the name spaces ----

def prepare(work, tool, library, users):
    attempt("this machine allows no mounts", "mount", "--make-rprivate", "/")
    os.makedirs(f"{work}/over")
    attempt("this machine allows no mounts", "mount", "-t", "tmpfs", "none", f"{work}/over")
    for name in ("upper", "work", "root"):
        os.makedirs(f"{work}/over/{name}")
    root = f"{work}/over/root"
    attempt("this machine allows no overlays", "mount", "-t", "overlay", "none", "-o",
            f"lowerdir=/,upperdir={work}/over/upper,workdir={work}/over/work", root)
    for name in ("proc", "dev"):
        attempt("this machine allows no mounts", "mount", "--rbind", f"/{name}", f"{root}/{name}")
    shutil.copy(tool, f"{root}/usr/bin/bounce")
    shutil.copy(library, f"{root}/usr/lib/" + os.path.basename(os.path.realpath(library)))
    shutil.copytree(f"{work}/debs", f"{root}/debs")
    shutil.copytree(f"{SOURCE}/examples", f"{root}{RECIPES}")
    with open(f"{root}/usr/sbin/policy-rc.d", "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexit 101\n")
    os.chmod(f"{root}/usr/sbin/policy-rc.d", 0o755)
    os.chroot(root)
    os.chdir("/")
    os.environ.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8", HOME="/root")
    attempt("no loopback", "ip", "link", "set", "lo", "up")
    attempt("no host name", "hostname", "mail.example.org")
    attempt("the packages cannot be installed", "dpkg", "--unpack" if users else "-i", *sorted(glob.glob("/debs/*.deb")))
    run("ldconfig")
    for user in users:
        run("useradd", "--system", user)
    run("useradd", "--system", "--create-home", "--home-dir", "/var/lib/bounce", "bounce")
    os.chmod("/var/lib/bounce", 0o755)


def records(path):
    """{(delivery, recipient): how often}; what is no record, or the record of no mail or of half a mail, fails the test."""
    found = collections.Counter()
    if not os.path.exists(path):
        return found
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    if lines and not lines[-1].endswith("\n"):
        lines.pop()  # being written, or half a record of a killed writer: the next one takes it away
    for line in lines:
        record = json.loads(line)
        if record["recipient"] is None:
            sys.exit("a record of an empty mail")
        address = record["recipient"]["address"]
        if record["original"]["message_id"] != f"<{address[4:address.index('@')]}@example.org>":
            sys.exit(f"a record of half a mail: {line[:200]}")
        found[record["source"]["name"], address] += 1
    return found


def recorded(path):
    """The numbers of the mails with a record."""
    return {int(address[4:address.index("@")]) for _, address in records(path)}


def judge(name, path, numbers, kept):
    """kept: numbers of the mails that the server still has."""
    found = records(path)
    twice = [key for key, count in found.items() if count > 1]
    lost = sorted(set(numbers) - recorded(path) - set(kept))
    again = len(found) - len({address for _, address in found})
    print(f"{name}: {len(recorded(path))} of {len(numbers)} mails recorded, {len(set(kept))} still with the server; "
          f"{again} sent anew by the client, whom the killed server had not answered")
    if found and not text(path).endswith("\n"):
        sys.exit(f"{name}: the file ends with half a record")
    if twice:
        sys.exit(f"{name}: recorded twice: {twice[:5]}")
    if lost:
        sys.exit(f"{name}: lost: {lost[:20]}")


def processes(*names):
    """Ids of processes of this pid name space, which holds nobody else's."""
    for entry in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(entry, encoding="utf-8", errors="replace") as file:
                line = file.read()
        except OSError:
            continue
        if line[line.index("(") + 1:line.rindex(")")] in names and line[line.rindex(")") + 2] not in "ZX":
            yield int(entry.split("/")[2])


def kill(*names):
    """All of them, until none is left: a server may be starting another one."""
    def gone():
        found = list(processes(*names))
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        return not found
    if not wait_for(gone, 60, 0.05):
        sys.exit(f"{names} cannot be killed")


def wait_for(what, seconds=PATIENCE, pause=0.5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(pause)
    return what()


def answers(connect):
    try:
        with connect() as server:
            return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def send(connect, number, recipient):
    """Until the server took it. A server killed before it answered gets it a second time: that is SMTP."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with connect() as server:
                refused = server.sendmail("", [recipient], bounce(number))
            if not refused:
                return
        except (OSError, smtplib.SMTPException):
            pass
        time.sleep(0.5)
    sys.exit(f"mail {number} was never taken")


def send_all(connect, recipient, numbers, at_once, between):
    """at_once at a time; in between the server is killed and started again, five times."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        jobs = [pool.submit(send, connect, number, recipient) for number in numbers]
        for part in range(1, 6):
            wait_for(lambda part=part: sum(job.done() for job in jobs) >= len(jobs) * part // 6, PATIENCE, 0.02)
            between()
        for job in jobs:
            job.result()


def fill(folder, user):
    """A disk of its own without room; the returned function makes room."""
    os.makedirs(folder)
    run("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "none", folder)
    try:
        with open(f"{folder}/filler", "wb") as file:
            file.write(b"x" * 70_000)
    except OSError:
        pass
    shutil.chown(folder, user)
    return lambda: os.remove(f"{folder}/filler")
