"""What is asked: queries by class, and operations beside them; read from a file or drawn.

    1w        one word                     phrase    three words, one after the other
    and       three words, all of them     prefix    words that begin so
    or        three words, any of them     fuzzy     a word with one letter changed
    diplo     2 to 5 words on diplomacy    facets    six facets, months and total
    headline  about eight words            newest    sorted by date
                                           page200   results 1,991 to 2,000

Those on the left are classes of queries, any of whose words will do but for `and`; those on the
right are operations, the last three of them with words that together have about 5,000 hits. One
more operation asks nothing: `commit` indexes one article anew."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from benchmarks.relevance.files import json_lines
from benchmarks.site import DOSSIER, Doc

ALL, PHRASE, PREFIX, FUZZY = "and", "phrase", "prefix", "fuzzy"
FACETS, NEWEST, DEEP = "facets", "newest", "page200"
COMMIT = "commit"
CLASSES = ("1w", ALL, "or", "diplo", "headline")
OPERATIONS = (PHRASE, PREFIX, FUZZY, FACETS, NEWEST, DEEP, COMMIT)
HITS = 5000
# The last three are asked for few words, so that each has about as many hits.
BROAD = 10
DEEPEST = 2000
# How many articles are indexed anew one by one.
FEW = 5
EDGES = "«»\"'“”()[]،.؛:؟!?,;-…"


@dataclass(frozen=True)
class Query:
    """A text to search for, and the class it belongs to."""

    kind: str
    text: str


def read(path: Path) -> list[Query]:
    """Return the queries of a file: class, tab, query on each line."""
    queries = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip():
            kind, tab, text = line.partition("\t")
            if not tab or not text.strip():
                raise SystemExit(f"{path}:{number} is not a class and a query, a tab between.")
            queries.append(Query(kind.strip(), " ".join(text.split())))
    return queries


def write(path: Path, queries: Iterable[Query]) -> None:
    """Write queries as `read` reads them."""
    lines = (f"{query.kind}\t{query.text}\n" for query in queries)
    path.write_text("".join(lines), encoding="utf-8")


def content(text: str) -> list[str]:
    """The words of a text that say something, as written."""
    from articles.arabic.lexicon import stop_words
    from articles.arabic.normalize import fold

    words = (word.strip(EDGES) for word in text.split())
    known = stop_words()
    return [w for w in words if w.isalpha() and len(fold(w)) > 2 and fold(w) not in known]


def draw(docs: Sequence[Doc], *, each: int = 100, seed: int = 1) -> list[Query]:
    """Return `each` queries of every class, drawn from articles; the same for the same seed."""
    source = random.Random(seed)
    makers = {
        "1w": lambda doc: _some(source, content(doc.text), 1),
        ALL: lambda doc: _some(source, content(doc.text), 3),
        "or": lambda doc: _some(source, content(doc.title or doc.text), 3),
        "headline": lambda doc: (doc.title or doc.text).split()[:8],
    }
    subjects = [row["title_ar"] for row in json_lines(DOSSIER / "coverage.jsonl")]
    drawn: list[Query] = []
    for kind in CLASSES:
        for _ in range(each):
            if kind == "diplo":
                words = content(source.choice(subjects))
                size = source.randint(2, 5)
                start = source.randint(0, max(0, len(words) - size))
                words = words[start : start + size]
            else:
                words = makers[kind](source.choice(docs))
            if words:
                drawn.append(Query(kind, " ".join(words)))
    return drawn


def _some(source: random.Random, words: list[str], count: int) -> list[str]:
    known = list(dict.fromkeys(words))
    return source.sample(known, min(count, len(known)))


def draw_operations(
    docs: Sequence[Doc], total: int, *, each: int = 30, seed: int = 1
) -> list[Query]:
    """Return what the operations are asked with, drawn from articles out of `total`."""
    source = random.Random(seed)
    texts = [words for doc in docs if (words := content(doc.text))]
    drawn = [Query(PHRASE, text) for text in _phrases(source, docs, each)]
    for _ in range(each if texts else 0):
        known = source.choice(texts)
        # Not the article, with which a quarter of all words begin.
        begun = [word for word in known if not word.startswith("ال")] or known
        drawn.append(Query(PREFIX, source.choice(begun)[: source.choice((3, 4))]))
        drawn.append(Query(FUZZY, _misspelt(source, source.choice(known))))
    broad = _broad(source, docs, min(HITS / max(total, 1), 0.5))
    drawn += [Query(kind, word) for kind in (FACETS, NEWEST) for word in broad]
    if total > 2 * DEEPEST:
        drawn += [Query(DEEP, word) for word in broad]
    return drawn


def _phrases(source: random.Random, docs: Sequence[Doc], count: int) -> list[str]:
    """Three words one after the other, of those that articles repeat as far as there are any."""
    held: Counter[str] = Counter()
    for doc in docs:
        words = [word for w in doc.text.split() if (word := w.strip(EDGES))]
        held.update(" ".join(words[at : at + 3]) for at in range(len(words) - 2))
    repeated = sorted(text for text, times in held.items() if times > 2)
    once = sorted(held.keys() - set(repeated))
    found = source.sample(repeated, min(count, len(repeated)))
    return found + source.sample(once, min(count - len(found), len(once)))


def _misspelt(source: random.Random, word: str) -> str:
    """A word with one letter changed, not the first."""
    place = source.randrange(1, max(2, len(word)))
    return word[:place] + source.choice("ابتدرسعفقكلمنهوي") + word[place + 1 :]


def _broad(source: random.Random, docs: Sequence[Doc], share: float) -> list[str]:
    """Words that so great a part of the articles have any of, by stem or root: a few of the most
    frequent ones. Who does not stem finds fewer."""
    words = [set(content(doc.text)) for doc in docs]
    views = [frozenset(chain.from_iterable(map(_views, held))) for held in words]
    times = Counter(chain.from_iterable(words))
    ranked = sorted(times, key=lambda word: (-times[word], word))[: 20 * BROAD]
    holding = {word: [n for n, held in enumerate(views) if held & _views(word)] for word in ranked}
    frequent = [word for word in ranked if len(holding[word]) < share * len(docs)]
    found = []
    for _ in range(BROAD if frequent else 0):
        source.shuffle(frequent)
        chosen: list[str] = []
        reached: set[int] = set()
        while len(reached) < share * len(docs) and len(chosen) < len(frequent):
            chosen.append(frequent[len(chosen)])
            reached.update(holding[chosen[-1]])
        found.append(" ".join(chosen))
    return found


@cache
def _views(word: str) -> frozenset[str]:
    """The stem and the root of a word."""
    from articles.arabic.analysis import NOTHING, word_views
    from articles.arabic.normalize import fold

    stem, _, root = word_views(fold(word), frozenset())
    return frozenset((stem, root)) - {NOTHING}


def mixed(queries: Sequence[Query], kind: str) -> list[str]:
    """The queries of a class in an order of chance: a slow engine is asked only the first."""
    texts = [query.text for query in queries if query.kind == kind]
    random.Random(len(texts)).shuffle(texts)
    return texts


def kinds_of(queries: Sequence[Query]) -> Iterator[str]:
    """The classes that queries belong to, in the order they come."""
    yield from dict.fromkeys(query.kind for query in queries)
