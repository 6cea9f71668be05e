"""The forms of the review page: which meeting a suggestion is, and a quotation as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.admin.choosing import MOST_AT_HAND, RowField
from articles.admin.days import around
from articles.admin.nearness import ARTICLE, MEETING, labeled, near_article
from articles.admin.typed import TypedField
from articles.models import Article, Evidence, Meeting

_RELATION = Evidence._meta.get_field("meeting")
_DAYS = 4


class SameForm(forms.Form):
    """The meeting of the register that a suggestion is."""

    # It stands, folded, in the form whose other buttons need no meeting.
    use_required_attribute = False

    known = RowField(
        labeled(Meeting.objects.confirmed()), _RELATION, label=_("It is this known meeting")
    )

    def __init__(self, near: Iterable[Meeting], of: Meeting, *args: Any, **kwargs: Any) -> None:
        """`near` are known meetings, `of` is the suggestion."""
        super().__init__(*args, **kwargs)
        self.fields["known"].offer(_likeliest(near, of), **{MEETING: of.pk})


class QuoteForm(forms.Form):
    """Words of the article for a fact of a meeting."""

    quote = forms.CharField(
        label=_("quotation"),
        help_text=_("Press a sentence of the text, select some words there, or paste them here."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    meeting = RowField(
        labeled(Meeting.objects.exclude(review=Meeting.Review.REJECTED)),
        _RELATION,
        label=_("meeting"),
    )
    fact = forms.ChoiceField(label=_("fact"), choices=Evidence.Fact.choices)
    value_ar = TypedField(
        label=_("value, Arabic"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    value_en = TypedField(
        label=_("value, English"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )

    def __init__(
        self, near: Iterable[Meeting], article: Article, *args: Any, **kwargs: Any
    ) -> None:
        """`near` are the meetings of the article, the likeliest first."""
        super().__init__(*args, **kwargs)
        self.fields["meeting"].offer(near, **{ARTICLE: article.pk})


def offered(article: Article, days: Sequence[date]) -> tuple[list[Meeting], list[Meeting]]:
    """Meetings that words of the article may be evidence of, the likeliest first; and confirmed
    ones about the given days, which a suggestion of such a day may be."""
    likeliest = near_article(article)
    spans = [around(day, _DAYS) for day in days]
    then = Q(pk__in=likeliest.values("pk")[:MOST_AT_HAND])
    for span in spans:
        then |= Q(start__range=span)
    # Both in one query: what the article is near to is often what its suggestions may be.
    rows = list(labeled(likeliest.filter(then))[: 3 * MOST_AT_HAND])
    known = [row for row in rows if row.review == Meeting.Review.CONFIRMED]
    near = [row for row in known if any(first <= row.start <= last for first, last in spans)]
    return rows[:MOST_AT_HAND], near


def _likeliest(near: Iterable[Meeting], of: Meeting) -> list[Meeting]:
    """Meetings that a suggestion may be: those of its people first, then by their days; as
    articles.admin.nearness has it, without a query for each suggestion of a page."""
    people = {row.entity_id for row in of.participants.all()}

    def place(one: Meeting) -> tuple[bool, int, int]:
        shared = people & {row.entity_id for row in one.participants.all()}
        return not shared, abs((one.start - of.start).days), -one.pk

    return sorted((one for one in near if one.pk != of.pk), key=place)
