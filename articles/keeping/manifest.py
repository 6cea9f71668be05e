"""The manifest of a backup: what is in it, with sums and counts, and which program made it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from articles.keeping.contents import Contents
from articles.keeping.files import KeepingError, Progress, sum_of, sync_one, under

FILE = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `archive` is the database it was made of, `kind` what sort of database,
    `schema` where in it the tables stand; `files` has size and SHA-256 by path."""

    made_at: str
    archive: str
    kind: str
    schema: str
    rows: dict[str, int]
    fields: str
    migrations: list[str]
    files: dict[str, dict[str, Any]]
    settings: dict[str, str]
    made_by: dict[str, str]
    format: int = FORMAT
    program: str = field(default="sijill")

    @property
    def contents(self) -> Contents:
        """The counts, as a database would tell them."""
        return Contents(self.rows, self.fields, tuple(self.migrations))

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(told["size"] for told in self.files.values())


def compose(
    folder: Path, contents: Contents, *, made_at: datetime, archive: str, kind: str, schema: str
) -> Manifest:
    """Say what stands in a folder, reading every file of it once."""
    return Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        archive=archive,
        kind=kind,
        schema=schema,
        rows=contents.rows,
        fields=contents.fields,
        migrations=list(contents.migrations),
        files={path.relative_to(folder).as_posix(): sum_of(path) for path in under(folder)},
        settings={name: str(getattr(settings, name)) for name in ("LANGUAGE_CODE", "TIME_ZONE")},
        made_by=program(),
    )


def program() -> dict[str, str]:
    """The versions of this program and of what it stands on."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return {
        "sijill": told["project"]["version"],
        "commit": commit(),
        "django": django.get_version(),
        "python": platform.python_version(),
    }


def commit() -> str:
    """The commit that is checked out, or "" where git does not tell."""
    try:
        asked = subprocess.run(  # noqa: S603
            ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def write(manifest: Manifest, folder: Path) -> None:
    """Write it beside what it tells of, in one step, when all of that is on the disk."""
    told = asdict(manifest)
    told["sum"] = own_sum(told)
    fresh = folder / f"{FILE}.new"
    fresh.write_text(json.dumps(told, indent=1, ensure_ascii=False))
    sync_one(fresh)
    os.replace(fresh, folder / FILE)
    sync_one(folder)


def own_sum(told: dict[str, Any]) -> str:
    """A sum over the manifest itself, without the sum."""
    rest = {name: value for name, value in told.items() if name != "sum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def read(folder: Path) -> Manifest:
    """Read the manifest of a backup, or say why the folder is none."""
    try:
        told = json.loads((folder / FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise KeepingError(f"{folder} is no backup: {FILE} is missing in it.") from None
    except ValueError:
        raise KeepingError(f"{folder / FILE} is damaged: it is not JSON.") from None
    if not isinstance(told, dict) or told.get("program") != "sijill":
        raise KeepingError(f"{folder / FILE} is not the manifest of a backup of Sijill.")
    if told.get("format") != FORMAT:
        raise KeepingError(
            f"{folder} is a backup of format {told.get('format')}; this program reads {FORMAT}."
            " Use the program that made it, or a newer one."
        )
    if told.pop("sum", "") != own_sum(told):
        raise KeepingError(f"{folder / FILE} is damaged: its own sum is wrong.")
    return Manifest(**told)


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether exactly the files it names stand there, of their sizes. Sums are not read."""
    found = {path.relative_to(folder).as_posix(): path.stat().st_size for path in under(folder)}
    found.pop(FILE, None)
    return found == {name: told["size"] for name, told in manifest.files.items()}


def verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Compare every file with its sum; raise KeepingError naming those that differ."""
    wrong, done = [], 0
    for name, told in manifest.files.items():
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif sum_of(path) != told:
            wrong.append(f"{name} is not as it was")
        done += told["size"]
        progress(done // 1000, manifest.size // 1000)
    if wrong:
        shown = "; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if wrong[5:] else "")
        raise KeepingError(f"The backup {folder} is damaged: {shown}. Nothing was restored.")
