"""From ordinary words and phrases to the terms that stand for them in the index.

A word is looked for by stem and surface, with its root as a weak third opinion."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from articles.arabic.analysis import NOTHING, OR, word_views
from articles.arabic.clitics import proclitic_splits
from articles.arabic.lexicon import (
    dialect,
    foreign_places,
    frequencies,
    nationalities,
    stop_words,
    synonyms,
)
from articles.arabic.names import Form, is_english
from articles.arabic.normalize import fold
from articles.arabic.stem import stem
from articles.arabic.tokens import words
from articles.search import plan, query
from articles.search.engines.whoosh.schema import BARE
from articles.search.leaves.base import (
    ROOT,
    STEM,
    SURFACE,
    SURFACES,
    SYNONYM,
    Base,
    Typed,
    opening,
)
from articles.search.meetings import Asked
from articles.search.query import Notice
from articles.search.spelling import (
    MOST,
    city_forms,
    nearest,
    one_edit_away,
    readings,
    respellings,
)

MAX_EXPANSIONS = 200
# Each takes a look at every word of the index.
MAX_CORRECTIONS = 3
# Ten times the Zipf value from which a word that the index lacks is no misspelling.
KNOWN = 25


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
            elif not self.exact and token in nationalities():
                found.append(self._either(text, token, nationalities()[token]))
            elif not self.exact and token in dialect() and not keep:
                found += self._spoken(text, token)
            elif keep or token not in stop_words():
                found.append(self._word(text, token))
            elif text not in self.told.ignored:
                self.told.ignored.append(text)
            at += length or 1
        return found

    def _spoken(self, text: str, token: str) -> list[plan.Plan]:
        """A word of a dialect: itself, or the standard one; nothing where it only asks."""
        standard = dialect()[token]
        if not standard:
            if text not in self.told.ignored:
                self.told.ignored.append(text)
            return []
        return [self._either(text, token, *standard)]

    def _either(self, text: str, token: str, *others: str) -> plan.Plan:
        """A word, or what it is called otherwise, the first of which the page names."""
        if not self.negated:
            self.told.also[others[0]] = None
        with self.as_typed():
            parts = [self._word(text, word) for word in (token, *map(fold, others))]
        return plan.Either(tuple(parts), best=True)

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

    def _word(self, text: str, token: str) -> plan.Plan:
        noted = len(self.asked)
        if self.exact:
            self._mark(surfaces=[token])
            leaf = plan.Leaf(self._views("surface", (((token,),),), STEM), text)
        else:
            own, surface, root = word_views(token, self.catalog.table.protected)
            bare = surface.split(OR)[-1]
            others = self._respelled([bare, token])
            slot = tuple(dict.fromkeys((token, bare, BARE + bare, *others)))
            protected = self.catalog.table.protected
            stems = dict.fromkeys((own, *(stem(o, protected) for o in others)))
            views = self._views("stem", ((tuple(stems),),), STEM)
            views += self._views("surface", ((slot,),), SURFACE)
            if root != NOTHING and not self.title_only:
                views += (plan.View("root", (((root,),),), ROOT, decides=False),)
            views += self._synonyms(own)
            leaf = plan.Leaf(views, text)
            rest = "" if self._found(leaf) else self._known_rest(token)
            if rest:
                return self._word(text, rest)
            self._mark(surfaces=(*slot[:2], *others), stems=stems)
            leaf = replace(leaf, reported=self._reported(Asked(stems=(own,))))
        if not self.negated and not self._found(leaf):
            if not (self.exact or self.single or leaf.reported):
                corrected = self._corrected(text, token)
                if corrected is not None:
                    del self.asked[noted : noted + 1]  # as typed; the record is asked for the other
                    return corrected
            if text not in self.told.unknown:
                self.told.unknown.append(text)
        return leaf

    def _synonyms(self, stem: str) -> tuple[plan.View, ...]:
        """What may stand for a word: it adds to the score, and never makes a hit by itself."""
        forms = synonyms_by_stem(self.catalog.table.protected).get((stem,), ())
        if not forms or self.title_only:
            return ()
        slots = tuple(tuple((word,) for word in form) for form in forms)
        return (plan.View("stem", slots, SYNONYM, decides=False, holds=True),)

    def _respelled(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """How the archive writes the foreign names among words otherwise."""
        protected = self.catalog.table.protected
        read = tuple(reading for token in tokens for reading in readings(token))
        return self.snapshot.remembered(
            ("respelled", read, protected),
            lambda: respellings(read, self.snapshot.heard, protected),
        )

    def _forms(self, forms: list[Form], typed: str) -> plan.Leaf:
        """The forms of a name, the spellings of the archive that nobody listed, and a city's
        people: never what is listed for another name."""
        if not self.exact:
            single = [form[0] for form in forms if len(form) == 1]
            names = self.catalog.table.protected
            others = [*self._respelled(single), *(f for name in single for f in city_forms(name))]
            forms = list(dict.fromkeys((*forms, *((o,) for o in others if o not in names))))
        return super()._forms(forms, typed)

    def _corrected(self, text: str, token: str) -> plan.Plan | None:
        """A word that the index lacks, as the word or name it was probably meant to be."""
        if len(token) < 4 or token.isdigit() or len(self.told.corrected) >= MAX_CORRECTIONS:
            return None
        if frequencies().get(token, 0) >= KNOWN or is_english(token):
            return None
        near = self.catalog.table.suggest(token)
        best = nearest(token, self.snapshot.about_as_long(token, MOST), near, self._standing)
        if not best or best[0] != token[0]:
            return None
        self.told.corrected.append((text, best))
        with self.as_typed(keep=True):
            return self._word(best, best)

    def frequency(self, word: str) -> int:
        """How many documents hold a word as it is written, one that has it in its title twice."""
        return sum(self.snapshot.frequency(field, word) for field in SURFACES)

    def _standing(self, word: str) -> int:
        """How often a word was met: here, and once more if the language has it."""
        return self.frequency(word) + (frequencies().get(word, 0) > 20)

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
        near = self._one_edit_away(token)
        counts = {t: sum(self.snapshot.frequency(f, t) for f in SURFACES) for t in near}
        found = self._frequent(counts, f"{node.text}~")
        self._mark(surfaces=[token, *found])
        return plan.Leaf(self._views("surface", (_slot(found, token),), STEM), f"{node.text}~")

    def _one_edit_away(self, token: str) -> list[str]:
        live = self.snapshot
        return live.remembered(
            ("one edit", token),
            lambda: list(filter(live.writes, one_edit_away(token, live.about_as_long(token, 1)))),
        )

    def _frequent(self, counts: Mapping[str, int], typed: str) -> list[str]:
        """The most frequent of the terms that fit, as many as one search may read."""
        if len(counts) <= MAX_EXPANSIONS:
            return list(counts)
        notice = Notice("many_words", typed)
        if notice not in self.notices:
            self.notices.append(notice)
        return sorted(counts, key=lambda term: (-counts[term], term))[:MAX_EXPANSIONS]


@lru_cache(maxsize=2)
def synonyms_by_stem(protected: Container[str]) -> dict[Form, tuple[Form, ...]]:
    """The stem of a word, or those of an expression, to the stems that may stand for them."""

    stems = {form: tuple(stem(word, protected) for word in form) for form in synonyms()}
    found: dict[Form, dict[Form, None]] = {}
    for form, others in synonyms().items():
        own = stems[form]
        found.setdefault(own, {}).update(dict.fromkeys(stems[other] for other in others))
        found[own].pop(own, None)
    return {form: tuple(others) for form, others in found.items()}


@lru_cache(maxsize=2)
def synonyms_by_first(protected: Container[str]) -> dict[str, list[Form]]:
    """The forms of `synonyms_by_stem` by their first stem."""
    found: dict[str, list[Form]] = {}
    for form in synonyms_by_stem(protected):
        found.setdefault(form[0], []).append(form)
    return found


def _place_at(typed: list[Typed], at: int) -> int:
    """How many words from `at` on name a place in another script; 0 for none."""
    if "ء" <= typed[at][1][:1] <= "ي":
        return 0
    for length in range(min(4, len(typed) - at), 0, -1):
        if tuple(token for _, token in typed[at : at + length]) in foreign_places():
            return length
    return 0


def _slot(terms: Iterable[str], typed: str) -> tuple[plan.Slot, ...]:
    return (tuple(sorted(terms)) or (typed,),)
