"""The built library and tool are hardened: RELRO, immediate binding, no executable stack, stack protector, fortified calls. Usage: test_hardening.py FILE..."""
import re
import shutil
import sys
from meta import finish, run

if not shutil.which("readelf"):
    print("readelf is not installed; skipped")
    sys.exit(77)

complaints = []
for path in sys.argv[1:]:
    segments, dynamic = run("readelf", "-W", "-l", path).stdout, run("readelf", "-W", "-d", path).stdout
    symbols = set(re.findall(r"UND\s+(\w+)", run("readelf", "-W", "--dyn-syms", path).stdout))
    found = {
        "a GNU_RELRO segment": "GNU_RELRO" in segments,
        "immediate binding": re.search(r"\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW|\(BIND_NOW\)", dynamic),
        "a stack that is not executable": re.search(r"GNU_STACK(?:\s+\S+){5}\s+RW\s", segments),
        "no segment both writable and executable": not re.search(r"^\s+LOAD.*\sRWE\s", segments, re.M),
        "no relocations in the text": "TEXTREL" not in dynamic,
        "position independence": re.search(r"file type is DYN", segments),
        "the stack protector": "__stack_chk_fail" in symbols,
        "fortified calls": any(re.fullmatch(r"__\w+_chk", name) for name in symbols - {"__stack_chk_fail"}),
    }
    complaints += [f"{path}: lacks {what}" for what, is_there in found.items() if not is_there]
finish(complaints)
