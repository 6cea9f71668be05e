import pytest

from articles.arabic.root import root_of


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("كاتب", "كتب"),
        ("كتاب", "كتب"),
        ("مكتب", "كتب"),
        ("افتتاح", "فتح"),
        ("انسحاب", "سحب"),
        ("تقرير", "قرر"),
        ("مستشار", "شور"),
        ("قال", "قول"),
        ("دعا", "دعي"),
        ("بوتين", "بوتين"),
    ],
)
def test_a_shape_gives_the_radicals(base, expected):
    assert root_of(base) == expected
