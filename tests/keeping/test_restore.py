"""What comes back is the archive that was kept; what stood there is moved aside, never deleted."""

from __future__ import annotations

import dataclasses
import json
import resource
import shutil
import signal
import time
from pathlib import Path

import psycopg
import pytest

from articles.keeping import manifest
from articles.search.indexing import triggers
from tests.keeping.sites import Site, rows_of
from tests.keeping.test_backup import failed
from tests.keeping.work import ARTICLES


@pytest.fixture
def damaged(kept, tmp_path) -> Path:
    """A copy of the backup, to be damaged."""
    return shutil.copytree(kept, tmp_path / kept.name)


def restored(site: Site, source: Path, *options: str) -> dict[str, object]:
    done = site.manage("restore", source, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def retold(folder: Path, **changed: object) -> None:
    """Let the manifest of a backup say something else, under a right sum."""
    manifest.write(dataclasses.replace(manifest.read(folder), **changed), folder)


def rows_in_schema(site: Site, schema: str) -> dict[str, int]:
    with psycopg.connect(site.url) as database:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
        return {
            name: database.execute(f'SELECT count(*) FROM "{schema}"."{name}"').fetchone()[0]
            for (name,) in database.execute(query, [schema]).fetchall()
        }


# --- everything comes back ---------------------------------------------------------------------
def test_everything_is_the_same_on_an_empty_machine(sites, kept):
    machine = sites.empty()
    told = restored(machine, kept)
    assert machine.rows() == sites.filled.rows()
    assert machine.files() == sites.filled.files() != {}
    assert (machine.data / "secret").read_text() == (sites.filled.data / "secret").read_text()
    assert machine.triggers() == len(triggers.triggers("postgresql" if machine.url else "sqlite"))
    assert told["aside"] == []
    assert {path.name for path in machine.data.iterdir()} <= {
        *("captures", "media", "secret", "sijill.sqlite3")
    }
    answered = machine.work("ask")
    assert answered.returncode == 0, answered.stderr
    told = json.loads(answered.stdout)
    assert told == {"pages": [200] * 4, "found": ARTICLES, "login": True}


def test_an_archive_is_moved_aside_when_forced_and_not_before(site, sites, kept):
    done = site.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    (site.data / "media" / "new.txt").write_text("newer than the backup")
    (site.data / "index").mkdir(mode=0o700)
    (site.data / "index" / "of-the-old").write_text("")
    before, files = site.rows(), site.files()
    said = failed(site, "restore", kept)
    assert "There is an archive already" in said
    assert str(site.data / "captures") in said
    assert site.rows() == before
    assert site.files() == files
    told = restored(site, kept, "--force")
    assert site.rows() == sites.filled.rows()
    assert site.files() == sites.filled.files() != files
    (aside,) = site.data.glob("before-restore-*")
    assert (aside / "media" / "new.txt").exists()
    assert (aside / "index" / "of-the-old").exists()
    assert not (site.data / "index").exists()
    if site.url:
        schema = told["aside"][-1].split()[1]
        old = rows_in_schema(site, schema)
        assert old == {table: len(rows) for table, rows in before.items()}
    else:
        assert rows_of(aside / "sijill.sqlite3") == before
    # The old tables aside are none of the archive's: a backup of today leaves them out.
    again = site.backup(site.data.parent / f"{site.data.name}-backups")
    assert manifest.read(again).rows == manifest.read(kept).rows


def test_an_empty_archive_may_be_replaced(sites, kept):
    machine = sites.empty()
    assert machine.manage("migrate", "--verbosity", "0").returncode == 0
    restored(machine, kept)
    assert machine.rows() == sites.filled.rows()


def test_an_older_backup_is_migrated(site, sites, home):
    assert site.manage("migrate", "articles", "0003", "--verbosity", "0").returncode == 0
    machine = sites.empty()
    told = restored(machine, site.backup(home))
    assert told["migrated"][0] == "articles.0004_archive_version"
    assert machine.rows()["articles_article"] == sites.filled.rows()["articles_article"]
    assert machine.triggers() == sites.filled.triggers()
    checked = machine.manage("check", "--database", "default")
    assert checked.returncode == 0, checked.stderr


# --- what is refused ---------------------------------------------------------------------------
def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "database flipped": (lambda b: flip(next(b.glob("database.*"))), "is not as it was"),
    "file flipped": (lambda b: flip(b / "captures/ab/page.warc"), "page.warc is not as it was"),
    "file cut": (lambda b: (b / "media/صورة.png").write_bytes(b""), "صورة.png is not as it was"),
    "file gone": (lambda b: (b / "captures/ab/page.warc").unlink(), "page.warc is missing"),
    "manifest gone": (lambda b: (b / "manifest.json").unlink(), "is no backup"),
    "manifest cut": (lambda b: (b / "manifest.json").write_text('{"form'), "is not JSON"),
    "manifest flipped": (
        lambda b: (b / "manifest.json").write_text(
            (b / "manifest.json").read_text().replace("captures/ab", "captures/ac")
        ),
        "its own sum is wrong",
    ),
    "of another program": (lambda b: (b / "manifest.json").write_text("[]"), "is not the manifest"),
    "fewer rows": (
        lambda b: retold(b, rows=manifest.read(b).rows | {"articles_article": 31}),
        "articles_article: 31 rows expected, 30 found",
    ),
    "a newer program": (
        lambda b: retold(b, migrations=[*manifest.read(b).migrations, "articles.0999_future"]),
        "articles.0999_future is not known here. Update this one first.",
    ),
    "another kind": (lambda b: retold(b, kind="oracle"), "is of a oracle database"),
    "another format": (lambda b: retold(b, format=2), "is a backup of format 2"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_backup_is_refused_and_nothing_changes(sites, damaged, damage):
    spoil, reason = DAMAGES[damage]
    spoil(damaged)
    machine = sites.empty()
    # Only a database at work can count the rows of a dump.
    if not (machine.url and damage == "fewer rows"):
        assert reason in failed(machine, "restore", damaged, "--check")
    if damage in ("database flipped", "fewer rows", "a newer program"):
        assert reason in failed(machine, "restore", damaged)
    assert {path.name for path in machine.data.iterdir()} <= {"secret"}
    if machine.url:
        assert machine.rows() == {}


def test_a_look_changes_nothing(sites, kept):
    machine = sites.empty()
    done = machine.manage("restore", kept, "--check")
    assert "is whole and can be restored here" in done.stdout
    assert [path.name for path in machine.data.iterdir()] == ["secret"]
    assert (machine.rows() if machine.url else {}) == {}


def test_a_directory_of_backups_is_not_one(sites, kept):
    assert f"{kept} is the newest" in failed(sites.empty(), "restore", kept.parent)


def test_a_site_at_work_is_not_replaced(site, kept):
    with site.opened():
        assert "is in use" in failed(site, "restore", kept, "--force")
    indexer = site.spawn("manage.py", "run_indexer")
    try:
        deadline = time.monotonic() + 60
        while not (site.data / "index" / "CURRENT").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "Stop the web server and the indexer" in failed(site, "restore", kept, "--force")
    finally:
        indexer.terminate()
        indexer.communicate()
    restored(site, kept, "--force")


def test_a_failed_restore_leaves_what_stood(site, kept):
    """As on a full disk: no file may grow beyond some size."""
    (site.data / "media" / "new.txt").write_text("newer than the backup")
    before, files = site.rows(), site.files()
    limit = 9_000  # less than the files of the backup
    said = failed(
        site,
        "restore",
        kept,
        "--force",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert "failed" in said
    assert site.rows() == before
    assert site.files() == files
    assert not list(site.data.glob("before-restore-*"))
    assert not list(site.data.glob(".restoring*"))


def test_what_was_moved_returns_when_the_last_step_fails(site, damaged):
    """Rows are compared after loading: here the manifest says one more than there are."""
    (site.data / "media" / "new.txt").write_text("newer than the backup")
    before, files = site.rows(), site.files()
    retold(damaged, rows=manifest.read(damaged).rows | {"articles_article": ARTICLES + 1})
    assert "is not the backup" in failed(site, "restore", damaged, "--force")
    assert site.rows() == before
    assert site.files() == files


# --- killed ------------------------------------------------------------------------------------
MOMENTS = ["loading", "loaded", "migrated", "moved", "placed"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_restore_leaves_the_old_or_the_new_and_can_be_repeated(site, sites, kept, moment):
    # The old archive differs from the kept one by a row.
    assert site.manage("ingest", fixture(site)).returncode == 0
    old, new = site.rows(), sites.filled.rows()
    assert old != new
    kind = "postgresql" if site.url else "sqlite"
    name = f"{kind}-loading" if moment == "loading" else moment
    died = site.work("die", name, "restore", str(kept), "--force")
    assert died.returncode == -signal.SIGKILL, died.stderr
    stands = settled(site)
    assert stands in (old, new)
    assert (stands == new) == (moment == "placed" or bool(site.url and moment != "loading"))
    restored(site, kept, "--force")
    assert site.rows() == new
    assert site.files() == sites.filled.files()
    assert not list(site.data.glob(".restoring*"))


def settled(site: Site) -> dict[str, list[str]]:
    """The rows, once the server has noticed that who was killed is gone."""
    deadline = time.monotonic() + 20
    while site.url and time.monotonic() < deadline:
        with psycopg.connect(site.url) as database:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            if database.execute(query).fetchone()[0] == 1:
                break
        time.sleep(0.1)
    return site.rows()


def fixture(site: Site) -> Path:
    """A text to take in."""
    path = site.data.parent / f"{site.data.name}.jsonl"
    record = {"url": "https://outlet.example/1", "source": "Outlet", "title": "خبر آخر"}
    record |= {"body": "نص الخبر الآخر كله.", "published": "2025-11-20", "language": "ar"}
    path.write_text(json.dumps(record, ensure_ascii=False))
    return path
