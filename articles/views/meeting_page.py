"""One meeting: each fact with what stands behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.display import language
from articles.exports import meeting_citation, meeting_event, site_of, sources_of
from articles.exports.zones import zone_of
from articles.models import Article, Evidence, Meeting
from articles.timeline import Side, neighbors, sides_of
from articles.views.links import address

MOST_MARKS = 4  # general sources named one by one; beyond, from the first to the last

Fact = Evidence.Fact


@dataclass(frozen=True)
class Version:
    """One account of a fact, and the outlets that give it, each with its mark."""

    value: str
    sources: list[tuple[str, int]]


@dataclass
class FactRow:
    """A line of the table. `name` says how to draw the value, `known` whether there is one.

    `cites` are the marks of articles that say this fact; where there are none, `general` has those
    that support the meeting as a whole. `versions` holds accounts that differ."""

    name: str
    label: str
    known: bool
    cites: list[int] = field(default_factory=list)
    general: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    @property
    def general_is_long(self) -> bool:
        return len(self.general) > MOST_MARKS


@dataclass(frozen=True)
class Quoted:
    """An article of the list of sources, with the words we may quote from it."""

    number: int
    article: Article
    quotes: list[Evidence]


def context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Gather the page of a meeting loaded by `meetings_for_export`."""
    sources = sources_of(meeting)
    numbers = {article.pk: number for number, article in enumerate(sources, start=1)}
    people = [(row.entity, row.side) for row in meeting.participants.all()]
    sides = sides_of(people, language())
    near = neighbors(meeting, sides)
    site = site_of(request)
    return {
        "meeting": meeting,
        "subject": meeting,
        "facts": facts(meeting, numbers, sides),
        "sides": sides,
        "topics": sorted(meeting.topics.all(), key=lambda topic: topic.key),
        "utc": _utc(meeting),
        "sources": _quoted(meeting, sources),
        "outlets": len({article.source_id for article in sources}),
        "near": near,
        "same_people_href": reverse("timeline")
        + address({"person": [entity.key for entity in near.people]}),
        "ics_href": reverse("timeline-ics") + address({"meeting": [meeting.key]}),
        "json_href": reverse("api:meeting", args=[meeting.pk]) + address({"lang": [language()]}),
        "citation": meeting_citation(meeting, language(), site),
        "machine": meeting_event(meeting, site),
    }


def facts(meeting: Meeting, numbers: dict[int, int], sides: list[Side]) -> list[FactRow]:
    """The lines of the table. A fact without a value stays, to say that it is undocumented."""
    wanted = [
        ("date", _("Date"), True, [Fact.DATE]),
        ("time", _("Start time"), bool(meeting.time), [Fact.TIME]),
        ("duration", _("Duration"), bool(meeting.duration_minutes), [Fact.DURATION]),
        (
            "place",
            pgettext("field", "Place"),
            bool(meeting.place or meeting.venue),
            [Fact.PLACE, Fact.VENUE],
        ),
        ("format", _("Format"), True, [Fact.FORMAT]),
        ("status", _("Status"), True, [Fact.STATUS]),
        ("participants", _("Participants"), bool(sides), [Fact.PARTICIPANTS]),
        ("topics", _("Discussed"), bool(meeting.topics.all()), []),
        ("outcome", _("Outcome"), bool(meeting.outcome), [Fact.OUTCOME]),
    ]
    behind: dict[str, list[Evidence]] = defaultdict(list)
    for row in meeting.evidence.all():
        if row.article_id in numbers:
            behind[row.fact].append(row)
    general = _marks(behind[Fact.MEETING], numbers)
    rows = []
    for name, label, known, kinds in wanted:
        evidence = [row for kind in kinds for row in behind[kind]]
        fact = FactRow(name, label, known, cites=_marks(evidence, numbers))
        fact.versions = _versions(evidence, numbers)
        fact.notes = [row.note for row in evidence if row.note]
        if not evidence and known:
            fact.general = general
        rows.append(fact)
    return rows


def _marks(evidence: list[Evidence], numbers: dict[int, int]) -> list[int]:
    return sorted({numbers[row.article_id] for row in evidence})


def _versions(evidence: list[Evidence], numbers: dict[int, int]) -> list[Version]:
    """The accounts side by side, where there is more than one; best supported first."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in sorted(evidence, key=lambda row: numbers[row.article_id]):
        if row.value:
            found[row.value].append((str(row.article.source.name), numbers[row.article_id]))
    if len(found) < 2:
        return []
    return [Version(value, found[value]) for value in sorted(found, key=lambda v: -len(found[v]))]


def _quoted(meeting: Meeting, sources: list[Article]) -> list[Quoted]:
    quotes = defaultdict(list)
    for row in meeting.evidence.all():
        if row.quote:
            quotes[row.article_id].append(row)
    return [Quoted(n, article, quotes[article.pk]) for n, article in enumerate(sources, start=1)]


def _utc(meeting: Meeting) -> time | None:
    """The start in universal time, where day, hour and the zone of the place are known."""
    zone = zone_of(meeting.place) if meeting.place else None
    if not (meeting.time and zone and meeting.precision == Meeting.Precision.DAY):
        return None
    local = datetime.combine(meeting.start, meeting.time, ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC")).time()
