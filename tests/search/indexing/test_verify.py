"""Verification sees what is missing, stale and superfluous, and can put it right."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Outbox
from articles.search.indexing import generations, indexer
from articles.search.indexing.verify import verify
from tests.factories import ArticleFactory


@pytest.fixture
def few(index_now):
    """Three articles, all there are, indexed and nothing waiting."""
    Article.objects.all().delete()
    Outbox.objects.all().delete()
    articles = [ArticleFactory() for _ in range(3)]
    index_now()
    return articles


def test_a_true_index_is_ok(few):
    report = verify()
    assert report.ok
    assert report.documents == 3


def test_what_waits_is_no_fault(few):
    few[0].save()
    report = verify()
    assert report.ok
    assert report.waiting == 1


def test_differences_nobody_queued_are_found_and_repaired(few):
    missing, stale, extra = ArticleFactory(), few[0], few[1]
    Article.objects.filter(pk=stale.pk).update(title="عنوان آخر")
    extra_pk = extra.pk
    extra.delete()
    Outbox.objects.all().delete()
    report = verify(repair=True)
    assert (report.missing, report.stale, report.extra) == ([missing.pk], [stale.pk], [extra_pk])
    assert report.repaired == 3
    indexer.drain()
    assert verify().ok


def test_a_failed_article_is_reported_and_tried_again(few):
    few[0].save()
    Outbox.objects.update(error="سبب")
    assert verify().failed == {few[0].pk: "سبب"}
    verify(repair=True)
    indexer.drain()
    assert verify().ok


def test_the_command_speaks_json_and_fails_when_something_is_wrong(few):
    out = StringIO()
    call_command("verify_index", "--json", stdout=out)
    assert json.loads(out.getvalue())["ok"] is True
    few[0].delete()
    Outbox.objects.all().delete()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_index", "--json", stdout=out)
    assert len(json.loads(out.getvalue())["extra"]) == 1
    out = StringIO()
    call_command("verify_index", "--repair", stdout=out)
    assert out.getvalue().splitlines()[-1].endswith("repaired 1")


def test_a_damaged_index_is_seen_and_rebuilt(few):
    for path in generations.live().glob("*.pst"):
        path.write_bytes(b"")
    assert "damaged" in verify().reason
    call_command("verify_index", "--repair", stdout=StringIO())
    assert verify().ok


def test_a_missing_index_is_repaired_by_building_it(own_index):
    out = StringIO()
    call_command("verify_index", "--repair", stdout=out)
    assert verify().ok
