"""From a query tree to a plan: how parts combine. leaves/ says what stands for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from articles.arabic.highlight import Wanted
from articles.arabic.lexicon import dialect, stop_words
from articles.arabic.names import NameMatch
from articles.arabic.normalize import fold
from articles.arabic.tokens import words
from articles.search import plan, query
from articles.search.catalog import Catalog
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.leaves import Leaves, Told
from articles.search.leaves.base import Typed
from articles.search.query import Notice
from articles.search.steering import UNSTEERED, Steering
from articles.search.values import Values


@dataclass
class Expansion:
    """A plan, what to mark in texts, and what to tell the reader."""

    plan: plan.Plan
    wanted: Wanted
    told: Told
    notices: list[Notice]


class Expander:
    """Expands one query against one snapshot and one catalog."""

    def __init__(
        self,
        snapshot: Snapshot,
        catalog: Catalog,
        values: Values,
        *,
        exact: bool = False,
        today: date | None = None,
        steering: Steering = UNSTEERED,
    ) -> None:
        self.steering = steering
        self.leaves = Leaves(snapshot, catalog, exact=exact, today=today)
        self.values = values
        self.notices = self.leaves.notices

    def expand(self, tree: query.Node) -> Expansion:
        """Return the plan of a tree."""
        made = self._node(tree)
        leaves = self.leaves
        extra = leaves.catalog.meetings.worth(leaves.asked, leaves.periods, leaves.order)
        if extra or leaves.order:
            made = plan.Raised(made, extra, leaves.order, leaves.catalog.meetings.stories)
        return Expansion(made, self.leaves.wanted(), self.leaves.told, self.notices)

    def _node(self, node: query.Node) -> plan.Plan:
        if isinstance(node, query.Some):
            return self._some(node.parts)
        if isinstance(node, query.Word):
            return self._some((node,))
        if isinstance(node, query.And):
            return plan.Whole(tuple(self._node(part) for part in node.parts))
        if isinstance(node, query.Or):
            return plan.Either(tuple(self._node(part) for part in node.parts))
        if isinstance(node, query.Not):
            return self._not(node.part)
        if isinstance(node, query.Field):
            return self._field(node)
        if isinstance(node, query.DateRange):
            return plan.Between(node.first, node.last)
        if isinstance(node, query.Phrase):
            return self.leaves.phrase(node)
        if isinstance(node, query.Prefix):
            return self.leaves.prefix(node)
        return self.leaves.fuzzy(node) if isinstance(node, query.Fuzzy) else plan.Anything()

    def _not(self, part: query.Node) -> plan.Plan:
        was, self.leaves.negated = self.leaves.negated, True
        inner = self._node(part)
        self.leaves.negated = was
        return plan.Without(inner)

    def _some(self, parts: Sequence[query.Node]) -> plan.Plan:
        """Words beside each other may be one name; the other parts stand for themselves."""
        wanted: list[plan.Plan] = []
        required: list[plan.Plan] = []
        narrowing: list[plan.Plan] = []
        alone = all(isinstance(p, query.Word) and _says_nothing(p.text) for p in parts)
        for is_word, run in groupby(parts, lambda part: isinstance(part, query.Word)):
            if is_word:
                texts = [part.text for part in run if isinstance(part, query.Word)]
                wanted += self._words(texts, keep_stop_words=alone)
                continue
            for part in run:
                if _narrows(part):
                    narrowing.append(self._node(part))
                elif isinstance(part, (query.Prefix, query.Fuzzy)):
                    wanted.append(self._node(part))
                else:
                    required.append(self._node(part))
        if not (wanted or required or narrowing):
            texts = [part.text for part in parts if isinstance(part, query.Word)]
            wanted = self._plain(texts, keep_stop_words=True)
        if len(wanted) == 1 and not required and not narrowing:
            return wanted[0]
        return plan.Loose(tuple(wanted), tuple(required), tuple(narrowing))

    def _words(self, texts: list[str], *, keep_stop_words: bool) -> list[plan.Plan]:
        """The words of a run: those of time first, then names, roles and ordinary words."""
        found: list[plan.Plan] = []
        done = 0
        self.leaves.single = len(texts) == 1
        times = self.leaves.times(texts)
        alone = sum(end - start for start, end, _ in times) == len(texts)
        for start, end, span in times:
            found += self._plain(texts[done:start], keep_stop_words)
            found += self.leaves.time(texts[start:end], span, alone=alone)
            done = end
        return found + self._plain(texts[done:], keep_stop_words)

    def _plain(self, texts: list[str], keep_stop_words: bool) -> list[plan.Plan]:
        """Words without a time: terms to which curators know an equal one, then the others."""
        typed = [(text, token) for text in texts for token in words(text)[:1]]
        found: list[plan.Plan] = []
        at = 0
        for start, end, others in self._equals([token for _, token in typed]):
            found += self._said(typed[at:start], keep_stop_words)
            found.append(self._equal(typed[start:end], others, keep_stop_words))
            at = end
        return found + self._said(typed[at:], keep_stop_words)

    def _equals(self, tokens: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """The terms among words that mean the same as others. A name is never cut by one."""
        if self.leaves.exact or self.leaves.negated:
            return []
        runs = list(self.steering.runs(tokens))
        names = self.leaves.names(tokens) if runs else []
        return [
            (start, end, others)
            for start, end, others in runs
            if all(
                (start <= name.start and name.end <= end) or name.end <= start or end <= name.start
                for name in names
            )
        ]

    def _equal(
        self, typed: list[Typed], others: tuple[str, ...], keep_stop_words: bool
    ) -> plan.Plan:
        """Words as typed, and the terms that mean the same, each as a whole."""
        leaves = self.leaves
        said, unknown = leaves.told.unknown, len(leaves.told.unknown)
        was, leaves.single = leaves.single, True  # what has an equal is no misspelling
        made = leaves._beside(self._said(typed, keep_stop_words))
        leaves.single = was
        for other in others:
            tokens = tuple(words(other))
            with leaves.as_typed():
                if len(tokens) == 1:
                    part = leaves._beside(self._said([(other, tokens[0])], keep=True))
                else:
                    part = leaves.phrase(query.Phrase(tokens))
            if leaves._exists(tokens):
                leaves.told.also[other] = None
                del said[unknown:]
            made = plan.Equal(made, part)
        return made

    def _said(self, typed: list[Typed], keep: bool) -> list[plan.Plan]:
        """Words as they stand: offices, then names, then ordinary words."""
        names = self.leaves.names([token for _, token in typed])
        found: list[plan.Plan] = []
        at = 0
        for start, end, bearers in self.leaves.roles(typed, names):
            found += self._named(typed, at, start, names, keep)
            found.append(self.leaves.role(typed[start:end], bearers))
            at = end
        return found + self._named(typed, at, len(typed), names, keep)

    def _named(
        self, typed: list[Typed], at: int, end: int, names: list[NameMatch], keep_stop_words: bool
    ) -> list[plan.Plan]:
        """The words from `at` to `end`: each of the names that lie there whole, and the rest."""
        inside = [match for match in names if at <= match.start and match.end <= end]
        found: list[plan.Plan] = []
        for (start, behind), matches in groupby(inside, lambda m: (m.start, m.end)):
            found += self.leaves.ordinary(typed[at:start], keep_stop_words)
            found.append(self.leaves.name(typed[start:behind], list(matches)))
            at = behind
        return found + self.leaves.ordinary(typed[at:end], keep_stop_words)

    def _field(self, node: query.Field) -> plan.Plan:
        if node.name == "title":
            was, self.leaves.title_only = self.leaves.title_only, True
            inner = self._node(node.part)
            self.leaves.title_only = was
            return inner
        return self._values(node.name, node.part)

    def _values(self, name: str, part: query.Node) -> plan.Plan:
        """Values of a facet, by key or by name; operators between them work as everywhere."""
        if isinstance(part, (query.Some, query.And)):
            return plan.Whole(tuple(self._values(name, p) for p in part.parts))
        if isinstance(part, query.Or):
            return plan.Either(tuple(self._values(name, p) for p in part.parts))
        if isinstance(part, query.Not):
            return plan.Without(self._values(name, part.part))
        if isinstance(part, (query.Field, query.DateRange)):
            return self._node(part)
        text = query.unparse(part).strip('"')
        keys = self.values.resolve(name, text)
        if not keys:
            self.notices.append(Notice(f"unknown_{name}", text))
        return plan.Holding(name, keys)


def _says_nothing(text: str) -> bool:
    """Whether a word is left out where others stand beside it."""
    token = fold(text)
    return token in stop_words() or dialect().get(token) == ()


def _narrows(node: query.Node) -> bool:
    """Whether a part only filters: a date, a field but the title, a negation, or such joined."""
    if isinstance(node, (query.And, query.Or)):
        return all(_narrows(part) for part in node.parts)
    if isinstance(node, query.Field):
        return node.name != "title"
    return isinstance(node, (query.DateRange, query.Not))
