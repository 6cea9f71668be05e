"""What the timeline and the page of a meeting say with one word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import display
from articles.display import language
from articles.exports.zones import zone_of, zone_of_meeting
from articles.models import Entity, Meeting
from articles.templatetags.sijill import bdi, preferences_of

register = template.Library()


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
def hijri_range(context: template.Context, start: date, end: date | None) -> str:
    """The Hijri day, or the first and the last of several."""
    prefs, code = preferences_of(context), language()
    return _range(*(display.hijri(day, code, prefs) for day in (start, end or start)))


@register.simple_tag(takes_context=True)
def day_badge(context: template.Context, meeting: Meeting, dated: bool = True) -> SafeString:
    """The day of a meeting as a large figure, and how sure it is.

    Beneath it stand month and year; below the heading of its month (`dated=False`) the weekday."""
    prefs, code = preferences_of(context), language()
    start, end = meeting.start, meeting.end if meeting.end != meeting.start else None
    by_month = meeting.precision == Meeting.Precision.MONTH
    lines = [display.month_name(start.month, prefs, code)] if dated else []
    if not (dated or by_month):
        lines.append(weekday_range(start, end))
    if end and not by_month:
        last = _("to %(day)s") % {"day": _end_day(start, end, prefs, code)}
        # "15 to 16 November", but "30 November to 2 December"
        lines.insert(int(dated and start.month != end.month), last)
    if dated:
        lines.append(display.digits(str(start.year), prefs, code))
    notes = {"month": _("day undocumented"), "approx": _("approx."), "night": _("at night")}
    note = notes.get(meeting.precision)
    doubtful = note and meeting.precision != "night"
    return format_html(
        '<time class="day" datetime="{}"{}><b>{}{}</b>{}</time>',
        display.iso_range(start, end, meeting.precision),
        "" if by_month else format_html(' title="{}"', display.hijri(start, code, prefs)),
        mark_safe('<span class="approx" aria-hidden="true">≈</span>') if doubtful else "",
        "" if by_month else display.digits(str(start.day), prefs, code),
        format_html_join(mark_safe("<br>"), "{}", ((x,) for x in (*lines, note) if x)),
    )


@register.simple_tag(takes_context=True)
def moment(context: template.Context, meeting: Meeting) -> SafeString:
    """The hour a meeting began, by the clock it is told in and by that of Greenwich."""
    prefs, code, zone = preferences_of(context), language(), zone_of_meeting(meeting)
    there = meeting.place if meeting.place and zone == (zone_of(meeting.place) or "") else None
    name = str(there.name) if there else ""
    text = display.format_moment(meeting.start, meeting.time, zone, prefs, code, name)
    return format_html("<bdi>{}</bdi>", text)


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
