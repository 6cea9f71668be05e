"""The forms in which a curator answers what readers did not find."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.arabic.tokens import words
from articles.models import Alias, Article, Entity, PinnedResult
from articles.models.searches import LONGEST
from articles.models.steering import LONGEST_TERM

LANGUAGES = [
    ("ar", _("Arabic")), ("en", _("English")), ("ru", _("Russian")), ("uk", _("Ukrainian")),
    ("fr", _("French")), ("he", _("Hebrew")), ("fa", _("Persian")), ("tr", _("Turkish")),
]  # fmt: skip


class AnswerForm(forms.Form):
    """A form that begins with the query; `offered` are rows that it may have meant."""

    starts_with = "text"

    def __init__(self, query: str, data: Any = None, *, offered: Any = None) -> None:
        super().__init__(data, initial={self.starts_with: query})
        self.offered = offered


class OfferedSelect(AutocompleteSelect):
    """Django's autocompletion over a select that has some rows in it, and so works without
    script."""

    offered: QuerySet[Entity] | None = None

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        groups = super().optgroups(name, value, attr)
        options = groups[0][1]
        known = {str(option["value"]) for option in options}
        for row in self.offered if self.offered is not None else ():
            if str(row.pk) not in known:
                options.append(
                    self.create_option(name, row.pk, admin.site.both_names(row), False, 0)
                )
        return groups


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

    def __init__(self, query: str, data: Any = None, *, offered: Any = None) -> None:
        super().__init__(query, data, offered=offered)
        self.fields["entity"].widget.offered = offered
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
    article = forms.ModelChoiceField(
        queryset=Article.objects.published(),
        label=_("article number"),
        help_text=_("The number of the entry, as its page and its row show it."),
        widget=forms.NumberInput(attrs={"min": 1, "dir": "ltr"}),
    )
    note = forms.CharField(
        label=pgettext_lazy("insight", "note"),
        max_length=200,
        required=False,
        help_text=PinnedResult._meta.get_field("note").help_text,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )


def language_of(text: str) -> str:
    """The language that a spelling is probably in, by its letters."""
    first = next(iter(words(text)), "")[:1]
    if "ء" <= first <= "ي":
        return "ar"
    return "ru" if "а" <= first <= "я" else "en"
