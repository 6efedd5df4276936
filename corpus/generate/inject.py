"""Hands the plan's mails to a server.

usage: inject.py SERVER [CASE...]     by SMTP, to the server's address
  PORT=587 LOGIN=user:password        by submission
  COMMAND='...'                       to this command's input instead, `-f SENDER RECIPIENT...` after it
"""
import os
import shlex
import smtplib
import socket
import ssl
import subprocess
import sys
import time

import table

TEXT = "Dear customer,\r\n\r\nplease find your invoice below.\r\n{lines}\r\n-- \r\nAlice\r\n"
PAPER = ("--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n"
         '--=_b1\r\nContent-Type: application/pdf; name="invoice.pdf"\r\nContent-Disposition: attachment; filename="invoice.pdf"\r\n'
         "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--=_b1--\r\n")


def message(item, server, sender):
    """The mail of one row of the plan, with CRLF."""
    flags = item.flags
    header = [f"Received: from hop{i}.example.net (hop{i}.example.net [192.0.2.{i + 120}])\r\n\tby hop{i + 1}.example.net (Postfix) with ESMTP id "
              f"{0xABC000 + i:012X}\r\n\tfor <{item.recipients[0]}>; Sun, 22 Nov 2026 13:{i // 60:02d}:{i % 60:02d} +0000 (UTC)"
              for i in range(120 if "hops" in flags else 0)]
    words = "=?utf-8?B?R3LDvMOfZSBhdXMgTcO8bmNoZW4=?=" if {"mime", "8bit"} & set(flags) else f"Invoice 47{item.number:02d}"
    header += [f"From: Alice Example <{sender}>", "To: " + ", ".join(f"<{to}>" for to in item.recipients), f"Subject: {words}",
               "Date: Sun, 22 Nov 2026 13:30:00 +0000", f"Message-ID: <20261122133000.{item.number}.{server.number}@example.org>", "MIME-Version: 1.0"]
    if "nolist" not in flags:
        header += ["List-Unsubscribe: <mailto:unsubscribe-42@example.org>", f"X-Campaign-ID: c-20261122-{item.number}"]
    if "mime" in flags:
        header.append('Content-Type: multipart/mixed; boundary="=_b1"')
        body = PAPER
    elif {"8bit", "utf8"} & set(flags):
        header += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        body = "Gr\u00fc\u00dfe aus M\u00fcnchen\r\n"
    else:
        header += ["Content-Type: text/plain; charset=us-ascii", "Content-Transfer-Encoding: 7bit"]
        body = TEXT.format(lines="This line pads the message out to make it large enough to be refused.\r\n" * (9000 if "big" in flags else 12))
    return ("\r\n".join(header) + "\r\n\r\n" + body).encode("utf-8")


def connect(server):
    """A session with the server; waits until it listens, 20 seconds at most."""
    port, login = int(os.environ.get("PORT", "25")), os.environ.get("LOGIN")
    for _ in range(40):
        try:
            session = smtplib.SMTP(table.server_ip(server), port, "client.example.org", 20, (table.CLIENT, 0))
            break
        except (OSError, smtplib.SMTPException):
            time.sleep(0.5)
    else:
        raise OSError("does not listen")
    session.ehlo()
    if login:
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        session.starttls(context=trust)
        session.ehlo()
        session.login(*login.split(":"))
    return session


def by_smtp(server, item, sender):
    mail_options, recipient_options = [], []
    if {"8bit", "utf8"} & set(item.flags):
        mail_options.append("BODY=8BITMIME")
    if "utf8" in item.flags:
        mail_options.append("SMTPUTF8")
    if "dsn" in item.flags:
        mail_options += ["RET=FULL", "ENVID=QQ314159"]
        recipient_options = ["NOTIFY=SUCCESS,FAILURE,DELAY", "ORCPT=rfc822;Orig-{}"]
    if "headers" in item.flags:
        mail_options.append("RET=HDRS")
    if "never" in item.flags:
        recipient_options = ["NOTIFY=NEVER"]
    session = connect(server)
    print(item.key, *session.mail(sender, mail_options))
    taken = [session.rcpt(to, [option.format(to.replace("+", "+2B")) for option in recipient_options]) for to in item.recipients]
    print(item.key, *taken, session.data(message(item, server, sender)) if any(code < 300 for code, _ in taken) else "")
    session.close()


def by_command(server, item, sender):
    body = message(item, server, sender).replace(b"\r\n", b"\n")
    done = subprocess.run([*shlex.split(os.environ["COMMAND"]), "-f", sender, *item.recipients], input=body, capture_output=True, timeout=30, check=False)
    print(item.key, done.returncode, (done.stdout + done.stderr).decode("latin-1").strip())


def main():
    server = table.SERVERS[sys.argv[1]]
    for item in table.plan(server.name, sys.argv[2:]):
        try:
            (by_command if os.environ.get("COMMAND") else by_smtp)(server, item, table.sender(server, item.number))
        except (OSError, smtplib.SMTPException, socket.error, subprocess.TimeoutExpired) as error:
            print(item.key, "not taken:", repr(error))


main()
