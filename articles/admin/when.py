"""Days and hours as a curator types them: what could be another day is asked for, not guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.arabic.dates import parse_date
from articles.arabic.normalize import fold

_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NO_DAY = _("This is no day. Write it as 2025-12-31, 31/12/2025 or 31 December 2025.")
_NO_HOUR = _("This is no hour of a day. Write it as 18:30.")


class DayField(forms.DateField):
    """A day in ISO's figures, or as search reads one: the day before the month, or the month
    written out; in any digits.

    What tells less or other than one day of this calendar is refused, and so are figures that
    search takes for a hijri day: by the eye a month begins a day before or after the tables."""

    default_error_messages = {"invalid": _NO_DAY}

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        text = " ".join(fold(value).split())
        if not text or _ISO.fullmatch(text):
            return super().to_python(text)
        told = parse_date(text)
        if told is None or told.end or told.time or told.precision != "day":
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if _YEAR.findall(text) != [f"{told.start.year:04}"]:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return told.start


class HourField(forms.TimeField):
    """An hour of a day, in any digits."""

    default_error_messages = {"invalid": _NO_HOUR}

    def to_python(self, value: Any) -> Any:
        return super().to_python(fold(value).strip() if isinstance(value, str) else value)


class MomentField(forms.SplitDateTimeField):
    """A day and its hour."""

    default_error_messages = {"invalid_date": _NO_DAY, "invalid_time": _NO_HOUR}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (DayField(required=False), HourField(required=False))


def when_field(field: models.Field[Any, Any]) -> type[forms.Field] | None:
    """The field of a form for a column of days or hours; None for any other."""
    if isinstance(field, models.DateTimeField):
        return MomentField
    if isinstance(field, models.DateField):
        return DayField
    return HourField if isinstance(field, models.TimeField) else None
