"""The terms of a field as one array: each as it was, found by order, by letters, by length."""

from bisect import bisect_left

import pytest

from articles.search.engines.whoosh.trees.lexicon import Lexicon, Terms

WORDS = sorted(word.encode() for word in ("بيان", "بيانات", "لقاء", "a", "abc", "été", "文", "🕊"))


def test_terms_are_a_sequence():
    terms = Terms(WORDS)
    assert list(terms) == WORDS
    assert (len(terms), terms[-1], terms[1:3]) == (len(WORDS), WORDS[-1], WORDS[1:3])
    assert terms[:] == WORDS
    assert terms[5:2] == []
    assert [bisect_left(terms, word) for word in WORDS] == list(range(len(WORDS)))
    assert list(Terms([])) == Terms([])[:] == []
    with pytest.raises(ValueError, match="order"):
        terms[::-1]


def test_they_take_little_more_than_their_letters():
    words = [f"{number:08}".encode() for number in range(10_000)]
    assert Terms(words).nbytes <= 12 * len(words) + 4


@pytest.mark.parametrize("words", [WORDS, [b"", *WORDS]])
def test_letters_are_counted_whatever_their_bytes(words):
    _, lengths = Lexicon(words).letters
    assert lengths.tolist() == [len(word.decode()) for word in words]


@pytest.mark.parametrize(
    ("word", "distance", "prefix", "found"),
    [
        ("بيان", 0, "", ["بيان"]),
        ("بيانت", 1, "ب", ["بيان", "بيانات"]),
        ("بيانت", 1, "ل", []),
        ("ete", 2, "", ["été"]),
        ("🕊", 0, "", ["🕊"]),
    ],
)
def test_near_terms(word, distance, prefix, found):
    near = Lexicon(WORDS).near(word, distance, prefix)
    assert sorted(term.decode() for term in near) == sorted(found)


def test_a_range_with_and_without_its_ends():
    terms = Lexicon(WORDS)
    assert terms.between(b"a", b"abc", without=(False, False)) == [b"a", b"abc"]
    assert terms.between(b"a", b"abc", without=(True, False)) == [b"abc"]
    assert terms.between(b"a", b"abc", without=(False, True)) == [b"a"]
