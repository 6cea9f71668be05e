"""Judging what was read in an article: meetings, names nobody listed, words worth quoting."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import ADDITION
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.arabic.quotes import find_quote
from articles.arabic.tokens import words
from articles.curation.errors import CurationError, hold_suggestion
from articles.curation.mentions import confirm_mention
from articles.curation.merging.meetings import SAID
from articles.curation.merging.pairs import fill_blanks
from articles.curation.records import Message, record
from articles.ingest.language import script_of
from articles.models import Article, Dismissal, Entity, EntityRedirect, Evidence, Meeting, Mention

LONGEST_QUOTE = 500


@transaction.atomic
def confirm_meeting(*, meeting: Meeting, by: Any) -> None:
    """Say that it is a meeting: readers see it from now on."""
    _judge_meeting(meeting, Meeting.Review.CONFIRMED, lambda: _("Meeting confirmed."), by)


@transaction.atomic
def reject_meeting(*, meeting: Meeting, by: Any) -> None:
    """Say that it is none. The row stays, so that the same suggestion does not come back."""
    _judge_meeting(meeting, Meeting.Review.REJECTED, lambda: _("Meeting rejected."), by)


def _judge_meeting(meeting: Meeting, review: str, message: Message, by: Any) -> None:
    hold_suggestion(meeting)
    meeting.review = review
    meeting.save(update_fields=["review", "last_on", "updated_at"])
    record(meeting, message, by)


@transaction.atomic
def same_meeting(*, suggestion: Meeting, known: Meeting, by: Any) -> None:
    """Say that a suggested meeting is one that the register has already.

    The articles that tell of it become evidence for the known one, with what was quoted from them
    and said of them; where an article bears out the same fact already, its row gets what it lacks.
    The suggestion is rejected and keeps its rows, by which a later report is known to have been
    judged."""
    for meeting in sorted((suggestion, known), key=lambda one: one.pk):
        hold_suggestion(meeting)
    if suggestion.pk == known.pk:
        raise CurationError(_("A meeting cannot be put in its own place."))
    if suggestion.review != Meeting.Review.SUGGESTED:
        raise CurationError(_("“%s” is no suggestion any more.") % suggestion)
    if known.review != Meeting.Review.CONFIRMED:
        raise CurationError(_("“%s” is not confirmed. Confirm it first.") % known)
    for row in suggestion.evidence.select_related("article"):
        _hand_on(row, known)
        record(row.article, lambda: _("Evidence for “%s”.") % known, by)
    record(known, lambda: _("The suggestion “%s” is this meeting.") % suggestion, by)
    _judge_meeting(
        suggestion, Meeting.Review.REJECTED, lambda: _("It is the meeting “%s”.") % known, by
    )


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
    *, article: Article, name: str, kind: str, start: int | None, end: int | None, by: Any
) -> Entity:
    """Make an entity of a name that a text has, and say that the article speaks of it.

    Where the article speaks already of one of that kind and name, as after a button was pressed
    twice or by two at once, that one is confirmed and none is made.

    Of the two names that an entity has, one in Arabic letters is the Arabic one, whatever Latin
    stands beside them; any other is written from left to right, and goes where such names go."""
    name = " ".join(name.split())[:200]
    if not name or kind not in Entity.Kind.values:
        raise CurationError(_("Give the name and its kind."))
    # Whoever adds a name to the article next waits here, and then sees this one.
    list(Article.objects.select_for_update().filter(pk=article.pk).values("pk"))
    if there := _mention_of(article, name, kind):
        if there.status != Mention.Status.CONFIRMED:
            confirm_mention(mention=there, by=by)
        return there.entity
    is_arabic = script_of(name) == "arabic"
    latin = "" if is_arabic else slugify(name)
    key = latin if latin and not _is_taken(latin) else f"{latin or kind}-{secrets.token_hex(4)}"
    names = {"name_ar" if is_arabic else "name_en": name}
    entity = Entity.objects.create(key=key, kind=kind, **names)
    record(entity, lambda: _("Made of a name in “%s”.") % article, by, ADDITION)
    Mention.objects.create(article=article, entity=entity, text=name, start=start, end=end)
    record(article, lambda: _("Mention confirmed: %s") % entity, by)
    return entity


def _mention_of(article: Article, name: str, kind: str) -> Mention | None:
    """The article's mention of an entity of that kind which bears the name, in any spelling that
    reads the same."""
    said = words(name) or [name]
    rows = article.mentions.filter(entity__kind=kind).order_by("pk")
    for row in rows.select_related("entity", "article").prefetch_related("entity__aliases"):
        entity = row.entity
        known = [entity.name_ar, entity.name_en, *(one.text for one in entity.aliases.all())]
        if any((words(text) or [text]) == said for text in known if text):
            return row
    return None


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
    # The name of the fact is read in each language of the lines.
    told = {"article": article, "fact": Evidence.Fact(fact).label, "quote": exact}
    record(meeting, lambda: _("“%(article)s” quoted for: %(fact)s: «%(quote)s»") % told, by)
    told["meeting"] = meeting
    record(article, lambda: _("Quoted for “%(meeting)s”: %(fact)s.") % told, by)
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
