"""The labelled articles, with the dossier that ships: a floor under names and meetings."""

import pytest

from benchmarks.tagging import FRESH, HELD, TUNED, score


@pytest.mark.parametrize("path", [TUNED, HELD, FRESH], ids=lambda path: path.stem)
def test_names_and_meetings_are_found(db, path):
    scores = score(path)
    notes = "\n".join(scores.notes)
    assert scores.articles >= 12
    assert scores.recall >= 0.98, notes
    assert scores.precision >= 0.95, notes
    assert scores.meetings_missed + scores.meetings_false <= 2, notes
    assert scores.lengths_wrong + scores.matches_wrong == 0, notes
