"""The package installs from a clean clone and from the source distribution, and works there; the wheel holds what it should.

usage: test_install.py here | pythons | swig | system
here: this Python, meson-python from PyPI in isolation as pip does it, and by pipx and uv.
pythons: the same for every other Python from 3.9 on that is found.
swig: the newest SWIG, and with it the stable ABI: one wheel for every Python from 3.11 on.
system: against an installed shared library, as packagers do it.
Exit 77: PyPI cannot be reached, or there is nothing to do.
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
CLONE = []  # where the source tree was cloned to: what is tested is what was committed
BUILD_TOOLS = ["meson-python", "meson", "ninja"]


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
    package = {"capi.py", "capi.pyi", "causes.py", "py.typed"} | {
        os.path.basename(name) for name in glob.glob(os.path.join(CLONE[0], "bindings/python/bounce/**/*.py"), recursive=True)}
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
    for name in names:
        base = os.path.basename(name)
        good = (re.fullmatch(r"bounce/(compat/)?[^/]+", name) and (base in package or re.fullmatch(r"_capi\..*\.so", base))
                or re.fullmatch(r"libbounce-[\d.]+\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|(licenses/)?LICENSE)", name))
        if not good:
            sys.exit(f"{path}: {name} does not belong into a wheel")
    missing = {"LICENSE", "RECORD", "METADATA", *package} - {os.path.basename(name) for name in names}
    if missing or sum(name.endswith(".so") for name in names) != 1:
        sys.exit(f"{path}: lacks {missing or 'the extension'}")


def check_installed(python, folder, **environment):
    """The tests pass with what is installed, outside the source tree, and the tool runs."""
    test = shutil.copy(os.path.join(CLONE[0], "tests/python/test_basic.py"), folder)
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "LD_LIBRARY_PATH")}
    clean.update(environment)
    run(python, "-W", "error", test, cwd=folder, env=clean)
    tool = os.path.join(os.path.dirname(python), "bounce")
    said = run(tool, "--version", cwd=folder, env=clean)
    if said != run(python, "-m", "bounce", "--version", cwd=folder, env=clean) or "bounce" not in said:
        sys.exit(f"bounce --version says {said!r}")
    place = run(python, "-c", "import bounce.capi; print(bounce.capi.__file__)", cwd=folder, env=clean)
    if "site-packages" not in place:
        sys.exit(f"bounce was imported from {place}")


def clone(folder):
    if not os.path.exists(os.path.join(ROOT, ".git")):
        skip("the source tree is no clone")
    target = os.path.join(folder, "clone")
    run("git", "-c", "safe.directory=*", "clone", "-q", ROOT, target)
    CLONE.append(target)
    return target


def sdist(python, source, folder):
    """The source distribution, with SWIG's output in it."""
    run(python, "-m", "pip", "install", "-q", *BUILD_TOOLS)
    run(python, "-c", "import mesonpy, sys; mesonpy.build_sdist(sys.argv[1])", folder, cwd=source, env=first_on_path(python))
    path, = glob.glob(os.path.join(folder, "*.tar.gz"))
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    for name in ("bindings/python/swig/capi_wrap.c", "bindings/python/swig/capi.py", "LICENSE", "pyproject.toml"):
        if name not in names:
            sys.exit(f"{path}: lacks {name}")
    return path


def first_on_path(python, path=None, **more):
    """An environment in which the tools beside a Python come first."""
    return dict(os.environ, PATH=os.path.dirname(python) + ":" + (path or os.environ["PATH"]), **more)


