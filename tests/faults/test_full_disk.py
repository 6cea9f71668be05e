"""A full disk: readers do not notice, everybody else succeeds or says so, and nothing is lost."""

from __future__ import annotations

from tests.faults.counts import FULL_DISKS
from tests.keeping.sites import KINDS


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


def test_the_desk_says_that_nothing_was_saved_and_keeps_what_was_typed(play):
    counted = play("full_desk")
    answers = counted["answers"]
    arabic, english = "تعذّر الحفظ", "It could not be saved"
    expected = {
        "save": (arabic, True),
        "save in English": (english, True),
        "upload": (arabic, False),
        "small upload": (arabic, False),
        "log in": (english, False),
    }
    if "postgresql" in KINDS:  # whose disk is another
        expected = {"upload": expected["upload"]}
    for name, (words, has_form) in expected.items():
        told = {"status": 507, "told": [words], "form": has_form, "secret": False}
        assert answers[name] == {**told, "lines": 1, "tracebacks": 0}, name
    assert counted["pages"] == [200, 200, 200, 200]
    if "sqlite" in KINDS:
        assert counted["again"] == {"status": 302, "kept": True}
        alone = counted["alone"]
        assert (alone["page"], alone["lines"], alone["tracebacks"]) == (507, 2, 0)
        status, kind, said = alone["api"]
        assert (status, kind.split(";")[0]) == (507, "application/json")
        assert said["detail"].startswith("The disk of the archive")
    full, after = counted["readyz"]
    assert (full["code"], after["code"]) == (200, 200)
    if counted["disk"] == "tmpfs":
        assert (full["status"], full["ok"], full["free_bytes"]) == ("warning", False, 0)
        assert full["reason"]
    assert (after["status"], after["ok"], after["reason"]) == ("ok", True, "")
