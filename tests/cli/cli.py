"""Running the tool in tests: `run(args, input)` gives (exit status, stdout, stderr)."""
import os
import subprocess
import tempfile
import unittest

BOUNCE = os.environ["BOUNCE"]
REPLY = b"550 5.1.1 <kim@partner.example>: Recipient address rejected: User unknown\n"


def run(*arguments, stdin=b"", env=None, cwd=None):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH"):
        if name in os.environ:
            environment[name] = os.environ[name]
    environment.update(env or {})
    process = subprocess.run([BOUNCE, *arguments], input=stdin, capture_output=True, env=environment, cwd=cwd, check=False, timeout=120)
    return process.returncode, process.stdout.decode("utf-8", "surrogateescape"), process.stderr.decode("utf-8")


class CliTest(unittest.TestCase):
    """A test case with a folder of its own."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, content):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path
