"""Script and language by the letters."""

import pytest

from articles.ingest.language import language_of, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("وصل الوفد إلى المدينة", "ar"),
        ("The delegation arrived", "en"),
        ("Делегация прибыла", "ru"),
        ("Делегація прибула", "uk"),
        ("המשלחת הגיעה", "he"),
        ("گفتگوهای پایتخت چگونه پیش می‌رود", "fa"),
        ("وصل الوفد على متن طائرة Airbus A320", "ar"),
        ("2031 - 12", ""),
    ],
)
def test_language_by_letters(text, language):
    assert language_of(text) == language


def test_script_of_nothing_is_empty():
    assert script_of("...") == ""
