"""Judging what was read in an article: meetings, and names nobody listed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import ADDITION
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.arabic.tokens import words
from articles.curation.articles import hold_for, may_change, read_standing
from articles.curation.errors import CurationError, hold_suggestion
from articles.curation.mentions import confirm_mention
from articles.curation.merging.meetings import SAID
from articles.curation.merging.pairs import fill_blanks
from articles.curation.quotes import keep_sentence, tell_quoted
from articles.curation.records import Message, record
from articles.ingest.clean import clean_line
from articles.ingest.language import script_of
from articles.models import (
    Alias,
    Article,
    Dismissal,
    Entity,
    EntityRedirect,
    Evidence,
    Meeting,
    Mention,
)


@transaction.atomic
def confirm_meeting(
    *, meeting: Meeting, by: Any, article: Article | None = None, sentence: str = ""
) -> None:
    """Say that it is a meeting: readers see it from now on. The sentence of the article in which it
    was read is kept as evidence of it."""
    if article:
        hold_for(article, by)
    hold_suggestion(meeting)
    quote = keep_sentence(article, meeting, sentence) if article else ""
    told = {"article": article, "quote": quote}

    def message() -> str:
        if quote:
            return _("Meeting confirmed, as “%(article)s” has it: «%(quote)s»") % told
        return _("Meeting confirmed.")

    _judge_meeting(meeting, Meeting.Review.CONFIRMED, message, by)
    if article and quote:
        tell_quoted(article, meeting, by)


@transaction.atomic
def reject_meeting(*, meeting: Meeting, by: Any) -> None:
    """Say that it is none. The row stays, so that the same suggestion does not come back."""
    hold_suggestion(meeting)
    _judge_meeting(meeting, Meeting.Review.REJECTED, lambda: _("Meeting rejected."), by)


def _judge_meeting(meeting: Meeting, review: str, message: Message, by: Any) -> None:
    """Give a meeting that the caller holds its review."""
    meeting.review = review
    meeting.save(update_fields=["review", "last_on", "updated_at"])
    record(meeting, message, by)


@transaction.atomic
def same_meeting(
    *,
    suggestion: Meeting,
    known: Meeting,
    by: Any,
    article: Article | None = None,
    sentence: str = "",
) -> list[Article]:
    """Say that a suggested meeting is one that the register has already.

    The articles that tell of it become evidence for the known one, with what was quoted from them
    and said of them; where an article bears out the same fact already, its row gets what it lacks.
    So is the sentence of the article in which it was read. The suggestion is rejected and keeps its
    rows, by which a later report is known to have been judged.

    What is withdrawn is made evidence only by who may withdraw. Such an article is no reason
    against the judgement, which is about the meeting: its rows stay with the suggestion, and it is
    returned, so that somebody who may can be asked."""
    if article:
        hold_for(article, by)
    for meeting in sorted((suggestion, known), key=lambda one: one.pk):
        hold_suggestion(meeting)
    if suggestion.pk == known.pk:
        raise CurationError(_("A meeting cannot be put in its own place."))
    if suggestion.review != Meeting.Review.SUGGESTED:
        raise CurationError(_("“%s” is no suggestion any more.") % suggestion)
    if known.review != Meeting.Review.CONFIRMED:
        raise CurationError(_("“%s” is not confirmed. Confirm it first.") % known)
    left: dict[int, Article] = {}
    for row in suggestion.evidence.select_related("article").order_by("article", "pk"):
        read_standing(row.article)
        if not may_change(row.article, by):
            left[row.article_id] = row.article
            continue
        _hand_on(row, known)
        record(row.article, lambda: _("Evidence for “%s”.") % known, by)
    if article:
        keep_sentence(article, known, sentence)
    record(known, lambda: _("The suggestion “%s” is this meeting.") % suggestion, by)
    _judge_meeting(
        suggestion, Meeting.Review.REJECTED, lambda: _("It is the meeting “%s”.") % known, by
    )
    return list(left.values())


def _hand_on(row: Evidence, known: Meeting) -> None:
    """Let the article of a suggestion's row say the same of the known meeting."""
    there = {"meeting": known, "article": row.article, "fact": row.fact}
    stands = Evidence.objects.filter(**there).first() or Evidence(**there)
    had = [getattr(stands, name) for name in SAID]
    fill_blanks(stands, row, SAID)
    if had != [getattr(stands, name) for name in SAID]:
        stands.origin = ""  # the curator's from now on: a dossier loaded again leaves it alone
    stands.save()


