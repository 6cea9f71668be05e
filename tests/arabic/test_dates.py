from datetime import date

import pytest

from articles.arabic.dates import parse_partial
from articles.arabic.months import ENGLISH, HIJRI, MONTHS, REGIONS
from articles.arabic.normalize import fold

DECEMBER = (date(2025, 12, 1), date(2025, 12, 31))
SECOND = (date(2025, 12, 2), date(2025, 12, 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("٢٠٢٥", (date(2025, 1, 1), date(2025, 12, 31))),
        ("2025-12", DECEMBER),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-12-02", SECOND),
        ("٢٠٢٥-١٢-٠٢", SECOND),
        ("2025/12/2", SECOND),
        ("2/12/2025", SECOND),
        ("ديسمبر 2025", DECEMBER),
        ("كانون الأول 2025", DECEMBER),
        ("شهر ديسمبر 2025", DECEMBER),
        ("دجنبر 2025", DECEMBER),
        ("2 ديسمبر 2025", SECOND),
        ("٢ ديسمبر ٢٠٢٥", SECOND),
        ("2 من ديسمبر عام 2025", SECOND),
        ("2 كانون الأول/ديسمبر 2025", SECOND),
        ("2 كانون الأول (ديسمبر) 2025", SECOND),
        ("15 أوت 2025", (date(2025, 8, 15), date(2025, 8, 15))),
        ("15 آب 2025", (date(2025, 8, 15), date(2025, 8, 15))),
        ("جانفي 2026", (date(2026, 1, 1), date(2026, 1, 31))),
        ("December 2025", DECEMBER),
        ("2 December 2025", SECOND),
        ("2nd of December 2025", SECOND),
        ("Dec. 2, 2025", SECOND),
        ("December 2, 2025", SECOND),
        ("  Dec   2025 ", DECEMBER),
        ("12/2025", DECEMBER),
        ("شهر 12 سنة 2025", DECEMBER),
        ("الثاني من ديسمبر 2025", SECOND),
        ("كانون أول 2025", DECEMBER),
        ("رمضان 1447", (date(2026, 2, 18), date(2026, 3, 19))),
        ("١٥ رمضان ١٤٤٧ هـ", (date(2026, 3, 4), date(2026, 3, 4))),
        ("1447 هـ", (date(2025, 6, 26), date(2026, 6, 15))),
    ],
)
def test_a_partial_date_means_all_its_days(text, expected):
    assert parse_partial(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "بوتين",
        "2025-13",
        "2025-02-30",
        "0000",
        "31 نيسان 2025",
        "15",
        "20251",
        "15 آب",
        "may be",
        "2-5 ديسمبر 2025",
        "نيسان/أيار 2025",
        "30 صفر 1447",
    ],
)
def test_other_texts_are_no_dates(text):
    assert parse_partial(text) is None


def test_without_a_year_the_last_such_day_is_meant():
    today = date(2026, 3, 10)
    assert parse_partial("15 آب", today=today) == (date(2025, 8, 15), date(2025, 8, 15))
    assert parse_partial("مارس", today=today) == (date(2026, 3, 1), date(2026, 3, 31))
    assert parse_partial("29 شباط", today=today) == (date(2024, 2, 29), date(2024, 2, 29))
    assert parse_partial("شوال", today=today) == (date(2025, 3, 30), date(2025, 4, 28))


@pytest.mark.parametrize("names", [*REGIONS.values(), ENGLISH, HIJRI])
def test_every_region_has_twelve_months(names):
    assert len(set(names)) == 12


@pytest.mark.parametrize("region", REGIONS)
def test_every_month_of_a_region_is_read_back(region):
    for number, name in enumerate(REGIONS[region], 1):
        assert MONTHS[fold(name)] == number
