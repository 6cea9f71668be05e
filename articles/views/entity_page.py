"""What an entity's page shows. Every count here is the total of the list it links to."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from articles.display import Preferences, language, month_strip
from articles.models import Alias, Article, Entity, Meeting, Mention, Participant, Source

Covered = tuple[int, date | None, int]
MOST_MEETINGS, MOST_ARTICLES, MOST_PEOPLE, MOST_SOURCES = 12, 6, 12, 8
# The filter of the timeline that keeps an entity's meetings, by what the entity is.
TIMELINE_FILTERS = {
    "person": "person",
    "organization": "person",
    "place": "place",
    "topic": "topic",
}


def context(request: HttpRequest, entity: Entity) -> dict[str, Any]:
    """Gather all that an entity's page shows."""
    covered = _covered(entity)
    meetings = meetings_of(entity)
    days = [day for _pk, day, _source in covered if day]
    coverage = {
        "n": len(covered),
        "undated": len(covered) - len(days),
        "first": min(days, default=None),
        "last": max(days, default=None),
    }
    statuses = dict(meetings.values_list("status").annotate(n=Count("pk")).order_by("-n", "status"))
    roles = list(entity.roles.order_by("start_on", "pk"))
    # one office without dates says no more in the margin than it says under the name
    undated = len(roles) == 1 and not roles[0].start_on and not roles[0].end_on
    only_role = roles[0].title if undated and not entity.description else ""
    shelf = f"{reverse('articles')}?{urlencode({'entity': entity.key})}"
    return {
        "entity": entity,
        "subject": entity,
        "other_name": _other_name(entity),
        "only_role": only_role,
        "roles": [] if only_role else roles,
        "aliases": _aliases(entity),
        "coverage": coverage,
        "articles": _newest(covered),
        "articles_url": shelf,
        "search_url": f"{reverse('search')}?{urlencode({entity.kind: entity.key})}",
        "strip": _strip(request, days, shelf),
        "meetings": meetings.select_related("place").newest_first()[:MOST_MEETINGS],
        "meeting_count": sum(statuses.values()),
        "statuses": list(statuses.items()),
        "timeline_url": timeline_address({TIMELINE_FILTERS[entity.kind]: entity.key}),
        "calendar_url": f"{reverse('timeline-ics')}?"
        + urlencode({TIMELINE_FILTERS[entity.kind]: entity.key}),
        "people": _people(entity),
        "sources": _sources(covered, entity),
    }


def _covered(entity: Entity) -> list[Covered]:
    """Return number, day and outlet of every article that readers see with this name in it.

    Read once and counted here: the database would find the same articles anew for each figure."""
    shown = Article.objects.published().mentioning(entity)
    return list(shown.order_by().values_list("pk", "published_on", "source_id"))


def _newest(covered: list[Covered]) -> list[Article]:
    latest = sorted(covered, key=lambda row: (row[1] or date.min, row[0]), reverse=True)
    pks = [pk for pk, _day, _source in latest[:MOST_ARTICLES]]
    known = Article.objects.published().select_related("source").in_bulk(pks)
    return [known[pk] for pk in pks if pk in known]


def meetings_of(entity: Entity) -> QuerySet[Meeting]:
    """Return the meetings that the linked timeline shows."""
    confirmed = Meeting.objects.confirmed()
    if entity.kind == Entity.Kind.PLACE:
        return confirmed.filter(place=entity)
    if entity.kind == Entity.Kind.TOPIC:
        return confirmed.filter(topics=entity)
    return confirmed.with_any_of([entity.key])


def timeline_address(params: dict[str, Any]) -> str:
    return f"{reverse('timeline')}?{urlencode(params, doseq=True)}"


def _other_name(entity: Entity) -> str:
    """The name in the other language, where it has one and differs."""
    shown, other = ("ar", entity.name_en) if language() == "ar" else ("en", entity.name_ar)
    return other if entity.name.lang == shown and other != entity.name else ""


def _aliases(entity: Entity) -> list[tuple[str, list[Alias]]]:
    """Spellings by kind: the same script, another script, titles."""
    found = list(entity.aliases.order_by("language", "pk"))
    return [
        (kind.label, [alias for alias in found if alias.kind == kind])
        for kind in Alias.Kind
        if any(alias.kind == kind for alias in found)
    ]


def _strip(request: HttpRequest, days: list[date], shelf: str):
    months = Counter(f"{day:%Y-%m}" for day in sorted(days))
    return month_strip(
        dict(months),
        href=lambda key: f"{shelf}&{urlencode({'month': key})}",
        prefs=Preferences.from_cookies(request.COOKIES),
        language=language(),
    )


def _people(entity: Entity) -> list[dict[str, Any]]:
    """Return the persons who met it or are mentioned with it, the most meetings first."""
    met = dict(
        Participant.objects.filter(meeting__in=meetings_of(entity).values("pk"))
        .filter(entity__kind=Entity.Kind.PERSON)
        .exclude(entity=entity)
        .values_list("entity")
        .annotate(n=Count("meeting", distinct=True))
        .order_by()
    )
    mentioned = dict(
        Mention.objects.confirmed()
        .filter(article__in=Article.objects.published().mentioning(entity).values("pk"))
        .filter(entity__kind=Entity.Kind.PERSON)
        .exclude(entity=entity)
        .values_list("entity")
        .annotate(n=Count("article", distinct=True))
        .order_by()
    )
    closest = sorted(
        {*met, *mentioned}, key=lambda pk: (-met.get(pk, 0), -mentioned.get(pk, 0), pk)
    )[:MOST_PEOPLE]
    known = Entity.objects.in_bulk(closest)
    return [
        {
            "entity": known[pk],
            "met": met.get(pk, 0),
            "met_url": _together(entity, known[pk]),
            "mentioned": mentioned.get(pk, 0),
            "mentioned_url": f"{reverse('articles')}?"
            + urlencode({"entity": [entity.key, known[pk].key]}, doseq=True),
        }
        for pk in closest
    ]


def _together(entity: Entity, person: Entity) -> str:
    """The timeline of both: at one table, or the person at that place or on that topic."""
    name = TIMELINE_FILTERS[entity.kind]
    if name == "person":
        return timeline_address({"person": [entity.key, person.key], "match": "all"})
    return timeline_address({"person": person.key, name: entity.key})


def _sources(covered: list[Covered], entity: Entity) -> list[dict[str, Any]]:
    """Return the outlets with most coverage of it, each leading to that coverage."""
    counts = Counter(source for _pk, _day, source in covered)
    known = Source.objects.in_bulk(counts)
    most = sorted(known, key=lambda pk: (-counts[pk], known[pk].key))[:MOST_SOURCES]
    return [
        {
            "source": known[pk],
            "count": counts[pk],
            "url": f"{reverse('articles')}?"
            + urlencode({"entity": entity.key, "source": known[pk].key}),
        }
        for pk in most
    ]
