"""bounce redact: what is encoded, boxes of mail, bad use. test_redact_all.py goes through all the mails."""
import email
import email.policy
import json
import re
import unittest
from cli import CliTest, run


def texts(data):
    """The raw bytes and every decoded text and header, to any depth."""
    yield data
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        for _, value in part.items():
            try:
                yield str(email.header.make_header(email.header.decode_header(value))).encode("utf-8", "replace")
            except Exception:  # a header that is no header is in the raw bytes
                pass
        payload = part.get_payload(decode=True)
        if payload:
            yield payload


def gist(text):
    return [(r["report"]["kind"], r["action"], r["status"], r["reply"], r["command"], [(c["id"], c["confidence"]) for c in r["causes"]])
            for r in map(json.loads, text.splitlines())]


class Redact(CliTest):
    def test_encoded_parts_and_returned_message(self):
        mail = (b"From: MAILER-DAEMON@mail.example.org\nTo: =?utf-8?B?6rmA66+87IiY?= <minsu.kim@hanguk.example>\n"
                b"Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
                b"Content-Type: multipart/report; report-type=delivery-status; boundary=\"4AB1.777/mail.hanguk.example\"\n\n"
                b"--4AB1.777/mail.hanguk.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                + __import__("base64").encodebytes(b"<jane.doe@partner.example>: 550 5.1.1 User unknown\nSubject: Secret plan\n")
                + b"--4AB1.777/mail.hanguk.example\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.hanguk.example\n\n"
                b"Final-Recipient: rfc822; jane.doe@partner.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
                b"--4AB1.777/mail.hanguk.example\nContent-Type: message/rfc822\n\nReceived: from desk (desk.hanguk.example [192.0.2.9]) id 4ZZ9K2\n"
                b"From: Kim Minsu <minsu.kim@hanguk.example>\nTo: Jane Doe <jane.doe@partner.example>\nSubject: Secret plan\n"
                b"Message-ID: <abc123@hanguk.example>\nX-Customer: 4711\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
                b"Dear Jane=2C the plan.\n--4AB1.777/mail.hanguk.example--\n")
        path = self.write("a.eml", mail)
        key = self.write("key", b"0123456789abcdef0123456789abcdef")
        status, out, err = run("redact", "--key", key, path)
        self.assertEqual((status, err), (0, ""))
        after = b"\n".join(texts(out.encode("utf-8", "surrogateescape"))).decode("utf-8")
        for word in ("jane", "doe", "minsu", "hanguk", "partner.example", "Secret", "4711", "192.0.2.9", "4ZZ9K2", "abc123", "\uae40\ubbfc\uc218", "4AB1"):
            self.assertNotIn(word.lower(), after.lower())
        self.assertIn("User unknown", after)
        self.assertEqual(run("redact", "--key", key, path)[1], out, "the same key gives the same pseudonyms")
        self.assertNotEqual(run("redact", path)[1], out)
        again = json.loads(run("json", stdin=out.encode("utf-8", "surrogateescape"))[1])
        self.assertEqual(again["recipient"]["address"].split("@")[0], re.search(r"u[0-9a-f]{6}(?:\.[a-z0-9]+)?", again["recipient"]["address"]).group())

    def test_mbox(self):
        mail = b"From: MAILER-DAEMON@mail.example.org\nSubject: failure notice\n\nHi. This is the qmail-send program at mail.example.org.\n" \
               b"I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<%s@partner.example>:\n" \
               b"Remote host said: 550 5.1.1 User unknown\n\n"
        line = b"From MAILER-DAEMON Sun Nov 22 10:00:00 2026\n"
        path = self.write("box", line + mail % b"minsu.kim" + line + mail % b"jane.doe")
        status, out, err = run("redact", path)
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(gist(run("json", stdin=out.encode())[1]), gist(run("json", path)[1]))
        self.assertEqual(len(gist(run("json", path)[1])), 2)
        self.assertNotIn("minsu", out)
        self.assertNotIn("jane", out)

    def test_bad_use(self):
        self.assertEqual(run("redact", "a", "b")[0], 64)
        self.assertEqual(run("redact", "no-such-file")[0], 66)
        self.assertEqual(run("redact", "--key", self.write("short", b"x"), self.write("a", b"550 5.1.1 x"))[0], 66)


if __name__ == "__main__":
    unittest.main()
