"""What looks doubtful about an article that was just saved: said, never forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.admin.filters import latest_plausible_day
from articles.models import Article

# Agencies' texts travel within hours; the same headline weeks apart is another story.
COPY_WINDOW = timedelta(hours=72)


def doubts(article: Article) -> Iterator[str]:
    """Say each doubt in one sentence that tells what to look at."""
    if article.published_on and article.published_on > latest_plausible_day():
        yield _("The publication date %(day)s is in the future.") % {"day": article.published_on}
    if article.published_on and article.date_basis == Article.DateBasis.UNKNOWN:
        yield _("The article has a date, but not how we know it: fill in the basis of the date.")
    for other in likely_copies(article)[:3]:
        yield _("Likely a copy of “%(title)s” (%(source)s).") % {
            "title": other,
            "source": other.source,
        }


def likely_copies(article: Article) -> list[Article]:
    """Return other articles with the same text, or with the same headline within three days."""
    same = Q()
    if article.text_sha256:
        same |= Q(text_sha256=article.text_sha256)
    if article.fingerprint:
        same |= Q(fingerprint=article.fingerprint)
    if article.title and article.published_on:
        first, last = article.published_on - COPY_WINDOW, article.published_on + COPY_WINDOW
        same |= Q(title=article.title, published_on__range=(first, last))
    if not same:
        return []
    known = {article.pk, article.copy_of_id}
    found = Article.objects.filter(same).select_related("source").order_by("published_on", "pk")
    return [
        other for other in found[:10] if other.pk not in known and other.copy_of_id != article.pk
    ]
