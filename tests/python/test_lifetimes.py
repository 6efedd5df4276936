"""Lifetimes, references, leaks and the interpreter's lock. Under AddressSanitizer (./dev sanitize) every object is an allocation of its own, so
that a use after free is seen, and what nothing points to any more is a leak.
"""
import ctypes
import gc
import glob
import os
import pickle
import re
import sys
import tempfile
import threading
import unittest

import bounce
from bounce import capi

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
find_leaks = getattr(ctypes.CDLL(None), "__lsan_do_recoverable_leak_check", None)
MAILS = []
for path in sorted(glob.glob(os.path.join(ROOT, "corpus/written/*.eml")))[::12]:
    with open(path, "rb") as file:
        MAILS.append(file.read())
BROKEN_RULES = "Rule: local.colleague\nColour: blue\n"


def everything(report):
    """Reads all there is."""
    seen = [repr(report), report.to_json(), report.to_dict(), report.notes, report.original, hash(report)]
    for recipient in [*report.recipients, report.whole]:
        seen += [repr(recipient), recipient.compat("ses"), recipient.to_dict(), recipient._values()]
        seen += [(repr(cause), dict(cause.facts), cause.parties, cause.evidence, cause.plain, cause._values()) for cause in recipient.causes]
        seen += [(repr(hint), hint.text_in("ko"), hint.check, hint._values()) for hint in recipient.hints]
    return seen


def parts(report):
    return [*report.recipients, report.whole, *(cause for r in report.recipients for cause in r.causes),
            *(hint for r in report.recipients for hint in r.hints), report.recipients, report.whole.causes, report.whole.hints]


class Collected:
    """The collector runs at every chance."""

    def __enter__(self):
        self.old = gc.get_threshold()
        gc.set_threshold(1, 1, 1)

    def __exit__(self, *what):
        gc.set_threshold(*self.old)


