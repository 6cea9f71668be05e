"""What an entity's page shows. Every count here is the total of the list it links to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from articles.display import Preferences, language, language_name, month_strip
from articles.exports import entity_thing, site_of, wikidata_address
from articles.models import Alias, Article, Entity, LocalText, Meeting, Role, Source
from articles.timeline.register import HAPPENED
from articles.views.entity_figures import Coverage, Meetings, figures

MOST_MEETINGS, MOST_SOURCES = 12, 8
# The filter of the timeline that keeps an entity's meetings, by what the entity is.
TIMELINE_FILTERS = {
    "person": "person",
    "organization": "person",
    "place": "place",
    "topic": "topic",
}


def context(request: HttpRequest, entity: Entity) -> dict[str, Any]:
    """Gather all that an entity's page shows."""
    counted = figures(entity)
    roles = _roles(entity)
    # one office without dates says no more in the margin than it says under the name
    lone = len(roles) == 1 and not (roles[0].start_on or roles[0].end_on or entity.description)
    aliases = list(entity.aliases.order_by("pk"))
    return {
        "entity": entity,
        "subject": entity,
        "other_name": _other_name(entity),
        "lede": entity.description or (roles[-1].title if roles else ""),
        "lone_role": lone,
        "roles": [] if lone else roles,
        "aliases": _by_kind(aliases),
        "wikidata_url": wikidata_address(entity),
        "feed_url": reverse("entity-feed", args=[entity.pk]),
        "machine": entity_thing(entity, aliases, roles, site_of(request)),
        "api_url": reverse("api:entity", args=[entity.pk]),
        "people": _people(entity, counted.company),
        **_coverage(request, entity, counted.coverage),
        **_meetings(entity, counted.meetings),
    }


# --- coverage ----------------------------------------------------------------------------------
def _coverage(request: HttpRequest, entity: Entity, found: Coverage) -> dict[str, Any]:
    shelf = f"{reverse('articles')}?{urlencode({'entity': entity.key})}"
    known = _articles([*found.newest, found.first])
    return {
        "coverage": {
            "n": found.count,
            "undated": found.undated,
            "first": known.get(found.first),
            "last": known.get(found.newest[0]) if found.first else None,
        },
        "articles": [known[pk] for pk in found.newest if pk in known],
        "articles_url": shelf,
        "undated_url": f"{shelf}&month=undated",
        "search_url": f"{reverse('search')}?{urlencode({entity.kind: entity.key})}",
        "name_search_url": f"{reverse('search')}?{urlencode({'q': entity.name})}",
        "strip": month_strip(
            found.months,
            href=lambda key: f"{shelf}&month={key}",
            prefs=Preferences.from_cookies(request.COOKIES),
            language=language(),
        ),
        "sources": _sources(found, shelf),
    }


def _articles(pks: Iterable[int | None]) -> dict[int | None, Article]:
    """Return what a line needs of these articles: not their texts."""
    columns = ("title", "title_ar", "title_en", "language", "published_on")
    outlet = ("source__name_ar", "source__name_en")
    rows = Article.objects.published().select_related("source").only(*columns, *outlet)
    return dict(rows.in_bulk({pk for pk in pks if pk is not None}).items())


def _sources(found: Coverage, shelf: str) -> list[dict[str, Any]]:
    """Return the outlets with most coverage of it, each leading to that coverage."""
    most = sorted(found.sources, key=lambda pk: (-found.sources[pk], pk))[:MOST_SOURCES]
    known = Source.objects.in_bulk(most)
    return [
        {
            "source": known[pk],
            "count": found.sources[pk],
            "url": f"{shelf}&{urlencode({'source': known[pk].key})}",
        }
        for pk in most
    ]


# --- meetings ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Year:
    """The meetings of a year: how many, where they are listed, and those that stand here."""

    year: int
    count: int
    url: str
    meetings: list[Meeting]


def _meetings(entity: Entity, found: Meetings) -> dict[str, Any]:
    own = {TIMELINE_FILTERS[entity.kind]: entity.key}
    return {
        "meeting_count": len(found.pks),
        "years": _years(found, own),
        "statuses": [
            (status, n, timeline_address(own | {"status": status}))
            for status, n in found.statuses.items()
        ],
        "timeline_url": timeline_address(own),
        "calendar_url": f"{reverse('timeline-ics')}?{urlencode(own)}",
        "meetings_feed_url": f"{reverse('meetings-feed')}?{urlencode(own)}",
    }


def _years(found: Meetings, own: dict[str, str]) -> list[Year]:
    """The latest meetings under their years; of older years the number alone."""
    columns = ("title_ar", "title_en", "start", "end", "precision", "status")
    known = Meeting.objects.only(*columns).in_bulk(found.pks[:MOST_MEETINGS])
    shown = [known[pk] for pk in found.pks[:MOST_MEETINGS] if pk in known]
    by_year = {year: list(rows) for year, rows in groupby(shown, key=lambda m: m.start.year)}
    return [
        Year(
            year=year,
            count=n,
            url=timeline_address(own | {"from": f"{year:04}-01-01", "to": f"{year:04}-12-31"}),
            meetings=by_year.get(year, []),
        )
        for year, n in found.years.items()
    ]


def timeline_address(params: dict[str, Any]) -> str:
    return f"{reverse('timeline')}?{urlencode(params, doseq=True)}"


# --- names and offices -------------------------------------------------------------------------
def _other_name(entity: Entity) -> str:
    """The name in the other language, where it has one and differs."""
    shown, other = ("ar", entity.name_en) if language() == "ar" else ("en", entity.name_ar)
    if entity.name.lang != shown or other == entity.name:
        return ""
    return LocalText(other, "en" if shown == "ar" else "ar")


def _roles(entity: Entity) -> list[Role]:
    """The offices in order of time, by what is known of it; those without a date first, for the
    last one held is what the page is headed with."""
    return sorted(entity.roles.order_by("pk"), key=when_held)


def when_held(role: Role) -> str:
    """What puts offices in order: the beginning, else the end, else that they are undated."""
    return str(role.start_on or role.end_on or "")


def _by_kind(aliases: list[Alias]) -> list[tuple[str, list[tuple[str, list[Alias]]]]]:
    """Spellings by kind (the same script, another script, titles), and in each by language."""
    found = []
    for kind in Alias.Kind:
        of_kind = sorted((a for a in aliases if a.kind == kind), key=lambda a: (a.language, a.pk))
        spoken = [
            (language_name(code, language()), list(group))
            for code, group in groupby(of_kind, key=lambda alias: alias.language)
        ]
        if spoken:
            found.append((kind.label, spoken))
    return found


# --- company -----------------------------------------------------------------------------------
def _people(entity: Entity, company: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Return the persons who met it or are mentioned with it, the most meetings first."""
    known = Entity.objects.in_bulk([pk for pk, _met, _mentioned in company])
    shelf = reverse("articles")
    return [
        {
            "entity": known[pk],
            "met": met,
            "met_url": _together(entity, known[pk]),
            "mentioned": mentioned,
            "mentioned_url": f"{shelf}?"
            + urlencode([("entity", entity.key), ("entity", known[pk].key)]),
        }
        for pk, met, mentioned in company
        if pk in known
    ]


def _together(entity: Entity, person: Entity) -> str:
    """The timeline of both, of what was held: at one table, or the person at that place or on that
    topic."""
    name, held = TIMELINE_FILTERS[entity.kind], {"status": sorted(HAPPENED)}
    if name == "person":
        return timeline_address({"person": [entity.key, person.key], "match": "all"} | held)
    return timeline_address({"person": person.key, name: entity.key} | held)
