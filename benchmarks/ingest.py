"""How fast articles come in, with suggestions, and whether memory stays flat.

    python -m benchmarks.ingest [--count 10000] [--file RECORDS.jsonl] [--no-suggestions]

Makes up articles (benchmarks/corpus.py) or takes JSONL records, on a fresh data directory with the
dossier, and brings them in as `manage.py ingest` does: captures kept and on the disk, suggestions
made. Prints for each tenth of them articles a second by the clock and by the processor's time,
which on a busy machine is the one to compare, and the memory that the process holds."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from benchmarks import site
from benchmarks.corpus import make_docs
from benchmarks.speed.timing import resident_mb

FIRST, OUTLETS = date(2015, 1, 1), 40


def records(count: int) -> Iterator[dict[str, object]]:
    """Yield made-up articles as records of an import."""
    for number, doc in enumerate(make_docs(count)):
        day = doc.published or FIRST + timedelta(days=number % 900)
        yield {
            "url": f"https://outlet-{number % OUTLETS}.example/news/{number}",
            "source": f"صحيفة {number % OUTLETS}",
            "title": doc.title or doc.text[:60],
            "body": doc.text,
            "published": day.isoformat(),
            "language": "ar",
        }


class Watch:
    """Prints how it goes, ten times."""

    def __init__(self, count: int) -> None:
        self.step = max(1, count // 10)
        self.next, self.done = self.step, 0
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __call__(self, done: int, expected: int) -> None:
        if done < self.next:
            return
        wall, cpu = time.perf_counter(), time.process_time()
        fresh = done - self.done
        by_clock, by_cpu = fresh / (wall - self.wall), fresh / (cpu - self.cpu)
        memory = resident_mb() or 0.0
        print(f"{done:>8} {by_clock:>10.0f} {by_cpu:>14.0f} {memory:>8.0f}", flush=True)
        self.wall, self.cpu, self.done = wall, cpu, done
        self.next = done + self.step


def main(argv: list[str] | None = None) -> int:
    """Bring articles in and print how fast; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="records to take in instead of made-up ones")
    parser.add_argument("--no-suggestions", action="store_true")
    options = parser.parse_args(argv)
    site.start()
    site.add_dossier()
    from articles.ingest.run import ingest
    from articles.tagging.run import load, suggest

    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "records.jsonl"
        if options.file is None:
            with path.open("w") as file:
                for record in records(options.count):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        after = None if options.no_suggestions else partial(suggest, known=load())
        print("    done  a second  a second of CPU  MB held")
        began, cpu = time.perf_counter(), time.process_time()
        report = ingest([str(path)], progress=Watch(count), after_save=after)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    told = ", ".join(f"{number} {name}" for name, number in report.counts().items())
    print(f"{told}\n{count / wall:.0f} a second, {count / cpu:.0f} a second of CPU")
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
