"""Addresses: query strings that differ from the present one by one value (what facets, bars and
chips link to), and the one right address of a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote_plus, unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils.http import urlencode


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet; its count is the total of the page it leads to."""

    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True)
class FacetGroup:
    """A facet: the values in sight, and those behind "more"."""

    name: str
    title: str
    shown: list[FacetLink]
    more: list[FacetLink]


@dataclass(frozen=True)
class TermLink:
    """A chip, or a looser search: words, and the address of the page they lead to."""

    label: str
    text: str
    href: str
    count: int = 0


class Addressed(Protocol):
    def get_absolute_url(self) -> str: ...


def to_right_address(request: HttpRequest, thing: Addressed) -> HttpResponse | None:
    """Redirect for good where the slug is not today's; None where the address is right.

    The slug is decoration: a headline may change, and old links must not break."""
    right = thing.get_absolute_url()
    if unquote(right) == request.path:
        return None
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{right}?{asked}" if asked else right)


def address(params: Mapping[str, Sequence[str]]) -> str:
    """Return "?a=1&a=2", leaving out what is empty; "?" alone drops every filter."""
    kept = {name: [value for value in values if value] for name, values in params.items()}
    return "?" + urlencode({name: values for name, values in kept.items() if values}, doseq=True)


def without_page(asked: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in asked.lists() if name != "page"}


def toggled(asked: QueryDict, name: str, value: str) -> str:
    """Return the address with the value added to its name, or taken away where it is there."""
    params = without_page(asked)
    present = params.get(name, [])
    params[name] = (
        [other for other in present if other != value] if value in present else [*present, value]
    )
    return address(params)


class Toggles:
    """The addresses that `toggled` gives for many values of one name: what is common to them is
    written once. A search page links to five hundred values; one by one they took 6 of its ms."""

    def __init__(self, asked: QueryDict, name: str) -> None:
        params = without_page(asked)
        params.setdefault(name, [])
        self.chosen = params[name]
        self.name = name
        names = list(params)
        at = names.index(name)
        self.before = address({name: params[name] for name in names[: at + 1]})
        self.after = address({name: params[name] for name in names[at + 1 :]})[1:]
        self.asked = asked

    def __call__(self, value: str) -> str:
        if not value or value in self.chosen:
            return toggled(self.asked, self.name, value)
        parts = (self.before[1:], f"{self.name}={_quoted(value)}", self.after)
        return "?" + "&".join(filter(None, parts))


# Most pages link to the same values.
_quoted = lru_cache(maxsize=1 << 12)(quote_plus)


def replaced(asked: QueryDict, name: str, value: str) -> str:
    """Return the address with this one value for the name; choosing it again drops it."""
    params = without_page(asked)
    params[name] = [] if params.get(name) == [value] else [value]
    return address(params)


def cleared(asked: QueryDict, name: str) -> QueryDict:
    """Return what was asked without any value for one name."""
    kept = asked.copy()
    kept.pop(name, None)
    return kept


def without(asked: QueryDict, *names: str) -> str:
    """Return the address without any value for these names."""
    return address(
        {name: values for name, values in without_page(asked).items() if name not in names}
    )
