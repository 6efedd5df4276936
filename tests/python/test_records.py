"""Objects and records say the same: every mail of the corpus, as the tool writes it, as the package does, and after pickling."""
import copy
import glob
import json
import os
import pickle
import subprocess
import unittest

import bounce
from bounce.fields import field_names

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
TOOL = os.environ["BOUNCE"]
MAILS = sorted(glob.glob(os.path.join(ROOT, "corpus", "*", "*.eml")))
VOCABULARIES = ("sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost", "powermta", "kumomta")


def values(report):
    """All that a report's objects say."""
    def part(thing, *more):
        return {name: getattr(thing, name) for name in (*field_names(type(thing)), *more)}

    def recipient(r):
        return [part(r), [part(c, "meaning", "plain", "is_not") for c in r.causes], [part(h, "text", "check") for h in r.hints],
                [r.compat(v) for v in VOCABULARIES]]
    return [part(report), report.language, [recipient(r) for r in report.recipients], recipient(report.whole)]


def reports(classifier, path):
    """The tool takes a mail that begins as an mbox does for an mbox of one."""
    with open(path, "rb") as file:
        is_mbox = file.read(5) == b"From "
    relative = os.path.relpath(path)
    return classifier.iter_mbox(relative) if is_mbox else [classifier.classify_file(relative)]


class Records(unittest.TestCase):
    def test_equal_to_the_tool(self):
        for language in ("en", "ko"):
            chosen = MAILS if language == "en" else MAILS[::10]
            tool = subprocess.run([TOOL, "json", "--lang", language, *map(os.path.relpath, chosen)], capture_output=True, check=False)
            classifier = bounce.Classifier(language=language)
            ours = "".join(report.to_json() for path in chosen for report in reports(classifier, path))
            # Compared line by line, so that a difference shows where it is.
            for theirs, line in zip(tool.stdout.decode().split("\n"), ours.split("\n")):
                self.assertEqual(json.loads(theirs or "null"), json.loads(line or "null"))
            self.assertEqual(len(tool.stdout.decode().split("\n")), len(ours.split("\n")))

    def test_pickling(self):
        classifier = bounce.Classifier(language="ja")
        for path in MAILS:
            report = classifier.classify_file(path)
            again = pickle.loads(pickle.dumps(report))
            self.assertEqual(values(again), values(report), path)
            self.assertEqual(again, report)
            self.assertEqual(hash(again), hash(report))
            self.assertEqual(repr(again), repr(report))
            self.assertEqual(again.origin, report.origin)
            self.assertEqual(pickle.loads(pickle.dumps(again)).to_json(), report.to_json())

    def test_parts(self):
        report = bounce.classify_file(os.path.join(ROOT, "corpus/written/seed-01.eml"))
        recipient = report.recipients[0]
        for part in (recipient, recipient.causes[0], recipient.hints[0], report.whole.causes[-1]):
            again = pickle.loads(pickle.dumps(part))
            self.assertEqual(again, part)
            self.assertEqual(hash(again), hash(part))
            self.assertEqual(again.to_dict(), part.to_dict())
        self.assertEqual(pickle.loads(pickle.dumps(report.recipients)), tuple(report.recipients))
        self.assertEqual(report.to_dict()["causes"][0], recipient.causes[0].to_dict())
        self.assertEqual(report.to_dict(), recipient.to_dict())
        self.assertEqual(copy.deepcopy(report), report)
        self.assertNotEqual(report, bounce.classify_reply("550 5.1.1 no such user"))
        self.assertNotEqual(recipient.causes[0], recipient.hints[0])
        self.assertNotEqual(recipient.hints[0], recipient.hints[1])
        self.assertEqual(len({report, bounce.classify_file(os.path.join(ROOT, "corpus/written/seed-01.eml"))}), 1)

    def test_classifier_pickles(self):
        classifier = pickle.loads(pickle.dumps(bounce.Classifier(language="ko", own_domains=["example.com"])))
        self.assertEqual(classifier.language, "ko")
        self.assertEqual(repr(classifier), "Classifier([], language='ko', own_domains=['example.com'])")


os.chdir(ROOT)
if __name__ == "__main__":
    unittest.main()