class Lifetimes(unittest.TestCase):
    def test_parts_alone(self):
        """Each part alone keeps the report and its classifier alive; the memory between has been used again."""
        for mail in MAILS:
            expected = [repr(part) for part in parts(bounce.classify(mail))]
            alone = parts(bounce.Classifier().classify(bytes(mail)))
            gc.collect()
            while alone:
                bounce.classify(MAILS[len(alone) % len(MAILS)])
                self.assertEqual(repr(alone.pop(0)), expected[len(expected) - len(alone) - 1])

    def test_iterators(self):
        """An iterator over a sequence of a report that is gone otherwise."""
        for mail in MAILS:
            causes = iter(bounce.classify(mail).whole.causes)
            hints = iter(bounce.classify(mail).hints)
            gc.collect()
            self.assertTrue(all(cause.id for cause in causes) and all(hint.text for hint in hints))

    def test_input_may_go(self):
        """Nothing of the report points into the input."""
        for mail in MAILS:
            data = bytearray(mail)
            report = bounce.classify(data)
            expected = bounce.classify(mail).to_json()
            data[:] = b"\xff" * len(data)
            data.clear()  # BufferError while the buffer is held
            self.assertEqual(report.to_json(), expected)

    def test_classifier_goes_first(self):
        for _ in range(20):
            classifier = bounce.Classifier(language="ja", own_domains=["example.org"])
            report = classifier.classify(MAILS[0])
            del classifier
            gc.collect()
            everything(report)

    def test_batches(self):
        """Reports of a batch go one by one, in any order, also those that nobody took."""
        for jobs in (1, 2):
            reports = list(bounce.Classifier().classify_many(MAILS * 9, jobs=jobs))
            gc.collect()
            while reports:
                everything(reports.pop(len(reports) // 2))
        reports = bounce.classify_many(MAILS * 9, jobs=2)
        next(reports)
        del reports

    def test_collector(self):
        with Collected():
            for mail in MAILS[:8]:
                report = bounce.Classifier().classify(mail)
                self.assertEqual(everything(pickle.loads(pickle.dumps(report)))[1], everything(report)[1])


class Errors(unittest.TestCase):
    def rounds(self, count):
        pointer = bounce.Classifier()._pointer
        with tempfile.NamedTemporaryFile("w", suffix=".rules") as rules:
            rules.write(BROKEN_RULES)
            rules.flush()
            for _ in range(count):
                for wrong in (lambda: bounce.classify(None), lambda: bounce.classify_reply(3), lambda: bounce.Classifier([rules.name]),
                              lambda: bounce.Classifier(["/nonexistent"]), lambda: bounce.Classifier(max_input=0),
                              lambda: bounce.classify(b"", envelope_from=7), lambda: capi.bounce_mbox_next(b"", -1),
                              lambda: capi.bounce_report_kind(7), lambda: capi.bounce_classify_batch(7, [b""]),
                              lambda: capi.bounce_classify_batch(None, [b"", b""]), lambda: capi.bounce_classify_batch(pointer, [b"", 7]),
                              lambda: capi.bounce_classify_batch(pointer, (b"",)), lambda: bounce.Classifier(own_domains=["\ud800"])):
                    with self.assertRaises((TypeError, ValueError, OSError, OverflowError)):
                        wrong()

    def test_errors_with_the_collector(self):
        with Collected():
            self.rounds(3)

    def test_nothing_is_kept(self):
        """The interpreter's count of blocks stays after hundreds of rounds of results and of errors."""
        def count(rounds):
            self.rounds(rounds)
            for mail in MAILS[:rounds]:
                everything(pickle.loads(pickle.dumps(bounce.classify(mail))))
            gc.collect()
            return sys.getallocatedblocks()

        growth, before = [], count(60)
        for _ in range(4):
            growth.append(count(60) - before)
            before += growth[-1]
        self.assertLess(min(growth), 40, growth)  # caches come and go, a leak stays: one per round would be 60 each time


class Lock(unittest.TestCase):
    def test_others_run_meanwhile(self):
        """The lock is released while a mail is classified: with a switch interval of minutes nobody else would run otherwise."""
        mail = MAILS[0] + b"a line of the text\n" * 200_000
        old = sys.getswitchinterval()
        sys.setswitchinterval(600)
        try:
            for _ in range(50):
                order, ready = [], threading.Event()

                def work(order=order, ready=ready):
                    ready.wait()
                    order.append("begin")
                    bounce.classify(mail)
                    order.append("end")

                thread = threading.Thread(target=work)
                thread.start()
                ready.set()
                while thread.is_alive():
                    order.append("meanwhile")
                    thread.join(0.0001)
                if "meanwhile" in order[order.index("begin"):order.index("end")]:
                    return
        finally:
            sys.setswitchinterval(old)
        self.fail("no other thread ran while a mail was classified")

    def test_threads_with_the_collector(self):
        """Reports made in one thread are read and dropped in others, with the collector at work."""
        classifier, wrong, made = bounce.Classifier(), [], []
        expected = [classifier.classify(mail).to_json() for mail in MAILS]

        def work(start):
            try:
                for number in range(start, start + 2 * len(MAILS)):
                    number %= len(MAILS)
                    made.append((number, classifier.classify(MAILS[number])))
                    other, report = made.pop(0)
                    if report.to_json() != expected[other] or not everything(report.whole._owner):
                        wrong.append(other)
            except Exception as error:
                wrong.append(error)

        with Collected():
            threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])


class Leaks(unittest.TestCase):
    @unittest.skipUnless(find_leaks, "no leak sanitizer: ./dev sanitize has it")
    def test_zz_no_leak(self):
        """Last: nothing of all this is left that nothing points to. Asked now, since the interpreter itself drops much at its end."""
        gc.collect()
        with tempfile.TemporaryFile() as said:
            stderr = os.dup(2)
            os.dup2(said.fileno(), 2)
            try:
                found = find_leaks()
            finally:
                os.dup2(stderr, 2)
                os.close(stderr)
            said.seek(0)
            blocks = said.read().decode(errors="replace").split("\n\n")
        # What the interpreter leaks by itself has no place of ours among those that led to it.
        ours = [block for block in blocks if "leak of" in block and re.search(r"capi|libbounce|bnc_|g_mime|pcre2", block)]
        self.assertEqual(ours, [])
        self.assertTrue(not found or any("leak of" in block for block in blocks), blocks)


if __name__ == "__main__":
    program = unittest.main(exit=False)
    sys.stdout.flush()
    sys.stderr.flush()
    # Leaks were looked for above; what the interpreter leaves behind is not ours.
    os._exit(not program.result.wasSuccessful())
