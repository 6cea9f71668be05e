"""The play of test_together.py: four processes save, two search, one rebuilds, one indexes.

Prints what was counted."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

SAVERS, READERS = 4, 2
# Other articles: a rebuild takes a while, and more than one process.
BALLAST = 2_100


def main(saves: int, pause: float) -> None:
    django.setup()
    from tests.faults import archive, reading, saving
    from tests.faults.family import run, start, wait

    folder = Path(tempfile.mkdtemp(dir=os.environ["SIJILL_DATA_DIR"]))
    archive.found_archive(BALLAST)
    logs = [folder / f"saver-{owner}" for owner in range(SAVERS)]
    for owner, log in enumerate(logs):
        assert run(saving.save, owner, log, owner, saving.START) == 0
    from articles.search.indexing import indexer

    indexer.update()
    before = reading.stored_now()

    stop = folder / "stop"
    heard = [folder / f"reader-{number}" for number in range(READERS)]
    others = [start(reading.read, log, stop, seed) for seed, log in enumerate(heard)]
    keeper = start(keep_indexing)
    rebuilder = start(keep_rebuilding, folder / "rebuilds", stop)
    savers = [
        start(saving.save, owner, log, 100 + owner, saves, pause) for owner, log in enumerate(logs)
    ]
    failed = sum(wait(pid) != 0 for pid in savers)
    stop.touch()
    crashed = sum(wait(pid) != 0 for pid in [*others, rebuilder])
    os.kill(keeper, signal.SIGTERM)
    crashed += wait(keeper) != 0

    judged = judge(logs, heard, before)
    times, spent = durations(logs, saving.START)
    counted = {
        "saves": len(times),
        "savers_failed": failed,
        "crashed": crashed,
        "rebuilds": len((folder / "rebuilds").read_text().split()),
        "save_p50_ms": times[len(times) // 2],
        "save_p95_ms": times[int(len(times) * 0.95)],
        "save_max_ms": times[-1],
        "save_cpu_p95_ms": spent[int(len(spent) * 0.95)],
        **judged,
    }
    sys.stdout.write(json.dumps(counted))


def keep_indexing() -> None:
    """The indexer, as its command runs it."""
    from django.core.management import call_command

    call_command("run_indexer", stdout=sys.stderr)


def keep_rebuilding(done: Path, stop: Path) -> None:
    """Rebuild the index over and over; at least once to the end."""
    from django.core.management import CommandError, call_command

    done.touch()
    while not (stop.exists() and done.read_text()):
        try:
            call_command("rebuild_index", verbosity=0, stdout=sys.stderr)
        except CommandError as error:
            if "under way" not in str(error):
                raise
            time.sleep(0.05)
            continue
        with done.open("a") as file:
            file.write("1\n")


def judge(
    logs: list[Path],
    heard: list[Path],
    before: dict[str, int],
    bring_up_to_date: Callable[[], object] | None = None,
) -> dict[str, Any]:
    """What readers were told that was not true, and how index and database differ in the end."""
    from articles.search.indexing import indexer
    from articles.search.indexing.verify import verify
    from tests.faults import reading, saving
    from tests.faults.truth import Judge, Reader

    judge = Judge(change for log in logs for change in saving.told(log))
    errors: list[str] = []
    for log in heard:
        reader = Reader(dict(before))
        answers, failures = reading.answers(log)
        errors += failures
        for answer in answers:
            judge.hear(reader, answer)
    (bring_up_to_date or indexer.update)()
    report = verify()
    found, saved = reading.stored_now(), judge.latest()
    return {
        "answers": judge.answers,
        "untrue": dict(judge.wrong),
        "examples": judge.examples,
        "reader_errors": len(errors),
        "errors": sorted(set(errors))[:5],
        "documents": report.documents,
        "missing": len(report.missing) + len(saved.keys() - found.keys()),
        "stale": len(report.stale) + sum(found.get(name, v) != v for name, v in saved.items()),
        "phantom": len(report.extra) + len(found.keys() - saved.keys()),
        "set_aside": len(report.failed),
        "waiting": report.waiting,
        "damage": report.reason,
    }


def durations(logs: list[Path], skip: int) -> tuple[list[float], list[float]]:
    """How long each save took, but for the first ones of each log, and how much of that its process
    was at work itself: in milliseconds, in order."""
    from tests.faults import saving, truth

    taken: list[float] = []
    worked: list[float] = []
    for log in logs:
        done = [change for change in saving.told(log) if change.state != truth.VOID]
        taken += [change.after - change.before for change in done[skip:]]
        ends = [line for line in truth.lines(log) if "spent" in line]
        saves = [float(str(line["spent"])) for line in ends if line["state"] != truth.VOID]
        worked += saves[skip:]
    return sorted(_ms(taken)), sorted(_ms(worked))


def _ms(seconds: list[float]) -> list[float]:
    return [round(one * 1000, 1) for one in seconds]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
