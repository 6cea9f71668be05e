"""From words, phrases and names to the terms that stand for them in the index.

An ordinary word is looked for by stem and surface, with its root as a weak third opinion. A name
is looked for as whole words in every spelling the archive knows, never by stem or root: so a query
finds every mention of a person, and nothing that merely resembles one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from articles.arabic.analysis import NOTHING, OR, word_views
from articles.arabic.clitics import prefixed, proclitic_splits
from articles.arabic.highlight import Wanted
from articles.arabic.lexicon import countries, foreign_places, stop_words
from articles.arabic.names import Form, NameMatch, is_common
from articles.arabic.normalize import fold
from articles.arabic.tokens import words
from articles.search import plan, query
from articles.search.catalog import Catalog
from articles.search.engines.whoosh.schema import BARE
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.spelling import one_edit_away

# Measured on Arabic questions and headlines: flat around these (surface .15-.6, root .25-1).
STEM, SURFACE, ROOT = 1.0, 0.3, 0.5
TITLE = 1.5
MAX_EXPANSIONS = 200
SURFACES = ("surface", "title_surface")

# A word as typed, and folded.
Typed = tuple[str, str]


@dataclass
class Told:
    """What to tell the reader about the words: left out, also searched, corrected, unknown."""

    ignored: list[str] = field(default_factory=list)
    also: dict[str, None] = field(default_factory=dict)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class Leaves:
    """Makes the leaves of one plan. While `negated` nothing is marked or told; while `title_only`
    the titles alone are searched."""

    def __init__(self, snapshot: Snapshot, catalog: Catalog, *, exact: bool = False) -> None:
        self.snapshot = snapshot
        self.catalog = catalog
        self.exact = exact
        self.negated = False
        self.title_only = False
        self.told = Told()
        self._surfaces: set[str] = set()
        self._stems: set[str] = set()
        self._phrases: list[tuple[str, ...]] = []
        self._prefixes: list[str] = []

    def wanted(self) -> Wanted:
        """What to mark in the texts found."""
        return Wanted(
            frozenset(self._surfaces),
            frozenset(self._stems),
            tuple(self._phrases),
            tuple(self._prefixes),
            self.catalog.table.protected,
        )

    def names(self, tokens: list[str]) -> list[NameMatch]:
        """The names among words. A guessed one counts only where the index has no such word."""
        if self.exact:
            return []
        return [
            match
            for match in self.catalog.table.match(tokens)
            if not match.fuzzy or not self._is_word(tokens[match.start])
        ]

    def _is_word(self, token: str) -> bool:
        return (token,) in foreign_places() or self._known(token)

    def _known(self, token: str) -> bool:
        views = word_views(token, self.catalog.table.protected)
        terms = {token, *(BARE + term for term in views[1].split(OR))}
        return any(self.snapshot.holds(f, t) for f in SURFACES for t in terms)

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

    def _views(
        self, name: str, forms: tuple[tuple[plan.Slot, ...], ...], weight: float, slop: int = 0
    ) -> tuple[plan.View, ...]:
        """The view of the titles and, unless only titles are asked for, that of the text."""
        title = plan.View(f"title_{name}", forms, weight * TITLE, slop)
        return (title,) if self.title_only else (plan.View(name, forms, weight, slop), title)

    def _found(self, leaf: plan.Leaf) -> bool:
        return any(
            self.snapshot.holds(view.field, term)
            for view in leaf.views
            if view.decides
            for form in view.forms
            for term in form[0]
        )

    def name(self, typed: list[Typed], matches: list[NameMatch]) -> plan.Plan:
        """A name in every spelling; also its words, where the name is made of ordinary ones."""
        tokens = tuple(token for _, token in typed)
        entities = list(dict.fromkeys(match.entity for match in matches))
        forms = list(dict.fromkeys(f for key in entities for f in self.catalog.forms(key)))
        guessed = all(match.fuzzy for match in matches)
        if not guessed and tokens not in forms:
            forms.append(tokens)
        leaf = self._forms(forms, " ".join(text for text, _ in typed))
        self._tell(tokens, typed, forms, guessed)
        if guessed or not self._is_ordinary(tokens, entities):
            return leaf
        parts = self.ordinary(typed, keep=len(typed) == 1)
        if not parts:
            return leaf
        reading = parts[0] if len(parts) == 1 else plan.Loose(tuple(parts))
        return plan.Either((leaf, reading), best=True)

    def _is_ordinary(self, tokens: Form, entities: list[str]) -> bool:
        """Topics and bodies are named with words of the language; so are countries' adjectives."""
        kinds = {self.catalog.entities[key].kind for key in entities}
        if kinds == {"person"}:
            return False
        if "topic" in kinds or ("organization" in kinds and len(tokens) > 1):
            return True
        return len(tokens) == 1 and (tokens[0] in countries() or is_common(tokens[0]))

    def _forms(self, forms: list[Form], typed: str) -> plan.Leaf:
        slots = tuple((_opening(form[0]), *((word,) for word in form[1:])) for form in forms)
        single = [term for slot in slots if len(slot) == 1 for term in slot[0]]
        self._mark(surfaces=single, phrases=[form for form in forms if len(form) > 1])
        return plan.Leaf(self._views("surface", slots, STEM + SURFACE), typed)

    def _tell(self, tokens: Form, typed: list[Typed], forms: list[Form], guessed: bool) -> None:
        """Note the other spellings that the index holds, and what a misspelling was taken for."""
        if self.negated:
            return
        text = " ".join(text for text, _ in typed)
        others = []
        for form in sorted(forms, key=len):
            # A longer form that holds a shorter one is found by it, and not worth a mention.
            short = any(len(o) < len(form) and o == form[-len(o) :] for o in (*forms, tokens))
            if form != tokens and not short and self._exists(form):
                others.append(form)
        if guessed or not self._exists(tokens):
            self._correct(text, others, forms if guessed else [])
        self.told.also.update(dict.fromkeys(map(self.catalog.written, others)))

    def _correct(self, typed: str, others: list[Form], known: list[Form]) -> None:
        """Say what a spelling was taken for: one the index holds, else one that is known at all.

        Another script is no misspelling: only forms in the letters typed correct it."""
        for forms in (others, known):
            alike = [form for form in forms if _same_script(form[0], fold(typed))]
            if alike:
                best = min(alike, key=lambda form: OSA.distance(" ".join(form), fold(typed)))
                self.told.corrected.append((typed, self.catalog.written(best)))
                if best in others:
                    others.remove(best)
                return

    def _exists(self, form: Form) -> bool:
        if len(form) == 1:
            return any(self.snapshot.holds(f, term) for f in SURFACES for term in _opening(form[0]))
        return all(any(self.snapshot.holds(f, word) for f in SURFACES) for word in form)

    def phrase(self, node: query.Phrase) -> plan.Plan:
        tokens = [token for text in node.words for token in words(text)[:1]]
        # The first word may carry a particle: one that analysis took off where it stands alone,
        # any where the words after it say that it is this phrase.
        first = (tokens[0],)
        if not self.exact:
            first = _opening(tokens[0]) if len(tokens) > 1 else (tokens[0], BARE + tokens[0])
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
        found = {
            term
            for name in SURFACES
            for term in self.snapshot.terms_from(name, start, MAX_EXPANSIONS)
        }
        self._mark(prefixes=[start])
        return plan.Leaf(self._views("surface", (_slot(found, start),), STEM), f"{node.text}*")

    def fuzzy(self, node: query.Fuzzy) -> plan.Plan:
        token = fold(node.text)
        found = one_edit_away(token, self.snapshot.vocabulary)[:MAX_EXPANSIONS]
        self._mark(surfaces=[token, *found])
        return plan.Leaf(self._views("surface", (_slot(found, token),), STEM), f"{node.text}~")

    def _mark(
        self,
        surfaces: Iterable[str] = (),
        stems: Iterable[str] = (),
        phrases: Iterable[tuple[str, ...]] = (),
        prefixes: Iterable[str] = (),
    ) -> None:
        if not self.negated:
            self._surfaces.update(surfaces)
            self._stems.update(stems)
            self._phrases.extend(phrases)
            self._prefixes.extend(prefixes)


def _place_at(typed: list[Typed], at: int) -> int:
    """How many words from `at` on name a place in another script; 0 for none."""
    for length in range(min(4, len(typed) - at), 0, -1):
        if tuple(token for _, token in typed[at : at + length]) in foreign_places():
            return length
    return 0


def _same_script(one: str, other: str) -> bool:
    return ("ء" <= one[:1] <= "ي") == ("ء" <= other[:1] <= "ي")


def _opening(word: str) -> plan.Slot:
    """A first word with every particle that may be written onto it."""
    return tuple(prefixed(word)) if "ء" <= word[:1] <= "ي" else (word,)


def _slot(terms: Iterable[str], typed: str) -> tuple[plan.Slot, ...]:
    return (tuple(sorted(terms)) or (typed,),)
