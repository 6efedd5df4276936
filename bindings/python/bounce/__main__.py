"""python -m bounce: the command-line tool, the same program that "bounce" is."""
from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    """Runs the tool with the command line's arguments; returns its exit code."""
    from . import capi

    # The tool is a filter written in C: an interrupt ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stdout.flush()
    return capi.bounce_tool_main([b"bounce", *map(os.fsencode, sys.argv[1:])])


if __name__ == "__main__":
    sys.exit(main())
