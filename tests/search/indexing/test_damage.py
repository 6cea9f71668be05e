"""Real damage to the files of a live index: seen, said, and put right without anybody's help."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

import pytest
from django.test import Client

from articles.models import Article, Outbox
from articles.search.engines.whoosh import manifest, snapshot, state, writing
from articles.search.indexing import generations, indexer
from articles.search.indexing.verify import verify
from articles.search.run import IndexUnavailable, SearchRequest, index_status, search
from tests.factories import ArticleFactory

WORD = "الزرافات"


def remove(path):
    path.unlink()


def empty(path):
    os.truncate(path, 0)


def halve(path):
    os.truncate(path, path.stat().st_size // 2)


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


def flip(path):
    """Change every byte in the middle third, as a bad disk would: time and size stay."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, 2 * len(data) // 3 + 1):
        data[place] ^= 4
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.fixture
def index(index_now, own_index, monkeypatch):
    """Ten articles in one segment, opened; every request looks at the files anew."""
    Article.objects.all().delete()
    Outbox.objects.all().delete()
    for n in range(10):
        ArticleFactory(title=f"خبر عن {WORD} رقم {n}", body=f"نص طويل عن {WORD} في الحديقة")
    index_now()
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", -1.0)
    assert count() == 10
    return own_index


def count(q=f'"{WORD}"'):
    return search(SearchRequest(q=q)).count


def damage(how, pattern):
    paths = list(generations.live().glob(pattern))
    assert paths, pattern
    for path in paths:
        how(path)


class FiftyRounds(threading.Event):
    """Stops the indexer when asked, and after fifty rounds in any case."""

    rounds = 0

    def wait(self, timeout=None):
        self.rounds += 1
        if self.rounds >= 50:
            self.set()
        return super().wait(timeout)


COLUMNS = ("*.pk.col", "*.day.col", "*._stem_len.col")


@pytest.mark.parametrize("how", [remove, empty, halve, zero, flip])
@pytest.mark.parametrize("pattern", COLUMNS)
def test_a_damaged_column_is_never_answered_from(index, pattern, how):
    damage(how, pattern)
    snapshot._open.clear()
    with pytest.raises(IndexUnavailable, match="damaged"):
        count()
    assert generations.unsound()
    indexer.update()
    assert count() == 10
    assert verify().ok


@pytest.mark.parametrize("how", [remove, empty, halve, zero])
@pytest.mark.parametrize("pattern", ["*.pst", "*.trm", "*.toc", "*.pk.col"])
def test_a_running_site_notices_what_is_done_to_its_files(index, pattern, how):
    """It has them open: a list of terms that is all zeros holds no word, and nothing fails."""
    damage(how, pattern)
    with pytest.raises(IndexUnavailable):
        count()
    assert not index_status().ready
    report = indexer.update()
    assert (report.rebuilt, report.failed) == (10, 0)
    assert count() == 10
    assert index_status().ready
    assert state.doubt(index) == ""


@pytest.mark.parametrize("pattern", ["*.pst", "*.trm", "*.toc", "*.pk.col", "manifest-*"])
@pytest.mark.parametrize("how", [empty, zero, flip])
def test_verification_reads_everything(index, pattern, how):
    damage(how, pattern)
    assert verify().reason


@pytest.mark.parametrize("how", [empty, halve, flip])
@pytest.mark.parametrize("pattern", ["*.pst", "*.trm"])
def test_whatever_fails_while_reading_means_unavailable(index, monkeypatch, pattern, how):
    """Damage of this moment, before anybody has looked at the files again."""
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", 1000.0)
    live = snapshot.current(index)
    damage(how, pattern)
    with pytest.raises(IndexUnavailable):
        live.read_everything()
    assert "cannot be read" in state.doubt(index)
    for query in (WORD, f'"{WORD} رقم"', "زرا*", "زرافاتت~", "حديق*"):
        with suppress(IndexUnavailable):  # nothing else may come out
            count(query)


@pytest.mark.django_db
def test_readers_are_told_so_and_the_site_is_not_ready_until_it_is_mended(index):
    client = Client()
    assert client.get("/readyz").status_code == 200
    damage(halve, "*.pst")
    assert client.get("/ar/search/", {"q": WORD}).status_code == 503
    assert client.get("/api/v1/search", {"q": WORD}).status_code == 503
    assert client.get("/readyz").status_code == 503
    indexer.update()
    assert client.get("/readyz").status_code == 200
    assert client.get("/ar/search/", {"q": WORD}).status_code == 200


def test_a_false_alarm_is_checked_and_settled_without_a_rebuild(index):
    before = generations.live()
    snapshot.distrust(index, "Somebody ran out of memory.")
    status = index_status()
    assert (status.ready, status.reason) == (False, "Somebody ran out of memory.")
    assert indexer.update().rebuilt == 0
    assert index_status().ready
    assert generations.live() == before


def test_touching_a_file_is_no_damage(index):
    live = snapshot.current(index)
    damage(lambda path: path.touch(), "*.pst")
    assert snapshot.current(index) is live


def test_the_indexer_finds_by_itself_what_no_reader_met(index, monkeypatch):
    damage(flip, "*.pst")
    monkeypatch.setattr(indexer, "INSPECT_SECONDS", -1.0)
    monkeypatch.setattr(indexer, "POLL_SECONDS", 0.01)
    # The connection holds this test's transaction; Django's test client leaves it open as well.
    monkeypatch.setattr(indexer, "close_old_connections", lambda: None)
    stop = FiftyRounds()
    reports = []

    def heard(report):
        reports.append(report)
        stop.set()

    indexer.run(stop, on_report=heard)
    assert [report.rebuilt for report in reports] == [10]
    assert verify().ok


@pytest.mark.parametrize("pattern", ["*.pst", "*.trm", "*.pk.col", "*_stored.col"])
@pytest.mark.parametrize("how", [remove, zero, halve])
def test_writing_into_a_damaged_index_ends_in_a_sound_one(index, monkeypatch, pattern, how):
    """Even where the writer is the first to meet it, before a reader or the indexer has looked."""
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", 1000.0)
    damage(how, pattern)
    for article in Article.objects.all():
        article.save()
    assert indexer.update().failed == 0
    generations.inspect()
    indexer.update()
    assert count() == 10
    assert verify().ok


def test_a_merge_takes_no_damage_over(index):
    writer = writing.Writer(generations.live())
    [segment] = writer.segments
    flip(generations.live() / f"{segment.segment_id()}.pst")
    with pytest.raises(IndexUnavailable, match="not what was written"):
        writer.merge([segment])
    writer.cancel()


def test_every_commit_has_one_manifest_of_all_its_files(index, index_now):
    for n in range(12):
        ArticleFactory(title=f"خبر آخر {n}")
        index_now()
        live = generations.live()
        commit = state.latest_commit(live)[0]
        assert [path.name for path in live.glob("manifest-*")] == [f"manifest-{commit}.json"]
        described = manifest.Manifest.read(live, commit)
        described.check_sums()
        assert set(described.files) == {
            path.name
            for path in live.iterdir()
            if path.suffix in (".toc", ".trm", ".pst", ".col", ".arrays", ".lists")
        }


def test_a_commit_measures_only_what_it_wrote(index, index_now, monkeypatch):
    """Else damage of an older file would look as if it had been written so."""
    damage(zero, "*._title_stem_len.col")
    article = Article.objects.first()
    article.save()
    monkeypatch.setattr(snapshot, "LOOK_SECONDS", 1000.0)
    indexer.drain()
    assert generations.damage()
