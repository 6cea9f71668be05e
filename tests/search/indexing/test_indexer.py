"""The one writer: nothing lost, nothing stopped by one bad article."""

import threading

import pytest

from articles.models import Outbox
from articles.search.engines.whoosh import writing
from articles.search.indexing import generations, indexer
from articles.search.run import SearchRequest, search
from articles.search_indexes import ArticleIndex
from tests.factories import ArticleFactory


def test_a_change_is_found_after_one_round(index_now, found):
    article = ArticleFactory(title="خبر عن القوارب")
    index_now()
    assert found("القوارب") == [article.pk]
    article.title = "خبر عن الجسور"
    article.save()
    report = indexer.drain()
    assert (report.indexed, report.removed, report.failed) == (1, 0, 0)
    assert found("القوارب") == []
    assert found("الجسور") == [article.pk]


def test_what_is_no_longer_published_is_taken_out(index_now):
    article = ArticleFactory()
    index_now()
    article.status = "draft"
    article.save()
    assert indexer.drain().removed == 1
    assert writing.stored(generations.live()) == {}


def test_indexing_twice_changes_nothing(index_now):
    articles = [ArticleFactory() for _ in range(3)]
    index_now()
    for _ in range(2):
        for article in articles:
            article.save()
        assert indexer.drain().indexed == 3
    assert len(writing.stored(generations.live())) == 3
    assert search(SearchRequest()).count == 3


def test_after_a_batch_that_was_not_full_others_have_their_turn(index_now, monkeypatch):
    """What is saved meanwhile goes into one commit, reports are heard and files inspected; what is
    to be merged waits until nothing else does."""
    monkeypatch.setattr(indexer, "INSPECT_SECONDS", -1)
    ArticleFactory()
    index_now()
    stop = threading.Event()
    commits, told = [], []
    write, merge, inspect = indexer.writing.write, indexer._merge, indexer.generations.inspect

    def counted(path, put, gone):
        commits.append(len(put))
        return write(path, put, gone)

    def wait(seconds):
        told.append("pause")
        if len(commits) < 3:
            ArticleFactory()
            ArticleFactory()
        elif told[-2:] == ["merge", "pause"]:
            stop.set()

    monkeypatch.setattr(indexer.writing, "write", counted)
    monkeypatch.setattr(indexer, "_merge", lambda: told.append("merge") or merge())
    monkeypatch.setattr(indexer.generations, "inspect", lambda: told.append("look") or inspect())
    monkeypatch.setattr(stop, "wait", wait)
    # The connection holds this test's transaction; Django's test client leaves it open as well.
    monkeypatch.setattr(indexer, "close_old_connections", lambda: None)
    ArticleFactory()
    indexer.run(stop, on_report=lambda report: told.append(report.indexed))
    assert commits == [1, 2, 2]
    rounds = ["look", 1, "pause", "look", 2, "pause", "look", 2, "pause"]
    assert told[:9] == rounds
    assert set(told[9:]) == {"look", "merge", "pause"}


def test_after_a_full_batch_nobody_waits(index_now, monkeypatch):
    monkeypatch.setattr(indexer.outbox, "MAX_BATCH", 2)
    index_now()
    for _ in range(5):
        ArticleFactory()
    assert indexer.drain(pausing=True).indexed == 5


def test_a_change_during_indexing_stays_queued(index_now, monkeypatch):
    article = ArticleFactory(title="خبر عن القوارب")
    write = writing.write

    def write_and_change(*args, **kwargs):
        write(*args, **kwargs)
        article.save()
        monkeypatch.setattr(writing, "write", write)

    generations.make_empty()
    monkeypatch.setattr(writing, "write", write_and_change)
    assert indexer.drain().indexed == 2
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("part", ["prepare", "write"])
def test_one_bad_article_is_set_aside_and_the_rest_indexed(index_now, monkeypatch, part):
    good, bad = [ArticleFactory() for _ in range(4)], ArticleFactory()
    prepare = ArticleIndex.prepare

    def prepare_badly(self, obj):
        document = prepare(self, obj)
        if obj.pk == bad.pk:
            if part == "prepare":
                raise ValueError("نص معطوب")
            document["no_such_field"] = "x"
        return document

    monkeypatch.setattr(ArticleIndex, "prepare", prepare_badly)
    generations.make_empty()
    report = indexer.drain()
    assert (report.indexed, report.failed) == (4, 1)
    assert Outbox.objects.get().article_id == bad.pk
    assert Outbox.objects.get().error
    assert {hit.article.pk for hit in search(SearchRequest()).results} == {a.pk for a in good}


