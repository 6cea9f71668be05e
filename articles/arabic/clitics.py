"""Particles written together with the next word, and when they may come off.

Arabic joins "and", "so", "in", "to", "as", "will" and the article to the word that follows.
Many words merely begin with such a letter (delegation, statement, Lebanon), so a one-letter
particle comes off only on the evidence of word frequencies; the article needs less."""

from functools import lru_cache

from articles.arabic.lexicon import countries, frequencies, stop_words, whole_words

_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بلك"
_SINGLE = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_FUTURE = ("س", "وس", "فس")
_WITH_ARTICLE = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال")
# The article loses its alef after lam: li + al-riyad is written ll-riyad.
_LAM_ARTICLE = ("لل", "ولل", "فلل")
_ARTICLES = tuple(sorted((*_WITH_ARTICLE, *_LAM_ARTICLE), key=len, reverse=True))
_PARTICLES = (*_SINGLE, *_FUTURE, *_WITH_ARTICLE, *_LAM_ARTICLE)
_EVERY_PARTICLE = frozenset(_PARTICLES)
_PARTICLE_STARTS = frozenset(particle[0] for particle in _PARTICLES)
_LONGEST_PARTICLE = max(map(len, _PARTICLES))

# Tenths of a Zipf step. A word that takes the article this often is a noun of its own.
_NOUN = 24
_NOUN_ENDINGS = ("ات", "هما", "ها", "هم", "نا", "ه")
_SUFFIXES = ("هما", "ها", "هم", "هن", "نا", "ات", "ين", "ون", "ان", "وا", "ه", "ي", "ا", "ت")


def proclitic_splits(word: str) -> list[tuple[str, str]]:
    """Every (particle, rest) reading of a folded word, likely or not, shortest particle first.

    A form in lam-lam is also read as lam before a name that has the article."""
    if word[:1] not in _PARTICLE_STARTS:
        return []
    readings = []
    for at in range(1, min(_LONGEST_PARTICLE, len(word) - 2) + 1):
        particle, rest = word[:at], word[at:]
        if particle in _EVERY_PARTICLE:
            readings.append((particle, rest))
            if particle in _LAM_ARTICLE:
                readings.append((particle[:-1], "ال" + rest))
    return sorted(readings, key=lambda reading: len(reading[0]))


def prefixed(word: str, *, article: bool = False) -> list[str]:
    """`word` and every form it takes with particles before it, for a search of whole words.

    `article` adds the forms with the article, for names that are said both ways. A form
    that is a well-known word of its own (name "Yan", word "bayan") is left out."""
    forms = [word, *(particle + word for particle in _SINGLE)]
    if word.startswith("ال") and len(word) > 4:
        forms += [particle + word[2:] for particle in _LAM_ARTICLE]
    elif article:
        forms += [particle + word for particle in (*_WITH_ARTICLE, *_LAM_ARTICLE)]
    others = {form for form in forms[1:] if _is_other_word(form)}
    return [form for form in forms if form not in others and form[1:] not in others]


def _is_other_word(form: str) -> bool:
    known = frequencies().get(form, 0) >= 20 or form in whole_words() or form in stop_words()
    return known and without_proclitics(form) == form


def _strength(word: str) -> int:
    """How well `word`, or what is left of it without an ending, is attested."""
    frequency = frequencies()
    if found := frequency.get(word, 0):
        return found
    return max((frequency.get(base, 0) for base in _without_endings(word)), default=0) - 8


def _without_endings(word: str) -> list[str]:
    """What `word` may be without an ending, where three letters are left."""
    return [
        word[: -len(ending)]
        for ending in _SUFFIXES
        if word.endswith(ending) and len(word) - len(ending) >= 3
    ]


def is_noun(word: str) -> int:
    """How often `word` takes the article, in tenths of a Zipf step."""
    return frequencies().get("ال" + word, 0)


def _noun_ending(word: str) -> str:
    """The pronoun or plural ending that `word` has if it is a noun with its particle, or "".

    A ha may be a feminine's as well: it is "his" behind a ta, and where "her" is met too. A plural
    is believed where it is known alone."""
    ending = next((one for one in _NOUN_ENDINGS if word.endswith(one)), "")
    frequency = frequencies()
    if len(word) - len(ending) < 4 or (ending == "ات" and word[1:] not in frequency):
        return ""
    if ending == "ه" and word[-2] != "ت" and word + "ا" not in frequency:
        return ""
    return ending


