"""From numbers to cards: articles from the database, with what was searched for marked in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from articles.arabic.highlight import Span, Wanted, best_passage, find_spans
from articles.models import Article, Mention, Source, for_card, localized
from articles.search.catalog import EntityFacts
from articles.search.page import Fragment, Hit

SNIPPET_CHARACTERS = 240
_BLOCK_MARK = re.compile(r"^(?:## |- )", re.MULTILINE)
_SPACES = re.compile(r"\s+")


def load(pks: Sequence[int], outlets: Mapping[int, Source] | None = None) -> dict[int, Article]:
    """Return the published articles among `pks`, each with its source if that is in `outlets`.

    An archive has few sources: whoever makes pages reads them once for all, by number."""
    found = {}
    if pks:
        sql, given = _sql(_published, len(pks))
        found = {article.pk: article for article in Article.objects.raw(sql, [*given, *pks])}
    for article in found.values():
        if outlets and article.source_id in outlets:
            article.source = outlets[article.source_id]
    return found


def on_cards(pks: Sequence[int]) -> dict[int, list[int]]:
    """For each article the numbers of the entities of its card."""
    mentioned: dict[int, list[tuple[str, int]]] = {pk: [] for pk in pks}
    if pks:
        sql, given = _sql(_mentions, len(pks))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*given, *pks])
            for pk, entity, kind in cursor.fetchall():
                mentioned[pk].append((kind, entity))
    return {pk: for_card(pairs) for pk, pairs in mentioned.items()}


def _published(pks: Iterable[int]) -> QuerySet[Any]:
    return Article.objects.published().filter(pk__in=pks)


def _mentions(pks: Iterable[int]) -> QuerySet[Any]:
    rows = Mention.objects.confirmed().filter(article__in=pks).order_by("pk")
    return rows.values_list("article_id", "entity_id", "entity__kind")


@lru_cache(maxsize=1 << 7)
def _sql(rows: Callable[[Iterable[int]], QuerySet[Any]], count: int) -> tuple[str, list[object]]:
    """`rows` of so many numbers in SQL, with what is given before the numbers. Each page asks the
    same, and Django takes five times as long to write it as SQLite to answer it."""
    sql, given = rows(range(count)).query.sql_with_params()
    return sql, list(given[:-count])


def make_hit(
    article: Article,
    *,
    score: float,
    copies: int,
    entities: list[EntityFacts],
    wanted: Wanted,
    language: str,
) -> Hit:
    """Return the card of one article."""
    title = article.headline
    return Hit(
        article=article,
        title=fragments(title, find_spans(title, wanted)),
        snippet=snippet(article, wanted, language),
        score=score,
        copies=copies,
        entities=entities,
    )


def snippet(article: Article, wanted: Wanted, language: str) -> list[Fragment]:
    """The passage that shows best why an article was found.

    Of a text that readers may not see, nothing is quoted: its abstract speaks for it."""
    texts = [_BLOCK_MARK.sub("", article.body)] if article.shows_text else []
    own = article.language.split("-")[0]
    abstract = localized(article, "abstract", own if own in ("ar", "en") else language)
    passage = None
    for text in filter(None, (*texts, abstract)):
        found = best_passage(text, wanted, SNIPPET_CHARACTERS)
        if passage is None or found.spans:
            passage = found
        if passage.spans:
            break
    if passage is None:
        return []
    pieces = fragments(passage.text, passage.spans)
    if passage.leading:
        pieces.insert(0, Fragment("… "))
    if passage.trailing:
        pieces.append(Fragment(" …"))
    return pieces


def fragments(text: str, spans: Iterable[Span]) -> list[Fragment]:
    """Cut a text at its marks; line breaks become spaces."""
    pieces: list[Fragment] = []
    at = 0
    for span in spans:
        if span.start > at:
            pieces.append(Fragment(_SPACES.sub(" ", text[at : span.start])))
        pieces.append(Fragment(_SPACES.sub(" ", text[span.start : span.end]), marked=True))
        at = span.end
    if at < len(text):
        pieces.append(Fragment(_SPACES.sub(" ", text[at:])))
    return pieces
