"""Every public function is documented, with the version it came in, and tried with NULL; every source file says what it is."""
import re
from meta import ROOT, files, finish, public_functions, read, relative

complaints = []
for name, (header, comment) in sorted(public_functions().items()):
    if not comment:
        complaints.append(f"{header}: {name} has no comment")
    elif "@since" not in comment:
        complaints.append(f"{header}: {name} does not say since when")
tried = read(f"{ROOT}/tests/api/test_null.c")
tried += read(f"{ROOT}/tests/getters.h") if '"getters.h"' in tried else ""
for name in sorted(public_functions()):
    if not re.search(rf"\b{name}\b", tried) and name != "bounce_origin_new":  # takes nothing
        complaints.append(f"tests/api/test_null.c: {name} is not tried with NULL")
texts = read(f"{ROOT}/tests/getters.h")
for path in files("include/bounce", ".h"):
    for name in re.findall(r"BOUNCE_API const char \*(\w+)\(const bounce_(?:report|recipient) \*\w+\)", read(path)):
        if not re.search(rf"\b{name}\b", texts):
            complaints.append(f"tests/getters.h: {name} is missing")
for path in files("libbounce", ".c", ".h") + files("include/bounce", ".h", ".in"):
    if not read(path).startswith("/*"):
        complaints.append(f"{relative(path)}: does not begin by saying what it is")
finish(complaints)
