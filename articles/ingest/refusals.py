"""How it is said what is wrong with a field: by the name that it has in what was given.

A record of JSONL has our names, and its values are named as they stand there. A row of a table has
headings of its own: who made the table knows nothing of our fields, and of no null."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, Reason
from articles.ingest.clean import clean_line

LONGEST_SHOWN = 80
_HOLDS = _("The column “%(column)s” holds “%(value)s”. %(cure)s")
_EMPTY = _("The column “%(column)s” is empty. %(cure)s")
_NO_COLUMN = {
    "source": _("The table has no column of outlets. Add one, or say which column it is."),
    "body": _("The table has no column of texts. Add one, or say which column it is."),
}


class TableRow(dict[str, Any]):
    """What a row says, field by field; which column says it, and what stands in its cell."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.headings: dict[str, str] = {}
        self.cells: dict[str, str] = {}


def shown(value: object) -> str:
    """Return a value as an error message shows it: short, a text quoted, the rest as JSON."""
    is_plain = value is None or isinstance(value, bool | list | dict)
    text = json.dumps(value, ensure_ascii=False, default=repr) if is_plain else repr(value)
    return _short(text)


def refused(
    record: Mapping[str, Any], name: str, said: str, cure: str = "", **values: Any
) -> BadRecord:
    """Return what refuses a field: `said` of a record, `cure` of a row behind what stands in it."""
    if isinstance(record, TableRow) and name in record.headings and cure:
        column, value = record.headings[name], _short(record.cells.get(name, ""))
        return BadRecord(_HOLDS, column=column, value=value, cure=Reason(cure, **values))
    return BadRecord(said, name=repr(name), value=shown(record.get(name)), **values)


def refused_empty(
    record: Mapping[str, Any], name: str, said: str, cure: str, of_row: str | None = None
) -> BadRecord:
    """Return what refuses a field that says nothing: `said` of a record with the cure, which is
    another `of_row` where that of a record names our fields."""
    if not isinstance(record, TableRow):
        return BadRecord(said, name=repr(name), cure=Reason(cure))
    if name not in record.headings:
        return BadRecord(_NO_COLUMN[name])
    return BadRecord(_EMPTY, column=record.headings[name], cure=Reason(of_row or cure))


def noticed(
    record: Mapping[str, Any], name: str, of_record: str, of_row: str, **values: Any
) -> Reason:
    """Return what is told of a field that was taken, but not as it stood."""
    if isinstance(record, TableRow) and name in record.headings:
        return Reason(of_row, column=record.headings[name], **values)
    return Reason(of_record, **({"name": repr(name)} if "%(name)s" in of_record else {}), **values)


def _short(text: str) -> str:
    text = clean_line(text)  # a cell may hold what colors a terminal or turns a line around
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."
