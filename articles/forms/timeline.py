"""What stands in the address of the timeline, read without ever failing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.arabic.normalize import fold
from articles.exports.text import clean
from articles.forms.dates import PartialDateField, whole_number
from articles.models import Meeting
from articles.timeline import ZOOMS, TimelineFilters
from articles.timeline.filters import Params

MOST_VALUES = 50  # of one condition: nobody chooses more, and each one costs
LONGEST_VALUE = 200
LONGEST_TEXT = 256
_COUNTRY = re.compile("[A-Z]{2}")
_CHOICES: dict[str, tuple[str, ...]] = {
    "format": tuple(Meeting.Format.values),
    "status": tuple(Meeting.Status.values),
    "match": ("all", "any"),
    "order": ("oldest", "newest"),
    "view": ("list", "lanes", "calendar", "matrix"),
    # The first, none, is for the page to choose by how long the time is.
    "zoom": ("", *ZOOMS),
}


@dataclass(frozen=True)
class Look:
    """How the same meetings are looked at: nothing of this is a filter.

    `everyone` unfolds persons beyond those who were at most meetings; `since` and `until` ask what
    entered the register, or changed there, between two days."""

    view: str = "list"
    zoom: str = ""
    everyone: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def params(self) -> Params:
        """What the address says of it; defaults are left out."""
        return {
            name: [value]
            for name, value in (
                ("view", "" if self.view == "list" else self.view),
                ("zoom", self.zoom),
                ("everyone", "1" if self.everyone else ""),
                ("since", self.since.isoformat() if self.since else ""),
                ("until", self.until.isoformat() if self.until else ""),
            )
            if value
        }


class TimelineForm:
    """`filters` holds what is right, `errors` a sentence for each field that is not.

    `typed` keeps what was written into the fields with errors, to be shown there again."""

    def __init__(self, data: QueryDict) -> None:
        self.errors: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.page = whole_number(data.get("page"))
        first, last = self._period(data, "from", "to")
        since, until = self._period(data, "since", "until")
        self.look = Look(
            view=self._one(data, "view"),
            zoom=self._one(data, "zoom"),
            everyone=bool(data.get("everyone")),
            since=since,
            until=until if since else None,
        )
        self.filters = TimelineFilters(
            person=_values(data, "person"),
            match=self._one(data, "match"),
            place=_values(data, "place"),
            side=self._countries(data, "side"),
            country=self._countries(data, "country"),
            format=self._choices(data, "format"),
            status=self._choices(data, "status"),
            topic=_values(data, "topic"),
            first=first,
            last=last,
            q=self._text(data),
            order=self._one(data, "order"),
        )

    @property
    def complaint(self) -> str:
        """What was wrong, a line a field; "" where all of it was read."""
        return "".join(f"{name}: {error}\n" for name, error in self.errors.items())

    def _wrong(self, field: str, value: str, sentence: str) -> None:
        self.errors[field] = sentence
        self.typed[field] = clean(value)[:LONGEST_VALUE]

    def _period(self, data: QueryDict, begin: str, end: str) -> tuple[date | None, date | None]:
        """Both ends, or neither where the second comes before the first."""
        first = self._day(data, begin, PartialDateField())
        last = self._day(data, end, PartialDateField(last=True))
        if first and last and first > last:
            sentence = _("The period ends before it begins: neither end was used.")
            self._wrong(end, data.get(end, ""), sentence)
            return None, None
        return first, last

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

    def _countries(self, data: QueryDict, field: str) -> tuple[str, ...]:
        values = [value.upper() for value in _values(data, field)]
        if wrong := [value for value in values if not _COUNTRY.fullmatch(value)]:
            sentence = _("A country is written in two letters, such as AE.")
            self._wrong(field, wrong[0], sentence)
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
