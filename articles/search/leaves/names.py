"""From names to the terms that stand for them in the index.

A name is looked for as whole words in every spelling the archive knows, never by stem or root: so
a query finds every mention of a person, and nothing that merely resembles one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rapidfuzz.distance import OSA

from articles.arabic.analysis import word_views
from articles.arabic.lexicon import countries
from articles.arabic.names import Form, NameMatch, is_common
from articles.arabic.normalize import fold
from articles.arabic.tokens import words
from articles.search import plan, query
from articles.search.leaves.base import Typed, opening
from articles.search.leaves.roles import RoleLeaves
from articles.search.leaves.words import MAX_EXPANSIONS
from articles.search.meetings import Asked
from articles.search.query import Notice

# By how many letters a misspelt name differs at most from the right one.
MISSPELT = 3


class Leaves(RoleLeaves):
    """Makes the leaves of one plan: those of names here, the others as words are made."""

    def phrase(self, node: query.Phrase) -> plan.Plan:
        """A phrase as written; a whole name that the index does not hold so, as that name."""
        typed = [(text, token) for text in node.words for token in words(text)[:1]]
        tokens = [token for _, token in typed]
        if len(tokens) > 1 and not node.slop and not self._exists(tuple(tokens)):
            whole = [m for m in self.names(tokens) if (m.start, m.end) == (0, len(tokens))]
            if whole:
                return self.name(typed, whole)
        return super().phrase(node)

    def prefix(self, node: query.Prefix) -> plan.Plan:
        """Words that begin so; where the index has none, the names of which a word does."""
        start = fold(node.text)
        if self.exact or any(map(self.snapshot.writes, self.snapshot.terms_from(start))):
            return super().prefix(node)
        leaf = self._named(lambda word: word.startswith(start), f"{node.text}*")
        return leaf or super().prefix(node)

    def fuzzy(self, node: query.Fuzzy) -> plan.Plan:
        """Words one letter away; where the index has none, the names of which a word is."""
        token = fold(node.text)
        if self.exact or self._one_edit_away(token):
            return super().fuzzy(node)
        leaf = self._named(
            lambda word: OSA.distance(word, token, score_cutoff=1) <= 1, f"{node.text}~"
        )
        return leaf or super().fuzzy(node)

    def _named(self, fits: Callable[[str], bool], typed: str) -> plan.Leaf | None:
        """Every spelling of the entities one of whose words fits, the most of them told."""
        forms: dict[Form, None] = {}
        for key in self.catalog.entities:
            own = self.catalog.forms(key)
            if any(fits(word) for form in own for word in form):
                forms.update(dict.fromkeys(own))
        if not forms:
            return None
        chosen = list(forms)[:MAX_EXPANSIONS]
        if len(chosen) < len(forms):
            self.notices.append(Notice("many_words", typed))
        if not self.negated:
            known = [form for form in chosen if len(form) == 1 and self._exists(form)]
            self.told.also.update(dict.fromkeys(map(self.catalog.written, known)))
        return self._forms(chosen, typed)

    def names(self, tokens: list[str]) -> list[NameMatch]:
        """The names among words. A guessed one counts only where the index has no such word."""
        if self.exact:
            return []
        return [
            match
            for match in self.catalog.table.match(tokens)
            if not match.fuzzy or not self._is_word(tokens[match.start])
        ]

    def name(self, typed: list[Typed], matches: list[NameMatch]) -> plan.Plan:
        """A name in every spelling; also its words, where the name is made of ordinary ones."""
        tokens = tuple(token for _, token in typed)
        entities = list(dict.fromkeys(match.entity for match in matches))
        forms = list(dict.fromkeys(f for key in entities for f in self.catalog.forms(key)))
        guessed = all(match.fuzzy for match in matches)
        if not guessed and tokens not in forms:
            forms.append(tokens)
        leaf = self._forms(forms, " ".join(text for text, _ in typed))
        # The name of a person also stands in others' offices; what else a name says counts too.
        person = any(self.catalog.entities[key].kind == "person" for key in entities)
        stems = tuple(word_views(t, self.catalog.table.protected)[0] for t in tokens)
        asked = Asked(tuple(entities), () if guessed or person else stems)
        leaf = replace(leaf, reported=self._reported(asked))
        self._tell(tokens, typed, forms, guessed)
        if guessed or not self._is_ordinary(tokens, entities):
            return leaf
        with self.as_typed():
            parts = self.ordinary(typed, keep=len(typed) == 1)
        if not parts:
            return leaf
        return plan.Either((leaf, self._beside(parts)), best=True)

    def _is_ordinary(self, tokens: Form, entities: list[str]) -> bool:
        """Topics and bodies are named with words of the language; so are countries' adjectives."""
        kinds = {self.catalog.entities[key].kind for key in entities}
        if kinds == {"person"}:
            return False
        if "topic" in kinds or ("organization" in kinds and len(tokens) > 1):
            return True
        return len(tokens) == 1 and (tokens[0] in countries() or is_common(tokens[0]))

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
        # A particle written onto a name is no misspelling.
        spelled = any(
            form != tokens and form[1:] == tokens[1:] and tokens[0] in opening(form[0])
            for form in forms
        )
        if guessed or not (spelled or self._exists(tokens)):
            self._correct(text, others, forms if guessed else [])
        self.told.also.update(dict.fromkeys(map(self.catalog.written, others)))

    def _correct(self, typed: str, others: list[Form], known: list[Form]) -> None:
        """Say what a spelling was taken for: one the index holds, else one that is known at all.

        Another script is no misspelling: only forms in the letters typed correct it."""
        for forms in (others, known):
            alike = [form for form in forms if _same_script(form[0], fold(typed))]
            if alike:
                best = min(alike, key=lambda form: OSA.distance(" ".join(form), fold(typed)))
                if not 0 < OSA.distance("".join(best), fold(typed).replace(" ", "")) <= MISSPELT:
                    return  # a name of its own, or written together: no misspelling
                self.told.corrected.append((typed, self.catalog.written(best)))
                if best in others:
                    others.remove(best)
                return


def _same_script(one: str, other: str) -> bool:
    return ("ء" <= one[:1] <= "ي") == ("ء" <= other[:1] <= "ي")
