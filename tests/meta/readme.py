"""The README's examples and their output, and the pages made from the knowledge. Usage: readme.py [--update] BUILD_DIR

A comment in front of a code block says what fills it: `run:` a shell command (with `bounce` in PATH), `file:` a file of the project, `python output`
the output of the block marked `python`. Without --update it is a test: the README must hold what comes out.
doc/causes.md and doc/providers.md are written by the build; they are kept here so that they can be read without one.
"""
import os
import re
import subprocess
import sys
from meta import ROOT, finish, read

PAGES = ("causes.md", "providers.md")
BLOCK = re.compile(r"<!-- (run|file|python output|python)(?:: (.*?))? -->\n```(\w*)\n(.*?)```", re.S)


def output(kind, what, build, python):
    environment = dict(os.environ, PATH=os.path.join(build, "examples/bounce") + ":" + os.environ["PATH"], LC_ALL="C.UTF-8", HOME="/nonexistent",
                       PYTHONPATH=os.path.join(build, "bindings/python"))
    if kind == "file":
        return read(os.path.join(ROOT, what))
    command = ["sh", "-c", what] if kind == "run" else [os.environ.get("PYTHON", "python3"), "-c", python]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def kept(name):
    path = os.path.join(ROOT, "doc", name)
    return read(path) if os.path.exists(path) else ""


def main():
    build, path = os.path.abspath(sys.argv[-1]), os.path.join(ROOT, "README.md")
    text, complaints, code = read(path), [], []

    def fill(match):
        kind, what, language, old = match.groups()
        if kind == "python":
            code.append(old)
            return match.group(0)
        if kind == "python output" and not os.path.isdir(os.path.join(build, "bindings/python/bounce")):
            return match.group(0)
        new = output(kind, what, build, code[-1] if code else "")
        if new != old:
            complaints.append(f"README.md: the output of {what or 'the Python example'} is not what it says")
        return match.group(0).replace(f"```{language}\n{old}```", f"```{language}\n{new}```")

    text = BLOCK.sub(fill, text)
    pages = {name: read(os.path.join(build, "libbounce/generated", name)) for name in PAGES}
    complaints += [f"doc/{name} is not what the knowledge says: ./dev golden" for name in PAGES if pages[name] != kept(name)]
    if "--update" in sys.argv:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        for name in PAGES:
            with open(os.path.join(ROOT, "doc", name), "w", encoding="utf-8") as file:
                file.write(pages[name])
        complaints = []
    finish(complaints)


main()
