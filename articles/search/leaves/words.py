"""From ordinary words and phrases to the terms that stand for them in the index.

A word is looked for by stem and surface, with its root as a weak third opinion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from articles.arabic.analysis import NOTHING, OR, word_views
from articles.arabic.clitics import proclitic_splits
from articles.arabic.lexicon import foreign_places, stop_words
from articles.arabic.normalize import fold
from articles.arabic.tokens import words
from articles.search import plan, query
from articles.search.engines.whoosh.schema import BARE
from articles.search.leaves.base import ROOT, STEM, SURFACE, SURFACES, Base, Typed, opening
from articles.search.query import Notice
from articles.search.spelling import one_edit_away

MAX_EXPANSIONS = 200


class WordLeaves(Base):
    """Makes the leaves of words, phrases, beginnings and neighbors."""

    def ordinary(self, typed: list[Typed], keep: bool) -> list[plan.Plan]:
        found: list[plan.Plan] = []
        at = 0
        while at < len(typed):
            text, token = typed[at]
            length = 0 if self.exact else _place_at(typed, at)
            if length:
                found.append(self._place(typed[at : at + length]))
            elif keep or token not in stop_words():
                found.append(self._word(text, token))
            elif text not in self.told.ignored:
                self.told.ignored.append(text)
            at += length or 1
        return found

    def _place(self, typed: list[Typed]) -> plan.Plan:
        """A place in English or Russian: as it is typed, and as Arabic writes it."""
        tokens = tuple(token for _, token in typed)
        text = " ".join(text for text, _ in typed)
        name = foreign_places()[tokens]
        arabic = tuple(words(name))
        there = self._word(text, arabic[0]) if len(arabic) == 1 else self._forms([arabic], text)
        if not self.negated:
            self.told.also[name] = None
        return plan.Either((self._forms([tokens], text), there), best=True)

    def _word(self, text: str, token: str) -> plan.Leaf:
        if self.exact:
            self._mark(surfaces=[token])
            leaf = plan.Leaf(self._views("surface", (((token,),),), STEM), text)
        else:
            stem, surface, root = word_views(token, self.catalog.table.protected)
            bare = surface.split(OR)[-1]
            slot = tuple(dict.fromkeys((token, bare, BARE + bare)))
            views = self._views("stem", (((stem,),),), STEM)
            views += self._views("surface", ((slot,),), SURFACE)
            if root != NOTHING and not self.title_only:
                views += (plan.View("root", (((root,),),), ROOT, decides=False),)
            leaf = plan.Leaf(views, text)
            rest = "" if self._found(leaf) else self._known_rest(token)
            if rest:
                return self._word(text, rest)
            self._mark(surfaces=slot[:2], stems=[stem])
        if not self.negated and not self._found(leaf) and text not in self.told.unknown:
            self.told.unknown.append(text)
        return leaf

    def _known_rest(self, token: str) -> str:
        """What stays of a word that the index does not have when its particles come off, if the
        index has that. Of four letters or more: a shorter rest is too often another word."""
        rests = (rest for _, rest in proclitic_splits(token) if len(rest) > 3)
        return next((rest for rest in rests if self._known(rest)), "")

    def _found(self, leaf: plan.Leaf) -> bool:
        return any(
            self.snapshot.holds(view.field, term)
            for view in leaf.views
            if view.decides
            for form in view.forms
            for term in form[0]
        )

    def phrase(self, node: query.Phrase) -> plan.Plan:
        tokens = [token for text in node.words for token in words(text)[:1]]
        # The first word may carry a particle: one that analysis took off where it stands alone,
        # any where the words after it say that it is this phrase.
        first = (tokens[0],)
        if not self.exact:
            first = opening(tokens[0]) if len(tokens) > 1 else (tokens[0], BARE + tokens[0])
        form = (first, *((token,) for token in tokens[1:]))
        if self.exact and len(tokens) == 1:
            self._mark(surfaces=tokens)
        elif node.slop:
            self._mark(surfaces=[*first, *tokens[1:]])
        else:
            self._mark(phrases=[tuple(tokens)])
        return plan.Leaf(self._views("surface", (form,), STEM, node.slop), " ".join(node.words))

    def prefix(self, node: query.Prefix) -> plan.Plan:
        start = fold(node.text)
        found = self._frequent(self.snapshot.terms_from(start), f"{node.text}*")
        self._mark(prefixes=[start])
        return plan.Leaf(self._views("surface", (_slot(found, start),), STEM), f"{node.text}*")

    def fuzzy(self, node: query.Fuzzy) -> plan.Plan:
        token = fold(node.text)
        near = one_edit_away(token, self.snapshot.vocabulary)
        counts = {t: sum(self.snapshot.frequency(f, t) for f in SURFACES) for t in near}
        found = self._frequent(counts, f"{node.text}~")
        self._mark(surfaces=[token, *found])
        return plan.Leaf(self._views("surface", (_slot(found, token),), STEM), f"{node.text}~")

    def _frequent(self, counts: Mapping[str, int], typed: str) -> list[str]:
        """The most frequent of the terms that fit, as many as one search may read."""
        if len(counts) <= MAX_EXPANSIONS:
            return list(counts)
        notice = Notice("many_words", typed)
        if notice not in self.notices:
            self.notices.append(notice)
        return sorted(counts, key=lambda term: (-counts[term], term))[:MAX_EXPANSIONS]


def _place_at(typed: list[Typed], at: int) -> int:
    """How many words from `at` on name a place in another script; 0 for none."""
    for length in range(min(4, len(typed) - at), 0, -1):
        if tuple(token for _, token in typed[at : at + length]) in foreign_places():
            return length
    return 0


def _slot(terms: Iterable[str], typed: str) -> tuple[plan.Slot, ...]:
    return (tuple(sorted(terms)) or (typed,),)
