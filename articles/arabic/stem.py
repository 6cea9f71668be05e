"""Stems: what the inflected forms of a word share, without merging different words.

A light stem guarded by word frequencies. Particles and endings come off only where what is
left is better attested; a country and its adjective are one; a broken plural of the curated
table is its singular; protected names come back whole. root() is the coarser third opinion."""

import threading
from collections.abc import Container
from functools import lru_cache

import Stemmer

from articles.arabic.clitics import is_noun, prefixed, proclitic_splits, split, with_article
from articles.arabic.lexicon import (
    cities,
    countries,
    feminines,
    frequencies,
    singulars,
    spellings,
    stop_words,
    whole_names,
    whole_words,
)
from articles.arabic.root import has_shape, root_of

__all__ = ["bare", "prefixed", "proclitic_splits", "protected_reading", "root", "stem"]

# Possessive and object pronouns.
_PRONOUNS = ("هما", "كما", "هم", "هن", "ها", "نا", "كم", "ه")
# Spelling habits that hold for every word they begin.
HABITS = (("اميرك", "امريك"), ("اورب", "اوروب"), ("اكران", "اوكران"))
# "main" is not "my president".
_RADICAL_YA = frozenset({"رءيسي", "اساسي", "كرسي"})

_local = threading.local()


def stem(word: str, protected: Container[str] = frozenset()) -> str:
    """The stem of a folded word; a word of `protected`, with or without particles, stays whole."""
    if protected:
        name = protected_reading(word, protected)
        if name is not None:
            return countries().get(name, name)
    return _stem(word)


def protected_reading(word: str, protected: Container[str]) -> str | None:
    """The protected name that `word` is, or is after its particles; without an article of its own
    where it is said both ways (NameTable protects both)."""
    name = _name_in(word, protected)
    return name[2:] if name and name.startswith("ال") and name[2:] in protected else name


def _name_in(word: str, protected: Container[str]) -> str | None:
    if isinstance(protected, frozenset):
        return _cached_name_in(word, protected) if protected else None
    return _find_name_in(word, protected)


def _find_name_in(word: str, protected: Container[str]) -> str | None:
    if word in protected:
        return word
    for _, rest in proclitic_splits(word) if word[:1] in "وفبلكا" else ():
        if rest in protected and not is_better_known(word, rest):
            return rest
    return None


def bare(word: str, protected: Container[str] = frozenset()) -> str:
    """`word` without the particles before it, its article kept: the index's second surface form."""
    return _name_in(word, protected) or with_article(word)


# A frozenset computes its hash once, so the whole set is a cheap key.
_cached_name_in = lru_cache(maxsize=1 << 12)(_find_name_in)


def is_better_known(word: str, name: str) -> bool:
    """Whether `word` is a word in its own right rather than a particle and `name`."""
    frequency = frequencies()
    margin = 5 if len(name) > 3 else 0
    known = frequency.get(word, 0)
    return word in whole_words() or known > max(frequency.get(name, 0) + margin, 30)


@lru_cache(maxsize=1 << 12)
def _stem(word: str) -> str:
    first = word[0] if word else ""
    if "ء" <= first <= "ي":
        return _arabic(word)
    if "a" <= first <= "z":
        return _snowball("english", word)
    if "а" <= first <= "я":
        return _snowball("russian", word)
    return word


