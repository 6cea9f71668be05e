"""From roles to who bears them: "the Iranian foreign minister", "the president's son-in-law"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from articles.arabic.lexicon import countries, stop_words
from articles.arabic.names import NameMatch
from articles.search import plan
from articles.search.leaves.base import Typed
from articles.search.leaves.times import TimeLeaves
from articles.search.leaves.words import synonyms_by_first, synonyms_by_stem
from articles.search.meetings import Asked

LONGEST = 6
# More bearers than this, and words say no more than an office of which there are many.
MOST_BEARERS = 3
# Beside the most active bearer, one of whom less than this share of his meetings is known is
# not meant by an office alone.
SHARE = 0.2


class RoleLeaves(TimeLeaves):
    """Makes the leaves of words that say an office rather than a name."""

    def roles(self, typed: list[Typed], names: list[NameMatch]) -> list[tuple[int, int, list[str]]]:
        """The offices among some words: first word, the one behind the last, and who bears them.

        The name of a person is never taken for a part of one."""
        if self.exact or self.title_only:
            return []
        taken = {
            at
            for match in names
            if self.catalog.entities[match.entity].kind == "person"
            for at in range(match.start, match.end)
        }
        found = []
        at = 0
        while at < len(typed) - 1:
            for end in range(min(len(typed), at + LONGEST), at + 1, -1):
                if not taken.isdisjoint(range(at, end)) or self._goes_on(typed, at, end):
                    continue
                closed = end == len(typed) or end in taken or typed[end][1] in stop_words()
                if bearers := self._bearers(typed[at:end], closed):
                    found.append((at, end, bearers))
                    at = end - 1
                    break
            at += 1
        return found

    def _goes_on(self, typed: list[Typed], at: int, end: int) -> bool:
        """Whether words belong to a longer office: a nation follows ("of France"), or another
        office comes before ("an adviser of the president")."""
        before = set(self._meaning(typed[at - 1 : at]))
        behind = set(self._meaning(typed[end : end + 1]))
        nation = not behind.isdisjoint(countries().values())
        return nation or not before.isdisjoint(self.catalog.role_heads)

    def _meaning(self, typed: list[Typed]) -> tuple[str, ...]:
        return tuple(s for _, token in typed for s in self.catalog.meetings.stems(token))

    def _bearers(self, typed: list[Typed], closed: bool) -> list[str]:
        """Who bears an office of two or more words, if these are a few. `closed`: no word follows
        that might belong to it ("the secretary general of ...")."""
        each = [self._meaning([word]) for word in typed]
        if not each[0] or not each[-1]:
            return []
        wanted = {stem for stems in each for stem in stems}
        readings = self._readings(wanted)
        bearers = next(filter(None, (self._fitting(one, closed) for one in readings)), [])
        if not 0 < len(bearers) <= MOST_BEARERS:
            return []
        meetings = self.catalog.meetings
        known = {key: int(meetings.holding(Asked((key,))).sum()) for key in bearers}
        most = max(known.values())
        return [key for key in bearers if known[key] >= SHARE * most]

    def _is_alone(self, role: tuple[str, ...], wanted: set[str]) -> bool:
        """Whether nobody else's office begins with these words, or with the first of them."""
        if self.catalog.role_heads[role[0]] == 1:
            return True
        begins = role[: len(wanted)]
        same = {key for key, other in self.catalog.roles if other[: len(wanted)] == begins}
        return wanted.issuperset(begins) and len(same) == 1

    def _readings(self, wanted: set[str]) -> Iterator[set[str]]:
        """The words of an office, then with a word or expression in another's stead."""
        yield wanted
        protected = self.catalog.table.protected
        table, firsts = synonyms_by_stem(protected), synonyms_by_first(protected)
        for form in (form for stem in sorted(wanted) for form in firsts.get(stem, ())):
            if wanted.issuperset(form):
                for other in table[form]:
                    yield (wanted - set(form)) | set(other)

    def _fitting(self, wanted: set[str], closed: bool) -> list[str]:
        """Whose office has every one of some stems, its first among them: "a deputy minister" is no
        minister. Its other words must be there too, or its nation, or nobody else is called so."""
        if len(wanted) < 2:
            return []
        whole, partly = [], []
        for key, role in self.catalog.roles:
            if role[0] not in wanted:
                continue
            nation = self.catalog.nation(key)
            own = {stem for stem in wanted if _is_of(stem, nation)}
            if wanted <= own.union(role):
                if wanted.issuperset(role):
                    whole.append(key)
                elif own or (closed and self._is_alone(role, wanted)):
                    partly.append(key)
        return list(dict.fromkeys(whole or partly))

    def role(self, typed: list[Typed], bearers: list[str]) -> plan.Plan:
        """An office: its words, or any name of who bears it."""
        with self.as_typed():
            parts = self.ordinary(typed, keep=False)
        text = " ".join(text for text, _ in typed)
        forms = list(dict.fromkeys(f for key in bearers for f in self.catalog.forms(key)))
        leaf = self._forms(forms, text)
        leaf = replace(leaf, reported=self._reported(Asked(tuple(bearers))))
        if not self.negated:
            for key in bearers:
                entity = self.catalog.entities[key]
                self.told.also[entity.name_ar or entity.name_en] = None
        return plan.Either((leaf, self._beside(parts)), best=True)


def _is_of(stem: str, nation: frozenset[str]) -> bool:
    """Whether a stem names a nation: "russian" does, where the nation is called "russia"."""
    if stem in nation:
        return True
    latin = stem.isascii() and len(stem) > 3
    return latin and any(n[:4] == stem[:4] and n.isascii() for n in nation)
