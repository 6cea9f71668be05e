"""Whoever is killed, whenever: the index opens, and after the next drain nothing is missing and
nothing is there that should not be."""

from __future__ import annotations

from tests.faults.counts import KILLS, KILLS_A_ROUND


def test_kills_at_random_moments(play):
    counted = play("killing", KILLS, KILLS_A_ROUND, 5)
    assert sum(counted["kills"].values()) >= KILLS
    assert set(counted["kills"]) == {"indexer", "rebuild", "saver 0", "saver 1"}
    assert (counted["crashes"], counted["unopened"]) == ([], [])
    assert counted["wrong_rounds"] == []
    assert (counted["missing"], counted["stale"], counted["phantom"]) == (0, 0, 0)
    assert (counted["set_aside"], counted["waiting"], counted["damage"]) == (0, 0, "")
    assert (counted["reader_crashed"], counted["reader_errors"]) == (False, 0), counted["errors"]
    assert counted["untrue"] == {}, counted["examples"]
    assert counted["answers"] > 20
    assert counted["saves"] > KILLS
