"""The play of test_killing.py: whoever saves, indexes or rebuilds is killed, again and again.

Between two kills everybody works, and one who is never killed searches. Whether the index can be
opened and all its files are what was written is looked at after each kill; after some of them all
the others are killed too, the queue is drained, and database and index are compared. Prints what
was counted."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

SAVERS = 2
BALLAST = 300
PAUSE = 0.002
LONGEST_LIFE = 0.25


class Troupe:
    """Everybody who may be killed, by role. Who has died is there again at once."""

    def __init__(self, folder: Path, seed: int) -> None:
        from tests.faults import saving

        self.chance = random.Random(seed)
        self.logs = [folder / f"saver-{owner}" for owner in range(SAVERS)]
        self.roles: dict[str, Callable[[], object]] = {"indexer": index, "rebuild": rebuild}
        for owner, log in enumerate(self.logs):
            self.roles[f"saver {owner}"] = lambda owner=owner, log=log: saving.save_until_told(
                owner, log, self.chance.randrange(10**9), PAUSE
            )
        self.alive: dict[str, int] = {}
        self.deaths: Counter[str] = Counter()
        self.crashes: list[str] = []

    def start_all(self) -> None:
        for role in self.roles:
            self.start(role)

    def start(self, role: str) -> None:
        from articles.search.indexing import bulk
        from tests.faults.family import start

        # One process or several, small batches or all that waits: each life is another.
        bulk.FROM = self.chance.choice((20, 50, 2000))
        self.chance.seed(self.chance.randrange(10**9))  # else each would do what the last one did
        self.alive[role] = start(self.roles[role])

    def kill(self, role: str) -> None:
        from tests.faults.family import kill

        ended = kill(self.alive.pop(role))
        self.deaths[role] += 1
        if ended != -9:
            self.crashes.append(f"{role} had ended with {ended}")

    def kill_all(self) -> None:
        from tests.faults import saving
        from tests.faults.family import run

        for role in list(self.alive):
            self.kill(role)
        for owner, log in enumerate(self.logs):
            assert run(saving.settle, owner, log) == 0


def index() -> None:
    """The indexer, as its command runs it."""
    from django.core.management import call_command

    call_command("run_indexer", stdout=sys.stderr)


def rebuild() -> None:
    """One rebuild after the other."""
    from django.core.management import CommandError, call_command

    while True:
        try:
            call_command("rebuild_index", verbosity=0, stdout=sys.stderr)
        except CommandError as error:
            if "under way" not in str(error):
                raise
            time.sleep(0.02)


def main(kills: int, a_round: int, seed: int) -> None:
    django.setup()
    from tests.faults import archive, reading, saving
    from tests.faults.family import run, start, wait
    from tests.faults.together import judge

    folder = Path(tempfile.mkdtemp(dir=os.environ["SIJILL_DATA_DIR"]))
    archive.found_archive(BALLAST)
    troupe = Troupe(folder, seed)
    for owner, log in enumerate(troupe.logs):
        assert run(saving.save, owner, log, owner, saving.START) == 0
    from articles.search.indexing import indexer

    indexer.update()
    before = reading.stored_now()
    heard, stop = folder / "reader", folder / "stop"
    reader = start(reading.read, heard, stop, seed)

    rounds: list[dict[str, Any]] = []
    unopened: list[str] = []
    while sum(troupe.deaths.values()) < kills:
        troupe.start_all()
        for _ in range(min(a_round, kills - sum(troupe.deaths.values())) - len(troupe.roles)):
            time.sleep(troupe.chance.uniform(0, LONGEST_LIFE))
            role = troupe.chance.choice(sorted(troupe.roles))
            troupe.kill(role)
            unopened += opened()
            troupe.start(role)
        time.sleep(troupe.chance.uniform(0, LONGEST_LIFE))
        troupe.kill_all()
        unopened += opened()
        rounds.append(compare(troupe.logs))
    stop.touch()
    crashed = wait(reader) != 0
    counted = {
        "kills": dict(troupe.deaths),
        "crashes": troupe.crashes,
        "unopened": unopened,
        "rounds": len(rounds),
        "wrong_rounds": [found for found in rounds if found["wrong"]],
        "saves": sum(len(saving.told(log)) for log in troupe.logs),
        "reader_crashed": crashed,
        **judge(troupe.logs, [heard], before),
    }
    sys.stdout.write(json.dumps(counted))


def opened() -> list[str]:
    """What keeps a reader from opening the index, or from believing what it reads; else nothing."""
    from articles.search.engines.whoosh import snapshot
    from articles.search.indexing import generations

    try:
        snapshot.current(generations.root())
        snapshot.check(generations.root())
    except snapshot.IndexUnavailable as error:
        return [str(error)]
    return []


def compare(logs: list[Path]) -> dict[str, Any]:
    """Drain the queue, and compare the logs, the database and the index."""
    from articles.search.indexing import indexer
    from articles.search.indexing.verify import verify
    from tests.faults import reading, saving
    from tests.faults.truth import Judge

    done = indexer.update()
    report = verify()
    found = reading.stored_now()
    saved = Judge(change for log in logs for change in saving.told(log)).latest()
    wrong = not report.ok or report.waiting or found != saved
    return {"wrong": bool(wrong), "verify": report.counts(), "rebuilt": done.rebuilt}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
