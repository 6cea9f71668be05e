"""A rebuild that is killed, at whatever moment, or fails half-way loses no article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError

from articles.search.indexing import generations, indexer, outbox
from articles.search.run import SearchRequest, search
from tests.factories import ArticleFactory

ROOT = Path(__file__).resolve().parents[3]


def test_an_article_indexed_during_a_killed_rebuild_is_found(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.indexing.kill_rebuild"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "SIJILL_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "written": [1],
        "caught up": [1, 1],
        "switched": [1, 1, 1],
        "done": [1, 1, 1, 1],
    }
    assert not (tmp_path / "index" / generations.JOURNAL).exists()


def test_a_journal_left_behind_is_queued_and_not_written_over(index_now):
    article = ArticleFactory()
    index_now()
    journal = generations.root() / generations.JOURNAL
    journal.write_text(f"{article.pk}\n\0torn")
    with pytest.raises(generations.Stopped):
        generations.rebuild(stopped=lambda: True)
    assert [row.article_id for row in outbox.batch()] == [article.pk]
    assert indexer.update().indexed == 1
    journal.write_text(f"{article.pk}\n")
    assert indexer.update().indexed == 1
    assert not journal.exists()


def test_the_journal_of_a_rebuild_under_way_is_let_alone(index_now):
    article = ArticleFactory()
    index_now()
    journal = generations.root() / generations.JOURNAL
    journal.write_text(f"{article.pk}\n")
    with generations.locked(generations.REBUILD_LOCK):
        generations.recover()
        assert journal.read_text() == f"{article.pk}\n"


def test_a_database_that_fails_after_the_switch_does_not_cost_the_index(index_now, monkeypatch):
    ArticleFactory(title="خبر عن الزرافات")
    index_now()
    ArticleFactory(title="خبر عن الجسور")

    def fail(_rows):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(outbox, "done", fail)
    with pytest.raises(DatabaseError):
        generations.rebuild()
    monkeypatch.undo()
    assert search(SearchRequest(q="الزرافات")).count == 1
    indexer.update()
    assert search(SearchRequest(q="الجسور")).count == 1
