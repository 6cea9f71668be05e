"""What curators say of searches: which terms mean the same, and which article stands first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.arabic.names import Form
from articles.arabic.tokens import words
from articles.models import PinnedResult, Synonym
from articles.search.page import SORTS, SearchRequest
from articles.search.unchanged import WhileUnchanged


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
        reader has asked for another order."""
        if not self.pins or request.sort != SORTS[0]:
            return None
        return self.pins.get(tuple(words(request.q)))


@WhileUnchanged
def current() -> Steering:
    """What curators say now."""
    equals: defaultdict[Form, dict[str, None]] = defaultdict(dict)
    for term, other in Synonym.objects.order_by("pk").values_list("term", "other"):
        equals[tuple(words(term))][other] = None
        equals[tuple(words(other))][term] = None
    pins = PinnedResult.objects.values_list("folded", "article")
    return Steering(
        {form: tuple(others) for form, others in equals.items()},
        {tuple(folded.split()): article for folded, article in pins},
    )
