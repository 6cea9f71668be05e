"""Generations: built beside the live one, switched in one step, never lost between."""

import os
import stat

import pytest

from articles.models import Outbox
from articles.search.engines.whoosh import writing
from articles.search.indexing import generations, indexer, outbox
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory


def test_the_index_is_open_to_its_owner_alone(index_now):
    index_now()
    for path in (generations.root(), generations.live()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_readers_keep_the_old_generation_until_the_new_one_is_complete(index_now):
    ArticleFactory(title="خبر عن الزرافات")
    index_now()
    old = generations.live()
    seen = []

    def look(*_step):
        seen.append((generations.live(), search(SearchRequest(q="الزرافات")).count))

    generations.rebuild(progress=look)
    assert {path for path, _ in seen} == {old}
    assert {count for _, count in seen} == {1}
    assert generations.live() != old
    assert search(SearchRequest(q="الزرافات")).count == 1


def test_what_is_indexed_during_a_rebuild_is_in_the_new_generation_from_its_first_moment(index_now):
    article = ArticleFactory(title="خبر عن الزرافات")
    index_now()
    changed = []

    def change(*_step):
        if not changed:
            article.title = "خبر عن الجسور"
            article.save()
            changed.append(indexer.drain().indexed)

    # The article itself is read before the others change, as a rebuild under writes would.
    article.__class__.objects.exclude(pk=article.pk).delete()
    Outbox.objects.all().delete()
    generations.rebuild(progress=change)
    assert changed == [1]
    assert not Outbox.objects.exists()
    assert search(SearchRequest(q="الجسور")).count == 1
    assert search(SearchRequest(q="الزرافات")).count == 0


def test_what_an_indexer_shows_and_then_dies_of_is_in_the_new_generation(index_now, monkeypatch):
    article = ArticleFactory(title="خبر عن الزرافات")
    index_now()
    write, found = writing.write, []

    class Killed(BaseException):
        pass

    def write_and_die(path, *documents):
        write(path, *documents)
        if path == old:
            raise Killed

    def change(*_step):
        article.title = "خبر عن الجسور"
        article.save()
        with pytest.raises(Killed):
            indexer.drain()
        found.append(search(SearchRequest(q="الجسور")).count)

    old = generations.live()
    monkeypatch.setattr(writing, "write", write_and_die)
    article.__class__.objects.exclude(pk=article.pk).delete()
    Outbox.objects.all().delete()
    generations.rebuild(progress=change)
    assert generations.live() != old
    assert found == [1]
    assert search(SearchRequest(q="الجسور")).count == 1


def test_what_is_taken_out_during_a_rebuild_does_not_come_back_with_it(index_now):
    article, other = ArticleFactory(title="خبر عن الزرافات"), ArticleFactory()
    index_now()

    def withdraw(*_step):
        article.status = "draft"
        article.save()
        indexer.drain()

    generations.rebuild(progress=withdraw)
    stored = writing.stored(generations.live())
    assert f"articles.article.{article.pk}" not in stored
    assert f"articles.article.{other.pk}" in stored


def test_an_odd_document_does_not_keep_a_rebuild_from_the_rest(index_now, monkeypatch):
    """It could be indexed a moment ago. The indexer will find out what is wrong with it."""
    article = ArticleFactory(title="خبر عن الزرافات")
    index_now()
    changed = []

    def change(*_step):
        if not changed:
            article.save()
            changed.append(indexer.drain().indexed)
            monkeypatch.setattr(generations, "documents", badly)

    def badly(articles):
        return [(article, None, "odd") for article in articles]

    generations.rebuild(progress=change)
    assert changed == [1]
    assert [row.article_id for row in outbox.batch()] == [article.pk]
    assert search(SearchRequest(q="الزرافات")).count == 1


def test_a_rebuild_leaves_nothing_to_do_again(index_now):
    for _ in range(3):
        ArticleFactory()
    assert Outbox.objects.waiting().exists()
    generations.rebuild()
    assert not Outbox.objects.exists()


def test_a_stopped_rebuild_leaves_no_trace(index_now):
    ArticleFactory()
    index_now()
    before = generations.live()
    with pytest.raises(generations.Stopped):
        generations.rebuild(stopped=lambda: True)
    assert generations.live() == before
    assert [f"gen-{n}" for n in generations.numbers()] == [before.name]
    assert not (generations.root() / generations.JOURNAL).exists()


def test_the_generation_before_is_kept_and_older_ones_go(own_index):
    for _ in range(4):
        generations.make_empty()
    assert generations.numbers() == [3, 4]
    assert os.readlink(own_index / "CURRENT") == "gen-4"


def test_an_abandoned_build_is_cleared(own_index):
    generations.make_empty()
    writing.create(own_index / "gen-7")
    generations.make_empty()
    assert generations.live().name == "gen-2"
    assert generations.numbers() == [1, 2]


def test_only_one_rebuild_at_a_time(own_index):
    with generations.locked(generations.REBUILD_LOCK), pytest.raises(generations.Busy):
        generations.rebuild()
