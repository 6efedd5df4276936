"""The package installs from a clean clone and from the source distribution, and works there; the wheel holds what it should.

usage: test_install.py system | all
system: with this Python and its own meson-python (Debian 13 has a good one), nothing from the network.
all: into a virtual environment of every Python from 3.9 on that is found, with meson-python from PyPI; pipx, uv, the newest SWIG; the binding
against the shared library. Exit 77: something is missing, skipped.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
PACKAGE = {"__init__.py", "__main__.py", "capi.py", "capi.pyi", "causes.py", "py.typed"} | {
    os.path.basename(path) for path in glob.glob(os.path.join(ROOT, "bindings/python/bounce/**/*.py"), recursive=True)}
FROM_PYPI = ["meson-python", "meson", "ninja", "build"]


def say(text):
    print(text, flush=True)


def skip(why):
    say(f"skipped: {why}")
    sys.exit(77)


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {result.returncode}\n{result.stdout[-6000:]}\n{result.stderr[-6000:]}")
    return result.stdout


def without_swig(folder):
    """A PATH on which there is no SWIG: links to everything else."""
    tools = os.path.join(folder, "path-without-swig")
    os.mkdir(tools)
    for place in os.environ["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            link = os.path.join(tools, name)
            if not name.startswith("swig") and not os.path.lexists(link):
                os.symlink(os.path.join(place, name), link)
    return tools


def check_wheel(path):
    """The extension, the package, the licence, the metadata; nothing else."""
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
    for name in names:
        base = os.path.basename(name)
        good = (re.fullmatch(r"bounce/(compat/)?[^/]+", name) and (base in PACKAGE or re.fullmatch(r"_capi\..*\.so", base))
                or re.fullmatch(r"libbounce-[\d.]+\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|(licenses/)?LICENSE)", name))
        if not good:
            sys.exit(f"{path}: {name} does not belong into a wheel")
    missing = {"LICENSE", "RECORD", "METADATA", *PACKAGE} - {os.path.basename(name) for name in names}
    if missing or not any("_capi." in name and name.endswith(".so") for name in names):
        sys.exit(f"{path}: lacks {missing or 'the extension'}")


def check_installed(python, folder):
    """The tests pass with what is installed, outside the source tree, and the tool runs."""
    test = shutil.copy(os.path.join(ROOT, "tests/python/test_basic.py"), folder)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "LD_LIBRARY_PATH")}
    run(python, "-W", "error", test, cwd=folder, env=environment)
    tool = os.path.join(os.path.dirname(python), "bounce")
    said = run(tool, "--version", cwd=folder, env=environment)
    if said != run(python, "-m", "bounce", "--version", cwd=folder, env=environment) or "bounce" not in said:
        sys.exit(f"bounce --version says {said!r}")
    place = run(python, "-c", "import bounce.capi; print(bounce.capi.__file__)", cwd=folder, env=environment)
    if "site-packages" not in place:
        sys.exit(f"bounce was imported from {place}")


def clone(folder):
    if not os.path.exists(os.path.join(ROOT, ".git")):
        skip("the source tree is no clone")
    target = os.path.join(folder, "clone")
    run("git", "-c", "safe.directory=*", "clone", "-q", ROOT, target)
    return target


def sdist(python, source, folder):
    """The source distribution, with SWIG's output in it."""
    run(python, "-c", "import mesonpy, sys; mesonpy.build_sdist(sys.argv[1])", folder, cwd=source)
    path, = glob.glob(os.path.join(folder, "*.tar.gz"))
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    for name in ("bindings/python/swig/capi_wrap.c", "bindings/python/swig/capi.py", "LICENSE", "pyproject.toml"):
        if name not in names:
            sys.exit(f"{path}: lacks {name}")
    return path


