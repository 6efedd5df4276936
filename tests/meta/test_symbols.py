"""Headers, symbol map and the built library name the same functions. Usage: test_symbols.py LIBRARY"""
import os
import re
import sys
from meta import ROOT, finish, public_functions, read, run

declared = set(public_functions())
mapped = set(re.findall(r"^\s+(bounce_\w+);", read(os.path.join(ROOT, "libbounce/libbounce.map")), re.M))
listing = run("nm", "-D", "--defined-only", sys.argv[1]).stdout
exported = {line.split()[-1].split("@")[0] for line in listing.splitlines()}
exported = {name for name in exported if not name.startswith("LIBBOUNCE_")}

complaints = [f"declared but not in libbounce.map: {name}" for name in sorted(declared - mapped)]
complaints += [f"in libbounce.map but not declared: {name}" for name in sorted(mapped - declared)]
complaints += [f"in libbounce.map but not in the library: {name}" for name in sorted(mapped - exported)]
complaints += [f"in the library but not in libbounce.map: {name}" for name in sorted(exported - mapped)]
if not exported:
    complaints.append(f"nothing exported by {sys.argv[1]}")
finish(complaints)
