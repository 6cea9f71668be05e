"""The days of the calendar. Written here and not in a template: there may be thousands."""

from __future__ import annotations

from datetime import date
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import display
from articles.display import Preferences, language
from articles.display.calendars import MonthSheet, hijri_day
from articles.models import Meeting
from articles.templatetags.sijill import preferences_of
from articles.timeline.calendar import Day
from articles.timeline.register import Row

register = template.Library()

DOTS = 4  # beyond, a number: more would not fit a day on a phone


@register.simple_tag(takes_context=True)
def calendar_weeks(context: template.Context, sheet: MonthSheet, last_day: str) -> SafeString:
    """The rows of a month. `last_day` is the address of the meetings of the last day there is,
    of which those of the other days are made."""
    prefs, code = preferences_of(context), language()
    href = escape(last_day)
    rows = []
    for week in sheet.weeks:
        cells = (_cell(day, sheet, href, prefs, code) for day in week.days)
        rows.append(f"<tr>{''.join(cells)}")
    return mark_safe("".join(rows))  # noqa: S308  escaped


def _cell(day: Day | None, sheet: MonthSheet, href: str, prefs: Preferences, code: str) -> str:
    if day is None:
        return "<td>"
    number = display.digits(str(day.date.day), prefs, code)
    if prefs.hijri == "on":
        number += f" <i>{hijri_day(day.date, prefs, code)}</i>"
    if not day.rows:
        return f"<td>{number}"
    tone = min(len(day.rows), 3)
    for end in ("from", "to"):
        href = href.replace(f"{end}={date.max}", f"{end}={day.date}")
    return (
        f'<td class=l{tone}><a href="{href}" rel=nofollow '
        f'aria-label="{escape(_label(day, sheet, prefs, code))}">{number}'
        f"<b>{_dots(day.rows, prefs, code)}</b></a>"
    )


def _dots(rows: list[Row], prefs: Preferences, code: str) -> str:
    """A dot for each meeting, hollow where it was not held or is not confirmed."""
    if len(rows) > DOTS:
        return f"●{display.number(len(rows), prefs, code)}"
    return "".join("●" if row.status == Meeting.Status.HELD else "○" for row in rows)


def _label(day: Day, sheet: MonthSheet, prefs: Preferences, code: str) -> str:
    """The day and its meetings; those of the month without a day stand on the page it leads to."""
    text = display.format_date(day.date, prefs, code)
    counted = display.counted("meeting", len(day.rows), prefs)
    if not sheet.month.unknown:
        return f"{text}: {counted}"
    parts = {"day": text, "meetings": counted}
    parts["more"] = display.counted("dayless", len(sheet.month.unknown), prefs)
    return _("%(day)s: %(meetings)s, and in the month %(more)s") % parts
