"""What an editor does to the register: publish, withdraw, judge a suggestion, merge two entities.

Every verb is one transaction, is written into the history of what it touches, and refuses with a
CurationError in words a curator understands. Who may do it is asked by the caller (the desk)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.arabic.quotes import find_quote
from articles.ingest import dedupe
from articles.ingest.copies import rulings
from articles.models import (
    Alias,
    Article,
    ArticleRevision,
    BulkChange,
    Collection,
    Dismissal,
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


# --- desk --------------------------------------------------------------------------------------
Change = Callable[[Article], str]
LONGEST_QUOTE = 500


@dataclass(frozen=True)
class ManyReport:
    """How an action on many articles went: how many changed, and why others did not."""

    done: int
    refusals: list[str]


def change_many(*, articles: Iterable[Article], change: Change, said: str, by: Any) -> ManyReport:
    """Apply `change` to each article; what it refuses does not stop the rest.

    All of it is one line of history, `said`, on a BulkChange that names the articles."""
    done, refusals = [], []
    with transaction.atomic():
        for article in articles:
            try:
                with transaction.atomic():
                    change(article)
            except CurationError as refusal:
                refusals.append(str(refusal))
            else:
                done.append(article.pk)
        if done:
            many = BulkChange.objects.create()
            many.articles.add(*done)
            counted = ngettext("%(n)d article", "%(n)d articles", len(done)) % {"n": len(done)}
            failed = _(" · refused: %d") % len(refusals) if refusals else ""
            record(many, f"{said} · {counted}{failed}", by)
    return ManyReport(len(done), refusals)


def history_of(article: Article) -> models.QuerySet[LogEntry]:
    """What was done to an article, oldest first: to it alone, and to many with it."""
    many = article.bulk_changes.annotate(text=Cast("pk", models.CharField())).values("text")
    kinds = ContentType.objects.get_for_models(Article, BulkChange)
    alone = models.Q(content_type=kinds[Article], object_id=str(article.pk))
    together = models.Q(content_type=kinds[BulkChange], object_id__in=many)
    entries = LogEntry.objects.filter(alone | together).select_related("user", "content_type")
    return entries.order_by("action_time", "pk")


@transaction.atomic
def assign(*, article: Article, to: Any | None, by: Any) -> None:
    """Give the article to somebody of the desk to look after, or to nobody."""
    record(article, _assign(article, to), by)


def assign_articles(*, articles: Iterable[Article], to: Any | None, by: Any) -> ManyReport:
    """Give articles to somebody of the desk to look after, or to nobody."""
    said = _("Assigned to %s.") % to if to else _("Assigned to nobody.")
    return change_many(articles=articles, change=lambda row: _assign(row, to), said=said, by=by)


def _assign(article: Article, to: Any | None) -> str:
    if to is not None and not (to.is_active and to.is_staff):
        raise CurationError(_("%s is not at the desk.") % to)
    # Who looks after it is no change of the article: readers' "last changed" stays.
    article.assigned_to = to
    article.save(update_fields=["assigned_to"])
    return _("Assigned to %s.") % to if to else _("Assigned to nobody.")


def tag_articles(*, articles: Iterable[Article], entity: Entity, by: Any) -> ManyReport:
    """Say that articles speak of an entity: readers see it from now on."""
    said = _("Tagged with “%s”.") % entity
    return change_many(articles=articles, change=lambda row: _tag(row, entity), said=said, by=by)


def untag_articles(*, articles: Iterable[Article], entity: Entity, by: Any) -> ManyReport:
    """Say that articles do not speak of an entity; it is not suggested for them again."""
    said = _("Tag taken away: “%s”.") % entity
    return change_many(articles=articles, change=lambda row: _untag(row, entity), said=said, by=by)


def set_topic(*, articles: Iterable[Article], topic: Entity, alone: bool, by: Any) -> ManyReport:
    """Say what articles are about; `alone`: it takes the place of their other topics."""
    if topic.kind != Entity.Kind.TOPIC:
        raise CurationError(_("“%s” is no topic.") % topic)

    def change(article: Article) -> str:
        if alone:
            others = article.mentions.exclude(status=Mention.Status.REJECTED)
            others = others.filter(entity__kind=Entity.Kind.TOPIC).exclude(entity=topic)
            if not others.update(status=Mention.Status.REJECTED):
                return _tag(article, topic)
        elif article.mentions.confirmed().filter(entity=topic).exists():
            raise CurationError(_already(article, topic))
        return _set(article, topic)

    said = _("Topic set: “%s”.") % topic
    return change_many(articles=articles, change=change, said=said, by=by)


def _tag(article: Article, entity: Entity) -> str:
    if article.mentions.confirmed().filter(entity=entity).exists():
        raise CurationError(_already(article, entity))
    return _set(article, entity)


def _set(article: Article, entity: Entity) -> str:
    article.mentions.update_or_create(entity=entity, defaults={"status": Mention.Status.CONFIRMED})
    return _("Tagged with “%s”.") % entity


def _already(article: Article, entity: Entity) -> str:
    return _("“%(article)s” has “%(entity)s” already.") % {"article": article, "entity": entity}


def _untag(article: Article, entity: Entity) -> str:
    told = article.mentions.filter(entity=entity).exclude(status=Mention.Status.REJECTED)
    if not told.update(status=Mention.Status.REJECTED):
        raise CurationError(
            _("“%(article)s” does not have “%(entity)s”.") % {"article": article, "entity": entity}
        )
    return _("Tag taken away: “%s”.") % entity


@transaction.atomic
def attach_to_meeting(*, article: Article, meeting: Meeting, by: Any) -> None:
    """Let an article stand behind a meeting as a whole; both histories say so."""
    record(article, _attach(article, meeting), by)
    record(meeting, _("“%s” is evidence for it.") % article, by)


def attach_articles(*, articles: Iterable[Article], meeting: Meeting, by: Any) -> ManyReport:
    """Let articles stand behind a meeting as a whole; its history says so once."""
    said = _("Evidence for “%s”.") % meeting
    with transaction.atomic():
        report = change_many(
            articles=articles, change=lambda row: _attach(row, meeting), said=said, by=by
        )
        if report.done:
            text = ngettext("%(n)d article more is evidence for it.",
                            "%(n)d articles more are evidence for it.", report.done)  # fmt: skip
            record(meeting, text % {"n": report.done}, by)
    return report


def _attach(article: Article, meeting: Meeting) -> str:
    names = {"article": article, "meeting": meeting}
    if meeting.review == Meeting.Review.REJECTED:
        raise CurationError(_("“%(meeting)s” was rejected as no meeting.") % names)
    _row, made = Evidence.objects.get_or_create(
        meeting=meeting, article=article, fact=Evidence.Fact.MEETING
    )
    if not made:
        raise CurationError(_("“%(article)s” stands behind “%(meeting)s” already.") % names)
    return _("Evidence for “%s”.") % meeting


@transaction.atomic
def confirm_meeting(*, meeting: Meeting, by: Any) -> None:
    """Say that it is a meeting: readers see it from now on."""
    _judge_meeting(meeting, Meeting.Review.CONFIRMED, _("Meeting confirmed."), by)


@transaction.atomic
def reject_meeting(*, meeting: Meeting, by: Any) -> None:
    """Say that it is none. The row stays, so that the same suggestion does not come back."""
    _judge_meeting(meeting, Meeting.Review.REJECTED, _("Meeting rejected."), by)


def _judge_meeting(meeting: Meeting, review: str, message: str, by: Any) -> None:
    meeting.review = review
    meeting.save(update_fields=["review", "last_on", "updated_at"])
    record(meeting, message, by)


@transaction.atomic
def same_meeting(*, suggestion: Meeting, known: Meeting, by: Any) -> None:
    """Say that a suggested meeting is one that the register has already.

    The articles that tell of it become evidence for the known one. The suggestion is rejected and
    keeps its row, by which a later report is known to have been judged."""
    if suggestion.pk == known.pk:
        raise CurationError(_("A meeting cannot be put in its own place."))
    if suggestion.review != Meeting.Review.SUGGESTED:
        raise CurationError(_("“%s” is no suggestion any more.") % suggestion)
    if known.review != Meeting.Review.CONFIRMED:
        raise CurationError(_("“%s” is not confirmed. Confirm it first.") % known)
    for row in suggestion.evidence.select_related("article"):
        Evidence.objects.get_or_create(meeting=known, article=row.article, fact=row.fact)
        record(row.article, _("Evidence for “%s”.") % known, by)
    record(known, _("The suggestion “%s” is this meeting.") % suggestion, by)
    _judge_meeting(suggestion, Meeting.Review.REJECTED, _("It is the meeting “%s”.") % known, by)


@transaction.atomic
def dismiss(*, article: Article, kind: str, what: str, by: Any) -> None:
    """Say that what was read in the text is nothing to keep; it is not proposed for it again."""
    _row, made = Dismissal.objects.get_or_create(article=article, kind=kind, what=what[:300])
    if made:
        record(article, _("Suggestion rejected: %s") % what, by)


@transaction.atomic
def add_name(
    *, article: Article, name: str, kind: str, start: int | None, end: int | None, by: Any
) -> Entity:
    """Make an entity of a name that a text has, and say that the article speaks of it."""
    name = " ".join(name.split())[:200]
    if not name or kind not in Entity.Kind.values:
        raise CurationError(_("Give the name and its kind."))
    latin = slugify(name)
    key = latin if latin and not _is_taken(latin) else f"{latin or kind}-{secrets.token_hex(4)}"
    names = {"name_en" if latin else "name_ar": name}
    entity = Entity.objects.create(key=key, kind=kind, **names)
    record(entity, _("Made of a name in “%s”.") % article, by, ADDITION)
    Mention.objects.create(article=article, entity=entity, text=name, start=start, end=end)
    record(article, _("Mention confirmed: %s") % entity, by)
    return entity


def _is_taken(key: str) -> bool:
    redirects = EntityRedirect.objects.filter(old_key=key)
    return Entity.objects.filter(key=key).exists() or redirects.exists()


@transaction.atomic
def cite(
    *,
    article: Article,
    meeting: Meeting,
    fact: str,
    quote: str,
    by: Any,
    value_ar: str = "",
    value_en: str = "",
) -> Evidence:
    """Let words of an article stand behind a fact of a meeting.

    The quotation is kept as the text has it. Where the article stands behind the fact already, its
    row gets the quotation, and a value where one is given."""
    if meeting.review == Meeting.Review.REJECTED:
        raise CurationError(_("“%s” was rejected as no meeting.") % meeting)
    exact = exact_quote(article, quote)
    row = Evidence.objects.filter(meeting=meeting, article=article, fact=fact).first()
    row = row or Evidence(meeting=meeting, article=article, fact=fact)
    row.quote, row.origin = exact, ""
    row.value_ar, row.value_en = value_ar or row.value_ar, value_en or row.value_en
    row.save()
    told = {"article": article, "fact": row.get_fact_display(), "quote": exact}
    record(meeting, _("“%(article)s” quoted for: %(fact)s: «%(quote)s»") % told, by)
    record(article, _("Quoted for “%(meeting)s”: %(fact)s.") % {**told, "meeting": meeting}, by)
    return row


def exact_quote(article: Article, quote: str) -> str:
    """The words of the article that a quotation repeats, as the article has them."""
    for text in (article.body, article.title):
        if span := find_quote(text, quote):
            exact = text[span[0] : span[1]]
            if len(exact) <= LONGEST_QUOTE:
                return exact
            raise CurationError(_("The quotation is too long: choose one sentence."))
    raise CurationError(_("The quotation is not in the text. Copy it from there."))