def build_wheel(python, source, folder, name, **options):
    """A wheel of a source tree or archive, with the tools that python already has."""
    target = os.path.join(folder, "wheel-" + name)
    run(python, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", target, source, **options)
    path, = glob.glob(os.path.join(target, "*.whl"))
    check_wheel(path)
    return path


def venv(python, folder, name, *options):
    target = os.path.join(folder, "venv-" + name)
    run(python, "-m", "venv", *options, target)
    return os.path.join(target, "bin", "python")


def system():
    """With the system's meson-python."""
    for module, package in (("mesonpy", "python3-mesonpy"), ("ensurepip", "python3-venv"), ("pip", "python3-pip")):
        if subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False).returncode:
            skip(f"{package} is not installed")
    version = run(sys.executable, "-c", "import importlib.metadata as m; print(m.version('meson-python'))").strip()
    if [int(part) for part in version.split(".")[:2]] < [0, 13]:
        skip(f"meson-python is {version}, 0.13 is needed; ./dev test --pythons takes it from PyPI")
    with tempfile.TemporaryDirectory() as folder:
        archive = sdist(sys.executable, clone(folder), folder)
        environment = dict(os.environ, PATH=without_swig(folder))
        wheel = build_wheel(sys.executable, archive, folder, "sdist", env=environment)
        python = venv(sys.executable, folder, "system")
        run(python, "-m", "pip", "install", "-q", "--no-index", wheel)
        check_installed(python, folder)
    say("source distribution, wheel without SWIG, virtual environment: good")


def pythons():
    """Every Python from 3.9 on: version to path."""
    places = [*glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python3")), *glob.glob("/usr/bin/python3"),
              *glob.glob("/usr/local/bin/python3.[0-9]*"), *glob.glob("/usr/bin/python3.[0-9]*")]
    found = {}
    for place in places:
        if re.fullmatch(r"python3(\.\d+)?", os.path.basename(place)):
            code = "import sys, sysconfig, os, ensurepip; print(*sys.version_info[:3], os.path.exists(sysconfig.get_path('include') + '/Python.h'))"
            result = subprocess.run([place, "-c", code], capture_output=True, text=True, check=False).stdout.split()
            if len(result) == 4 and result[3] == "True" and (int(result[0]), int(result[1])) >= (3, 9):
                found.setdefault(".".join(result[:3]), place)
    return found


def everywhere():
    with tempfile.TemporaryDirectory() as folder:
        source, archive, environment = clone(folder), None, dict(os.environ, PATH=without_swig(folder))
        for version, place in sorted(pythons().items()):
            python = venv(place, folder, version)
            got = subprocess.run([python, "-m", "pip", "install", "-q", *FROM_PYPI], capture_output=True, text=True, check=False)
            if got.returncode:
                skip(f"pip cannot fetch meson-python: {got.stderr.strip().splitlines()[-1:]}")
            path = os.path.dirname(python) + ":"
            with_swig = dict(os.environ, PATH=path + os.environ["PATH"])
            no_swig = dict(environment, PATH=path + environment["PATH"])
            if archive is None:
                os.environ["PATH"] = with_swig["PATH"]
                archive = sdist(python, source, folder)
            for kind, what, env in (("clone", source, with_swig), ("sdist", archive, no_swig)):
                wheel = build_wheel(python, what, folder, f"{kind}-{version}", env=env)
                run(python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-index", wheel)
                check_installed(python, folder)
                say(f"Python {version} from {kind}: good")
        runners(python, wheel, source, folder)


def runners(python, wheel, source, folder):
    """pipx, uv, the newest SWIG, and the binding against the shared library."""
    run(python, "-m", "pip", "install", "-q", "pipx", "uv", "swig")
    tools = os.path.dirname(python)
    home = dict(os.environ, PATH=tools + ":" + os.environ["PATH"], PIPX_HOME=os.path.join(folder, "pipx"), UV_CACHE_DIR=os.path.join(folder, "uv"))
    for command in ([os.path.join(tools, "pipx"), "run", "--python", python, "--spec", wheel, "bounce", "--version"],
                    [os.path.join(tools, "uvx"), "--python", python, "--from", wheel, "bounce", "--version"]):
        if "bounce" not in run(*command, cwd=folder, env=home):
            sys.exit(f"{command[0]}: no answer")
        say(f"{os.path.basename(command[0])}: good")
    version = run(os.path.join(tools, "swig"), "-version", env=home).split("Version ")[1].split()[0]
    run(python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-index", build_wheel(python, source, folder, "swig", env=home))
    check_installed(python, folder)
    say(f"SWIG {version}: good")
    build = os.path.join(folder, "shared")
    run("meson", "setup", build, source, "-Dpython_link=shared", "-Dtests=disabled", "-Ddocs=disabled")
    run("ninja", "-C", build)
    extension, = glob.glob(os.path.join(build, "bindings/python/bounce/_capi*.so"))
    if "libbounce.so" not in run("ldd", extension):
        sys.exit("-Dpython_link=shared: the extension does not need libbounce.so")
    say("against the shared library: good")


if __name__ == "__main__":
    system() if sys.argv[1] == "system" else everywhere()
