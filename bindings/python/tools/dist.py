"""A dist script of meson: puts SWIG's output into the source distribution. usage: dist.py BUILD_DIR_OF_THE_PACKAGE"""
import os
import shutil
import subprocess
import sys

made = sys.argv[1]
build = os.environ.get("MESON_BUILD_ROOT", os.path.join(made, "../../.."))
target = os.path.join(os.environ["MESON_DIST_ROOT"], "bindings/python/swig")
if not os.path.exists(os.path.join(target, "capi_wrap.c")):
    names = ["capi_wrap.c", "capi.py"]
    subprocess.run(["ninja", "-C", build, *(os.path.relpath(os.path.join(made, name), build) for name in names)], check=True)
    os.makedirs(target, exist_ok=True)
    for name in names:
        shutil.copy(os.path.join(made, name), target)
