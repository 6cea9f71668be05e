"""Spellings of one transliterated name, and text typed on the wrong keyboard.

A skeleton keeps of a name what every transliteration keeps: the consonants, and where a
vowel is doubled or final. It merges too much for ordinary words and is used for names only."""

import re
from collections.abc import Container
from functools import lru_cache

from articles.arabic.lexicon import frequencies, stop_words
from articles.arabic.normalize import fold

# Consonants that Arabic spelling exchanges in foreign names: g is written with four letters.
_EXCHANGED = str.maketrans("غجقطصضظذثحع", "كككتسدززسها", "ء")
_VOWEL_RUN = re.compile("(?<=.)[اوي]+")
_LONG_VOWEL = re.compile(r"([او])\1+")
_DOUBLED = re.compile(r"(.)\1+")

_LATIN = tuple(
    pair.split(">")
    for pair in (
        *("sch>ş", "tch>ş", "ch>ş", "sh>ş", "ph>f", "gh>k", "kh>k", "ck>k", "th>t", "x>ks"),
        *("q>k", "c>k", "g>k", "j>k", "w>f", "v>f", "z>s"),
    )
)
_LATIN_VOWELS = re.compile("(?<=.)[aeiouy]+")
_CYRILLIC_VOWELS = re.compile("(?<=.)[аеиоуыэюяйьъіїє]+")


@lru_cache(maxsize=1 << 12)
def skeleton(word: str) -> str:
    """The spelling key of a name's word: equal for its transliterations within one script."""
    word = fold(word)
    if not word:
        return ""
    if "ء" <= word[0] <= "ي":
        return _arabic_skeleton(word)
    if "a" <= word[0] <= "z":
        for letters, sound in _LATIN:
            word = word.replace(letters, sound)
        return _DOUBLED.sub(r"\1", _LATIN_VOWELS.sub(_one_vowel, word))
    return _DOUBLED.sub(r"\1", _CYRILLIC_VOWELS.sub("", word))


def _one_vowel(run: re.Match[str]) -> str:
    return "i" if run.end() == len(run.string) else ""


def _arabic_skeleton(word: str) -> str:
    word = word.replace("تش", "ش").translate(_EXCHANGED)
    if word.endswith("ه") and len(word) > 2:
        word = word[:-1] + "ا"
    if word[0] == "ا":
        # A first U is written with alef-waw or with ain alone: the first vowel's color goes.
        word = "ا" + word[1:].lstrip("اوي") if len(word) > 2 else word
    return _DOUBLED.sub(r"\1", _VOWEL_RUN.sub(_glide, _LONG_VOWEL.sub(r"\1", word)))


def _glide(run: re.Match[str]) -> str:
    # A single long vowel between consonants is often left out; two vowels
    # together are heard as y or w and stay, as does a vowel that ends the word.
    vowels = run.group()
    last = vowels[-1] if run.end() == len(run.string) else ""
    return "ي" + last if len(vowels) > 1 else last


# The Arabic 101 keyboard over QWERTY, plain and with shift.
_KEYS = dict(
    zip("qwertyuiop[]asdfghjkl;'zxcvnm,./`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ", strict=True)
)
_KEYS |= {"b": "لا", "H": "أ", "Y": "إ", "N": "آ", "B": "لآ", "G": "لأ", "T": "لإ"}
_TO_LATIN = {letters: key for key, letters in _KEYS.items() if len(letters) == 1}
_LAM_ALEF = re.compile("لا|ل[آأإ]|.", re.DOTALL)
_LAM_ALEF_KEYS = {letters: key for key, letters in _KEYS.items() if len(letters) == 2}
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")


def wrong_layout(text: str, known: Container[str] = frozenset()) -> str | None:
    """What `text` says on the other keyboard, if that makes more sense; else None.

    A reading is better if most of its words are known, from the lexicon or `known`, and
    those of `text` are not. Latin readings are believed for names in `known` only."""
    if _ARABIC_LETTER.search(text):
        other = "".join(_latin_key(match.group()) for match in _LAM_ALEF.finditer(text))
        if any(_is_known(fold(word), known) for word in text.split()):
            return None
    elif text.isascii():
        # Shift only gives what the table says; a capital elsewhere is the caps lock.
        other = "".join(_KEYS.get(key, _KEYS.get(key.lower(), key)) for key in text)
        if any(fold(word) in known or fold(word) in stop_words() for word in text.split()):
            return None
    else:
        return None
    words = [fold(word) for word in other.split()]
    readable = sum(_is_known(word, known) for word in words)
    return other if words and other != text and 2 * readable > len(words) else None


def _latin_key(letters: str) -> str:
    return _LAM_ALEF_KEYS.get(letters) or "".join(_TO_LATIN.get(ch, ch) for ch in letters)


def _is_known(word: str, known: Container[str]) -> bool:
    return word in known or (len(word) > 1 and frequencies().get(word, 0) >= 20)
