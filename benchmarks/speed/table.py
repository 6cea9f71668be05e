"""What was measured, as tables for people: times, and how many times ours each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.speed.queries import CLASSES, OPERATIONS

# Beside whom ours is put as a ratio, and which is ours.
OURS, PEERS = "sijill", ("tantivy", "lucene", "whoosh")
COLUMN = 17
MADE = (
    ("index_s", "index s"),
    ("index_mb", "index MB"),
    ("open_ms", "open ms"),
    ("first_query_ms", "first query ms"),
    ("rss_mb", "memory MB"),
)


def as_text(told: dict[str, Any]) -> str:
    """The tables of one corpus."""
    engines = told["engines"]
    parts = [f"{told['docs']:,} articles; {told['machine']}"]
    for name, order in (("classes", CLASSES), ("operations", OPERATIONS)):
        kinds = _kinds(engines, name, order)
        if kinds:
            parts.append("\n".join(_times(engines, name, kinds)))
    parts.append("\n".join(_made(engines)))
    return "\n\n".join(parts)


def _kinds(engines: Sequence[dict[str, Any]], name: str, order: Sequence[str]) -> list[str]:
    had = dict.fromkeys(kind for engine in engines for kind in engine[name])
    return [kind for kind in order if kind in had] + [kind for kind in had if kind not in order]


def _row(label: str, cells: Sequence[str]) -> str:
    return (f"{label:18}" + "".join(f"{cell:>{COLUMN}}" for cell in cells)).rstrip()


def _times(engines: Sequence[dict[str, Any]], name: str, kinds: list[str]) -> list[str]:
    """p50 / p95 of each engine, and under them the ratios of p95."""
    lines = [_row("ms, p50 / p95", kinds)]
    for engine in engines:
        parts = [engine[name].get(kind) for kind in kinds]
        cells = [f"{_short(p['p50_ms'])} / {_short(p['p95_ms'])}" if p else "-" for p in parts]
        lines.append(_row(engine["engine"], cells))
    by_name = {engine["engine"]: engine[name] for engine in engines}
    for peer in PEERS:
        if OURS in by_name and peer in by_name:
            cells = [_ratio(by_name[OURS].get(kind), by_name[peer].get(kind)) for kind in kinds]
            lines.append(_row(f"{OURS} / {peer}", cells))
    return lines


def _ratio(ours: dict[str, float] | None, theirs: dict[str, float] | None) -> str:
    if not ours or not theirs or not theirs["p95_ms"]:
        return "-"
    return f"{_short(ours['p95_ms'] / theirs['p95_ms'])}x"


def _short(value: float) -> str:
    """Three digits, and no more than anybody reads."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _made(engines: Sequence[dict[str, Any]]) -> list[str]:
    lines = [_row("", [label for _, label in MADE])]
    for engine in engines:
        cells = [_short(value) if (value := engine.get(key)) else "-" for key, _ in MADE]
        lines.append(_row(engine["engine"], cells))
    return lines
