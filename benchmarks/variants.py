"""Which forms of a word meet, and which must not.

    python -m benchmarks.variants --pairs P [--misses] [--json]

Each pair {"id", "category", "match", "query", "doc"} is an article whose text is `doc`, and a
question; it is matched if that article is among the results. The articles are indexed the way
production does it, and the entities of the dossier that ships are known. Printed by category:
which of the pairs that must match do (recall), and which that must not do all the same (false)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import site
from benchmarks.relevance.files import json_lines
from benchmarks.site import Doc

LINE = "{name:20} must match {matched:>3} of {must:<3} {recall:>5}"
LINE += "   false {false:>3} of {must_not:<3} {false_rate:>5}"


@dataclass(frozen=True)
class Pair:
    """A query form and a document form, and whether they are to meet."""

    id: str
    category: str
    match: bool
    query: str
    doc: str


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file."""
    names = Pair.__dataclass_fields__
    return [Pair(**{name: row[name] for name in names}) for row in json_lines(path)]


def ask_pairs(pairs: Iterable[Pair]) -> set[str]:
    """Index every pair's document and ask its query; return the ids of the pairs that matched."""
    from articles.models import Article
    from articles.search.run import find_ids

    site.add_entities()
    site.add_articles([Doc(id=pair.id, text=pair.doc) for pair in pairs])
    site.build_index()
    keys = dict(Article.objects.values_list("pk", "key"))
    return {
        pair.id for pair in pairs if pair.id in {keys[pk] for pk, _ in find_ids([pair.query]).rows}
    }


def summary(pairs: Iterable[Pair], matched: set[str]) -> dict[str, Any]:
    """Counts and rates of some pairs; a rate of nothing is None."""
    must = [pair.id in matched for pair in pairs if pair.match]
    must_not = [pair.id in matched for pair in pairs if not pair.match]
    return {
        "must": len(must),
        "matched": sum(must),
        "recall": sum(must) / len(must) if must else None,
        "must_not": len(must_not),
        "false": sum(must_not),
        "false_rate": sum(must_not) / len(must_not) if must_not else None,
    }


def main(argv: list[str] | None = None) -> int:
    """Index, ask, count, print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.variants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    pairs = read_pairs(options.pairs)
    site.start()
    matched = ask_pairs(pairs)
    names = dict.fromkeys(pair.category for pair in pairs)
    parts = {name: summary([p for p in pairs if p.category == name], matched) for name in names}
    wrong = [pair for pair in pairs if (pair.id in matched) != pair.match]
    whole = summary(pairs, matched)
    if options.json:
        found: dict[str, Any] = {"engine": "sijill", "pairs": len(pairs), "categories": parts}
        found |= {"all": whole, "wrong": [pair.id for pair in wrong]}
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for name, part in [*parts.items(), ("all", whole)]:
        print(_line(name, part))
    if options.misses:
        for pair in wrong:
            said = "missed" if pair.match else "false "
            print(f"{said} {pair.id} {pair.category}: {pair.query} / {pair.doc}")
    return 0


def _line(name: str, part: dict[str, Any]) -> str:
    rates = ("recall", "false_rate")
    shown = {key: "" if part[key] is None else f"{part[key]:.3f}" for key in rates}
    return LINE.format(name=name, **part | shown).rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
