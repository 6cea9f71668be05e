"""Exact copies: the same words under two addresses are kept twice and shown as one.

Only spelling habits and spaces are put aside; a text that differs by a word is no exact copy."""

from __future__ import annotations

import hashlib

from django.db.models import Q

from articles.arabic.normalize import fold
from articles.models import Article, CopyPair


def fingerprint(body: str) -> str:
    """Return the hash of a body in its matching form, or "" where there is no text."""
    words = fold(body).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def link_copies(mark: str) -> int:
    """Let every article with this fingerprint point to the earliest one; return how many copies
    point.

    The earliest is the first published; an undated or hidden one is the original only where there
    is no other. A pointer to an article with another text (ingest/copies, or a curator) stays, and
    what a curator ruled to be no copy of the earliest is not made one.
    """
    if not mark:
        return 0
    columns = ("status", "published_on", "published_at", "copy_of")
    same = sorted(Article.objects.filter(fingerprint=mark).only(*columns), key=earliest_first)
    if not same:
        return 0
    ids = {article.pk for article in same}
    apart = _parted(same[0].pk, ids) if len(same) > 1 else set()
    original = same[0].copy_of_id if same[0].copy_of_id not in ids else None
    for article in same:
        target = None if article is same[0] or article.pk in apart else original or same[0].pk
        by_hand = article.copy_of_id is not None and article.copy_of_id not in ids
        if article.copy_of_id != target and not by_hand:
            Article.objects.filter(pk=article.pk).update(copy_of=target)
    return max(len(same) - 1, 0)


def _parted(pk: int, others: set[int]) -> set[int]:
    """The articles that a curator said are no copies of this one."""
    ruled = CopyPair.objects.filter(ruling=CopyPair.Ruling.APART)
    pairs = ruled.filter(Q(first=pk, second__in=others) | Q(second=pk, first__in=others))
    return {number for pair in pairs.values_list("first", "second") for number in pair} - {pk}


def unlink(article: Article, mark: str) -> None:
    """Part an article whose text has changed from those it was a copy of, or the original of.

    `mark` is the fingerprint that it had. Call it once the changed article is saved.
    """
    if not mark:
        return
    left = Article.objects.filter(fingerprint=mark).exclude(pk=article.pk)
    if not left.exists():  # as almost always
        return
    if left.filter(pk=article.copy_of_id).exists():
        article.copy_of = None
        Article.objects.filter(pk=article.pk).update(copy_of=None)
    left.filter(copy_of=article.pk).update(copy_of=None)
    link_copies(mark)


def earliest_first(article: Article) -> tuple[object, ...]:
    shown = article.status == Article.Status.PUBLISHED
    moment = article.published_at.timestamp() if article.published_at else 0.0
    on = article.published_on
    return (not shown, on is None, on.toordinal() if on else 0, moment, article.pk)
