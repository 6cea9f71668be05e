"""Restarts are safe at every step: a process that dies there leaves nothing undone or half done."""

from __future__ import annotations

from tests.faults.counts import STRIDE


def test_death_at_one_step_after_the_other(play):
    counted = play("dying", STRIDE)
    assert set(counted) == {"drain", "rebuild", "save"}
    for name, found in counted.items():
        assert found["unopened"] == [], name
        assert found["wrong"] == [], name
        assert found["litter"] == [], name
        assert found["deaths"] >= 20 // STRIDE, name
    assert counted["rebuild"]["steps"] > 200
