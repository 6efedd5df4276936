"""A file of at most 400 lines, a function of at most 60: what is longer is two things."""
import re
from meta import files, finish, read, relative

FILE, FUNCTION = 400, 60
complaints = []
sources = (files("libbounce", ".c", ".h") + files("include", ".h", ".in") + files("examples", ".c", ".h")
           + files("bindings", ".i", ".py", ".c", ".h") + files("tests", ".c", ".h", ".py"))
for path in sources:
    lines = read(path).splitlines()
    if len(lines) > FILE:
        complaints.append(f"{relative(path)}: {len(lines)} lines")
    if not path.endswith(".c"):
        continue
    start = name = None
    for number, line in enumerate(lines, 1):
        # A function's brace stands alone in the first column.
        if line == "{":
            start = number
            name = next((text for text in reversed(lines[:number - 1]) if re.search(r"\w+\(", text)), "?")
        elif line == "}" and start:
            if number - start + 1 > FUNCTION:
                complaints.append(f"{relative(path)}:{start}: {number - start + 1} lines in {name.strip()[:60]}")
            start = None
finish(complaints)
