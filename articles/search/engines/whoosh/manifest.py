"""What one commit consists of: the size and the CRC32 of every file, on disk before it shows.

Whoosh takes a missing column for one without values and a zeroed list of terms for an empty one:
without this, damage would be answered with wrong numbers instead of an error."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from articles.search.engines.whoosh.segments import IndexDamaged

CHUNK = 1024 * 1024
# Posting lists, nearly all of an index: read only as far as a query needs them.
POSTINGS = (".pst", ".lists")

# Size, time of the last change and number of each file: what changes when somebody touches it.
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Manifest:
    """The files of a commit in a directory: name -> (size, CRC32)."""

    folder: Path
    files: Mapping[str, tuple[int, int]]

    @classmethod
    def read(cls, folder: Path, commit: int) -> Manifest:
        """Return the manifest of a commit, or raise IndexDamaged."""
        try:
            files = json.loads(path_of(folder, commit).read_text())
            return cls(folder, {name: (int(size), int(crc)) for name, (size, crc) in files.items()})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise IndexDamaged(f"The index in {folder.name} has no readable manifest.") from error

    def save(self, commit: int) -> None:
        """Write the manifest of a commit, and wait until it is on disk."""
        path = path_of(self.folder, commit)
        with path.open("w") as file:
            json.dump(self.files, file, indent=0)
            file.flush()
            os.fsync(file.fileno())

    def stamp(self) -> Stamp:
        """Return the state of the files. Raise IndexDamaged if one is gone or of another size."""
        found = []
        for name, (size, _crc) in self.files.items():
            try:
                stat = os.stat(self.folder / name)
            except OSError as error:
                raise self._damaged(name, "is missing") from error
            if stat.st_size != size:
                raise self._damaged(name, f"has {stat.st_size} bytes instead of {size}")
            found.append((stat.st_size, stat.st_mtime_ns, stat.st_ino))
        return tuple(found)

    def check_sums(self, names: Iterable[str] | None = None) -> None:
        """Read files, all unless named, and raise IndexDamaged if one is not what was written."""
        for name in self.files if names is None else names:
            try:
                found = measure(self.folder / name)
            except OSError as error:
                raise self._damaged(name, "cannot be read") from error
            if found != self.files[name]:
                raise self._damaged(name, "is not what was written")

    def check_all(self) -> None:
        """Read every file, and raise IndexDamaged that says of each what is wrong with it."""
        wrong = []
        for name, (size, _crc) in self.files.items():
            try:
                found = measure(self.folder / name)
            except OSError:
                wrong.append(f"{name} cannot be read")
                continue
            if found[0] != size:
                wrong.append(f"{name} has {found[0]} bytes instead of {size}")
            elif found != self.files[name]:
                wrong.append(f"{name} is not what was written")
        if wrong:
            raise self._damaged(*", ".join(wrong).split(" ", 1))

    def check_opened(self, known: Collection[str]) -> None:
        """Check the sums of all that is small, columns, terms and the list of segments, but of
        the segments `known`, which have been opened before."""
        self.check_sums(
            name
            for name in self.files
            if not name.endswith(POSTINGS) and name.partition(".")[0] not in known
        )

    def _damaged(self, name: str, what: str) -> IndexDamaged:
        return IndexDamaged(f"The index is damaged: {self.folder.name}/{name} {what}.")


def path_of(folder: Path, commit: int) -> Path:
    """Where the manifest of a commit stands."""
    return folder / f"manifest-{commit}.json"


def measure(path: Path) -> tuple[int, int]:
    """Return the size and the CRC32 of a file."""
    size = crc = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
    return size, crc


def clear_others(folder: Path, commit: int) -> None:
    """Delete every manifest but that of a commit."""
    for path in folder.glob("manifest-*.json"):
        if path != path_of(folder, commit):
            path.unlink(missing_ok=True)
