"""From roles to who bears them: "the Iranian foreign minister", "the president's son-in-law"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from articles.arabic.lexicon import countries
from articles.arabic.names import NameMatch
from articles.search import plan
from articles.search.leaves.base import Typed
from articles.search.leaves.times import TimeLeaves
from articles.search.leaves.words import synonyms_by_stem
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
        """The roles among some words: first word, the one behind the last, and who bears them.

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
                if not taken.isdisjoint(range(at, end)) or self._is_nation(typed[end:]):
                    continue
                if bearers := self._bearers(typed[at:end]):
                    found.append((at, end, bearers))
                    at = end - 1
                    break
            at += 1
        return found

    def _is_nation(self, behind: list[Typed]) -> bool:
        """Whether the next word says of which country an office is: then it belongs to it."""
        stems = self.catalog.meetings.stems(behind[0][1]) if behind else ()
        return not set(stems).isdisjoint(countries().values())

    def _readings(self, wanted: set[str]) -> Iterator[set[str]]:
        """The words of an office, then with a word or expression in another's stead."""
        yield wanted
        for form, others in synonyms_by_stem(self.catalog.table.protected).items():
            if wanted.issuperset(form):
                for other in others:
                    yield (wanted - set(form)) | set(other)

    def _fitting(self, wanted: set[str]) -> list[str]:
        """Whose role has every one of some stems, its first among them: "a deputy minister" is no
        minister. If there are such, those whose role has no others."""
        if len(wanted) < 2 or not wanted <= self.catalog.role_stems:
            return []
        fitting = {
            key: role
            for key, role, nation in self.catalog.roles
            if role[0] in wanted and wanted <= nation.union(role)
        }
        return [key for key, role in fitting.items() if wanted.issuperset(role)] or list(fitting)

    def _bearers(self, typed: list[Typed]) -> list[str]:
        """The persons whose role has every one of two or more words, and fewest others."""
        meetings = self.catalog.meetings
        each = [meetings.stems(token) for _, token in typed]
        if not each[0] or not each[-1]:
            return []
        wanted = set().union(*each)
        bearers = next(filter(None, map(self._fitting, self._readings(wanted))), [])
        if not 0 < len(bearers) <= MOST_BEARERS:
            return []
        known = {key: int(meetings.holding(Asked((key,))).sum()) for key in bearers}
        most = max(known.values())
        return [key for key in bearers if known[key] >= SHARE * most]

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
        said = parts[0] if len(parts) == 1 else plan.Loose(tuple(parts))
        return plan.Either((leaf, said), best=True)
