"""What meson installs is complete, and examples/minimal.c builds against it through pkg-config and runs. Usage: test_install.py BUILD_DIR"""
import os
import subprocess
import sys
import tempfile
from meta import ROOT, finish

BOUNCE = (b"<kim@partner.example>: host mx.partner.example[198.51.100.7] said: 550 5.1.1 User unknown "
          b"(in reply to RCPT TO command)\n")
EXPECTED = ("libbounce.so.0", "libbounce.so", "libbounce.a", "libbounce.pc", "bounce.h", "cause_id.h", "version.h", "bounce")


def build_and_run(found, folder):
    """minimal.c against what was installed; what is wrong, or nothing."""
    source = os.path.join(ROOT, "examples/minimal.c")
    program = os.path.join(folder, "minimal")
    environment = dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(found["libbounce.pc"]), PKG_CONFIG_SYSROOT_DIR=folder,
                       LD_LIBRARY_PATH=os.path.dirname(found["libbounce.so.0"]))
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libbounce"], env=environment, capture_output=True, text=True,
                           check=True).stdout.split()
    built = subprocess.run(["cc", "-std=c11", "-Wall", "-Werror", source, "-o", program, *flags], capture_output=True, text=True,
                           check=False)
    if built.returncode:
        return [f"minimal.c does not build: {built.stderr}"]
    answer = subprocess.run([program], input=BOUNCE, env=environment, capture_output=True, check=False)
    if answer.returncode or b"kim@partner.example: recipient.unknown" not in answer.stdout:
        return [f"minimal.c says {answer.stdout!r}, exit {answer.returncode}"]
    with open(source, encoding="utf-8") as file:
        return ["minimal.c has 40 lines or more"] if len(file.readlines()) >= 40 else []


def main():
    build = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", folder], capture_output=True, text=True,
                                check=False)
        if result.returncode:
            finish([result.stdout + result.stderr])
        found = {name: os.path.join(path, name) for path, _, names in os.walk(folder) for name in names}
        complaints = [f"not installed: {name}" for name in EXPECTED if name not in found]
        finish(complaints or build_and_run(found, folder))


main()
