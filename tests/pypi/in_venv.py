"""Runs a test with the Python that tests/pypi/prepare made; skipped where there is none. usage: in_venv.py BUILD_DIR TEST [ARG...]"""
import os
import sys

python = os.path.join(sys.argv[1], "venv", "bin", "python")
if not os.path.exists(python):
    print("skipped: no virtual environment: ./dev test --pypi makes it where PyPI can be reached (tests/pypi/prepare)")
    sys.exit(77)
os.execv(python, [python, *sys.argv[2:]])
