"""Names: finding the people and places of a table in any script and spelling.

A table is built once from the aliases of all entities. It knows which words must not be
stemmed apart, finds names in a list of folded words, and lists how an entity is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from articles.arabic.clitics import is_noun, proclitic_splits, without_proclitics
from articles.arabic.lexicon import (
    countries,
    foreign_places,
    frequencies,
    nationalities,
    ordinary_english,
    plurals,
    stop_words,
    whole_words,
)
from articles.arabic.stem import is_better_known, stem
from articles.arabic.tokens import words
from articles.arabic.variants import skeleton

Form = tuple[str, ...]

# Words that open a family name or a compound and are no name themselves.
_OPENERS = frozenset(
    word
    for words_of_a_script in ("ابن بن ابو ابي ام ال عبد", "bin ben ibn abu al el von van de di")
    for word in words_of_a_script.split()
)


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write an entity: `kind` is person, place, organization or topic."""

    entity: str
    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class NameMatch:
    """An entity named by the words `start` up to `end`; `fuzzy` if the spelling was guessed."""

    entity: str
    start: int
    end: int
    fuzzy: bool = False


def is_common(word: str) -> bool:
    """Whether a folded word is (also) an ordinary word: listed, or met with the article."""
    if _is_listed(word):
        return True
    if word in countries():
        return False
    frequency = frequencies()
    if word.startswith("ال") and len(word) > 4:
        # A name that carries the article (al-Sisi) is rarely met without it.
        bare = frequency.get(word[2:], 0)
        return _is_listed(word[2:]) or (bare >= 30 and bare >= frequency.get(word, 0) - 6)
    return is_noun(word) >= max(27, frequency.get(word, 0) - 12)


def _is_listed(word: str) -> bool:
    return word in stop_words() or word in whole_words() or word in plurals()


