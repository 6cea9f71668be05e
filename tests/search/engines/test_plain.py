"""The plain lists of a segment are Whoosh's own, and whatever is wrong with them is noticed."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index

from articles.search.engines.whoosh import plain, snapshot
from articles.search.engines.whoosh.lists import Lists
from articles.search.engines.whoosh.plain import PlainLists, PlainWriter, Row
from articles.search.engines.whoosh.postings import BlockLists
from articles.search.engines.whoosh.segments import IndexDamaged, Segment
from articles.search.indexing import generations
from tests.factories import ArticleFactory

FIELDS = ("stem", "surface", "root", "title_surface", "person", "source", "django_id")
# A list: document -> the positions in it.
LISTS = st.lists(
    st.dictionaries(
        st.integers(0, 500), st.lists(st.integers(0, 70_000), min_size=1, max_size=5), min_size=1
    ),
    min_size=1,
    max_size=8,
)


def digests(count: int) -> list[bytes]:
    return [plain.md5(key(n), usedforsecurity=False).digest() for n in range(count)]


def key(number: int) -> bytes:
    return f"term {number}".encode()


def coded(field: str, term: bytes) -> bytes:
    return f"{field} {term.decode()}".encode()


def lists_of(given: list[dict[int, list[int]]]) -> Lists:
    rows = [(doc, sorted(held[doc])) for held in given for doc in sorted(held)]
    return Lists(
        [key(n) for n in range(len(given))],
        np.cumsum([0, *map(len, given)]),
        np.array([doc for doc, _ in rows], dtype=np.int32),
        np.array([len(places) for _, places in rows], dtype=np.float32),
        None,
        np.array([place for _, places in rows for place in places], dtype=np.int32),
    )


def written(path, *slices: Lists) -> PlainLists:
    writer = PlainWriter(path)
    at = 0
    for lists in slices:
        writer.write(lists, digests(at + len(lists.terms))[at:])
        at += len(lists.terms)
    writer.close()
    return PlainLists(path, coded)


def test_every_term_is_found_in_a_table_of_many_groups(tmp_path):
    count = 3 * plain.GROUP + 5
    lists = written(tmp_path / "a.lists", lists_of([{n: [n + 1]} for n in range(count)]))
    assert len(lists._firsts) == 4
    for number in range(count):
        row = lists.find("term", str(number))
        assert lists.postings(row).docs.tolist() == [number]
    assert not any(lists.find("term", str(number)) for number in range(count, 2 * count))


def test_the_key_of_a_term_is_told_from_the_same_bytes_in_another_row(tmp_path):
    path = tmp_path / "a.lists"
    table = np.zeros(2, dtype=plain._ROW)
    # Whose key is the greater: in the row of the other it stands first, as a place and elsewhere.
    order = sorted(range(2), key=lambda number: plain.short(digests(2)[number]))
    table["key"] = [plain.short(digests(2)[number]) for number in order]
    table["at"], table["size"] = [table["key"][1].astype(np.int64), 5], [1, 2]
    data = table.tobytes()
    sums = b"".join(n.to_bytes(8, "little") for n in (len(data), zlib.crc32(data)))
    path.write_bytes(data + sums + plain.MAGIC)
    assert PlainLists(path, coded).find("term", str(order[1])) == Row(5, 0, 2, 0)


def test_a_file_that_is_cut_off_while_it_is_open_is_an_error(tmp_path):
    path = tmp_path / "a.lists"
    lists = written(path, lists_of([{1: [2]}]))
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="too short"):
        lists.find("term", "0")


@given(LISTS, LISTS)
def test_what_is_written_is_what_is_read(tmp_path_factory, one, other):
    lists = written(tmp_path_factory.mktemp("plain") / "a.lists", lists_of(one), lists_of(other))
    for number, held in enumerate([*one, *other]):
        if any(place > 65_535 for places in held.values() for place in places):
            with pytest.raises(LookupError):
                lists.find("term", str(number))
            continue
        row = lists.find("term", str(number))
        assert isinstance(row, Row)
        postings, positions = lists.postings(row), lists.positions(row)
        assert postings.docs.tolist() == sorted(held)
        assert postings.weights.tolist() == [len(held[doc]) for doc in sorted(held)]
        places = [(doc << 24) + place for doc in sorted(held) for place in sorted(held[doc])]
        assert positions.places(postings.docs).tolist() == places
    assert lists.find("term", "none") is None


def test_a_weight_that_is_no_count_and_two_terms_of_one_key_are_left_to_whoosh(tmp_path):
    writer = PlainWriter(tmp_path / "a.lists")
    docs = np.array([1, 2, 3], dtype=np.int32)
    weights = np.array([1.5, 2.0, 70_000.0], dtype=np.float32)
    writer.write(Lists([b"a", b"b", b"c"], np.array([0, 1, 2, 3]), docs, weights, None), digests(3))
    writer.write(Lists([b"d"], np.array([0, 1]), docs[:1], weights[1:2], None), digests(5)[4:])
    writer.write(Lists([b"e"], np.array([0, 1]), docs[:1], weights[1:2], None), digests(5)[4:])
    writer.close()
    lists = PlainLists(tmp_path / "a.lists", coded)
    for number in (0, 2, 4):
        with pytest.raises(LookupError):
            lists.find("term", str(number))
    assert lists.postings(lists.find("term", "1")).docs.tolist() == [2]


@pytest.mark.parametrize("field", FIELDS)
def test_lists_are_those_of_whoosh(dossier, field):
    reader = index.open_dir(str(generations.live()), readonly=True).reader()
    segment, blocks = Segment(reader), BlockLists(reader._terms, reader.schema)
    terms = [term.decode() for term in reader.lexicon(field)]
    assert terms
    for term in terms[:: max(1, len(terms) // 100)]:
        segment.check(field, term)
        row = segment._plain.find(field, term)
        kept, whoosh = segment._plain.postings(row), blocks.postings(blocks.find(field, term))
        assert np.array_equal(kept.docs, whoosh.docs)
        assert np.array_equal(kept.weights, whoosh.weights)
    assert segment._plain.find("no such field", terms[0]) is None


def test_merged_segments_have_lists_too(index_now, own_index):
    for number in range(8):
        ArticleFactory(title=f"قارب رقم {number}", body="وصف طويل للقارب الأزرق " * number)
        index_now()
    merged = max(snapshot.current(own_index).segments, key=lambda segment: segment.count)
    assert merged.count > 1
    for field in ("stem", "surface", "root", "title_surface"):
        terms = merged.vocabulary(field)
        assert terms
        for term in terms:
            assert merged._plain.find(field, term).size > 0
            merged.check(field, term)


def test_a_list_that_is_another_one_in_another_file_is_damage(index_now, own_index):
    ArticleFactory(title="قارب", body="وصف طويل للقارب الأزرق")
    index_now()
    (segment,) = snapshot.current(own_index).segments
    path = plain.path_of(generations.live(), segment.id)
    term = segment.vocabulary("stem")[0]
    row = segment._plain.find("stem", term)
    data = bytearray(path.read_bytes())
    data[row.at + 4] += 1  # how often it stands there
    path.write_bytes(data)
    with pytest.raises(IndexDamaged):
        segment.check("stem", term)


@pytest.mark.parametrize("part", ["magic", "table", "cut", "nothing", "noise"])
def test_a_damaged_file_is_an_error(tmp_path, part):
    path = tmp_path / "a.lists"
    written(path, lists_of([{1: [2, 3]}, {4: [5]}]))
    data = bytearray(path.read_bytes())
    if part == "table":
        data[-40] ^= 1
    damaged = {
        "magic": data[:-1] + b"?",
        "table": data,
        "cut": data[:-8],
        "nothing": b"",
        "noise": zlib.compress(bytes(data)) * 3,
    }[part]
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="holds"):
        PlainLists(path, coded)
