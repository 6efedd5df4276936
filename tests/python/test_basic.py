"""The Python package as people use it: input, results, errors, lifetimes."""
import gc
import io
import json
import mmap
import os
import tempfile
import threading
import unittest
from email.message import EmailMessage

import bounce

REPLY = "550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+"
MAIL = (b"From: MAILER-DAEMON@mail.example.org\nTo: s@example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mail.example.org.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        b"<kim@partner.example>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.25.\n")


class Results(unittest.TestCase):
    def test_mail(self):
        report = bounce.classify(MAIL)
        self.assertEqual(report.kind, "failure")
        self.assertIs(report.kind, bounce.Kind.FAILURE)
        self.assertEqual(report.recipients[0].address, "kim@partner.example")
        self.assertEqual(report.recipients[0].causes[0].id, "recipient.unknown")
        self.assertTrue(report.recipients[0].hard)
        self.assertEqual(len(report.recipients), 1)
        self.assertEqual(report.recipients[-1].address, "kim@partner.example")
        with self.assertRaises(IndexError):
            report.recipients[1]

    def test_reply(self):
        report = bounce.classify_reply(REPLY)
        cause = report.causes[0]
        self.assertEqual(cause.id, "ip.dnsbl_listed")
        self.assertEqual(cause.facts["ip"], "192.0.2.25")
        self.assertEqual(cause.confidence, bounce.Confidence.HIGH)
        self.assertIn(bounce.Party.SENDING_ADMIN, cause.parties)
        piece = cause.evidence[0]
        diagnostic = report.whole.diagnostic.encode()
        self.assertEqual(diagnostic[piece.offset:piece.offset + piece.length].decode(), piece.text)
        self.assertTrue(report.hints[0].text)

    def test_record(self):
        report = bounce.classify(MAIL)
        self.assertEqual(report.to_dict(), json.loads(report.to_json().splitlines()[0]))
        self.assertEqual(report.to_dict()["schema"], "bounce/1")

    def test_read_only(self):
        report = bounce.classify(MAIL)
        for thing in (report, report.recipients[0], report.recipients[0].causes[0]):
            with self.assertRaises(AttributeError):
                thing.id = "x"


class Input(unittest.TestCase):
    def test_every_kind(self):
        message = EmailMessage()
        message["From"] = "MAILER-DAEMON@mail.example.org"
        message["Subject"] = "failure notice"
        message.set_content(MAIL.split(b"\n\n", 1)[1].decode())
        for data in (MAIL, MAIL.decode(), bytearray(MAIL), memoryview(MAIL), io.BytesIO(MAIL), message):
            with self.subTest(type(data).__name__):
                self.assertEqual(bounce.classify(data).recipients[0].causes[0].id, "recipient.unknown")

    def test_mmap(self):
        with tempfile.TemporaryFile() as file:
            file.write(MAIL)
            file.flush()
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                report = bounce.classify(data)
            self.assertEqual(report.recipients[0].address, "kim@partner.example")

    def test_mail_never_raises(self):
        for data in (b"", b"\0" * 100, bytes(range(256)) * 20, "\udcff\udc80", "한국어"):
            self.assertEqual(bounce.classify(data).kind, "none")

    def test_bad_use(self):
        for data in (None, 7, ["x"]):
            with self.assertRaises((TypeError, ValueError)):
                bounce.classify(data)

    def test_mbox(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "box")
            with open(path, "wb") as file:
                for i in range(3):
                    file.write(b"From x Sun Nov 22 10:00:00 2026\n" + MAIL.replace(b"kim@", b"kim%d@" % i) + b"\n")
            self.assertEqual([r.recipients[0].address for r in bounce.iter_mbox(path)], [f"kim{i}@partner.example" for i in range(3)])


class Knowledge(unittest.TestCase):
    def test_own_rules_and_errors(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad = os.path.join(folder, "good.rules"), os.path.join(folder, "bad.rules")
            with open(good, "w", encoding="utf-8") as file:
                file.write("Rule: local.colleague\nCause: recipient.unknown\nMatch: no such colleague\nSource: us\nExample: 550 no such colleague\n")
            with open(bad, "w", encoding="utf-8") as file:
                file.write("Rule: local.colleague\nColour: blue\n")
            self.assertEqual(bounce.Classifier([good]).classify_reply("550 no such colleague").causes[0].rule, "local.colleague")
            with self.assertRaises(bounce.KnowledgeError) as caught:
                bounce.Classifier([bad])
            self.assertEqual((caught.exception.file, caught.exception.line), (bad, 2))
        with self.assertRaises(OSError):
            bounce.Classifier(["/nonexistent.rules"])

    def test_language(self):
        english = bounce.Classifier().classify_reply(REPLY)
        korean = bounce.Classifier(language="ko").classify_reply(REPLY)
        self.assertNotEqual(english.hints[0].text, korean.hints[0].text)
        self.assertEqual(english.hints[0].text_in("ko"), korean.hints[0].text)


class Lifetimes(unittest.TestCase):
    def test_children_outlive(self):
        cause = bounce.Classifier().classify(MAIL).recipients[0].causes[0]
        hint = bounce.Classifier().classify(MAIL).recipients[0].hints[0]
        gc.collect()
        for _ in range(200):
            bounce.classify(MAIL * 3)
        self.assertEqual(cause.id, "recipient.unknown")
        self.assertTrue(hint.text)

    def test_threads(self):
        classifier = bounce.Classifier()
        wrong = []

        def work():
            for _ in range(300):
                if classifier.classify(MAIL).recipients[0].causes[0].id != "recipient.unknown":
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
