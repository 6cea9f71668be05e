"""From words of time to the days they mean: "last April", "15 August", "the first meeting"."""

from __future__ import annotations

import re
from datetime import date

from articles.arabic.times import TimeSpan, find_times
from articles.arabic.tokens import words
from articles.search import plan
from articles.search.leaves.words import WordLeaves
from articles.search.page import TimeRead

# Nothing in a newspaper archive is older; what says so is a mistyped year.
EARLIEST = date(1900, 1, 1)


class TimeLeaves(WordLeaves):
    """Makes the leaves of words of time."""

    def times(self, texts: list[str]) -> list[tuple[int, int, TimeSpan]]:
        """The times among some words: the first word, the one behind the last, and the time."""
        if self.today is None or self.exact or self.title_only or self.negated:
            return []
        starts, at = [], 0
        for text in texts:
            starts.append(at)
            at += len(text) + 1
        found = []
        for span in find_times(_line(texts), today=self.today):
            inside = [n for n, start in enumerate(starts) if span.start <= start < span.end]
            if inside:
                found.append((inside[0], inside[-1] + 1, span))
        return found

    def time(self, texts: list[str], span: TimeSpan, *, alone: bool) -> list[plan.Plan]:
        """What stands for a time: its words, and the days that it means where articles are dated.

        A word that asks for an order is looked for nowhere."""
        said = " ".join(texts)
        if span.order:
            self.order = span.order
            self.told.times.append(TimeRead(said, order=span.order))
            return []
        typed = [(text, token) for text in texts for token in words(text)[:1]]
        with self.as_typed():
            parts = self.ordinary(typed, keep=False)
        days = tuple(span.periods(*self._known_days(self.today))) if self.today else ()
        if not days:
            return parts
        self.told.times.append(TimeRead(said, days))
        self.periods.append(days)
        meetings = self.catalog.meetings
        reported = meetings.reported_by(meetings.during(days))
        return [plan.Timely(self._beside(parts), days, reported, decides=alone)]

    def _known_days(self, today: date) -> tuple[date, date]:
        """The first and the last day that the archive may know something of."""
        dated = self.snapshot.days[self.snapshot.days > 0]
        days = [today.toordinal(), *self.catalog.meetings.bounds]
        if dated.size:
            days += [int(dated.min()), int(dated.max())]
        return max(date.fromordinal(min(days)), EARLIEST), date.fromordinal(max(days))


def _line(texts: list[str]) -> str:
    """Words as a line; the signs that parted the figures of a date are put back."""
    line = " ".join(texts)
    line = _DAY_FIRST.sub(r"\1/\2/\3", line)
    line = _YEAR_FIRST.sub(r"\1-\2-\3", line)
    return _YEARS.sub(r"\1-\2", line)


_DAY_FIRST = re.compile(r"(?<!\S)(\d{1,2}) (\d{1,2}) (\d{4})(?!\S)")
_YEARS = re.compile(r"(?<!\S)((?:19|20)\d\d) ((?:19|20)\d\d)(?!\S)")
_YEAR_FIRST = re.compile(r"(?<!\S)(\d{4}) (\d{1,2}) (\d{1,2})(?!\S)")
