"""Which column of a table is which field of a record, by its heading in either language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_noop as _

from articles.arabic.normalize import fold
from articles.ingest.capture import BadRecord
from articles.ingest.clean import clean_line
from articles.ingest.refusals import TableRow

HEADINGS: dict[str, tuple[str, ...]] = {
    "url": ("url", "link", "address", "web address", "الرابط", "رابط", "العنوان الإلكتروني"),
    "key": ("key", "identifier", "المفتاح", "المعرف"),
    "source": (
        "source",
        "outlet",
        "publisher",
        "newspaper",
        "المصدر",
        "الوسيلة",
        "الصحيفة",
        "الناشر",
    ),
    "title": ("title", "headline", "العنوان", "عنوان", "عنوان الخبر"),
    "body": ("body", "text", "content", "full text", "النص", "نص الخبر", "المتن", "المحتوى"),
    "published": (
        "published",
        "date",
        "publication date",
        "published on",
        "published at",
        "التاريخ",
        "تاريخ النشر",
        "نشر في",
    ),
    "language": ("language", "lang", "اللغة", "لغة"),
    "author": ("author", "byline", "الكاتب", "المؤلف", "بقلم"),
    "section": ("section", "category", "القسم", "الباب", "التصنيف"),
    "summary": ("summary", "abstract", "الملخص", "ملخص", "الخلاصة"),
    "fetched": ("fetched", "captured", "captured at", "تاريخ الحفظ", "حفظ في"),
    "license": ("license", "licence", "الترخيص", "الرخصة"),
    "access": ("access", "الإتاحة"),
    "entities": ("entities", "الكيانات", "الأعلام"),
    "meetings": ("meetings", "اللقاءات"),
}
LISTS = ("entities", "meetings")
_BETWEEN_KEYS = re.compile(r"[\s;,،؛|]+")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DATES = ("published", "fetched")
_SPACE = re.compile(r"[\W_]+")


def _form(heading: str) -> str:
    return _SPACE.sub(" ", fold(heading)).strip()


_FIELDS = {_form(name): field for field, names in HEADINGS.items() for name in names}


def guess(heading: str) -> str:
    """Return the field that a heading says by itself, "" where it says none."""
    return _FIELDS.get(_form(heading), "")


def form_of(heading: str) -> str:
    """Return a heading as a mapping has it."""
    return _form(heading)


def mapping_of(text: str) -> dict[str, str]:
    """Read `heading=field,heading=field`; an empty field leaves a column out. Raises BadRecord."""
    found = {}
    for pair in filter(None, (pair.strip() for pair in text.split(","))):
        heading, equals, field = pair.rpartition("=")
        if not equals or (field.strip() and field.strip() not in HEADINGS):
            known = ", ".join(HEADINGS)
            raise BadRecord(
                _("%(pair)s is no HEADING=FIELD. The fields are %(fields)s."),
                pair=repr(pair),
                fields=known,
            )
        found[_form(heading)] = field.strip()
    return found


# By whether there is a column for the title, and one for the address or key.
_MISSING = {
    (False, False): _(
        "No columns for title and url were found among: %(headings)s. Name them in "
        "the first row, or say which they are by --columns."
    ),
    (False, True): _(
        "No column for title was found among: %(headings)s. Name it in "
        "the first row, or say which it is by --columns."
    ),
    (True, False): _(
        "No column for url was found among: %(headings)s. Name it in the first row (or a column "
        "key, where the texts have no address), or say which it is by --columns."
    ),
}


class Columns:
    """The columns of one table. Raises BadRecord where they hold no articles."""

    def __init__(self, headings: Sequence[object], mapping: Mapping[str, str]) -> None:
        self.names = [str(heading or "").strip() for heading in headings]
        forms = [_form(name) for name in self.names]
        if missing := [name for name in mapping if name not in forms]:
            raise BadRecord(
                _("No column is headed %(headings)s."), headings=", ".join(map(repr, missing))
            )
        self.fields = [mapping.get(form, _FIELDS.get(form, "")) for form in forms]
        self._check()

    def _check(self) -> None:
        told = [field for field in self.fields if field]
        twice = sorted({field for field in told if told.count(field) > 1})
        if twice:
            both = [n for n, f in zip(self.names, self.fields, strict=True) if f == twice[0]]
            raise BadRecord(
                _("Two columns are %(field)s: %(headings)s. Say which one is by --columns."),
                field=twice[0],
                headings=", ".join(both)[:200],
            )
        has_title, has_address = "title" in told, bool({"url", "key"} & set(told))
        if not (has_title and has_address):
            shown = ", ".join(filter(None, self.names[:20])) or "-"
            raise BadRecord(_MISSING[has_title, has_address], headings=shown[:200])

    @property
    def left_out(self) -> list[str]:
        return [n for n, field in zip(self.names, self.fields, strict=True) if n and not field]

    def record(self, cells: Sequence[object]) -> TableRow:
        """Return the record of one row. Raises BadRecord where it has more cells than headings."""
        surplus = [cell for cell in cells[len(self.fields) :] if cell not in (None, "")]
        if surplus:
            raise BadRecord(
                _(
                    "The row has %(cells)s cells under %(headings)s headings: “%(value)s” stands "
                    "under none. Give its column a heading, or quote a cell that holds the mark "
                    "between cells."
                ),
                cells=len(cells),
                headings=len(self.fields),
                value=clean_line(_written(surplus[0]))[:80],
            )
        found = TableRow(dict.fromkeys(("url", "source", "title", "body"), ""))
        found.headings = {f: n for f, n in zip(self.fields, self.names, strict=True) if f}
        for field, cell in zip(self.fields, cells, strict=False):
            if not field:
                continue
            text = found.cells[field] = _written(cell)
            if field in _DATES:
                found[field] = text.translate(_DIGITS) or None
            elif field in LISTS:
                found[field] = [key for key in _BETWEEN_KEYS.split(text) if key]
            else:
                found[field] = text
        return found


def _written(cell: object) -> str:
    """Return a cell as text; a day that a spreadsheet keeps as midnight is a day."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def raw_of(record: Mapping[str, Any]) -> bytes:
    """Return what a row says as bytes, the same whatever the order of its columns."""
    said = {name: value for name, value in record.items() if value}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
