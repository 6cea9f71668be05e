"""What stands in the directory of the index: which generation is live, at which commit, and
whether somebody has met damage in it."""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from pathlib import Path

from articles.search.engines.whoosh.segments import IndexUnavailable

log = logging.getLogger(__name__)

CURRENT = "CURRENT"
DAMAGED = "damaged"
_TOC = re.compile(r"_MAIN_(\d+)\.toc$")

# The name of a generation, and the number and time of its newest commit.
State = tuple[str, tuple[int, int]]


def newest(root: Path) -> State:
    """Return the state that a reader must see now, or raise IndexUnavailable."""
    name, path = live_generation(root)
    return name, latest_commit(path)


def live_generation(root: Path) -> tuple[str, Path]:
    """Return the name and the directory of the generation that CURRENT points at."""
    try:
        name = os.readlink(root / CURRENT)
    except OSError:
        raise IndexUnavailable("There is no index yet. Run: manage.py run_indexer") from None
    return name, root / name


def latest_commit(path: Path) -> tuple[int, int]:
    """Return the number of the newest commit in a generation, and when it was made.

    The number alone would not do: who deletes the whole index gets the same numbers again."""
    while True:
        try:
            commits = [(int(m[1]), name) for name in os.listdir(path) if (m := _TOC.match(name))]
            number, name = max(commits)
        except (OSError, ValueError) as error:
            raise IndexUnavailable(f"The index in {path.name} is empty or damaged.") from error
        with suppress(FileNotFoundError):  # the next commit has just taken its place
            return number, os.stat(path / name).st_mtime_ns


def leave_word(root: Path, reason: str) -> None:
    """Tell the indexer, and whoever asks whether the index is sound, that it may be damaged."""
    log.error("%s", reason)
    try:
        (root / DAMAGED).write_text(reason)
    except OSError as error:
        log.error("The indexer cannot be told: %s", error)


def doubt(root: Path) -> str:
    """Return why somebody took the index for damaged, if nobody has checked it since, else ""."""
    try:
        return (root / DAMAGED).read_text() or "The index may be damaged."
    except OSError:
        return ""


def trust(root: Path) -> None:
    """The index has been checked or built anew: what was left word of is settled."""
    (root / DAMAGED).unlink(missing_ok=True)
