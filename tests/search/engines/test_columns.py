"""The arrays beside a segment are what Whoosh's own files say."""

import numpy as np
import pytest
from whoosh import fields, index
from whoosh.filedb.filestore import RamStorage

from articles.arabic.respelled import sound_key
from articles.search.engines.whoosh import columns, vocabulary
from articles.search.engines.whoosh.schema import FACETS
from articles.search.engines.whoosh.snapshot import current, open_index
from articles.search.indexing import generations
from tests.factories import ArticleFactory


def same(one: columns.Columns, other: columns.Columns) -> None:
    for name in ("numbers", "lengths"):
        ours, theirs = getattr(one, name), getattr(other, name)
        assert ours.keys() == theirs.keys()
        assert all(np.array_equal(ours[key], theirs[key]) for key in ours)
    ours, theirs = vars(one.words), vars(other.words)
    assert all(np.array_equal(ours[key], theirs[key]) for key in ours)
    assert one.facets.keys() == other.facets.keys()
    for key, facet in one.facets.items():
        assert facet.values == other.facets[key].values
        assert np.array_equal(facet.starts, other.facets[key].starts)
        assert np.array_equal(facet.ords, other.facets[key].ords)


def test_what_is_written_is_what_is_read(dossier, tmp_path):
    reader = index.open_dir(str(generations.live()), readonly=True).reader()
    columns.write(tmp_path, reader)
    found = columns.read(columns.path_of(tmp_path, reader.segment().segment_id()))
    same(found, columns.derive(reader))
    assert set(FACETS) <= found.facets.keys()


def test_facets_are_what_the_postings_say(dossier, dossier_index):
    live = current(dossier_index)
    for name in FACETS:
        column = live.facet(name)
        counted = column.counts(np.flatnonzero(live.live))
        for value, count in zip(column.values, counted.tolist(), strict=True):
            assert count == live.frequency(name, value)
            mask = live.holders(name, [value])
            assert int((mask & live.live).sum()) == count


def test_facets_of_some_documents_of_several_segments():
    schema = fields.Schema(tag=fields.KEYWORD, size=fields.NUMERIC(sortable=True, default=0))
    whoosh = RamStorage().create_index(schema)
    rows = [("a b", 3), ("", 0), ("c", 7), ("b", 1), ("c a b", 9), ("", 2)]
    for at in range(0, len(rows), 2):
        writer = whoosh.writer()
        for tag, size in rows[at : at + 2]:
            writer.add_document(tag=tag, size=size)
        writer.commit(merge=False)
    live = open_index(whoosh)
    assert len(live.segments) == 3
    column = live.facet("tag")
    for docs in ([], [0], [1], [0, 2, 3], [1, 5], range(6)):
        expected = [sum(v in rows[d][0].split() for d in docs) for v in column.values]
        assert column.counts(np.array(docs, dtype=np.int64)).tolist() == expected
    sizes = np.concatenate([segment.number("size") for segment in live.segments])
    assert sizes.tolist() == [size for _, size in rows]


@pytest.mark.parametrize("damage", [b"", b"sijill-3", b"x" * 5000, b"sijill-3" + b"\xff" * 5000])
def test_a_damaged_file_is_an_error(tmp_path, damage):
    path = tmp_path / "MAIN_1.arrays"
    path.write_bytes(damage)
    with pytest.raises((ValueError, OSError)):
        columns.read(path)


def test_the_words_of_several_segments_are_each_there_once(index_now, own_index):
    for n, title in enumerate(("قارب غورباتشوف", "قارب جورباتشوف", "منارة")):
        ArticleFactory(title=title, body=f"نص {n}", source__name_ar="وكالة")
        index_now()
    live = current(own_index)
    assert len(live.segments) > 1
    expected = {
        term
        for segment in live.segments
        for field in ("surface", "title_surface")
        for term in segment.vocabulary(field)
        if not term.startswith("+")
    }
    assert live.vocabulary == sorted(expected)
    assert set(live.heard(sound_key("غورباتشوف"))) == {"غورباتشوف", "جورباتشوف"}
    assert live.heard("لا شيء") == []


def test_words_are_written_and_read(dossier, tmp_path):
    reader = index.open_dir(str(generations.live()), readonly=True).reader()
    columns.write(tmp_path, reader)
    found = columns.read(columns.path_of(tmp_path, reader.segment().segment_id())).words
    expected = vocabulary.derive(reader)
    assert found.words() == expected.words() == sorted(expected.words())
    assert found.words()
    for key in map(sound_key, found.words()[::50]):
        assert found.heard(key) == expected.heard(key)
