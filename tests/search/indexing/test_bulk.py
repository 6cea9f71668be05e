"""Many articles at once: by several processes, none of which is left behind or left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.search.indexing import bulk, generations, indexer
from tests.factories import ArticleFactory
from tests.search.indexing.bulk_work import ARTICLES

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What bulk_work found; the database of the tests is seen by this process alone."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.indexing.bulk_work"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "SIJILL_DATA_DIR": str(tmp_path_factory.mktemp("bulk")),
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("well", [ARTICLES, {}, ARTICLES, 2, True, [ARTICLES, ARTICLES], True]),
        ("cut", [ARTICLES, True]),
        ("bad", [ARTICLES - 1, 1, ARTICLES - 1, ["ValueError: an odd article"]]),
        ("killed", ["A process that indexed was kil", True, ARTICLES, [], []]),
        ("stopped", [ARTICLES, [], []]),
        ("orphaned", [[], ARTICLES, ARTICLES, []]),
        ("backlog", [40, 10, True, ARTICLES - 10, True]),
    ],
)
def test_several_processes(results, step, expected):
    assert results[step] == expected


@pytest.mark.django_db
def test_one_process_where_others_would_not_see_the_database():
    assert bulk.processes(bulk.FROM * 10) == 1


def test_segments_are_merged_when_nothing_waits(index_now, own_index):
    for _ in range(14):
        ArticleFactory()
        index_now()
    assert len(list(generations.live().glob("*.trm"))) <= 5
    assert generations.damage() == ""


def test_what_comes_in_goes_before_merging(index_now, monkeypatch):
    """The indexer looks for work after every step."""
    index_now()
    steps = []
    one_batch, merge = indexer._one_batch, indexer._merge
    monkeypatch.setattr(indexer, "_one_batch", lambda *a: steps.append("batch") or one_batch(*a))
    monkeypatch.setattr(indexer, "_merge", lambda: steps.append("merge") or merge())
    ArticleFactory()
    indexer.drain()
    assert steps == ["batch", "batch", "merge"]
