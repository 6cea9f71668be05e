"""Articles in a list, the same on every page that lists them, and how many a month has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Count, QuerySet

from articles.forms.browse import UNDATED
from articles.ingest.copies.stories import Story, stories
from articles.models import Article, ArticleQuerySet, Entity, count_copies
from articles.search.hydrate import on_cards


def by_month(found: QuerySet[Any], day: str) -> dict[str, int]:
    """Return how many rows each month has, as "2025-04", by their date `day`, oldest first.

    Rows without a date are counted under UNDATED. The database counts days, out of an index;
    months it would have to make of the date of every row."""
    months: dict[str, int] = {}
    for date, n in found.order_by(day).values_list(day).annotate(n=Count("pk")):
        # not by strftime, which took longer than the query
        month = date.isoformat()[:7] if date else UNDATED
        months[month] = months.get(month, 0) + n
    return months


@dataclass
class Row:
    """What a row shows; search hits have the same names, with marked words besides."""

    article: Article
    entities: list[Entity]
    copies: int
    story: Story | None = None


class _Shown(Protocol):
    article: Article
    copies: int
    story: Any


def add_stories(shown: Iterable[_Shown]) -> None:
    """Let each row that has copies know the story. Of the others nothing is read."""
    copied = [row for row in shown if row.copies]
    told = stories(row.article for row in copied) if copied else {}
    for row in copied:
        row.story = told.get(row.article.pk)


def with_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Load what a row shows of the article itself."""
    return articles.select_related("source")


def rows(articles: Iterable[Article]) -> list[Row]:
    """Make rows of articles loaded `with_cards`, in three more queries, however many there are, and
    three where any has copies."""
    loaded = list(articles)
    copies = count_copies(loaded)
    named = on_cards([article.pk for article in loaded])
    known = Entity.objects.in_bulk({number for numbers in named.values() for number in numbers})
    made = [
        Row(article, [known[n] for n in named[article.pk] if n in known], copies[article.pk])
        for article in loaded
    ]
    add_stories(made)
    return made
