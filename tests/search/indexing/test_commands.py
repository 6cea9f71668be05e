"""The commands, ours and those named by Haystack: none empties the live index by surprise."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands

from articles.models import Article, Outbox
from articles.search.engines.whoosh import writing
from articles.search.indexing import generations, indexer
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory


def said(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue().splitlines()[-1]


def test_our_commands_win_over_haystacks():
    names = ("rebuild_index", "update_index", "clear_index", "run_indexer", "verify_index")
    assert {get_commands()[name] for name in names} == {"articles"}


def test_rebuild_ends_with_counts(own_index):
    count = Article.objects.published().count()
    assert said("rebuild_index", "--noinput") == f"indexed 0, removed 0, failed 0, rebuilt {count}"
    assert search(SearchRequest()).count == count


def test_run_indexer_once_drains_and_ends(index_now):
    index_now()
    ArticleFactory()
    assert said("run_indexer", "--once").startswith("indexed 1,")


def test_run_indexer_once_leaves_the_work_to_an_indexer_that_runs(index_now):
    index_now()
    ArticleFactory()
    with generations.locked(indexer.INDEXER_LOCK):
        assert said("run_indexer", "--once") == "Another indexer is at work and takes what waits."
    assert Outbox.objects.count() == 1
    assert said("run_indexer", "--once").startswith("indexed 1,")


def test_a_second_indexer_says_why_it_does_not_start(own_index, monkeypatch):
    monkeypatch.setattr(indexer, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr("os.nice", lambda _niceness: 0)  # the tests after it are not to go behind
    with (
        generations.locked(indexer.INDEXER_LOCK),
        pytest.raises(CommandError, match="Another indexer"),
    ):
        call_command("run_indexer")


def test_update_index_takes_what_changed_lately(index_now):
    index_now()
    said("update_index", "--minutes", "5")
    assert said("update_index", "--start", "2999-01-01").startswith("indexed 0,")
    with pytest.raises(CommandError, match="is not a date"):
        said("update_index", "--start", "tomorrow")


def test_clear_index_is_asked_for_and_can_be_undone(index_now, monkeypatch):
    ArticleFactory(title="خبر عن الزرافات")
    index_now()
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("clear_index")
    assert search(SearchRequest(q="الزرافات")).count == 1
    assert said("clear_index", "--noinput") == "documents 0"
    assert writing.stored(generations.live()) == {}
    said("rebuild_index")
    assert search(SearchRequest(q="الزرافات")).count == 1


def test_haystack_info_still_answers(db):
    out = StringIO()
    call_command("haystack_info", stdout=out)
    assert "Article" in out.getvalue()
