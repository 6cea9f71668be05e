"""Articles in a list, the same on every page that lists them, and how many a month has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import TruncMonth

from articles.forms.browse import UNDATED
from articles.models import Article, ArticleQuerySet, Entity, Mention, count_copies, for_card


def by_month(found: QuerySet[Any], day: str) -> dict[str, int]:
    """Return how many rows each month has, as "2025-04", by their date `day`, oldest first.

    Rows without a date are counted under UNDATED."""
    counted = (
        found.annotate(month=TruncMonth(day))
        .values_list("month")
        .annotate(n=Count("pk"))
        .order_by("month")
    )
    return {f"{month:%Y-%m}" if month else UNDATED: n for month, n in counted}


@dataclass(frozen=True)
class Row:
    """What a row shows; search hits have the same names, with marked words besides."""

    article: Article
    entities: list[Entity]
    copies: int


def with_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Load what a row needs in two queries, however many rows there are."""
    confirmed = Mention.objects.confirmed().select_related("entity").order_by("pk")
    return articles.select_related("source").prefetch_related(
        Prefetch("mentions", queryset=confirmed, to_attr="confirmed")
    )


def rows(articles: Iterable[Article]) -> list[Row]:
    """Make rows of articles loaded `with_cards`, in one more query."""
    loaded = list(articles)
    copies = count_copies(loaded)
    return [
        Row(
            article,
            for_card((m.entity.kind, m.entity) for m in article.confirmed),  # type: ignore[attr-defined]
            copies[article.pk],
        )
        for article in loaded
    ]
