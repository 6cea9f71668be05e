"""Meetings as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from articles.exports.lines import EntityLine, MeetingLine
from articles.exports.text import clean

# Stable: people build on these names. New columns go to the end.
COLUMNS = (
    "key", "title_ar", "title_en", "start", "end", "precision", "time", "place", "place_ar",
    "place_en", "country", "venue_ar", "venue_en", "format", "status", "participants",
    "participants_ar", "participants_en", "sides", "topics", "duration_minutes", "outcome_ar",
    "outcome_en", "disputed_ar", "disputed_en", "articles", "outlets", "sources", "page",
    "time_zone", "sequence", "entered", "updated",
)  # fmt: skip
FORMULA = frozenset("=+-@|%＝＋－＠")


def meetings_csv(meetings: Iterable[MeetingLine], *, site: str) -> bytes:
    """Write meetings (see `meetings_for_export`), in UTF-8 with the mark that Excel needs.

    Several values stand in one cell with a semicolon between them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for meeting in meetings:
        writer.writerow({name: guarded(value) for name, value in _row(meeting, site).items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def guarded(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = clean("" if value is None else str(value))
    if not text:
        return ""
    start = text.lstrip()[:1] or " "
    risky = start in FORMULA or text[0] in "\t\r\n"
    return f"'{text}" if risky else text


def _row(meeting: MeetingLine, site: str) -> dict[str, object]:
    people = [entity for entity, _side in meeting.people]
    sources = meeting.sources
    place = meeting.place
    bilingual = ("title", "venue", "outcome")
    return {
        "key": meeting.key,
        "start": meeting.start.isoformat(),
        "end": meeting.end.isoformat() if meeting.end else "",
        "precision": meeting.precision,
        "time": f"{meeting.time:%H:%M}" if meeting.time else "",
        "place": place.key if place else "",
        "place_ar": place.name_ar if place else "",
        "place_en": place.name_en if place else "",
        "country": place.country if place else "",
        **{
            f"{n}_{code}": getattr(meeting, f"{n}_{code}")
            for n in bilingual
            for code in ("ar", "en")
        },
        "format": meeting.format,
        "status": meeting.status,
        "participants": _list(entity.key for entity in people),
        "participants_ar": _names(people, "name_ar"),
        "participants_en": _names(people, "name_en"),
        "sides": _list(side for _entity, side in meeting.people),
        "topics": _list(topic.key for topic in meeting.topics),
        "duration_minutes": meeting.duration_minutes,
        "disputed_ar": meeting.dispute_ar,
        "disputed_en": meeting.dispute_en,
        "articles": len(sources),
        "outlets": len({article.copied_from or article.source.pk for article in sources}),
        "sources": _list(article.url or article.key for article in sources),
        "page": site + meeting.get_absolute_url(),
        "time_zone": meeting.zone if meeting.time else "",
        "sequence": meeting.sequence,
        "entered": meeting.entered_at.isoformat(),
        "updated": meeting.updated_at.isoformat(),
    }


def _names(entities: Iterable[EntityLine], field: str) -> str:
    return _list(getattr(entity, field) or entity.name_ar or entity.name_en for entity in entities)


def _list(values: Iterable[str]) -> str:
    return "; ".join(value.replace(";", ",") for value in values)
