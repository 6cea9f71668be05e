"""What an editor does to the register: publish, withdraw, judge a suggestion, merge two entities.

Every verb is one transaction, is written into the history of what it touches, and refuses with a
CurationError in words a curator understands. Who may do it is asked by the caller (the desk)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.ingest import dedupe
from articles.ingest.copies import rulings
from articles.models import (
    Alias,
    Article,
    ArticleRevision,
    Collection,
    Entity,
    EntityRedirect,
    Evidence,
    Meeting,
    Mention,
    Participant,
)


class CurationError(Exception):
    """The verb does not apply to what it was asked for; the message says why and what to do."""


class LastSupportError(CurationError):
    """Facts would be left without a source. `rows` are the evidence that is the last of each."""

    def __init__(self, rows: list[Evidence]) -> None:
        super().__init__(
            _("Not deleted: some facts have no other source. Add evidence, or withdraw instead.")
        )
        self.rows = rows


def record(thing: models.Model, message: str, by: Any, flag: int = CHANGE) -> None:
    """Write one line into the history of `thing`."""
    LogEntry.objects.log_actions(by.pk, [thing], flag, message, single_object=True)


# --- articles ----------------------------------------------------------------------------------
@transaction.atomic
def publish(*, article: Article, by: Any) -> None:
    """Show the article to readers."""
    if article.is_withdrawn:
        raise CurationError(_("“%s” is withdrawn. Restore it first.") % article)
    _move(article, Article.Status.PUBLISHED, _("Published."), by)


@transaction.atomic
def send_to_review(*, article: Article, by: Any) -> None:
    """Ask a second pair of eyes; a published article is taken from readers until then."""
    if article.is_withdrawn:
        raise CurationError(_("“%s” is withdrawn. Restore it first.") % article)
    _move(article, Article.Status.IN_REVIEW, _("Sent to review."), by)


@transaction.atomic
def withdraw(*, article: Article, reason: str, by: Any) -> None:
    """Take the text from readers for good reason; citation, hash and the reason remain.

    It may be the law that asks for it, so a fact that has no other source is no reason against it:
    its page flags the fact, and the history of the meeting says so."""
    reason = reason.strip()
    if not reason:
        raise CurationError(_("Say why the article is withdrawn."))
    article.withdrawal_reason = reason
    _move(article, Article.Status.WITHDRAWN, _("Withdrawn: %s") % reason, by)
    lost = list(in_order(article.evidence.all().unsupported()))
    _tell_meetings(lost, _("“%(article)s” was withdrawn, the only source of: %(facts)s."), by)


@transaction.atomic
def restore(*, article: Article, by: Any) -> None:
    """Undo a withdrawal. The article goes to review, so that somebody looks before readers do."""
    if not article.is_withdrawn:
        raise CurationError(_("“%s” is not withdrawn.") % article)
    before = article.withdrawal_reason
    article.withdrawal_reason = ""
    _move(article, Article.Status.IN_REVIEW, _("Restored. It was withdrawn: %s") % before, by)


def last_support(articles: Iterable[Article]) -> list[Evidence]:
    """Return the evidence of these articles without which a fact has no source, by meeting."""
    rows = Evidence.objects.filter(article__in=[article.pk for article in articles])
    return list(in_order(rows.last_support()))


@transaction.atomic
def delete_articles(*, articles: Iterable[Article], by: Any) -> None:
    """Delete articles for good, unless one is the only source of a fact: then none of them.

    What they supported beside others loses them, and the histories of the meetings say so."""
    articles = list(articles)
    if rows := last_support(articles):
        raise LastSupportError(rows)
    for article in articles:
        rows = list(in_order(article.evidence.all()))
        _tell_meetings(rows, _("“%(article)s” was deleted, which was evidence for: %(facts)s."), by)
        article.delete()


@transaction.atomic
def file_article(*, article: Article, dossier: Collection, by: Any) -> None:
    """Put the article in a dossier; where it is there already, nothing changes."""
    dossier.articles.add(article)
    record(article, _("Filed in “%s”.") % dossier, by)


def _move(article: Article, status: str, message: str, by: Any) -> None:
    article.status = status
    article.save(update_fields=["status", "withdrawal_reason", "updated_at"])
    # The original of a text is the earliest that readers see: with the status it may change.
    dedupe.link_copies(article.fingerprint)
    article.refresh_from_db(fields=["copy_of"])
    record(article, message, by)


@transaction.atomic
def save_article(*, article: Article, by: Any = None) -> None:
    """Save what an editor wrote; keep the text that was there, and find its copies anew.

    What the editor says it is a copy of, or no copy of, is a ruling that stays."""
    keep_revision(article=article)
    stored = Article.objects.filter(pk=article.pk).first()
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
    rulings.join(article=article, original=original, by=by, at=timezone.now())
    record(article, _("Joined as a copy of “%s”.") % original, by)


@transaction.atomic
def split_copy(*, article: Article, by: Any) -> None:
    """Say that an article is no copy of those it stands with; clustering keeps to it."""
    rulings.split(article=article, by=by, at=timezone.now())
    record(article, _("Parted from its copies."), by)


@transaction.atomic
def keep_revision(*, article: Article) -> ArticleRevision | None:
    """Keep the stored headline and text of an article that is about to be saved with others.

    Returns the revision, or None where neither changes. Call it before article.save()."""
    stored = Article.objects.filter(pk=article.pk).first()
    if stored is None or (stored.title, stored.body) == (article.title, article.body):
        return None
    return ArticleRevision.objects.create(
        article=article,
        title=stored.title,
        body=stored.body,
        text_sha256=stored.text_sha256,
        raw_sha256=stored.raw_sha256,
        fetched_at=stored.fetched_at,
    )


# --- evidence ----------------------------------------------------------------------------------
@transaction.atomic
def remove_evidence(*, row: Evidence, by: Any) -> None:
    """Say that the article does not say so. A fact that nothing else says is flagged from then on,
    by the database itself, and the history of the meeting says so."""
    row.delete()
    if row.meeting.lapses.filter(fact=row.fact).exists():
        _tell_meetings([row], _("“%(article)s” was the last evidence for: %(facts)s."), by)


def in_order(rows: Any) -> Any:
    """Sort evidence by meeting, in the order of time, each with what a list of it names."""
    named = rows.select_related("meeting", "article__source").defer("article__body")
    return named.order_by("meeting__start", "meeting", "fact", "pk")


def _tell_meetings(rows: Iterable[Evidence], message: str, by: Any) -> None:
    """Write into the history of each meeting which of its facts an article was evidence for."""
    for meeting, group in groupby(rows, key=lambda row: row.meeting):
        told = list(group)
        facts = _(", ").join(str(row.get_fact_display()) for row in told)
        record(meeting, message % {"article": told[0].article, "facts": facts}, by)


# --- mentions ----------------------------------------------------------------------------------
@transaction.atomic
def confirm_mention(*, mention: Mention, by: Any) -> None:
    """Say that the article does speak of the entity: readers see it from now on."""
    _judge(mention, Mention.Status.CONFIRMED, _("Mention confirmed: %s") % mention.entity, by)


@transaction.atomic
def reject_mention(*, mention: Mention, by: Any) -> None:
    """Say that it does not. The row stays, so that the same suggestion does not come back."""
    _judge(mention, Mention.Status.REJECTED, _("Mention rejected: %s") % mention.entity, by)


def _judge(mention: Mention, status: str, message: str, by: Any) -> None:
    mention.status = status
    mention.save(update_fields=["status"])
    record(mention.article, message, by)


# --- entities ----------------------------------------------------------------------------------
@transaction.atomic
def merge_entities(*, keep: Entity, absorb: Entity, by: Any) -> None:
    """Move everything said about `absorb` to `keep`, delete `absorb`, leave a redirect behind.

    Names and aliases of `absorb` become aliases of `keep`; facts that `keep` lacks (a name in the
    other language, a description, a country, a Wikidata id) are filled in; where both stand in the
    same article or meeting, one row remains. The old address and the old key lead to `keep`.
    Both entities' histories say what happened."""
    if keep.pk == absorb.pk:
        raise CurationError(_("An entity cannot be merged with itself."))
    # Locked in one order, so that two merges at once wait for each other instead of crossing.
    locked = Entity.objects.select_for_update().filter(pk__in=[keep.pk, absorb.pk])
    pair = {entity.pk: entity for entity in locked.order_by("pk")}
    if len(pair) != 2:
        raise CurationError(_("One of the two entities is gone. It may have been merged already."))
    # What the caller holds may be older than what another desk has saved meanwhile.
    keep, absorb = pair[keep.pk], pair[absorb.pk]
    if keep.kind != absorb.kind:
        raise CurationError(
            _("“%(keep)s” and “%(absorb)s” are not of one kind. Correct the kind first.")
            % {"keep": keep, "absorb": absorb}
        )
    # Named before it is gone, and logged while its number is still known.
    record(absorb, _("Merged into “%s”.") % keep, by, DELETION)
    record(
        keep, _("“%(name)s” (%(key)s) merged into it.") % {"name": absorb, "key": absorb.key}, by
    )
    _fill_blanks(keep, absorb)
    _move_names(keep, absorb)
    _move_roles(keep, absorb)
    _move_mentions(keep, absorb)
    _move_meetings(keep, absorb)
    absorb.redirects.update(entity=keep)
    EntityRedirect.objects.create(old_id=absorb.pk, old_key=absorb.key, entity=keep)
    absorb.delete()


