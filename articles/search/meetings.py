"""What the register knows of meetings, to rank the articles that report them.

Who met whom, where and when is on record, with the articles that say so. A query that names people,
a place, a time or words of a meeting's title asks for some of these meetings; the articles that
report the best of them rise. The record never makes an article a result by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import numpy as np

from articles.arabic.lexicon import stop_words
from articles.arabic.literals import fewest, letters, lines_with, literals_of
from articles.arabic.stem import stem
from articles.arabic.tokens import words
from articles.search import plan

# What a meeting that fits in every respect is worth beside the words of a text, how fast that
# falls where something asked for is missing, and what is left for all but the first (or last).
WORTH = 6.0
STRICTNESS = 1.0
OTHERS = 0.3
# What a word of which nothing is on record counts among what is asked for. The record also counts
# less, the fewer of the words it knows: a remembered quotation is found by its words.
UNKNOWN = 1.0
# Reports of the days after a meeting are about it; earlier ones announce it, later ones recall it.
FRESH = timedelta(days=3)
AHEAD, LOOKING_BACK, UNDATED = 0.6, 0.75, 1.0
# How much an article that reports several meetings is less about each of them.
FOCUS = 0.2


# The first and the last day of a span.
Days = tuple[date, date]


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting: first and last possible day, what it holds, and the articles that report it,
    each with its day if that is known.

    `entities` are the keys of participants, place and topics; `texts` are titles, outcome, venue,
    and the names and roles of those who took part."""

    first: date
    last: date
    entities: frozenset[str]
    texts: tuple[str, ...]
    reports: tuple[tuple[int, date | None], ...]
    held: bool = True


@dataclass(frozen=True)
class Asked:
    """A part of a query: the entities that it may name, and the stems of its words."""

    entities: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