def _snowball(language: str, word: str) -> str:
    # Snowball stemmers keep state while they work: one for each thread.
    stemmer = getattr(_local, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(language)
        setattr(_local, language, stemmer)
    return str(stemmer.stemWord(word))


def _arabic(word: str) -> str:
    if word in stop_words():
        return word
    titled, bare = split(_spelled(word))
    bare = _spelled(bare)
    if (place := _place(bare)) or bare in whole_names() or titled in whole_names():
        return place or bare
    return _without_suffixes(_singular(bare))


def _place(word: str) -> str:
    """The one word for the country or city that `word` is a form of, or ""."""
    return countries().get(word) or cities().get(word, "")


@lru_cache(maxsize=1 << 12)
def root(word: str) -> str:
    """The root of a folded Arabic word, or "" where it has none (names, foreign words)."""
    if not "ء" <= word[:1] <= "ي" or word in stop_words():
        return ""
    base = _arabic(word)
    if base in countries():
        return base
    # An adjective or a feminine loses its ending; "he accepts", "we accept" are no adjectives.
    if len(base) == 4 and (base[3] == "ه" or (base[3] == "ي" and base[0] not in "ينت")):
        base = base[:3]
    return root_of(base)


def _spelled(word: str) -> str:
    for habit, ours in HABITS:
        if habit in word and word.find(habit) <= 4:
            return word.replace(habit, ours, 1)
    return word


def _singular(word: str) -> str:
    """The singular in its usual spelling, if `word` is a broken plural or a spelling listed."""
    word = spellings().get(word, word)
    return singulars().get(word, word)


def _without_suffixes(word: str) -> str:
    for strip in (_pronoun, _tanwin, _plural, _construct, _verbal, _adjective):
        shorter = strip(word)
        if shorter != word:
            word = _singular(shorter)
            if (place := _place(word)) or word in whole_names():
                return place or word
    if word.endswith("ه") and len(word) > 4 and word[-2] != "ا" and word not in feminines():
        word = word[:-1]  # ta marbuta; short words need it (summit is not Qom)
    return _place(word) or word


def _feminine(word: str) -> str:
    """The ta that was a ta marbuta before an ending, as it is written alone."""
    frequency = frequencies()
    if word.endswith("ت") and frequency.get(word[:-1] + "ه", 0) > frequency.get(word, 0):
        return word[:-1] + "ه"
    return word


def _pronoun(word: str) -> str:
    """`word` without a possessive or object pronoun: never from a word that takes the article."""
    if not word.endswith(_PRONOUNS) or len(word) < (4 if word.endswith("ه") else 5):
        return word
    if is_noun(word) >= 17:
        return word
    frequency = frequencies()
    for ending in _PRONOUNS:
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        if ending == "نا" and _is_accusative(word):
            return word
        rest = _feminine(word[: -len(ending)])
        if len(word) == 4 and is_noun(rest) < 27 and frequency.get(rest, 0) < 42:
            continue  # three letters and "his": a foreign name as well
        known = frequency.get(rest, 0)
        if known >= max(17, frequency.get(word, 0) - 10):
            return rest
        if known == 0 and len(rest) > 3 and word not in frequency:
            return rest
    return word


def _is_accusative(word: str) -> bool:
    """Whether what ends like "our" is a noun in nun and the alef of the accusative: a statement.

    It takes the article more often than what "our" would leave ("our enemy"), and is met without
    its alef as often as with it: "we wanted" is not Jordan."""
    single, frequency = word[:-1], frequencies()
    return is_noun(single) >= max(17, is_noun(word[:-2])) and frequency.get(single, 0) >= max(
        25, frequency.get(word, 0)
    )


def _tanwin(word: str) -> str:
    """`word` without the alef of the indefinite accusative, or with the hamza it lacks."""
    if not word.endswith("ا") or len(word) < 4:
        return word
    rest, frequency = word[:-1], frequencies()
    known, whole = frequency.get(rest, 0), frequency.get(word, 0)
    full = frequency.get(word + "ء", 0)
    if full >= 34 and full >= whole + 10 and known < full - 14:
        return word + "ء"  # its hamza is left out
    if is_noun(word) >= 20:
        return word
    single = _feminine(rest)
    if single != rest and min(is_noun(single), frequency.get(single, 0)) >= 36:
        return single  # two of them, before the noun that they belong to
    return rest if known >= max(25, whole - 12) and is_noun(rest) >= 17 else word


def _plural(word: str) -> str:
    """`word` without a sound plural or dual ending."""
    if len(word) < 5:
        return word
    rest, ending = word[:-2], word[-2:]
    if ending == "ات":
        return _sound_feminine(word, rest)
    if ending not in ("ون", "ين", "ان"):
        return word
    if rest.endswith("ي") and ending != "ان" and len(rest) > 3:
        return rest
    if rest.endswith("ت") and ending != "ون":
        single = rest[:-1] + "ه"
        if _feminine(rest) == single or _is_feminine_dual(word, single):
            return single
    if ending == "ين" and len(rest) == 3 and _is_dual(word, rest):
        return rest
    return rest if _is_plural_of(word, rest, ending) else word


def _is_feminine_dual(word: str, single: str) -> bool:
    """Whether `word` is two of a noun whose ta is more often a verb's: two summits, "I rose"."""
    frequency = frequencies()
    noun, known = is_noun(word), frequency.get(single, 0)
    whole = max(frequency.get(word, 0), noun)
    if is_noun(single) < max(30, is_noun(single[:-1] + "ت") + 1):
        return False
    return known >= (whole if noun >= 17 else whole + 12)


def _is_dual(word: str, rest: str) -> bool:
    """Whether `word` is two of a short noun: that is more frequent, and takes the article as well.

    Its nominative is met, or the word is rare (two delegations)."""
    frequency = frequencies()
    noun = is_noun(word)
    whole = max(frequency.get(word, 0), noun)
    if noun < max(17, whole - 15) or is_noun(rest) < 30:
        return False
    nominative = frequency.get(rest + "ان", 0)
    if frequency.get(rest, 0) < max(20, whole, nominative):
        return False
    return whole < 25 or max(nominative, is_noun(rest + "ان")) >= max(18, whole - 15)


def _is_plural_of(word: str, rest: str, ending: str) -> bool:
    """Whether `word` is `rest` with a plural or dual ending: its other cases are met too.

    Names that merely end so (Lebanon, Kremlin) have no other case and no article,
    or are more frequent than what would be their singular."""
    frequency = frequencies()
    known, noun = frequency.get(rest, 0), is_noun(word)
    whole = max(frequency.get(word, 0), noun)
    if known < 20:
        return False
    others = [other for other in ("ون", "ين", "ان") if other != ending]
    if ending == "ان" or len(rest) == 3:
        other = frequency.get(rest + ("ين" if ending == "ان" else "ون"), 0)
        return known >= whole - 3 and other >= whole - 15 and noun >= whole - 15
    if whole >= 25:
        cases = [frequency.get(rest + other, 0) for other in others]
        cases += [is_noun(rest + other) for other in others]
        if max(cases) < 17 or noun < whole - 12:
            return False
    return known >= whole - 10


def _sound_feminine(word: str, rest: str) -> str:
    frequency = frequencies()
    if rest + "ه" in feminines():
        return rest + "ه"
    if rest[-1] in "وي" and frequency.get(rest[:-1] + "اه", 0) >= max(25, frequency.get(rest, 0)):
        return rest[:-1] + "اه"  # the alef of the singular was waw or ya
    single = frequency.get(rest + "ه", 0)
    if len(rest) > 3:
        attested = max(single, frequency.get(rest, 0))
        return rest if attested or frequency.get(word, 0) < 25 else word
    if single >= 20 and single >= frequency.get(rest, 0) - 15:
        return rest + "ه"
    return rest if frequency.get(rest, 0) >= 30 else word


def _construct(word: str) -> str:
    """`word` without the waw of a sound plural before the noun that it belongs to."""
    rest = word[:-1]
    if not word.endswith("و") or len(rest) < 4 or is_noun(rest + "ين") < 20:
        return word
    frequency = frequencies()
    return rest if frequency.get(rest, 0) >= max(25, frequency.get(word, 0)) else word


def _verbal(word: str) -> str:
    """`word` without the ending of a verb: they did, she did."""
    if word.endswith("وا") and len(word) > 4:
        return word[:-2]
    if word.endswith("ت") and len(word) > 3 and is_noun(word) < 17:
        rest, frequency = word[:-1], frequencies()
        if len(rest) < 3 or frequency.get(rest, 0) < max(25, frequency.get(word, 0) - 8):
            return word
        # A verb has a root, or other persons: the capital that ends so has neither.
        if len(rest) == 3 or has_shape(rest) or "ي" + rest in frequency or word + "ا" in frequency:
            return rest
    return word


def _adjective(word: str) -> str:
    """`word` without the ending of an adjective of relation; three letters keep their ya."""
    if word.endswith("يه") and len(word) > 4:
        word = word[:-1]
    if word.endswith("ي") and len(word) > 4 and word not in _RADICAL_YA:
        rest = word[:-1]
        return rest + "ه" if rest + "ه" in feminines() else rest
    return word