def _fill_blanks(keep: Entity, absorb: Entity) -> None:
    names = ("name_ar", "name_en", "description_ar", "description_en", "country", "wikidata_id")
    for name in names:
        setattr(keep, name, getattr(keep, name) or getattr(absorb, name))
    if keep.latitude is None:
        keep.latitude, keep.longitude = absorb.latitude, absorb.longitude
    keep.save()


def _move_names(keep: Entity, absorb: Entity) -> None:
    known = {keep.name_ar, keep.name_en, "", *keep.aliases.values_list("text", flat=True)}
    for text, language in ((absorb.name_ar, "ar"), (absorb.name_en, "en")):
        if text not in known:
            Alias.objects.create(entity=keep, text=text, language=language)
            known.add(text)
    absorb.aliases.exclude(text__in=known).update(entity=keep)


def _move_roles(keep: Entity, absorb: Entity) -> None:
    told = ("title_ar", "title_en", "start_on", "end_on")
    known = set(keep.roles.values_list(*told))
    for role in absorb.roles.all():
        if tuple(getattr(role, name) for name in told) not in known:
            role.entity = keep
            role.save(update_fields=["entity"])


# Where an article mentions both, the firmer judgement is kept.
FIRMNESS = [Mention.Status.REJECTED, Mention.Status.SUGGESTED, Mention.Status.CONFIRMED]


