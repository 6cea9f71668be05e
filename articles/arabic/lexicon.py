"""What is known of Arabic words beforehand: frequencies, plurals, countries, stop words.

Everything is read from data/ at first use, never at import. Words are folded. See
data/README.md for where each table comes from and how it is made anew."""

import lzma
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from articles.arabic.frequencies import Frequencies
from articles.arabic.normalize import fold
from articles.arabic.tokens import words


def _data(name: str) -> bytes:
    return files("articles.arabic").joinpath("data", name).read_bytes()


def _rows(name: str) -> list[list[str]]:
    """The folded words of each line of a table; `#` starts a comment."""
    lines = (line.split("#")[0].split() for line in _data(name).decode().splitlines())
    return [[fold(word) for word in words] for words in lines if words]


@cache
def frequencies() -> Frequencies:
    """How frequent words are in the language."""
    return Frequencies(_data("words.bin"))


def listed_frequencies() -> Iterator[tuple[str, int]]:
    """Every word and its value, from the list that words.bin is made of."""
    for line in lzma.decompress(_data("words.txt.xz")).decode().split("\n"):
        value, *known = line.split(" ")
        for word in known:
            yield word, int(value)


@cache
def noun_roots() -> frozenset[str]:
    """The roots of the more frequent words that take the article."""
    return frozenset(_data("roots.txt").decode().split())


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing in a query: particles, pronouns, auxiliaries (Arabic, English)."""
    return frozenset(word for row in _rows("stopwords.txt") for word in row)


@cache
def ordinary_english() -> frozenset[str]:
    """The stems of ordinary English words: a truce, hostages, presidents are no names."""
    lines = _data("english.txt").decode().splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def countries() -> dict[str, str]:
    """Every form of a country's name and of its adjective, to one word for the country."""
    return {form: row[0] for row in _rows("countries.txt") for form in row}


@cache
def plurals() -> dict[str, tuple[str, ...]]:
    """A word to its broken plurals, a broken plural to its singular: news words only."""
    table: dict[str, tuple[str, ...]] = {}
    for singular, *forms in _rows("plurals.txt"):
        table[singular] = (*table.get(singular, ()), *forms)
        for form in forms:
            others = (other for other in forms if other != form)
            table[form] = (*table.get(form, ()), singular, *others)
    return table


@cache
def whole_words() -> frozenset[str]:
    """Words whose first or last letter looks like a particle or an ending and is not."""
    return frozenset(word for row in _rows("whole.txt") for word in row)


@cache
def singulars() -> dict[str, str]:
    """A broken plural to its singular; a form that is also a singular stays as it is."""
    rows = _rows("plurals.txt")
    heads = {row[0] for row in rows}
    return {form: row[0] for row in reversed(rows) for form in row[1:] if form not in heads}


@cache
def spellings() -> dict[str, str]:
    """Another spelling of a word, to its usual one."""
    return {form: row[0] for row in _rows("spellings.txt") for form in row[1:]}


@cache
def cities() -> dict[str, str]:
    """Every form of a city's name and of what its people are called, to one word for the city."""
    return {form: row[0].removeprefix("ال") for row in _rows("cities.txt") for form in row}


@cache
def whole_names() -> frozenset[str]:
    """Names of places and bodies that have no ending; without their article too, if known so."""
    names = {word for row in _rows("whole_names.txt") for word in row}
    names |= {fold(name) for name in _places().values() if " " not in name}
    bare = {name[2:] for name in names if name.startswith("ال") and len(name) > 5}
    return frozenset(names | {name for name in bare if frequencies().get(name, 0) < 30})


@cache
def feminines() -> frozenset[str]:
    """Feminine nouns that are other words than what is left without their last letter."""
    return frozenset(word for row in _rows("feminines.txt") for word in row)


@cache
def synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A word or expression to those that may stand for it in a search."""
    groups = [[tuple(word.split("_")) for word in row] for row in _rows("synonyms.txt")]
    table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for group in groups:
        for form in group:
            others = (other for other in group if other != form)
            table[form] = tuple(dict.fromkeys((*table.get(form, ()), *others)))
    return table


@cache
def dialect() -> dict[str, tuple[str, ...]]:
    """A spoken word, folded, to the standard ones it is searched as; to none if it only asks."""
    lines = (line.split("#")[0].split() for line in _data("dialect.txt").decode().splitlines())
    return {fold(row[0]): tuple(row[1:]) for row in lines if row}


@cache
def foreign_places() -> dict[tuple[str, ...], str]:
    """Folded words of a country, city or institution in English or Russian, to its Arabic name.

    Only for words of a query that no entity of the archive is called by."""
    return {tuple(words(text)): arabic for text, arabic in _places().items()}


@cache
def nationalities() -> dict[str, str]:
    """The adjective of a country and its people in English, folded, to the Arabic adjective."""
    lines = _data("nationalities.txt").decode().splitlines()
    rows = (line.split("|") for line in lines if not line.startswith("#"))
    return {fold(word): arabic for arabic, *english in rows for word in english}


def _places() -> dict[str, str]:
    """The foreign name of a place to its Arabic one: of two, the one that is listed last."""
    table: dict[str, str] = {}
    for name in ("places.txt", "more_places.txt"):
        for line in _data(name).decode().splitlines():
            arabic, *foreign = line.split("|")
            if not line.startswith("#"):
                table |= dict.fromkeys(foreign, arabic)
    return table
