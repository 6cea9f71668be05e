"""From articles to documents, by way of Haystack's index of articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from articles.models import Article

# (article, document or None, what went wrong): see `documents`.
Prepared = tuple[Article, dict[str, Any] | None, str]


def article_index() -> Any:
    """Return the SearchIndex of articles, by way of Haystack: it lives a floor above this room."""
    from haystack import connections

    return connections["default"].get_unified_index().get_index(Article)


def documents(articles: Iterable[Article]) -> Iterator[Prepared]:
    """Prepare articles one by one; one that fails is named and does not stop the others."""
    index = article_index()
    index.begin()
    for article in articles:
        try:
            yield article, index.full_prepare(article), ""
        except Exception as error:  # one odd article must not keep the rest from readers
            yield article, None, reason(error)


def reason(error: Exception) -> str:
    """What went wrong with an article, in a line."""
    return f"{type(error).__name__}: {error}"
