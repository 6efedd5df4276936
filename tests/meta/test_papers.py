"""What doc/limits.md, doc/threat-model.md and SECURITY.md name is there: files, tests, limits, fuzz targets, notes, commands of ./dev."""
import os
import re
from meta import ROOT, finish, read

complaints = []
limits = read(os.path.join(ROOT, "libbounce/util/limits.h")) + read(os.path.join(ROOT, "libbounce/util/note.h"))
messages = read(os.path.join(ROOT, "libbounce/knowledge/data/messages.reg"))
dev = read(os.path.join(ROOT, "dev"))
PLACES = ("", "tests/unit/", "tests/cli/")


def path_of(name):
    """The file or folder that a paper means."""
    return next((os.path.join(ROOT, place + name) for place in PLACES if os.path.exists(os.path.join(ROOT, place + name))), None)


def tests_behind(text):
    """The words behind a file's name that name its tests: "`a.c` one, two (why)"."""
    words = re.match(r"((?:[\s,]*\b\w+\b)*)", re.sub(r"\(.*", "", text)).group(1)
    return [word for word in re.findall(r"\w+", words) if "_" in word or len(re.findall(r"\w+", words)) == 1]


for paper in ("doc/limits.md", "doc/threat-model.md", "SECURITY.md"):
    text = read(os.path.join(ROOT, paper))
    for match in re.finditer(r"`([\w./-]+\.(?:c|h|py|md|sh)|tests/[\w/.-]+|doc/[\w.-]+)`([^`|]*)", text):
        path = path_of(match.group(1))
        if not path:
            complaints.append(f"{paper}: there is no {match.group(1)}")
        elif path.endswith((".c", ".py")) and "|" in text[text.rfind("\n", 0, match.start()) + 1:match.start()]:
            source = read(path)
            complaints += [f"{paper}: {match.group(1)} has no test {name}" for name in tests_behind(match.group(2))
                           if not re.search(rf"START_TEST\({name}\)|def {name}\b|\b{name}\b", source)]
    for name in re.findall(r"`(BNC_\w+)`", text):
        if not re.search(rf"\b{name}\b", limits):
            complaints.append(f"{paper}: there is no limit {name}")
    for name in re.findall(r"\*(\w+)\*", text) if paper == "doc/threat-model.md" else []:
        if not os.path.exists(os.path.join(ROOT, f"tests/fuzz/fuzz_{name}.c")):
            complaints.append(f"{paper}: there is no fuzz target {name}")
    for command in re.findall(r"`\./dev (\w+)", text):
        if not re.search(rf"^cmd_{command}\(\)", dev, re.M):
            complaints.append(f"{paper}: ./dev has no command {command}")

paper = read(os.path.join(ROOT, "doc/limits.md"))
for line in paper.splitlines():
    cells = [cell.strip() for cell in line.split("|")[1:-1]]
    if len(cells) == 4 and cells[0].startswith("`"):
        complaints += [f"doc/limits.md: there is no note {note}" for note in re.findall(r"`(\w+)`", cells[2]) if f"Message: note.{note}\n" not in messages]
# Every limit has a row.
for name in re.findall(r"#define (BNC_\w*MAX\w*)", limits):
    if f"`{name}`" not in paper and not name.endswith("_FIRST"):
        complaints.append(f"doc/limits.md: no row for {name}")
finish(complaints)
