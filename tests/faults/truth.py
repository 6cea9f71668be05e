"""What was true at which moment, and whether an answer was.

Moments are those of time.monotonic(), which all processes of a machine share. A change is in the
database from some moment between `before` and `after`; a search reads at some moments between its
start and its end. An answer is judged by what must hold whatever these moments were:

- what it shows was to be seen at some moment of the search, in the version that it shows: nothing
  withdrawn or deleted, not even where the index lags behind;
- the version that the index holds had been saved, never one that was rolled back; an index may lag;
- one reader never sees an older version of a document after a newer one, and never misses an
  article that the same reader has found before, unless it was hidden since that version;
- no article stands in an answer twice."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

HIDDEN = "hidden"
SHOWN = "shown"
VOID = "void"


@dataclass(frozen=True)
class Change:
    """One transaction on one article: its version from then on, SHOWN or HIDDEN; VOID if it was
    rolled back or came to nothing."""

    article: str
    version: int
    state: str
    before: float
    after: float


@dataclass(frozen=True)
class Answer:
    """What one search found: the versions that the index holds and those that were displayed.

    `whole` where every article of the play was asked for. `lost` names what is wrong with the
    answer in itself."""

    start: float
    end: float
    indexed: Mapping[str, int]
    shown: Mapping[str, int]
    whole: bool = True
    wrong: tuple[str, ...] = ()


class Log:
    """Lines in a file that outlive whoever wrote them."""

    def __init__(self, path: Path) -> None:
        self.handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, **values: object) -> None:
        os.write(self.handle, (json.dumps(values) + "\n").encode())


def lines(path: Path) -> list[dict[str, object]]:
    """The lines of a log; the last one may have been cut off by a kill."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().split("\n")[:-1]]


@dataclass
class Period:
    """A state of an article: it may have begun from `first` on, and was over at `last`."""

    version: int
    shown: bool
    first: float
    last: float = inf

    def touches(self, start: float, end: float) -> bool:
        return self.first <= end and start <= self.last


class Judge:
    """Knows every change, and hears the answers of each reader in their order."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.periods: dict[str, list[Period]] = defaultdict(list)
        self.saved: dict[tuple[str, int], float] = {}
        for change in sorted(changes, key=lambda change: change.before):
            if change.state == VOID:
                continue
            periods = self.periods[change.article]
            if periods:
                periods[-1].last = change.after
            shown = change.state == SHOWN
            periods.append(Period(change.version, shown, change.before))
            if shown:
                self.saved.setdefault((change.article, change.version), change.before)
        self.wrong: Counter[str] = Counter()
        self.examples: list[str] = []
        self.answers = 0

    def hear(self, reader: Reader, answer: Answer) -> None:
        """Judge an answer by what was true, and by what its reader has seen before."""
        self.answers += 1
        for reason in answer.wrong:
            self._say(reason, answer, "")
        for article, version in answer.shown.items():
            if not self._shown(article, version, answer.start, answer.end):
                self._say("shown though it was not so", answer, f"{article} v{version}")
        for article, version in answer.indexed.items():
            if self.saved.get((article, version), inf) > answer.end:
                self._say("found a version that was never saved", answer, f"{article} v{version}")
            if version < reader.versions.get(article, 0):
                self._say("went back to an older version", answer, f"{article} v{version}")
            reader.versions[article] = version
        if answer.whole:
            for article, version in reader.versions.items():
                if article not in answer.shown and not self._hidden(article, version, answer.end):
                    self._say("missed what it had found before", answer, article)

    def _shown(self, article: str, version: int, start: float, end: float) -> bool:
        """Whether readers of the database saw this version at some moment."""
        return any(
            period.shown and period.version == version and period.touches(start, end)
            for period in self.periods[article]
        )

    def _hidden(self, article: str, since: int, end: float) -> bool:
        """Whether an article was hidden after it had this version, up to some moment."""
        return any(
            not period.shown and period.version >= since and period.first <= end
            for period in self.periods[article]
        )

    def _say(self, reason: str, answer: Answer, about: str) -> None:
        self.wrong[reason] += 1
        if len(self.examples) < 20:
            self.examples.append(f"{reason}: {about} in {answer.start:.4f}-{answer.end:.4f}")

    def latest(self) -> dict[str, int]:
        """What must be found when all is quiet: the version of every article that is shown."""
        return {
            article: periods[-1].version
            for article, periods in self.periods.items()
            if periods[-1].shown
        }


@dataclass
class Reader:
    """The newest version of each article that one reader has found."""

    versions: dict[str, int] = field(default_factory=dict)
