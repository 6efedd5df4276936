"""The package as such: its words are the library's, importing does nothing, python -m bounce is the tool, strings document it."""
import doctest
import inspect
import json
import os
import subprocess
import sys
import unittest

import bounce
from bounce import capi, words

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]


class Words(unittest.TestCase):
    def test_enums_are_the_library_s(self):
        for kind, name in ((bounce.Kind, "kind"), (bounce.Source, "source"), (bounce.Action, "action"), (bounce.Command, "command"),
                           (bounce.Confidence, "confidence"), (bounce.Persistence, "persistence"),
                           (bounce.AddressVerdict, "address_verdict"), (bounce.Party, "party")):
            prefix = {"address_verdict": "ADDRESS"}.get(name, name.upper())
            numbers = [value for constant, value in vars(capi).items() if constant.startswith(f"BOUNCE_{prefix}_")]
            library = {getattr(capi, f"bounce_{name}_name")(number) for number in numbers} - {None}
            self.assertEqual(library, {member.value for member in kind} - {kind.UNKNOWN.value}, name)

    def test_unknown_words(self):
        self.assertIs(bounce.Kind("something of tomorrow"), bounce.Kind.UNKNOWN)
        self.assertIs(bounce.CauseId("local.mine"), bounce.CauseId.UNKNOWN)
        self.assertEqual(f"{bounce.Party.ISP}", "isp")
        self.assertEqual(repr(bounce.Party.ISP), "Party.ISP")

    def test_cause_ids(self):
        made = {member.value for member in bounce.CauseId}
        with open(os.environ["BOUNCE_CAUSES"], encoding="utf-8") as file:
            self.assertEqual(made, {cause["id"] for cause in json.load(file)})
        cause = bounce.classify_reply("550 5.1.1 User unknown").causes[0]
        self.assertIs(cause.code, bounce.CauseId.RECIPIENT_UNKNOWN)
        self.assertEqual(cause.id, bounce.CauseId.RECIPIENT_UNKNOWN)


class Package(unittest.TestCase):
    def test_import_has_no_side_effect(self):
        code = ("import sys, os, signal, locale, threading; before = set(sys.modules); env = dict(os.environ); "
                "files = os.listdir('/proc/self/fd'); sig = signal.getsignal(signal.SIGPIPE); "
                "import bounce; new = set(sys.modules) - before; "
                "assert not {'email', 'mailbox', 'concurrent.futures', 'pyarrow', 'bounce.compat', 'logging'} & new, new; "
                "assert env == dict(os.environ) and len(files) == len(os.listdir('/proc/self/fd')); "
                "assert threading.active_count() == 1 and sig == signal.getsignal(signal.SIGPIPE); "
                "assert not bounce.classifier._shared")
        result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_tool(self):
        mail = os.path.join(ROOT, "corpus/written/seed-01.eml")
        for arguments in (["json", mail], ["--lang=ko", mail], ["--version"], ["causes"], ["json", "/nonexistent"], ["--no-such-option"]):
            ours, theirs = (subprocess.run([*command, *arguments], capture_output=True, check=False)
                            for command in ([sys.executable, "-m", "bounce"], [os.environ["BOUNCE"]]))
            self.assertEqual((ours.returncode, ours.stdout, ours.stderr), (theirs.returncode, theirs.stdout, theirs.stderr), arguments)

    def test_tool_in_a_pipe(self):
        command = f'"{sys.executable}" -m bounce causes | head -n 1'
        result = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, b""))

    def test_docstrings(self):
        for name in bounce.__all__:
            thing = getattr(bounce, name)
            self.assertTrue(inspect.getdoc(thing), name)
            if inspect.isclass(thing) and not issubclass(thing, (tuple, words.Word, Exception)):
                for member, value in vars(thing).items():
                    if not member.startswith("_") and (callable(value) or inspect.isdatadescriptor(value)) \
                            and not inspect.ismemberdescriptor(value):
                        self.assertTrue(inspect.getdoc(value), f"{name}.{member}")
        self.assertEqual(doctest.testmod(bounce).failed, 0)

    def test_versions(self):
        self.assertRegex(bounce.__version__, r"^\d+\.\d+\.\d+$")
        self.assertRegex(bounce.knowledge_version(), r"^\d{4}\.\d\d\.\d\d$")


if __name__ == "__main__":
    unittest.main()
