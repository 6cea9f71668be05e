"""The request as its parts: chips to take away one by one, and looser requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import LocalText
from articles.search import query
from articles.search.catalog import Catalog
from articles.search.facets import language_name
from articles.search.page import Alternative, Chip, SearchRequest, TimeRead

MAX_ALTERNATIVES = 6
LABELS = {
    "person": pgettext_lazy("search filter", "person"),
    "place": pgettext_lazy("search filter", "place"),
    "organization": pgettext_lazy("search filter", "organization"),
    "topic": pgettext_lazy("search filter", "topic"),
    "source": pgettext_lazy("search filter", "source"),
    "language": pgettext_lazy("search filter", "language"),
    "title": pgettext_lazy("search filter", "title"),
    "date": pgettext_lazy("search filter", "date"),
    "month": pgettext_lazy("search filter", "month"),
    "first": pgettext_lazy("search filter", "from"),
    "last": pgettext_lazy("search filter", "to"),
    "time": pgettext_lazy("search filter", "time"),
}


def parts_of(tree: query.Node) -> tuple[query.Node, ...]:
    """The parts of a query that can be taken away on their own."""
    if isinstance(tree, query.Everything):
        return ()
    return tree.parts if isinstance(tree, (query.Some, query.And, query.Or)) else (tree,)


def without_part(tree: query.Node, at: int) -> str:
    """The query without one of its parts."""
    left = [part for n, part in enumerate(parts_of(tree)) if n != at]
    if not left:
        return ""
    kind = type(tree) if len(left) > 1 else query.Some
    return query.unparse(kind(tuple(left)))


def build_chips(
    request: SearchRequest,
    tree: query.Node,
    catalog: Catalog,
    sources: Mapping[str, LocalText],
    language: str,
) -> list[Chip]:
    """One chip for each part of the query, each chosen value and each end of the period."""
    chips = [
        Chip(*part_text(part), replace(request, q=without_part(tree, at)).params())
        for at, part in enumerate(parts_of(tree))
    ]
    for name, values in request.filters().items():
        for value in values:
            text = value_text(name, value, catalog, sources, language)
            chips.append(Chip(LABELS[name], text, request.without(name, value).params()))
    for name in ("first", "last"):
        if day := getattr(request, name):
            chips.append(
                Chip(LABELS[name], day.isoformat(), replace(request, **{name: None}).params())
            )
    return chips


def join_times(
    chips: list[Chip], request: SearchRequest, tree: query.Node, times: Iterable[TimeRead]
) -> list[Chip]:
    """The chips of a request with one chip for all words of a time in place of one for each.

    Without it, words of time are words like others."""
    plain = replace(request, times=False, page=1).params()
    texts = [query.unparse(part) for part in parts_of(tree)]
    joined: list[Chip | None] = list(chips)
    start = 0
    for time in times:
        said = time.text.split()
        places = range(start, len(texts) - len(said) + 1)
        at = next((at for at in places if texts[at : at + len(said)] == said), None)
        if at is None:  # within parentheses, say
            continue
        start = at + len(said)
        joined[at:start] = [Chip(LABELS["time"], time.text, plain), *[None] * (len(said) - 1)]
    return [chip for chip in joined if chip is not None]


def part_text(part: query.Node) -> tuple[str | Promise, str]:
    """A part of a query as people read it: what it is looked for in, if said, and the rest."""
    negated = isinstance(part, query.Not)
    told = part.part if isinstance(part, query.Not) else part
    if isinstance(told, query.Field):
        return LABELS[told.name], query.unparse(query.Not(told.part) if negated else told.part)
    if isinstance(told, query.DateRange):
        days = [end.isoformat() for end in (told.first, told.last) if end]
        label = "date" if len(days) > 1 else "first" if told.first else "last"
        return LABELS[label], "-" * negated + " – ".join(dict.fromkeys(days))
    return "", query.unparse(part)


def value_text(
    name: str, value: str, catalog: Catalog, sources: Mapping[str, LocalText], language: str
) -> str:
    """A chosen value as people write it."""
    if name == "source":
        return sources.get(value, value)
    if name == "language":
        return language_name(value)
    if name == "month":
        return str(_("undated")) if value == "undated" else value
    entity = catalog.entities.get(value)
    return entity.named(language) if entity else value


def looser(
    request: SearchRequest, tree: query.Node, chips: list[Chip]
) -> Iterator[tuple[str | Promise, SearchRequest]]:
    """Requests that ask for less, with how to call each: one part or one filter taken away.

    `chips` are those of the request: first the parts of its query, then its filters in order."""
    if request.exact:
        yield _("other forms of the words too"), replace(request, exact=False)
    parts = parts_of(tree)
    if any(isinstance(part, query.Phrase) for part in parts):
        unquoted = query.unparse(tree).replace('"', " ")
        yield _("the words without the quotation marks"), replace(request, q=unquoted)
    values = [(name, value) for name, chosen in request.filters().items() for value in chosen]
    ends = [name for name in ("first", "last") if getattr(request, name)]
    if len(parts) + len(values) + len(ends) < 2:
        return
    smaller: list[SearchRequest | None] = []
    for at, part in enumerate(parts):
        # One of several words beside each other can only add results, so none stands in the way.
        adds = isinstance(tree, query.Some) and isinstance(part, query.Word)
        others = sum(isinstance(part, query.Word) for part in parts) > 1
        less = None if adds and others else replace(request, q=without_part(tree, at))
        smaller.append(less)
    smaller += [request.without(name, value) for name, value in values]
    smaller += [replace(request, **{name: None}) for name in ends]
    for chip, less in zip(chips, smaller, strict=True):
        if less is None:
            continue
        label = format_lazy("{} {}", chip.label, chip.text) if chip.label else chip.text
        yield format_lazy(_("without {}"), label), less


def alternatives(
    candidates: Iterator[tuple[str | Promise, SearchRequest]], count: Callable[[SearchRequest], int]
) -> list[Alternative]:
    """Those of the looser requests that find something, most first."""
    found = []
    for label, request in candidates:
        if (hits := count(request)) > 0:
            found.append(Alternative(label, request.params(), hits))
    return sorted(found, key=lambda alternative: -alternative.count)[:MAX_ALTERNATIVES]
