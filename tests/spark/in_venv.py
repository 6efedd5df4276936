"""Runs a test with the Python that tests/spark/prepare made; skipped where there is none. usage: in_venv.py BUILD_DIR TEST [ARG...]"""
import os
import sys

python = os.path.join(sys.argv[1], "venv", "bin", "python")
if not os.path.exists(python):
    print("skipped: no virtual environment; ./dev test --spark makes it (tests/spark/prepare)")
    sys.exit(77)
os.execv(python, [python, *sys.argv[2:]])
