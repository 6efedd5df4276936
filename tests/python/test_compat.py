"""The shims: types and field names of what they stand in for, results of ours."""
import email
import importlib.util
import os
import types
import unittest

import bounce
from bounce.compat import anymail, flufl, sisimai

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]


def mail(name):
    with open(os.path.join(ROOT, "corpus", name), "rb") as file:
        return file.read()


DELAY = mail("written/seed-01.eml")
FAILED = (b"From: MAILER-DAEMON@mail.example.org\nTo: s@example.org\nSubject: failure notice\nDate: Sun, 22 Nov 2026 10:00:00 +0900\n\n"
          b"Hi. This is the qmail-send program at mail.example.org.\n"
          b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
          b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
          b"<kim@partner.example>:\nRemote host said: %s\n\n--- Below this line is a copy of the message.\n\n"
          b"From: S <s@example.org>\nMessage-ID: <1@example.org>\nSubject: hello\n\ntext\n")
UNKNOWN = FAILED % b"550 5.1.1 User unknown"
BLOCKED = FAILED % b"550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org"


class Flufl(unittest.TestCase):
    def test_types_and_results(self):
        message = email.message_from_bytes(UNKNOWN)
        self.assertEqual(flufl.scan_message(message), {b"kim@partner.example"})
        self.assertEqual(flufl.all_failures(message), (set(), {b"kim@partner.example"}))
        self.assertEqual(flufl.all_failures(email.message_from_bytes(DELAY)), ({b"kim@partner.example"}, set()))
        self.assertEqual(flufl.all_failures(email.message_from_string("Subject: hi\n\nhello\n")), (set(), set()))
        self.assertIs(type(flufl.scan_message(message)), set)

    def test_innocent(self):
        self.assertEqual(flufl.scan_message(BLOCKED), {b"kim@partner.example"})
        self.assertEqual(flufl.all_failures(BLOCKED, spare_innocent=True), ({b"kim@partner.example"}, set()))
        self.assertEqual(flufl.all_failures(UNKNOWN, spare_innocent=True), (set(), {b"kim@partner.example"}))

    def test_names(self):
        """They are flufl.bounce's own; tests/pypi/test_mailman.py has Mailman call them."""
        self.assertEqual(set(flufl.__all__), {"all_failures", "scan_message"})


class Sisimai(unittest.TestCase):
    def test_fields(self):
        fact, = sisimai.rise(UNKNOWN)
        expected = {"recipient": "kim@partner.example", "reason": "userunknown", "hardbounce": True, "deliverystatus": "5.1.1",
                    "replycode": "550", "destination": "partner.example", "addresser": "s@example.org", "senderdomain": "example.org",
                    "messageid": "1@example.org", "subject": "hello", "timezoneoffset": "+0900", "timestamp": 1795309200,
                    "origin": "<MEMORY>"}
        self.assertEqual({name: fact[name] for name in expected}, expected)
        self.assertIsNone(sisimai.rise(b"Subject: hi\n\nhello\n"))

    def test_paths(self):
        path = os.path.join(ROOT, "corpus/written/seed-01.eml")
        fact, = sisimai.rise(path)
        self.assertEqual((fact["origin"], fact["action"]), (path, "delayed"))
        with self.assertRaises(OSError):
            sisimai.rise("/nonexistent")

    def test_vocabulary_on_the_corpus(self):
        for folder in ("written", "broken", "not-a-bounce"):
            for name in os.listdir(os.path.join(ROOT, "corpus", folder)):
                if name.endswith(".eml"):
                    for fact in sisimai.rise(mail(f"{folder}/{name}"), delivered=True, vacation=True) or []:
                        self.assertRegex(fact["reason"], "^[a-z]+$")
                        self.assertIsInstance(fact["hardbounce"], bool)
                        self.assertTrue(all(value is not None for value in fact.values()))


class Anymail(unittest.TestCase):
    def test_events(self):
        event, = anymail.tracking_events(bounce.classify(UNKNOWN))
        self.assertEqual(event[:4], ("bounced", "bounced", "kim@partner.example", "<1@example.org>"))
        event, = anymail.tracking_events(bounce.classify(BLOCKED))
        self.assertEqual(event.reject_reason, "blocked")
        self.assertEqual(anymail.tracking_events(bounce.classify(b"Subject: hi\n\nhello\n")), [])

    def test_words_are_anymail_s(self):
        if importlib.util.find_spec("anymail") is None:
            self.skipTest("django-anymail is not installed")
        from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

        words = [{value for name, value in vars(kind).items() if name.isupper()} for kind in (EventType, RejectReason)]
        for name in os.listdir(os.path.join(ROOT, "corpus/written")):
            if name.endswith(".eml"):
                for event in anymail.tracking_events(bounce.classify(mail(f"written/{name}"))):
                    self.assertIn(event.event_type, words[0])
                    self.assertIn(event.reject_reason, words[1] | {None})
        event = AnymailTrackingEvent(event_type="bounced", mta_response="smtp;550 5.1.1 User unknown")
        self.assertEqual(anymail.explain(event).causes[0].code, bounce.CauseId.RECIPIENT_UNKNOWN)

    def test_explain(self):
        event = types.SimpleNamespace(mta_response=None, description="452 4.2.2 mailbox full")
        self.assertEqual(anymail.explain(event).causes[0].id, "recipient.mailbox_full")
        self.assertIsNone(anymail.explain(types.SimpleNamespace(mta_response="", description=None)))


if __name__ == "__main__":
    unittest.main()
