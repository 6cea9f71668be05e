"""What an entity's page shows. Every count here is the total of the list it links to."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from articles.display import Preferences, language, month_strip
from articles.models import Alias, Article, Entity, Meeting, Mention, Participant, Source
from articles.views.rows import by_month

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
    articles = Article.objects.published().mentioning(entity)
    meetings = meetings_of(entity)
    coverage = articles.aggregate(
        n=Count("pk"),
        undated=Count("pk", filter=Q(published_on=None)),
        first=Min("published_on"),
        last=Max("published_on"),
    )
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
        "articles": articles.select_related("source").newest_first()[:MOST_ARTICLES],
        "articles_url": shelf,
        "search_url": f"{reverse('search')}?{urlencode({entity.kind: entity.key})}",
        "strip": _strip(request, articles, shelf),
        "meetings": meetings.select_related("place").newest_first()[:MOST_MEETINGS],
        "meeting_count": sum(statuses.values()),
        "statuses": list(statuses.items()),
        "timeline_url": timeline_address({TIMELINE_FILTERS[entity.kind]: entity.key}),
        "calendar_url": f"{reverse('timeline-ics')}?"
        + urlencode({TIMELINE_FILTERS[entity.kind]: entity.key}),
        "people": _people(entity),
        "sources": _sources(articles, entity),
    }


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


def _strip(request: HttpRequest, articles: QuerySet[Article], shelf: str):
    return month_strip(
        by_month(articles.exclude(published_on=None), "published_on"),
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


def _sources(articles: QuerySet[Article], entity: Entity) -> list[dict[str, Any]]:
    """Return the outlets with most coverage of it, each leading to that coverage."""
    counted = list(
        articles.values_list("source")
        .annotate(n=Count("pk"))
        .order_by("-n", "source__key")[:MOST_SOURCES]
    )
    known = Source.objects.in_bulk([pk for pk, _n in counted])
    return [
        {
            "source": known[pk],
            "count": n,
            "url": f"{reverse('articles')}?"
            + urlencode({"entity": entity.key, "source": known[pk].key}),
        }
        for pk, n in counted
    ]
