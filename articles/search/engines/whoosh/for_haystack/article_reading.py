"""What Haystack's API asks of the articles, answered by the site's own search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from haystack.exceptions import SearchBackendError
from whoosh import query as trees
from whoosh.fields import Schema

from articles.arabic.highlight import Wanted
from articles.search import hydrate, plan
from articles.search.engines.whoosh.for_haystack import field_values
from articles.search.engines.whoosh.for_haystack.conditions import (
    DATES,
    NUMBERS,
    AllOf,
    AnyOf,
    Asked,
    Condition,
    Dated,
    Has,
    NoneOf,
    Numbered,
    Said,
    in_words,
    narrower,
)
from articles.search.engines.whoosh.for_haystack.reading import Answer, Reading
from articles.search.engines.whoosh.schema import FACETS
from articles.search.engines.whoosh.snapshot import FacetColumn
from articles.search.find import Found, find
from articles.search.page import KINDS, SearchRequest
from articles.search.run import Inquiry
from articles.search.values import Values
from articles.search.words import Guess

ARTICLE = "articles.article"


@dataclass(frozen=True)
class FoundArticles(Answer):
    """An answer in the order of the site's pages."""

    found: Found

    def within(self, mask: np.ndarray) -> FoundArticles:
        kept = self.mask & mask
        return FoundArticles(kept, self.scores, replace(self.found, mask=kept))

    def first(self, number: int | None = None) -> np.ndarray:
        return self.found.first(number)


