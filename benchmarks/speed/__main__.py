"""How long a search takes, beside other engines, in one run on one machine.

    python -m benchmarks.speed --corpus C.jsonl[.xz] --queries Q.tsv --engines sijill,tantivy --json
    python -m benchmarks.speed --sizes 1000,3000,10000,30000 --out benchmarks/results

A corpus is JSON Lines, {"id", "text"} or {"id", "title", "body", "published"}; queries are a class
and a query a line, a tab between. Queries of the class `and` want all of their words, others any.
Without a corpus articles are made up (benchmarks/corpus.py), without queries they are drawn.

Every engine makes an index on disk, opens it in a new process and is asked, warm, for the first ten
with their stored title and the exact total: in turns, all of them three times, because a machine is
not as fast at all times. A query counts with its median over the passes of all turns. Every engine
keeps the whole articles, as an archive must, sijill in its database.
sijill is the engine alone, `site` all that a reader gets; lucene wants a JDK and its jars
(SIJILL_LUCENE_JARS). What an engine lacks is left out, with a word on standard error."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.relevance.files import read_docs
from benchmarks.site import Doc
from benchmarks.speed import plot, queries, table
from benchmarks.speed.engines import DEFAULT, ENGINES
from benchmarks.speed.run import Limits, compare

SIZE = 3000
# Above so many articles Haystack would take longer than all others together.
LARGEST = {"haystack": 10_000}


def main(argv: list[str] | None = None) -> int:
    """Make or read a corpus, ask every engine, print."""
    options = _options(argv)
    limits = Limits(options.passes, options.seconds, options.clock, LARGEST)
    if options.corpus:
        limits = Limits(options.passes, options.seconds, options.clock)
    runs = []
    for docs in _corpora(options):
        folder = options.keep and options.keep / str(len(docs))
        runs.append(compare(docs, _queries(options, docs), options.engines, limits, folder))
        if not options.json:
            print(table.as_text(runs[-1]), end="\n\n", flush=True)
    told = runs[0] if len(runs) == 1 else {"runs": runs}
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    if options.out:
        _write(options.out, told, runs)
    return 0 if all(run["engines"] for run in runs) else 1


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--corpus", type=Path, help="default: made up")
    parser.add_argument("--queries", type=Path, help="default: drawn from the corpus")
    parser.add_argument("--engines", type=_engines, default=DEFAULT, help=f"of {','.join(ENGINES)}")
    parser.add_argument("--sizes", type=_sizes, help="articles, several numbers with commas")
    parser.add_argument("--passes", type=int, default=6, help="at least, for each query")
    parser.add_argument("--seconds", type=float, default=15, help="for a class of queries")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--seed", type=int, default=1, help="for what is made up or drawn")
    parser.add_argument(
        "--keep",
        type=Path,
        help="make the indexes here, and use them again as long as the code stays",
    )
    parser.add_argument("--out", type=Path, help="write speed.json and the plot into a directory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.passes < 1:
        parser.error("--passes is at least 1")
    return options


def _engines(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in ENGINES]:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown)}: there is only {', '.join(ENGINES)}."
        )
    return names


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _corpora(options: argparse.Namespace) -> Any:
    """Yield the articles of each size; a corpus that is given is cut to it."""
    if not options.corpus:
        for size in options.sizes or [SIZE]:
            yield list(corpus.make_docs(size, seed=options.seed))
        return
    docs = read_docs(options.corpus)
    for size in options.sizes or [len(docs)]:
        yield docs[:size]


def _queries(options: argparse.Namespace, docs: Sequence[Doc]) -> list[queries.Query]:
    """Those that are given, or drawn; and what the operations are done with.

    They come from the first articles, so that at every size the same is asked."""
    first = docs[: corpus.BLOCK]
    if options.queries:
        asked = queries.read(options.queries)
    else:
        asked = queries.draw(first, seed=options.seed)
    return asked + queries.draw_operations(first, len(docs), seed=options.seed)


def _write(folder: Path, told: dict[str, Any], runs: Sequence[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "speed.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    plot.draw(runs, folder)


if __name__ == "__main__":
    raise SystemExit(main())
