"""What the timeline and the page of a meeting say with one word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import display
from articles.models import Entity, Meeting
from articles.templatetags.sijill import bdi, language, preferences_of

register = template.Library()
_ADDRESS = re.compile(r"(https?://[^\s،]+|\d{4}-\d{2}(?:-\d{2})?)")


@register.simple_tag
def names(entities: Iterable[Entity], links: bool = False) -> SafeString:
    """Names with the comma of the language between them, as links if asked."""
    parts = ((_linked(entity) if links else bdi(entity.name),) for entity in entities)
    return format_html_join(_(", "), "{}", parts)


def _linked(entity: Entity) -> SafeString:
    return format_html('<a href="{}">{}</a>', entity.get_absolute_url(), bdi(entity.name))


@register.simple_tag(takes_context=True)
def cite(context: template.Context, number: int) -> SafeString:
    """The mark of a source, a link to its line in the list."""
    shown = display.number(number, preferences_of(context), language())
    label = _("Source %(number)s") % {"number": shown}
    return format_html('<a class="cite" href="#s{}" aria-label="{}">{}</a>', number, label, shown)


@register.simple_tag(takes_context=True)
def clock(context: template.Context, moment: time | datetime) -> str:
    """ "14:05" in the reader's digits."""
    hour = moment.time() if isinstance(moment, datetime) else moment
    return display.format_time(hour, preferences_of(context), language())


@register.simple_tag
def apart(text: str) -> SafeString:
    """A text whose addresses and ISO dates keep their own direction: in Arabic, slashes move."""
    parts = _ADDRESS.split(text)
    pieces = (
        (format_html('<bdi dir="ltr">{}</bdi>', p) if at % 2 else p,) for at, p in enumerate(parts)
    )
    return format_html_join("", "{}", pieces)


@register.simple_tag(takes_context=True)
def hijri_range(context: template.Context, start: date, end: date | None) -> str:
    """The Hijri day, or the first and the last of several."""
    prefs, code = preferences_of(context), language()
    return _range(*(display.hijri(day, code, prefs) for day in (start, end or start)))


@register.simple_tag(takes_context=True)
def day_badge(context: template.Context, meeting: Meeting) -> SafeString:
    """The day of a meeting in its column: number, end, weekday, and how sure the date is."""
    prefs, code = preferences_of(context), language()
    start, end = meeting.start, meeting.end if meeting.end != meeting.start else None
    about = format_html('<span class="approx" aria-hidden="true">{}</span>', "≈")
    if meeting.precision == Meeting.Precision.MONTH:
        return format_html(
            '<time class="day" datetime="{}"><b>{}</b>{}</time>',
            f"{start:%Y-%m}",
            about,
            _("day undocumented"),
        )
    sure = meeting.precision == Meeting.Precision.DAY
    lines = [weekday_range(start, end)]
    if end:
        lines.insert(0, _("to %(day)s") % {"day": _end_day(start, end, prefs, code)})
    if not sure:
        lines.append(_("approx."))
    return format_html(
        '<time class="day" datetime="{}" title="{}"><b>{}{}</b>{}</time>',
        display.iso_range(start, end),
        display.hijri(start, code, prefs),
        "" if sure else about,
        display.digits(str(start.day), prefs, code),
        format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)),
    )


@register.simple_tag
def weekday_range(start: date, end: date | None) -> str:
    """The weekday, or the first and the last of several days."""
    return _range(*(display.weekday_name(day, language()) for day in (start, end or start)))


def _range(first: str, last: str) -> str:
    if first == last:
        return first
    return pgettext("days", "%(first)s to %(last)s") % {"first": first, "last": last}


def _end_day(start: date, end: date, prefs: display.Preferences, code: str) -> str:
    day = display.digits(str(end.day), prefs, code)
    if (start.year, start.month) == (end.year, end.month):
        return day
    return f"{day} {display.month_name(end.month, prefs, code)}"
