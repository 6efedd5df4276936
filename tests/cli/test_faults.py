"""What goes wrong around the tool: a full disk, a closed standard output or input, input in pieces, a reader that went away."""
import os
import subprocess
import time
import unittest
from cli import BOUNCE, REPLY, CliTest, run

ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
MAIL = b"From: MAILER-DAEMON@mail.example.org\nSubject: failure notice\n\n<kim@partner.example>: 550 5.1.1 User unknown\n"


def shell(script, *arguments):
    """Runs a line of shell in which "$@" is the tool and its arguments."""
    done = subprocess.run(["sh", "-c", script, "sh", BOUNCE, *arguments], input=REPLY, capture_output=True, env=ENVIRONMENT, check=False, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Faults(CliTest):
    def setUp(self):
        super().setUp()
        self.path = self.write("a.eml", MAIL)

    COMMANDS = (["json"], ["explain"], ["json", "--field", "recipient.address"], ["redact"], ["report"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_full_disk(self):
        for command in self.COMMANDS:
            status, out, err = shell('"$@" >/dev/full', *command, self.path)
            self.assertEqual(status, 74, (command, err))
            self.assertNotIn("Segmentation", err)
        for command in (["cause", "recipient.unknown"], ["causes"], ["status", "5.1.1"], ["--version"], ["--help"]):
            self.assertEqual(shell('"$@" >/dev/full', *command)[0], 74, command)

    def test_closed_output(self):
        for command in self.COMMANDS:
            self.assertEqual(shell('"$@" >&-', *command, self.path)[0], 74, command)
            self.assertIn(shell('"$@" 2>&-', *command, self.path)[0], (0, 65), command)

    def test_closed_input(self):
        for command in (["json", "-"], ["explain", "-"], ["redact", "-"]):
            self.assertIn(shell('"$@" <&-', *command)[0], (66, 74), command)
        self.assertEqual(shell('"$@" <&-', "deliver", "--output", os.path.join(self.folder.name, "x.jsonl"))[0], 75)

    def test_reader_went_away(self):
        box = self.write("box", (b"From a@example.org Tue Mar  3 10:00:00 2026\n" + MAIL + b"\n") * 3000)
        status, out, err = shell('"$@" | head -n 1', "json", box)
        self.assertEqual((status, err, out.count("\n")), (0, "", 1))

    def test_input_in_pieces(self):
        whole = run("json", stdin=MAIL)[1]
        process = subprocess.Popen([BOUNCE, "json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
        for at in range(0, len(MAIL), 7):
            process.stdin.write(MAIL[at:at + 7])
            process.stdin.flush()
            time.sleep(0.001)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out.decode(), err), (0, whole, b""))

    def test_input_that_vanishes(self):
        names = [self.write(f"m/{n}.eml", MAIL) for n in range(20)]
        os.unlink(names[3])
        os.mkdir(names[3])
        os.chmod(names[4], 0)
        status, out, err = run("json", os.path.join(self.folder.name, "m"), os.path.join(self.folder.name, "gone"))
        self.assertEqual(status, 66)
        self.assertGreaterEqual(out.count("\n"), 18)
        self.assertIn("gone", err)


if __name__ == "__main__":
    unittest.main()
