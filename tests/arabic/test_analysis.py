import pickle

import pytest
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in
from whoosh.query import Phrase, Term

from articles.arabic.analysis import PreAnalyzed, analyze

NAMES = frozenset({"بوتين", "ويتكوف"})
TEXT_OF_OURS = "سعى الوفد لوقف إطلاق النار في غزة، وبوتين يراقب مع Witkoff"


def test_three_views_stand_on_the_same_places():
    views = analyze(TEXT_OF_OURS, NAMES)
    lengths = {len(view.split(" ")) for view in (views.stems, views.surfaces, views.roots)}
    assert lengths == {11}


def test_a_particle_gives_a_second_surface_on_the_same_place():
    surfaces = analyze(TEXT_OF_OURS, NAMES).surfaces.split(" ")
    assert surfaces[2] == "لوقف|وقف"
    assert surfaces[7] == "وبوتين|بوتين"
    assert surfaces[1] == "الوفد"  # the article belongs to the exact form


def test_a_name_has_no_root():
    views = analyze(TEXT_OF_OURS, NAMES)
    assert views.roots.split(" ")[7] == "_"
    assert views.stems.split(" ")[7] == "بوتين"


def test_an_empty_text_has_empty_views():
    assert analyze("…").stems == ""


def test_the_analyzer_counts_places_it_skips():
    tokens = [(token.text, token.pos) for token in PreAnalyzed()("ا|ب _ ج", positions=True)]
    assert tokens == [("ا", 0), ("ب", 0), ("ج", 2)]


def test_the_analyzer_gives_nothing_for_nothing():
    assert list(PreAnalyzed()("", positions=True)) == []


def test_the_analyzer_survives_pickling_in_a_schema():
    copied = pickle.loads(pickle.dumps(PreAnalyzed()))
    assert copied == PreAnalyzed()


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    # Not RamStorage: it works in one directory under the system's temporary one, whoever asks.
    schema = Schema(surface=TEXT(analyzer=PreAnalyzed(), phrase=True, chars=True))
    index = create_in(tmp_path_factory.mktemp("index"), schema)
    writer = index.writer()
    writer.add_document(surface=analyze(TEXT_OF_OURS, NAMES).surfaces)
    writer.commit()
    with index.searcher() as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        (Phrase("surface", ["وقف", "اطلاق", "النار"]), 1),
        (Phrase("surface", ["لوقف", "اطلاق", "النار"]), 1),
        (Phrase("surface", ["وقف", "اطلاق", "نار"]), 0),
        (Phrase("surface", ["اطلاق", "وقف"]), 0),
        (Term("surface", "بوتين"), 1),
        (Term("surface", "وتين"), 0),
    ],
)
def test_whoosh_finds_words_and_phrases(searcher, query, hits):
    assert len(searcher.search(query)) == hits
