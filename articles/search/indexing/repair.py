"""Mending what a verification has found, whether an indexer is at work or not.

Where none is, this process does its work for the while: it holds the indexer's lock, builds anew
what is damaged and indexes what waits. Where one is, both work side by side, as a rebuild by hand
and the indexer do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection

from articles.search.indexing import generations, indexer, triggers
from articles.search.indexing.verify import VerifyReport, verify

# How long to wait for a rebuild that somebody else has begun, and how often to look.
PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.5


def repair(report: VerifyReport) -> VerifyReport:
    """Mend what `verify(repair=True)` has reported, verify again, and return what is left.

    `did` of what is returned says what was done. Raises Busy if somebody else's rebuild does not
    end within PATIENCE_SECONDS."""
    did: list[str] = []
    if report.unheard:
        triggers.install(connection)
        did.append(f"Put {len(report.unheard)} missing triggers in place.")
    if report.repaired:
        did.append(f"Queued {report.repaired} articles.")
    with _indexing(did):
        if report.reason:
            did.append(_rebuilt())
        done = indexer.update()
    did.append(f"Indexed what waited: {done.counts()}.")
    again = verify()
    again.repaired, again.did = report.repaired, did
    return again


@contextmanager
def _indexing(did: list[str]) -> Iterator[None]:
    """Be the one indexer, if there is none."""
    with ExitStack() as held:
        try:
            held.enter_context(generations.locked(indexer.INDEXER_LOCK, wait=False))
        except generations.Busy:
            did.append("An indexer is at work as well.")
        else:
            did.append("No indexer is at work: did its work here. Start it again.")
        yield


def _rebuilt() -> str:
    """Build the index anew, or wait for who does, and say which it was."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        report = indexer.IndexReport()
        try:
            indexer.rebuild(report)
        except generations.Busy:
            if time.monotonic() > until:
                raise
        else:
            return f"Built the index anew: {report.rebuilt} articles."
        time.sleep(LOOK_SECONDS)
        if not generations.unsound():
            return "Waited for a rebuild that somebody else had begun."
