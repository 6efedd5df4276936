"""The examples and the code blocks of doc/python.md run."""
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "examples/python"))
MAIL = (b"From: MAILER-DAEMON@mail.example.org\nTo: s@example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mail.example.org.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n<%s>:\nRemote host said: %s\n")
LOG = (b"Nov 22 10:00:00 mx postfix/smtp[1]: 4AB: to=<kim@partner.example>, relay=mx.partner.example[198.51.100.7]:25, delay=1, "
       b"delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.partner.example[198.51.100.7] said: 550 5.1.1 User unknown "
       b"(in reply to RCPT TO command))\n")


class Examples(unittest.TestCase):
    def test_clean_list(self):
        mails = ((b"dead@partner.example", b"550 5.1.1 User unknown"), (b"full@partner.example", b"552 5.2.2 mailbox full"),
                 (b"innocent@partner.example", b"550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org"))
        with tempfile.TemporaryDirectory() as folder:
            subscribers, box = os.path.join(folder, "subscribers"), os.path.join(folder, "box")
            with open(subscribers, "wb") as file:
                file.write(b"\n".join(address for address, _ in mails) + b"\nother@partner.example\n")
            with open(box, "wb") as file:
                file.write(b"".join(b"From x Sun Nov 22 10:00:00 2026\n" + MAIL % mail + b"\n" for mail in mails))
            result = subprocess.run([sys.executable, os.path.join(ROOT, "examples/python/clean_list.py"), subscribers, box],
                                    capture_output=True, text=True, check=True)
        self.assertEqual(result.stdout.split(), ["full@partner.example", "innocent@partner.example", "other@partner.example"])
        self.assertIn("removed dead@partner.example: recipient.unknown", result.stderr)

    def test_anymail_receiver(self):
        from anymail_receiver import note_cause

        event = types.SimpleNamespace(event_type="bounced", recipient="kim@partner.example", mta_response="550 5.1.1 User unknown", description="")
        note_cause(None, event, "Test")
        self.assertEqual(event.cause, "recipient.unknown")
        event.event_type = "opened"
        note_cause(None, event, "Test")
        self.assertIsNone(event.cause)

    @unittest.skipIf(importlib.util.find_spec("duckdb") is None, "no duckdb")
    def test_log_query(self):
        from log_query import ask

        with tempfile.NamedTemporaryFile() as file:
            file.write(LOG * 3)
            file.flush()
            self.assertEqual([row[1:] for row in ask(file.name)], [("recipient.unknown", 3, 1)])

    def test_documentation(self):
        """Each block of doc/python.md runs, in its order, in one namespace; blocks for other packages where they are installed."""
        with open(os.path.join(ROOT, "doc/python.md"), encoding="utf-8") as file:
            blocks = re.findall(r"^```python\n(.*?)^```", file.read(), re.M | re.S)
        self.assertGreater(len(blocks), 3)
        with tempfile.TemporaryDirectory() as folder:
            before = os.getcwd()
            os.chdir(folder)
            try:
                with open("bounce.eml", "wb") as file:
                    file.write(MAIL % (b"kim@partner.example", b"550 5.1.1 User unknown"))
                with open("bounces.mbox", "wb") as file:
                    file.write(b"From x Sun Nov 22 10:00:00 2026\n" + MAIL % (b"kim@partner.example", b"550 5.1.1 User unknown"))
                namespace = {}
                for block in blocks:
                    needs = re.findall(r"^import (duckdb|polars|pyarrow)", block, re.M)
                    if all(importlib.util.find_spec(name) for name in needs):
                        exec(compile(block, "doc/python.md", "exec"), namespace)
            finally:
                os.chdir(before)


if __name__ == "__main__":
    unittest.main()
