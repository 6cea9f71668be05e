"""Arabic news of any size, made up: for speed at sizes that no collection has.

    python -m benchmarks.corpus 30000 --out C.jsonl.xz [--queries Q.tsv] [--seed 1]

No text here says anything. Words come with the frequencies of the list in articles/arabic; what
makes it news-like is laid over that. Articles belong to stories: a story has its own words and
names, which its articles repeat, and its own days. A quarter of the stories are about what the
dossier that ships is about, with its names (with particles written to them) and its expressions.
Some articles are near-copies of others. Length is log-normal, half of them 150 to 260 words.

The same seed gives the same articles, and a small corpus is the beginning of a larger one, so
that the same queries can be asked at every size.

How natural that is, beside 9,965 real news items of a radio station, 1.11 million words (in
brackets). Different words among the first 10,000, 100,000 and 1,000,000, Heaps' law: 4,900 (4,600),
23,900 (21,200), 84,700 (73,200). Occurrences in a million words of the word of rank 1, 10, 100,
1,000 and 10,000, Zipf's law: 36,600 (30,800), 3,600 (4,000), 754 (785), 132 (142), 13 (12). Words
that occur once, of all different ones: 44 % (46 %). How often a word comes in an article that has
it, for words in 1 to 3 of 100 articles: 1.16 (1.21). The articles are twice as long."""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.site import DOSSIER, Doc

BLOCK = 1000
STORIES = 250  # in a block: four articles each, some many more
DIPLOMACY = 0.25
COPIES = 0.03
# Of the words of an article: those of its story, its names, words it has had before, expressions
# of the dossier (several words each), numbers, words with particles and endings that no list has.
# The rest is drawn by frequency alone.
SHARES = {
    "story": 0.08,
    "name": 0.02,
    "again": 0.08,
    "expression": 0.015,
    "number": 0.02,
    "rare": 0.012,
}
MEDIAN_WORDS, SPREAD = 198, 0.41
FIRST_DAY, DAYS = date(2015, 1, 1), 4000
# How often a word of the dossier is counted beside the list's occurrences in a million.
DOSSIER_WEIGHT = 2.0
BEFORE = ("و", "ب", "ل", "ف", "ك", "وب", "ول")
AFTER = ("ها", "هم", "ه", "نا", "هما")
SENTENCE, PARAGRAPH = 18, 3


@dataclass(frozen=True)
class Words:
    """The vocabulary: words with cumulative frequency, content words alone, the dossier's."""

    all: list[str]
    chance: np.ndarray
    content: list[str]
    content_chance: np.ndarray
    names: list[str]
    texts: list[list[str]]


@dataclass(frozen=True)
class Story:
    """What several articles are about."""

    words: list[str]
    names: list[str]
    day: date
    diplomacy: bool


@cache
def vocabulary() -> Words:
    """Read the word list and the dossier."""
    from articles.arabic.lexicon import listed_frequencies, stop_words
    from articles.arabic.normalize import fold

    rows = _dossier("coverage.jsonl")
    texts = [f"{row['title_ar']} {row['abstract_ar']}".split() for row in rows]
    texts += [row["title_ar"].split() for row in _dossier("meetings.jsonl") if row["title_ar"]]
    texts = [[word.strip("«»\"'()[]،.؛:؟!-") for word in text] for text in texts]
    texts = [[word for word in text if word] for text in texts]
    # The list is folded: a word that the dossier has is spelled as it is there.
    spelled: dict[str, str] = {}
    weights = {word: 10 ** (value / 10 - 3) for word, value in listed_frequencies()}
    for text in texts:
        for word in text:
            folded = fold(word)
            spelled.setdefault(folded, word)
            weights[folded] = weights.get(folded, 0) + DOSSIER_WEIGHT
    stops = stop_words()
    content = [word for word in weights if word not in stops and len(word) > 2]
    names = [
        name for row in _dossier("entities.jsonl") for name in (row["name_ar"], *row["aliases_ar"])
    ]
    return Words(
        all=[spelled.get(word, word) for word in weights],
        chance=_cumulative(list(weights.values())),
        content=[spelled.get(word, word) for word in content],
        content_chance=_cumulative([weights[word] for word in content]),
        names=[name for name in names if name],
        texts=[text for text in texts if len(text) > 6],
    )


