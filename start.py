#!/usr/bin/env python3
"""Set up what is missing, then do what is asked; needs nothing but Python 3.11 to 3.14 and pip.

System libraries that Qt needs are installed where you are root; elsewhere the one command that
installs them is printed. Packages go into `.venv`, from the locks in `requirements/`.
Exit: 2 for an unknown command, 3 when the machine lacks something, else what the command says.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up.json"
APT_LISTS = Path("/var/lib/apt/lists")
FALLBACK_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OLDEST, NEWEST = (3, 11), (3, 14)

# Library → Debian package; found by trial on a bare Debian 12.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libcups.so.2": "libcups2",  # without it no printer is found
}
# Program → Debian packages that only tests drive: models are proved with spin and a C compiler,
# what a PDF file says is read by poppler, and workbooks are rendered by LibreOffice.
TEST_TOOLS = {
    "spin": ("spin",),
    "gcc": ("gcc", "libc6-dev"),
    "pdftotext": ("poppler-utils",),
    "soffice": ("libreoffice-calc-nogui",),
    "initdb": ("postgresql",),
}
# Debian keeps a server's programs out of the way.
ELSEWHERE = {"initdb": "usr/lib/postgresql/*/bin"}


# Lock → the locks that are installed with it.
BRINGS = {"run": ("run",), "hub": ("hub",), "development": ("run", "hub", "development")}


class Command(NamedTuple):
    """One thing that can be asked: what it says of itself, what it runs and what it needs."""

    summary: str
    arguments: tuple[str, ...]
    lock: str = "run"
    on_screen: bool = False
    """Opens a window; the others draw without a screen."""
    also: str = ""
    """A second lock that it needs."""
    at_root: bool = False
    """Works on the checkout itself, wherever it was called from."""


WINDOW = Command("the window", ("-m", "ui"), on_screen=True)
SET_UP = Command("set up only", (), on_screen=True)
COMMANDS = {
    "demo": Command(
        "tell the story of two centres (writes demo/)", ("-m", "ui", "demo"), also="hub"
    ),
    "test": Command(
        "run all tests, or those you name", ("-m", "pytest"), "development", at_root=True
    ),
    "check": Command(
        "lint, types, contracts, catalogs, models",
        ("packaging/checks.py",),
        "development",
        at_root=True,
    ),
    "bench": Command(
        "measure ratios in one run", ("-m", "tests.benchmarks"), "development", at_root=True
    ),
    "simulate": Command(
        "live through seeded lives of a commune", ("-m", "tests.simulation"), "development"
    ),
    "fuzz": Command(
        "fuzz what reads a stranger's bytes", ("-m", "tests.fuzz"), "development", at_root=True
    ),
    "hub": Command("a hub on loopback", ("-m", "referral_app.hub", "serve"), "hub"),
    "setup": SET_UP,
}


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit status."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(f"Python 3.11 to 3.14 is needed; this is {sys.version.split()[0]}.")
    if not sys.executable and "PATH" not in os.environ:
        # In an empty environment Python does not know where it is, and venv needs that.
        os.environ["PATH"] = FALLBACK_PATH
        os.execvp(sys.orig_argv[0], sys.orig_argv)
    if arguments[:1] in (["-h"], ["--help"]):
        print(usage())
        return 0
    command, rest = choose(arguments)
    if Path(sys.prefix) == VENV:  # pip works on .venv from outside
        base: str = getattr(sys, "_base_executable", sys.executable)
        return subprocess.call([base, str(ROOT / "start.py"), *arguments])
    if command is WINDOW and not has_screen():
        stop("There is no screen here. The story needs none: python3 start.py demo")
    install_missing_libraries(command)
    for lock in filter(None, (command.lock, command.also)):
        set_up(lock)
    return 0 if command is SET_UP else run(command, rest)


def usage() -> str:
    """The commands, one a line."""
    lines = [f"  python3 start.py {name:<8}{it.summary}" for name, it in COMMANDS.items()]
    return "\n".join(["Usage:", f"  python3 start.py         {WINDOW.summary}", *lines])


def choose(arguments: list[str]) -> tuple[Command, list[str]]:
    """The command that the words name, and what is handed on to it."""
    if not arguments or arguments[0].startswith("-"):
        return WINDOW, arguments
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"There is no command “{name}”.\n{usage()}", file=sys.stderr)
        raise SystemExit(2)
    if name == "test" and not rest:
        # All of them, in as many processes as there are cores; what a file shares is made once.
        rest = ["-n", "auto", "--dist", "loadfile"]
    if name == "demo" and not any(word.split("=")[0] == "--output" for word in rest):
        rest = ["--output", str(ROOT / "demo"), *rest]
    return COMMANDS[name], rest


def has_screen() -> bool:
    """Whether Qt could open a window."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# System packages


