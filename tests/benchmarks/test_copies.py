"""The labelled set of copies: what it holds, and that clustering stays as good on it as it must."""

import pytest

from benchmarks.copies.edits import CREDITED, EDITS, events
from benchmarks.copies.measure import measure

pytestmark = pytest.mark.usefixtures("empty")


def test_the_set_has_copies_and_look_alikes():
    found = events()
    assert len(found) >= 8
    assert len(EDITS) >= 15
    for event in found:
        assert len(event.reports) == 3, event.name
        assert event.added, event.name
        assert event.beginning, event.name
    # Look-alikes share words for good reason: a quotation, a paragraph of background.
    shared = [set(e.reports[0]) & set(e.reports[2]) for e in found]
    assert sum(map(bool, shared)) >= 3


def test_each_edit_changes_the_text_but_that_of_the_title():
    event = events()[0]
    report = event.reports[0]
    same = [name for name, edit in EDITS.items() if edit(report, event) == report]
    assert same == ["other title"]
    assert set(CREDITED) <= set(EDITS)


def test_precision_and_recall_hold():
    found = measure()
    assert found.articles > 250
    assert found.precision >= 0.98, found.wrong[:10]
    assert found.recall >= 0.9, found.missed[:10]
    assert found.credits[0] >= 0.9 * found.credits[1]
