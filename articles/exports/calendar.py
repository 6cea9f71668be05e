"""Meetings as an iCalendar file that a calendar can subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from articles.exports import contentlines as ics
from articles.exports.lines import BATCH, MeetingLine
from articles.exports.meetings import disputed
from articles.models import Meeting, MeetingRedirect, short_address

STATUSES: dict[str, str] = {
    Meeting.Status.HELD: "CONFIRMED",
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.REPORTED: "TENTATIVE",
    Meeting.Status.POSTPONED: "TENTATIVE",
    Meeting.Status.CANCELLED: "CANCELLED",
}
NOON = 12  # an hour of a night before it is one of the day after


def meetings_ics(
    meetings: Iterable[MeetingLine], *, site: str, name: str, language: str, source: str = ""
) -> bytes:
    """Write meetings (see `meetings_for_export`) as a calendar called `name`.

    `source` is the address under which it can be had again."""
    rows = [(meeting, *when(meeting)) for meeting in meetings]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Sijill//Sijill 1//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        ics.text("NAME", name),
        ics.text("X-WR-CALNAME", name),
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    if source:
        lines.append(f"SOURCE;VALUE=URI:{source}")
    lines += _zones(rows)
    words = _Words()
    gone = _merged_away([meeting.pk for meeting, _begin, _end in rows])
    for meeting, begin, end in rows:
        lines += _event(meeting, begin, end, site, words)
        for old in gone.get(meeting.pk, ()):
            lines += _called_off(old, meeting, begin, end)
    lines.append("END:VCALENDAR")
    return ("\r\n".join(map(ics.folded, lines)) + "\r\n").encode()


def uid(meeting: MeetingLine) -> str:
    """The identity of a meeting in calendars: the same wherever this site is asked for."""
    return f"{meeting.key}@sijill"


def _zones(rows: list[tuple[MeetingLine, date, date]]) -> Iterator[str]:
    """Each zone once, for the years in which it is needed."""
    years: dict[str, list[int]] = {}
    for _meeting, begin, end in rows:
        for moment in (begin, end):
            if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
                years.setdefault(moment.tzinfo.key, []).append(moment.year)
    for zone in sorted(years.keys() - {"Etc/UTC"}):
        yield from ics.timezone(zone, min(years[zone]), max(years[zone])).split("\r\n")


def _event(meeting: MeetingLine, begin: date, end: date, site: str, words: _Words) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(meeting)}"
    yield ics.moment("DTSTAMP", meeting.updated_at)
    yield ics.moment("CREATED", meeting.entered_at)
    yield ics.moment("LAST-MODIFIED", meeting.updated_at)
    # Calendars take a change only under a higher number.
    yield f"SEQUENCE:{meeting.sequence}"
    yield ics.moment("DTSTART", begin)
    yield ics.moment("DTEND", end)
    yield ics.text("SUMMARY", title(meeting))
    yield f"STATUS:{STATUSES[meeting.status]}"
    yield "TRANSP:TRANSPARENT"  # a past meeting does not make its reader busy
    if where := location(meeting):
        yield ics.text("LOCATION", where)
    # A title in its address would be three times as long as the title, and change with it.
    yield f"URL:{site}{short_address('meeting', meeting.pk)}"
    yield ics.text("DESCRIPTION", _description(meeting, words))
    yield "END:VEVENT"


def _merged_away(meetings: list[int]) -> dict[int, list[MeetingRedirect]]:
    """The meetings that these were merged from, oldest merge first."""
    found: dict[int, list[MeetingRedirect]] = {}
    for begin in range(0, len(meetings), BATCH):
        batch = meetings[begin : begin + BATCH]
        for old in MeetingRedirect.objects.filter(meeting__in=batch).order_by("pk"):
            found.setdefault(old.meeting_id, []).append(old)
    return found


def _called_off(
    old: MeetingRedirect, meeting: MeetingLine, begin: date, end: date
) -> Iterator[str]:
    """The entry of a meeting that became part of another: calendars that have it take it off."""
    yield "BEGIN:VEVENT"
    yield f"UID:{old.old_key}@sijill"
    yield ics.moment("DTSTAMP", old.merged_at)
    yield f"SEQUENCE:{old.sequence}"
    yield ics.moment("DTSTART", begin)
    yield ics.moment("DTEND", end)
    yield ics.text("SUMMARY", title(meeting))
    yield f"STATUS:{STATUSES[Meeting.Status.CANCELLED]}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def title(meeting: MeetingLine) -> str:
    """The title, marked where the day is not known for sure."""
    doubtful = meeting.precision in (Meeting.Precision.MONTH, Meeting.Precision.APPROX)
    return f"≈ {meeting.title}" if doubtful else str(meeting.title)


def when(meeting: MeetingLine) -> tuple[date | datetime, date | datetime]:
    """Start and end of the calendar entry.

    An hour is given only where it is known in a zone that is known: an hour in the reader's own
    zone would be a wrong hour. Everything else is whole days, the last one, as calendars want it,
    being the day after."""
    last = meeting.last_on
    whole = meeting.start, last + timedelta(days=1) if last < date.max else last
    night = meeting.precision == Meeting.Precision.NIGHT
    exact = night or meeting.precision == Meeting.Precision.DAY
    if not (exact and meeting.time and meeting.zone):
        return whole
    after = timedelta(days=night and meeting.time.hour < NOON)
    lasted = timedelta(minutes=meeting.duration_minutes or 60)
    try:
        begin = datetime.combine(meeting.start + after, meeting.time, ZoneInfo(meeting.zone))
        # Counted in universal time: the clocks may change while they talk.
        end = (begin.astimezone(UTC) + lasted).astimezone(begin.tzinfo)
    except OverflowError:  # the first and the last day that a date can hold
        return whole
    return (begin, end) if end.date() == last or not meeting.end else whole


def location(meeting: MeetingLine) -> str:
    """Venue and place, as one line; empty where neither is documented."""
    parts = [str(meeting.venue), str(meeting.place.name) if meeting.place else ""]
    # Translators: what stands between a venue and its city.
    return _(", ").join(part for part in parts if part)


class _Words:
    """The words of descriptions, looked up once for all meetings."""

    def __init__(self) -> None:
        self.comma = _(", ")
        self.status, self.date, self.start = _("Status"), _("Date"), _("Start time")
        self.participants, self.sources = _("Participants"), _("Sources")
        self.local = _("local time")
        self.statuses = {value: str(label) for value, label in Meeting.Status.choices}
        self.precisions = {value: str(label) for value, label in Meeting.Precision.choices}


def _description(meeting: MeetingLine, words: _Words) -> str:
    lines = [f"{words.status}: {words.statuses[meeting.status]}"]
    if meeting.precision != Meeting.Precision.DAY:
        lines.append(f"{words.date}: {words.precisions[meeting.precision]}")
    if meeting.time:
        clock = meeting.zone or words.local
        lines.append(f"{words.start}: {meeting.time:%H:%M} ({clock})")
    if meeting.people:
        people = words.comma.join(str(entity.name) for entity, _side in meeting.people)
        lines.append(f"{words.participants}: {people}")
    lines += [text for text in (str(meeting.outcome), disputed(meeting)) if text]
    if sources := meeting.sources:
        lines.append(f"{words.sources}:")
        lines += [f"- {each.source.name}: {each.headline} {each.url}".strip() for each in sources]
    return "\n".join(lines)
