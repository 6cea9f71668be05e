"""Headlines that hold what is typed: found in the index by words, never by reading them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from articles.arabic.names import Form
from articles.arabic.tokens import words
from articles.models import Article, LocalText
from articles.search.engines.whoosh.schema import BARE, TITLE_OF
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.page import Fragment
from articles.search.suggest.kept import once
from articles.search.suggest.marks import ARTICLE, opens, typed_in

FIELD = TITLE_OF["surface"]
# Fewer letters begin half the words there are: two, not counting the article.
LEAST = 2
# Words that one beginning may stand for, and headlines that are read for one keystroke.
MOST_TERMS, MOST_READ = 32, 10


@dataclass(frozen=True)
class Headline:
    """A published article, and the one of its titles that holds what was typed."""

    article: Article
    text: LocalText
    parts: list[Fragment]


def find_headlines(tokens: Form, live: Snapshot, *, limit: int) -> list[Headline]:
    """The newest articles with every word in their titles; those that begin so come first.

    The same headline from several outlets is one entry, by the first of them in that order."""
    pks = once(live, "headlines", tokens, lambda: live.pks[_newest(tokens, live)].tolist())
    rows = _read(pks)
    found: dict[tuple[str, ...], tuple[bool, Headline]] = {}
    for pk in pks:
        if (article := rows.get(pk)) and (headline := _shown(article, tokens)):
            row = (not opens(headline.text, tokens), headline)
            found.setdefault(tuple(words(headline.text)), row)
    return [headline for _, headline in sorted(found.values(), key=lambda row: row[0])[:limit]]


def _read(pks: list[int]) -> dict[int, Article]:
    """The published articles among these, as much of them as an entry shows."""
    if not pks:
        return {}
    rows = Article.objects.published().select_related("source")
    return rows.only(
        "title", "title_ar", "title_en", "language", "published_on",
        "source__name_ar", "source__name_en",
    ).in_bulk(pks)  # fmt: skip


def _shown(article: Article, tokens: Form) -> Headline | None:
    """The headline of an article where it holds the words, else the descriptive title that does."""
    titles = (
        article.headline,
        LocalText(article.title_ar, "ar"),
        LocalText(article.title_en, "en"),
    )
    for text in titles:
        if text and (parts := typed_in(text, tokens)):
            return Headline(article, text, parts)
    return None


def _newest(tokens: Form, live: Snapshot) -> np.ndarray:
    """Numbers of documents that hold the words in their titles, the newest first."""
    *whole, last = tokens
    mask = live.live.copy()
    for word in whole:
        mask &= _holding(live, _openings(word))
    if len(last.removeprefix(ARTICLE)) >= LEAST:
        mask &= _holding(live, _terms(live, last))
    elif not whole:
        return np.zeros(0, dtype=np.int64)
    hits = np.flatnonzero(mask)
    newest = np.lexsort((-live.pks[hits], -live.days[hits]))
    return hits[newest[:MOST_READ]]


def _terms(live: Snapshot, start: str) -> list[str]:
    """The most frequent words of titles that begin so, also after particles."""
    found: Counter[str] = Counter()
    for segment in live.segments:
        for beginning in _openings(start):
            found.update(segment.terms_from(FIELD, beginning))
    return [term for term, _ in found.most_common(MOST_TERMS)]


def _openings(start: str) -> list[str]:
    """A word as the index may hold it: as written or without particles, with the article or not."""
    return [start, BARE + start, ARTICLE + start, BARE + ARTICLE + start]


def _holding(live: Snapshot, terms: list[str]) -> np.ndarray:
    """Which documents hold any of the terms in their titles."""
    mask = np.zeros(live.size, dtype=bool)
    for term in terms:
        mask[live.postings(FIELD, term)[0]] = True
    return mask
