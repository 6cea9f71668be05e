"""The articles behind a meeting, day by day, as they stand to the day of the meeting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from articles.models import Article, Evidence, Meeting


@dataclass(frozen=True)
class Quoted:
    """An article of the list of sources, with the rows whose words we may quote from it, and the
    number of the article that has the same text, where there is one. `copies` are those that are
    folded into it, `outlets` how many have it then."""

    number: int
    article: Article
    quotes: list[Evidence]
    copy_of: int | None
    copies: list[Quoted] = field(default_factory=list)
    outlets: int = 1


@dataclass(frozen=True)
class Day:
    """The articles of one day; None: undated. `before` and `after` count days from the meeting,
    both 0 while it lasts; both None where either day is unknown."""

    day: date | None
    before: int | None
    after: int | None
    sources: list[Quoted]


def by_day(meeting: Meeting, sources: list[Article], *, fold: bool = True) -> list[Day]:
    """Group sources, which come by date with the undated last, and number them from 1. With `fold`
    the copies of a story are in the entry of the earliest of them."""
    quotes = defaultdict(list)
    for row in meeting.evidence.all():
        if row.shown_quote:
            quotes[row.article_id].append(row)
    numbers = {article.pk: number for number, article in enumerate(sources, start=1)}
    listed = [
        Quoted(n, article, quotes[article.pk], numbers.get(article.copy_of_id or 0))
        for n, article in enumerate(sources, start=1)
    ]
    listed = _folded(listed) if fold else listed
    days = groupby(listed, key=lambda source: source.article.published_on)
    return [Day(day, *_distance(meeting, day), list(group)) for day, group in days]


def _folded(listed: list[Quoted]) -> list[Quoted]:
    families: dict[int, list[Quoted]] = {}
    for source in listed:
        root = source.article.copy_of_id or source.article.pk
        families.setdefault(root, []).append(source)
    return [
        replace(first, copies=copies, outlets=len({one.article.source_id for one in family}))
        for family in families.values()
        for first, *copies in [family]
    ]


def _distance(meeting: Meeting, day: date | None) -> tuple[int | None, int | None]:
    if day is None or meeting.precision == Meeting.Precision.MONTH:
        return None, None
    return max(0, (meeting.start - day).days), max(0, (day - meeting.last_on).days)
