"""bounce deliver behind the real Dovecot and Pigeonhole, by the recipe in examples/sieve: 500 bounces over LMTP, 20 at a time, killed (SIGKILL)
and restarted in between. See sandbox.py.

No Message-ID and recipient twice, no mail lost. With a full disk the mail stays: in the inbox, or with the client if the inbox has no room either.
"""
import glob
import os
import re
import shutil
import smtplib
import sys

import sandbox

COUNT, AT_ONCE = 500, 20
HOME = "/var/lib/bounce"
PROGRAMS = "/usr/lib/dovecot/sieve-pipe"
SERVER = ("dovecot", "lmtp", "auth", "anvil", "config", "log", "stats")
CONF = """
protocols = lmtp
listen = 127.0.0.1
ssl = no
log_path = /var/log/dovecot.log
mail_location = maildir:~/Maildir
first_valid_uid = 1
service lmtp {
  process_limit = 100
  inet_listener lmtp {
    address = 127.0.0.1
    port = 24
  }
}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
protocol lmtp {
  mail_plugins = sieve
}
"""


def configure(recipe):
    os.makedirs(PROGRAMS)
    shutil.copy(f"{recipe}/bounce-deliver", PROGRAMS)
    os.chmod(f"{PROGRAMS}/bounce-deliver", 0o755)
    shutil.copy(f"{recipe}/bounce.sieve", "/etc/dovecot")
    with open("/usr/bin/bounce", "rb") as file:
        is_sanitized = b"__asan_init" in file.read()
    with open("/etc/dovecot/dovecot.conf", "w", encoding="ascii") as file:
        # AddressSanitizer reserves more addresses than the 256 MB that Dovecot allows its processes.
        file.write(CONF + sandbox.recipe("sieve/README.md")[0] + ("default_vsz_limit = 0\n" if is_sanitized else ""))
    ids = sandbox.run("id", "-u", "bounce").strip() + ":" + sandbox.run("id", "-g", "bounce").strip()
    with open("/etc/dovecot/users", "w", encoding="ascii") as file:
        file.write(f"bounces@bounce.example::{ids}::{HOME}::\n"
                   f"records@full.example::{ids}::/full::userdb_mail=maildir:/var/lib/bounce/kept\n"
                   f"all@full.example::{ids}::/full::\n")
    sandbox.run("sievec", "/etc/dovecot/bounce.sieve")


def start():
    def runs():
        if not list(sandbox.processes("dovecot")):
            if os.path.exists("/run/dovecot/master.pid"):
                os.remove("/run/dovecot/master.pid")
            sandbox.daemon("dovecot")
        return sandbox.answers(connect)
    if not sandbox.wait_for(runs):
        sys.exit("dovecot does not start: " + sandbox.text(sandbox.SAID)[-800:])


def crash():
    sandbox.kill(*SERVER)
    start()


def connect():
    return smtplib.LMTP("127.0.0.1", 24, timeout=60)


def inbox(folder):
    numbers = []
    for path in glob.glob(f"{folder}/new/*") + glob.glob(f"{folder}/cur/*"):
        with open(path, "rb") as file:
            numbers += [int(number) for number in re.findall(rb"^Message-ID: <bounce\.(\d+)@", file.read(), re.M)]
    return numbers


def is_taken(number, recipient):
    try:
        with connect() as server:
            server.sendmail("", [recipient], sandbox.bounce(number))
        return True
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
    except smtplib.SMTPDataError as error:
        codes = [error.smtp_code]
    if any(code >= 500 for code in codes):
        sys.exit(f"dovecot: refused for good with a full disk: {codes}")
    return False


def inside():
    configure(f"{sandbox.RECIPES}/sieve")
    start()
    numbers = range(COUNT)
    sandbox.send_all(connect, "bounces@bounce.example", numbers, AT_ONCE, crash)
    sandbox.judge("dovecot", f"{HOME}/records.jsonl", numbers, inbox(f"{HOME}/Maildir"))

    make_room = sandbox.fill("/full", "bounce")
    for number in range(5):
        sandbox.send(connect, number, "records@full.example")
    if sandbox.records("/full/records.jsonl") or sorted(inbox(f"{HOME}/kept")) != list(range(5)):
        sys.exit(f"dovecot: the disk was full; in the inbox: {inbox(HOME + '/kept')}")
    if any([is_taken(number, "all@full.example") for number in range(5, 10)]):
        sys.exit("dovecot: neither the records nor the inbox had room, but the mail was taken")
    make_room()
    for number in range(5, 10):
        sandbox.send(connect, number, "all@full.example")
    sandbox.judge("dovecot, full disk", "/full/records.jsonl", range(10), inbox(f"{HOME}/kept"))
    sandbox.kill(*SERVER)


if __name__ == "__main__":
    sandbox.main(["dovecot-core", "dovecot-lmtpd", "dovecot-sieve"], inside, ["dovecot", "dovenull"])
