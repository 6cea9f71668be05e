"""Latency against the size of the corpus, both logarithmic: what grows, and how."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.engines import ENGINES
from benchmarks.speed.queries import CLASSES

TITLES = {
    "1w": "one word",
    "and": "three words, all of them",
    "or": "three words, any of them",
    "diplo": "two to five words on diplomacy",
    "headline": "a headline, about eight words",
}
# Colors that color-blind people tell apart (Okabe and Ito, 2008), and a mark for each.
STYLES = {
    "sijill": ("#0072B2", "o"),
    "site": ("#56B4E9", "s"),
    "tantivy": ("#D55E00", "^"),
    "lucene": ("#E69F00", "v"),
    "fts5": ("#009E73", "D"),
    "whoosh": ("#CC79A7", "P"),
    "whoosh3f": ("#7F7F7F", "X"),
    "haystack": ("#000000", "*"),
}
LABEL = {"x": "articles", "y": "95th percentile, ms"}
FORMATS = ("png", "svg")


def draw(runs: Sequence[dict[str, Any]], folder: Path, name: str = "speed") -> list[Path]:
    """Draw a panel for each class of queries into a PNG and an SVG; return where they are."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams |= {"svg.hashsalt": name, "svg.fonttype": "none", "font.size": 9}
    from matplotlib import pyplot
    from matplotlib.ticker import NullLocator

    sizes = sorted({run["docs"] for run in runs})
    figure, panels = pyplot.subplots(2, 3, figsize=(12, 7), sharex=True, sharey=True)
    *shown, corner = panels.flat
    lines: dict[str, Any] = {}
    for panel, kind in zip(shown, CLASSES, strict=True):
        for engine in ENGINES:
            if points := _points(runs, engine, kind):
                color, mark = STYLES[engine]
                (lines[engine],) = panel.plot(
                    *zip(*points, strict=True), color=color, marker=mark, markersize=5
                )
        panel.set(xscale="log", yscale="log", title=TITLES[kind])
        panel.grid(visible=True, which="major", alpha=0.4)
        panel.grid(visible=True, which="minor", alpha=0.1)
        panel.set_xticks(sizes, [_short(size) for size in sizes])
        panel.xaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        panel.tick_params(labelbottom=True, labelleft=True)
    for panel in (panels[0][0], panels[1][0]):
        panel.set_ylabel(LABEL["y"])
    for panel in (panels[1][0], panels[1][1], panels[0][2]):
        panel.set_xlabel(LABEL["x"])
    corner.axis("off")
    corner.legend(
        lines.values(), [ENGINES[engine].label for engine in lines], loc="center", frameon=False
    )
    figure.suptitle("A search: ten titles and the exact total")
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{form}" for form in FORMATS]
    for path in paths:
        extra = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=150, metadata=extra)
    pyplot.close(figure)
    return paths


def _short(size: int) -> str:
    return f"{size // 1000}k" if size % 1000 == 0 else f"{size:,}"


def _points(runs: Sequence[dict[str, Any]], engine: str, kind: str) -> list[tuple[int, float]]:
    """How many articles, and the 95th percentile there, by size."""
    found = [
        (run["docs"], part["classes"][kind]["p95_ms"])
        for run in runs
        for part in run["engines"]
        if part["engine"] == engine and kind in part["classes"]
    ]
    return sorted(found)
