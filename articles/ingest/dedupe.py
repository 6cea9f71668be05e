"""Exact copies: the same words under two addresses are kept twice and shown as one.

Only spelling habits and spaces are put aside; a text that differs by a word is no exact copy."""

from __future__ import annotations

import hashlib

from articles.arabic.normalize import fold
from articles.models import Article


def fingerprint(body: str) -> str:
    """Return the hash of a body in its matching form, or "" where there is no text."""
    words = fold(body).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def link_copies(mark: str) -> int:
    """Let every article with this fingerprint point to the earliest one; return how many copies
    point.

    The earliest is the first published; an undated or hidden one is the original only where there
    is no other. A pointer to an article with another text was set by a curator, and stays.
    """
    if not mark:
        return 0
    same = sorted(Article.objects.filter(fingerprint=mark), key=_earliest_first)
    ids = {article.pk for article in same}
    for article in same:
        target = None if article is same[0] else same[0].pk
        by_hand = article.copy_of_id is not None and article.copy_of_id not in ids
        if article.copy_of_id != target and not by_hand:
            Article.objects.filter(pk=article.pk).update(copy_of=target)
    return max(len(same) - 1, 0)


def unlink(article: Article, mark: str) -> None:
    """Part an article whose text has changed from those it was a copy of, or the original of.

    `mark` is the fingerprint that it had. Call it once the changed article is saved.
    """
    if not mark:
        return
    left = Article.objects.filter(fingerprint=mark).exclude(pk=article.pk)
    if left.filter(pk=article.copy_of_id).exists():
        article.copy_of = None
        Article.objects.filter(pk=article.pk).update(copy_of=None)
    left.filter(copy_of=article.pk).update(copy_of=None)
    link_copies(mark)


def _earliest_first(article: Article) -> tuple[object, ...]:
    shown = article.status == Article.Status.PUBLISHED
    moment = article.published_at.timestamp() if article.published_at else 0.0
    on = article.published_on
    return (not shown, on is None, on.toordinal() if on else 0, moment, article.pk)
