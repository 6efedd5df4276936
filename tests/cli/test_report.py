"""bounce report: the page's figures are those of the JSON, it needs nothing from elsewhere, and it opens in Chromium where that is installed."""
import collections
import html.parser
import json
import os
import shutil
import subprocess
import unittest
from cli import CliTest, run

WRITTEN = os.path.join(os.environ["BOUNCE_SOURCE_ROOT"], "corpus", "written")


class Page(html.parser.HTMLParser):
    """data-count by section and data-key; every tag's attributes."""

    def __init__(self, text):
        super().__init__()
        self.section, self.figures, self.attributes, self.open = None, collections.defaultdict(dict), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.attributes.append((tag, attrs))
        if tag == "section":
            self.section = attrs["id"]
        if "data-count" in attrs:
            self.figures[self.section][attrs.get("data-key", len(self.figures[self.section]))] = int(attrs["data-count"])


class Report(CliTest):
    def test_figures_equal_the_records(self):
        records = run("json", WRITTEN)[1]
        path = self.write("records.jsonl", records.encode())
        status, page, err = run("report", path)
        self.assertEqual((status, err), (0, ""))
        from_mail = run("report", WRITTEN)[1]
        self.assertEqual(page, from_mail)
        figures = Page(page).figures
        records = [json.loads(line) for line in records.splitlines()]
        bad = [r for r in records if r["report"]["kind"] in ("failure", "delay")]
        kinds = collections.Counter(r["report"]["kind"] for r in records)
        self.assertEqual(figures["numbers"], {"records": len(records), **kinds})
        for section, value in (("causes", lambda r: r["causes"][0]["id"]), ("parties", lambda r: r["causes"][0]["party"][0]),
                               ("providers", lambda r: r["remote"]["provider"]), ("lists", lambda r: r["causes"][0]["facts"].get("list")),
                               ("addresses", lambda r: r["causes"][0]["facts"].get("ip")), ("days", lambda r: (r["report"]["date"] or "")[:10])):
            wanted = collections.Counter(value(r) for r in bad if value(r))
            for key, count in figures[section].items():
                self.assertEqual(count, wanted[key], (section, key))
            self.assertEqual(len(figures[section]), len(wanted) if section == "days" else min(20, len(wanted)), section)
        steps = collections.Counter(r["hints"][0]["text"] for r in bad if r["hints"] and r["hints"][0]["id"] != "address.keep" and r["hints"][0]["who"] != "nobody")
        self.assertEqual(list(figures["first"].values()), sorted(steps.values(), reverse=True)[:10])
        keep = {r["recipient"]["address"].lower() for r in bad if r["recipient"] and r["recipient"]["address"] and r["causes"][0]["address_verdict"] == "fine"}
        dead = {r["recipient"]["address"].lower() for r in bad if r["recipient"] and r["recipient"]["address"]
                and r["causes"][0]["address_verdict"] in ("dead", "opted_out")}
        self.assertEqual(list(figures["keep"].values()), [len(keep)])
        self.assertEqual(list(figures["dead"].values()), [len(dead - keep)])

    def test_nothing_from_elsewhere_and_nothing_raw(self):
        path = self.write("a.eml", b"550 5.1.1 <script>alert(1)</script> User unknown <a href=\"http://evil.example/\">x</a>\n")
        page = run("report", path, "-o", "-")[1]
        self.assertNotIn("<script", page)
        for tag, attrs in Page(page).attributes:
            self.assertNotIn(tag, ("script", "a", "img", "iframe"))
            for name in ("src", "href"):
                self.assertIn(attrs.get(name, "data:,"), ("data:,",))

    def test_languages_and_output_file(self):
        titles = set()
        for tag in ("en", "ko", "ja", "zh-Hant", "zh-Hans"):
            out = os.path.join(self.folder.name, tag + ".html")
            self.assertEqual(run("report", "--lang", tag, "-o", out, os.path.join(WRITTEN, "seed-01.eml")), (0, "", ""))
            with open(out, encoding="utf-8") as file:
                page = file.read()
            self.assertIn(f'lang="{tag}"', page)
            titles.add(page.split("<title>")[1].split("</title>")[0])
        self.assertEqual(len(titles), 5)
        nothing = os.path.join(self.folder.name, "nothing.html")
        self.assertEqual(run("report", "-o", nothing, "no-such-folder")[0], 66)
        self.assertFalse(os.path.exists(nothing))
        self.assertEqual(run("report", "-o", "/nonexistent/x.html", os.path.join(WRITTEN, "seed-01.eml"))[0], 74)

    @unittest.skipUnless(shutil.which("chromium"), "chromium is not installed")
    def test_in_chromium(self):
        out = os.path.join(self.folder.name, "page.html")
        run("report", "-o", out, WRITTEN)
        done = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
                               "--user-data-dir=" + os.path.join(self.folder.name, "profile"), "--dump-dom", "file://" + out],
                              capture_output=True, timeout=120, check=False)
        self.assertNotIn(b"CONSOLE", done.stderr)
        with open(out, encoding="utf-8") as file:
            self.assertEqual(Page(done.stdout.decode("utf-8")).figures, Page(file.read()).figures)


if __name__ == "__main__":
    unittest.main()
