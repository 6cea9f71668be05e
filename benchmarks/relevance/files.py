"""Collections, judged queries and runs: what is read, and what is written.

A collection is JSON Lines, plain or .xz: {"id", "text"}, or {"id", "title", "body", "published"}.
Queries are JSON Lines: {"id", "text", "rel"}, and "set" and "kind" where given; "rel" is one id, a
list of ids, or a map from id to grade (1 is relevant, higher is better, 0 is not relevant).
A run is a table of query, document and score, parted by tabs, best first for each query."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.site import Doc

_DAYS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), ("year", "month", "day")),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), ("day", "month", "year")),
)
# Query -> documents with scores, best first.
Run = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True)
class Query:
    """One judged query; `relevant` has a grade above 0 for each document that answers it."""

    id: str
    text: str
    relevant: dict[str, float]
    set: str = "all"
    kind: str = ""


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON Lines file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise SystemExit(f"{path}:{number} is not JSON: {error}") from None


def read_docs(path: Path) -> list[Doc]:
    """Return the documents of a collection."""
    return [
        Doc(
            id=str(row["id"]),
            text=row.get("text") or row.get("body") or "",
            title=row.get("title") or "",
            published=_day(row.get("published")),
        )
        for row in json_lines(path)
    ]


def _day(text: str | None) -> date | None:
    """The day of "2015-05-17 21:43:00" or "17/05/2015"; none where it is written otherwise."""
    for pattern, names in _DAYS:
        if found := pattern.match(text or ""):
            parts = dict(zip(names, map(int, found.groups()), strict=True))
            with suppress(ValueError):
                return date(**parts)
    return None


def read_queries(path: Path, *, limit: int | None = None) -> list[Query]:
    """Return the queries of a file, or only the first `limit` of each set."""
    taken: dict[str, int] = {}
    queries = []
    for row in json_lines(path):
        query = Query(
            id=str(row["id"]),
            text=row["text"],
            relevant=grades(row["rel"]),
            set=row.get("set") or "all",
            kind=row.get("kind") or "",
        )
        taken[query.set] = taken.get(query.set, 0) + 1
        if limit is None or taken[query.set] <= limit:
            queries.append(query)
    return queries


def grades(rel: Any) -> dict[str, float]:
    """Return what "rel" says as a map from id to grade, without what is not relevant."""
    if isinstance(rel, dict):
        return {str(name): float(grade) for name, grade in rel.items() if float(grade) > 0}
    return {str(name): 1.0 for name in (rel if isinstance(rel, list) else [rel])}


def read_run(path: Path) -> Run:
    """Return a run; a TREC run of six columns will do as well."""
    run: Run = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t") if "\t" in line else line.split()
        if len(parts) >= 6:
            query, _, doc, _, score = parts[:5]
        elif len(parts) == 3:
            query, doc, score = parts
        else:
            raise SystemExit(f"{path} is not a run: {line!r} has {len(parts)} columns.")
        run.setdefault(query, []).append((doc, float(score)))
    return run


def write_run(path: Path, run: Run) -> None:
    """Write a run, query by query in the order they were asked."""
    with path.open("w", encoding="utf-8") as lines:
        for query, rows in run.items():
            lines.writelines(f"{query}\t{doc}\t{score:.6f}\n" for doc, score in rows)
