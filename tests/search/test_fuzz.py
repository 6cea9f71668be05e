"""Whatever is typed, a page comes back."""

import random

import pytest

from articles.search.run import SearchRequest, find_ids, search
from tests.factories import ArticleFactory, PersonFactory

PIECES = [
    *"\"«»()-~*:;'\\%\x00\u202eـ𓀀ﷺ", "~2", "~9999999", "**", "..", "AND", "OR", "NOT", "و", "أو",
    "ليس", "قارب", "القوارب", "حارس", "Keeper", "lamp-keeper", "title:", "person:", "مصدر:",
    "date:", "بعد:", "2026-01", "0000-99", "١٢٣", "في", "على",
]  # fmt: skip


def any_text(rng):
    count = rng.randint(1, 24)
    return "".join(rng.choice(PIECES) + rng.choice(["", " "]) for _ in range(count))


@pytest.fixture
def one(index_now):
    keeper = PersonFactory(key="lamp-keeper", name_ar="حارس الفنار", name_en="Lamp Keeper")
    article = ArticleFactory(title="قارب الحارس", body="في القارب شبكة وحارس", entities=[keeper])
    index_now()
    return article


def test_two_thousand_random_queries_are_answered(one):
    rng = random.Random(7)
    for _ in range(2000):
        assert {pk for pk, _score in find_ids([any_text(rng)]).rows} <= {one.pk}


def test_random_requests_make_whole_pages(one):
    rng = random.Random(11)
    for _ in range(150):
        page = search(
            SearchRequest(
                q=any_text(rng),
                page=rng.choice([1, 2, 10**9, -5]),
                page_size=rng.choice([0, 1, 20, 10**6]),
                sort=rng.choice(["relevance", "newest", "oldest", "nonsense"]),
                exact=rng.random() < 0.2,
                month=rng.choice([(), ("undated",), ("2025-04", "x")]),
            )
        )
        assert 0 <= page.all_words <= page.count <= 1
        assert all(str(notice.message) for notice in page.notices)
        assert all(alternative.count > 0 for alternative in page.loosened)
