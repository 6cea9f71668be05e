"""The play of test_full_disk.py: the disk is full, or nearly, while everybody goes on.

Database (of SQLite), index and backups stand on a small disk. In each round it is filled up to some
bytes; then somebody saves, indexes, rebuilds, makes a backup and imports, each to succeed or to say
what is wrong, while others search and read pages. Then there is room again, what had failed is done
again, and database and index are compared. Prints what was counted."""

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

SIZE = 24 << 20
BALLAST = 200
IMPORTED = 15
# Bytes left free: none, and from one page of the database to a whole new generation.
FREE = (0, 4_096, 30_000, 90_000, 250_000, 600_000)


def main(rounds: int, seed: int) -> None:
    from tests.faults.disks import moved_in

    home = Path(os.environ["SIJILL_DATA_DIR"])
    disk = moved_in(home, SIZE)
    sys.stdout.write(json.dumps(play(disk, home, rounds, seed)))


def play(disk: Any, home: Path, rounds: int, seed: int) -> dict[str, Any]:
    from articles.search.indexing import indexer
    from tests.faults import archive, reading, saving
    from tests.faults.family import run, start, wait
    from tests.faults.killing import compare
    from tests.faults.together import judge

    folder = Path(tempfile.mkdtemp(dir=home))  # what is told of the play is on another disk
    chance = random.Random(seed)
    archive.found_archive(BALLAST)
    log, heard, pages, stop = (folder / name for name in ("saver", "reader", "pages", "stop"))
    assert run(saving.save, 0, log, seed, saving.START) == 0
    indexer.update()
    before = reading.stored_now()
    # None of them can start on a full disk what it has not begun: they run from before.
    readers = [start(reading.read, heard, stop, seed), start(read_pages, pages, stop)]
    outcomes: Counter[str] = Counter()
    wrong = []
    for turn in range(rounds):
        assert run(saving.save, 0, log, chance.randrange(10**9), 5) == 0  # these wait already
        free = FREE[turn % len(FREE)]
        batch = folder / f"batch-{turn}.jsonl"
        batch.write_text("".join(record(turn, number) for number in range(IMPORTED)))
        for name, deed in deeds(log, disk.path / "backups", batch, chance).items():
            disk.empty()
            disk.fill(free)
            told = folder / "told"
            ended = run(to_be_told, told, deed)
            outcomes[f"{name}: {told.read_text() if ended == 0 else 'crashed'}"] += 1
        disk.empty()
        assert run(saving.settle, 0, log) == 0
        assert run(command, "ingest", str(batch)) == 0
        assert run(command, "backup", str(disk.path / "backups"), "--keep", "1") == 0
        found = compare([log])
        imported = archive.Article.objects.filter(key__startswith=f"urn:import:{turn}:").count()
        half_made = [p.name for p in (disk.path / "backups").iterdir() if p.name.startswith(".")]
        if found["wrong"] or imported != IMPORTED or half_made or leftovers():
            wrong.append([turn, found, imported, half_made, leftovers()])
    stop.touch()
    crashed = sum(wait(pid) != 0 for pid in readers)
    answers = Counter(pages.read_text().split())
    return {
        "disk": disk.kind,
        "rounds": rounds,
        "outcomes": dict(sorted(outcomes.items())),
        "wrong_rounds": wrong,
        "pages": dict(answers),
        "readers_crashed": crashed,
        **judge([log], [heard], before),
    }


def deeds(
    log: Path, backups: Path, batch: Path, chance: random.Random
) -> dict[str, Callable[[], object]]:
    seed = chance.randrange(10**9)
    return {
        "save": lambda: save(log, seed),
        "index": lambda: command("run_indexer", "--once"),
        "rebuild": lambda: command("rebuild_index", "--verbosity", "0"),
        "backup": lambda: command("backup", str(backups), "--verbosity", "0"),
        "import": lambda: command("ingest", str(batch), "--verbosity", "0"),
    }


def to_be_told(told: Path, deed: Callable[[], object]) -> None:
    """Do something that succeeds or says in a line why not; anything else is a crash."""
    from django.core.management import CommandError
    from django.db import OperationalError

    told.write_text("done")
    try:
        deed()
    except (CommandError, OperationalError) as error:
        reason = str(error).strip()
        sys.stderr.write(f"{reason}\n")
        told.write_text("refused" if reason else "refused without a word")


def save(log: Path, seed: int) -> None:
    """Save ten times; whatever is refused came to nothing, and is told so."""
    from django.db import OperationalError

    from tests.faults import saving

    saver = saving.Saver(0, log, seed)
    refused = None
    for _ in range(10):
        try:
            saver.save()
        except OperationalError as error:
            refused = error
            saver = saving.Saver(0, log, seed + 1)  # sees in the database what was done
    if refused:
        raise refused


def command(*arguments: str) -> None:
    from django.core.management import call_command

    call_command(*arguments, stdout=sys.stderr)


def read_pages(log: Path, stop: Path) -> None:
    """Read pages of the site, and keep the codes of their answers."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    with log.open("a") as file:
        while not stop.exists():
            for address in (
                "/ar/",
                "/en/articles/",
                "/en/search/?q=zebra",
                "/api/v1/search?q=zebra",
            ):
                file.write(f"{client.get(address).status_code}\n")
                file.flush()
            time.sleep(0.02)


def record(turn: int, number: int) -> str:
    """A line of a file to import."""
    key = f"urn:import:{turn}:{number}"
    text = {"title": f"Import {key}", "body": f"Nothing but {key} and a river. " * 20}
    more = {"key": key, "url": "", "source": "Outlet", "published": None, "language": "en"}
    return json.dumps({**text, **more}) + "\n"


def leftovers() -> list[str]:
    """What failed work has left in the index: files that no commit needs, generations not live."""
    from articles.search.indexing import generations
    from tests.faults.dying import litter

    live = int(generations.live().name.removeprefix("gen-"))
    return litter() + [f"gen-{number}" for number in generations.numbers() if number > live]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
