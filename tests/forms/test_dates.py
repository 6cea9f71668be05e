"""A date as a reader types it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from articles.forms.dates import PartialDateField


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("٢٠٢٤-٠٢", date(2024, 2, 1), date(2024, 2, 29)),
        ("ديسمبر 2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("كانون الأول ٢٠٢٥", date(2025, 12, 1), date(2025, 12, 31)),
        ("2 December 2025", date(2025, 12, 2), date(2025, 12, 2)),
    ],
)
def test_a_date_in_figures_or_in_words_is_its_first_or_its_last_day(text, first, last):
    assert PartialDateField().clean(text) == first
    assert PartialDateField(last=True).clean(text) == last


@pytest.mark.parametrize("text", ["soon", "ديسمبر", "31/12/2025", "30 February 2025", "2025-13"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError):
        PartialDateField().clean(text)
