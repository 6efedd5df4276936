"""Help, manual pages and completions know the same options and commands; the pages have no errors."""
import os
import re
import shutil
import subprocess
import unittest
from cli import CliTest, run

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


class Convention(CliTest):
    def test_every_option_and_command_everywhere(self):
        source = read("examples/bounce/options.c")
        options = re.findall(r'\{ "([a-z-]+)", (?:no|required)_argument', source)
        commands = re.findall(r'"(\w+)"', re.search(r"command_names\[\] = \{([^}]*)\}", source).group(1))
        self.assertGreater(len(options), 15)
        self.assertGreater(len(commands), 8)
        manual = read("doc/man/bounce.1").replace("\\-", "-")
        help_text = run("--help")[1]
        for name, text in (("manual", manual), ("help", help_text), ("bash", read("examples/bounce/completions/bounce.bash")), ("zsh", read("examples/bounce/completions/_bounce")),
                           ("fish", read("examples/bounce/completions/bounce.fish").replace("-l ", "--"))):
            for option in options:
                self.assertIn("--" + option, text, name)
            for command in commands:
                self.assertRegex(text, rf"\b{command}\b", name)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_manual_pages(self):
        for page in ("bounce.1", "libbounce.3", "bounce-rules.5"):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", os.path.join(ROOT, "doc/man", page)], capture_output=True, check=True)
            self.assertEqual(done.stderr, b"", page)

    def test_completions_parse(self):
        for shell, name in (("bash", "bounce.bash"), ("zsh", "_bounce"), ("fish", "bounce.fish")):
            if shutil.which(shell):
                subprocess.run([shell, "-n", os.path.join(ROOT, "examples/bounce/completions", name)], check=True)

    def test_subcommand_typing_error(self):
        status, _, err = run("explian")
        self.assertEqual(status, 66)
        self.assertIn("explain", err)


if __name__ == "__main__":
    unittest.main()
