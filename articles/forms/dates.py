"""A date as a reader types it: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.arabic.dates import parse_date

_LETTERS = re.compile(r"[^\W\d_]")
_SHAPE = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")


class PartialDateField(forms.Field):
    """Reads "2025", "2025-12" or "2025-12-02" (in any digits) as its first or its last day.

    A month may be written out in either language: "December 2025". A day and a month in figures
    alone may not: nobody knows which comes first."""

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.last = last

    def to_python(self, value: str | None) -> date | None:
        text = (value or "").strip()
        if not text:
            return None
        if written := _LETTERS.search(text) and parse_date(text):
            return written.last if self.last else written.start
        match = _SHAPE.fullmatch(text)
        if not match or int(match[1]) == 0:
            raise ValidationError(_("Write a date as 2025, 2025-12 or 2025-12-31."))
        year = int(match[1])
        month = int(match[2]) if match[2] else (12 if self.last else 1)
        if not 1 <= month <= 12:
            raise ValidationError(_("Months run from 01 to 12. Write it as 2025-12."))
        length = calendar.monthrange(year, month)[1]
        day = int(match[3]) if match[3] else (length if self.last else 1)
        if not 1 <= day <= length:
            raise ValidationError(
                _("That month has %(days)s days. Write it as 2025-12-31."), params={"days": length}
            )
        return date(year, month, day)


def whole_number(text: str | None, *, low: int = 1, high: int = 100_000) -> int:
    """Read a page number; what is none is the first page, what is too high the highest."""
    try:
        return max(low, min(high, int((text or "").strip()[:12] or low)))
    except ValueError:
        return low
