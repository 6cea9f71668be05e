"""From queries to percentiles. Every engine is timed by this, Lucene inside its own process."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

# `cpu` is the time of the thread that searches: on a machine with other work it is steadier.
CLOCKS: dict[str, Callable[[], int]] = {"wall": time.perf_counter_ns, "cpu": time.thread_time_ns}
# Fewer queries say nothing, however slow they are.
FEWEST = 5


def timed(
    ask: Callable[[str], object],
    texts: Sequence[str],
    *,
    passes: int,
    seconds: float,
    clock: str = "wall",
) -> np.ndarray:
    """Ask each text several times; return milliseconds, a row for each pass.

    A pass before the first warms and is not counted. In about `seconds` only as many queries are
    asked as a slow engine has time for: then there are fewer columns than texts."""
    now = CLOCKS[clock]
    started = time.perf_counter()
    count = 0
    for text in texts:
        ask(text)
        count += 1
        if count >= FEWEST and time.perf_counter() - started > seconds / (passes + 1):
            break
    took = np.zeros((passes, count))
    for row in took:
        for place, text in enumerate(texts[:count]):
            begun = now()
            ask(text)
            row[place] = (now() - begun) / 1e6
    return took


def summary(took: np.ndarray) -> dict[str, float]:
    """Percentiles over the queries, each of which counts with its median over the passes: what
    else the machine does now and then is not the engine's."""
    p50, p95, p99 = np.quantile(np.median(took, axis=0), [0.5, 0.95, 0.99]).tolist()
    return {"n": took.shape[1], "p50_ms": _ms(p50), "p95_ms": _ms(p95), "p99_ms": _ms(p99)}


def together(turns: Sequence[np.ndarray]) -> np.ndarray:
    """The passes of several turns over a class, of the queries that were asked in all of them."""
    fewest = min(took.shape[1] for took in turns)
    return np.concatenate([took[:, :fewest] for took in turns])


def _ms(value: float) -> float:
    return round(value, 4)


def summaries(took: Mapping[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """The summary of each class that was asked at all."""
    return {kind: summary(times) for kind, times in took.items() if times.size}


def resident_mb() -> float | None:
    """The memory that this process holds now; none where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    kept = next(line for line in lines if line.startswith("VmRSS"))
    return round(int(kept.split()[1]) / 1024, 1)


def megabytes(folder: Path) -> float:
    """The size of the files below a directory."""
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 2)
