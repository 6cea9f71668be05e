"""From the query string of the search page to a SearchRequest.

Nothing here refuses to search: a field that cannot be read is left out, and says so itself."""

from __future__ import annotations

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.forms.dates import PartialDateField, whole_number
from articles.search.run import SearchRequest

FILTERS = ("person", "place", "organization", "topic", "source", "language", "month")
SORTS = ("relevance", "newest", "oldest")
PAGE_SIZE = 20
MOST_VALUES, LONGEST_VALUE = 50, 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class SearchForm(forms.Form):
    """The two dates are the only fields that can be wrong; the rest is read as it comes."""

    first = PartialDateField(label=_("From"))
    last = PartialDateField(label=_("To"), last=True)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.asked = asked
        self.is_valid()

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> None:
        """Of a range that ends before it starts neither end is kept: one alone would be another
        range, which nobody asked for."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The range ends before it starts: neither end was used."))
            self.cleaned_data["first"] = None

    @property
    def text(self) -> str:
        """What was typed into the search field."""
        return _CONTROL.sub(" ", self.asked.get("q", "")).strip()

    @property
    def exact(self) -> bool:
        return self.asked.get("exact", "") in {"1", "true", "on"}

    @property
    def times(self) -> bool:
        """Whether words of time are understood as time."""
        return self.asked.get("times", "") not in {"0", "false", "off"}

    @property
    def copies(self) -> str:
        """Whether each copy of a story is a row of its own."""
        return "apart" if self.asked.get("copies", "") == "apart" else "folded"

    @property
    def sort(self) -> str:
        """The chosen order; without a text nothing is closer than anything else."""
        chosen = self.asked.get("sort", "")
        sort = chosen if chosen in SORTS else SORTS[0]
        return "newest" if sort == "relevance" and not self.text else sort

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of one filter, each once."""
        values = (_CONTROL.sub("", value).strip() for value in self.asked.getlist(name))
        kept = dict.fromkeys(value for value in values if value and len(value) <= LONGEST_VALUE)
        return tuple(kept)[:MOST_VALUES]

    def search_request(self) -> SearchRequest:
        return SearchRequest(
            q=self.text,
            **{name: self.chosen(name) for name in FILTERS},
            first=self.cleaned_data.get("first"),
            last=self.cleaned_data.get("last"),
            sort=self.sort,
            page=whole_number(self.asked.get("page")),
            page_size=PAGE_SIZE,
            exact=self.exact,
            times=self.times,
            copies=self.copies,
        )
