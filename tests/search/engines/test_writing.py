"""What we write is an ordinary Whoosh index, held against Whoosh's own writer list by list."""

from __future__ import annotations

import gc
import os
import signal
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index
from whoosh.fields import UnknownFieldError

from articles.search.engines.whoosh import lists, merging, state, writing
from articles.search.engines.whoosh.building import NewSegment, without_collector
from articles.search.engines.whoosh.manifest import Manifest
from articles.search.engines.whoosh.schema import FACETS, SEPARATOR, build_schema
from articles.search.indexing.documents import article_index, documents

TEXTS = ("title_stem", "title_surface", "stem", "surface", "root")
WORDS = ("كتب", "كتاب|+كتب", "_", "سلام", "on", "a|b|a", "", "قلم|_", "٣")


def with_whoosh(path, rows):
    """Write rows by Whoosh's own writer."""
    writing.create(path)
    writer = index.open_dir(str(path)).writer(compound=False)
    for row in rows:
        writer.add_document(**row)
    writer.commit(merge=False)
    return path


def with_ours(path, rows):
    writing.create(path)
    writing.write(path, rows, ())
    return path


def content(path):
    """Everything that Whoosh reads of an index, as one value."""
    reader = index.open_dir(str(path), readonly=True).reader()
    names = reader.schema.names()
    scorable = [name for name in names if reader.schema[name].scorable]
    with reader:
        docs = list(reader.all_doc_ids())
        return {
            "terms": {term: postings(reader, *term) for term in reader.all_terms()},
            "stored": [reader.stored_fields(doc) for doc in docs],
            "lengths": {n: [reader.doc_field_length(d, n) for d in docs] for n in scorable},
            "totals": {name: reader.field_length(name) for name in scorable},
            "columns": {
                name: list(reader.column_reader(name)) for name in names if reader.has_column(name)
            },
        }


def postings(reader, field, term):
    info = reader.term_info(field, term)
    found = []
    matcher = reader.postings(field, term)
    while matcher.is_active():
        places = matcher.value_as("positions") if matcher.supports("positions") else None
        value = matcher.value() or b""
        found.append((matcher.id(), matcher.weight(), places, None if places else value))
        matcher.next()
    lengths = (info.min_length(), info.max_length())
    ids = (info.min_id(), info.max_id())
    return info.weight(), info.doc_frequency(), info.max_weight(), lengths, ids, found


def row(number, **texts):
    values = {"source": "outlet", "month": "2024-01", "person": SEPARATOR.join(("a b", "c"))}
    return {
        "id": f"articles.article.{number}",
        "django_ct": "articles.article",
        "django_id": str(number),
        "pk": number,
        "day": 0 if number % 3 == 0 else 738000 + number,
        "digest": f"digest of {number}",
        **{name: "" for name in FACETS},
        **values,
        **texts,
    }


@pytest.fixture
def real(db):
    """The documents of the dossier's first articles."""
    articles = article_index().index_queryset()[:150]
    return [document for _article, document, _wrong in documents(articles)]


