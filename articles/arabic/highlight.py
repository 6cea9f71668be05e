"""Marking what was found: whole words of the reader's text, and the passage that shows it best.

Offsets only, no HTML. A mark covers the word as it is written, with its particles and
vowel marks: half a marked Arabic word cannot be read."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from articles.arabic.stem import bare, stem
from articles.arabic.tokens import pieces


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of text, `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: folded `surfaces`, `stems`, `phrases` of folded words, `prefixes` of words.

    `protected` are the words of names that were not stemmed apart in the index either."""

    surfaces: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    protected: Container[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with its marks; `leading`, `trailing`: text was left out there."""

    text: str
    spans: tuple[Span, ...]
    leading: bool
    trailing: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    span: Span
    term: object


def find_spans(text: str, wanted: Wanted) -> list[Span]:
    """Where `wanted` stands in `text`, in order, without overlaps."""
    return _merged(hit.span for hit in _hits(text, wanted))


def best_passage(text: str, wanted: Wanted, length: int = 240) -> Passage:
    """About `length` characters of `text` with the most different wanted terms, cut at words."""
    hits = _hits(text, wanted)
    if len(text) <= length:
        return Passage(text, tuple(_merged(hit.span for hit in hits)), False, False)
    first, last = _best_window(hits, length)
    start, end = _borders(text, first, last, length)
    inside = (hit.span for hit in hits if start <= hit.span.start and hit.span.end <= end)
    spans = tuple(Span(span.start - start, span.end - start) for span in _merged(inside))
    leading, trailing = bool(text[:start].strip()), bool(text[end:].strip())
    return Passage(text[start:end], spans, leading, trailing)


def _hits(text: str, wanted: Wanted) -> list[_Hit]:
    """Every wanted word and phrase, by its place."""
    opening: dict[str, list[tuple[str, ...]]] = {}
    for phrase in filter(None, wanted.phrases):
        opening.setdefault(phrase[0], []).append(phrase)
    endings = tuple(first.removeprefix("ال") for first in opening)
    verdicts: dict[str, tuple[object, list[tuple[str, ...]]]] = {}
    hits: list[_Hit] = []
    found = list(pieces(text))
    for at, (word, start, end) in enumerate(found):
        verdict = verdicts.get(word)
        if verdict is None:  # once for each different word: a text repeats most of its words
            verdict = (_term(word, wanted), _opened(word, opening, endings, wanted.protected))
            verdicts[word] = verdict
        term, phrases = verdict
        if term is not None:
            hits.append(_Hit(Span(start, end), term))
        for phrase in phrases:
            following = found[at + 1 : at + len(phrase)]
            if phrase[1:] == tuple(piece[0] for piece in following):
                hits.append(_Hit(Span(start, following[-1][2] if following else end), phrase))
    return hits


def _term(word: str, wanted: Wanted) -> object:
    """What `word` answers to, or None."""
    if word in wanted.surfaces:
        return word
    if wanted.stems and (found := stem(word, wanted.protected)) in wanted.stems:
        return found
    return next((prefix for prefix in wanted.prefixes if word.startswith(prefix)), None)


def _opened(
    word: str,
    opening: dict[str, list[tuple[str, ...]]],
    endings: tuple[str, ...],
    protected: Container[str],
) -> list[tuple[str, ...]]:
    """The phrases `word` may begin, as it is or without its particles, as the index has it."""
    phrases = opening.get(word, [])
    if not word.endswith(endings):
        return phrases
    whole = bare(word, protected)
    return phrases + opening.get(whole, []) if whole != word else phrases


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start < merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def _best_window(hits: Sequence[_Hit], length: int) -> tuple[int, int]:
    """The stretch of at most `length` characters with the most different terms, then the most."""
    if not hits:
        return 0, 0
    room = length * 4 // 5  # the rest is for the words around
    ordered = sorted(hits, key=lambda hit: hit.span.start)
    counts: dict[object, int] = {}
    best = (0, 0, 0)
    window = (ordered[0].span.start, ordered[0].span.end)
    low = 0
    for high, hit in enumerate(ordered):
        counts[hit.term] = counts.get(hit.term, 0) + 1
        while low < high and hit.span.end - ordered[low].span.start > room:
            leaving = ordered[low].term
            counts[leaving] -= 1
            if not counts[leaving]:
                del counts[leaving]
            low += 1
        score = (len(counts), high - low + 1, -ordered[low].span.start)
        if score > best or not high:
            best, window = score, (ordered[low].span.start, hit.span.end)
    return window


_SENTENCE_ENDS = ".!?؟…\n"


def _borders(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Where to cut: at a sentence if one begins nearby, else at a word."""
    spare = max(0, length - (last - first))
    earliest = max(0, first - (spare if not last else spare * 2 // 3))
    start = _sentence_start(text, earliest, first)
    if start is None:
        start = _word_start(text, max(0, first - spare // 2), first)
    end = min(len(text), max(last, start + length))
    if end < len(text):
        stop = max((text.rfind(mark, last, end) for mark in _SENTENCE_ENDS), default=-1)
        if stop > last and stop > start + length * 2 // 3:
            end = stop + 1
        else:
            cut = max(text.rfind(" ", last, end), text.rfind("\n", last, end))
            end = cut if cut >= last else last if last else end
    return start, len(text[:end].rstrip()) if end > start else end


def _sentence_start(text: str, earliest: int, first: int) -> int | None:
    if earliest == 0:
        return 0
    for at in range(earliest, first):
        if text[at - 1] in _SENTENCE_ENDS and text[at].isspace():
            return _skip_spaces(text, at)
    return None


def _word_start(text: str, earliest: int, first: int) -> int:
    if earliest == 0:
        return 0
    at = text.find(" ", earliest, first)
    return _skip_spaces(text, at) if at >= 0 else first


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
