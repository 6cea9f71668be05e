"""Tables, one article a row: CSV and TSV in the encodings that offices write, and XLSX.

The first row that is not empty holds the headings. A bad row is told with its line; the next one
is read all the same."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Capture, Failure, Notice, Reason, said_by
from articles.ingest.clean import decode, refuse_damaged_utf8
from articles.ingest.readers import sheet
from articles.ingest.readers.columns import Columns, raw_of

LARGEST_FILE = 200_000_000
MOST_ROWS = 100_000
LONGEST_CELL, LONGEST_LINE = 5_000_000, 10_000_000
_SAMPLE = 65_536
_PIECE = 1 << 20
Row = tuple[int, Sequence[object]]


def read(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Capture | Notice]:
    """Yield a capture for each row of a table."""
    if not path.is_file():
        raise BadRecord(_("This is not a file. A table is one .csv, .tsv or .xlsx file."))
    if path.stat().st_size > LARGEST_FILE:
        raise BadRecord(
            _("The file is larger than %(most)s bytes. Split it up."), most=f"{LARGEST_FILE:,}"
        )
    rows = sheet.rows(path, MOST_ROWS + 2) if sheet.is_sheet(path) else _rows(path)
    columns: Columns | None = None
    taken = 0
    for number, cells in _filled(rows):
        where = f"{path}:{number}"
        if columns is None:
            columns = Columns(cells, mapping or {})
            if columns.left_out:
                yield Notice(
                    where,
                    Reason(
                        _("Columns left out: %(names)s."), names=", ".join(columns.left_out)[:300]
                    ),
                )
            continue
        if taken == MOST_ROWS:
            yield Failure(
                where,
                Reason(
                    _("Only %(most)s rows are read of a file. Split it up."), most=f"{MOST_ROWS:,}"
                ),
            )
            return
        taken += 1
        try:
            record = columns.record(cells)
            yield Capture(where=where, kind="row", raw=raw_of(record), declared=record)
        except BadRecord as error:
            yield Failure(where, error.reason)
    if not taken:
        yield Failure(str(path), Reason(_("The table has no rows below its headings.")))


def head(path: Path, most: int = 3) -> tuple[list[str], list[Sequence[object]]]:
    """Return the headings of a table, and the first rows below them. Raises BadRecord where it is
    none."""
    rows = sheet.rows(path, most + 20) if sheet.is_sheet(path) else _rows(path)
    first = list(islice(_filled(rows), most + 1))
    if not first:
        raise BadRecord(_("The table is empty."))
    return [str(cell or "").strip() for cell in first[0][1]], [cells for _, cells in first[1:]]


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out rows without a word. What breaks the table off ends it with what it was."""
    return ((n, cells) for n, cells in rows if any(c not in (None, "") for c in cells))


def _rows(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.readline(_SAMPLE)
        while sample and not sample.strip():
            sample = file.readline(_SAMPLE)
        file.seek(0)
        reader = csv.reader(_lines(file), delimiter=_delimiter(sample))
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise BadRecord(
                _(
                    "The table breaks off at line %(number)s: %(why)s. Is a quotation mark "
                    "left open?"
                ),
                number=line,
                why=said_by(error),
            ) from error
        except UnicodeError as error:
            raise BadRecord(
                _("Line %(number)s or one after it is not %(encoding)s."),
                number=line,
                encoding=encoding,
            ) from error


def _lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of a file, of which none is held that is longer than any table's."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadRecord(
                _("Line %(number)s is longer than %(most)s characters."),
                number=number,
                most=f"{LONGEST_LINE:,}",
            )
        yield line


def _delimiter(heading: str) -> str:
    return max(",;\t", key=lambda mark: (heading.count(mark), mark == ","))


def _encoding(path: Path) -> str:
    """Find the encoding: by its mark, else UTF-8 if all of the file is, else windows-1256."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        if not sample.strip():
            raise BadRecord(_("The file is empty."))
        if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if sample[1:200:2].count(0) > 20 or sample[0:200:2].count(0) > 20:
            return "utf-16-le" if sample[1:200:2].count(0) > 20 else "utf-16-be"
        if b"\0" in sample:
            raise BadRecord(
                _("The file is not text: it holds NUL bytes. Give a .csv or .xlsx file.")
            )
        file.seek(0)
        return "utf-8-sig" if _is_utf8(file) else "windows-1256"


def _is_utf8(file: BinaryIO) -> bool:
    """Whether all of a file is UTF-8; if not, what breaks it is windows-1256. Raises BadRecord
    where it is neither.

    Judged is the piece that breaks it, with the one behind: what stands before is UTF-8, and says
    nothing against it where it is ASCII alone."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    sound = position = 0
    while True:
        piece = file.read(_PIECE)
        begun = utf8.getstate()[0]
        try:
            # A letter beyond ASCII has a byte more than it would; counting letters takes seconds.
            sound += len(piece) - len(utf8.decode(piece, final=not piece))
        except UnicodeDecodeError as error:
            around = begun + piece + file.read(_PIECE)
            refuse_damaged_utf8(around, position - len(begun) + error.start, sound)
            decode(around)  # raises where it is neither
            return False
        if not piece:
            return True
        position += len(piece)
