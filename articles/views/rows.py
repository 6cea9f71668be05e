"""One article in a list, the same on every page that lists articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from articles.models import Article, ArticleQuerySet, Entity, Mention

MOST_ENTITIES = 4
_ORDER = {kind: place for place, kind in enumerate(Entity.Kind.values)}


@dataclass(frozen=True)
class Row:
    """What a row shows; search hits have the same names, with marked words besides."""

    article: Article
    entities: list[Entity]
    copies: int


def with_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Load what a row needs in two queries, however many rows there are."""
    confirmed = Mention.objects.confirmed().select_related("entity").order_by("pk")
    return (
        articles.select_related("source")
        .annotate(copy_count=Count("copies", filter=Q(copies__status="published")))
        .prefetch_related(Prefetch("mentions", queryset=confirmed, to_attr="confirmed"))
    )


def rows(articles: Iterable[Article]) -> list[Row]:
    """Make rows of articles loaded `with_cards`; persons come first, then the order of the text."""
    made = []
    for article in articles:
        named = sorted(
            (mention.entity for mention in article.confirmed),  # type: ignore[attr-defined]
            key=lambda entity: _ORDER.get(entity.kind, len(_ORDER)),
        )
        made.append(Row(article, named[:MOST_ENTITIES], article.copy_count))  # type: ignore[attr-defined]
    return made
