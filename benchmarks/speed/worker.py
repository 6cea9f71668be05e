"""One step of one engine in a process of its own: `python -m benchmarks.speed.worker JOB.json`.

Memory and the caches that are warm are then the engine's alone. The job says what to do and where
to write what came of it; whatever an engine prints is not the benchmark's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.relevance.files import read_docs
from benchmarks.relevance.peers import PeerMissing
from benchmarks.speed import queries
from benchmarks.speed.engines import engine_class
from benchmarks.speed.engines.base import Job

BUILD, ASK, COMMIT = "build", "ask", "commit"


def work(job: dict[str, Any]) -> dict[str, Any]:
    """Do a step; return what was measured, or what is missing to do it."""
    asked = queries.read(Path(job["queries"])) if job["step"] == ASK else []
    docs = [] if job["step"] == ASK else read_docs(Path(job["docs"]))
    task = Job(docs, asked, job["passes"], job["seconds"], job["clock"])
    try:
        engine = engine_class(job["engine"])(Path(job["folder"]))
        if job["step"] == BUILD:
            return engine.measure_build(task)
        return engine.measure(task) if job["step"] == ASK else engine.measure_commit(task)
    except PeerMissing as missing:
        return {"missing": str(missing)}


def main(argv: list[str]) -> int:
    """Read the job, do it, write what came of it."""
    job = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    Path(job["out"]).write_text(json.dumps(work(job)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