class Meetings:
    """All confirmed meetings, in order of time."""

    def __init__(self, facts: Iterable[MeetingFacts] = (), protected: frozenset[str] = frozenset()):
        self.facts = sorted(facts, key=lambda meeting: (meeting.first, meeting.last))
        self._protected = protected
        self._first = np.array([meeting.first.toordinal() for meeting in self.facts], dtype=int)
        self._last = np.array([meeting.last.toordinal() for meeting in self.facts], dtype=int)
        # Most texts are names, which stand in many meetings.
        with_entity: defaultdict[str, set[int]] = defaultdict(set)
        with_text: defaultdict[str, set[int]] = defaultdict(set)
        for number, meeting in enumerate(self.facts):
            for key in meeting.entities:
                with_entity[key].add(number)
            for text in meeting.texts:
                with_text[" ".join(text.split())].add(number)
        self._with_entity = {key: np.array(sorted(with_entity[key])) for key in with_entity}
        self._texts = list(with_text.items())
        self._lines = letters("\n".join(with_text))
        self._stems: dict[int, frozenset[str]] = {}
        reports = [
            (n, *report) for n, meeting in enumerate(self.facts) for report in meeting.reports
        ]
        told = Counter(article for _, article, _ in reports)
        # Report by report: the article, the number of the meeting, and how much it is about it.
        self._article = np.array([article for _, article, _ in reports], dtype=np.int64)
        self._number = np.array([number for number, _, _ in reports], dtype=np.int64)
        self._focus = np.array(
            [
                self.fitness(n, published) / told[article] ** FOCUS
                for n, article, published in reports
            ]
        )
        # The first or the last of meetings is one that was: what announces it counts less still.
        self._ahead = np.array(
            [
                AHEAD if published is not None and published < self.facts[n].first else 1.0
                for n, _, published in reports
            ]
        )
        self.stories = plan.Stories(tuple(self._article.tolist()), tuple(self._number.tolist()))

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of the words of a text that say something, each once, in order."""
        plain = (word for word in words(text) if word not in stop_words())
        return tuple(dict.fromkeys(stem(word, self._protected) for word in plain))

    def holding(self, asked: Asked) -> np.ndarray:
        """Which meetings hold a part of a query: one of its entities, or all of its words."""
        mask = np.zeros(len(self.facts), dtype=bool)
        for key in asked.entities:
            mask[self._with_entity.get(key, _NONE)] = True
        if asked.stems:
            mask |= reduce(np.logical_and, map(self._saying, asked.stems))
        return mask

    def _saying(self, term: str) -> np.ndarray:
        """Which meetings have a word with this stem in one of their texts.

        A text is stemmed when a query may mean it, and once: all of them together took a quarter of
        the first search of a process."""
        mask = np.zeros(len(self.facts), dtype=bool)
        for number in lines_with(fewest(literals_of(term)), self._lines):
            text, meetings = self._texts[number]
            if number not in self._stems:
                self._stems[number] = frozenset(self.stems(text))
            if term in self._stems[number]:
                mask[list(meetings)] = True
        return mask

    def fitness(self, number: int, published: date | None) -> float:
        """How likely an article of a day speaks of a meeting that it reports as having happened."""
        meeting = self.facts[number]
        if published is None:
            return UNDATED
        if published < meeting.first:
            return AHEAD
        return 1.0 if published - meeting.last <= FRESH else LOOKING_BACK

    @property
    def bounds(self) -> tuple[int, ...]:
        """The numbers of the first and the last day of all meetings, if there are any."""
        return (int(self._first.min()), int(self._last.max())) if self.facts else ()

    def reported_by(self, mask: np.ndarray) -> frozenset[int]:
        """The articles that report one of these meetings."""
        return frozenset(self._article[mask[self._number]].tolist())

    def worth(
        self, parts: Sequence[Asked], periods: Sequence[Sequence[Days]] = (), order: str = ""
    ) -> dict[int, float]:
        """What the record adds to the score of each article, by its number.

        Each of `periods` is one time asked for, in the days it may mean. With an `order`, "oldest"
        or "newest", the first or the last of the meetings that fit is meant."""
        count = len(self.facts)
        asked = [self.holding(part) for part in parts]
        asked += [self.during(days) for days in periods]
        masks = [mask for mask in asked if mask.any()]
        if not masks:
            return {}
        unknown = UNKNOWN * (len(asked) - len(masks))
        share = len(masks) / len(asked)
        weights = [np.log(1 + (count - mask.sum() + 0.5) / (mask.sum() + 0.5)) for mask in masks]
        total = np.zeros(count)
        for mask, weight in zip(masks, weights, strict=True):
            total += weight * mask
        score = WORTH * share * total * (total / (sum(weights) + unknown)) ** STRICTNESS
        if order:
            named = [self.holding(part) for part in parts if part.entities]
            score = self._in_turn(score, [mask for mask in named if mask.any()], order)
        focus = self._focus * self._ahead if order else self._focus
        worth = score[self._number] * focus
        best: dict[int, float] = {}
        for at in np.argsort(worth):  # the best of an article last
            if worth[at]:
                best[int(self._article[at])] = float(worth[at])
        return best

    def during(self, days: Sequence[Days]) -> np.ndarray:
        """Which meetings were, or may have been, in one of some spans of days."""
        mask = np.zeros(len(self.facts), dtype=bool)
        for first, last in days:
            mask |= (self._first <= last.toordinal()) & (self._last >= first.toordinal())
        return mask

    def _in_turn(self, score: np.ndarray, named: Sequence[np.ndarray], order: str) -> np.ndarray:
        """The scores with the first or the last of the meetings of all who are named put forward.

        Without names, of those that fit best."""
        held = np.sum(named, axis=0) if named else score
        fitting = np.flatnonzero(held >= held.max() - 1e-9)
        fitting = [n for n in fitting if self.facts[n].held] or list(fitting)
        chosen = fitting[0] if order == "oldest" else fitting[-1]
        turned = score * OTHERS
        turned[chosen] = score[chosen]
        return turned


_NONE = np.zeros(0, dtype=np.int64)
