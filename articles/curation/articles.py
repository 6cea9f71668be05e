"""The standing of an article: publish, send to review, withdraw, restore, delete, file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.curation.errors import CurationError
from articles.curation.evidence import in_order, tell_meetings
from articles.curation.records import record
from articles.ingest import dedupe
from articles.models import Article, Collection, Evidence

# What is said of an article by verbs alone.
STANDING = ("status", "withdrawal_reason")


class LastSupportError(CurationError):
    """Facts would be left without a source. `rows` are the evidence that is the last of each."""

    def __init__(self, rows: list[Evidence]) -> None:
        super().__init__(
            _("Not deleted: some facts have no other source. Add evidence, or withdraw instead.")
        )
        self.rows = rows


@transaction.atomic
def publish(*, article: Article, by: Any) -> None:
    """Show the article to readers."""
    read_standing(article)
    advance(article, Article.Status.PUBLISHED)
    record(article, lambda: _("Published."), by)


@transaction.atomic
def send_to_review(*, article: Article, by: Any) -> None:
    """Ask a second pair of eyes; a published article is taken from readers until then."""
    read_standing(article)
    advance(article, Article.Status.IN_REVIEW)
    record(article, lambda: _("Sent to review."), by)


@transaction.atomic
def withdraw(*, article: Article, reason: str, by: Any) -> None:
    """Take the text from readers for good reason; citation, hash and the reason remain.

    It may be the law that asks for it, so a fact that has no other source is no reason against it:
    its page flags the fact, and the history of the meeting says so."""
    read_standing(article)
    take_back(article, reason, by)
    record(article, lambda: _("Withdrawn: %s") % article.withdrawal_reason, by)


def take_back(article: Article, reason: str, by: Any) -> None:
    """Withdraw an article that the caller holds, and tell the meetings; its own history is for the
    caller."""
    reason = reason.strip()
    if not reason:
        raise CurationError(_("Say why the article is withdrawn."))
    if article.is_withdrawn and article.withdrawal_reason == reason:
        raise CurationError(_("“%s” is withdrawn already.") % article)
    article.withdrawal_reason = reason
    _move(article, Article.Status.WITHDRAWN)
    if article.evidence.exists():  # most say nothing of a meeting, and to ask for the rest is slow
        lost = list(in_order(article.evidence.all().unsupported()))
        message = gettext_noop("“%(article)s” was withdrawn, the only source of: %(facts)s.")
        tell_meetings(lost, message, by)


@transaction.atomic
def restore(*, article: Article, by: Any) -> None:
    """Undo a withdrawal. The article goes to review, so that somebody looks before readers do."""
    read_standing(article)
    before = give_back(article)
    record(article, lambda: _("Restored. It was withdrawn: %s") % before, by)


def give_back(article: Article) -> str:
    """Restore an article that the caller holds; return why it was withdrawn. Its history is for the
    caller."""
    if not article.is_withdrawn:
        raise CurationError(_("“%s” is not withdrawn.") % article)
    before = article.withdrawal_reason
    article.withdrawal_reason = ""
    _move(article, Article.Status.IN_REVIEW)
    return before


def last_support(articles: Iterable[Article]) -> list[Evidence]:
    """Return the evidence of these articles without which a fact has no source, by meeting."""
    rows = Evidence.objects.filter(article__in=[article.pk for article in articles])
    return list(in_order(rows.last_support()))


@transaction.atomic
def delete_articles(*, articles: Iterable[Article], by: Any) -> None:
    """Delete articles for good, unless one is the only source of a fact: then none of them.

    What they supported beside others loses them, and the histories of the meetings say so; so
    what is withdrawn is deleted by those alone who may withdraw."""
    articles = list(articles)
    for article in articles:
        hold_for(article, by)
    if rows := last_support(articles):
        raise LastSupportError(rows)
    message = gettext_noop("“%(article)s” was deleted, which was evidence for: %(facts)s.")
    for article in articles:
        rows = list(in_order(article.evidence.all()))
        tell_meetings(rows, message, by)
        article.delete()


@transaction.atomic
def file_article(*, article: Article, dossier: Collection, by: Any) -> None:
    """Put the article in a dossier."""
    hold_for(article, by)
    put_in(article, dossier)
    record(article, lambda: _("Filed in “%s”.") % dossier, by)


def put_in(article: Article, dossier: Collection) -> None:
    """File an article; its history is for the caller."""
    if dossier.articles.filter(pk=article.pk).exists():
        names = {"article": article, "dossier": dossier}
        raise CurationError(_("“%(article)s” is in “%(dossier)s” already.") % names)
    dossier.articles.add(article)


def advance(article: Article, status: str) -> None:
    """Give a status to an article that is not withdrawn and that the caller holds. The history is
    for the caller: one line for one article, or one for many."""
    if article.is_withdrawn:
        raise CurationError(_("“%s” is withdrawn. Restore it first.") % article)
    if article.status == status == Article.Status.PUBLISHED:
        raise CurationError(_("“%s” is published already.") % article)
    if article.status == status:
        raise CurationError(_("“%s” is in review already.") % article)
    _move(article, status)


def read_standing(article: Article) -> None:
    """Let `article` stand as it does in the database, and hold it until the transaction ends: what
    the caller has loaded may be older than what another desk has withdrawn meanwhile."""
    _take_standing(article, _hold(article).only(*STANDING).first())


def read_stored(article: Article) -> Article:
    """Do as `read_standing` does, and return the whole article as it is stored."""
    return _take_standing(article, _hold(article).first())


def _hold(article: Article) -> Any:
    return Article.objects.select_for_update().order_by("pk").filter(pk=article.pk)


def _take_standing(article: Article, stored: Article | None) -> Article:
    if stored is None:
        raise CurationError(_("“%s” is gone. It may have been deleted meanwhile.") % article)
    article.status, article.withdrawal_reason = stored.status, stored.withdrawal_reason
    return stored


def may_change(article: Article, by: Any) -> bool:
    """What is withdrawn is changed only by who may withdraw."""
    return not article.is_withdrawn or by.has_perm("articles.withdraw_article")


def refusal_for(article: Article, by: Any) -> str:
    """Why somebody may not change the article; nothing where they may."""
    if may_change(article, by):
        return ""
    return _("“%s” is withdrawn. Only who may withdraw articles changes it.") % article


def hold_for(article: Article, by: Any) -> None:
    """Hold the article for a change by somebody; refuse where it is withdrawn and not theirs."""
    read_standing(article)
    if refusal := refusal_for(article, by):
        raise CurationError(refusal)


def _move(article: Article, status: str) -> None:
    article.status = status
    article.save(update_fields=[*STANDING, "updated_at"])
    # The original of a text is the earliest that readers see: with the status it may change.
    if dedupe.link_copies(article.fingerprint):
        article.refresh_from_db(fields=["copy_of"])
