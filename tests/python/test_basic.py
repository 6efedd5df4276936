"""The Python package as people use it: input, results, errors, lifetimes."""
import email
import gc
import io
import json
import mmap
import os
import pathlib
import pickle
import sys
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
        for thing in (report, report.recipients[0], report.recipients[0].causes[0], report.recipients[0].hints[0], bounce.Classifier()):
            with self.assertRaises(AttributeError):
                thing.id = "x"
            with self.assertRaises(AttributeError):
                thing.language = "x"
            with self.assertRaises(AttributeError):
                del thing.language


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
        with self.assertRaisesRegex(TypeError, "classify_file"):
            bounce.classify(pathlib.Path("bounce.eml"))

    def test_odd_input(self):
        self.assertEqual(bounce.classify(memoryview(MAIL + MAIL)[::2]).kind, "none")
        self.assertEqual(bounce.classify("\ud800 550 5.1.1 User unknown").causes[0].id, "recipient.unknown")
        self.assertEqual(bounce.classify(io.StringIO(MAIL.decode())).kind, "failure")
        message = email.message_from_bytes(MAIL.replace(b"failure notice", b"=?utf-9?q?x?= \xff\xfe"))
        self.assertEqual(bounce.classify(message).kind, "failure")
        with open(os.devnull, "rb") as file:
            self.assertEqual(bounce.classify(file).kind, "none")

    def test_messages_that_cannot_be_written(self):
        """The email package raises when it should write them; what they say is there."""
        text = "<kim@partner.example>: 550 5.1.1 User unknown \u00e9 \ud55c\udcff"
        plain, parts, broken = email.message.Message(), email.message.Message(), email.message.Message()
        for message in (plain, parts, broken):
            message["From"] = "MAILER-DAEMON@mail.example.org"
            message["Subject"] = "failure notice"
        plain.set_payload(text)
        parts["Content-Type"] = "multipart/mixed; boundary=b"
        part = email.message.Message()
        part.set_payload(text)
        parts.set_payload([part])
        broken.set_payload(text.encode("utf-8", "surrogateescape"))
        for message in (plain, parts):
            with self.assertRaises(Exception):
                message.as_bytes()
            self.assertEqual(bounce.classify(message).recipients[0].address, "kim@partner.example")
        self.assertIsInstance(bounce.classify(broken), bounce.Report)
        self.assertEqual(bounce.classify(email.message.Message()).kind, "none")
        eight_bit = EmailMessage()
        eight_bit["From"] = "MAILER-DAEMON@mail.example.org"
        eight_bit.set_content(text[:-1], charset="utf-8", cte="8bit")
        self.assertEqual(bounce.classify(eight_bit).whole.causes[0].id, "recipient.unknown")

    def test_names_in_no_encoding(self):
        """File names and arguments are bytes; what is no UTF-8 in them is no error anywhere."""
        with tempfile.TemporaryDirectory() as folder:
            for name in (os.fsencode(folder) + b"/\xff.eml", os.fsdecode(os.fsencode(folder) + b"/\xff.eml")):
                with open(name, "wb") as file:
                    file.write(MAIL)
                report = bounce.classify_file(name)
                self.assertEqual(os.fsencode(report.origin.name), os.fsencode(name))
                self.assertEqual(report.to_dict()["source"]["name"], folder + "/\ufffd.eml")
                self.assertEqual(pickle.loads(pickle.dumps(report)), report)
                self.assertEqual([r.origin for r in bounce.iter_mbox(name)], [report.origin])
            rules = os.fsdecode(os.fsencode(folder) + b"/\xff.rules")
            with open(rules, "wb") as file:
                file.write(b"Colour: blue\n")
            with self.assertRaises(bounce.KnowledgeError) as caught:
                bounce.Classifier([rules])
            self.assertEqual(caught.exception.file, folder + "/\ufffd.rules")
        self.assertEqual(bounce.classify(MAIL, envelope_to="\udcff@example.org", envelope_from="\ud800").kind, "failure")

    def test_envelope(self):
        self.assertEqual(bounce.classify(MAIL, envelope_from="", envelope_to="list@example.org").kind, "failure")

    def test_maildir_and_log(self):
        with tempfile.TemporaryDirectory() as folder:
            for part in ("new", "cur", "tmp"):
                os.mkdir(os.path.join(folder, part))
            for name in ("new/2", "new/1", "cur/0:2,S", "tmp/9", "new/.hidden"):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(MAIL)
            reports = list(bounce.iter_maildir(folder))
            self.assertEqual([os.path.relpath(r.origin.name, folder) for r in reports], ["new/1", "new/2", "cur/0:2,S"])
            with self.assertRaises(OSError):
                list(bounce.iter_maildir(os.path.join(folder, "none")))
        log = [b"Nov 22 10:00:00 mx postfix/smtp[1]: 4AB: to=<kim@partner.example>, relay=mx.partner.example[198.51.100.7]:25, delay=1, "
               b"delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.partner.example[198.51.100.7] said: 550 5.1.1 User unknown "
               b"(in reply to RCPT TO command))\n", b"Nov 22 10:00:01 mx postfix/qmgr[1]: 4AB: removed\n"]
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"".join(log))
            file.flush()
            for lines in (log, [line.decode() for line in log], io.BytesIO(b"".join(log)), file.name, pathlib.Path(file.name)):
                self.assertEqual([r.recipients[0].address for r in bounce.iter_log(lines)], ["kim@partner.example"])
        with self.assertRaises(FileNotFoundError):
            list(bounce.iter_log("/nonexistent"))

    def test_many(self):
        mails = [MAIL.replace(b"kim@", b"kim%d@" % i) for i in range(200)]
        for jobs in (1, 2, 7, None):
            self.assertEqual([r.recipients[0].address for r in bounce.classify_many(iter(mails), jobs=jobs)],
                             [f"kim{i}@partner.example" for i in range(200)])
        self.assertEqual(list(bounce.classify_many([], jobs=3)), [])
        with self.assertRaises(ValueError):
            bounce.classify_many([], jobs=0)

    def test_many_of_every_kind(self):
        """Inputs are read when their turn comes; what they raise comes after the reports of those before."""
        def files(count):
            for i in range(count):
                with io.BytesIO(MAIL.replace(b"kim@", b"kim%d@" % i)) as file:
                    yield file  # closed when the next is asked for

        class Broken(Exception):
            pass

        def breaks():
            yield from files(150)
            raise Broken

        for jobs in (1, 2):
            self.assertEqual([r.recipients[0].address for r in bounce.classify_many(files(130), jobs=jobs)],
                             [f"kim{i}@partner.example" for i in range(130)])
            kinds = [MAIL, MAIL.decode(), bytearray(MAIL), memoryview(MAIL), memoryview(MAIL * 2)[::2], email.message_from_bytes(MAIL), b""]
            self.assertEqual([r.kind for r in bounce.classify_many(kinds, jobs=jobs)], ["failure"] * 4 + ["none", "failure", "none"])
            for inputs, error, before in ((breaks(), Broken, 150), ([MAIL] * 70 + [7], TypeError, 70), ([pathlib.Path("x")], TypeError, 0)):
                seen = []
                with self.assertRaises(error):
                    for report in bounce.classify_many(inputs, jobs=jobs):
                        seen.append(report)
                self.assertEqual(len(seen), before)
        large = b"From: a@example.org\n\n" + b"x" * 3_000_000
        self.assertEqual([len(r.recipients) for r in bounce.classify_many([MAIL, large] * 3, jobs=2)], [1, 0] * 3)

    def test_many_left_early(self):
        """Whoever leaves early waits for nothing but what runs; endless inputs are read ahead, not to their end."""
        read = []

        def endless():
            while True:
                read.append(1)
                yield MAIL

        before = threading.active_count()
        reports = bounce.classify_many(endless(), jobs=2)
        self.assertEqual(next(reports).kind, "failure")
        reports.close()
        self.assertEqual(threading.active_count(), before)
        self.assertLess(len(read), 2000)

    def test_many_by_the_caller(self):
        """The calling thread works, too; what work raises comes in its turn, whoever was at it."""
        from bounce.bulk import threaded

        caller, others, has_worked = threading.get_ident(), set(), threading.Event()

        def work(batch):
            if threading.get_ident() == caller:
                has_worked.set()
            else:
                others.add(threading.get_ident())
                self.assertTrue(has_worked.wait(60), "the caller only waits")
            if batch[0] == b"x":
                raise KeyError
            return list(batch)

        inputs = [memoryview(b"%d" % i) for i in range(500)]
        self.assertEqual(list(threaded(work, inputs, 3)), inputs)
        self.assertLessEqual(len(others), 2)
        seen = []
        with self.assertRaises(KeyError):
            for one in threaded(work, inputs[:96] + [memoryview(b"x")], 2):
                seen.append(one)
        self.assertEqual(seen, inputs[:96])

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
            error = caught.exception
            self.assertEqual((error.file, error.line, error.column), (bad, 2, 1))
            self.assertTrue(str(error).startswith(f"{bad}:2: "), error)
            self.assertEqual(pickle.loads(pickle.dumps(error)).line, 2)
            self.assertIs(bounce.Classifier([pathlib.Path(good)]).classify_reply("550 no such colleague").causes[0].code, bounce.CauseId.RECIPIENT_UNKNOWN)
        with self.assertRaises(FileNotFoundError) as caught:
            bounce.Classifier(["/nonexistent.rules"])
        self.assertEqual(caught.exception.filename, "/nonexistent.rules")

    def test_options(self):
        """What is wrong with an option is said by its name."""
        for name, value, error in (("max_input", 0, ValueError), ("max_input", -1, ValueError), ("max_input", 2**70, ValueError),
                                   ("max_input", "7", TypeError), ("max_recipients", 0, ValueError), ("country", "Korea", ValueError),
                                   ("country", 7, TypeError), ("own_domains", [7], TypeError), ("own_domains", "example.org", TypeError),
                                   ("language", None, TypeError), ("knowledge", "good.rules", TypeError), ("knowledge", [7], TypeError)):
            with self.assertRaisesRegex(error, "PathLike" if value == [7] and name == "knowledge" else name):
                bounce.Classifier(**{name: value})
        classifier = bounce.Classifier(country="KR", max_input=1000)
        self.assertEqual(repr(classifier), "Classifier([], language='en', own_domains=[], country='KR', max_input=1000)")
        self.assertEqual(repr(pickle.loads(pickle.dumps(classifier))), repr(classifier))

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

    def test_references(self):
        """No reference is lost or kept: hundreds of rounds leave the interpreter's count of blocks where it was."""
        data, name = bytes(MAIL), "kim@partner.example"

        def rounds(count):
            for _ in range(count):
                report = bounce.classify(data, envelope_to=name)
                pickle.loads(pickle.dumps(report)).recipients[0].causes[0].to_dict()
                repr(report), report.hints[0].check, report.original, report.notes, report.to_json()
                with self.assertRaises(TypeError):
                    bounce.classify(None)
            gc.collect()
            return sys.getallocatedblocks()

        rounds(200)
        counts = [sys.getrefcount(data), sys.getrefcount(name), sys.getrefcount(None)]
        growth, before = [], rounds(200)
        for _ in range(4):
            growth.append(rounds(400) - before)
            before += growth[-1]
        self.assertLess(min(growth), 200, growth)  # caches come and go, a leak stays: one per round would be 400 each time
        self.assertEqual(counts[:2], [sys.getrefcount(data), sys.getrefcount(name)])
        self.assertLess(abs(sys.getrefcount(None) - counts[2]), 1000)  # one per round would be 1,800

    def test_collector_stress(self):
        old = gc.get_threshold()
        gc.set_threshold(1, 1, 1)
        try:
            for _ in range(20):
                hints = bounce.Classifier().classify(MAIL).recipients[0].hints
                self.assertTrue(all(hint.text for hint in hints))
        finally:
            gc.set_threshold(*old)

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