def _dossier(name: str) -> list[dict]:
    with (DOSSIER / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _cumulative(weights: Sequence[float]) -> np.ndarray:
    summed = np.cumsum(weights)
    return summed / summed[-1]  # exactly 1 at the end, or a draw could find nothing


def make_docs(count: int, *, seed: int = 1) -> Iterator[Doc]:
    """Yield `count` articles; the same for the same seed."""
    for block in range(-(-count // BLOCK)):
        source = np.random.default_rng([seed, block])
        stories = [_story(source) for _ in range(STORIES)]
        told = 1 / np.arange(3, STORIES + 3)
        chosen = np.searchsorted(_cumulative(told), source.random(BLOCK))
        made: list[Doc] = []
        for number in range(block * BLOCK, min(count, (block + 1) * BLOCK)):
            name = f"made-{number:06d}"
            if made and source.random() < COPIES:
                doc = _copy(source, made[int(source.integers(len(made)))], name)
            else:
                doc = _article(source, stories[chosen[number - block * BLOCK]], name)
            made.append(doc)
            yield doc


def _pick(source: np.random.Generator, items: Sequence[str]) -> str:
    """One of the items; the first come more often."""
    return items[int(len(items) * source.random() ** 2)]


def _content(source: np.random.Generator, count: int) -> list[str]:
    words = vocabulary()
    return [words.content[n] for n in np.searchsorted(words.content_chance, source.random(count))]


def _story(source: np.random.Generator) -> Story:
    words = vocabulary()
    diplomacy = bool(source.random() < DIPLOMACY)
    if diplomacy:
        names = [_pick(source, words.names) for _ in range(6)]
        text = words.texts[int(source.integers(len(words.texts)))]
        own = [word for word in text if len(word) > 3][:12]
    else:
        # Rare words serve as the names of those whom nobody has heard of.
        rare = words.content[len(words.content) // 3 :]
        names = [" ".join(rare[n] for n in source.integers(len(rare), size=2)) for _ in range(4)]
        own = []
    return Story(
        words=own + _content(source, 40),
        names=names,
        day=FIRST_DAY + timedelta(days=int(source.integers(DAYS))),
        diplomacy=diplomacy,
    )


def _article(source: np.random.Generator, story: Story, name: str) -> Doc:
    size = int(np.clip(source.lognormal(np.log(MEDIAN_WORDS), SPREAD), 40, 900))
    tokens = [vocabulary().all[n] for n in _drawn(source, size)]
    limits = np.cumsum(list(SHARES.values()))
    kinds = np.searchsorted(limits, source.random(size), side="right")
    for place in np.flatnonzero(kinds < len(SHARES)).tolist():
        kind = list(SHARES)[kinds[place]]
        earlier = tokens[int(source.integers(place + 1))]
        tokens[place] = earlier if kind == "again" else _special(source, story, kind)
    title = [_joined(source, _pick(source, story.names)), *_content(source, 2)]
    title += [_pick(source, story.words) for _ in range(4)]
    return Doc(
        id=name,
        text=_sentences(source, " ".join(tokens).split()),
        title=" ".join(title),
        published=story.day + timedelta(days=int(source.geometric(0.4)) - 1),
    )


def _drawn(source: np.random.Generator, size: int) -> list[int]:
    return np.searchsorted(vocabulary().chance, source.random(size)).tolist()


def _special(source: np.random.Generator, story: Story, kind: str) -> str:
    """A word, or several, that frequency alone would not give."""
    if kind == "name":
        return _joined(source, _pick(source, story.names))
    if kind == "number":
        return str(int(source.lognormal(4, 2.5)) + 1)
    if kind == "rare":
        word = _content(source, 1)[0]
        before = BEFORE[int(source.integers(len(BEFORE)))] if source.random() < 0.6 else ""
        return before + word + AFTER[int(source.integers(len(AFTER)))]
    if kind == "expression" and story.diplomacy:
        texts = vocabulary().texts
        text = texts[int(source.integers(len(texts)))]
        start = int(source.integers(len(text) - 4))
        return " ".join(text[start : start + int(source.integers(2, 5))])
    return _pick(source, story.words)


def _joined(source: np.random.Generator, name: str) -> str:
    """A name, now and then with a particle written to it."""
    if source.random() > 0.3:
        return name
    particle = BEFORE[int(source.integers(3))]
    if particle == "ل" and name.startswith("ال"):
        return "لل" + name[2:]
    return particle + name


def _sentences(source: np.random.Generator, words: list[str]) -> str:
    """Words with full stops and paragraphs."""
    text, at, number = [], 0, 0
    while at < len(words):
        end = at + int(source.poisson(SENTENCE)) + 4
        number += 1
        text.append(" ".join(words[at:end]) + (".\n" if number % PARAGRAPH == 0 else ". "))
        at = end
    return "".join(text).strip()


def _copy(source: np.random.Generator, doc: Doc, name: str) -> Doc:
    """The same article in another outlet: another headline, shorter, a few words changed."""
    words = doc.text.split()
    words = words[: int(len(words) * (0.7 + 0.3 * source.random()))]
    for place in source.integers(len(words), size=max(1, len(words) // 40)):
        words[place] = _content(source, 1)[0]
    title = [*_content(source, 1), *doc.title.split()[:-1]]
    return Doc(id=name, text=" ".join(words), title=" ".join(title), published=doc.published)


def write_docs(path: Path, docs: Iterator[Doc]) -> None:
    """Write articles as a collection: id, title, text and published of each on a line."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "wt", encoding="utf-8") as lines:
        for doc in docs:
            row = {"id": doc.id, "title": doc.title, "text": doc.text}
            row["published"] = doc.published.isoformat() if doc.published else None
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def main(argv: list[str] | None = None) -> int:
    """Write a corpus, and queries drawn from it."""
    from benchmarks.speed import queries

    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--out", type=Path, required=True, help="C.jsonl or C.jsonl.xz")
    parser.add_argument("--queries", type=Path, help="where to write queries: class, tab, query")
    parser.add_argument("--each", type=int, default=100, help="queries of each class")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    write_docs(options.out, make_docs(options.count, seed=options.seed))
    if options.queries:
        first = list(make_docs(min(options.count, BLOCK), seed=options.seed))
        queries.write(options.queries, queries.draw(first, each=options.each, seed=options.seed))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
