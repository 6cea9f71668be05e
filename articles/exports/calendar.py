"""Meetings as an iCalendar file that a calendar can subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from articles.exports.records import sources_of
from articles.exports.text import clean
from articles.exports.zones import zone_of
from articles.models import Meeting
from articles.models.meetings import last_possible_day

STATUSES = {
    Meeting.Status.HELD: "CONFIRMED",
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.REPORTED: "TENTATIVE",
    Meeting.Status.POSTPONED: "TENTATIVE",
    Meeting.Status.CANCELLED: "CANCELLED",
}
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def meetings_ics(meetings: Iterable[Meeting], *, site: str, name: str, language: str) -> bytes:
    """Write meetings (see `meetings_for_export`) as a calendar called `name`."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Sijill//Sijill 1//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    calendar.add("name", clean(name))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    host = site.split("://")[-1].split(":")[0]
    for meeting in meetings:
        calendar.add_component(_event(meeting, site, host))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting, site: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.key}@{host}")
    event.add("dtstamp", meeting.updated_at)
    event.add("last-modified", meeting.updated_at)
    # Calendars take a change only under a higher number. The minute of the last change is one.
    event.add("sequence", max(0, int((meeting.updated_at - EPOCH).total_seconds()) // 60))
    begin, end = when(meeting)
    event.add("dtstart", begin)
    event.add("dtend", end)
    exact = meeting.precision == Meeting.Precision.DAY
    event.add("summary", clean(str(meeting.title) if exact else f"≈ {meeting.title}"))
    event.add("status", STATUSES[Meeting.Status(meeting.status)])
    event.add("transp", "TRANSPARENT")  # a past meeting does not make its reader busy
    if where := location(meeting):
        event.add("location", clean(where))
    event.add("url", site + meeting.get_absolute_url())
    event.add("description", clean(_description(meeting, site)))
    return event


def when(meeting: Meeting) -> tuple[date | datetime, date | datetime]:
    """Start and end of the calendar entry.

    An hour is given only where it is known at a place whose time zone is known: an hour in the
    reader's own zone would be a wrong hour. Everything else is whole days, the last one, as
    calendars want it, being the day after."""
    last = last_possible_day(meeting.start, meeting.end, meeting.precision)
    whole = meeting.start, last + timedelta(days=1) if last < date.max else last
    zone = zone_of(meeting.place) if meeting.place else None
    if not meeting.time or not zone or meeting.precision != Meeting.Precision.DAY:
        return whole
    begin = datetime.combine(meeting.start, meeting.time, ZoneInfo(zone))
    end = begin + timedelta(minutes=meeting.duration_minutes or 60)
    return (begin, end) if end.date() == last or not meeting.end else whole


def location(meeting: Meeting) -> str:
    """Venue and place, as one line; empty where neither is documented."""
    parts = [str(meeting.venue), str(meeting.place.name) if meeting.place else ""]
    # Translators: what stands between a venue and its city.
    return _(", ").join(part for part in parts if part)


def _description(meeting: Meeting, site: str) -> str:
    lines = [f"{_('Status')}: {meeting.get_status_display()}"]
    if meeting.precision != Meeting.Precision.DAY:
        lines.append(f"{_('Date')}: {meeting.get_precision_display()}")
    if meeting.time:
        lines.append(f"{_('Start')}: {meeting.time:%H:%M} ({_('local time')})")
    if people := [str(row.entity.name) for row in meeting.participants.all()]:
        lines.append(f"{_('Participants')}: " + _(", ").join(people))
    lines += [str(text) for text in (meeting.outcome, meeting.dispute) if text]
    if sources := sources_of(meeting):
        lines.append(f"{_('Sources')}:")
        lines += [f"- {a.source.name}: {a.headline} {a.url}".strip() for a in sources]
    return "\n".join(lines)
