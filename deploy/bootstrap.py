"""Make the virtual environment and install what the site or its tests need. Standard library only.

Run by make with whatever python3 there is: the version is checked before anything newer is used."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  this file is what tells people with an older one
    sys.exit(
        "Sijill needs Python 3.11 or newer; this is {}.{}. "
        "Run: make serve PYTHON=/path/to/python3.11".format(*sys.version_info[:2])
    )

import hashlib
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MIN_FREE_MB = 700


def fail(sentence: str) -> None:
    """End with one line."""
    sys.exit(f"{sentence}")


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    if (VENV / "bin" / "python").exists():
        works = subprocess.run(
            [VENV / "bin" / "python", "-m", "pip", "--version"], capture_output=True
        )
        if works.returncode == 0:
            return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        fail("Python's venv module is missing. On Debian run: apt-get install python3-venv")
    print("Making .venv", file=sys.stderr)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        lines = (made.stderr or made.stdout).strip().splitlines() or ["unknown error"]
        fail(f"The virtual environment could not be made: {lines[-1]}")


def install(requirements: list[Path]) -> None:
    """Install the pinned requirements, unless these very files were installed before."""
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in requirements)).hexdigest()
    stamp = VENV / f"{requirements[-1].stem}.installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    names = " and ".join(path.name for path in requirements)
    print(f"Installing {names} into .venv", file=sys.stderr)
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", "--quiet", "--progress-bar", "on"]
    for path in requirements:
        command += ["-r", str(path)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "ERROR" in line] or [
            done.stderr.strip()
        ]
        fail(f"Installing {names} failed: {errors[-1]}")
    stamp.write_text(wanted)


def main() -> None:
    """`bootstrap.py` for the site, `bootstrap.py dev` for tests and lint as well."""
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if not VENV.exists() and free < MIN_FREE_MB:
        fail(f"Not enough room on the disk: {free} MB free in {ROOT}, {MIN_FREE_MB} MB needed.")
    requirements = [ROOT / "requirements.txt"]
    if "dev" in sys.argv[1:]:
        requirements.append(ROOT / "requirements-dev.txt")
    try:
        make_venv()
        install(requirements)
    except OSError as error:
        fail(f"Setting up .venv failed: {error.strerror or error}: {error.filename or VENV}")


if __name__ == "__main__":
    main()
