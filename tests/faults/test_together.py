"""Saves, searches and rebuilds at once: nothing lost, and nothing answered that never was."""

from __future__ import annotations

from tests.faults.counts import SAVES
from tests.faults.together import SAVERS

# Between two saves of a process, in seconds: 400 saves a second are asked for, by four people.
REST = 0.01


def test_everybody_at_once(play):
    counted = play("together", SAVES, REST)
    assert counted["saves"] == SAVERS * SAVES
    assert (counted["savers_failed"], counted["crashed"]) == (0, 0)
    assert (counted["reader_errors"], counted["errors"]) == (0, [])
    assert counted["untrue"] == {}, counted["examples"]
    assert (counted["missing"], counted["stale"], counted["phantom"]) == (0, 0, 0)
    assert (counted["set_aside"], counted["waiting"], counted["damage"]) == (0, 0, "")
    assert counted["answers"] > 20
    assert counted["rebuilds"] > 0
