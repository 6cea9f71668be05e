"""Speed: what is asked, how it is timed, that every engine answers the same, and the contract."""

import json
from datetime import date
from itertools import islice

import numpy as np
import pytest

from benchmarks import corpus
from benchmarks.relevance.files import read_docs
from benchmarks.site import Doc
from benchmarks.speed import __main__ as command
from benchmarks.speed import plot, queries, table, timing
from benchmarks.speed.engines import ENGINES, engine_class
from benchmarks.speed.engines.base import told_of
from benchmarks.speed.engines.lucene import read_told
from benchmarks.speed.queries import Query
from benchmarks.speed.run import EngineFailed, Limits, Run, merged

DOCS = [
    Doc("a", "وصل الوفد إلى الميناء صباحًا ثم غادر", "قمة في الميناء", date(2025, 4, 1)),
    Doc("b", "ارتفعت أسعار القمح في أسواق الميناء", "أسعار القمح", date(2025, 5, 1)),
    Doc("c", "غادر الوفد أسواق المدينة", "جولة", None),
]
# Words that every engine has as they are written, whatever its rules for Arabic.
ASKED = [
    ("1w", "القمح", 1),
    ("or", "القمح الوفد", 3),
    ("and", "أسواق الوفد", 1),
    ("headline", "وصل الوفد أسواق", 3),
]


# --- what is made up ---------------------------------------------------------------------------
def test_a_small_corpus_is_the_beginning_of_a_larger_one():
    small = list(corpus.make_docs(30))
    assert small == list(islice(corpus.make_docs(1030), 30))
    assert small != list(corpus.make_docs(30, seed=2))
    assert len({doc.id for doc in small}) == 30


def test_made_up_articles_are_as_long_as_news_and_dated():
    docs = list(corpus.make_docs(300))
    lengths = sorted(len(doc.text.split()) for doc in docs)
    assert 150 < lengths[150] < 260
    assert lengths[0] >= 25
    assert all(doc.title and doc.published for doc in docs)
    assert len({doc.published for doc in docs}) > 50


def test_some_made_up_articles_are_near_copies():
    docs = list(corpus.make_docs(300))
    sets = [frozenset(doc.text.split()) for doc in docs]
    alike = [
        (a, b)
        for at, a in enumerate(sets)
        for b in sets[:at]
        if len(a & b) > 0.6 * min(len(a), len(b))
    ]
    assert 3 < len(alike) < 30


def test_the_generator_writes_what_the_benchmark_reads(tmp_path):
    path, asked = tmp_path / "c.jsonl.xz", tmp_path / "q.tsv"
    given = ["20", "--out", str(path), "--queries", str(asked), "--each", "3"]
    assert corpus.main(given) == 0
    assert read_docs(path) == list(corpus.make_docs(20))
    kinds = [query.kind for query in queries.read(asked)]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(queries.CLASSES, 3)


# --- what is asked -----------------------------------------------------------------------------
def test_queries_are_drawn_the_same_for_the_same_seed():
    docs = list(corpus.make_docs(50))
    drawn = queries.draw(docs, each=20)
    assert drawn == queries.draw(docs, each=20)
    sizes = {kind: {len(q.text.split()) for q in drawn if q.kind == kind} for kind in ("1w", "and")}
    assert sizes == {"1w": {1}, "and": {3}}
    held = {doc.text for doc in docs}
    for query in drawn:
        if query.kind == "and":  # all of its words stand in some article
            assert any(all(word in text for word in query.text.split()) for text in held)


def test_operations_with_many_hits_are_left_out_where_there_are_few_articles():
    docs = list(corpus.make_docs(50))
    few = {query.kind for query in queries.draw_operations(docs, 50)}
    many = {query.kind for query in queries.draw_operations(docs, 30_000)}
    assert many - few == {"page200"}
    assert few == {"phrase", "prefix", "fuzzy", "facets", "newest"}


