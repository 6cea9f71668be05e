"""Front door: compare() asks several engines the same on the same corpus, in turns."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.corpus import write_docs
from benchmarks.site import Doc
from benchmarks.speed import queries as asked
from benchmarks.speed import timing
from benchmarks.speed.engines import ENGINES
from benchmarks.speed.queries import OPERATIONS, Query
from benchmarks.speed.worker import ASK, BUILD, COMMIT

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = "built.json"
# Engines are asked in turn, this many times: a machine may be twice as fast for some seconds.
TURNS = 3


@dataclass(frozen=True)
class Limits:
    """How often every query is asked at least, how long a class may take an engine in all turns, by
    which clock, and above how many articles an engine is left out."""

    passes: int = 6
    seconds: float = 15.0
    clock: str = "wall"
    largest: dict[str, int] = field(default_factory=dict)


class EngineFailed(Exception):
    """A process of an engine ended with an error; what it said went to standard error."""


def compare(
    docs: Sequence[Doc],
    queries: Sequence[Query],
    engines: Sequence[str],
    limits: Limits,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Return {"docs", "engines": [...]} with what was measured of each engine that is there.

    Indexes are made in `folder`, and used again where they stand there already."""
    with tempfile.TemporaryDirectory(prefix="sijill-speed-") as name:
        run = Run(Path(name), folder or Path(name), docs, queries, limits)
        ready = [engine for engine in engines if run.takes(engine) and run.built(engine)]
        told = run.in_turns(ready)
        for engine, found in told.items():  # last, since it changes the index
            found["operations"] |= run.committed(engine)
    return {"docs": len(docs), "machine": machine(), "engines": list(told.values())}


class Run:
    """The files of one run, and the processes that work with them."""

    def __init__(
        self,
        own: Path,
        folder: Path,
        docs: Sequence[Doc],
        queries: Sequence[Query],
        limits: Limits,
    ) -> None:
        self.own, self.folder, self.limits = own, folder, limits
        self.count = len(docs)
        self.turns = min(TURNS, limits.passes)
        self.docs, self.few, self.queries = (own / n for n in ("docs.jsonl", "few.jsonl", "q.tsv"))
        write_docs(self.docs, iter(docs))
        write_docs(self.few, iter(docs[: asked.FEW]))
        asked.write(self.queries, queries)

    def takes(self, engine: str) -> bool:
        """Whether an engine is asked at this size."""
        largest = self.limits.largest.get(engine, self.count)
        if self.count > largest:
            _say(f"{engine} is left out above {largest:,} articles: it would take too long.")
        return self.count <= largest

    def built(self, engine: str) -> bool:
        """Make the index of an engine, unless it stands; say whether it does."""
        place = self.place(engine)
        if (place / BUILT).exists():
            return True
        _say(f"{engine}: indexing {self.count:,} articles")
        place.mkdir(parents=True, exist_ok=True)
        made = self.tried(engine, BUILD)
        if made:
            (place / BUILT).write_text(json.dumps(made))
        return bool(made)

    def in_turns(self, engines: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Ask engines in turns; return what is told of each that did not fail."""
        turns: dict[str, list[dict[str, Any]]] = {engine: [] for engine in engines}
        for turn in range(self.turns):
            for engine in list(turns):
                _say(f"{engine}: asking, turn {turn + 1} of {self.turns}")
                if found := self.tried(engine, ASK):
                    turns[engine].append(found)
                else:
                    del turns[engine]
        return {
            engine: {
                "engine": engine,
                **json.loads((self.place(engine) / BUILT).read_text()),
                **merged(told),
            }
            for engine, told in turns.items()
        }

    def committed(self, engine: str) -> dict[str, Any]:
        """What one commit takes an engine, as one more operation, where it has any."""
        found = self.tried(engine, COMMIT)
        return {"commit": found} if found else {}

    def place(self, engine: str) -> Path:
        """Where the index of an engine is; some search the same one."""
        return self.folder / ENGINES[engine].index

    def tried(self, engine: str, step: str) -> dict[str, Any]:
        """Let a process do one step; return what it measured, nothing where that failed."""
        try:
            found = self.step(engine, step)
        except EngineFailed as failure:
            _say(str(failure))
            return {}
        if "missing" in found:
            _say(f"{engine} is left out: {found['missing']}")
            return {}
        return found

    def step(self, engine: str, step: str) -> dict[str, Any]:
        """Let a process do one step; return what it said."""
        job, out = self.own / "job.json", self.own / "out.json"
        job.write_text(json.dumps(self.task(engine, step) | {"out": str(out)}))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.speed.worker", str(job)],
            cwd=ROOT,
            env=_environment(),
            stdout=sys.stderr,
        )
        if done.returncode:
            raise EngineFailed(f"{engine} failed ({step}, status {done.returncode}).")
        return json.loads(out.read_text())

    def task(self, engine: str, step: str) -> dict[str, Any]:
        """What a process is told to do; the limits are parted among the turns."""
        return {
            "engine": engine,
            "step": step,
            "folder": str(self.place(engine)),
            "docs": str(self.few if step == COMMIT else self.docs),
            "queries": str(self.queries),
            "passes": -(-self.limits.passes // self.turns),
            "seconds": self.limits.seconds / self.turns,
            "clock": self.limits.clock,
        }


def merged(turns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What is told of an engine after some turns: classes, operations and the rest."""
    took = {
        kind: timing.together([np.array(turn["took"][kind]) for turn in turns])
        for kind in turns[0]["took"]
    }
    found = timing.summaries(took)
    return {
        "classes": {kind: part for kind, part in found.items() if kind not in OPERATIONS},
        "operations": {kind: part for kind, part in found.items() if kind in OPERATIONS},
        "hits": turns[0]["hits"],
        "open_ms": median(turn["open_ms"] for turn in turns),
        "first_query_ms": median(turn["first_query_ms"] for turn in turns),
        "rss_mb": max((turn["rss_mb"] for turn in turns if turn["rss_mb"]), default=None),
    }


def _environment() -> dict[str, str]:
    """That of this process, without what points Django at another site than the engine's own."""
    ours = ("SIJILL_DATA_DIR", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """What was measured on: the processor, how many there are, and the Python."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"
