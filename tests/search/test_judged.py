"""The judged queries about the dossier: that they are well formed, and answered well enough."""

from collections import Counter

import pytest

from benchmarks.relevance import JUDGED, score_dossier
from benchmarks.relevance.dossier import read_coverage, read_judged
from benchmarks.relevance.files import json_lines

pytestmark = pytest.mark.django_db

# nDCG@10 of all queries and of each kind; a change of the ranking that falls below must say why.
FLOOR = 0.79
FLOORS = {
    "fact": 0.91,
    "question": 0.77,
    "time": 0.83,
    "dialect": 0.87,
    "misspelt": 0.88,
    "role": 0.86,
    "quote": 0.26,
}


@pytest.fixture(scope="module")
def rows():
    return list(json_lines(JUDGED))


@pytest.fixture(scope="module")
def scores(dossier_index, django_db_blocker):
    """The dossier asked once for all of these tests."""
    with django_db_blocker.unblock():
        return score_dossier()


def test_there_are_sixty_queries_each_with_a_name_of_its_own(rows):
    assert len(rows) == 60
    assert len({row["id"] for row in rows}) == 60
    assert len({row["text"] for row in rows}) == 60


def test_every_kind_is_known_and_has_several(rows):
    kinds = Counter(row["kind"] for row in rows)
    assert kinds.keys() == FLOORS.keys()
    assert min(kinds.values()) >= 5


def test_a_query_is_one_line_of_words_a_search_takes_whole(rows):
    for row in rows:
        assert row.keys() == {"id", "set", "kind", "text", "rel"}
        assert row["text"] == " ".join(row["text"].split())
        assert 3 <= len(row["text"]) <= 256


def test_grades_are_one_to_three_and_something_is_just_what_was_asked_for(rows):
    for row in rows:
        assert row["rel"], row["id"]
        assert set(row["rel"].values()) <= {1, 2, 3}, row["id"]
        assert 3 in row["rel"].values(), row["id"]


def test_every_address_is_of_an_article_of_the_dossier(rows):
    known = {doc.id for doc in read_coverage()}
    for query, row in zip(read_judged(JUDGED), rows, strict=True):
        assert query.relevant.keys() <= known
        assert len(query.relevant) == len(row["rel"])


def test_every_query_finds_something(scores):
    assert [score.query.id for score in scores.each if not score.docs] == []


def test_the_first_ten_results_are_good_enough(scores):
    assert scores.mean["ndcg10"] >= FLOOR


@pytest.mark.parametrize("kind", FLOORS)
def test_each_kind_of_query_is_answered_well_enough(scores, kind):
    assert scores.kinds[kind]["ndcg10"] >= FLOORS[kind]
