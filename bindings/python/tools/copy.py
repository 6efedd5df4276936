"""Copies files. usage: copy.py SOURCE... TARGET..."""
import shutil
import sys

half = (len(sys.argv) - 1) // 2
for source, target in zip(sys.argv[1:half + 1], sys.argv[half + 1:]):
    shutil.copyfile(source, target)
