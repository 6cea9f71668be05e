"""Lucene, in a Java process that compiles Speed.java as it starts and keeps the time itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.relevance.peers import PeerMissing, lucene_jars
from benchmarks.site import Doc
from benchmarks.speed import timing
from benchmarks.speed.engines.base import Answer, Engine, Job, day_of, told_of
from benchmarks.speed.queries import FACETS, kinds_of, mixed

SOURCE = Path(__file__).with_name("Speed.java")


class Lucene(Engine):
    """One field by ArabicAnalyzer, one segment; title and text are stored."""

    def build(self, docs: Sequence[Doc]) -> None:
        raise NotImplementedError("Java keeps the time: measure_build.")

    def open(self) -> None:
        raise NotImplementedError("Java keeps the time: measure.")

    def ask(self, kind: str, text: str) -> Answer:
        raise NotImplementedError("Java keeps the time: measure.")

    def index(self) -> Path:
        return self.folder / "index"

    def measure_build(self, job: Job) -> dict[str, Any]:
        docs = self._write("docs", map(_line, job.docs))
        said = self._java("index", self.index(), docs)
        docs.unlink()
        return {"index_s": round(float(said), 4), "index_mb": timing.megabytes(self.index())}

    def measure(self, job: Job) -> dict[str, Any]:
        kinds = [kind for kind in kinds_of(job.queries) if kind != FACETS]
        lines = (f"{kind}\t{text}\n" for kind in kinds for text in mixed(job.queries, kind))
        queries, out = self._write("queries", lines), self.folder / "out"
        limits = (job.passes, job.seconds, job.clock)
        self._java("ask", self.index(), queries, *limits, out)
        return read_told(out)

    def measure_commit(self, job: Job) -> dict[str, Any]:
        docs = self._write("docs", map(_line, job.docs))
        took = [float(line) for line in self._java("commit", self.index(), docs).split()]
        return timing.summary(np.array([took]))

    def _java(self, *arguments: object) -> str:
        java = shutil.which("java")
        if not java or not shutil.which("javac"):
            raise PeerMissing("Lucene needs a JDK, 11 or newer: apt install default-jdk-headless")
        flags = ["-Dfile.encoding=UTF-8", "-Xmx4g", "--class-path", lucene_jars()]
        done = subprocess.run(
            [java, *flags, str(SOURCE), *map(str, arguments)],
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
        )
        return done.stdout

    def _write(self, name: str, lines: Iterable[str]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        return path


def _line(doc: Doc) -> str:
    title, text = " ".join(doc.title.split()), " ".join(doc.text.split())
    return f"{doc.id}\t{day_of(doc)}\t{title}\t{text}\n"


def read_told(path: Path) -> dict[str, Any]:
    """What Speed.java wrote, as the other engines tell it."""
    taken: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    hits: dict[str, float] = {}
    single: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, *rest = line.split("\t")
        if name == "time":
            kind, number, place, nanoseconds = rest
            taken[kind][int(number), int(place)] = int(nanoseconds) / 1e6
        elif name == "hits":
            hits[rest[0]] = round(float(rest[1]), 1)
        elif rest[0]:
            single[name] = float(rest[0])
    took = {kind: _table(times) for kind, times in taken.items()}
    rss = round(single["rss"], 1) if "rss" in single else None
    return told_of(took, hits, single["open"], single["first"], rss)


def _table(times: dict[tuple[int, int], float]) -> np.ndarray:
    table = np.zeros((1 + max(n for n, _ in times), 1 + max(place for _, place in times)))
    for (number, place), value in times.items():
        table[number, place] = value
    return table
