"""What a query wants to see in a text, and where a text has it.

A text is not read word by word. It is cut at spaces and at the signs that stand in no word; those
of its chunks that hold a string which some wanted word must have (literals.py) are read, and they
alone: of a page of results, a twentieth."""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, count

from articles.arabic.literals import fewest, letters, lines_with, literals_of
from articles.arabic.stem import bare, stem
from articles.arabic.tokens import pieces

# None of these is a part of a word for tokens.py: a number keeps its comma, a Hebrew
# abbreviation its quotation mark. Cutting at them leaves fewer different chunks.
SEPARATORS = "\n\r\t\u00a0\u060c\u061b\u061f\u00ab\u00bb\u201c\u201d\u2026\u2013\u2014()[]!?/-"


@dataclass(frozen=True)
class Wanted:
    """What to mark: folded `surfaces`, `stems`, `phrases` of folded words, `prefixes` of words.

    `protected` are the words of names that were not stemmed apart in the index either."""

    surfaces: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    protected: Container[str] = field(default=frozenset(), compare=False)

    @cached_property
    def reader(self) -> "Reader":
        """Who reads texts for it. Kept with it: the texts of a page have most words in common."""
        return Reader(self)


# Start and end of a wanted word or phrase, and what it answers to.
Hit = tuple[int, int, object]
# A word of a chunk: the how many-th it is, start and end, what it answers to, phrases it begins.
_Reading = tuple[int, int, int, object, list[tuple[str, ...]]]


def find_hits(text: str, wanted: Wanted) -> list[Hit]:
    """Every wanted word and phrase, by its place."""
    reader = wanted.reader
    chunks = cut(text)
    telling = reader.telling(chunks)
    readings = {chunk: found for chunk in telling if (found := reader.read(chunk))}
    hits: list[Hit] = []
    start = before = 0
    for at in _places(readings, chunks):
        start += sum(map(len, chunks[before:at])) + at - before
        before = at
        for order, first, last, term, phrases in readings[chunks[at]]:
            if term is not None:
                hits.append((start + first, start + last, term))
            for phrase in phrases:
                end = reader.end_of(phrase, chunks, at, order)
                if end:
                    hits.append((start + first, start + end, phrase))
    return hits


def _places(some: Collection[str], chunks: list[str]) -> Iterable[int]:
    """Where `some` of the chunks stand."""
    return compress(count(), map(some.__contains__, chunks)) if some else ()


def cut(text: str) -> list[str]:
    """The chunks of `text`, which has one character between each and the next."""
    for separator in SEPARATORS:
        text = text.replace(separator, " ")
    return text.split(" ")


class Reader:
    """Reads the chunks of some texts for one `wanted`; for one thread."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._opening: dict[str, list[tuple[str, ...]]] = {}
        for phrase in filter(None, wanted.phrases):
            self._opening.setdefault(phrase[0], []).append(phrase)
        self._endings = tuple(first.removeprefix("ال") for first in self._opening)
        self._verdicts: dict[str, tuple[object, list[tuple[str, ...]]]] = {}
        self._pieces: dict[str, list[tuple[str, int, int]]] = {}
        self._readings: dict[str, list[_Reading]] = {}
        # Chunks met so far; which of them may hold what is wanted, and which second words.
        self._met: set[str] = set()
        self._telling: set[str] = set()
        self._seconds: set[str] = set()
        self._look_up = self._lookups()

    def _lookups(self) -> list[tuple[list[str], set[str]]]:
        """The strings that chunks are searched for, and where those go that hold one."""
        wanted = self._wanted
        words = {*wanted.surfaces, *wanted.prefixes}
        words |= {literal for term in wanted.stems for literal in literals_of(term)}
        # A word that stands alone is met with its article or without it, as Reader._opened does.
        words |= {phrase[0].removeprefix("ال") for phrase in wanted.phrases if len(phrase) == 1}
        seconds = {phrase[1] for phrase in wanted.phrases if len(phrase) > 1}
        lookups = [(fewest(words), self._telling), (fewest(seconds), self._seconds)]
        return [lookup for lookup in lookups if lookup[0]]

    def telling(self, chunks: list[str]) -> set[str]:
        """Those chunks of a text that may hold a wanted word or the first word of a phrase."""
        if not self._look_up:
            return set()
        different = set(chunks)
        new = list(different - self._met)
        lines = letters("\n".join(new))
        for literals, found in self._look_up:
            found.update(new[number] for number in lines_with(literals, lines))
        self._met.update(new)
        telling = self._telling & different
        if self._seconds:
            telling |= self._with_first_words(self._seconds & different, chunks)
        return telling

    def _with_first_words(self, holding: set[str], chunks: list[str]) -> set[str]:
        """`holding`, the chunks with a second word of a phrase, and those that stand before them.

        A first word may have particles before it: where the second stands is easier to know."""
        telling = set(holding)
        for at in _places(holding, chunks):
            while at and not self._pieces_of(chunks[at - 1]):
                at -= 1
            if at:
                telling.add(chunks[at - 1])
        return telling

    def read(self, chunk: str) -> list[_Reading]:
        """The words of `chunk` that are wanted or begin a wanted phrase."""
        readings = self._readings.get(chunk)
        if readings is not None:
            return readings
        readings = self._readings[chunk] = []
        verdicts = self._verdicts
        for order, (word, start, end) in enumerate(self._pieces_of(chunk)):
            verdict = verdicts.get(word)
            if verdict is None:  # once for each different word: a text repeats most of its words
                verdict = verdicts[word] = self._term(word), self._opened(word)
            term, phrases = verdict
            if term is not None or phrases:
                readings.append((order, start, end, term, phrases))
        return readings

    def end_of(self, phrase: tuple[str, ...], chunks: list[str], at: int, order: int) -> int:
        """Where `phrase` ends that a word of `chunks[at]` begins, counted from that chunk's start.

        `order` is that of the word; 0 is returned if other words follow it."""
        found, start = self._pieces_of(chunks[at]), 0
        end = found[order][2]
        for wanted in phrase[1:]:
            order += 1
            while order == len(found):
                start += len(chunks[at]) + 1
                at += 1
                if at == len(chunks):
                    return 0
                found, order = self._pieces_of(chunks[at]), 0
            word, _, end = found[order]
            if word != wanted:
                return 0
            end += start
        return end

    def _pieces_of(self, chunk: str) -> list[tuple[str, int, int]]:
        found = self._pieces.get(chunk)
        if found is None:
            found = self._pieces[chunk] = [piece for piece in pieces(chunk) if piece[0]]
        return found

    def _term(self, word: str) -> object:
        """What `word` answers to, or None."""
        wanted = self._wanted
        if word in wanted.surfaces:
            return word
        if wanted.stems and (found := stem(word, wanted.protected)) in wanted.stems:
            return found
        return next((prefix for prefix in wanted.prefixes if word.startswith(prefix)), None)

    def _opened(self, word: str) -> list[tuple[str, ...]]:
        """The phrases `word` may begin, as it is or without its particles, as the index has it."""
        phrases = self._opening.get(word, [])
        if not word or not word.endswith(self._endings):
            return phrases
        whole = bare(word, self._wanted.protected)
        return phrases + self._opening.get(whole, []) if whole != word else phrases
