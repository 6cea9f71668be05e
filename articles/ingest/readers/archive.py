"""Zip files of anything that the other readers read.

A zip is looked at from outside before a byte of it is unpacked: how much it says it unpacks to, how
tightly it is packed, and whether its names stay inside of it. A zip in a zip is refused; of what is
packed once more only WARC files are read, by a reader with limits of its own."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Capture, Failure, Notice, Reason, said_by

MOST_PARTS = 5_000
MOST_TIMES_PACKED, ALWAYS_ALLOWED = 150, 2_000_000
DEEPEST, LONGEST_NAME = 8, 200
# Bytes of one folder or file: the disk has 255, and a sidecar's name may be longer than its text's.
LONGEST_PIECE = 250
UNPACKED = ".unpacked-"
_ARCHIVES = (".zip", ".tar", ".tgz", ".7z", ".rar", ".tar.gz", ".bz2", ".xz")
_TEXTS = (".txt", ".html", ".htm")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
Read = Callable[[Path], Iterator[Capture | Notice]]


def is_archive(path: Path) -> bool:
    """Whether a file is a zip of files, and not a spreadsheet, which is a zip as well."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read(path: Path, of_source: Read) -> Iterator[Capture | Notice]:
    """Yield the captures of all files in a zip, in the order of their names, and a failure for each
    that is not opened. `of_source` reads a folder or a file that was unpacked."""
    parts, refused = _parts(path)
    yield from refused
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=UNPACKED) as name:
        folder = Path(name)
        yield from _unpack(path, parts, folder)
        for source in _sources(folder):
            try:
                for item in of_source(source):
                    yield _placed(item, folder, path)
            except BadRecord as error:
                yield Failure(f"{path}/{source.relative_to(folder)}", error.reason)


def _parts(path: Path) -> tuple[list[zipfile.ZipInfo], list[Failure]]:
    """Return what may be unpacked, and why the rest is not. Raises BadRecord where nothing is."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadRecord(
            _("The file is no sound zip (%(why)s). Pack it anew."), why=said_by(error)
        ) from error
    if len(found) > MOST_PARTS:
        raise BadRecord(
            _("The zip holds %(number)s files; at most %(most)s are read."),
            number=f"{len(found):,}",
            most=f"{MOST_PARTS:,}",
        )
    most = settings.IMPORT_MAX_BYTES
    if sum(part.file_size for part in found) > most:
        raise BadRecord(_("The zip unpacks to over %(most)s bytes. Split it up."), most=f"{most:,}")
    parts, refused, names = [], [], set()
    for part in found:
        if part.is_dir() or _is_furniture(part.filename):
            continue
        if reason := _why_not(part, names):
            refused.append(Failure(f"{path}/{part.filename[:LONGEST_NAME]}", reason))
        else:
            names.add(part.filename)
            parts.append(part)
    if not parts and not refused:
        raise BadRecord(_("The zip holds no files."))
    return parts, refused


def _is_furniture(name: str) -> bool:
    """What programs that pack leave in a zip beside what was packed."""
    pieces = PurePosixPath(name).parts
    return "__MACOSX" in pieces or (bool(pieces) and pieces[-1] in (".DS_Store", "Thumbs.db"))


def _why_not(part: zipfile.ZipInfo, names: set[str]) -> Reason | None:
    name, pieces = part.filename, PurePosixPath(part.filename).parts
    inside = pieces and not name.startswith("/") and not {"..", "."} & set(pieces)
    if not inside or "\\" in name or ":" in name or not name.isprintable():
        return Reason(_("Its name leads out of the zip. It was not unpacked."))
    longest = max(len(piece.encode()) for piece in pieces)
    if len(pieces) > DEEPEST or len(name) > LONGEST_NAME or longest > LONGEST_PIECE:
        return Reason(
            _("Its name is too long, or stands too deep in folders. It was not unpacked.")
        )
    if name in names:
        return Reason(_("Another file of the zip has the same name. It was not unpacked."))
    if stat.S_ISLNK(part.external_attr >> 16):
        return Reason(_("It is a link, not a file. It was not unpacked."))
    if part.flag_bits & 1:
        return Reason(_("It has a password. Pack it without one."))
    if name.lower().endswith(_ARCHIVES):
        return Reason(_("It is an archive in an archive. Unpack it, and give it by itself."))
    if part.compress_type not in _PACKED:
        return Reason(_("It is packed in a way that only some programs read. Pack it anew."))
    if part.file_size > max(part.compress_size * MOST_TIMES_PACKED, ALWAYS_ALLOWED):
        said = _("It is packed over %(most)s to one. Such a file is not read.")
        return Reason(said, most=MOST_TIMES_PACKED)
    return None


def _unpack(path: Path, parts: list[zipfile.ZipInfo], folder: Path) -> Iterator[Failure]:
    """Write each file to its place. zipfile never unpacks more of one than the zip says of it."""
    with zipfile.ZipFile(path) as archive:
        for part in parts:
            target = folder.joinpath(*PurePosixPath(part.filename).parts)
            try:
                _write(archive, part, target)
            except (*_BROKEN, FileExistsError, NotADirectoryError) as error:
                reason = Reason(_("It cannot be unpacked (%(why)s)."), why=said_by(error))
                yield Failure(f"{path}/{part.filename}", reason)


def _write(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one file whole or not at all. What stood in its place before is left alone: a zip may
    name a file and a folder alike, and spell one name in two ways."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        try:
            with archive.open(part) as packed:
                shutil.copyfileobj(packed, file)
        except _BROKEN:
            target.unlink()
            raise


def _sources(folder: Path) -> Iterator[Path]:
    """Yield folders that hold texts, which are read with their sidecars, and each other file."""
    for place in [folder, *sorted(one for one in folder.rglob("*") if one.is_dir())]:
        files = sorted(file for file in place.iterdir() if file.is_file())
        texts = {file for file in files if file.suffix.lower() in _TEXTS}
        if texts:
            yield place
        # Beside texts a .json is a sidecar, of one of them or of none: the folder's reader says.
        others = (file for file in files if file not in texts)
        yield from (file for file in others if not (texts and file.suffix == ".json"))


def _placed(item: Capture | Notice, folder: Path, path: Path) -> Capture | Notice:
    """Say where in the zip something stands, and not where it was unpacked for the moment."""
    return replace(item, where=item.where.replace(str(folder), str(path), 1))
