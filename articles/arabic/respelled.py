"""Spellings of a name that nobody listed: whether two words may be one foreign name.

variants.skeleton merges what a table of names may merge. Here both words come from texts, so
they must look foreign, both of them, and differ only where Arabic writing of foreign names
wavers: letters for one sound, and long vowels that are written or not."""

import re
from functools import lru_cache

from articles.arabic.clitics import is_noun, proclitic_splits, with_article
from articles.arabic.lexicon import (
    countries,
    dialect,
    frequencies,
    noun_roots,
    plurals,
    stop_words,
    whole_names,
    whole_words,
)
from articles.arabic.root import has_shape, root_of
from articles.arabic.stem import stem

# Letters that no transliteration uses, but for ain at the beginning (Omar and Umar).
_NATIVE = frozenset("حضظع")
_VOWELS = frozenset("اويء")
# What it costs to write a sound with another letter. G is written with four, and two of them
# are exchanged in names of any length.
_G = {("غ", "ج"): 0.4, ("ج", "غ"): 0.4}
_LIKE = {"تط": 0.4, "سص": 0.4, "چش": 0.4} | dict.fromkeys(
    ("غك", "جك", "غق", "جق", "قك", "تث", "ثس", "سز", "سش", "دذ", "زذ"), 0.7
)
_SWAP = _G | {
    (a, b): cost for pair, cost in _LIKE.items() for a, b in (tuple(pair), tuple(pair[::-1]))
}
_UNWRITTEN = {"ي": 0.5, "ا": 0.5, "و": 0.7}
_OTHER_VOWEL = 1.0
_NEVER = 9.0
# What two spellings of the longest name may cost.
_MOST = 2.0
_KEY = str.maketrans("غجقطصزذثچش", "كككتسسدتسس", "اويءعه")
_DOUBLED = re.compile(r"(.)\1+")
_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فل", "بل", "كل", "وبل", "فبل")
_ENDINGS = (
    *("هما", "ها", "هم", "هن", "نا", "ني", "كم", "ات", "ون", "ين", "ان", "وا"),
    *("ك", "ه", "ا", "و", "ي", "ت", "تي", "تك", "تها", "تنا", "تني", "وها", "ونا", "وني"),
    *("ينا", "يني", "ونه", "ينه", "ونها", "ينها", "اتك", "اتي"),
)
_BEGINNINGS = "يتنسلام"
_LATIN = tuple(
    pair.split(">") for pair in ("sch>sh", "tch>ch", "ph>f", "gh>g", "kh>k", "ck>k", "q>k", "w>v")
)
_LATIN_I = re.compile("[iyej]+")


def sound_key(word: str) -> str:
    """What all spellings of a name have in common: classes of its consonants, without doubles.

    Latin letters are more faithful: there the key is the name but for letters of one sound."""
    if "a" <= word[:1] <= "z":
        for letters, sound in _LATIN:
            word = word.replace(letters, sound)
        word = word[:1] + _LATIN_I.sub("i", word[1:].replace("ch", "ç").replace("c", "k"))
        word = word[:-1] + "v" if word.endswith("f") else word
    else:
        # Of the vowels only one that begins the name counts; alef and ain there are too weak.
        word = _DOUBLED.sub(r"\1", _usual(word))
        return (word[0] if word[0] in "وي" else "") + word.translate(_KEY)
    return _DOUBLED.sub(r"\1", word)


def _usual(word: str) -> str:
    """The most usual writing: ch as one letter, ts for a German z, no vowel before st."""
    word = word.replace("تش", "چ").replace("تز", "تس")
    if word[0] == "ع":
        word = "ا" + word[1:]
    return word[1:] if word.startswith("اس") and word[2:3] not in _VOWELS else word


def keys_with_particles(word: str) -> set[str]:
    """The keys of `word` alone and with the particles that may be written onto it."""
    return {sound_key(before + word) for before in _PARTICLES}


def same_name(name: str, word: str, protected: frozenset[str] = frozenset()) -> bool:
    """Whether `word`, or what is left of it without particles, is another spelling of `name`.

    `name` is foreign (is_foreign); of `word` that is found out here."""
    if word == name:
        return False
    if "a" <= name[:1] <= "z":
        return min(len(name), len(word)) > 5 and sound_key(name) == sound_key(word)
    if _is_other(name, word, protected):
        return True
    if word in frequencies() or len(name) < 5 or word[:1] not in "وفبلك":
        return False
    rests = [rest for _, rest in proclitic_splits(word)]
    return name in rests or any(_is_other(name, rest, protected) for rest in rests)


def _is_other(name: str, word: str, protected: frozenset[str]) -> bool:
    if (_is_place(name) and _is_place(word)) or not _near(name, word):
        return False  # of places the tables know which are one
    return is_foreign(word, protected) or _is_unheard(word)


@lru_cache(maxsize=1 << 12)
def is_foreign(word: str, protected: frozenset[str] = frozenset()) -> bool:
    """Whether a folded word looks like a foreign name: nothing of the language's own shows in it,
    neither letters nor article, root, plural or pronouns."""
    if "a" <= word[:1] <= "z":
        return word not in stop_words()
    if len(word) < 4 or not "ء" <= word[0] <= "ي" or _NATIVE & set(word[1:]):
        return False
    if _is_listed(word) or is_noun(word) >= max(27, frequencies().get(word, 0) - 12):
        return False
    if word in protected or _is_place(word):
        return True
    if word.startswith(("ال", "عبد")) or _is_titled(word) or _is_formed(stem(word)):
        return False
    if any(_is_formed(rest) and _is_met(rest) for rest in _rests(word)):
        return False
    endings = ("ها", "هم", "نا", "ه") if has_shape(word) else ("ها", "هم", "نا")
    return not any(word + ending in frequencies() for ending in endings)


