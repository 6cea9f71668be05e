"""One meeting: each fact with what stands behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse

from articles.display import Preferences, language
from articles.display.maps import format_degrees, map_around
from articles.exports import meeting_citation, meeting_event, meetings_for_export, site_of
from articles.models import (
    Article,
    Entity,
    Evidence,
    Meeting,
    Participant,
    independent_sources,
)
from articles.timeline import neighbors, sides_of
from articles.views.links import address
from articles.views.meeting_coverage import by_day
from articles.views.meeting_facts import facts, losses


def load(pk: int) -> Meeting:
    """A meeting with all that its page shows, in four queries."""
    participants = Participant.objects.select_related("entity").order_by("position", "pk")
    evidence = (
        Evidence.objects.shown()
        .select_related("article__source")
        .defer("article__body")
        .order_by("article__published_on", "article_id", "pk")
    )
    rows = Meeting.objects.select_related("place").prefetch_related(
        Prefetch("participants", participants), "topics", Prefetch("evidence", evidence)
    )
    return rows.get(pk=pk)


def sources_of(meeting: Meeting) -> list[Article]:
    """The published articles behind a meeting, oldest first, undated last, each once."""
    found = {row.article_id: row.article for row in meeting.evidence.all()}
    return sorted(found.values(), key=lambda each: (each.published_on or date.max, each.pk))


def context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Gather the page of a meeting loaded by `load`."""
    sources = sources_of(meeting)
    numbers = {article.pk: number for number, article in enumerate(sources, start=1)}
    people = [(row.entity, row.side) for row in meeting.participants.all()]
    sides = sides_of(people, language())
    near = neighbors(meeting, sides)
    site = site_of(request)
    lost = losses(meeting)
    apart = request.GET.get("copies", "") == "apart"
    return {
        "meeting": meeting,
        "subject": meeting,
        "facts": facts(meeting, numbers, sides, lost),
        "lost_whole": lost.get(Evidence.Fact.MEETING, []),
        "sides": sides,
        "topics": sorted(meeting.topics.all(), key=lambda topic: topic.key),
        **_map(request, meeting.place),
        "sources": sources,
        "days": by_day(meeting, sources, fold=not apart),
        "copies_apart": apart,
        "has_copies": any(article.copy_of_id in numbers for article in sources),
        "outlets": independent_sources(sources),
        "near": near,
        "same_people_href": reverse("timeline")
        + address({"person": [entity.key for entity in near.people]}),
        "ics_href": reverse("timeline-ics") + address({"meeting": [meeting.key]}),
        "json_href": reverse("api:meeting", args=[meeting.pk]) + address({"lang": [language()]}),
        "citation": meeting_citation(meeting, language(), site),
        "machine": meeting_event(meetings_for_export([meeting.pk])[0], site),
    }


def _map(request: HttpRequest, place: Entity | None) -> dict[str, Any]:
    """The surroundings of the place, with the other places of meetings in them; nothing of a place
    that is no point, or of which nobody said where it lies."""
    if place is None or place.latitude is None or place.longitude is None:
        return {"map": None}
    here = place.latitude, place.longitude
    there = Meeting.objects.confirmed().values("place")
    others = Entity.objects.filter(pk__in=there, latitude__isnull=False).exclude(pk=place.pk)
    prefs = Preferences.from_cookies(request.COOKIES)
    return {
        "map": map_around(*here, others.values_list("latitude", "longitude")),
        "degrees": format_degrees(*here, prefs, language()),
    }