class NameTable:
    """Every name of the archive, ready for matching. Building takes some ms; keep it."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._forms: dict[str, list[Form]] = {}
        kinds: dict[str, str] = {}
        for alias in aliases:
            form = tuple(words(alias.text))
            if form and form not in self._forms.setdefault(alias.entity, []):
                self._forms[alias.entity].append(form)
            kinds[alias.entity] = alias.kind
        self._add_surnames(kinds)
        self._by_first: defaultdict[str, list[tuple[Form, str]]] = defaultdict(list)
        for entity, forms in self._forms.items():
            for form in forms:
                self._by_first[form[0]].append((form, entity))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._single = self._single_words()
        # Words one slip apart have one of these in common; to compare a word with every name took
        # most of the time of reading a text.
        self._by_shortened: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._single:
            if len(name) >= 4:
                for short in _shortened(name):
                    self._by_shortened[short].append(name)
        self._skeletons = self._by_skeleton()
        self._guess = lru_cache(maxsize=1 << 16)(self._guess_entity)
        self._read = lru_cache(maxsize=1 << 16)(lambda word: tuple(self._readings(word)))
        self.protected = frozenset(self._protected(kinds))
        self._inflected = {
            stem(name): sorted(entities)
            for name, entities in self._single.items()
            if name not in self.protected and is_english(name)
        }

    def forms(self, entity: str) -> list[Form]:
        """Every way `entity` is written, as folded words, its own single words included."""
        return list(self._forms.get(entity, ()))

    def match(self, tokens: Sequence[str], *, fuzzy: bool = True) -> list[NameMatch]:
        """The names in `tokens`, left to right, longest first, a particle allowed before each."""
        found: list[NameMatch] = []
        read, guess, past = self._read, self._guess, 0
        # Most words are no part of a name: they cost two looks into what is remembered of them.
        for at, token in enumerate(tokens):
            if at < past:
                continue
            hits = self._exact(tokens, at) if read(token) else []
            if not hits and fuzzy:
                hits = [NameMatch(entity, at, at + 1) for entity in self._by_other_form(token)]
            if not hits and fuzzy and (entity := guess(token)):
                hits = [NameMatch(entity, at, at + 1, fuzzy=True)]
            if hits:
                found += hits
                past = max(hit.end for hit in hits)
        return found

    def suggest(self, word: str) -> list[str]:
        """Up to five names that the folded `word` may have been meant for, nearest first."""
        limit = 1 if len(word) < 6 else 2
        near = sorted(
            (distance, order, name)
            for order, name in enumerate(self._single)
            if 0 < (distance := OSA.distance(word, name, score_cutoff=limit)) <= limit
        )
        chosen: dict[str, str] = {}
        for _, _, name in near:
            for entity in self._single[name]:
                chosen.setdefault(entity, name)
        return list(dict.fromkeys(chosen.values()))[:5]

    def _add_surnames(self, kinds: dict[str, str]) -> None:
        """A person's last name alone stands for the person, if it is nobody else's and no word."""
        owners: defaultdict[Form, set[str]] = defaultdict(set)
        persons: dict[str, dict[Form, None]] = {}
        for entity, forms in self._forms.items():
            for form in forms:
                owners[form].add(entity)
            if kinds[entity] == "person":
                shorts = dict.fromkeys(short for form in forms for short in _surnames(form))
                persons[entity] = shorts
                # the son's "bin so-and-so" is his alone, the bare name is also the father's
                for short in (*(form[-1:] for form in forms), *shorts):
                    owners[short].add(entity)
        for entity, shorts in persons.items():
            forms = self._forms[entity]
            for short in shorts:
                if owners[short] == {entity} and short not in forms:
                    forms.append(short)

    def _single_words(self) -> dict[str, set[str]]:
        single: defaultdict[str, set[str]] = defaultdict(set)
        for entity, forms in self._forms.items():
            for form in forms:
                if len(form) == 1 and len(form[0]) >= 3:
                    single[form[0]].add(entity)
        return single

    def _by_skeleton(self) -> dict[str, str]:
        keys: defaultdict[str, set[str]] = defaultdict(set)
        for word, entities in self._single.items():
            if len(word) >= 4 and len(skeleton(word)) >= 3 and not is_common(word):
                keys[skeleton(word)] |= entities
        return {key: entities.pop() for key, entities in keys.items() if len(entities) == 1}

    def _protected(self, kinds: dict[str, str]) -> Iterator[str]:
        """The words of persons and places, and one-word organizations, that are only names."""
        for entity, forms in self._forms.items():
            kind = kinds[entity]
            for form in forms:
                if len(form) > 1 and kind not in ("person", "place"):
                    continue
                for word in form:
                    # "the United", in a country's name, is an adjective
                    adjective = kind == "place" and len(form) > 1 and word.startswith("ال")
                    if len(word) < 3 or adjective or word in _OPENERS or is_common(word):
                        continue
                    # A president is one with a name behind, and hostages are a topic.
                    alone = len(form) == 1 and kind in ("person", "place")
                    if not alone and (word,) not in foreign_places() and is_english(word):
                        continue
                    yield word
                    if word.startswith("ال") and frequencies().get(word[2:], 0) >= 17:
                        yield word[2:]

    def _exact(self, tokens: Sequence[str], at: int) -> list[NameMatch]:
        for first, single in self._read(tokens[at]):
            longest = 0 if single else 2
            hits = []
            for form, entity in self._by_first[first]:
                if len(form) < longest:
                    break
                if form[1:] == tuple(tokens[at + 1 : at + len(form)]):
                    longest = len(form)
                    hits.append(NameMatch(entity, at, at + len(form)))
            if hits:
                return hits
        return []

    def _by_other_form(self, word: str) -> list[str]:
        """The topics that another form of an English word is called by: a hostage, the hostages."""
        return self._inflected.get(stem(word), []) if "a" <= word[:1] <= "z" else []

    def _readings(self, word: str) -> Iterator[tuple[str, bool]]:
        """The first words of names that `word` may be, itself or after its particles.

        False where `word` is better known as another word: there only a longer name is
        believed ("laban" is milk, but before a name it may be "for the son of")."""
        if word in self._by_first:
            yield word, True
        if word[:1] in "وفبلك":
            for _, rest in proclitic_splits(word):
                if rest in self._by_first:
                    yield rest, not is_better_known(word, rest)

    def _guess_entity(self, word: str) -> str | None:
        """The one entity whose name sounds like `word` or is one slip of the hand away."""
        bare = without_proclitics(word)
        if len(word) < 4 or any(map(_is_word, (word, bare, stem(word)))):
            return None
        for spelled in (word, bare):
            if entity := self._skeletons.get(skeleton(spelled)):
                return entity
        if len(word) < 5:
            return None
        near = {
            entity
            for spelled in {word, bare}
            for short in _shortened(spelled)
            for name in self._by_shortened.get(short, ())
            if OSA.distance(spelled, name, score_cutoff=1) <= 1
            for entity in self._single[name]
        }
        return near.pop() if len(near) == 1 else None


def _shortened(word: str) -> set[str]:
    """A word, and what is left of it without each one of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_word(word: str) -> bool:
    """Whether a folded word is known well enough not to be a misspelt name."""
    if "a" <= word[:1] <= "z":
        return is_english(word) or is_common(word)
    return word in countries() or is_common(word) or frequencies().get(word, 0) >= 30


def is_english(word: str) -> bool:
    """Whether a folded word is an ordinary one of English, in any of its forms, or a people's."""
    if not "a" <= word[:1] <= "z":
        return False
    return word in nationalities() or stem(word) in ordinary_english()


def _surnames(form: Form) -> Iterator[Form]:
    """The short forms a full name may be known by: the last word, with what opens it."""
    if len(form) < 2:
        return
    last = form[-1]
    if len(form) > 2 and form[-2] in _OPENERS:
        yield form[-2:]
        if form[-2] not in ("al", "el"):
            return
    if len(last) >= 3 and not is_common(last) and last not in countries():
        yield (last,)
