"""XLSX: a zip of XML, which is looked at from outside before anything in it is unpacked.

openpyxl reads with defusedxml where it streams, and with entities off where it does not."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext_noop as _
from lxml.etree import LxmlError

from articles.ingest.capture import BadRecord, said_by

MOST_PARTS = 2_000
LARGEST_UNPACKED = 300_000_000
# The strings of all cells are held at once, and rows are not.
STRINGS, LARGEST_STRINGS = "sharedStrings.xml", 100_000_000
# Sheets of one value repeated pack sixty to one; zeros pack a thousand to one.
MOST_TIMES_PACKED, ALWAYS_ALLOWED = 150, 2_000_000
MOST_COLUMNS = 100
_BROKEN = (
    zipfile.BadZipFile,
    DefusedXmlException,
    LxmlError,
    ParseError,
    zlib.error,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)


def is_sheet(path: Path) -> bool:
    """Whether a file is a zip by its first bytes, whatever its name; an old .xls is refused."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadRecord(_("This is an old .xls file, or one with a password. Save it as .xlsx."))
    return start.startswith(b"PK")


def rows(path: Path, most: int) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield line number and cells of each row of the first sheet, `most` at most."""
    from openpyxl import load_workbook  # 8 MB, and most processes never read a sheet

    _refuse_bombs(path)
    try:
        # As an open file: by its name openpyxl would judge it.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            table = book.worksheets[0]
            # What the file says of its own size may be a lie that costs hours.
            table.reset_dimensions()
            limits = {"max_row": most, "max_col": MOST_COLUMNS, "values_only": True}
            yield from enumerate(table.iter_rows(**limits), 1)
    except _BROKEN as error:
        if isinstance(error, DefusedXmlException):
            raise BadRecord(
                _("The file declares XML entities. Such a file is not read.")
            ) from error
        raise BadRecord(
            _("The file is no sound .xlsx (%(why)s). Save it anew, or as CSV."), why=said_by(error)
        ) from error


def _refuse_bombs(path: Path) -> None:
    """Add up what the zip says it unpacks to. zipfile never unpacks more of a part than it says."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadRecord(
            _("The file is no sound .xlsx (%(why)s). Save it anew."), why=said_by(error)
        ) from error
    if len(parts) > MOST_PARTS:
        raise BadRecord(
            _("The file has %(number)s parts; at most %(most)s are read."),
            number=f"{len(parts):,}",
            most=f"{MOST_PARTS:,}",
        )
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise BadRecord(
            _("The file unpacks to over %(most)s bytes. Split it up."), most=f"{LARGEST_UNPACKED:,}"
        )
    for part in parts:
        if part.filename.endswith(STRINGS) and part.file_size > LARGEST_STRINGS:
            raise BadRecord(
                _("The texts in it are over %(most)s bytes. Split it up."),
                most=f"{LARGEST_STRINGS:,}",
            )
        if part.flag_bits & 1:
            raise BadRecord(_("The file has a password. Save it without one."))
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadRecord(_("The file is packed in a way that no spreadsheet program packs."))
        allowed = max(part.compress_size * MOST_TIMES_PACKED, ALWAYS_ALLOWED)
        if part.file_size > allowed:
            raise BadRecord(
                _("The part %(name)s is packed over %(most)s to one. Such a file is not read."),
                name=repr(part.filename[:60]),
                most=MOST_TIMES_PACKED,
            )
