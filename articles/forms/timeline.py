"""What stands in the address of the timeline, read without ever failing."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.arabic.normalize import fold
from articles.exports.text import clean
from articles.forms.dates import PartialDateField, whole_number
from articles.models import Meeting
from articles.timeline import TimelineFilters

MOST_VALUES = 50  # of one condition: nobody chooses more, and each one costs
LONGEST_VALUE = 200
LONGEST_TEXT = 256
_COUNTRY = re.compile("[A-Z]{2}")
_CHOICES: dict[str, tuple[str, ...]] = {
    "format": tuple(Meeting.Format.values),
    "status": tuple(Meeting.Status.values),
    "match": ("all", "any"),
    "order": ("oldest", "newest"),
}


class TimelineForm:
    """`filters` holds what is right, `errors` a sentence for each field that is not.

    `typed` keeps what was written into the fields with errors, to be shown there again."""

    def __init__(self, data: QueryDict) -> None:
        self.errors: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.page = whole_number(data.get("page"))
        first = self._day(data, "from", PartialDateField())
        last = self._day(data, "to", PartialDateField(last=True))
        if first and last and first > last:
            self._wrong("to", data.get("to", ""), _("The period ends before it begins."))
            first = last = None
        self.filters = TimelineFilters(
            person=_values(data, "person"),
            match=self._one(data, "match"),
            place=_values(data, "place"),
            country=self._countries(data),
            format=self._choices(data, "format"),
            status=self._choices(data, "status"),
            topic=_values(data, "topic"),
            first=first,
            last=last,
            q=self._text(data),
            order=self._one(data, "order"),
        )

    def _wrong(self, field: str, value: str, sentence: str) -> None:
        self.errors[field] = sentence
        self.typed[field] = clean(value)[:LONGEST_VALUE]

    def _day(self, data: QueryDict, name: str, field: PartialDateField) -> date | None:
        text = clean(data.get(name, ""))
        try:
            return field.clean(text)
        except ValidationError as error:
            self._wrong(name, text, error.messages[0])
            return None

    def _choices(self, data: QueryDict, field: str) -> tuple[str, ...]:
        values = _values(data, field)
        if wrong := [value for value in values if value not in _CHOICES[field]]:
            sentence = _("There is no choice “%(value)s” here; it was left out.")
            self._wrong(field, wrong[0], sentence % {"value": clean(wrong[0])})
        return tuple(value for value in values if value in _CHOICES[field])

    def _one(self, data: QueryDict, field: str) -> str:
        value = data.get(field, "").strip()
        if value in _CHOICES[field]:
            return value
        if value:
            sentence = _("There is no choice “%(value)s” here; it was left out.")
            self._wrong(field, value, sentence % {"value": clean(value)[:LONGEST_VALUE]})
        return _CHOICES[field][0]

    def _countries(self, data: QueryDict) -> tuple[str, ...]:
        values = [value.upper() for value in _values(data, "country")]
        if wrong := [value for value in values if not _COUNTRY.fullmatch(value)]:
            sentence = _("A country is written in two letters, such as AE.")
            self._wrong("country", wrong[0], sentence)
        return tuple(dict.fromkeys(v for v in values if _COUNTRY.fullmatch(v)))

    def _text(self, data: QueryDict) -> str:
        text = " ".join(clean(data.get("q", "")).split())
        if len(text) > LONGEST_TEXT:
            sentence = _("Only the first %(n)s letters were searched for.")
            self.errors["q"] = sentence % {"n": LONGEST_TEXT}
            text = text[:LONGEST_TEXT].rstrip()
        if text and not fold(text).strip():
            return ""
        return text


def _values(data: QueryDict, field: str) -> tuple[str, ...]:
    """The values of a repeated key, each once; empty ones, as forms send them, are none."""
    values = (clean(value).strip()[:LONGEST_VALUE] for value in data.getlist(field))
    return tuple(dict.fromkeys(value for value in values if value))[:MOST_VALUES]
