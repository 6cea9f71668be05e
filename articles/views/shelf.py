"""How many articles there are of each month, outlet and language."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict

from articles.forms.browse import BrowseFilters
from articles.search.unchanged import WhileUnchanged
from articles.views.rows import by_month


@dataclass(frozen=True)
class Shelf:
    """The counts of a choice of articles; those of each dimension leave its own choice aside."""

    count: int
    months: dict[str, int]
    sources: dict[int, int]
    languages: dict[str, int]


def shelf(filters: BrowseFilters) -> Shelf:
    """Count what the filters keep; of the whole register, once for each version of it."""
    return _read(filters) if filters else whole()


@WhileUnchanged
def by_outlet() -> dict[int, int]:
    """Outlet -> articles in the whole register: an index of every article is gone through."""
    return _by(BrowseFilters(QueryDict()), "source")


@WhileUnchanged
def whole() -> Shelf:
    """The register without any filter, of which each count is as long a way as that."""
    everything = BrowseFilters(QueryDict())
    return Shelf(
        count=sum(by_outlet().values()),
        months=by_month(everything.articles(), "published_on"),
        sources=by_outlet(),
        languages=_by(everything, "language"),
    )


def _read(filters: BrowseFilters) -> Shelf:
    return Shelf(
        count=filters.articles().count(),
        months=by_month(filters.articles(ignoring="month"), "published_on"),
        sources=_by(filters, "source"),
        languages=_by(filters, "language"),
    )


def _by(filters: BrowseFilters, name: str) -> dict:
    found = filters.articles(ignoring=name).order_by().values_list(name)
    return dict(found.annotate(n=Count("pk")))