def test_a_line_that_is_no_query_is_named(tmp_path):
    path = tmp_path / "q.tsv"
    path.write_text("or\tقمة المناخ\n\nقمة\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"q\.tsv:3"):
        queries.read(path)


# --- how it is timed ---------------------------------------------------------------------------
def test_a_query_counts_with_its_median_over_the_passes():
    took = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [900.0, 2.0, 3.0]])
    assert timing.summary(took) == {"n": 3, "p50_ms": 2.0, "p95_ms": 2.9, "p99_ms": 2.98}


def test_a_slow_engine_is_asked_less_but_never_less_than_a_few():
    asked = []
    took = timing.timed(asked.append, [str(n) for n in range(50)], passes=2, seconds=0)
    assert took.shape == (2, timing.FEWEST)
    assert len(asked) == 3 * timing.FEWEST  # the first pass warms
    assert timing.timed(asked.append, ["a", "b"], passes=1, seconds=9, clock="cpu").shape == (1, 2)


def test_what_java_wrote_is_read(tmp_path):
    path = tmp_path / "out"
    lines = ["open\t2000000", "first\t5000000", "hits\tor\t7.5", "time\tor\t0\t0\t1000000"]
    lines += ["time\tor\t0\t1\t3000000", "time\tphrase\t0\t0\t4000000", "rss\t100.0"]
    path.write_text("\n".join(lines))
    told = read_told(path)
    assert told["took"] == {"or": [[1.0, 3.0]], "phrase": [[4.0]]}
    assert told["hits"] == {"or": 7.5}
    assert (told["open_ms"], told["first_query_ms"], told["rss_mb"]) == (2.0, 5.0, 100.0)


def test_turns_are_told_together():
    first = told_of(
        {"or": np.array([[1.0, 2.0, 9.0]]), "phrase": np.ones((1, 0))}, {"or": 7}, 1, 2, 9
    )
    later = told_of(
        {"or": np.array([[5.0, 4.0]]), "phrase": np.ones((1, 0))}, {"or": 7}, 3e6, 4e6, 8
    )
    last = later | {"open_ms": 9.0, "first_query_ms": 11.0, "rss_mb": 7}
    told = merged([first, last, later])
    assert told["classes"] == {"or": {"n": 2, "p50_ms": 4.5, "p95_ms": 4.95, "p99_ms": 4.99}}
    assert told["operations"] == {}  # nobody asked for a phrase
    assert (told["hits"], told["rss_mb"]) == ({"or": 7}, 9)
    assert (told["open_ms"], told["first_query_ms"]) == (3.0, 4.0)


def test_engines_take_turns_and_who_fails_is_out(tmp_path, monkeypatch, capfd):
    asked = []

    def step(self, engine, step):
        asked.append(engine)
        if len(asked) == 4:
            raise EngineFailed(f"{engine} fell over")
        return told_of({"or": np.ones((2, 1))}, {"or": 1}, 1, 2, None)

    monkeypatch.setattr(Run, "step", step)
    for name in ("tantivy", "fts5"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "built.json").write_text('{"index_s": 1, "index_mb": 2}')
    run = Run(tmp_path, tmp_path, DOCS, [], Limits(passes=7, seconds=9))
    assert list(run.in_turns(["tantivy", "fts5"])) == ["tantivy"]
    assert asked == ["tantivy", "fts5", "tantivy", "fts5", "tantivy"]
    assert "fts5 fell over" in capfd.readouterr().err
    task = run.task("fts5", "ask")
    assert (task["passes"], task["seconds"]) == (3, 3)  # of each of three turns
    assert Run(tmp_path, tmp_path, DOCS, [], Limits(passes=1)).task("fts5", "ask")["passes"] == 1


# --- engines -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["tantivy", "fts5", "whoosh"])
def test_an_engine_finds_any_or_all_of_the_words(name, tmp_path):
    made = engine_class(name)(tmp_path)
    made.build(DOCS)
    engine = engine_class(name)(tmp_path)
    engine.open()
    for kind, text, total in ASKED:
        titles, count = engine.ask(kind, text)
        assert (len(titles), count) == (total, total), (kind, text)
    assert engine.ask("phrase", "الوفد أسواق") == (["جولة"], 1)
    assert engine.ask("prefix", "غاد")[1] == 2
    assert engine.ask("newest", "الميناء")[0] == ["أسعار القمح", "قمة في الميناء"]
    for kind in ("or", "and", "phrase", "prefix"):
        assert engine.ask(kind, "؟!") == ([], 0)
    engine.commit(Doc("a", "القمح", "خبر آخر"))
    assert set(engine.ask("1w", "القمح")[0]) == {"أسعار القمح", "خبر آخر"}