def _move_mentions(keep: Entity, absorb: Entity) -> None:
    kept = {mention.article_id: mention for mention in keep.mentions.all()}
    for mention in absorb.mentions.all():
        rival = kept.get(mention.article_id)
        if rival is not None:
            if FIRMNESS.index(rival.status) >= FIRMNESS.index(mention.status):
                mention.delete()
                continue
            rival.delete()
        mention.entity = keep
        mention.save(update_fields=["entity"])


def _move_meetings(keep: Entity, absorb: Entity) -> None:
    touched = Meeting.objects.filter(
        models.Q(participants__entity=absorb) | models.Q(place=absorb) | models.Q(topics=absorb)
    )
    numbers = list(touched.values_list("pk", flat=True))
    kept = {row.meeting_id: row for row in keep.participations.all()}
    for row in absorb.participations.all():
        rival = kept.get(row.meeting_id)
        if rival is None:
            row.entity = keep
            row.save(update_fields=["entity"])
        else:
            Participant.objects.filter(pk=rival.pk, side="").update(side=row.side)
            row.delete()
    Meeting.objects.filter(place=absorb).update(place=keep)
    for meeting in absorb.meetings_about.all():
        meeting.topics.add(keep)
        meeting.topics.remove(absorb)
    # Calendars and feeds learn of a change by this.
    Meeting.objects.filter(pk__in=numbers).update(updated_at=timezone.now())
