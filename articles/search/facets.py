"""Facets: values to narrow by, each with the total of the page that a click on it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from django.utils.translation import get_language_info

from articles.models import LocalText
from articles.search.catalog import Catalog
from articles.search.engines.whoosh.schema import FACETS, UNDATED
from articles.search.find import Found
from articles.search.page import Facet, FacetValue, SearchRequest

# More values than anybody reads; chosen ones are always shown.
MAX_VALUES = 100


def count_facet(found: Found, name: str, selected: tuple[str, ...]) -> dict[str, int]:
    """Value -> what clicking it shows; chosen values are there even with no hit.

    Values of one facet are joined by OR: with something chosen, a click on another value adds its
    articles to those already shown. A chosen value has its own number."""
    column = found.snapshot.facet(name)
    beside = found.beside(name)
    own = column.counts(beside)
    counts = own
    if selected:
        inside = found.chosen[name][beside]
        counts = int(np.count_nonzero(inside)) + column.counts(beside[~inside])
    result = {
        (value := column.values[n]): int(own[n] if value in selected else counts[n])
        for n in np.flatnonzero(own).tolist()
    }
    return result | {value: 0 for value in selected if value not in result}


def build_facets(
    found: Found,
    request: SearchRequest,
    catalog: Catalog,
    sources: Mapping[str, LocalText],
    language: str,
) -> tuple[list[Facet], int]:
    """Return every facet with labels, and the total of a click on "undated"."""
    facets = []
    undated = 0
    for name in FACETS:
        selected = getattr(request, name)
        counts = count_facet(found, name, selected)
        if name == "month":
            undated = counts.pop(UNDATED, 0)
            rows = sorted(counts.items())
        else:
            rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
            rows = [row for n, row in enumerate(rows) if n < MAX_VALUES or row[0] in selected]
        label = _labeler(name, catalog, sources, language)
        facets.append(Facet(name, [FacetValue(v, label(v), n, v in selected) for v, n in rows]))
    return facets, undated


def _labeler(
    name: str, catalog: Catalog, sources: Mapping[str, LocalText], language: str
) -> Callable[[str], str]:
    if name == "source":
        return lambda key: sources.get(key, key)
    if name == "language":
        return language_name
    if name == "month":
        return str
    return lambda key: catalog.entities[key].named(language) if key in catalog.entities else key


def language_name(code: str) -> str:
    """The name of a language in the active language, or its tag."""
    try:
        return str(get_language_info(code.split("-")[0])["name_translated"])
    except KeyError:
        return code
