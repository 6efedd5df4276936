"""bounce deliver: exit 0 or 75 and silence, each mail once, none that was cut short."""
import concurrent.futures
import json
import os
import resource
import signal
import subprocess
import sys
import unittest

from cli import BOUNCE, CliTest, run

MAIL = (b"From: MAILER-DAEMON@mail.example.net\nTo: s@example.org\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nNot delivered.\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n"
        b"Final-Recipient: rfc822; kim@partner.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
        b"Final-Recipient: rfc822; lee@partner.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n--b--\n")
BOTH = ["kim@partner.example", "lee@partner.example"]

# A server: starts the tool, hands over half of a mail and is killed. The pipe holds 64 KiB, so the tool has read when the write returns.
SERVER = """
import os, signal, subprocess, sys
tool = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, pass_fds=[int(sys.argv[1])], start_new_session=True)
os.close(int(sys.argv[1]))
tool.stdin.write(sys.stdin.buffer.read())
tool.stdin.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""


class Deliver(CliTest):
    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.folder.name, "records.jsonl")

    def deliver(self, *options, stdin=MAIL):
        return run("deliver", "--output", self.path, *options, stdin=stdin)

    def records(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line)["recipient"]["address"] for line in file]

    def content(self):
        with open(self.path, "rb") as file:
            return file.read()

    def test_record_is_appended(self):
        for _ in range(3):
            self.assertEqual(self.deliver("--envelope-from", "", "--envelope-to", "s@example.org"), (0, "", ""))
        self.assertEqual(self.records(), BOTH * 3)

    def test_failure_is_75_and_silent(self):
        for arguments in (["--output", "/nonexistent/x.jsonl"], ["--output", "/dev/full"], [], ["--output"], ["--no-such-option"]):
            self.assertEqual(run("deliver", *arguments, stdin=MAIL), (75, "", ""), arguments)

    def test_empty_input_is_no_mail(self):
        self.assertEqual(self.deliver("--envid", "4AB1", stdin=b""), (75, "", ""))
        self.assertEqual(self.records(), [])

    def test_a_delivery_is_recorded_once(self):
        for number in ("4AB1", "4AB2", "4AB1", "", ""):
            self.assertEqual(self.deliver("--envid", number), (0, "", ""))
        self.assertEqual(self.records(), BOTH * 4)
        self.assertEqual(self.deliver("--envid", 'odd"id\\ with,"kind":"x'), (0, "", ""))
        self.assertEqual(self.deliver("--envid", 'odd"id\\ with,"kind":"x'), (0, "", ""))
        self.assertEqual(self.deliver("--envid", 'odd"id'), (0, "", ""))
        self.assertEqual(self.records(), BOTH * 6)

    def test_the_same_delivery_at_the_same_time(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            done = list(pool.map(lambda n: self.deliver("--envid", f"4AB{n % 3}"), range(24)))
        self.assertEqual(set(done), {(0, "", "")})
        self.assertEqual(sorted(self.records()), sorted(BOTH * 3))

    def test_only_the_end_of_a_long_file_is_searched(self):
        self.deliver("--envid", "4AB1")
        self.deliver("--envid", "4AB2")
        with open(self.path, "ab") as file:
            file.write(b'{"filler":"' + b"x" * 1_040_000 + b'"}\n')
        self.deliver("--envid", "4AB2")
        self.assertEqual(self.content().count(b"4AB2"), 2)
        with open(self.path, "ab") as file:
            file.write(b'{"filler":"' + b"x" * 100_000 + b'"}\n')
        self.deliver("--envid", "4AB1")
        self.assertEqual(self.content().count(b"4AB1"), 4)

    def test_half_a_record_is_taken_away(self):
        self.deliver("--envid", "4AB1")
        whole = self.content()
        for cut in (1, 700, len(whole) - 1):
            with open(self.path, "wb") as file:
                file.write(whole[:-cut])
            self.assertEqual(self.deliver("--envid", "4AB1"), (0, "", ""))
            self.assertEqual(self.content(), whole)
        with open(self.path, "wb") as file:
            file.write(b"# written by somebody else")
        self.deliver("--envid", "4AB1")
        self.assertEqual(self.content(), b"# written by somebody else\n" + whole)

    def test_a_write_cut_short_is_taken_back(self):
        self.deliver("--envid", "4AB1")
        whole = self.content()
        for room in (1, len(whole) - 1, 0):
            limit = len(whole) + room
            done = subprocess.run([BOUNCE, "deliver", "--output", self.path, "--envid", "4AB2"], input=MAIL, capture_output=True, check=False,
                                  preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (75, b"", b""))
            self.assertEqual(self.content(), whole)

    def test_a_mail_cut_short_is_not_recorded(self):
        half = MAIL + b"--b\nContent-Type: text/plain\n\n" + b"filler\n" * 40_000
        for number in range(10):
            read, write = os.pipe()
            server = subprocess.run([sys.executable, "-c", SERVER, str(write), BOUNCE, "deliver", "--output", self.path, "--envid", str(number)],
                                    input=half, pass_fds=[write], check=False)
            self.assertEqual(server.returncode, -signal.SIGKILL)
            os.close(write)
            with open(read, "rb") as file:
                file.read()  # ends when the tool has ended
            self.assertEqual(self.records(), [])
        self.assertEqual(self.deliver("--envid", "0", stdin=half), (0, "", ""))
        self.assertEqual(self.records(), BOTH)

    def test_a_file_is_whole_whoever_lives(self):
        mail = self.write("mail.eml", MAIL)
        script = ("import os, subprocess, sys; subprocess.Popen(['sh', '-c', 'sleep 0.3; exec \"$@\"', 'sh', *sys.argv[3:]], stdin=open(sys.argv[2]), "
                  "pass_fds=[int(sys.argv[1])], start_new_session=True); os.kill(os.getpid(), 9)")
        read, write = os.pipe()
        subprocess.run([sys.executable, "-c", script, str(write), mail, BOUNCE, "deliver", "--output", self.path], pass_fds=[write], check=False)
        os.close(write)
        with open(read, "rb") as file:
            file.read()
        self.assertEqual(self.records(), BOTH)


if __name__ == "__main__":
    unittest.main()