def _noun_without(word: str, ending: str) -> int:
    """How often `word` takes the article without its ending: "his saying", the saying."""
    base = word[: -len(ending)]
    return max(is_noun(base), is_noun(base[:-1] + "ه") if base.endswith("ت") else 0)


def _comes_off(word: str) -> bool:
    """Whether the first letter of `word` is a particle, by the frequencies of both readings."""
    letter, rest = word[0], word[1:]
    if word in countries() or word in stop_words() or len(rest) < 2:
        return False
    bases = [word, *_without_endings(word)]
    # "For a statement" is no dual of "he answered": a word of the table is believed before a base.
    if any(base in whole_words() for base in (bases[:1] if rest in whole_words() else bases)):
        return False
    frequency = frequencies()
    whole, left = frequency.get(word, 0), _strength(rest)
    noun, rest_noun = max(map(is_noun, bases)), is_noun(rest)
    if letter in "بل" and (ending := _noun_ending(word)):
        noun = max(noun, _noun_without(word, ending))
        rest_noun = max(rest_noun, _noun_without(rest, ending))
    if len(rest) == 2:
        return letter in "وبل" and rest_noun >= 40 and noun < 20 and left >= whole
    if rest in countries():
        return True
    if whole == 0 and left <= 0:
        if letter == "و" and rest[0] in "بل" and _comes_off(rest):
            return True  # "and for negotiators": too rare to be known with either particle
        # Hardly any word begins with the same consonant twice: an unknown name after its particle.
        return letter in "وفب" and rest[0] == letter and len(rest) >= 4
    if left < 17 or (noun >= _NOUN and noun >= rest_noun - 8):
        return False
    if letter in _CONJUNCTIONS and frequency.get("و" + word, 0) >= 17:
        return False  # it takes "and" itself, and no word takes a second conjunction
    if letter == "و":
        return left >= whole - 6
    if letter == "ف":
        return left >= whole + (18 if rest_noun >= _NOUN else 6)  # "so" goes before verbs
    if letter == "ك":
        return left >= whole + 14
    if letter == "س":
        return rest[0] in "يتنا" and len(rest) >= 4 and left >= whole and noun < 20
    if rest_noun < _NOUN:
        return left >= whole + 6
    return left >= whole or (rest_noun >= 30 and min(rest_noun, left) >= whole - 12)


def _radical_article(word: str) -> bool:
    """Whether the alef-lam that begins `word` belongs to it (electronic, commitment)."""
    if word in whole_words() or word in countries():
        return True
    frequency = frequencies()
    return is_noun(word) >= 17 and frequency.get(word[2:], 0) < frequency.get(word, 0) - 5


def _split_article(word: str) -> tuple[str, str] | None:
    """`word` without what stands before its article, and without the article; None: it has none."""
    if not word.startswith(_ARTICLES):
        return None
    for particle in _ARTICLES:
        if not word.startswith(particle):
            continue
        rest = word[len(particle) :]
        if len(rest) < 2 or (len(rest) == 2 and frequencies().get(rest, 0) < 35):
            continue
        titled = "ال" + rest
        if particle == "ال":
            return None if _radical_article(word) else (word, rest)
        if is_noun(word) >= _NOUN or word in whole_words() or word in stop_words():
            return None
        if particle.endswith("لل"):
            frequency = frequencies()
            lam = "ل" + rest
            if lam in countries() or frequency.get(lam, 0) > frequency.get(titled, 0):
                return lam, lam
        return (titled, titled) if _radical_article(titled) else (titled, rest)
    return None


@lru_cache(maxsize=1 << 12)
def split(word: str) -> tuple[str, str]:
    """The folded `word` without its particles: once with the article it has, once without."""
    if word in stop_words() or word in countries():
        return word, word
    if found := _split_article(word):
        return found
    if word[0] in _CONJUNCTIONS and _comes_off(word):
        word = word[1:]
        if found := _split_article(word):
            return found
        if word in stop_words():
            return word, word
    if word[0] in _PREPOSITIONS + "س" and _comes_off(word):
        word = word[1:]
    return word, word


def without_proclitics(word: str) -> str:
    """The folded `word` without the particles before it, the article among them."""
    return split(word)[1]


def with_article(word: str) -> str:
    """The folded `word` without the particles before it, but with its article."""
    return split(word)[0]
