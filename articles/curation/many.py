"""What is done to many articles at once: one line of history, and how it went for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.curation.articles import advance, give_back, hold_for, put_in, take_back
from articles.curation.errors import CurationError, hold_suggestion
from articles.curation.history import versions
from articles.curation.quotes import keep_sentence
from articles.curation.records import record
from articles.models import Article, BulkChange, Collection, Entity, Evidence, Meeting, Mention


@dataclass(frozen=True)
class ManyReport:
    """How an action on many articles went: how many changed, and why others did not."""

    done: int
    refusals: list[str]


def change_many(
    *,
    articles: Iterable[Article],
    change: Callable[[Article], object],
    said: Callable[[], str],
    by: Any,
) -> ManyReport:
    """Hold each article and apply `change` to it; what it refuses does not stop the rest, nor does
    what is withdrawn and not for `by` to change.

    All of it is one line of history on a BulkChange that names the articles; `said` returns what it
    says, in the language in which it is called."""
    done: list[Article] = []
    refusals = []
    with transaction.atomic():
        for article in articles:
            try:
                with transaction.atomic():
                    hold_for(article, by)
                    change(article)
            except CurationError as refusal:
                refusals.append(str(refusal))
            else:
                done.append(article)
        if done:
            many = BulkChange.objects.create()
            many.articles.add(*done)
            message = partial(_counted, said, len(done), len(refusals))
            versions.follow_many(done, record(many, message, by))
    return ManyReport(len(done), refusals)


def _counted(said: Callable[[], str], done: int, refused: int) -> str:
    counted = ngettext("%(n)d article", "%(n)d articles", done) % {"n": done}
    failed = _(" · refused: %d") % refused if refused else ""
    return f"{said()} · {counted}{failed}"


def history_of(thing: models.Model) -> models.QuerySet[LogEntry]:
    """What was done to a thing, oldest first: to it alone, and to an article with many others."""
    kinds = ContentType.objects.get_for_models(type(thing), BulkChange)
    lines = models.Q(content_type=kinds[type(thing)], object_id=str(thing.pk))
    if isinstance(thing, Article):
        many = thing.bulk_changes.annotate(text=Cast("pk", models.CharField())).values("text")
        lines |= models.Q(content_type=kinds[BulkChange], object_id__in=many)
    entries = LogEntry.objects.filter(lines).select_related("user", "content_type")
    return entries.order_by("action_time", "pk")


def publish_articles(*, articles: Iterable[Article], by: Any) -> ManyReport:
    """Show articles to readers."""
    return _advance(articles, Article.Status.PUBLISHED, lambda: _("Published."), by)


def review_articles(*, articles: Iterable[Article], by: Any) -> ManyReport:
    """Ask a second pair of eyes; what was published is taken from readers until then."""
    return _advance(articles, Article.Status.IN_REVIEW, lambda: _("Sent to review."), by)


def _advance(
    articles: Iterable[Article], status: str, said: Callable[[], str], by: Any
) -> ManyReport:
    return change_many(articles=articles, change=lambda row: advance(row, status), said=said, by=by)


def withdraw_articles(*, articles: Iterable[Article], reason: str, by: Any) -> ManyReport:
    """Take texts from readers, all for one reason."""
    return change_many(
        articles=articles,
        change=lambda row: take_back(row, reason, by),
        said=lambda: _("Withdrawn: %s") % reason.strip(),
        by=by,
    )


def restore_articles(*, articles: Iterable[Article], by: Any) -> ManyReport:
    """Undo withdrawals; the articles go to review."""
    return change_many(articles=articles, change=give_back, said=lambda: _("Restored."), by=by)


def file_articles(*, articles: Iterable[Article], dossier: Collection, by: Any) -> ManyReport:
    """Put articles in a dossier."""
    return change_many(
        articles=articles,
        change=lambda row: put_in(row, dossier),
        said=lambda: _("Filed in “%s”.") % dossier,
        by=by,
    )


@transaction.atomic
def assign(*, article: Article, to: Any | None, by: Any) -> None:
    """Give the article to somebody of the desk to look after, or to nobody."""
    hold_for(article, by)
    _assign(article, to)
    record(article, partial(_assigned, to), by)


def assign_articles(*, articles: Iterable[Article], to: Any | None, by: Any) -> ManyReport:
    """Give articles to somebody of the desk to look after, or to nobody."""
    said = partial(_assigned, to)
    return change_many(articles=articles, change=lambda row: _assign(row, to), said=said, by=by)


def _assign(article: Article, to: Any | None) -> None:
    if to is not None and not (to.is_active and to.is_staff):
        raise CurationError(_("%s is not at the desk.") % to)
    # Who looks after it is no change of the article: readers' "last changed" stays.
    article.assigned_to = to
    article.save(update_fields=["assigned_to"])


def _assigned(to: Any | None) -> str:
    return _("Assigned to %s.") % to if to else _("Assigned to nobody.")


def tag_articles(*, articles: Iterable[Article], entity: Entity, by: Any) -> ManyReport:
    """Say that articles speak of an entity: readers see it from now on."""
    return change_many(
        articles=articles,
        change=lambda row: _tag(row, entity),
        said=lambda: _("Tagged with “%s”.") % entity,
        by=by,
    )


def untag_articles(*, articles: Iterable[Article], entity: Entity, by: Any) -> ManyReport:
    """Say that articles do not speak of an entity; it is not suggested for them again."""
    return change_many(
        articles=articles,
        change=lambda row: _untag(row, entity),
        said=lambda: _("Tag taken away: “%s”.") % entity,
        by=by,
    )


def set_topic(*, articles: Iterable[Article], topic: Entity, alone: bool, by: Any) -> ManyReport:
    """Say what articles are about; `alone`: it takes the place of their other topics."""
    if topic.kind != Entity.Kind.TOPIC:
        raise CurationError(_("“%s” is no topic.") % topic)

    def change(article: Article) -> None:
        if alone:
            others = article.mentions.exclude(status=Mention.Status.REJECTED)
            others = others.filter(entity__kind=Entity.Kind.TOPIC).exclude(entity=topic)
            if not others.update(status=Mention.Status.REJECTED):
                _tag(article, topic)
                return
        elif article.mentions.confirmed().filter(entity=topic).exists():
            raise CurationError(_already(article, topic))
        _set(article, topic)

    return change_many(
        articles=articles, change=change, said=lambda: _("Topic set: “%s”.") % topic, by=by
    )


def _tag(article: Article, entity: Entity) -> None:
    if article.mentions.confirmed().filter(entity=entity).exists():
        raise CurationError(_already(article, entity))
    _set(article, entity)


def _set(article: Article, entity: Entity) -> None:
    article.mentions.update_or_create(entity=entity, defaults={"status": Mention.Status.CONFIRMED})


def _already(article: Article, entity: Entity) -> str:
    return _("“%(article)s” has “%(entity)s” already.") % {"article": article, "entity": entity}


def _untag(article: Article, entity: Entity) -> None:
    told = article.mentions.filter(entity=entity).exclude(status=Mention.Status.REJECTED)
    if not told.update(status=Mention.Status.REJECTED):
        raise CurationError(
            _("“%(article)s” does not have “%(entity)s”.") % {"article": article, "entity": entity}
        )


@transaction.atomic
def attach_to_meeting(*, article: Article, meeting: Meeting, by: Any, sentence: str = "") -> None:
    """Let an article stand behind a meeting as a whole, with the sentence in which it was read;
    both histories say so."""
    hold_for(article, by)
    hold_suggestion(meeting)
    _attach(article, meeting)
    told = {"article": article, "quote": keep_sentence(article, meeting, sentence)}

    def of_meeting() -> str:
        if told["quote"]:
            return _("“%(article)s” is evidence for it: «%(quote)s»") % told
        return _("“%s” is evidence for it.") % article

    record(article, lambda: _("Evidence for “%s”.") % meeting, by)
    record(meeting, of_meeting, by)


def attach_articles(*, articles: Iterable[Article], meeting: Meeting, by: Any) -> ManyReport:
    """Let articles stand behind a meeting as a whole; its history says so once."""
    with transaction.atomic():
        report = change_many(
            articles=articles,
            change=lambda row: _attach(row, meeting),
            said=lambda: _("Evidence for “%s”.") % meeting,
            by=by,
        )
        if report.done:
            record(meeting, partial(_attached, report.done), by)
    return report


def _attached(count: int) -> str:
    text = ngettext("%(n)d article more is evidence for it.",
                    "%(n)d articles more are evidence for it.", count)  # fmt: skip
    return text % {"n": count}


def _attach(article: Article, meeting: Meeting) -> None:
    names = {"article": article, "meeting": meeting}
    if meeting.review == Meeting.Review.REJECTED:
        raise CurationError(_("“%(meeting)s” was rejected as no meeting.") % names)
    _row, made = Evidence.objects.get_or_create(
        meeting=meeting, article=article, fact=Evidence.Fact.MEETING
    )
    if not made:
        raise CurationError(_("“%(article)s” stands behind “%(meeting)s” already.") % names)
