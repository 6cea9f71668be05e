"""The figures of an entity's page, straight from the database: each is the total of a linked list.

An entity may stand in thousands of articles, so each query asks for bare columns and finds its rows
by an index; days, outlets and statuses are counted here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache
from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast

from articles.models import ArchiveVersion, Article, Entity, Meeting, Mention, Participant
from articles.timeline.register import HAPPENED

Tally = dict[int, int]

# How much of them a page names. What is kept of an entity takes some four kilobytes.
MOST_ARTICLES, MOST_PEOPLE, MOST_KEPT = 6, 12, 1_000


@dataclass(frozen=True)
class Coverage:
    """The articles that readers see with this name in it: how many, by month and by outlet."""

    count: int
    undated: int
    first: int | None  # the number of the earliest that has a date
    newest: list[int]  # in the order of the shelf: the latest day first, the undated last
    months: dict[str, int]
    sources: Counter[int]


def coverage(entity: Entity) -> Coverage:
    """Read the number, the day and the outlet of every article in one query.

    Days as text: to make a date of each took as long as the query."""
    rows = list(
        Mention.objects.confirmed()
        .filter(entity=entity, article__status=Article.Status.PUBLISHED)
        .order_by()
        .values_list("article_id", Cast("article__published_on", CharField()), "article__source_id")
    )
    dated = sorted((day, pk) for pk, day, _source in rows if day)
    undated = sorted((pk for pk, day, _source in rows if not day), reverse=True)
    latest = [pk for _day, pk in dated[: -MOST_ARTICLES - 1 : -1]]
    return Coverage(
        count=len(rows),
        undated=len(undated),
        first=dated[0][1] if dated else None,
        newest=(latest + undated)[:MOST_ARTICLES],
        months=Counter(day[:7] for day, _pk in dated),
        sources=Counter(source for _pk, _day, source in rows),
    )


@dataclass(frozen=True)
class Meetings:
    """The meetings of an entity, the latest first, counted by status and by year.

    One that lasted from one year into the next counts in both, as in the lists of both."""

    pks: list[int]
    statuses: dict[str, int]
    years: dict[int, int]


def meetings(entity: Entity) -> Meetings:
    """Read what is counted of the meetings in one query."""
    rows = meetings_of(entity).newest_first().values_list("pk", "start", "last_on", "status")
    pks: list[int] = []
    statuses: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for pk, start, last_on, status in rows:
        pks.append(pk)
        statuses[status] += 1
        years.update(range(start.year, last_on.year + 1))
    in_order = {status: statuses[status] for status in Meeting.Status.values if statuses[status]}
    return Meetings(pks, in_order, dict(sorted(years.items(), reverse=True)))


def meetings_of(entity: Entity) -> QuerySet[Meeting]:
    """Return the meetings that the linked timeline shows."""
    confirmed = Meeting.objects.confirmed()
    if entity.kind == Entity.Kind.PLACE:
        return confirmed.filter(place=entity)
    if entity.kind == Entity.Kind.TOPIC:
        return confirmed.filter(topics=entity)
    return confirmed.filter(participants__entity=entity)


def persons_met(entity: Entity) -> Tally:
    """Person -> meetings held with the entity: at one table, at that place, or on that topic."""
    with_it = {
        Entity.Kind.PLACE.value: Q(meeting__place=entity),
        Entity.Kind.TOPIC.value: Q(meeting__topics=entity),
    }.get(entity.kind, Q(meeting__participants__entity=entity))
    found = (
        Participant.objects.filter(with_it, meeting__review=Meeting.Review.CONFIRMED)
        .filter(meeting__status__in=HAPPENED, entity__kind=Entity.Kind.PERSON)
        .exclude(entity=entity)
    )
    return dict(found.order_by().values_list("entity").annotate(n=Count("pk")))


def persons_mentioned(entity: Entity) -> Tally:
    """Person -> articles that readers see with both names in them.

    Other kinds are left out rather than persons asked for: SQLite would go through all that is
    said of every person, for 35 ms instead of 5."""
    others = Entity.objects.filter(kind__in=[k for k in Entity.Kind.values if k != "person"])
    here = Mention.objects.confirmed().filter(entity=entity).in_published()
    found = (
        Mention.objects.confirmed()
        .filter(article__in=here.values("article"))
        .exclude(entity__in=others.values("pk"))
        .exclude(entity=entity)
    )
    return dict(found.order_by().values_list("entity").annotate(n=Count("article")))


def company(entity: Entity) -> list[tuple[int, int, int]]:
    """Person, meetings with it, articles with both: the most meetings first."""
    met, mentioned = persons_met(entity), persons_mentioned(entity)
    both = [(pk, met.get(pk, 0), mentioned.get(pk, 0)) for pk in {*met, *mentioned}]
    return sorted(both, key=lambda row: (-row[1], -row[2], row[0]))[:MOST_PEOPLE]


@dataclass(frozen=True)
class Figures:
    """All that is counted for the page of an entity. Shared by requests, not to be changed."""

    coverage: Coverage
    meetings: Meetings
    company: list[tuple[int, int, int]]


_kept: LRUCache[tuple[int, int], Figures] = LRUCache(MOST_KEPT)
_lock = Lock()


def figures(entity: Entity) -> Figures:
    """Count once for each version of the archive: the page in the other language, in other digits
    or with other names of months has the same figures. The version is read before the rest, so
    that what is written meanwhile makes the next reader count again."""
    key = (ArchiveVersion.objects.current(), entity.pk)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = Figures(coverage(entity), meetings(entity), company(entity))
        with _lock:
            _kept[key] = found
    return found
