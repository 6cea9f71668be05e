"""The benchmarks' own arithmetic and files, and the road from a collection to a score."""

import json
import lzma
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings

from benchmarks import site, variants
from benchmarks.relevance import __main__ as command
from benchmarks.relevance import files, measures, peers
from benchmarks.relevance.files import Query
from benchmarks.site import Doc

DOCS = [
    {"id": "a", "title": "قمة", "text": "وصل الوفد إلى الميناء صباحًا"},
    {"id": "b", "text": "ارتفعت أسعار القمح في الأسواق"},
]
QUERIES = [
    {"id": "1", "set": "one", "text": "الميناء", "rel": "a"},
    {"id": "2", "set": "two", "text": "أسعار القمح", "rel": ["b"]},
]


def query(relevant, name="q"):
    return Query(id=name, text="", relevant=relevant)


def found(*docs):
    return [(doc, 1.0) for doc in docs]


@pytest.fixture
def collection(tmp_path):
    """A collection of two documents, compressed, and its queries."""
    corpus, queries = tmp_path / "corpus.jsonl.xz", tmp_path / "queries.jsonl"
    with lzma.open(corpus, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in DOCS)
    queries.write_text("".join(json.dumps(row) + "\n" for row in QUERIES))
    return ["--corpus", str(corpus), "--queries", str(queries)]


# --- measures ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("relevant", "docs", "mrr", "ndcg", "recall"),
    [
        ({"a": 1}, ["a", "b"], 1.0, 1.0, 1.0),
        ({"b": 1}, ["a", "b"], 0.5, 0.6309, 1.0),
        ({"b": 1}, ["a", "a", "b"], 0.5, 0.6309, 1.0),  # a repeated document counts once
        ({"a": 3, "b": 1}, ["b", "a"], 1.0, 0.7098, 1.0),  # (1 + 7/1.585) / (7 + 1/1.585)
        ({"a": 1, "b": 1}, ["b"], 1.0, 0.6131, 0.5),
        ({"z": 1}, [str(n) for n in range(10)] + ["z"], 0.0, 0.0, 1.0),
        ({"z": 1}, [], 0.0, 0.0, 0.0),
    ],
)
def test_measures_of_one_query(relevant, docs, mrr, ndcg, recall):
    score = measures.score(query(relevant), found(*docs))
    assert (score.mrr10, score.recall100) == (mrr, recall)
    assert score.ndcg10 == pytest.approx(ndcg, abs=1e-4)


def test_a_query_without_results_counts_and_sets_weigh_the_same():
    queries = [
        Query("1", "", {"a": 1.0}, set="one"),
        Query("2", "", {"a": 1.0}, set="two"),
        Query("3", "", {"a": 1.0}, set="two"),
    ]
    scores = measures.score_run({"1": found("a"), "2": found("a")}, queries)
    assert scores.sets["two"]["mrr10"] == scores.sets["two"]["empty"] == 0.5
    assert scores.mean["mrr10"] == 0.75
    assert [score.query.id for score in scores.worst(1)] == ["3"]


def test_a_difference_is_marked_only_where_chance_would_hardly_make_it():
    queries = [query({"a": 1.0}, str(n)) for n in range(40)]
    good = measures.score_run({q.id: found("a") for q in queries}, queries)
    near = measures.score_run({q.id: found("a") for q in queries[1:]}, queries)
    bad = measures.score_run({}, queries)
    for ours, theirs, sign in ((good, bad, "+"), (bad, good, "-"), (good, near, "")):
        ours.compare(theirs)
        assert ours.sets["all"]["sign"] == sign


# --- files -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rel", "expected"),
    [
        ("a", {"a": 1}),
        (7, {"7": 1}),
        (["a", "b"], {"a": 1, "b": 1}),
        ({"a": 3, "b": 0}, {"a": 3}),
    ],
)
def test_relevance_is_given_in_three_ways(rel, expected):
    assert files.grades(rel) == expected


def test_days_of_a_collection_are_read_in_two_orders(tmp_path):
    path = tmp_path / "corpus.jsonl"
    days = ["2015-05-17 21:43:00", "17/05/2015", "May 2015", None]
    path.write_text(
        "".join(
            json.dumps({"id": n, "text": "", "published": d}) + "\n" for n, d in enumerate(days)
        )
    )
    expected = [date(2015, 5, 17), date(2015, 5, 17), None, None]
    assert [doc.published for doc in files.read_docs(path)] == expected


def test_a_run_comes_back_as_it_was_written(tmp_path):
    run = {"1": [("a", 2.5), ("b c", 1.0)], "2": [("b", 0.5)]}
    files.write_run(tmp_path / "run.tsv", run)
    assert files.read_run(tmp_path / "run.tsv") == run
    (tmp_path / "trec.txt").write_text("1 Q0 a 1 2.5 ours\n")
    assert files.read_run(tmp_path / "trec.txt") == {"1": [("a", 2.5)]}


# --- engines -----------------------------------------------------------------------------------
@pytest.mark.parametrize("engine", ["tantivy", "whoosh", "fts5"])
def test_a_peer_is_asked_for_any_of_the_words(engine, collection, tmp_path, capsys):
    run = tmp_path / "run.tsv"
    assert command.main([*collection, "--engine", engine, "--run", str(run), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["docs"], told["mean"]["mrr10"]) == (engine, 2, 1.0)
    assert [rows[0][0] for rows in files.read_run(run).values()] == ["a", "b"]


def test_the_dossier_is_read_without_anything_set_up_before():
    """As by hand: Django is not running yet when the command begins."""
    ask = ["-m", "benchmarks.relevance", "--engine", "fts5", "--limit", "2", "--json"]
    done = subprocess.run(
        [sys.executable, *ask],
        cwd=settings.BASE_DIR,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["engine"] == "fts5"


def test_a_missing_engine_says_what_to_install(collection, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SIJILL_LUCENE_JARS", str(tmp_path))
    assert command.main([*collection, "--engine", "lucene"]) == 2
    assert "nstall" in capsys.readouterr().err  # the jars, or Java first


def test_the_newest_lucene_of_a_folder_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJILL_LUCENE_JARS", str(tmp_path))
    for name in ("lucene-core-9.9.2", "lucene-core-9.12.1", "lucene-analysis-common-9.12.1"):
        (tmp_path / f"{name}.jar").touch()
    assert "core-9.12.1" in peers.lucene_jars()
    assert "core-9.9.2" not in peers.lucene_jars()


def test_a_collection_goes_through_the_site(empty, own_index, collection, capsys):
    assert command.main([*collection, "--worst", "1"]) == 0
    told = capsys.readouterr().out
    assert "sijill, 2 documents" in told
    assert "mean of sets         MRR@10 1.0000" in told


def test_titles_of_a_collection_are_found_only_when_asked_for(empty, own_index):
    docs = [Doc(id="a", title="المنارة", text="نص")]
    site.add_articles(docs)
    site.build_index()
    assert site.ask("المنارة") == []
    with pytest.raises(SystemExit, match="another collection"):
        site.add_articles(docs, titles=True)


def test_a_pair_matches_by_its_own_document_alone(empty, own_index):
    pairs = [
        variants.Pair("1", "spelling", True, "المسؤول", "مسئول"),
        variants.Pair("2", "other", False, "المسؤول", "باب"),
    ]
    matched = variants.ask_pairs(pairs)
    assert matched == {"1"}
    whole = variants.summary(pairs, matched)
    assert (whole["recall"], whole["false_rate"]) == (1.0, 0.0)
