"""What `bounce explain` prints for the seeds: five languages at 80 columns, one at 40, and --plain, held against tests/cli/golden.

A change of the knowledge or of the tool changes them: `python3 tests/cli/golden.py --update build/examples/bounce/bounce` writes them anew;
read the difference before it is committed.
"""
import difflib
import glob
import os
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
VARIANTS = {f"{tag}.txt": ["--lang", tag] for tag in ("en", "ko", "ja", "zh-Hant", "zh-Hans")}
VARIANTS["narrow.txt"] = ["--lang", "ko", "--width", "40"]
VARIANTS["plain.txt"] = ["--lang", "en", "--plain"]
COLUMNS = {"narrow.txt": 40}


def seeds():
    names = glob.glob(os.path.join(ROOT, "corpus", "written", "seed-*.eml")) + glob.glob(os.path.join(ROOT, "corpus", "written", "seed-*.txt"))
    return sorted(os.path.relpath(name, ROOT) for name in names)


def output(tool, options):
    environment = dict(os.environ, LC_ALL="C.UTF-8", HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent")
    return subprocess.run([os.path.abspath(tool), "--color", "never", *options, *seeds()], cwd=ROOT, env=environment, check=True,
                          capture_output=True).stdout.decode("utf-8")


def cells(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def too_wide(text, columns):
    """Lines beyond the width; a single word (an address of a page, say) may be longer, it cannot be broken."""
    return [line for line in text.split("\n") if cells(line) > columns and " " in line.strip() and not line.startswith("== ")
            and columns - (len(line) - len(line.lstrip())) > 16 and max(map(cells, line.split())) < columns - (len(line) - len(line.lstrip()))]


def main():
    update = sys.argv[1:2] == ["--update"]
    tool = sys.argv[-1]
    failed = False
    for name, options in VARIANTS.items():
        path = os.path.join(HERE, "golden", name)
        now = output(tool, options)
        for line in too_wide(now, COLUMNS.get(name, 80)):
            print(f"{name}: wider than {COLUMNS.get(name, 80)} columns: {line}")
            failed = True
        if update:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(now)
            continue
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        if now != expected:
            failed = True
            sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), now.splitlines(True), path, "now", n=1))
    if failed:
        print(f"If this is meant: python3 tests/cli/golden.py --update {tool}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
