"""Judged queries, asked of the site or of another engine, and scored.

    python -m benchmarks.relevance [--queries Q]                judged queries on the dossier
    python -m benchmarks.relevance --corpus C --queries Q ...   on a collection of one's own
        [--engine sijill|lucene|tantivy|whoosh|fts5] [--run OUT.tsv] [--baseline RUN.tsv] [--json]

A collection is indexed the way production does it, in a fresh data directory. Only its bodies are,
unless --titles is given; its queries are words without operators, unless --syntax is. files.py says
how the files look. +/- marks a difference from the baseline that a paired randomization test finds
significant (p < .05, MRR@10)."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks import site
from benchmarks.relevance import dossier, files, measures
from benchmarks.relevance.files import Query, Run
from benchmarks.relevance.measures import Scores
from benchmarks.relevance.peers import PEERS, PeerMissing
from benchmarks.site import Doc

LINE = "{name:12} n={n:<5} MRR@10 {mrr10:.4f} {low:.3f}-{high:.3f}  nDCG@10 {ndcg10:.4f}"
LINE += "  Recall@100 {recall100:.4f}  empty {empty:.3f}"
MEAN = "{name:12}         MRR@10 {mrr10:.4f}              nDCG@10 {ndcg10:.4f}"
MEAN += "  Recall@100 {recall100:.4f}"
SHOWN = 3


def main(argv: list[str] | None = None) -> int:
    """Index, ask, score, print."""
    options = _options(argv)
    if options.corpus:
        docs = files.read_docs(options.corpus)
        queries = [
            q for path in options.queries for q in files.read_queries(path, limit=options.limit)
        ]
    else:
        site.start(options.data)
        docs = dossier.read_coverage()
        paths = options.queries or [dossier.JUDGED]
        queries = [q for path in paths for q in dossier.read_judged(path, limit=options.limit)]
    try:
        run, seconds = _run(options, docs, queries)
    except PeerMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    if options.run:
        files.write_run(options.run, run)
    scores = measures.score_run(run, queries)
    if options.baseline:
        scores.compare(measures.score_run(files.read_run(options.baseline), queries))
    if options.json:
        found = measures.as_json(options.engine, len(docs), scores, seconds)
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print(options.engine, len(docs), scores, seconds)
        _print_worst(scores.worst(options.worst), docs)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.relevance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--corpus", type=Path, help="collection; default: the dossier that ships")
    parser.add_argument("--dossier", action="store_true", help="the default without --corpus")
    parser.add_argument("--queries", type=Path, nargs="+", help="one file or more")
    parser.add_argument("--engine", choices=["sijill", *PEERS], default="sijill")
    parser.add_argument("--run", type=Path, help="write what was found, as a table")
    parser.add_argument("--baseline", type=Path, help="a run to compare with")
    parser.add_argument("--limit", type=int, help="only the first queries of each set")
    parser.add_argument("--titles", action="store_true", help="index the titles of the collection")
    parser.add_argument("--syntax", action="store_true", help="read operators in the queries")
    parser.add_argument("--entities", action="store_true", help="know the dossier's entities")
    parser.add_argument("--data", type=Path, help="keep the data directory here and use it again")
    parser.add_argument("--worst", type=int, default=0, help="show the worst queries")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.corpus and (options.dossier or not options.queries):
        parser.error("--corpus goes with --queries, and not with --dossier")
    return options


def _run(
    options: argparse.Namespace, docs: list[Doc], queries: list[Query]
) -> tuple[Run, dict[str, float]]:
    """Ask the chosen engine; return its run and how long it took."""
    titles = options.titles or not options.corpus
    plain = options.corpus and not options.syntax
    asked = [(q.id, site.as_words(q.text) if plain else q.text) for q in queries]
    started = time.perf_counter()
    if options.engine != "sijill":
        texts = [(doc.id, f"{doc.title}\n{doc.text}" if titles else doc.text) for doc in docs]
        run = PEERS[options.engine](texts, asked)
        return run, {"all": round(time.perf_counter() - started, 2)}
    site.start(options.data)
    if not options.corpus:
        site.add_dossier()
    else:
        if options.entities:
            site.add_entities()
        site.add_articles(docs, titles=titles)
    site.build_index()
    indexed = time.perf_counter()
    run = site.ask_all(asked) if options.corpus else dossier.ask_dossier(queries)
    return run, {
        "index": round(indexed - started, 2),
        "search": round(time.perf_counter() - indexed, 2),
    }


def _print(engine: str, docs: int, scores: Scores, seconds: dict[str, float]) -> None:
    took = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items())
    print(f"{engine}, {docs} documents ({took})")
    for name, part in [*scores.sets.items(), *scores.kinds.items()]:
        low, high = part["mrr10_95"]
        line = LINE.format(name=name, low=low, high=high, **part)
        if "p" in part:
            line += "  baseline {baseline_mrr10:.4f} p={p:.4f} {sign}".format(**part)
        print(line)
    line = MEAN.format(name="mean of sets", **scores.mean)
    if "baseline_mrr10" in scores.mean:
        line += "               baseline {baseline_mrr10:.4f}".format(**scores.mean)
    print(line)


def _print_worst(worst: list[measures.Score], docs: list[Doc]) -> None:
    """Each query with what came on top, by grade, and what it should have been."""
    labels = {doc.id: (doc.title or doc.text)[:90].replace("\n", " ") for doc in docs}
    for score in worst:
        query = score.query
        print(f"\n{query.id} {query.kind} nDCG@10 {score.ndcg10:.2f}: {query.text}")
        for at, doc in enumerate(score.docs[:SHOWN], 1):
            print(f"   {at:>3}. [{query.relevant.get(doc, 0):g}] {labels.get(doc, doc)}")
        places = {doc: at for at, doc in enumerate(score.docs, 1)}
        for doc, grade in sorted(query.relevant.items(), key=lambda pair: -pair[1])[:SHOWN]:
            if (place := places.get(doc, 0)) == 0 or place > measures.CUT:
                print(f"   {place or '-':>3}  [{grade:g}] {labels.get(doc, doc)}")


if __name__ == "__main__":
    raise SystemExit(main())
