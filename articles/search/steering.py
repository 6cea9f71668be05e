"""What curators say of searches: which terms mean the same, and which article stands first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import CharField, Value
from django.db.models.functions import Cast

from articles.arabic.names import Form
from articles.arabic.tokens import words
from articles.models import PinnedResult, Synonym
from articles.models.misses import FEW
from articles.search.catalog import Catalog
from articles.search.find import Found
from articles.search.lexer import lex
from articles.search.page import SORTS, SearchRequest


@dataclass(frozen=True)
class Steering:
    """`equals`: each folded term to the others that mean it, as written. `pins`: the folded words
    of a query to the number of an article."""

    equals: dict[Form, tuple[str, ...]]
    pins: dict[Form, int]

    def runs(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The terms among folded words, left to right, the longest first: where each begins and
        ends, and what means the same."""
        longest = max(map(len, self.equals), default=0)
        at = 0
        while at < len(tokens) and longest:
            for length in range(min(longest, len(tokens) - at), 0, -1):
                if others := self.equals.get(tuple(tokens[at : at + length])):
                    yield at, at + length, others
                    at += length
                    break
            else:
                at += 1

    def pinned(self, request: SearchRequest) -> int | None:
        """The number of the article that stands first for a request; None where none does, or the
        reader has asked for another order, or for more than words say."""
        if not self.pins or request.sort != SORTS[0]:
            return None
        if any(piece.kind != "word" for piece in lex(request.q).pieces):
            return None
        return self.pins.get(tuple(words(request.q)))

    def is_enough(self, q: str, found: int, catalog: Catalog) -> bool:
        """Whether so many articles with every word are a find: of a name or a term that the
        register knows, all that there are; anything, where the editors chose what comes first."""
        tokens = tuple(words(q))
        if found > FEW or tokens in self.pins:
            return True
        names = catalog.table.match(tokens, fuzzy=False)
        is_name = any((name.start, name.end) == (0, len(tokens)) for name in names)
        return found > 0 and (is_name or tokens in self.equals)


UNSTEERED = Steering({}, {})


def read() -> Steering:
    """What curators say now, in one query."""
    pins = PinnedResult.objects.annotate(to=Cast("article_id", CharField()), kind=Value("pin"))
    synonyms = Synonym.objects.annotate(kind=Value("synonym"))
    rows = synonyms.values_list("kind", "term", "other").union(
        pins.values_list("kind", "folded", "to"), all=True
    )
    equals: defaultdict[Form, list[str]] = defaultdict(list)
    pinned: dict[Form, int] = {}
    for kind, one, other in sorted(rows):
        if kind == "pin":
            pinned[tuple(one.split())] = int(other)
        else:
            equals[tuple(words(one))].append(other)
            equals[tuple(words(other))].append(one)
    return Steering({form: tuple(others) for form, others in equals.items()}, pinned)


def led(pin: int | None, found: Found, order: np.ndarray) -> np.ndarray:
    """The hits in order, behind the pinned article, if that is one of them."""
    if pin is None:
        return order
    chosen = found.snapshot.numbers([pin])
    chosen = chosen[found.mask[chosen]]
    return np.concatenate([chosen, order[~np.isin(order, chosen)]])
