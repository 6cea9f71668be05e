"""Words of an article as evidence of what a meeting was: kept, and taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.arabic.quotes import find_quote
from articles.curation.articles import hold_for
from articles.curation.errors import CurationError, hold_suggestion
from articles.curation.evidence import tell_meetings
from articles.curation.history.versions import state_now
from articles.curation.records import record
from articles.models import Article, Evidence, Meeting

LONGEST_QUOTE = 500


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
    hold_for(article, by)
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


def keep_sentence(article: Article, meeting: Meeting, sentence: str) -> str:
    """Keep the sentence that a meeting was read in with the row that the article is evidence of it;
    return the quotation as it stands there. A quotation that somebody chose stays. None is made of
    what is not the outlet's own words, as our abstract, nor of a sentence too long to be shown.

    The article is held by the caller, who knows who asks."""
    rows = Evidence.objects.filter(meeting=meeting, article=article, fact=Evidence.Fact.MEETING)
    row = rows.select_for_update().first()
    if row is None or row.quote or not sentence:
        return ""
    try:
        row.quote = exact_quote(article, sentence)
    except CurationError:
        return ""
    row.origin = ""
    row.save(update_fields=["quote", "origin"])
    return row.quote


def tell_quoted(article: Article, meeting: Meeting, by: Any) -> None:
    """Write into the history of an article that it is quoted for a meeting as a whole."""
    record(article, lambda: _("Quoted for “%(meeting)s”: %(fact)s.") % _told(meeting), by)


def _told(meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting, "fact": Evidence.Fact.MEETING.label}


@transaction.atomic
def take_back_evidence(*, row: Evidence, by: Any) -> bool:
    """Say that the article does not say so after all; return whether anything else still does.

    That a suggestion was read in the article stays, without the words that stood behind it. One
    line in the history of each; that of the meeting keeps what was there, and brings it back. Where
    nothing else bears the fact out, the line says so, and readers are told."""
    article, meeting = row.article, row.meeting
    hold_for(article, by)
    hold_suggestion(meeting)
    hold_suggestion(row)
    before = state_now(meeting)
    told = {"article": article, "meeting": meeting, "quote": row.quote}
    is_reading = row.fact == Evidence.Fact.MEETING and meeting.review != Meeting.Review.CONFIRMED
    if is_reading:
        for name in ("quote", "origin", "value_ar", "value_en"):
            setattr(row, name, "")
        row.save()
    else:
        row.delete()
    is_lost = meeting.lapses.filter(fact=row.fact).exists()

    def of_meeting() -> str:
        said = {**told, "fact": row.get_fact_display()}
        text = _("Evidence of “%(article)s” taken back: %(fact)s.") % said
        if told["quote"]:
            text = _("Evidence of “%(article)s” taken back: %(fact)s: «%(quote)s»") % said
        return " ".join([text, _("Nothing else says so.")]) if is_lost else text

    def of_article() -> str:
        said = {**told, "fact": row.get_fact_display()}
        return _("Evidence for “%(meeting)s” taken back: %(fact)s.") % said

    record(meeting, of_meeting, by, before=before)
    record(article, of_article, by)
    return is_reading or not (is_lost or not meeting.evidence.exists())


@transaction.atomic
def save_evidence(*, row: Evidence, by: Any) -> None:
    """Keep a row of evidence as a form has it; the history is for the caller.

    Both the article that it names and the one that it named until now are held: neither is for
    others to change where it is withdrawn."""
    until_now = Evidence.objects.filter(pk=row.pk).values("article")
    named = Article.objects.filter(Q(pk=row.article_id) | Q(pk__in=until_now))
    for article in named.defer("body").order_by("pk"):
        hold_for(article, by)
    row.save()


@transaction.atomic
def remove_evidence(*, row: Evidence, by: Any) -> None:
    """Take a row of evidence away, whatever it said. A fact that nothing else says is flagged from
    then on, by the database itself, and the history of the meeting says so."""
    hold_for(row.article, by)
    row.delete()
    if row.meeting.lapses.filter(fact=row.fact).exists():
        tell_meetings(
            [row], gettext_noop("“%(article)s” was the last evidence for: %(facts)s."), by
        )