def _is_unheard(word: str) -> bool:
    """Whether a word is so rare that its shape alone, by accident, speaks for the language."""
    if len(word) < 5 or word in frequencies() or word.startswith((*"وفبلكسيتن", "ال")):
        return False
    formed = any(_is_formed(rest) and _is_met(rest) for rest in _rests(word))
    return not formed and not _NATIVE & set(word[1:]) and not _is_listed(word)


def _rests(word: str) -> list[str]:
    """What is left of a word without what may be a particle, a person or an ending."""
    rests = [rest for _, rest in proclitic_splits(word)] if word[0] in "وفبلكس" else []
    rests += [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)]
    if word[0] in _BEGINNINGS:
        rests += [word[1:], word[2:]]
        endings = (*_ENDINGS, "ن")
        rests += [word[1 : -len(ending)] for ending in endings if word.endswith(ending)]
    rests += [rest[:-1] + "ه" for rest in rests if rest.endswith("ت")]
    return [rest for rest in rests if len(rest) > 2]


def _is_met(word: str) -> bool:
    return is_noun(word) >= 36 or (len(word) > 3 and frequencies().get(word, 0) >= 25)


def _is_formed(word: str) -> bool:
    """Whether a word takes the article, or has the shape and the root of one that does."""
    if len(word) < 4:
        return len(word) == 3 and is_noun(word) >= 27
    return max(is_noun(word), is_noun(word + "ه")) >= 27 or (
        has_shape(word) and root_of(word) in noun_roots()
    )


def _is_titled(word: str) -> bool:
    """Whether an article that is known to be one stands in a word after its particle."""
    titled = with_article(word)
    return titled != word and titled.startswith("ال") and titled in frequencies()


def _is_place(word: str) -> bool:
    return word in countries() or word in whole_names()


def _is_listed(word: str) -> bool:
    tables = (stop_words(), whole_words(), plurals(), dialect())
    return any(word in table for table in tables)


def _near(name: str, word: str) -> bool:
    """Whether two words are so near that, both being names, they are one."""
    short = min(len(name), len(word))
    if short < 4 or abs(len(name) - len(word)) > 3:
        return False
    mine, others = _parts(name), _parts(word)
    if len(mine) != len(others) or len(mine) < 3:
        return False
    cost = vowels = 0.0
    for at, ((letter, after), (other, then)) in enumerate(zip(mine, others, strict=True)):
        cost += _swap(letter, other, short)
        if at == 0 and letter == "ا" and not (after and then):
            vowels += 0.4 if after or then else 0.0
        else:
            vowels += _other_vowels(after, then, short, last=at == len(mine) - 1)
        if cost + vowels > _MOST:
            return False
    if vowels and (len(mine) < 4 or (short < 8 and vowels > 0.5 * (short - 3))):
        return False
    return cost + vowels <= (0.5 if short < 6 else min(_MOST, 0.3 * short - 0.6))


@lru_cache(maxsize=1 << 10)
def _parts(word: str) -> list[tuple[str, str]]:
    """The consonants of a name, each with the vowels after it; a doubled one counts once."""
    parts: list[tuple[str, str]] = []
    for ch in _usual(word):
        if parts and ch in _VOWELS:
            parts[-1] = (parts[-1][0], parts[-1][1] + ch)
        elif not parts or parts[-1] != (ch, ""):
            parts.append((ch, ""))
    if parts[-1] == ("ه", "") and len(parts) > 1:  # ta marbuta is a vowel
        return [*parts[:-2], (parts[-2][0], parts[-2][1] + "ه")]
    return parts


def _swap(mine: str, other: str, short: int) -> float:
    """What another letter costs: in short names it is sooner another name."""
    if mine == other:
        return 0.0
    cost = _SWAP.get((mine, other), _NEVER)
    return cost if (mine, other) in _G or short > (5 if cost < 0.5 else 6) else _NEVER


@lru_cache(maxsize=1 << 12)
def _other_vowels(mine: str, other: str, short: int, *, last: bool) -> float:
    """What other vowels cost: one that is not written, or rarely another one. What ends a name
    is heard, and so are two vowels together."""
    if mine == other:
        return 0.0
    if not _without_hamza(mine).isdisjoint(_without_hamza(other)):
        return 0.4
    if last:
        return 0.4 if short > 5 and {mine, other} == {"ا", "ه"} else _NEVER
    if {mine, other} == {"اي", "ي"} and short > 7:
        return 1.0
    if len(mine) == len(other) == 1:
        return _OTHER_VOWEL if short > 8 else _NEVER
    cost = _UNWRITTEN.get(mine + other, _NEVER)
    return cost if cost < 0.7 or short > 5 else _NEVER


def _without_hamza(vowels: str) -> set[str]:
    """A run of vowels as written without its hamza, with or without the alef that carries it."""
    return {_DOUBLED.sub(r"\1", vowels.replace(hamza, "")) for hamza in ("ء", "اء")}