@transaction.atomic
def dismiss(*, article: Article, kind: str, what: str, by: Any) -> None:
    """Say that what was read in the text is nothing to keep; it is not proposed for it again."""
    _row, made = Dismissal.objects.get_or_create(article=article, kind=kind, what=what[:300])
    if made:
        record(article, lambda: _("Suggestion rejected: %s") % what, by)


@transaction.atomic
def take_back_dismissal(*, article: Article, kind: str, what: str, by: Any) -> None:
    """Say that it may be something after all; what was not dismissed is left as it is."""
    gone, _rows = Dismissal.objects.filter(article=article, kind=kind, what=what[:300]).delete()
    if gone:
        record(article, lambda: _("Rejection taken back: %s") % what, by)


@transaction.atomic
def confirm_mentions(*, article: Article, mentions: Iterable[int], by: Any) -> int:
    """Confirm those of these mentions that wait still, in one line of history; return how many."""
    waiting = article.mentions.filter(pk__in=mentions, status=Mention.Status.SUGGESTED)
    rows = list(waiting.select_for_update(of=["self"]).select_related("entity").order_by("pk"))
    if rows:
        chosen = Mention.objects.filter(pk__in=[row.pk for row in rows])
        chosen.update(status=Mention.Status.CONFIRMED)

        def told() -> str:
            return _("Mentions confirmed: %s") % _(", ").join(str(row.entity) for row in rows)

        record(article, told, by)
    return len(rows)


@transaction.atomic
def add_name(
    *,
    article: Article,
    name: str,
    kind: str,
    start: int | None,
    end: int | None,
    by: Any,
    name_ar: str = "",
    name_en: str = "",
) -> Entity:
    """Make an entity of a name that a text has, and say that the article speaks of it.

    `name` is what the text has; the two others are what the entity is to be called, and where both
    are empty it is called what the text has. A name that stands alone goes where its letters say:
    one with Arabic letters is the Arabic name, whatever Latin stands beside them. What the text has
    and neither name says is kept as an alias, so that the next text is understood.

    Where the article speaks already of one of that kind and name, as after a button was pressed
    twice or by two at once, that one is confirmed and none is made."""
    name, name_ar, name_en = (clean_line(one)[:200] for one in (name, name_ar, name_en))
    if not (name_ar and name_en):
        lone = name_ar or name_en or name
        name_ar, name_en = (lone, "") if script_of(lone) == "arabic" else ("", lone)
    if not (name_ar or name_en) or kind not in Entity.Kind.values:
        raise CurationError(_("Give the name and its kind."))
    # Whoever adds a name to the article next waits here, and then sees this one.
    list(Article.objects.select_for_update().filter(pk=article.pk).values("pk"))
    if there := _mention_of(article, [name_ar, name_en], kind):
        if there.status != Mention.Status.CONFIRMED:
            confirm_mention(mention=there, by=by)
        return there.entity
    latin = slugify(name_en)
    key = latin if latin and not _is_taken(latin) else f"{latin or kind}-{secrets.token_hex(4)}"
    entity = Entity.objects.create(key=key, kind=kind, name_ar=name_ar, name_en=name_en)
    if name and _read(name) not in (_read(name_ar), _read(name_en)):
        language = "ar" if script_of(name) == "arabic" else "en"
        Alias.objects.create(entity=entity, text=name, language=language)
    record(entity, lambda: _("Made of a name in “%s”.") % article, by, ADDITION)
    said = name or name_ar or name_en
    Mention.objects.create(article=article, entity=entity, text=said, start=start, end=end)
    record(article, lambda: _("Mention confirmed: %s") % entity, by)
    return entity


def _read(name: str) -> list[str]:
    """A name as it is compared: in any spelling that reads the same."""
    return words(name) or [name]


def _mention_of(article: Article, names: Iterable[str], kind: str) -> Mention | None:
    """The article's mention of an entity of that kind which bears one of the names."""
    said = [_read(name) for name in names if name]
    rows = article.mentions.filter(entity__kind=kind).order_by("pk")
    for row in rows.select_related("entity", "article").prefetch_related("entity__aliases"):
        entity = row.entity
        known = [entity.name_ar, entity.name_en, *(one.text for one in entity.aliases.all())]
        if any(_read(text) in said for text in known if text):
            return row
    return None


def _is_taken(key: str) -> bool:
    redirects = EntityRedirect.objects.filter(old_key=key)
    return Entity.objects.filter(key=key).exists() or redirects.exists()