class ArticleReading(Reading):
    """One request's view of the live index. Conditions come as `Asked`, or text in our language."""

    def __init__(self, schema: Schema) -> None:
        self.search = Inquiry(SearchRequest(), translation.get_language() or "ar")
        self.snapshot = self.search.snapshot
        self.schema = schema
        self.wanted: list[Wanted] = []

    def answer(self, text: str) -> Answer | None:
        """What a query finds, in the order that the site gives it."""
        asked = text.condition if isinstance(text, Asked) else Said("" if text == "*" else text)
        return self._answer(asked)

    def _answer(self, asked: Condition) -> Answer:
        wanted = self._plan(asked)
        found = find(self.snapshot, wanted, self.search.request)
        return FoundArticles(found.mask, found.outcome.score, found)

    def run(self, tree: trees.Query) -> Answer:
        return super().run(tree).within(self.everything)

    def narrowed(self, texts: Iterable[str]) -> np.ndarray:
        mask = self.everything
        for text in texts:
            asked = text.condition if isinstance(text, Asked) else narrower(text)
            mask = mask & self._answer(asked).mask
        return mask

    def of_models(self, labels: Iterable[str]) -> np.ndarray:
        return np.full(self.snapshot.size, ARTICLE in set(labels))

    def _plan(self, asked: Condition) -> plan.Plan:
        """Conditions in terms of the index."""
        text = in_words(asked)
        if text is not None:
            return self._expanded(text)
        if isinstance(asked, AllOf):
            return plan.Whole(tuple(self._plan(part) for part in asked.parts))
        if isinstance(asked, AnyOf):
            parts = tuple(self._plan(part) for part in asked.parts)
            return plan.Either(parts) if parts else plan.NOTHING
        if isinstance(asked, NoneOf):
            kept, made = len(self.wanted), self._plan(asked.part)
            del self.wanted[kept:]  # what must not be there is not marked
            return plan.Without(made)
        if isinstance(asked, Has):
            return plan.Holding(asked.facet, self._keys(asked))
        if isinstance(asked, Numbered):
            return plan.Holding("django_id", asked.pks)
        if isinstance(asked, Dated):
            return plan.Between(asked.first, asked.last)
        return self._expanded(asked.text)

    def _expanded(self, text: str) -> plan.Plan:
        """What the site makes of a query."""
        _, expansion = self.search.expand(SearchRequest(q=text))
        self.wanted.append(expansion.wanted)
        return expansion.plan

    def _keys(self, asked: Has) -> tuple[str, ...]:
        """The values of a facet that keys or names mean."""
        if asked.facet not in (*KINDS, "source"):
            return asked.values
        values = Values(self.search.catalog, self.search.sources)
        return tuple(key for text in asked.values for key in values.resolve(asked.facet, text))

    def number(self, identifier: str) -> int | None:
        pk = identifier.rpartition(".")[2]
        numbers = self.snapshot.numbers([int(pk)] if pk.isdecimal() else [])
        live = numbers[self.snapshot.live[numbers]]
        return int(live[0]) if live.size else None

    def facet(self, name: str) -> FacetColumn:
        if name not in FACETS:
            raise SearchBackendError(f"Search cannot count {name}. Use {', '.join(FACETS)}.")
        return self.snapshot.facet(name)

    def rank(self, name: str) -> np.ndarray:
        if name in DATES:
            return np.where(self.snapshot.days > 0, self.snapshot.days, field_values.NONE)
        if name in NUMBERS:
            return self.snapshot.pks
        if name in FACETS:
            return field_values.ranks(self.facet(name))
        raise SearchBackendError(
            f"Search cannot order by {name}. Use {', '.join((*DATES, 'pk', *FACETS))}."
        )

    def moments(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        if name not in DATES:
            raise SearchBackendError(f"{name} has no dates. Use {' or '.join(DATES)}.")
        return self.snapshot.remembered(("moments", "day"), lambda: _moments(self.snapshot.days))

    def sorted(self, answer: Answer, fields: Sequence[str]) -> np.ndarray:
        """As the site sorts where it can: of one day, the article that came last is the newest."""
        if (
            len(fields) == 1
            and fields[0].lstrip("-") in DATES
            and isinstance(answer, FoundArticles)
        ):
            order = "newest" if fields[0].startswith("-") else "oldest"
            return replace(answer.found, sort=order).first()
        return super().sorted(answer, [*fields, "pk"])

    def stored(self, doc: int) -> dict[str, Any]:
        """What the index knows of an article: enough for a list without the database."""
        day = int(self.snapshot.days[doc])
        pk = int(self.snapshot.pks[doc])
        row: dict[str, Any] = {"pk": pk, "id": f"{ARTICLE}.{pk}", "day": day or None}
        row["published"] = date.fromordinal(day) if day else None
        for name in FACETS:
            column = self.snapshot.facet(name)
            held = column.ords[column.starts[doc] : column.starts[doc + 1]]
            values = [column.values[at] for at in held.tolist()]
            row[name] = values if name in KINDS else next(iter(values), None)
        return row

    def suggestion(self, text: str) -> str | None:
        """A query as it was probably meant, as the site says it."""
        _, expansion = self.search.expand(SearchRequest(q=text))
        found = find(self.snapshot, expansion.plan, self.search.request)
        return Guess(self.snapshot, self.search.catalog).did_you_mean(text, expansion, found)

    def passages(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """For each article its best passage as HTML, with what was searched for in <em>."""
        articles = hydrate.load([row["pk"] for row in rows])
        wanted = _together(self.wanted)
        made = []
        for row in rows:
            article = articles.get(row["pk"])
            pieces = hydrate.snippet(article, wanted, self.search.language) if article else []
            marked = (f"<em>{escape(p.text)}</em>" if p.marked else escape(p.text) for p in pieces)
            made.append(mark_safe("".join(marked)))  # noqa: S308  every piece is escaped
        return made


def _moments(days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The days that there are, and for each document the place of its own among them."""
    known, place = np.unique(days, return_inverse=True)
    undated = int(known.size and known[0] == 0)
    moments = (known[undated:] - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return moments.astype("datetime64[us]"), place - undated  # NONE is -1


def _together(several: Sequence[Wanted]) -> Wanted:
    """Everything that several queries want marked."""
    return Wanted(
        surfaces=frozenset().union(*(one.surfaces for one in several)),
        stems=frozenset().union(*(one.stems for one in several)),
        phrases=tuple(phrase for one in several for phrase in one.phrases),
        prefixes=tuple(prefix for one in several for prefix in one.prefixes),
        protected=several[0].protected if several else frozenset(),
    )
