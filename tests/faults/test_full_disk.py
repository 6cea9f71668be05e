"""A full disk: readers do not notice, everybody else succeeds or says so, and nothing is lost."""

from __future__ import annotations

from tests.faults.counts import FULL_DISKS


def test_the_disk_is_full(play):
    counted = play("full_disk", FULL_DISKS, 3)
    outcomes = counted["outcomes"]
    assert [name for name in outcomes if name.endswith("crashed")] == []
    refused = {name.partition(":")[0] for name in outcomes if name.endswith("refused")}
    assert refused >= {"index", "rebuild", "backup"}, outcomes
    assert counted["wrong_rounds"] == []
    assert set(counted["pages"]) == {"200"}
    assert (counted["readers_crashed"], counted["reader_errors"]) == (0, 0), counted["errors"]
    assert counted["untrue"] == {}, counted["examples"]
    assert (counted["missing"], counted["stale"], counted["phantom"]) == (0, 0, 0)
    assert (counted["set_aside"], counted["waiting"], counted["damage"]) == (0, 0, "")
