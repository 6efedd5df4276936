"""The other side (RFC 5321): for each case of cases.tsv a host that says what its row says; and the sender's own host, which keeps what comes back.

usage: sink.py FOLDER   mails become FOLDER/<server>/<case>[-k].eml: as they came, CRLF; <..>.envelope.json beside each
"""
import asyncio
import json
import os
import re
import socket
import struct
import sys

import table

FOLDER = sys.argv[1]
NAMES = {(server.number, item.number): (server.name, item.key) for server in table.SERVERS.values() for item in table.plan(server.name)}
TAKES_ALL = ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN"]


class Closed(Exception):
    """The conversation is over."""


def store(mail_from, recipients, data):
    """Keeps a mail under the server and case its recipient's address stands for."""
    for address, options in recipients:
        found = re.match(r"news-(\d+)-(\d+)@", address)
        server, key = NAMES.get((int(found[1]), int(found[2])), ("other", address)) if found else ("other", re.sub(r"[^\w.@+-]", "_", address))
        os.makedirs(os.path.join(FOLDER, server), exist_ok=True)
        count, path = 1, os.path.join(FOLDER, server, key)
        while os.path.exists(path + ".eml"):
            count, path = count + 1, os.path.join(FOLDER, server, f"{key}-{count + 1}")
        with open(path + ".eml", "wb") as file:
            file.write(data)
        with open(path + ".envelope.json", "w", encoding="utf-8") as file:
            json.dump({"from": mail_from, "to": address, "options": options}, file)


class Session:
    """One connection to one host of the play."""

    def __init__(self, case, reader, writer):
        self.case, self.reader, self.writer = case, reader, writer
        self.capture, self.smart = case == "capture", case == "smart"
        self.host = "mx.example.org" if self.capture else "smart.example.net" if self.smart else "mx." + table.domain(case)
        self.mail_from, self.recipients = "", []

    async def say(self, text):
        """Says a reply, or does what `!` stands for. True if the reply grants."""
        raw = table.reply_bytes(text)
        if raw == b"!drop":
            raise Closed
        if raw == b"!reset":
            self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
            raise Closed
        if raw == b"!hang":
            await asyncio.sleep(900)
            raise Closed
        self.writer.write(raw.replace(b"\n", b"\r\n") + b"\r\n")
        await self.writer.drain()
        if raw[:3] == b"421":
            raise Closed
        return raw[:1] in (b"2", b"3")

    def reply(self, stage, otherwise, recipient=""):
        """What this case says at a stage."""
        case = self.case
        if self.smart and recipient:  # plays the host of the recipient's domain; all it can refuse, it refuses at RCPT
            case = next((c for c in table.CASES.values() if recipient.endswith("@" + table.domain(c))), None)
            if case is None or case.stage not in ("connect", "mail", "rcpt"):
                return otherwise
            stage = case.stage
        elif self.smart and stage in ("data", "dot") and self.recipients:
            case = next((c for c in table.CASES.values() if self.recipients[0][0].endswith("@" + table.domain(c))), None)
            recipient = self.recipients[0][0]
        if not isinstance(case, table.Case) or case.stage != stage or not case.says:
            return otherwise
        if case.name == "several":
            said = dict(line.split(": ", 1) for line in case.says.split("\\n"))
            return said.get(recipient.split("@")[0], otherwise)
        return case.says.replace("{recipient}", recipient or (self.recipients[0][0] if self.recipients else ""))

    async def line(self):
        raw = await asyncio.wait_for(self.reader.readline(), 300)
        if not raw:
            raise Closed
        return raw

    async def hello(self, extended):
        options = {} if self.capture or self.smart else self.case.options
        offers = TAKES_ALL if self.capture or self.smart else options["caps"].split(",") if "caps" in options else table.USUAL
        granted = "\\n".join(f"250-{word}" for word in [self.host, *offers]) if extended else f"250 {self.host}"
        if extended:
            at = granted.rindex("250-")
            granted = granted[:at] + "250 " + granted[at + 4:]
        await self.say(self.reply("ehlo", granted))

    async def start_tls(self):
        await self.say("220 2.0.0 Ready to start TLS")
        self.writer.write(b"this is not TLS at all\r\n" * 4)
        await self.writer.drain()
        raise Closed

    async def mail(self, line):
        size = re.search(r"(?i) SIZE=(\d+)", line)
        limit = 0 if self.capture or self.smart else int(self.case.options.get("size", 0))
        if limit and size and int(size[1]) > limit:
            await self.say("552 5.3.4 Message size exceeds fixed limit")
        elif await self.say(self.reply("mail", "250 2.1.0 Ok")):
            self.mail_from, self.recipients = line[10:].strip(), []

    async def rcpt(self, line):
        found = re.match(r"(?i)RCPT TO:\s*<([^>]*)>(.*)", line)
        address, options = found.groups() if found else ("", "")
        if await self.say(self.reply("rcpt", "250 2.1.5 Ok", address)):
            self.recipients.append((address, options.strip()))

    async def data(self):
        if not self.recipients and not (isinstance(self.case, table.Case) and self.case.stage == "data"):
            await self.say("554 5.5.1 No valid recipients")
            return
        if not await self.say(self.reply("data", "354 End data with <CR><LF>.<CR><LF>")):
            return
        body = []
        while True:
            raw = await self.line()
            if raw in (b".\r\n", b".\n"):
                break
            body.append(raw[1:] if raw.startswith(b".") else raw)
        ours = [recipient for recipient in self.recipients if recipient[0].endswith("@example.org")]
        if (self.capture or self.smart) and ours:
            store(self.mail_from, ours, b"".join(body))
        await self.say(self.reply("dot", "250 2.0.0 Ok: queued as 4F1B2C3D4E"))
        self.recipients = []

    async def run(self):
        await self.say(self.reply("connect", f"220 {self.host} ESMTP"))
        while True:
            line = (await self.line()).decode("utf-8", "replace").rstrip("\r\n")
            verb = re.split(r"[ :]", line)[0].upper()
            if verb in ("EHLO", "HELO"):
                await self.hello(verb == "EHLO")
            elif verb == "STARTTLS":
                await self.start_tls()
            elif verb == "MAIL":
                await self.mail(line)
            elif verb == "RCPT":
                await self.rcpt(line)
            elif verb == "DATA":
                await self.data()
            elif verb == "QUIT":
                await self.say("221 2.0.0 Bye")
                return
            elif verb in ("RSET", "NOOP"):
                self.recipients = self.recipients if verb == "NOOP" else []
                await self.say("250 2.0.0 Ok")
            else:
                await self.say("502 5.5.2 Error: command not recognized")


async def serve(case, reader, writer):
    try:
        await Session(case, reader, writer).run()
    except (Closed, ConnectionError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


def never_accepts(ip):
    """An address that answers nothing: its queue of connections is full, so that new ones are dropped."""
    listener = socket.socket()
    listener.bind((ip, 25))
    listener.listen(0)
    held = [listener]
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        try:
            client.connect((ip, 25))
        except BlockingIOError:
            pass
        held.append(client)
    return held


async def main():
    servers = []
    for who, ip in [("capture", table.CAPTURE), ("smart", table.SMART)] + [
            (case, table.address(case)) for case in table.CASES.values() if case.stage not in ("dns", "net")]:
        servers.append(await asyncio.start_server(lambda r, w, who=who: serve(who, r, w), ip, 25, limit=1 << 20))
    held = never_accepts("203.0.113.251")
    print("ready", len(servers), len(held), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
