"""What looks doubtful about an article: it is asked about before the form saves it, said after any
other way of saving it, and never forbidden."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from copy import copy

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.admin.days import around
from articles.admin.filters import latest_plausible_day
from articles.ingest import dedupe
from articles.models import Article, text_hash

# Agencies' texts travel within hours; the same headline weeks apart is another story.
COPY_DAYS = 3


def doubts(article: Article) -> Iterator[str]:
    """Say each doubt in one sentence that tells what to look at."""
    if article.published_on and article.published_on > latest_plausible_day():
        yield _("The publication date %(day)s is in the future.") % {"day": article.published_on}
    if not article.published_on:
        yield _("The article has no date: readers will see it as undated.")
    if article.published_on and article.date_basis == Article.DateBasis.UNKNOWN:
        yield _("The article has a date, but not how we know it: fill in the basis of the date.")
    for other in likely_copies(article)[:3]:
        yield _("Likely a copy of “%(title)s” (%(source)s).") % {
            "title": other,
            "source": other.source,
        }


def new_doubts(article: Article, *, all_of_them: bool = False) -> list[str]:
    """The doubts that saving an article would bring: not those that its stored row has already,
    which somebody has seen, unless `all_of_them` are asked for."""
    would_be = copy(article)
    would_be.text_sha256 = text_hash(article.body)
    would_be.fingerprint = dedupe.fingerprint(article.body)
    found = list(doubts(would_be))
    stored = Article.objects.filter(pk=article.pk).first() if found and not all_of_them else None
    seen = set(doubts(stored)) if stored else set()
    return [doubt for doubt in found if doubt not in seen]


def mark_of(doubted: Iterable[str]) -> str:
    """What a form sends back to say that these very doubts were seen."""
    return hashlib.sha256("\n".join(doubted).encode()).hexdigest()[:20]


def likely_copies(article: Article) -> list[Article]:
    """Return other articles with the same text, or with the same headline within three days."""
    same = Q()
    if article.text_sha256:
        same |= Q(text_sha256=article.text_sha256)
    if article.fingerprint:
        same |= Q(fingerprint=article.fingerprint)
    if article.title and article.published_on:
        days = around(article.published_on, COPY_DAYS)
        same |= Q(title=article.title, published_on__range=days)
    if not same:
        return []
    found = Article.objects.filter(same).select_related("source").order_by("published_on", "pk")
    # One that is not stored yet has no number: neither itself nor copies to leave out.
    known = {article.pk, article.copy_of_id} - {None}
    return [
        other
        for other in found[:10]
        if other.pk not in known and (article.pk is None or other.copy_of_id != article.pk)
    ]
