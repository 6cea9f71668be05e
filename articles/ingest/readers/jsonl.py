"""One JSON object a line. A bad line is told with its number; the next one is read all the same."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Capture, Failure, Reason, said_by

LONGEST_LINE = 5_000_000


def read(path: Path) -> Iterator[Capture | Failure]:
    """Yield a capture for each line of a file."""
    is_empty = True
    for where, raw, record in objects(path):
        is_empty = False
        if isinstance(record, Failure):
            yield record
        else:
            yield Capture(where=where, kind="record", raw=raw, declared=record)
    if is_empty:
        yield Failure(
            str(path), Reason(_("The file holds no record. Write one JSON object a line."))
        )


def count(path: Path) -> int:
    """Return the number of lines, counted by newlines."""
    if not path.is_file():
        return 1
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) or 1


def objects(path: Path) -> Iterator[tuple[str, bytes, dict[str, Any] | Failure]]:
    """Yield `file:line`, the bytes and the object, or the failure, of every line that is not
    blank."""
    if not path.is_file():
        raise BadRecord(_("This is not a file. A JSONL file has one record a line."))
    with path.open("rb") as file:
        for number, raw in enumerate(_lines(file), 1):
            where = f"{path}:{number}"
            if raw is None:
                said = _("The line is longer than %(most)s bytes. Cut the record down.")
                reason = Reason(said, most=f"{LONGEST_LINE:,}")
                yield where, b"", Failure(where, reason)
                continue
            if not raw.strip():
                continue
            try:
                yield where, raw, parse(raw)
            except BadRecord as error:
                yield where, raw, Failure(where, error.reason)


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines without their end; None for one that is too long, which is never held in
    memory."""
    first = True
    while line := file.readline(LONGEST_LINE + 1):
        too_long = len(line) > LONGEST_LINE
        while too_long and not line.endswith(b"\n"):
            if not (line := file.readline(1 << 20)):
                break
        if first and not too_long:
            line = line.removeprefix(codecs.BOM_UTF8)
        first = False
        yield None if too_long else line.rstrip(b"\r\n")


def parse(raw: bytes) -> dict[str, Any]:
    """Return the object a line holds, or raise BadRecord with what is wrong with it."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw:
        raise BadRecord(_("The line holds NUL bytes; the file may be UTF-16. Save it as UTF-8."))
    try:
        record = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise BadRecord(
            _("The line is not UTF-8 (byte %(number)s). Save the file as UTF-8."),
            number=error.start + 1,
        ) from error
    except RecursionError as error:
        raise BadRecord(_("The JSON is nested too deeply. A record is a flat object.")) from error
    except json.JSONDecodeError as error:
        raise BadRecord(
            _("The line is not JSON: %(why)s at character %(number)s."),
            why=Reason(error.msg),
            number=error.pos + 1,
        ) from error
    except ValueError as error:
        raise BadRecord(_("The line is not JSON: %(why)s."), why=said_by(error)) from error
    if not isinstance(record, dict):
        raise BadRecord(
            _("The line holds %(kind)s, not an object {...}."),
            kind=Reason(_KINDS.get(type(record), _("no object"))),
        )
    return record


_KINDS = {
    list: _("a list"),
    str: _("a string"),
    int: _("a number"),
    float: _("a number"),
    bool: _("true or false"),
}


def _no_number(name: str) -> NoReturn:
    raise BadRecord(_("The line is not JSON: %(name)s is no JSON number."), name=name)
