"""python -m benchmarks.copies [--articles N] [--pairs]: precision and recall on the labelled set,
and how fast N more articles are clustered. In a data directory that goes away again."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time


def main() -> int:
    """Measure and print. Exit 1 where precision is under 0.98 or recall under 0.9."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies")
    parser.add_argument("--articles", type=int, default=0, help="how many more, for speed")
    parser.add_argument("--pairs", action="store_true", help="list wrong and missed pairs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sijill-copies-") as folder:
        os.environ["SIJILL_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return _report(options)


def _report(options: argparse.Namespace) -> int:
    from benchmarks.copies.measure import measure

    found = measure()
    told = found.right + len(found.wrong)
    print(
        f"{found.articles} articles, {told} pairs told, {len(found.wrong)} wrong, "
        f"{len(found.missed)} missed: precision {found.precision:.4f}, recall {found.recall:.4f}; "
        f"agencies {found.credits[0]} of {found.credits[1]}"
    )
    if options.pairs:
        print(*(f"wrong  {pair}" for pair in found.wrong), sep="\n")
        print(*(f"missed {pair}" for pair in found.missed), sep="\n")
    if options.articles:
        _speed(options.articles)
    return int(found.precision < 0.98 or found.recall < 0.9)


def _speed(number: int) -> None:
    """Cluster so many made-up articles of one month, a fifth of them copies; then nothing new."""
    from articles.ingest.copies.run import cluster
    from benchmarks.copies.crowd import fill

    fill(number)
    for name in ("first", "again"):
        start = time.perf_counter()
        report = cluster()
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = report.compared / took
        print(
            f"{name}: {report.compared} compared in {took:.1f} s ({rate:.0f} articles/s), "
            f"{report.copies} copies, peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    sys.exit(main())