def build_wheel(python, source, folder, name, *options, env=None):
    """The wheel that pip makes of a source tree or archive, its build tools from PyPI in isolation."""
    target = os.path.join(folder, "wheel-" + name)
    run(python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", target, *options, source, env=env)
    path, = glob.glob(os.path.join(target, "*.whl"))
    check_wheel(path)
    return path


def install(python, wheel):
    run(python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-index", wheel)


def venv(python, folder, name):
    """A virtual environment; skipped where it cannot be made or where PyPI cannot be reached."""
    if subprocess.run([python, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        skip("python3-venv is not installed")
    target = os.path.join(folder, "venv-" + name)
    run(python, "-m", "venv", target)
    made = os.path.join(target, "bin", "python")
    got = subprocess.run([made, "-m", "pip", "download", "-q", "--no-deps", "-d", folder + "/reached", "meson-python"], capture_output=True,
                         text=True, check=False)
    if got.returncode:
        skip(f"PyPI cannot be reached: {got.stderr.strip().splitlines()[-1:]}")
    return made


def pythons(least=(3, 9)):
    """Every Python from a version on: version to path."""
    places = [sys.executable, *glob.glob("/usr/bin/python3.[0-9]*"), *glob.glob("/usr/local/bin/python3.[0-9]*"),
              *glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python3")),
              *glob.glob(os.path.expanduser("~/.local/share/uv/python/*/bin/python3"))]
    found = {}
    for place in places:
        if re.fullmatch(r"python3(\.\d+)?", os.path.basename(place)):
            code = "import sys, sysconfig, os, ensurepip; print(*sys.version_info[:3], os.path.exists(sysconfig.get_path('include') + '/Python.h'))"
            result = subprocess.run([place, "-c", code], capture_output=True, text=True, check=False).stdout.split()
            if len(result) == 4 and result[3] == "True" and (int(result[0]), int(result[1])) >= least:
                found.setdefault(".".join(result[:3]), place)
    return found


def both(version, python, source, archive, folder, bare_path):
    """From the clone with the system's SWIG, from the source distribution without any."""
    for kind, what, path in (("clone", source, None), ("source distribution", archive, bare_path)):
        wheel = build_wheel(python, what, folder, f"{kind[:5]}-{version}", env=dict(os.environ, PATH=path or os.environ["PATH"]))
        install(python, wheel)
        check_installed(python, folder)
        say(f"Python {version} from the {kind}: good")
    return wheel


def here(folder):
    python = venv(sys.executable, folder, "here")
    source = clone(folder)
    wheel = both("here", python, source, sdist(python, source, folder), folder, without_swig(folder))
    run(python, "-m", "pip", "install", "-q", "pipx", "uv")
    tools = os.path.dirname(python)
    home = first_on_path(python, PIPX_HOME=os.path.join(folder, "pipx"), UV_CACHE_DIR=os.path.join(folder, "uv"))
    home.pop("PYTHONPATH")
    target = os.path.join(folder, "venv-uv")
    run(os.path.join(tools, "uv"), "venv", "-q", "--python", python, target, env=home)
    run(os.path.join(tools, "uv"), "pip", "install", "-q", "--python", target, ".", cwd=source, env=home)
    check_installed(os.path.join(target, "bin", "python"), folder)
    for command in (["pipx", "run", "--python", python, "--spec", wheel, "bounce", "--version"],
                    ["uvx", "--python", python, "--from", wheel, "bounce", "--version"]):
        if not run(os.path.join(tools, command[0]), *command[1:], cwd=folder, env=home).startswith("bounce"):
            sys.exit(f"{command[0]}: no answer")
        say(f"{command[0]}: good")


def others(folder):
    rest = {version: place for version, place in pythons().items() if version != "%d.%d.%d" % sys.version_info[:3]}
    if not rest:
        skip("there is no other Python here")
    source, archive, path = clone(folder), None, without_swig(folder)
    for version, place in sorted(rest.items()):
        python = venv(place, folder, version)
        archive = archive or sdist(python, source, folder)
        both(version, python, source, archive, folder, path)


def newest_swig(folder):
    python = venv(sys.executable, folder, "swig")
    run(python, "-m", "pip", "install", "-q", "swig")
    # The program itself: the script in front of it cannot be imported from within pip's isolation.
    data, = glob.glob(os.path.join(folder, "venv-swig/lib/python*/site-packages/swig/data"))
    library, = glob.glob(data + "/share/swig/*")
    environment = dict(os.environ, PATH=data + "/bin:" + os.environ["PATH"], SWIG_LIB=library)
    version = run("swig", "-version", env=environment).split("Version ")[1].split()[0]
    if sys.version_info < (3, 11):
        install(python, build_wheel(python, clone(folder), folder, "swig", env=environment))
        check_installed(python, folder)
        say(f"SWIG {version}: good; the stable ABI needs Python 3.11")
        return
    wheel = build_wheel(python, clone(folder), folder, "swig", "--config-settings=setup-args=-Dpython.allow_limited_api=true", env=environment)
    if "-abi3-" not in os.path.basename(wheel):
        sys.exit(f"{wheel}: not for the stable ABI")
    for number, place in sorted(pythons(sys.version_info[:2]).items()):
        target = venv(place, folder, number)
        install(target, wheel)
        check_installed(target, folder)
        say(f"SWIG {version}, {os.path.basename(wheel)}, Python {number}: good")


def system(folder):
    """The library as the build tree installs it, the extension against that."""
    python = venv(sys.executable, folder, "system")
    stage = os.path.join(folder, "stage")
    run("meson", "install", "-C", os.environ["BOUNCE_BUILD_ROOT"], "--no-rebuild", "--destdir", stage)
    library, = glob.glob(stage + "/**/libbounce.so.*.*.*", recursive=True)
    place = os.path.dirname(library)
    with open(place + "/pkgconfig/libbounce.pc", encoding="utf-8") as file:
        staged = re.sub(r"(?m)^prefix=", f"prefix={stage}", file.read())
    with open(place + "/pkgconfig/libbounce.pc", "w", encoding="utf-8") as file:
        file.write(staged)
    environment = dict(os.environ, PKG_CONFIG_PATH=place + "/pkgconfig")
    wheel = build_wheel(python, clone(folder), folder, "system", "--config-settings=setup-args=-Dpython_link=system", env=environment)
    install(python, wheel)
    extension, = glob.glob(os.path.join(folder, "venv-system/lib/python*/site-packages/bounce/_capi*.so"))
    needed = run("ldd", extension, env=dict(os.environ, LD_LIBRARY_PATH=place))
    if f"{place}/libbounce.so" not in needed:
        sys.exit(f"-Dpython_link=system: the extension does not take the installed library: {needed}")
    check_installed(python, folder, LD_LIBRARY_PATH=place)
    say("against the installed shared library: good")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        {"here": here, "pythons": others, "swig": newest_swig, "system": system}[sys.argv[1]](work)