def test_a_full_disk_leaves_everything_queued(index_now, monkeypatch):
    ArticleFactory()
    index_now()
    ArticleFactory()

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write", full)
    with pytest.raises(OSError, match="No space"):
        indexer.drain()
    assert Outbox.objects.waiting().count() == 1
    monkeypatch.undo()


def test_a_missing_or_foreign_index_is_rebuilt(own_index):
    assert indexer.update().rebuilt > 0
    first = generations.live()
    (first / "fingerprint").write_text("another version")
    from articles.search.engines.whoosh import snapshot

    snapshot._open.clear()
    assert generations.usable()
    assert indexer.update().rebuilt > 0
    assert generations.live() != first
    assert generations.usable() == ""


def test_a_damaged_index_is_rebuilt_and_no_article_blamed(index_now, own_index):
    articles = [ArticleFactory() for _ in range(5)]
    for article in articles:
        article.save()
        index_now()
    for path in generations.live().glob("*.pst"):
        path.write_bytes(path.read_bytes()[:40])
    for article in articles:
        article.save()
    assert generations.damage()
    report = indexer.update()
    assert (report.failed, generations.damage()) == (0, "")
    assert not Outbox.objects.exists()


def test_only_one_indexer_runs(own_index, monkeypatch):
    monkeypatch.setattr(indexer, "PATIENCE_SECONDS", 0)
    with generations.locked(indexer.INDEXER_LOCK), pytest.raises(generations.Busy):
        indexer.run(threading.Event())


def test_an_indexer_waits_for_whoever_did_its_work_for_a_moment(own_index, monkeypatch):
    stop, tried = threading.Event(), threading.Event()
    monkeypatch.setattr(stop, "wait", lambda _pause: tried.set())
    for asks_the_database in ("forget_searches", "checkpoint"):
        monkeypatch.setattr(indexer, asks_the_database, lambda *_: None)
    monkeypatch.setattr(indexer, "update", lambda *_, **__: stop.set())
    with generations.locked(indexer.INDEXER_LOCK):
        run = threading.Thread(target=indexer.run, args=(stop,))
        run.start()
        assert tried.wait(30)
        assert not stop.is_set()
    run.join(30)
    assert stop.is_set()


def test_whoever_rebuilds_leaves_the_queue_to_the_indexer(index_now):
    article = ArticleFactory()
    index_now()
    article.save()
    with generations.locked(indexer.INDEXER_LOCK):
        indexer.drain_alone(indexer.IndexReport())
        assert Outbox.objects.get().article_id == article.pk
    report = indexer.IndexReport()
    indexer.drain_alone(report)
    assert report.indexed == 1


def test_the_indexer_stops_when_asked(own_index):
    stop = threading.Event()
    stop.set()
    indexer.run(stop)
    assert generations.numbers() == []


def test_the_indexer_waits_and_goes_on_after_trouble(index_now, monkeypatch):
    ArticleFactory()
    index_now()
    ArticleFactory()
    stop = threading.Event()
    write = writing.write

    def full_once(*args, **kwargs):
        monkeypatch.setattr(writing, "write", write)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write", full_once)
    monkeypatch.setattr(indexer, "POLL_SECONDS", 0.01)
    # The connection holds this test's transaction; Django's test client leaves it open as well.
    monkeypatch.setattr(indexer, "close_old_connections", lambda: None)
    reports = []

    def heard(report):
        reports.append(report)
        stop.set()

    indexer.run(stop, on_report=heard)
    assert [report.indexed for report in reports] == [1]


def test_the_indexer_spares_savers_the_checkpoint(index_now, monkeypatch):
    """In every round, and after every batch of one that has much to do."""
    monkeypatch.setattr(indexer.outbox, "MAX_BATCH", 2)
    index_now()
    for _ in range(5):
        ArticleFactory()
    stop = threading.Event()
    waiting: list[int] = []

    def counted():
        waiting.append(Outbox.objects.count())
        if len(waiting) == 4:
            stop.set()

    monkeypatch.setattr(indexer, "checkpoint", counted)
    monkeypatch.setattr(indexer, "close_old_connections", lambda: None)
    indexer.run(stop)
    assert waiting == [5, 3, 1, 0]
