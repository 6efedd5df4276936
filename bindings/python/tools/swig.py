"""Runs SWIG, then lets the functions of the Python module be the extension's own: a Python function around each costs more than the call.

SWIG's -fastproxy does the same, but not for the stable ABI. usage: swig.py MODULE.PY SWIG ARGUMENT...
"""
import re
import subprocess
import sys

subprocess.run(sys.argv[2:], check=True)
with open(sys.argv[1], encoding="utf-8") as file:
    module = file.read()
module, count = re.subn(r'^def (\w+)\([^)]*\):\n    r""".*?"""\n    return _capi\.\1\([^)]*\)\n', r"\1 = _capi.\1\n", module, flags=re.M | re.S)
if not count or re.search(r"^def bounce_", module, re.M):
    sys.exit(f"{sys.argv[1]}: SWIG writes functions in another way than known")
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(module)
