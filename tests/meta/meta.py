"""What every meta test needs: where the sources are, and a way to say what is wrong."""
import os
import re
import subprocess
import sys

ROOT = os.environ.get("BOUNCE_SOURCE_ROOT") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAYERS = ["util", "input", "mime", "smtp", "match", "knowledge", "report", "cause", "hint", "api", "out"]


def files(folder, *endings):
    """Paths below a folder of the source tree with one of these endings, sorted."""
    found = []
    for path, folders, names in os.walk(os.path.join(ROOT, folder)):
        folders[:] = [f for f in folders if f not in ("__pycache__", "node_modules") and not f.startswith("build")]
        found += [os.path.join(path, name) for name in names if name.endswith(endings)]
    return sorted(found)


def relative(path):
    return os.path.relpath(path, ROOT)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def public_functions():
    """{name: (header, comment in front of it)} of everything declared BOUNCE_API."""
    found = {}
    for path in files("include/bounce", ".h", ".h.in"):
        for match in re.finditer(r"(/\*\*(?:(?!\*/).)*\*/)?\s*BOUNCE_API\b[^;]*?\b(bounce_\w+)\s*\([^;]*;", read(path), re.S):
            found[match.group(2)] = (relative(path), match.group(1) or "")
    return found


def finish(complaints):
    """Prints the complaints; the exit status says whether there were any."""
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)
