"""How to cite an entry of the register, in plain text."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Article, Meeting, localized


def article_citation(article: Article, language: str, site: str) -> str:
    """One line that finds the article again: at the outlet and, for as long as we are, here."""
    with override(language):
        parts = [
            article.author,
            _title_of(article),
            str(article.source.name),
            _day(article.published_on),
            article.url or article.key,
            _("Sijill, entry %(number)s") % {"number": article.pk},
            site + reverse("short-link", args=[article.pk]),
        ]
        return _joined(parts)


def meeting_citation(meeting: Meeting, language: str, site: str) -> str:
    """One line that finds the record of a meeting again."""
    with override(language):
        parts = [
            _("Sijill"),
            _quoted(str(localized(meeting, "title"))),
            _("meeting %(number)s") % {"number": meeting.pk},
            _when(meeting),
            site + reverse("meeting", args=[meeting.pk]),
        ]
        return _joined(parts)


def _when(meeting: Meeting) -> str:
    if meeting.precision == Meeting.Precision.MONTH:
        return date_format(meeting.start, "F Y")
    if meeting.end and meeting.end != meeting.start:
        ends = {"first": _day(meeting.start), "last": _day(meeting.end)}
        return _("from %(first)s to %(last)s") % ends
    day = _day(meeting.start)
    return _("night of %(day)s") % {"day": day} if meeting.precision == "night" else day


def _title_of(article: Article) -> str:
    """The outlet's headline in quotation marks; one of ours in the square brackets in which
    catalogers put a title they supply (ISBD, 0.3.2)."""
    return _quoted(article.title) if article.title else f"[{article.headline}]"


def _quoted(title: str) -> str:
    # Translators: quotation marks around the title of a cited work.
    return _("“%(title)s”") % {"title": title}


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else _("undated")


def _joined(parts: list[str]) -> str:
    # Translators: what stands between the parts of a citation.
    return _(", ").join(part for part in parts if part)
