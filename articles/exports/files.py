"""Meetings as JSON: one document, a record a line, schema.org, and what TimelineJS draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from articles.exports.calendar import location, title, when
from articles.exports.jsonld import meeting_event
from articles.exports.lines import MeetingLine
from articles.exports.meetings import disputed, meeting_record
from articles.models import Meeting


def meetings_json(meetings: Sequence[MeetingLine], *, site: str, name: str, page: str) -> bytes:
    """The records of the API in one document; `page` is where they are shown."""
    return _written(
        {
            "title": name,
            "page": page,
            "count": len(meetings),
            "meetings": [meeting_record(meeting, site) for meeting in meetings],
        }
    )


def meetings_jsonl(meetings: Sequence[MeetingLine], *, site: str) -> bytes:
    """The same records, one a line."""
    return b"".join(_written(meeting_record(meeting, site)) + b"\n" for meeting in meetings)


def meetings_jsonld(meetings: Sequence[MeetingLine], *, site: str) -> bytes:
    """The meetings as Events of schema.org, in one graph."""
    events = [meeting_event(meeting, site) for meeting in meetings]
    for event in events:
        del event["@context"]
    return _written({"@context": "https://schema.org", "@graph": events})


def meetings_timelinejs(
    meetings: Sequence[MeetingLine], *, site: str, name: str, page: str, days: Sequence[str]
) -> bytes:
    """What Knight Lab's TimelineJS 3 reads. `days` are the dates in words, one a meeting: it would
    write them itself, surer than they are known."""
    return _written(
        {
            "scale": "human",
            "title": {
                "unique_id": "sijill",
                "text": {"headline": escape(name), "text": _link(page, _("Sijill"))},
            },
            "events": [
                _slide(meeting, day, site) for meeting, day in zip(meetings, days, strict=True)
            ],
        }
    )


def _slide(meeting: MeetingLine, day: str, site: str) -> dict[str, Any]:
    by_month = meeting.precision == Meeting.Precision.MONTH
    begin, _end = when(meeting)
    slide: dict[str, Any] = {
        "unique_id": meeting.key,
        "start_date": _date(begin, by_month),
        "display_date": day,
        "text": {"headline": escape(title(meeting)), "text": meeting_html(meeting, site)},
    }
    if meeting.end:
        slide["end_date"] = _date(meeting.end, by_month)
    if meeting.place:
        slide["group"] = str(meeting.place.name)
    return slide


def _date(moment: date, by_month: bool) -> dict[str, int]:
    parts = {"year": moment.year, "month": moment.month}
    if not by_month:
        parts["day"] = moment.day
    for name in ("hour", "minute"):  # of a moment, where the hour and its zone are known
        if hasattr(moment, name):
            parts[name] = getattr(moment, name)
    return parts


def meeting_html(meeting: MeetingLine, site: str) -> str:
    """A few paragraphs of HTML, for feed readers and for what TimelineJS puts into its page."""
    people = _(", ").join(str(entity.name) for entity, _side in meeting.people)
    facts = [str(Meeting.Status(meeting.status).label), location(meeting), people]
    parts = [" · ".join(fact for fact in facts if fact), str(meeting.outcome)]
    parts += disputed(meeting).splitlines()
    paragraphs = [f"<p>{escape(part)}</p>" for part in parts if part]
    return "".join(paragraphs) + f"<p>{_link(site + meeting.get_absolute_url(), _('Sources'))}</p>"


def _link(href: str, text: str) -> str:
    return f'<a href="{escape(href)}">{escape(text)}</a>'


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
