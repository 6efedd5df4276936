"""The notebook examples/python/week.ipynb runs over a week of bounces: its pictures are drawn, its counts are right."""
import collections
import datetime
import email.utils
import glob
import importlib.util
import os
import re
import sys
import tempfile
import unittest

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
missing = [name for name in ("nbclient", "nbformat", "ipykernel", "matplotlib") if importlib.util.find_spec(name) is None]
if missing:
    print(f"skipped: {', '.join(missing)} not installed")
    sys.exit(77)

import nbclient  # noqa: E402
import nbformat  # noqa: E402

import bounce  # noqa: E402

FIRST = datetime.datetime(2026, 11, 14, 9, tzinfo=datetime.timezone.utc)


def mails():
    """Bounces of the corpus, dated over eight days, so that the first day lies before the week."""
    paths = sorted(glob.glob(os.path.join(ROOT, "corpus/written/*.eml")))[:120]
    for number, path in enumerate(paths):
        with open(path, "rb") as file:
            mail = file.read()
        date = email.utils.format_datetime(FIRST + datetime.timedelta(days=number % 8)).encode()
        dated, count = re.subn(rb"(?mi)^Date:[^\n]*\n(?:[ \t][^\n]*\n)*", b"Date: " + date + b"\n", mail, count=1)
        if count and not mail.startswith(b"From "):
            yield dated


class Notebook(unittest.TestCase):
    def test_week(self):
        with tempfile.TemporaryDirectory() as folder:
            box = os.path.join(folder, "box")
            with open(box, "wb") as file:
                for mail in mails():
                    file.write(b"From x Sun Nov 22 10:00:00 2026\n" + re.sub(rb"(?m)^(>*From )", rb">\1", mail) + b"\n\n")
            expected = collections.Counter(
                report.date[:10] for report in bounce.iter_mbox(box) if report.kind in ("failure", "delay") and report.date
                for recipient in report.recipients if recipient.causes)
            for day in [day for day in expected if not "2026-11-15" <= day <= "2026-11-21"]:
                del expected[day]
            self.assertEqual(len(expected), 7)
            os.environ.update(BOUNCES=box, MPLCONFIGDIR=folder, IPYTHONDIR=folder, HOME=folder)
            book = nbformat.read(os.path.join(ROOT, "examples/python/week.ipynb"), as_version=4)
            self.assertTrue(all(not cell.get("outputs") for cell in book.cells), "the notebook is kept without its output")
            nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute()
        outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
        text = "".join(output.get("text", "") for output in outputs if output.output_type == "stream" and output.name == "stdout")
        self.assertIn(f"{sum(expected.values())} recipients from 2026-11-15 to 2026-11-21", text)
        self.assertIn("recipient.unknown: sender:", text)
        pictures = [output["data"]["image/png"] for output in outputs if output.output_type in ("display_data", "execute_result")
                    and "image/png" in output["data"]]
        self.assertEqual(len(pictures), 2)
        self.assertTrue(all(len(picture) > 5000 for picture in pictures))


if __name__ == "__main__":
    unittest.main()
