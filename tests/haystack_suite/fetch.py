"""Haystack's tests, from its source package.

The package is on PyPI as source only, with its tests inside, and requirements.txt pins it by hash.
Nothing of it is kept in this repository: it is unpacked into a cache directory."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "test_haystack"


class Unavailable(Exception):
    """The tests cannot be had; the text says what to do."""


def fetch() -> Path:
    """Return a directory that holds Haystack's tests as the package `test_haystack`."""
    pinned, digest = requirement()
    cached = cache() / f"{pinned.replace('==', '-')}-{digest[:16]}"
    if not (cached / FOLDER).is_dir():
        with tempfile.TemporaryDirectory(prefix="haystack-") as folder:
            _unpack(_download(pinned, digest, Path(folder)), digest, cached)
    return cached


def cache() -> Path:
    """Where packages are unpacked: in the virtual environment, which `make clean` removes."""
    return Path(os.environ.get("SIJILL_TEST_CACHE") or Path(sys.prefix) / "haystack_suite")


def requirement() -> tuple[str, str]:
    """Name, version and hash of the package as requirements.txt pins it."""
    text = (ROOT / "requirements.txt").read_text()
    found = re.search(r"^(django-haystack==\S+) \\\n\s+--hash=sha256:(\w+)", text, re.MULTILINE)
    if found is None:
        raise Unavailable("requirements.txt does not pin django-haystack by hash.")
    return found[1], found[2]


def _download(pinned: str, digest: str, folder: Path) -> Path:
    """Get the source package from the package index, or from pip's cache."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{pinned} --hash=sha256:{digest}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--no-binary", ":all:", "--dest", str(folder)]
    done = subprocess.run([*command, "-r", str(wanted)], capture_output=True, text=True)
    packages = list(folder.glob("*.tar.gz"))
    if done.returncode or not packages:
        said = done.stderr.strip().splitlines() or ["no package came"]
        raise Unavailable(
            f"The source of {pinned} could not be fetched: {said[-1]}. "
            "It is needed once, with access to the package index. Run: make install-dev"
        )
    return packages[0]


def _unpack(package: Path, digest: str, into: Path) -> None:
    """Unpack the tests alone, in one step for whoever looks at the same time."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != digest:
        raise Unavailable(f"{package.name} is not what requirements.txt pins.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as beside, tarfile.open(package) as archive:
        top = archive.getnames()[0].split("/")[0]
        members = [m for m in archive.getmembers() if m.name.startswith(f"{top}/{FOLDER}/")]
        archive.extractall(beside, members=members, filter="data")
        try:
            (Path(beside) / top).rename(into)
        except OSError:
            if not into.exists():  # another process was first
                raise


if __name__ == "__main__":
    try:
        sys.stderr.write(f"{fetch()}\n")
    except Unavailable as error:
        sys.exit(str(error))
