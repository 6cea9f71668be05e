"""The text of an article: saved with what it was before, joined with its copies or parted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.curation.articles import hold_for, read_stored
from articles.curation.errors import CurationError
from articles.curation.records import record
from articles.ingest import dedupe
from articles.ingest.clean import with_plain_ends
from articles.ingest.copies import rulings
from articles.models import Article, ArticleRevision


@transaction.atomic
def save_article(*, article: Article, by: Any = None) -> None:
    """Save what an editor wrote; keep the text that was there, and find its copies anew.

    A text stored with other line ends stays as it is, hash and all, until its words change. What
    the editor says it is a copy of, or no copy of, is a ruling that stays. Whether it is published
    or withdrawn is not for a form to say: another desk may have, since it was loaded."""
    stored = None if article._state.adding else read_stored(article)
    if stored and with_plain_ends(stored.body) == with_plain_ends(article.body):
        article.body = stored.body
    if stored and (stored.title, stored.body) != (article.title, article.body):
        ArticleRevision.keep(stored)
    said, article.copy_of = article.copy_of, stored.copy_of if stored else None
    before, article.fingerprint = article.fingerprint, dedupe.fingerprint(article.body)
    article.save()
    if before != article.fingerprint:
        dedupe.unlink(article, before)
        dedupe.link_copies(article.fingerprint)
    if said != (stored.copy_of if stored else None):
        if said is not None:
            rulings.join(article=article, original=said, by=by, at=timezone.now())
        else:
            rulings.split(article=article, by=by, at=timezone.now())
        article.refresh_from_db(fields=["copy_of"])


@transaction.atomic
def join_copies(*, article: Article, original: Article, by: Any) -> None:
    """Say that two articles are copies of one story; clustering keeps to it from now on."""
    if article.pk == original.pk:
        raise CurationError(_("An article cannot be a copy of itself."))
    for one in (article, original):
        hold_for(one, by)
    rulings.join(article=article, original=original, by=by, at=timezone.now())
    record(article, lambda: _("Joined as a copy of “%s”.") % original, by)
    record(original, lambda: _("“%s” was joined as a copy of it.") % article, by)


@transaction.atomic
def split_copy(*, article: Article, by: Any) -> None:
    """Say that an article is no copy of those it stands with; clustering keeps to it."""
    hold_for(article, by)
    rulings.split(article=article, by=by, at=timezone.now())
    record(article, lambda: _("Parted from its copies."), by)
