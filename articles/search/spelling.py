"""Did you mean: the word of the archive that a misspelt one was probably meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.arabic.clitics import proclitic_splits
from articles.arabic.lexicon import cities, frequencies
from articles.arabic.respelled import is_foreign, keys_with_particles, same_name

# How many letters of a long word may be wrong.
MOST = 2


def one_edit_away(word: str, vocabulary: Sequence[str]) -> list[str]:
    """The words of the archive that differ by one letter, or by two neighbors swapped."""
    near = process.extract(
        word, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None
    )
    return sorted((found for found, _, _ in near), key=lambda found: (found != word, found))


def respellings(
    words: Iterable[str],
    heard: Callable[[str], Iterable[str]],
    protected: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The words of the archive that write a foreign name otherwise; none for an ordinary word.

    `heard` gives the words of the archive that sound as a key says."""
    names = [word for word in dict.fromkeys(words) if is_foreign(word, protected)]
    found: dict[str, None] = {}
    for name in names:
        for key in sorted(keys_with_particles(name)):
            found.update(dict.fromkeys(o for o in heard(key) if same_name(name, o, protected)))
    return tuple(found)


@cache
def _by_city() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for form, city in cities().items():
        forms.setdefault(city, []).append(form)
    return forms


def city_forms(name: str) -> list[str]:
    """Other spellings of a city, and what its people are called, with and without the article.

    Not the man of the city: that is as often a family's name."""
    forms = [form for form in _by_city().get(cities().get(name, ""), ()) if form[-1] != "ي"]
    return [form for bare in forms for form in (bare, "ال" + bare) if not bare.startswith("ال")]


def readings(token: str) -> list[str]:
    """A word, and what it may be after a particle where it is not known as it stands."""
    rests = []
    if token[:1] in "وفبلك" and token not in frequencies():
        rests = [rest for _, rest in proclitic_splits(token) if len(rest) > 4]
    return [token, *rests]


def nearest(
    word: str,
    vocabulary: Sequence[str],
    names: Sequence[str],
    frequency: Callable[[str], int],
) -> str | None:
    """The best correction of a folded word, or None: near first, then a name, then frequent.

    Two letters may differ in a long word, one in a short one. A word met once is no evidence of
    right spelling, unless it is a name."""
    limit = 1 if len(word) < 6 else MOST
    known = set(names)
    near = process.extract(
        word, [*names, *vocabulary], scorer=OSA.distance, score_cutoff=limit, limit=None
    )
    best: tuple[float, int, str] | None = None
    for found, distance, _ in near:
        if found == word or len(found) < 3 or found.isdigit():
            continue
        count = frequency(found)
        if found not in known and count < 2:
            continue
        # A first letter is seldom mistyped.
        cost = distance + (0.5 if found[0] != word[0] else 0) - (0.6 if found in known else 0)
        candidate = (cost, -count, found)
        if best is None or candidate < best:
            best = candidate
    return best[2] if best else None