def install_missing_libraries(command: Command) -> None:
    """Install what Qt and the tests need of the system; on other systems wheels bring it all."""
    if not sys.platform.startswith("linux"):
        return
    offscreen = not command.on_screen or os.environ.get("QT_QPA_PLATFORM") == "offscreen"
    needed = QT_LIBRARIES if offscreen else {**QT_LIBRARIES, **SCREEN_LIBRARIES}
    if command.lock == "hub":
        needed = {}  # a server shows no window
    packages = missing_libraries(needed)
    if not find_spec("pip") and not find_spec("ensurepip"):
        packages.append("python3-pip")
    if command.lock == "development":
        tools = [package for tool, it in TEST_TOOLS.items() if not has(tool) for package in it]
        # Without them a desk skips the models by name; CI may skip nothing.
        if is_root() or os.environ.get("CI"):
            packages += tools
    if packages:
        install(packages)
        if still := missing_libraries(needed):
            stop(f"Still missing after installation: {', '.join(still)}.")


def has(tool: str) -> bool:
    """Whether a program that tests drive is installed."""
    place = ELSEWHERE.get(tool)
    return bool((place and any(Path("/").glob(f"{place}/{tool}"))) or shutil.which(tool))


def missing_libraries(needed: dict[str, str]) -> list[str]:
    """The packages of those libraries that the system's loader does not find."""
    missing = []
    for library, package in needed.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install(packages: list[str]) -> None:
    """Install Debian packages, or stop with the exact command that does."""
    if not shutil.which("apt-get"):
        stop(
            f"These Debian packages, or their like on this system, are needed: {' '.join(packages)}"
        )
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not is_root():
        stop(f"Run this once, then start again:\n  sudo apt-get update && sudo {' '.join(command)}")
    say(f"Installing system packages: {' '.join(packages)}")
    updated = not any(APT_LISTS.glob("*_Packages*"))
    if updated:
        apt(["apt-get", "update"])
    # Lists may be older than what the mirror holds: read them anew and try once more.
    if not apt(command) and (updated or not apt(["apt-get", "update"]) or not apt(command)):
        stop(f"The system packages could not be installed. Try yourself:\n  {' '.join(command)}")


def apt(command: list[str]) -> bool:
    """Run apt-get without questions; whether it succeeded. Its words are shown when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def is_root() -> bool:
    """Whether system packages may be installed by this process."""
    return bool(hasattr(os, "geteuid") and os.geteuid() == 0)


# Packages of Python


def set_up(lock: str) -> None:
    """Bring `.venv` to what the lock says and compile the catalogs; quick when nothing changed."""
    now = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    now |= {name: digest([lock_file(name)]) for name in BRINGS}
    done = read_stamp()
    if not PYTHON.exists() or any(done.get(key, value) != value for key, value in now.items()):
        done = {}
    if not done:
        create_environment()
    if lock not in done:
        install_packages(lock)
        done |= {"python": now["python"], **{name: now[name] for name in BRINGS[lock]}}
        STAMP.write_text(json.dumps(done), encoding="utf-8")
    compile_catalogs(done)


def lock_file(lock: str) -> Path:
    """The lock of this name."""
    return ROOT / "requirements" / f"{lock}.txt"


def digest(files: list[Path]) -> str:
    """One hash for the bytes of some files."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp() -> dict[str, str]:
    """What `.venv` was set up from; empty when there is none, or it was cut short."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def create_environment() -> None:
    """Make `.venv` anew. A bare Debian has venv but no ensurepip: then pip works from outside."""
    import venv

    say("Creating .venv")
    venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=not find_spec("pip")).create(
        VENV
    )


def install_packages(lock: str) -> None:
    """Install the lock's wheels, hashes checked, and compile them and our own modules."""
    say(f"Installing packages: requirements/{lock}.txt")
    if find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    else:
        pip = [str(PYTHON), "-m", "pip"]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--compile"]
    options += ["--require-hashes", "--only-binary", ":all:", "-r", str(lock_file(lock))]
    if subprocess.call([*pip, "install", *options]):
        stop(
            "The packages could not be installed (see above). Once the cause is gone, start again."
        )
    subprocess.call(
        [str(PYTHON), "-m", "compileall", "-q", str(ROOT / "referral_app"), str(ROOT / "ui")]
    )


def compile_catalogs(done: dict[str, str]) -> None:
    """Compile the catalogs whose text changed since the last time."""
    texts = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    now = digest(texts)
    if done.get("catalogs") == now and all(it.with_suffix(".mo").exists() for it in texts):
        return
    if subprocess.call([str(PYTHON), str(ROOT / "packaging" / "catalogs.py"), "compile"]):
        stop("The catalogs in locale/ could not be compiled (see above).")
    STAMP.write_text(json.dumps({**done, "catalogs": now}), encoding="utf-8")


# Doing it


def run(command: Command, rest: list[str]) -> int:
    """Hand over to the interpreter of `.venv`; on Windows wait for it instead."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if not command.on_screen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command.at_root:
        os.chdir(ROOT)
    # -P: no module in the folder where one happens to stand is taken for ours.
    line = [str(PYTHON), "-P", *command.arguments, *rest]
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(line[0], line, environment)
    return subprocess.call(line, env=environment)


def say(sentence: str) -> None:
    """Tell what goes on, beside what the command itself prints."""
    print(sentence, file=sys.stderr, flush=True)


def stop(sentence: str) -> NoReturn:
    """The machine lacks something: one sentence, exit 3."""
    print(sentence, file=sys.stderr)
    raise SystemExit(3)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
