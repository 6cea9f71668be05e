"""What a refusal repeats of a cell cannot do anything to whoever reads it."""

from __future__ import annotations

import pytest

from articles.ingest.refusals import TableRow, refused, shown


@pytest.mark.parametrize(
    "value", ["\u202e2025\x1b[31m red\nline", "\u20662025\x1b[31m red line\u2069"]
)
def test_a_refusal_shows_no_control_of_a_cell(value):
    row = TableRow()
    row.headings, row.cells = {"published": "Day"}, {"published": value}
    said = str(refused(row, "published", "%(name)s: %(value)s", "Write 2025-04-11."))
    assert "2025[31m red line" in said
    assert not set(said) & set("\u202e\u2066\u2069\x1b\n")
    assert not set(shown([value])) & set("\u202e\u2066\u2069\x1b\n")
