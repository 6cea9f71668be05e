"""What a run knows of articles: keys that are not canonical are found by their canonical form."""

import pytest

from articles.ingest.register import Register
from articles.ingest.run import ingest
from articles.models import Article
from tests.factories import ArticleFactory
from tests.ingest.conftest import record_of

pytestmark = pytest.mark.usefixtures("empty")


def test_a_key_that_is_not_canonical_is_found_before_and_after_it_was_made():
    old = ArticleFactory(key="https://Example.org:443/old")
    register = Register()
    assert register.article(["https://example.org/old"]) == old
    new = ArticleFactory(key="https://Example.org/new?utm_source=x")
    assert register.article(["https://example.org/new"]) is None
    register.made(new)
    assert register.article(["https://example.org/new"]) == new
    register.forget()
    assert register.article(["https://example.org/new"]) == new


def test_what_was_rolled_back_is_not_found():
    register = Register()
    assert register.article(["https://example.org/x"]) is None
    gone = ArticleFactory(key="https://Example.org/x")
    register.made(gone)
    gone.delete()
    assert register.article(["https://example.org/x"]) is None


def test_a_number_that_another_article_has_taken_since_is_not_believed():
    register = Register()
    assert register.article(["https://example.org/x"]) is None
    gone = ArticleFactory(key="https://Example.org/x")
    register.made(gone)
    number = gone.pk
    gone.delete()
    ArticleFactory(pk=number, key="https://example.org/another")
    assert register.article(["https://example.org/x"]) is None


def test_two_records_of_one_run_meet_whatever_their_keys_look_like(jsonl):
    odd = record_of(key="https://Example.org/news/1?utm_source=x", url="")
    report = ingest([jsonl(odd, record_of(title="عنوان معدل"))])
    assert (report.created, report.revised, Article.objects.count()) == (1, 1, 1)
