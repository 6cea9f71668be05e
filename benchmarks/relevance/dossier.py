"""The judged queries about the dossier that ships, asked of the site as it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks import site
from benchmarks.relevance.files import Query, Run, json_lines, read_queries
from benchmarks.relevance.measures import Scores, score_run
from benchmarks.site import Doc

JUDGED = Path(__file__).with_name("dossier.jsonl")


def score_dossier(queries: Path = JUDGED) -> Scores:
    """Ask the site that is set up, with its dossier indexed, and score the answers."""
    judged = read_judged(queries)
    return score_run(ask_dossier(judged), judged)


def ask_dossier(queries: list[Query]) -> Run:
    """Ask the site; documents are named by their address in the one form that key_of() gives."""
    found = site.ask_all((query.id, query.text) for query in queries)
    return {name: [(key_of(key), score) for key, score in rows] for name, rows in found.items()}


def read_judged(path: Path, *, limit: int | None = None) -> list[Query]:
    """Return queries whose relevant documents are addresses of articles of the dossier.

    An address that the dossier lacks is a mistake in the judgements, not a miss of the search."""
    known = {doc.id for doc in read_coverage()}
    queries = []
    for query in read_queries(path, limit=limit):
        relevant = {key_of(url): grade for url, grade in query.relevant.items()}
        if lacking := relevant.keys() - known:
            raise ValueError(f"{path}: query {query.id} names {lacking}, not in the dossier.")
        queries.append(replace(query, relevant=relevant))
    return queries


def key_of(address: str) -> str:
    """An address in its canonical form: keys of articles may be escaped in another way."""
    from articles.ingest.canonical import canonical_url

    return canonical_url(address)


def read_coverage() -> list[Doc]:
    """The articles of the dossier as documents: our title, our abstract."""
    return [
        Doc(id=key_of(row["url"]), title=row["title_ar"], text=row["abstract_ar"])
        for row in json_lines(site.DOSSIER / "coverage.jsonl")
    ]
