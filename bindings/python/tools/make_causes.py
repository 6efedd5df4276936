"""Writes bounce/causes.py, the enum of cause ids, from the registry. usage: make_causes.py CAUSES.JSON OUTPUT"""
import json
import sys

HEAD = '''"""The ids of the registry's causes (doc/causes.md). Made from the registry: do not edit."""
from __future__ import annotations

from .words import Word

__all__ = ["CauseId"]


class CauseId(Word):
    """A cause's id; UNKNOWN also stands for an id that this version's registry does not have."""

'''


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        causes = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as output:
        output.write(HEAD)
        for cause in sorted(causes, key=lambda cause: cause["number"]):
            output.write(f"    {cause['name']} = {json.dumps(cause['id'])}  # {cause['meaning']}\n")


main()
