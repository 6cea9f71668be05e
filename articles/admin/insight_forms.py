"""The forms in which a curator answers what readers did not find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.numbered import RowSelect, is_number
from articles.admin.typed import TypedField
from articles.arabic.tokens import words
from articles.models import Alias, Article, Entity, PinnedResult
from articles.models.searches import LONGEST
from articles.models.steering import LONGEST_TERM
from articles.search import insight

LANGUAGES = [
    ("ar", _("Arabic")), ("en", _("English")), ("ru", _("Russian")), ("uk", _("Ukrainian")),
    ("fr", _("French")), ("he", _("Hebrew")), ("fa", _("Persian")), ("tr", _("Turkish")),
]  # fmt: skip


class AnswerForm(forms.Form):
    """A form that begins with the query. Where it chooses a row, `offered` are likely ones, or
    those that a curator looks for by `find`; `choose` is the number of one of them."""

    starts_with = "text"
    chooses = ""
    offer: str | Promise = ""

    def __init__(self, query: str, find: str, choose: str, data: Any = None) -> None:
        initial = {self.starts_with: query}
        if self.chooses and is_number(choose):
            initial[self.chooses] = choose
        super().__init__(data, initial=initial)
        self.offered = [(row.pk, admin.site.both_names(row)) for row in self.likely(query, find)]

    def likely(self, query: str, find: str) -> Iterable[Entity | Article]:
        """The rows that are offered."""
        return ()


class NamedChoice(forms.ModelChoiceField):
    """A choice of rows under both of their names."""

    def label_from_instance(self, obj: Any) -> str:
        return admin.site.both_names(obj)


class AliasForm(AnswerForm):
    """Whose spelling a query is, and in which language."""

    text = TypedField(
        label=_("spelling"),
        max_length=200,
        help_text=_("The name alone, as readers wrote it, without the other words of the query."),
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    entity = NamedChoice(
        queryset=Entity.objects.all(),
        label=_("entity"),
        widget=RowSelect(Alias._meta.get_field("entity"), admin.site),
    )
    language = forms.ChoiceField(choices=LANGUAGES, label=_("language"))

    offer = _("Names that look alike, to choose from. Look for others:")

    chooses = "entity"

    def __init__(self, query: str, find: str, choose: str, data: Any = None) -> None:
        super().__init__(query, find, choose, data)
        self.initial["language"] = language_of(query)

    def likely(self, query: str, find: str) -> Iterable[Entity | Article]:
        return insight.likely_entities(query, find)


class SynonymForm(AnswerForm):
    """Two terms that mean the same."""

    starts_with = "term"

    term = TypedField(
        label=pgettext_lazy("insight", "term"),
        max_length=LONGEST_TERM,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    other = TypedField(
        label=_("the same as"),
        max_length=LONGEST_TERM,
        help_text=_("As articles write it. Either finds the other; itself comes first."),
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )


class PinForm(AnswerForm):
    """The article that stands first for a query."""

    text = TypedField(
        label=pgettext_lazy("insight", "query"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    article = NamedChoice(
        queryset=Article.objects.published(),
        label=_("article"),
        widget=RowSelect(PinnedResult._meta.get_field("article"), admin.site),
    )
    note = TypedField(
        label=pgettext_lazy("insight", "note"),
        max_length=200,
        required=False,
        help_text=PinnedResult._meta.get_field("note").help_text,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )

    offer = _("What the search finds, to choose from. Look for others:")

    chooses = "article"

    def likely(self, query: str, find: str) -> Iterable[Entity | Article]:
        return insight.likely_articles(find or query)


def language_of(text: str) -> str:
    """The language that a spelling is probably in, by its letters."""
    first = next(iter(words(text)), "")[:1]
    if "ء" <= first <= "ي":
        return "ar"
    return "ru" if "а" <= first <= "я" else "en"
