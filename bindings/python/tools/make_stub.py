"""Writes capi.pyi, the types of the thin module, from SWIG's wrapper: its method table says each function's arguments and result.

usage: make_stub.py CAPI_WRAP.C CAPI.PY OUTPUT
"""
import re
import sys

HEAD = '''# The thin module: the C API as it is. Made from SWIG's wrapper: do not edit. People use the package around it.
from typing import Any

class KnowledgeError(ValueError):
    file: str
    line: int
    column: int
'''
RESULTS = {"char const *": "str | None", "bool": "bool", "void": "None", "bounce_status": "None", "size_t": "int", "unsigned int": "int",
           "int": "int", "uint64_t": "int"}
# What the typemaps make of a status and an output argument.
MADE = {"bounce_classify": "bounce_report", "bounce_classify_envelope": "bounce_report", "bounce_classify_reply": "bounce_report",
        "bounce_classify_log_line": "bounce_report", "bounce_classify_batch": "list[bounce_report]",
        "bounce_rows_add": "bool", "bounce_rows_add_values": "bool", "bounce_rows_schema": "object", "bounce_rows_stream": "object",
        "bounce_classifier_new": "bounce_classifier", "bounce_report_to_json": "str", "bounce_tool_main": "int",
        "bounce_mbox_next": "tuple[int, int, int] | bool"}


def result_of(name: str, said: str, classes: set) -> str:
    if name in MADE:
        return MADE[name]
    if not said:
        return "None"
    pointed = re.sub(r"\b(const|struct)\b|\*", "", said).strip()
    if said in RESULTS:
        return RESULTS[said]
    return pointed if pointed in classes else "Any" if "*" in said else "int"


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        wrapper = file.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        proxy = file.read()
    classes = set(re.findall(r"^class (\w+)\(", proxy, re.M)) - {"_SwigNonDynamicMeta"}
    signatures = dict(re.findall(r'\{ "(\w+)", _wrap_\w+, METH_\w+, "\w+\([^"]*?\)(?: -> ([^"\\]+))?"', wrapper))
    with open(sys.argv[3], "w", encoding="utf-8") as output:
        output.write(HEAD)
        for name in sorted(classes):
            output.write(f"\nclass {name}:\n    thisown: bool\n    this: Any\n    def __init__(self, *args: Any, **kwargs: Any) -> None: ...\n"
                         "    @staticmethod\n    def __swig_destroy__(object: Any) -> None: ...\n")
        output.write("\n")
        for name in re.findall(r"^(\w+) = _capi\.\w+$", proxy, re.M):
            if name in ("KnowledgeError",) or name.startswith("_"):
                continue
            if name in signatures:
                output.write(f"def {name}(*args: Any) -> {result_of(name, signatures[name], classes)}: ...\n")
            elif name.isupper():
                output.write(f"{name}: {'str' if name == 'BOUNCE_VERSION' else 'int'}\n")
            else:
                output.write(f"def {name}(*args: Any) -> Any: ...\n")


main()
