"""`make bench`: speed beside other engines at several sizes, then pages, then relevance.

    python -m benchmarks [--sizes 1000,3000,10000,30000] [--corpus C.jsonl] [--engines ...]

Tables are printed one after the other; the times by size go into benchmarks/results/ too, as JSON
and as a plot."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import pages
from benchmarks.relevance import __main__ as relevance
from benchmarks.speed import __main__ as speed

SIZES = "1000,3000,10000,30000"
RESULTS = Path(__file__).parent / "results"


def main(argv: list[str] | None = None) -> int:
    """Run every benchmark, whatever the others say; 1 if one of them failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", help=f"default without a corpus: {SIZES}")
    parser.add_argument("--corpus")
    parser.add_argument("--engines")
    options = parser.parse_args(argv)
    sizes = options.sizes or (None if options.corpus else SIZES)
    given = {"--sizes": sizes, "--corpus": options.corpus, "--engines": options.engines}
    wanted = [part for name, value in given.items() if value for part in (name, value)]
    done = [speed.main([*wanted, "--out", str(RESULTS)]), pages.main([]), relevance.main([])]
    return max(done)


if __name__ == "__main__":
    raise SystemExit(main())
