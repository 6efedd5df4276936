"""Good and bad use: exit codes, streams, suggestions, containers."""
import json
import os
import re
import subprocess
import unittest
from cli import BOUNCE, REPLY, CliTest, run

MAIL = (b"From: MAILER-DAEMON@mail.example.org\nTo: s@example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mail.example.org.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        b"<kim@partner.example>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.25.\n")
LOG = (b"Nov 22 10:00:00 mail postfix/smtp[1]: 4ABC: to=<kim@partner.example>, relay=mx.partner.example[192.0.2.25]:25, delay=1, "
       b"delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.partner.example[192.0.2.25] said: 550 5.1.1 User unknown (in reply to "
       b"RCPT TO command))\n")
SENT = (b"Nov 22 10:00:01 mail postfix/smtp[1]: 4ABD: to=<lee@partner.example>, relay=mx.partner.example[192.0.2.25]:25, delay=1, "
        b"delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n")


class Use(CliTest):
    def test_reply_on_stdin(self):
        status, out, err = run(stdin=REPLY)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("recipient.unknown", out)

    def test_json(self):
        path = self.write("a.eml", MAIL)
        status, out, err = run("json", path)
        self.assertEqual((status, err), (0, ""))
        record = json.loads(out)
        self.assertEqual(record["source"]["name"], path)
        self.assertEqual(record["recipient"]["address"], "kim@partner.example")
        self.assertEqual(record["causes"][0]["id"], "recipient.unknown")

    def test_missing_file_and_the_others_still_done(self):
        path = self.write("a.eml", MAIL)
        status, out, err = run("json", "no-such-file.eml", path)
        self.assertEqual(status, 66)
        self.assertIn("no-such-file.eml", err)
        self.assertIn("kim@partner.example", out)

    def test_unknown_option(self):
        status, out, err = run("json", "--langg", "ko")
        self.assertEqual((status, out), (64, ""))
        self.assertIn("--lang", err)

    def test_option_value(self):
        self.assertEqual(run("--color", "blue")[0], 64)
        self.assertEqual(run("--width", "-3")[0], 64)
        self.assertEqual(run("--lang")[0], 64)

    def test_double_dash(self):
        self.write("--odd", MAIL)
        status, out, _ = run("json", "--", "--odd", cwd=self.folder.name)
        self.assertEqual(status, 0)
        self.assertIn("kim@partner.example", out)

    def test_help_and_version(self):
        status, out, _ = run("--help")
        self.assertEqual(status, 0)
        self.assertLessEqual(len(out.splitlines()), 45)
        self.assertLessEqual(max(map(len, out.splitlines())), 80)
        status, out, _ = run("--version")
        self.assertEqual(status, 0)
        for word in ("bounce ", "knowledge ", "GMime", "PCRE2"):
            self.assertIn(word, out)

    def test_broken_rules(self):
        path = self.write("bad.rules", b"Rule: x.y\nCause: no.such.cause\nMatch: hello there\nSource: us\nExample: 550 hello there\n")
        status, out, err = run("json", "--rules", path, stdin=REPLY)
        self.assertEqual(status, 78)
        self.assertIn(f"{path}:2:", err)
        self.assertIn("recipient.unknown", out)

    def test_empty_binary(self):
        for data in (b"", b"\n\n", bytes(range(256)) * 50, b"\0" * 1000):
            status, out, err = run("json", stdin=data)
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(json.loads(out)["report"]["kind"], "none")

    def test_mbox_and_maildir_and_folder(self):
        mbox = b"".join(b"From MAILER-DAEMON Sun Nov 22 10:00:00 2026\n" + MAIL.replace(b"kim@", b"kim%d@" % i) + b"\n" for i in range(3))
        path = self.write("box", mbox)
        _, out, _ = run("json", path)
        self.assertEqual([json.loads(line)["recipient"]["address"] for line in out.splitlines()],
                         [f"kim{i}@partner.example" for i in range(3)])
        self.write("Maildir/new/1", MAIL)
        self.write("Maildir/cur/2:2,S", MAIL)
        self.write("Maildir/tmp/3", MAIL)
        _, out, _ = run("json", os.path.join(self.folder.name, "Maildir"))
        self.assertEqual(len(out.splitlines()), 2)

    def test_log(self):
        path = self.write("mail.log", (LOG + SENT) * 50)
        status, out, _ = run("json", path)
        self.assertEqual(status, 0)
        self.assertEqual(len(out.splitlines()), 50)
        self.assertEqual(json.loads(out.splitlines()[0])["source"]["kind"], "log")

    def test_exit_status(self):
        self.assertEqual(run("--exit-status", stdin=REPLY)[0], 0)
        self.assertEqual(run("--exit-status", stdin=b"Dear all, lunch is at noon.\n")[0], 20)

    def test_closed_pipe_is_silent(self):
        path = self.write("mail.log", LOG * 20000)
        process = subprocess.Popen(f"'{BOUNCE}' json '{path}' | head -n 1 >/dev/null", shell=True, stderr=subprocess.PIPE)
        self.assertEqual(process.communicate()[1], b"")

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([BOUNCE, "json"], input=REPLY, stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(process.returncode, 74)

    def test_no_escape_reaches_the_terminal(self):
        nasty = b"550 5.1.1 User unknown \x1b[31mred\x1b[0m \xe2\x80\xaeevil \x07 \xc2\x9b31m\n"
        _, out, _ = run("--color", "never", stdin=nasty)
        self.assertIn("User unknown", out)
        self.assert_harmless(out)

    def test_no_escape_in_what_else_is_told(self):
        nasty = b"550 5.9.9 moon \x1b[31mcheese \x1b]0;title\x07 zorblax gate keeps \xc2\x9b31m \xe2\x80\xaeevil\n"
        rules = self.write("local.rules", b"Rule: local.moon\nCause: policy.other\nMatch: moon (?<token>\\S+)\nSource: us\nWeight: 90\n"
                           b"Example: 550 moon cheese\n")
        for arguments in (("learn",), ("rules", "test", rules), ("learn", "--rules", rules)):
            status, out, err = run(*arguments, stdin=nasty)
            self.assertEqual(status, 0, err)
            self.assertRegex(out + err, "cheese|local.moon")
            self.assert_harmless(out + err)
        status, _, err = run(os.path.join(self.folder.name, "no\x1b[31mfile"))
        self.assertEqual(status, 66)
        self.assertIn("[31mfile", err)
        self.assert_harmless(err)

    def assert_harmless(self, text):
        for bad in ("\x1b", "\u202e", "\x07", "\x9b"):
            self.assertNotIn(bad, text)

    def test_command_to_check_with_holds_no_mail_text(self):
        nasty = b"550 5.7.1 Client host [192.0.2.25] blocked using $(touch.x).example; Reverse DNS for `id` failed\n"
        _, out, _ = run(stdin=nasty)
        for line in out.splitlines():
            if "check:" in line:
                self.assertNotRegex(line, r"[`$();]")
        # Where the address is not known, there is nothing to copy into a shell.
        _, out, _ = run(stdin=b"421 Temporarily rejected. Reverse DNS for failed.\n")
        self.assertNotIn("dig -x", out)
        _, out, _ = run("cause", "ip.ptr_missing")
        self.assertIn("dig -x {ip} +short", out)

    def test_address_is_said_once(self):
        _, out, _ = run(stdin=b"554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org\n")
        self.assertEqual(out.replace("\n            ", " ").count("Keep this address on your lists"), 1)

    def test_plain_says_what_decided(self):
        _, out, _ = run("--plain", stdin=REPLY)
        self.assertNotIn("\u00bb", out)
        self.assertIn("decided by: ", out)

    def test_color(self):
        self.assertNotIn("\033", run(stdin=REPLY)[1])
        self.assertIn("\033[", run("--color=always", stdin=REPLY)[1])
        self.assertNotIn("\033", run("--plain", "--color=always", stdin=REPLY)[1])
        self.assertNotIn("\033", run(stdin=REPLY, env={"NO_COLOR": "1"})[1])


class Rules(CliTest):
    def test_check(self):
        good = self.write("good.rules", b"Rule: local.colleague\nCause: recipient.unknown\nMatch: no such colleague\nSource: us\n"
                          b"Weight: 90\nExample: 550 no such colleague here\n")
        status, out, err = run("rules", "check", good)
        self.assertEqual((status, err), (0, ""), out)
        bad = self.write("bad.rules", b"Rule: local.colleague\nCause: recipient.unknown\nMatch: no such colleague\nSource: us\n"
                         b"Example: 550 quite another text\n")
        status, out, _ = run("rules", "check", bad)
        self.assertEqual(status, 78)
        self.assertIn(f"{bad}:5:", out)

    def test_list(self):
        path = self.write("local.rules", b"\xef\xbb\xbfRule: local.a\nCause: policy.other\n# why: it says so\nMatch: moon cheese\n \n"
                          b"# another\nHint: local.b\nWho: sender\n" + b"Text: " + b"long " * 2000 + b"\nSource: us\n\r\nDisable: x.y\r\n")
        self.assertEqual(run("rules", "list", path), (0, "Rule: local.a\nHint: local.b\nDisable: x.y\n", ""))
        status, out, err = run("rules", "list", self.folder.name, path)
        self.assertEqual((status, len(out.splitlines())), (66, 3))
        self.assertIn("cannot read", err)

    def test_usage(self):
        self.assertEqual(run("rules")[0], 64)
        self.assertEqual(run("rules", "check")[0], 64)


class Learn(CliTest):
    ODD = b"550 5.9.9 <kim@partner.example>: Zorblax gate keeps the moon cheese away from 192.0.2.77\n"

    def test_proposed_rule_passes_its_check(self):
        status, out, err = run("learn", stdin=self.ODD)
        self.assertEqual((status, err), (0, ""))
        path = self.write("local.rules", out.encode())
        self.assertEqual(run("rules", "check", path)[0], 0, run("rules", "check", path)[1])
        self.assertNotIn("192.0.2.77", out)
        _, out, _ = run("json", "--rules", path, "--field", "causes.0.rule", "-", stdin=self.ODD)
        self.assertTrue(out.startswith("local.zorblax"), out)

    def test_what_is_known_is_told(self):
        status, out, err = run("learn", stdin=REPLY)
        self.assertEqual((status, out), (0, ""))
        self.assertIn("recipient.unknown", err)


class Status(unittest.TestCase):
    def test_codes(self):
        for code, cause in (("5.7.26", "auth.dmarc"), ("5.1.1", "recipient.unknown"), ("550 5.2.2", "recipient.mailbox_full")):
            status, out, _ = run("status", code)
            self.assertEqual(status, 0)
            self.assertIn(cause, out)
        status, out, err = run("status", "5.7")
        self.assertEqual((status, out), (64, ""))
        self.assertIn("5.7.26", err)
        self.assertEqual(run("status")[0], 64)


    def test_codes_of_single_providers(self):
        data = os.path.join(os.environ["BOUNCE_SOURCE_ROOT"], "libbounce/knowledge/data")
        with open(os.path.join(data, "status-private.reg"), encoding="utf-8") as file:
            records = [dict(re.findall(r"^(\w+): (.*)$", text, re.M)) for text in file.read().split("\n\n")]
        names = {}
        for name in os.listdir(data):
            if name.startswith("providers"):
                with open(os.path.join(data, name), encoding="utf-8") as file:
                    names.update(re.findall(r"^Provider: (.*)\nName: (.*)$", file.read(), re.M))
        records = [record for record in records if "Provider" in record]
        self.assertGreater(len(records), 25)
        for record in records:
            status, out, _ = run("status", "--width", "200", record["Status"])
            self.assertEqual(status, 0)
            self.assertIn(f"{record['Status']}: {names[record['Provider']]}\n", out)
            self.assertIn(record["Meaning"], out)
            self.assertIn(record["Cause"], out)
        # Nobody else uses 5.7.708, so that the class alone says nothing beside it; 5.7.26 has a meaning everywhere.
        self.assertNotIn("policy.access_denied", run("status", "5.7.708")[1])
        self.assertIn("auth.dmarc", run("status", "5.7.26")[1])
        self.assertIn("Exchange Online", run("status", "-l", "ko", "5.7.708")[1])


class Registry(unittest.TestCase):
    def test_cause(self):
        status, out, _ = run("cause", "ip.ptr_missing")
        self.assertEqual(status, 0)
        self.assertIn("ip.ptr_missing", out)
        status, _, err = run("cause", "ip.ptr_mising")
        self.assertEqual(status, 64)
        self.assertIn("ip.ptr_missing", err)

    def test_a_step_is_told_once(self):
        for cause in ("ip.ptr_missing", "auth.unauthenticated", "ip.dnsbl_listed"):
            out = run("cause", "--width", "400", cause)[1]
            steps = [line for line in out.splitlines() if line.lstrip().startswith("- [") or line.startswith("  do ")]
            self.assertGreater(len(steps), 3)
            self.assertEqual(len(steps), len(set(steps)), cause)
            self.assertIn("https://", out)

    def test_causes(self):
        status, out, _ = run("causes")
        self.assertEqual(status, 0)
        self.assertEqual(sum(1 for line in out.splitlines() if line and not line.startswith(" ")), 93)


if __name__ == "__main__":
    unittest.main()