def test_a_segment_is_what_whoosh_itself_would_have_written(real, tmp_path):
    assert len(real) > 100
    assert content(with_ours(tmp_path / "ours", real)) == content(
        with_whoosh(tmp_path / "whoosh", real)
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {}, optional={name: st.lists(st.sampled_from(WORDS), max_size=12) for name in TEXTS}
        ),
        min_size=1,
        max_size=8,
    )
)
def test_so_it_is_with_odd_texts(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("odd")
    rows = [
        row(number + 1, **{name: " ".join(words) for name, words in text.items()})
        for number, text in enumerate(texts)
    ]
    ours, whooshs = with_ours(folder / "ours", rows), with_whoosh(folder / "whoosh", rows)
    assert content(ours) == content(whooshs)


def test_so_it_is_with_long_lists_and_far_positions(tmp_path):
    """Several blocks to a list, steps of one, two and four bytes, more places than one pickle."""
    rows = [row(n + 1, stem="كل " + "_ " * (n % 7) + "كل") for n in range(lists.BLOCK + 77)]
    rows.append(row(9000, stem="كل" + " _" * 70000 + " كل", surface="كل " * 1500))
    assert content(with_ours(tmp_path / "ours", rows)) == content(
        with_whoosh(tmp_path / "whoosh", rows)
    )


def test_merged_segments_hold_what_one_segment_would(real, tmp_path):
    path = with_ours(tmp_path / "ours", real[:40])
    writing.write(path, real[40:90], [row["id"] for row in real[3:12]])
    writing.write(path, [*real[90:], real[20]], [real[50]["id"]])
    writer = writing.Writer(path)
    writer.merge(writer.segments)
    writer.commit()
    [segment] = index.open_dir(str(path))._segments()
    gone = {*range(3, 12), 20, 50}
    rows = [row for number, row in enumerate(real) if number not in gone] + [real[20]]
    assert segment.doc_count_all() == len(rows)
    found, expected = content(path), content(with_whoosh(tmp_path / "whoosh", rows))
    # Lengths of texts are kept in a byte: their sums are no longer exact once some are gone.
    for name, total in expected.pop("totals").items():
        assert found["totals"][name] == pytest.approx(total, rel=0.03)
    del found["totals"]
    assert found == expected


def test_whoosh_can_write_on_where_we_wrote(real, tmp_path):
    path = with_ours(tmp_path / "ours", real[:20])
    writer = index.open_dir(str(path)).writer(compound=False)
    for document in real[20:30]:
        writer.add_document(**document)
    writer.commit(optimize=True)
    assert index.open_dir(str(path)).doc_count() == 30


@pytest.mark.parametrize(
    ("odd", "error"),
    [
        ({"no_such_field": "x"}, UnknownFieldError),
        ({"stem": 7}, ValueError),
        ({"pk": -1}, Exception),
    ],
)
def test_a_document_that_cannot_be_written_leaves_nothing_behind(tmp_path, odd, error):
    path = with_ours(tmp_path / "ours", ())
    new = NewSegment(path, build_schema())
    new.add(row(1, stem="كتب"))
    with pytest.raises(error):
        new.add(row(2, stem="سلام") | odd)
    new.add(row(3, stem="قلم"))
    writing.add_segments(path, [new.finish()])
    assert content(path) == content(
        with_whoosh(tmp_path / "whoosh", [row(1, stem="كتب"), row(3, stem="قلم")])
    )


def test_a_commit_that_fails_leaves_no_file(tmp_path):
    path = with_ours(tmp_path / "ours", [row(1, stem="كتب")])
    before = {file.name for file in path.iterdir()}
    with pytest.raises(UnknownFieldError):
        writing.write(path, [row(2), {"id": "x", "no_such_field": 1}], ())
    assert {file.name for file in path.iterdir()} == before
    writing.write(path, [row(2)], ())
    assert len(writing.stored(path)) == 2


def test_an_edited_article_leaves_no_segment_behind(tmp_path):
    path = with_ours(tmp_path / "ours", [row(1), row(2)])
    for edit in range(20):
        writing.write(path, [row(1, stem=f"w{edit}")], ())
    assert [s.doc_count_all() for s in index.open_dir(str(path))._segments()] == [2, 1]
    assert len(writing.stored(path)) == 2


def test_the_same_document_twice_in_one_commit_is_replaced_whole(tmp_path):
    path = with_ours(tmp_path / "ours", [row(1), row(1), row(2)])
    writing.write(path, [row(1, stem="كتب")], ())
    with index.open_dir(str(path)).reader() as reader:
        found = sorted(stored["id"] for stored in reader.all_stored_fields())
    assert found == ["articles.article.1", "articles.article.2"]


def segments_of(*sizes):
    """Segments of Whoosh, of so many documents, of which so many are deleted."""
    made = []
    for size in sizes:
        count, deleted = size if isinstance(size, tuple) else (size, 0)
        segment = lists.W3Codec().new_segment(None, "MAIN")
        segment.set_doc_count(count)
        for number in range(deleted):
            segment.delete_document(number)
        made.append(segment)
    return made


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ((30000, 1, 1, 1, 1), []),
        ((30000, 1, 1, 1, 1, 1), [1, 1, 1, 1, 1]),
        ((30000, 90000), []),
        ((1000, 1000, 1, 1, 1, 1, 100, 100, 40), [1, 1, 1, 1, 100, 100, 40]),
        ((15000, 1, 14000), [15000, 14000]),
        ((15000, 5000), []),
        ((30000, 20000), []),
        ((30000, (10, 6)), [10]),
        ((30000, (10, 5)), []),
        (((90000, 40000), 1), []),
        (((90000, 50000), 1), [90000]),
        ((*[16000] * 9, 300, 900), [16000, 16000, 300, 900]),
    ],
)
def test_what_is_merged(sizes, merged):
    assert [s.doc_count_all() for s in merging.choose(segments_of(*sizes))] == merged


def test_segments_stay_few_and_a_document_is_seldom_written_again():
    segments = segments_of(15000, 15000)
    written = 0
    most = 0
    for _ in range(20000):
        segments += segments_of(1)
        while chosen := merging.choose(segments):
            written += sum(map(merging.alive, chosen))
            kept = [segment for segment in segments if segment not in chosen]
            segments = kept + segments_of(sum(map(merging.alive, chosen)))
        most = max(most, len(segments))
    assert most <= 12
    assert written / 20000 < 14


def killed(act, step):
    """Do something in a process that is killed when it touches a file for the n-th time.

    False if it was done before that."""
    child = os.fork()
    if not child:
        touched = iter(range(step))

        def hook(event, _arguments):
            if event in ("open", "os.rename", "os.remove") and next(touched, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def test_killed_at_any_step_the_index_is_sound_and_old_or_new(tmp_path):
    rows = [row(number, stem="كتب سلام") for number in range(1, 6)]
    path = with_ours(tmp_path / "ours", rows[:1])
    for one in rows[1:]:
        writing.write(path, [one], ())
    edited = row(3, stem="قلم") | {"digest": "new"}

    def work():
        writing.write(path, [edited, row(6)], ["articles.article.2"])
        writing.merge_some(path)

    before = writing.stored(path)
    after = before | {"articles.article.3": "new", "articles.article.6": "digest of 6"}
    del after["articles.article.2"]
    step, seen = 1, []
    while killed(work, step):
        commit = state.latest_commit(path)[0]
        found = Manifest.read(path, commit)
        found.stamp()
        found.check_sums()
        seen.append(writing.stored(path))
        assert seen[-1] in (before, after)
        step += 5
    assert seen[0] == before
    assert seen[-1] == writing.stored(path) == after
    # What was left behind by those who were killed is gone with the next commit.
    writing.write(path, [row(7)], ())
    files = Manifest.read(path, state.latest_commit(path)[0]).files
    assert {file.name for file in path.iterdir() if file.name.startswith("MAIN_")} == {
        name for name in files if name.startswith("MAIN_")
    } | {"MAIN_WRITELOCK"}


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled):
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError), without_collector():
            1 / gc.isenabled()
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
