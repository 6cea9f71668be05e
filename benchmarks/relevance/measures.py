"""MRR@10, nDCG@10 with gain 2^grade - 1, Recall@100; and how sure they are.

A query without results scores 0. A document counts once, at its best place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.relevance.files import Query, Run

MEASURES = ("mrr10", "ndcg10", "recall100")
CUT = 10
ROUNDS = 10_000
SEED = 1


@dataclass(frozen=True)
class Score:
    """How well one query was answered; `docs` is what was found, best first."""

    query: Query
    docs: list[str]
    mrr10: float
    ndcg10: float
    recall100: float


@dataclass
class Scores:
    """Every query's score, and the means by set and by kind."""

    each: list[Score]
    sets: dict[str, dict[str, Any]] = field(init=False)
    kinds: dict[str, dict[str, Any]] = field(init=False)
    mean: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        self.sets = {name: _summary(part) for name, part in self.by("set").items()}
        self.kinds = {name: _summary(part) for name, part in self.by("kind").items() if name}
        self.mean = {
            name: float(np.mean([part[name] for part in self.sets.values()])) for name in MEASURES
        }

    def by(self, what: str) -> dict[str, list[Score]]:
        """The scores by "set" or "kind" of their queries, in the order met."""
        parts: dict[str, list[Score]] = {}
        for score in self.each:
            parts.setdefault(getattr(score.query, what), []).append(score)
        return parts

    def worst(self, count: int) -> list[Score]:
        """The queries answered worst."""
        return sorted(self.each, key=lambda s: (s.ndcg10, s.mrr10, s.recall100))[:count]

    def compare(self, baseline: Scores) -> None:
        """Add to each set the baseline's MRR@10, the p of the difference, and its sign if p < .05.

        The sign is "+" where the baseline is worse, "-" where it is better, else empty."""
        for name, part in self.by("set").items():
            before = {score.query.id: score.mrr10 for score in baseline.each}
            ours = [score.mrr10 for score in part]
            theirs = [before.get(score.query.id, 0.0) for score in part]
            p = paired_p(ours, theirs)
            sign = "" if p >= 0.05 else "+" if sum(ours) > sum(theirs) else "-"
            mean = float(np.mean(theirs))
            self.sets[name] |= {"baseline_mrr10": mean, "p": p, "sign": sign}
        means = [part["baseline_mrr10"] for part in self.sets.values()]
        self.mean["baseline_mrr10"] = float(np.mean(means))


def score_run(run: Run, queries: Iterable[Query]) -> Scores:
    """Score a run on its queries."""
    return Scores([score(query, run.get(query.id, ())) for query in queries])


def score(query: Query, rows: Sequence[tuple[str, float]]) -> Score:
    """Score what one query found."""
    docs = list(dict.fromkeys(doc for doc, _ in rows))
    good = query.relevant
    first = next((at for at, doc in enumerate(docs[:CUT], 1) if doc in good), 0)
    ideal = gain(sorted(good.values(), reverse=True)[:CUT])
    return Score(
        query=query,
        docs=docs,
        mrr10=1 / first if first else 0.0,
        ndcg10=gain([good.get(doc, 0.0) for doc in docs[:CUT]]) / ideal if ideal else 0.0,
        recall100=len(good.keys() & set(docs[:100])) / len(good) if good else 0.0,
    )


def gain(grades: Iterable[float]) -> float:
    """Discounted cumulative gain of grades, best place first."""
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))


def _summary(part: Sequence[Score]) -> dict[str, Any]:
    found: dict[str, Any] = {"n": len(part)}
    for name in MEASURES:
        values = np.array([getattr(score, name) for score in part])
        found[name] = float(values.mean())
        if name != "recall100":
            found[f"{name}_95"] = interval(values)
    found["empty"] = sum(not score.docs for score in part) / len(part)
    return found


def interval(values: np.ndarray) -> list[float]:
    """A bootstrap interval of 95 % for a mean."""
    random = np.random.default_rng(SEED)
    means = [random.choice(values, values.size).mean() for _ in range(1000)]
    return [float(bound) for bound in np.quantile(means, [0.025, 0.975])]


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The p of a two-sided paired randomization test: would signs thrown at random do as much?"""
    difference = np.subtract(ours, theirs)
    difference = difference[difference != 0]
    if not difference.size:
        return 1.0
    random = np.random.default_rng(SEED)
    seen = abs(difference.sum()) - 1e-9
    hits = 0
    for _ in range(ROUNDS // 1000):
        signs = random.integers(0, 2, (1000, difference.size)) * 2 - 1
        hits += int((np.abs(signs @ difference) >= seen).sum())
    return (hits + 1) / (ROUNDS + 1)


def as_json(engine: str, docs: int, scores: Scores, seconds: Mapping[str, float]) -> dict[str, Any]:
    """What --json prints."""
    found: dict[str, Any] = {"engine": engine, "docs": docs, "sets": scores.sets}
    if scores.kinds:
        found["kinds"] = scores.kinds
    return found | {"mean": scores.mean, "seconds": dict(seconds)}
