"""An import whose process is killed again and again: nothing double, nothing left out.

Real processes on an archive of their own, killed with SIGKILL at moments that nobody chose."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.ingest.conftest import record_of

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDS, KILLS = 300, 4
GIVE = """
import io, sys
from articles.ingest.imports import given, run
from articles.models import ImportJob
job = given.from_file(open(sys.argv[1], "rb"), "records.jsonl", by=None)
run.run_waiting()
job.refresh_from_db()
assert job.counts["created"] == int(sys.argv[2]), job.counts
given.ask_for(job, publishes=True)
"""
MERGE = """
import sys
from django.contrib.auth.models import User
from articles.curation.merging.entities import merge_entities
from articles.curation.merging.sources import merge_sources
from articles.ingest import run
from articles.models import Entity, Source
from articles.tagging.tagger import Tagger
run._MOST_RECORDS = 2
by = User.objects.create_user("a-curator")
make = dict(kind="person", name_en="")
keep = Entity.objects.create(key="keep", name_ar="مروان الحاكم", **make)
gone = Entity.objects.create(key="gone", name_ar="سليم الناصر", **make)

def merges(done, expected):
    if done == 2:
        merge_entities(keep=keep, absorb=gone, by=by)
        stays = Source.objects.create(key="stays", name_ar="صحيفة أخرى")
        merge_sources(keep=stays, absorb=Source.objects.get(name_ar="صحيفة المرفأ"), by=by)

report = run.ingest([sys.argv[1]], progress=merges, after_save=Tagger())
print(report.counts(), report.failed)
assert (report.created, report.failed, report.warnings) == (4, [], []), report
"""


class Archive:
    """An archive on disk, and the processes that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {"SIJILL_DATA_DIR": str(folder), "SIJILL_IMPORT_STARTED_BY": "timer"}
        self.environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        self.environment.pop("DATABASE_URL", None)

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *command: str) -> str:
        process = self.start(*command)
        said, _ = process.communicate(timeout=600)
        assert process.returncode == 0, said
        return said

    def python(self, code: str, *arguments: str) -> None:
        setup = "import django; django.setup()\n"
        subprocess.run(
            [sys.executable, "-c", setup + code, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=600,
        )

    def ask(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "sijill.sqlite3", timeout=60) as database:
            return database.execute(query).fetchall()

    def rows(self) -> int:
        return self.ask("SELECT count(*) FROM articles_importrow WHERE stage = 'import'")[0][0]


def test_an_import_that_is_killed_again_and_again_comes_to_its_end(tmp_path):
    archive = Archive(tmp_path / "data")
    archive.run("migrate", "--verbosity", "0")
    path = tmp_path / "records.jsonl"
    lines = (
        {
            "url": f"https://outlet.example/{n}",
            "source": f"صحيفة {n % 7}",
            "title": f"خبر رقم {n}",
            "body": f"اجتمع الوفد رقم {n} صباحًا.\n\nواتفقا على لقاء بعد {n} أسبوع.",
            "published": "2031-05-01",
            "language": "ar",
        }
        for n in range(RECORDS)
    )
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    archive.python(GIVE, str(path), str(RECORDS))
    dice = random.Random(7)
    for _ in range(KILLS):
        process, before = archive.start("run_imports"), archive.rows()
        while archive.rows() == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(dice.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        articles = archive.ask("SELECT count(*) FROM articles_article")[0][0]
        assert articles == archive.rows()  # each with its row, each row with its article
    archive.run("run_imports")
    assert archive.ask("SELECT state, done FROM articles_importjob") == [("done", RECORDS)]
    outcomes = "SELECT outcome, count(*) FROM articles_importrow GROUP BY outcome"
    assert archive.ask(outcomes) == [("created", RECORDS)]
    assert archive.ask("SELECT count(*), count(DISTINCT key) FROM articles_article") == [
        (RECORDS, RECORDS)
    ]
    told = json.loads(archive.run("verify_hashes", "--json", "--verbosity", "0"))
    assert (told["captures"], told["uncaptured"], told["failed"]) == (RECORDS, 0, 0)


def test_names_that_are_merged_while_an_import_is_under_way_take_no_record_with_them(tmp_path):
    archive = Archive(tmp_path / "data")
    archive.run("migrate", "--verbosity", "0")
    lines = [
        record_of(
            url=f"https://example.org/{number}",
            body=f"التقى الوفد سليم الناصر صباح اليوم في القاعة {number}.",
            entities=["gone"] if number % 2 else [],
        )
        for number in range(4)
    ]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    archive.python(MERGE, str(file))
    sources = (
        "SELECT key, count(*) FROM articles_article JOIN articles_source s ON s.id = source_id"
    )
    assert archive.ask(sources.replace("key", "s.key") + " GROUP BY s.key") == [("stays", 4)]
    mentions = "SELECT e.key, m.status FROM articles_mention m JOIN articles_entity e"
    found = archive.ask(mentions + " ON e.id = m.entity_id ORDER BY m.article_id")
    assert found == [("keep", "suggested"), ("keep", "confirmed")] * 2
    told = json.loads(archive.run("verify_hashes", "--json", "--verbosity", "0"))
    assert (told["captures"], told["uncaptured"], told["failed"]) == (4, 0, 0)
