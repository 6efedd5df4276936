"""Peak memory of one-shot processes, in KB.

They are started by the program "peak": a child of Python starts with Python's own peak. They get a copy of the library, written piece by piece as an
installation writes it: what a linker has just written may lie in the page cache in pieces of up to 1 MB, and of these the kernel maps all where one
byte is read.
"""
import os
import statistics
import subprocess
import tempfile

PIECE = 64 * 1024
RUNS = 5


def copy(source, folder):
    with open(source, "rb", buffering=0) as old, open(os.path.join(folder, os.path.basename(source)), "wb", buffering=0) as new:
        while piece := old.read(PIECE):
            new.write(piece)


def peaks(measure, library, commands):
    """The median of some runs of each command."""
    with tempfile.TemporaryDirectory() as folder:
        copy(library, folder)
        environment = dict(os.environ, LD_LIBRARY_PATH=folder)
        return [statistics.median(int(subprocess.run([measure, *command], env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout)
                                  for _ in range(RUNS)) for command in commands]
