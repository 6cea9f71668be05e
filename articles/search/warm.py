"""Making a process ready before it answers anybody: what the first readers would wait for.

Python's collector goes through all that a process keeps, again and again, for cycles that are not
there: a pause of a fifth of a second for one search in three hundred, measured. So what has
outlived one full collection is not looked at by the next. Nothing is lost by that: snapshots and
catalogs have no cycles, and are freed when the last search that uses them ends
(tests/search/test_warm.py)."""

from __future__ import annotations

import gc
import logging

from django.db import DatabaseError

from articles.search import run
from articles.search.sizes import learn_sizes

log = logging.getLogger(__name__)

# Together these read every list of words: an office, a time, a dialect, a name nobody listed, a
# misspelling, another script.
EXAMPLES = ("وزير الخارجية في نيسان", "مين راح شيكاجو", "المفاوضاات النهائية", "meeting in Moscow")


def warm() -> None:
    """Read the tables of the language, the names and the index, and keep all of it out of the
    collector's way.

    Where there is no index yet, or no database, the process starts all the same."""
    try:
        learn_sizes()
        for language in ("ar", "en"):
            for text in EXAMPLES:
                run.search(run.SearchRequest(q=text, page_size=1), language=language)
    except (run.IndexUnavailable, DatabaseError) as error:
        log.info("Not everything is ready: %s", error)
    gc.collect()
    gc.freeze()
    if _freeze not in gc.callbacks:
        gc.callbacks.append(_freeze)


def _freeze(phase: str, info: dict[str, int]) -> None:
    """Let the next full collection look only at what is new since this one."""
    if phase == "stop" and info["generation"] == 2:
        gc.freeze()
