"""The receiver of examples/python in a real Django with django-anymail: a webhook comes in, the event goes out with its cause."""
import importlib.util
import json
import os
import sys
import unittest

if importlib.util.find_spec("anymail") is None:
    print("skipped: django-anymail is not installed")
    sys.exit(77)
import django
from django.conf import settings

settings.configure(SECRET_KEY="test", INSTALLED_APPS=["anymail"], ROOT_URLCONF="anymail.urls", ALLOWED_HOSTS=["*"], USE_TZ=True,
                   ANYMAIL={"WEBHOOK_SECRET": "user:pass", "POSTMARK_SERVER_TOKEN": "x"})
django.setup()
sys.path.insert(0, os.path.join(os.environ["BOUNCE_SOURCE_ROOT"], "examples/python"))

from anymail.signals import tracking  # noqa: E402
from anymail_receiver import note_cause  # noqa: E402
from django.test import Client  # noqa: E402


class Receiver(unittest.TestCase):
    def setUp(self):
        self.events = []
        tracking.connect(note_cause)
        tracking.connect(self.keep)
        self.addCleanup(tracking.disconnect, note_cause)
        self.addCleanup(tracking.disconnect, self.keep)

    def keep(self, sender, event, esp_name, **kwargs):
        self.events.append((esp_name, event))

    def post(self, body):
        """What Postmark sends for a bounce (its documented fields), with our own words in it."""
        return Client().post("/postmark/tracking/", data=json.dumps(body), content_type="application/json",
                             HTTP_AUTHORIZATION="Basic dXNlcjpwYXNz")

    def test_bounces(self):
        for details, cause in (("smtp;550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org", "ip.dnsbl_listed"),
                               ("smtp;550 5.1.1 <kim@partner.example>: Recipient address rejected: User unknown", "recipient.unknown"),
                               ("smtp;452 4.2.2 The email account that you tried to reach is over quota", "recipient.mailbox_full")):
            answer = self.post({"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "TypeCode": 1, "MessageID": "1", "Tag": "",
                                "Description": "", "Details": details, "Email": "kim@partner.example",
                                "BouncedAt": "2026-11-22T10:00:00Z"})
            self.assertEqual(answer.status_code, 200)
            service, event = self.events[-1]
            self.assertEqual((service, event.recipient, event.cause), ("Postmark", "kim@partner.example", cause))

    def test_other_events(self):
        self.post({"RecordType": "Delivery", "MessageID": "1", "Recipient": "kim@partner.example", "DeliveredAt": "2026-11-22T10:00:00Z",
                   "Details": "smtp;250 2.0.0 queued"})
        self.assertEqual([event.cause for _, event in self.events], [None])


if __name__ == "__main__":
    unittest.main()
