"""Labelled articles read by the tagging engine, and how much of it was right.

A line of a file is `id published language title body mentions meetings`: keys of every person,
place and organization, and the meetings that the article reports. A meeting is right if its day
(or month, or one of the days it may be), place and participants are those of the label."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TUNED = Path(__file__).with_name("tuned.jsonl")
HELD = Path(__file__).with_name("held.jsonl")
FRESH = Path(__file__).with_name("fresh.jsonl")


@dataclass
class Scores:
    """Counts of names and meetings, right and wrong, and what was missed or too much."""

    right: int = 0
    missed: int = 0
    false: int = 0
    meetings_right: int = 0
    meetings_missed: int = 0
    meetings_false: int = 0
    lengths_wrong: int = 0
    matches_wrong: int = 0
    seconds: float = 0.0
    articles: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def line(self, name: str) -> str:
        """The figures in one line."""
        return (
            f"{name:8} n={self.articles:<3} names: precision {self.precision:.3f} "
            f"recall {self.recall:.3f}  meetings: {self.meetings_right} right, "
            f"{self.meetings_missed} missed, {self.meetings_false} false, "
            f"{self.lengths_wrong} lengths wrong, {self.matches_wrong} matches wrong  "
            f"{1000 * self.seconds / max(1, self.articles):.1f} ms an article"
        )


def score(path: Path) -> Scores:
    """Read every article of a file with what the database knows; write nothing."""
    from articles.models import Article
    from articles.tagging.run import load, read

    known = load()
    scores = Scores()
    for line in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        day = date.fromisoformat(label["published"]) if label.get("published") else None
        article = Article(
            key=label["id"],
            title=label["title"],
            body=label["body"],
            language=label.get("language", "ar"),
            published_on=day,
        )
        started = time.perf_counter()
        found = read(article, known)
        scores.seconds += time.perf_counter() - started
        names = {each.entity for each in (*found.mentions, *found.titled)}
        add(scores, label, names, found.meetings)
    return scores


def add(scores: Scores, label: dict[str, Any], names: set[str], meetings: list[Any]) -> None:
    """Count what was found in one article against its label."""
    wanted = set(label["mentions"])
    scores.articles += 1
    scores.right += len(wanted & names)
    scores.missed += len(wanted - names)
    scores.false += len(names - wanted)
    where = label["id"]
    if wanted != names:
        scores.notes.append(
            f"{where}: missed {wanted - names or '-'}, false {names - wanted or '-'}"
        )
    left = list(meetings)
    for expected in label["meetings"]:
        hit = next((each for each in left if is_right(expected, each)), None)
        if hit is None:
            scores.meetings_missed += 1
            scores.notes.append(f"{where}: missed {_told(expected)}")
            continue
        left.remove(hit)
        scores.meetings_right += 1
        for name, wrong in (("duration_minutes", "lengths_wrong"), ("matches", "matches_wrong")):
            if name in expected and expected[name] != getattr(hit, name):
                setattr(scores, wrong, getattr(scores, wrong) + 1)
                scores.notes.append(f"{where}: {name} {getattr(hit, name)}, not {expected[name]}")
    scores.meetings_false += len(left)
    scores.notes += [
        f"{where}: false {each.date} {each.precision} {each.end} {each.place} {each.participants} "
        f"{each.matches}" for each in left
    ]  # fmt: skip


def is_right(label: dict[str, Any], found: Any) -> bool:
    """Whether a suggested meeting has the date, place and participants of the label."""
    day = date.fromisoformat(label["date"])
    end = date.fromisoformat(label["end"]) if label.get("end") else None
    if label["precision"] == "approx":
        last = found.end or found.date
        dated = found.precision == "approx" and found.date - timedelta(days=3) <= day
        dated = dated and day <= last + timedelta(days=3)
    else:
        dated = (found.date, found.precision, found.end) == (day, label["precision"], end)
    here = found.place == label["place"]
    return dated and here and set(found.participants) == set(label["participants"])


def _told(label: dict[str, Any]) -> str:
    return f"{label['date']} {label['precision']} {label['place']} {label['participants']}"
