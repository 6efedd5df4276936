"""Makes Cyrus' mailboxes and Sieve scripts: cyrus_users.py IP SITE"""
import base64
import imaplib
import socket
import sys

ip, site = sys.argv[1:3]
SCRIPTS = {
    "rej": 'require ["reject"]; reject "I refuse mail from this address.";',
    "vac": f'require ["vacation"]; vacation :days 1 :addresses ["vac@{site}"] :subject "Away" "I am on holiday.";',
}

imap = imaplib.IMAP4(ip, 143)
imap.authenticate("PLAIN", lambda _: b"cyrus\0cyrus\0x")
for user in ("full", "rej", "vac"):
    imap.create("user/" + user)
    imap.setacl("user/" + user, user, "lrswipkxtecdan")
imap.setacl("user/full", "cyrus", "lrswipkxtecdan")
print(imap.append("user/full", None, None, b"Subject: old\r\n\r\n" + b"It is full already.\r\n" * 100))
imap.setquota("user/full", "(STORAGE 1)")


def answer(stream):
    """Reads to the end of one ManageSieve response (RFC 5804)."""
    while True:
        line = stream.readline()
        if not line or line[:2] in (b"OK", b"NO") or line[:3] == b"BYE":
            return line


for user, script in SCRIPTS.items():
    stream = socket.create_connection((ip, 4190)).makefile("rwb")
    answer(stream)
    login = base64.b64encode(b"\0" + user.encode() + b"\0x").decode()
    for command in (f'AUTHENTICATE "PLAIN" "{login}"', f'PUTSCRIPT "s" {{{len(script)}+}}\r\n{script}', 'SETACTIVE "s"', "LOGOUT"):
        stream.write(command.encode() + b"\r\n")
        stream.flush()
        print(user, answer(stream))
