"""Quotations are found however they were copied, and come back as the text has them."""

import pytest

from articles.arabic.quotes import find_quote

TEXT = (
    "قال الوزيرُ: «لن نتراجع عن شيء.» ثم غادر إلى المطار.\n\nوأضاف إنّه باقٍ، والأمر انتهى!\n"
    "The talks lasted 1,500 minutes, he said."
)


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("قال الوزير", "قال الوزيرُ"),
        ("لن نتراجع عن شيء", "لن نتراجع عن شيء"),
        ("«لن نتراجع عن شيء.»", "«لن نتراجع عن شيء.»"),
        ("  لن   نتراجع\nعن شيء.", "لن نتراجع عن شيء."),
        ("وأضاف انه باق والأمر انتهى!", "وأضاف إنّه باقٍ، والأمر انتهى!"),
        ("THE TALKS LASTED 1500 minutes", "The talks lasted 1,500 minutes"),
        ("“he said”", "he said"),
    ],
)
def test_a_quotation_is_found_and_returned_as_written(quote, exact):
    span = find_quote(TEXT, quote)
    assert span
    assert TEXT[slice(*span)] == exact


@pytest.mark.parametrize(
    "quote", ["", "…", "لن نتراجع أبدًا", "شيء لن", "إلى المطار. وأضاف إنه", "نتراج", "x" * 10000]
)
def test_what_the_text_does_not_say_in_one_paragraph_is_not_found(quote):
    assert find_quote(TEXT, quote) is None
