"""The forms in which a curator answers what readers did not find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.arabic.tokens import words
from articles.models import Alias, Article, Entity, PinnedResult
from articles.models.searches import LONGEST
from articles.models.steering import LONGEST_TERM
from articles.search import insight

LANGUAGES = [
    ("ar", _("Arabic")), ("en", _("English")), ("ru", _("Russian")), ("uk", _("Ukrainian")),
    ("fr", _("French")), ("he", _("Hebrew")), ("fa", _("Persian")), ("tr", _("Turkish")),
]  # fmt: skip


class OfferedSelect(AutocompleteSelect):
    """Django's autocompletion over a select that has some rows in it, and so works without
    script."""

    offered: Iterable[Entity | Article] = ()

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        groups = super().optgroups(name, value, attr)
        options = groups[0][1]
        known = {str(option["value"]) for option in options}
        if not known:
            options.append(self.create_option(name, "", "", True, 0))  # nothing is chosen unseen
        for row in self.offered:
            if str(row.pk) not in known:
                label = admin.site.both_names(row)
                options.append(self.create_option(name, row.pk, label, False, 0))
        return groups


class AnswerForm(forms.Form):
    """A form that begins with the query. `find` is what a curator looks for instead, where rows are
    offered; `offer` says what they are."""

    starts_with = "text"
    offer: str | Promise = ""

    def __init__(self, query: str, find: str, data: Any = None) -> None:
        super().__init__(data, initial={self.starts_with: query})


class NamedChoice(forms.ModelChoiceField):
    """A choice of rows under both of their names."""

    def label_from_instance(self, obj: Any) -> str:
        return admin.site.both_names(obj)


class AliasForm(AnswerForm):
    """Whose spelling a query is, and in which language."""

    text = forms.CharField(
        label=_("spelling"),
        max_length=200,
        help_text=_("The name alone, as readers wrote it, without the other words of the query."),
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    entity = NamedChoice(
        queryset=Entity.objects.all(),
        label=_("entity"),
        widget=OfferedSelect(Alias._meta.get_field("entity"), admin.site),
    )
    language = forms.ChoiceField(choices=LANGUAGES, label=_("language"))

    offer = _("Offered below are names that look alike. Look for others:")

    def __init__(self, query: str, find: str, data: Any = None) -> None:
        super().__init__(query, find, data)
        self.fields["entity"].widget.offered = insight.likely_entities(query, find)
        self.initial["language"] = language_of(query)


class SynonymForm(AnswerForm):
    """Two terms that mean the same."""

    starts_with = "term"

    term = forms.CharField(
        label=pgettext_lazy("insight", "term"),
        max_length=LONGEST_TERM,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    other = forms.CharField(
        label=_("the same as"),
        max_length=LONGEST_TERM,
        help_text=_("As articles write it. Either finds the other; itself comes first."),
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )


class PinForm(AnswerForm):
    """The article that stands first for a query."""

    text = forms.CharField(
        label=pgettext_lazy("insight", "query"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    article = NamedChoice(
        queryset=Article.objects.published(),
        label=_("article"),
        widget=OfferedSelect(PinnedResult._meta.get_field("article"), admin.site),
    )
    note = forms.CharField(
        label=pgettext_lazy("insight", "note"),
        max_length=200,
        required=False,
        help_text=PinnedResult._meta.get_field("note").help_text,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )

    offer = _("Offered below is what the search finds. Look for others:")

    def __init__(self, query: str, find: str, data: Any = None) -> None:
        super().__init__(query, find, data)
        self.fields["article"].widget.offered = insight.likely_articles(find or query)


def language_of(text: str) -> str:
    """The language that a spelling is probably in, by its letters."""
    first = next(iter(words(text)), "")[:1]
    if "ء" <= first <= "ي":
        return "ar"
    return "ru" if "а" <= first <= "я" else "en"
