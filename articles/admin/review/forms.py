"""The forms of the review page: which meeting a suggestion is, and a quotation as evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.admin.choosing import MOST_AT_HAND, RowField
from articles.admin.days import around
from articles.models import Article, Evidence, Meeting

_RELATION = Evidence._meta.get_field("meeting")
_DAYS = 4


class SameForm(forms.Form):
    """The meeting of the register that a suggestion is."""

    # It stands, folded, in the form whose other buttons need no meeting.
    use_required_attribute = False

    known = RowField(Meeting.objects.confirmed(), _RELATION, label=_("It is this known meeting"))

    def __init__(self, near: Iterable[Meeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].offer(near)


class QuoteForm(forms.Form):
    """Words of the article for a fact of a meeting."""

    quote = forms.CharField(
        label=_("quotation"),
        help_text=_("Press a sentence of the text, select some words there, or paste them here."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    meeting = RowField(
        Meeting.objects.exclude(review=Meeting.Review.REJECTED), _RELATION, label=_("meeting")
    )
    fact = forms.ChoiceField(label=_("fact"), choices=Evidence.Fact.choices)
    value_ar = forms.CharField(
        label=_("value, Arabic"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    value_en = forms.CharField(
        label=_("value, English"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )

    def __init__(self, near: Iterable[Meeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = list(near)
        self.fields["meeting"].offer(near)
        if len(near) == 1:
            self.initial.setdefault("meeting", near[0].pk)


def known_near(article: Article, days: Iterable[Any]) -> list[Meeting]:
    """Confirmed meetings on the given days, or where none are given about the article's own."""
    then = Q()
    for day in days or filter(None, [article.published_on]):
        then |= Q(start__range=around(day, _DAYS))
    if not then:
        return []
    return list(Meeting.objects.confirmed().filter(then).order_by("start", "pk")[:MOST_AT_HAND])
