"""One article in a list, the same on every page that lists articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from articles.models import Article, ArticleQuerySet, Entity, Mention, count_copies, for_card


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
