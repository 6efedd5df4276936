"""Every public header compiles alone, as C11 and as C++, without a warning. Usage: test_headers.py INCLUDE_DIR..."""
import os
import shutil
import subprocess
import sys
import tempfile
from meta import files, finish

includes = [f"-I{folder}" for folder in sys.argv[1:]]
names = [os.path.basename(path) for path in files("include/bounce", ".h")] + ["version.h", "cause_id.h"]
compilers = [("c", [os.environ.get("CC", "cc").split()[0], "-std=c11", "-pedantic"])]
if shutil.which("c++"):
    compilers.append(("c++", ["c++", "-std=c++17", "-pedantic"]))
else:
    print("c++ is not installed; only as C")
complaints = []
with tempfile.TemporaryDirectory() as folder:
    for name in names:
        for language, compiler in compilers:
            source = os.path.join(folder, "alone.c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(f"#include <bounce/{name}>\nint main(void) {{ return 0; }}\n")
            result = subprocess.run([*compiler, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", language, *includes, source],
                                    capture_output=True, text=True, check=False)
            if result.returncode:
                complaints.append(f"{name} as {language}:\n{result.stderr}")
finish(complaints)
