"""bounce json: fields, worker processes, streams, progress, memory."""
import json
import os
import re
import pty
import subprocess
import sys
import threading
import time
import unittest
from cli import BOUNCE, REPLY, CliTest, run
from test_use import LOG, MAIL, SENT


def mbox(count, body=b""):
    """As many messages, each with a blank line behind it: without one the next "From " would be a line of its text."""
    body += b"" if body.endswith(b"\n") or not body else b"\n"
    return b"".join(b"From MAILER-DAEMON Sun Nov 22 10:00:00 2026\n" + MAIL.replace(b"kim@", b"kim%d@" % i) + body + b"\n" for i in range(count))


class Field(CliTest):
    def test_fields(self):
        path = self.write("a.eml", MAIL)
        status, out, _ = run("json", "--field", "recipient.address,causes.0.id,causes.0.party,status,original.subject", path)
        self.assertEqual(status, 0)
        self.assertEqual(out.rstrip("\n").split("\t"),
                         ["kim@partner.example", "recipient.unknown", '["sender","sending_admin"]', "5.1.1", ""])

    def test_same_values_as_the_record(self):
        folder = os.path.join(os.environ["BOUNCE_SOURCE_ROOT"], "corpus", "written")
        fields = ["diagnostic", "causes.0.facts.ip", "report.kind", "hints", "causes.1.id", "source.length", "notes"]
        records = [json.loads(line) for line in run("json", folder)[1].splitlines()]
        lines = run("json", "--field", ",".join(fields), folder)[1].splitlines()
        self.assertEqual(len(records), len(lines))
        for record, line in zip(records, lines):
            values = line.split("\t")
            self.assertEqual(len(values), len(fields))
            wanted = [record["diagnostic"], (record["causes"] or [{"facts": {}}])[0]["facts"].get("ip"), record["report"]["kind"]]
            for value, want in zip(values, wanted):
                self.assertEqual(re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), value), want or "")
            self.assertEqual(json.loads(values[3]), record["hints"])
            self.assertEqual(values[4], record["causes"][1]["id"] if len(record["causes"]) > 1 else "")
            self.assertEqual(values[5], str(record["source"]["length"]))
            self.assertEqual(json.loads(values[6]), record["notes"])

    def test_typing_error(self):
        status, out, err = run("json", "--field", "recipent.address", stdin=REPLY)
        self.assertEqual((status, out), (64, ""))
        self.assertIn("recipient.address", err)
        for wrong, meant in (("causes.id", "causes.0.id"), ("recipient.adress", "recipient.address"), ("causes.0.fact", "causes.0.facts"),
                             ("hints.2.txt", "hints.0.text")):
            status, out, err = run("json", "--field", "status," + wrong, stdin=REPLY)
            self.assertEqual((status, out), (64, ""))
            self.assertIn(f"'{meant}'", err)
        self.assertEqual(run("json", "--field", "", stdin=REPLY)[0], 64)

    def test_every_field_of_the_schema(self):
        with open(os.path.join(os.environ["BOUNCE_SOURCE_ROOT"], "doc/record.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)

        def paths(node, path):
            if path:
                yield path
            for name, inner in node.get("properties", {}).items():
                yield from paths(inner, f"{path}.{name}" if path else name)
            if "items" in node:
                yield from paths(node["items"], f"{path}.7")
        names = list(paths(schema, "")) + ["causes.0.facts.ip", "causes.3.facts.anything"]
        self.assertGreater(len(names), 80)
        for name in names:
            self.assertEqual(run("json", "--field", name, stdin=REPLY)[::2], (0, ""), name)


class Jobs(CliTest):
    def test_same_output_in_the_same_order(self):
        self.write("in/box", mbox(3000))
        self.write("in/mail.log", (LOG + SENT) * 40000)
        for i in range(50):
            self.write(f"in/{i:03}.eml", MAIL.replace(b"kim@", b"lee%d@" % i))
        self.write("in/empty", b"")
        folder = os.path.join(self.folder.name, "in")
        alone, several = run("json", folder), run("json", "--jobs", "3", folder)
        self.assertEqual(alone, several)
        self.assertEqual(alone[0], 0)
        self.assertEqual(len(alone[1].splitlines()), 43051)

    def test_missing_file(self):
        path = self.write("a.eml", MAIL)
        status, out, err = run("json", "-j", "2", "no-such.eml", path)
        self.assertEqual(status, 66)
        self.assertIn("no-such.eml", err)
        self.assertEqual(len(out.splitlines()), 1)

    def test_closed_pipe(self):
        path = self.write("box", mbox(5000))
        process = subprocess.Popen(f"'{BOUNCE}' json -j 2 '{path}' | head -n 1 >/dev/null", shell=True, stderr=subprocess.PIPE)
        self.assertEqual(process.communicate()[1], b"")

    def test_bad_number(self):
        self.assertEqual(run("json", "--jobs", "0")[0], 64)


class Streams(CliTest):
    def test_pipe_gives_what_a_file_gives(self):
        for content, count in ((mbox(2000, b"x" * 2000), 2000), ((LOG + SENT) * 3000, 3000), (MAIL, 1), (b"", 1)):
            self.write("-", content)
            from_file = run("json", "./-", cwd=self.folder.name)[1].replace('"name":"./-"', '"name":"-"')
            self.assertEqual(len(from_file.splitlines()), count)
            self.assertEqual(run("json", stdin=content)[1], from_file)


class Progress(CliTest):
    def watch(self, **to):
        """What a terminal as standard error shows while two boxes come in, more than the second before the first line apart."""
        box = mbox(2000, b"x" * 400)
        leader, follower = pty.openpty()
        with subprocess.Popen([BOUNCE, "json", "-"], stdin=subprocess.PIPE, stderr=follower, **to) as process:
            os.close(follower)
            process.stdin.write(box)
            process.stdin.flush()
            time.sleep(1.5)
            process.stdin.write(box)
            process.stdin.close()
            seen = b""
            while True:
                try:
                    data = os.read(leader, 4096)
                except OSError:
                    break
                if not data:
                    break
                seen += data
            self.assertEqual(process.wait(), 0)
        os.close(leader)
        return seen

    def test_line_on_a_terminal(self):
        seen = self.watch(stdout=subprocess.DEVNULL)
        self.assertIn(b" inputs, ", seen)
        self.assertTrue(seen.endswith(b"\r\x1b[K"), seen[-80:])

    def test_no_line_among_records(self):
        """Where standard output is a terminal too, the line would stand between the records."""
        leader, follower = pty.openpty()
        drain = threading.Thread(target=self.read_all, args=(leader,))
        drain.start()
        seen = self.watch(stdout=follower)
        os.close(follower)
        drain.join()
        os.close(leader)
        self.assertEqual(seen, b"")

    @staticmethod
    def read_all(leader):
        try:
            while os.read(leader, 65536):
                pass
        except OSError:
            pass


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers need memory of their own")
class Memory(CliTest):
    def peak(self, path, *options):
        # A process of its own measures: what this one holds would count for its children.
        measure = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
                   "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        return int(subprocess.run([sys.executable, "-c", measure, BOUNCE, "json", *options, path], capture_output=True, check=True).stdout)

    def test_big_mbox(self):
        line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\n"
        path = os.path.join(self.folder.name, "box")
        with open(path, "wb") as file:
            for _ in range(20):
                file.write(mbox(100, line * 1200))
                file.write(mbox(100))
        self.assertGreater(os.path.getsize(path), 190e6)
        self.assertLess(self.peak(path), 64 * 1024)
        self.assertLess(self.peak(path, "--jobs", "2"), 64 * 1024)


if __name__ == "__main__":
    unittest.main()
