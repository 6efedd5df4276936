"""mypy --strict and stubtest find nothing in the package; a program that uses it is checked by its types (py.typed), and its mistakes are found."""
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

PACKAGE = os.environ["PYTHONPATH"]
if importlib.util.find_spec("mypy") is None:
    print("skipped: mypy is not installed")
    sys.exit(77)

GOOD = """
import bounce
from bounce import arrow
from bounce.compat import anymail, flufl, sisimai

report: bounce.Report = bounce.classify(b"550 5.1.1 User unknown", envelope_to=None)
kind: bounce.Kind = report.kind
for recipient in report.recipients:
    status: str | None = recipient.status
    action: bounce.Action | None = recipient.action
    hard: bool = recipient.hard
    causes: list[bounce.CauseId] = [cause.code for cause in recipient.causes[:2]]
    who: list[str] = [hint.who.value + hint.text for hint in recipient.hints]
record: dict[str, object] = report.to_dict()
gone: set[bytes] = flufl.scan_message(b"")
classifier = bounce.Classifier(["own.rules"], language="ko", own_domains=("example.org",))
subjects = [one.original.subject for one in classifier.classify_many([b"", "", memoryview(b"")], jobs=2)]
facts: str = report.causes[0].facts["ip"]
"""
# One mistake each.
BAD = ("report.kind = 'failure'", "len(report.recipients[0].status)", "report.recipients[0].actoin", "bounce.classify(7)",
       "bounce.Classifier(langage='ko')", "report.recipients.append(None)", "bounce.classify(b'').recipients[0].hard + 'x'")


def mypy(program, folder):
    path = os.path.join(folder, "program.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(program)
    return run("mypy", "--strict", path, cwd=folder)


def run(module, *arguments, cwd):
    environment = dict(os.environ, MYPYPATH=PACKAGE, MYPY_CACHE_DIR=os.path.join(cwd, "cache"))
    environment.pop("PYTHONPATH")
    if module == "mypy.stubtest":
        environment["PYTHONPATH"] = PACKAGE
    return subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment)


class Types(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(__import__("shutil").rmtree, self.folder)

    def test_strict(self):
        for version in ("3.10", "3.12"):
            result = run("mypy", "--strict", "--python-version", version, "-p", "bounce", cwd=self.folder)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("no issues found", result.stdout)

    def test_stubtest(self):
        allowed = os.path.join(self.folder, "allowed")
        with open(allowed, "w", encoding="utf-8") as file:
            file.write(r"bounce\.compat\.mailman\.\w+\.__(implemented|providedBy|provides)__")  # zope.interface's marks
        result = run("mypy.stubtest", "bounce", "--allowlist", allowed, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("no issues found", result.stdout)

    def test_programs(self):
        result = mypy(GOOD, self.folder)
        self.assertEqual(result.returncode, 0, result.stdout)
        first = GOOD.count("\n") + 1
        result = mypy(GOOD + "\n".join(BAD), self.folder)
        for number, mistake in enumerate(BAD):
            self.assertIn(f"program.py:{first + number}: error", result.stdout, mistake)


if __name__ == "__main__":
    unittest.main()
