"""Random queries in both scripts on the dossier: none may fail, none may take long.

    python -m benchmarks.fuzz [--count 100000] [--seed 1] [--data DIR] [--json]

Pieces of the query language, words of the dossier, misspelt words, names, numbers, times, quotation
marks, controls and emoji are strung together; each query is searched as a whole page of results.
Prints how many were asked, what was raised, and how long they took: milliseconds by the process's
own clock, so that other work on the machine does not count; on the way, to standard error, how far
it is and each query over 100 ms. The first thousand warm the caches and are asked again."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import site

SYNTAX = (
    *"\"«»()-~*:;'\\%/?#&+|[]{}\u202eـ\u200f\x00\n\t", '"', '"', "~2", "~1", "~9999999", "**", "..",
    "AND", "OR", "NOT", "و", "أو", "ليس", "title:", "person:", "مصدر:", "شخص:", "مكان:", "date:",
    "بعد:", "قبل:", "org:", "topic:", "source:", "date:2025-04", "بعد:2025-12-01", "2026-01",
    "0000-99", "١٢٣", "٢٠٢٥", "𓀀", "ﷺ", "🕊️", "أول لقاء", "آخر زيارة", "في نيسان", "15 آب",
    "الأسبوع الماضي", "كانون الأول 2025", "بين يناير ومارس", "since April", "مين", "فين", "ليش",
)  # fmt: skip
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإئؤةىپڤگ" + "abcdefghijklmnopqrstuvwxyz" + "абвгдеёжзий"
WARM = 1000
SLOW = 100  # milliseconds


def main(argv: list[str] | None = None) -> int:
    """Ask, and print what came of it; 1 where anything was raised."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="keep the data directory here and use it again")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    site.start(options.data)
    site.add_dossier()
    site.build_index()
    from articles.search.run import SearchRequest, search
    from articles.search.warm import warm

    texts = queries(options.count, options.seed)
    for text in texts[:WARM]:
        search(SearchRequest(q=text))
    warm()
    found = ask(texts, lambda text: search(SearchRequest(q=text)))
    print(json.dumps(found, ensure_ascii=False) if options.json else _table(found))
    return 1 if found["raised"] else 0


def queries(count: int, seed: int) -> list[str]:
    """Return random queries; the same for the same seed."""
    from articles.models import Article, Entity

    words = sorted({w for row in Article.objects.values_list("title_ar", "abstract_ar")
                    for text in row for w in text.split()})  # fmt: skip
    names = [n for row in Entity.objects.values_list("name_ar", "name_en") for n in row if n]
    source = random.Random(seed)

    def piece() -> str:
        kind = source.random()
        if kind < 0.35:
            return source.choice(SYNTAX)
        if kind < 0.6:
            return source.choice(words)
        if kind < 0.75:
            return source.choice(names)
        if kind < 0.9:
            return misspelt(source, source.choice(words))
        return "".join(source.choice(LETTERS) for _ in range(source.randint(1, 12)))

    def text() -> str:
        pieces = (piece() + source.choice(("", " ", " ")) for _ in range(source.randint(1, 14)))
        return "".join(pieces)

    return [text() for _ in range(count)]


def misspelt(source: random.Random, word: str) -> str:
    """A word with a letter dropped, doubled, changed, or swapped with the next."""
    at = source.randrange(len(word))
    return source.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] * 2 + word[at + 1 :],
            word[:at] + source.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        )
    )


def ask(texts: list[str], search: Callable[[str], object]) -> dict[str, object]:
    """Ask each; return counts, what was raised, the times, and the slowest query."""
    raised: list[str] = []
    took = np.zeros(len(texts))
    for at, text in enumerate(texts):
        if at and at % 5000 == 0:
            print(f"{at:,} asked, {(took > SLOW).sum()} slow", file=sys.stderr, flush=True)
        started = time.process_time()
        try:
            search(text)
        except Exception as error:  # whatever it is, it is what we look for
            raised.append(f"{text!r}: {error!r}")
        took[at] = (time.process_time() - started) * 1000
        if took[at] > SLOW:
            print(f"{took[at]:.0f} ms at {at}: {text!r}", file=sys.stderr, flush=True)
    slowest = int(took.argmax())
    p50, p99 = np.quantile(took, [0.5, 0.99])
    return {
        "asked": len(texts),
        "raised": raised,
        "p50_ms": round(float(p50), 1),
        "p99_ms": round(float(p99), 1),
        "max_ms": round(float(took[slowest]), 1),
        "over_100_ms": int((took > SLOW).sum()),
        "slowest": texts[slowest],
    }


def _table(found: dict[str, object]) -> str:
    return "\n".join(f"{name:12} {value}" for name, value in found.items())


if __name__ == "__main__":
    raise SystemExit(main())
