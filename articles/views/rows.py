"""Articles in a list, the same on every page that lists them, and how many a month has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from articles.forms.browse import UNDATED
from articles.models import Article, ArticleQuerySet, Entity, count_copies
from articles.search.hydrate import card_entities


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


@dataclass(frozen=True)
class Row:
    """What a row shows; search hits have the same names, with marked words besides."""

    article: Article
    entities: list[Entity]
    copies: int


def with_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Load what a row shows of the article itself."""
    return articles.select_related("source")


def rows(articles: Iterable[Article]) -> list[Row]:
    """Make rows of articles loaded `with_cards`, in three more queries, however many there are."""
    loaded = list(articles)
    copies = count_copies(loaded)
    entities = card_entities([article.pk for article in loaded])
    return [Row(article, entities[article.pk], copies[article.pk]) for article in loaded]