def test_ours_and_whoosh_on_our_index_find_the_same(empty, own_index, tmp_path):
    engines = [engine_class(name)(tmp_path) for name in ("sijill", "whoosh3f", "site")]
    for engine in engines:
        if not engine.index().exists():
            engine.fill(DOCS)
            engine.build(DOCS)
        engine.open()
    for kind, text, total in [*ASKED, ("phrase", "الوفد أسواق", 1)]:
        found = [engine.ask(kind, text) for engine in engines]
        assert found[0] == found[1], (kind, text)
        assert [count for _, count in found] == [total] * 3, (kind, text)
    ours = engines[0]
    assert ours.ask("fuzzy", "القمج") == (["أسعار القمح"], 1)
    assert ours.ask("newest", "الميناء")[0] == ["أسعار القمح", "قمة في الميناء"]
    assert ours.ask("facets", "الميناء")[1] == 2
    ours.commit(DOCS[0])
    assert ours.ask("or", "القمح الوفد")[1] == 3


# --- the whole -----------------------------------------------------------------------------------
def test_the_result_has_the_promised_shape(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("SIJILL_LUCENE_JARS", str(tmp_path))  # nothing is in there
    texts, asked = tmp_path / "c.jsonl", tmp_path / "q.tsv"
    corpus.write_docs(texts, iter(DOCS))
    asked.write_text("".join(f"{kind}\t{text}\n" for kind, text, _ in ASKED), encoding="utf-8")
    given = ["--corpus", str(texts), "--queries", str(asked), "--json", "--passes", "1"]
    given += ["--engines", "sijill,lucene,fts5,haystack", "--out", str(tmp_path / "results")]
    assert command.main(given) == 0
    out, said = capfd.readouterr()
    told = json.loads(out)  # and nothing else
    assert "lucene is left out" in said
    assert told["docs"] == 3
    assert [part["engine"] for part in told["engines"]] == ["sijill", "fts5", "haystack"]
    for part in told["engines"]:
        assert part["index_s"] > 0
        assert part["index_mb"] > 0
        assert list(part["classes"]) == [kind for kind, _, _ in ASKED]
        for times in part["classes"].values():
            assert set(times) == {"n", "p50_ms", "p95_ms", "p99_ms"}
        assert part["hits"]["or"] == 3
        assert part["operations"]["commit"]["p50_ms"] > 0
    assert (tmp_path / "results" / "speed.json").exists()


def test_an_unknown_engine_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["--engines", "sijill,solr"])
    assert "solr" in capsys.readouterr().err


def test_every_engine_has_a_color_and_ratios_stand_below_the_times(tmp_path):
    assert plot.STYLES.keys() == ENGINES.keys()
    part = {"n": 9, "p50_ms": 1.0, "p95_ms": 2.0, "p99_ms": 3.0}
    engines = [
        {
            "engine": "sijill",
            "index_s": 1,
            "index_mb": 1,
            "classes": {"or": part},
            "operations": {},
        },
        {
            "engine": "tantivy",
            "index_s": 1,
            "index_mb": 1,
            "classes": {"or": part | {"p95_ms": 8.0}},
            "operations": {},
        },
    ]
    runs = [{"docs": size, "machine": "", "engines": engines} for size in (1000, 3000)]
    assert "sijill / tantivy              0.25x" in table.as_text(runs[0])
    paths = plot.draw(runs, tmp_path)
    assert [path.suffix for path in paths] == [".png", ".svg"]
    assert "tantivy" in paths[1].read_text()


def test_a_query_of_its_own_class_is_asked_as_any_words(tmp_path):
    engine = engine_class("fts5")(tmp_path)
    engine.build(DOCS)
    engine.open()
    assert engine.ask(Query("mine", "القمح").kind, "القمح الوفد")[1] == 3
