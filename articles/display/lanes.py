"""The lanes in words and as numbers for SVG: axis, names, and what each sign means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.display.dates import month_label, month_name
from articles.display.numbers import digits
from articles.display.preferences import Preferences
from articles.models import Meeting
from articles.timeline import Axis, Lanes
from articles.timeline.axis import Unit
from articles.timeline.lanes import Mark

Href = Callable[[date, date], str]


@dataclass(frozen=True)
class Tick:
    """A stretch of the axis: how many days wide, its words, and what lies within it."""

    key: str
    days: int
    label: str
    year: str
    href: str
    parts: list[Tick]


@dataclass(frozen=True)
class Key:
    """A sign of the drawing and how many meetings have it."""

    sign: str
    label: str
    count: int


def zoom_name(zoom: str) -> str:
    """What a zoom is called."""
    return {
        "years": _("Years"),
        "quarters": _("Quarters"),
        "months": _("Months"),
        "weeks": _("Weeks"),
        "days": pgettext("zoom", "Days"),
    }[zoom]


def ticks(drawn: Lanes, prefs: Preferences, language: str, href: Href) -> list[Tick]:
    """The axis: its units or, where they are short, the months they lie in.

    Only a stretch with meetings has a link to them."""
    busy = _busy(drawn)
    large = drawn.axis.months or drawn.axis.units
    found = []
    for place, unit in enumerate(large):
        label, year = _words(unit, drawn.axis, place, prefs, language)
        linked = any(unit.first <= last and first <= unit.last for first, last in busy)
        small = drawn.axis.units if drawn.axis.months else []
        inside = [one for one in small if unit.first <= one.first <= unit.last]
        found.append(
            Tick(
                f"{unit.first:%Y-%m}",
                unit.days,
                label,
                year,
                href(unit.first, unit.last) if linked else "",
                [_part(one, drawn.axis.zoom, prefs, language) for one in inside],
            )
        )
    return found


def _busy(drawn: Lanes) -> list[tuple[date, date]]:
    return list({(mark.row.start, mark.row.last_on) for mark in drawn.marks})


def _words(
    unit: Unit, axis: Axis, place: int, prefs: Preferences, language: str
) -> tuple[str, str]:
    """The label of a stretch, and the year below it where one begins."""
    year = digits(str(unit.first.year), prefs, language)
    if axis.months:
        return month_label(unit.first.year, unit.first.month, prefs, language), ""
    if axis.zoom == "years":
        return year, ""
    shown = year if place == 0 or unit.first.month == 1 else ""
    if axis.zoom == "quarters":
        number = digits(str((unit.first.month + 2) // 3), prefs, language)
        return pgettext("quarter of a year", "Q%(n)s") % {"n": number}, shown
    return month_name(unit.first.month, prefs, language), shown


def _part(unit: Unit, zoom: str, prefs: Preferences, language: str) -> Tick:
    """A week or a day: the number of its first day. What is left of a week has no room for one."""
    shown = zoom == "days" or unit.days > 3
    label = digits(str(unit.first.day), prefs, language) if shown else ""
    return Tick("", unit.days, label, "", "", [])


def lines(drawn: Lanes, language: str) -> list[str]:
    """Where the stretches of the axis begin."""
    large = drawn.axis.months or drawn.axis.units
    return [place(unit.x, language) for unit in large]


def place(x: float, language: str) -> str:
    """A place on the axis: SVG knows no direction, and time runs from the right in Arabic."""
    return f"{(1 - x if language == 'ar' else x) * 100:.2f}%"


def is_open(mark: Mark) -> bool:
    """Whether it did not take place, or nobody can be sure."""
    return mark.row.status != Meeting.Status.HELD


def keys(drawn: Lanes) -> list[Key]:
    """The signs that the drawing has, with numbers: the first two are all meetings."""
    marks = drawn.marks
    unsure = sum(map(is_open, marks))
    found = [
        Key("held", pgettext("lanes", "Held"), len(marks) - unsure),
        Key("open", _("Not held, or not confirmed"), unsure),
        Key("disputed", _("Sources disagree"), sum(mark.disputed for mark in marks)),
        Key("long", _("Several days"), sum(bool(mark.row.end) for mark in marks)),
        Key("month", _("Day unknown"), sum(mark.row.by_month for mark in marks)),
    ]
    return [key for key in found if key.count]
