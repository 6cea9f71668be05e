"""A backup is of one moment, whole or not there, and rotation removes only backups of its own."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from articles.keeping import manifest
from tests.keeping.sites import Site
from tests.keeping.work import ARTICLES


def failed(site: Site, *arguments: object, **options: object) -> str:
    """Run a command that must fail, and return its one line."""
    done = site.manage(*arguments, "--verbosity", "0", **options)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def names(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def test_a_backup_holds_everything_but_the_index_and_the_secret(site, home):
    (site.data / "index").mkdir()
    (site.data / "index" / "gen-1").write_text("made again from the database")
    (site.data / "notes.txt").write_text("an operator's own")
    done = site.manage("backup", home)
    assert done.returncode == 0, done.stderr
    (made,) = home.iterdir()
    told = manifest.read(made)
    assert set(told.files) == {
        "database.dump" if site.url else "database.sqlite3",
        *site.files(),
    }
    assert told.rows["articles_article"] == ARTICLES
    assert {table: len(rows) for table, rows in site.rows().items() if table in told.rows} == (
        told.rows
    )
    assert "notes.txt" in done.stderr
    assert done.stdout.splitlines()[-1] == (
        f"{len(told.rows)} tables, {sum(told.rows.values())} rows, 3 files,"
        f" {told.size / 1e6:.1f} MB; 1 kept, 0 removed"
    )
    for path in [home, made, *made.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_the_secret_goes_along_only_when_asked_for(site, home):
    made = site.backup(home, "--with-secret")
    assert (made / "secret").read_text() == (site.data / "secret").read_text()


def test_a_backup_made_while_others_write_is_of_one_moment(site, sites, home):
    """The source tells how many articles were written; each has one mention, and a row queued."""
    writer = site.spawn("-m", "tests.keeping.work", "write")
    try:
        while int(writer.stdout.readline()) < 20:
            pass
        made = site.backup(home)
        assert writer.poll() is None, writer.stderr.read()
    finally:
        writer.terminate()
        written = 20 + len(writer.stdout.read().split())
        writer.communicate()
    restored = sites.empty()
    done = restored.manage("restore", made)
    assert done.returncode == 0, done.stderr
    now, then = site.rows(), restored.rows()
    new = len(then["articles_article"]) - ARTICLES
    assert 20 <= new < written
    assert len(then["articles_mention"]) == ARTICLES + new
    assert f"'{new}'" in then["articles_source"][0]
    moving = {"articles_source", "articles_archiveversion", "articles_outbox", "sqlite_sequence"}
    for table in set(then) - moving:
        assert set(then[table]) <= set(now[table]), table
    growing = {"articles_article", "articles_mention"}
    for table in set(then) - moving - growing:
        assert then[table] == now[table], table


# --- rotation ----------------------------------------------------------------------------------
def test_the_newest_stay_and_nothing_of_others_goes(site, sites, home):
    first, second = site.backup(home), site.backup(home)
    noted = site.backup(home)
    (noted / "note.txt").write_text("to be kept for the court")
    unfinished = home / "2001-01-01T000000Z"
    unfinished.mkdir()
    (home / "letters").mkdir()
    of_another = sites.like_filled().backup(home)
    done = site.manage("backup", home, "--keep", 2, "--json", "--verbosity", "0")
    told = json.loads(done.stdout)
    newest = Path(told["backup"])
    assert told["removed"] == [first.name]
    assert told["kept"] == 2
    stay = [second, noted, unfinished, home / "letters", of_another, newest]
    assert names(home) == sorted(path.name for path in stay)


def test_a_backup_that_fails_removes_no_older_one(site, home):
    made = site.backup(home)
    shutil.rmtree(site.data / "captures")
    if site.url:
        broken = Site(site.data, site.url + "_gone")
    else:
        broken = site
        content = bytearray(site.database.read_bytes())
        content[8192:20480] = bytes(12288)
        site.database.write_bytes(content)
    said = failed(broken, "backup", home, "--keep", "1")
    assert ("does not exist" if site.url else "malformed") in said or "damaged" in said
    assert names(home) == [made.name]


@pytest.mark.parametrize("keep", ["0", "-1", "two"])
def test_a_number_of_backups_that_keeps_none_is_refused(site, home, keep):
    done = site.manage("backup", home, f"--keep={keep}")
    assert done.returncode == 2
    assert "a whole number from 1 on" in done.stderr
    assert not home.exists()


# --- what cannot be ----------------------------------------------------------------------------
def test_a_place_that_is_none_is_refused(site, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    link = tmp_path / "link"
    link.symlink_to(site.data)
    assert "inside the data directory" in failed(site, "backup", site.data / "backups")
    assert "inside the data directory" in failed(site, "backup", link / "backups")
    assert "is a file" in failed(site, "backup", file)
    assert "There is no directory" in failed(site, "backup", tmp_path / "no" / "where")
    assert "Making the directory /sys/sijill failed" in failed(site, "backup", "/sys/sijill")
    assert file.read_text() == ""
    assert not (site.data / "backups").exists()


def test_an_empty_database_is_no_archive(sites, home):
    said = failed(sites.empty(), "backup", home)
    assert "There is no database" in said or "is not an archive" in said
    assert not home.exists()


def test_a_program_that_is_missing_is_named(site, home, tmp_path):
    """PostgreSQL's own programs copy it; SQLite needs none."""
    nowhere = {"PATH": str(tmp_path)}
    if site.url:
        said = failed(site, "backup", home, environment=nowhere)
        assert "pg_dump is not installed. On Debian run: apt-get install postgresql" in said
        assert not home.exists()
    else:
        assert site.manage("backup", home, environment=nowhere).returncode == 0


def test_two_backups_into_one_place_do_not_meet(site, home):
    home.mkdir()
    holder = subprocess.Popen(["flock", home, "sleep", "60"])
    try:
        while subprocess.run(["flock", "-n", home, "true"], check=False).returncode == 0:
            time.sleep(0.02)
        assert "is under way" in failed(site, "backup", home)
    finally:
        holder.kill()
        holder.wait()


def test_a_failure_is_told_in_json_as_well(site):
    done = site.manage("backup", site.data, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False


# --- a disk that fills up ----------------------------------------------------------------------
def test_a_file_that_may_not_grow_leaves_nothing(site, home):
    limit = 9_000  # the database takes more, and the manifest less
    said = failed(
        site,
        "backup",
        home,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert "failed" in said
    assert not home.exists()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own of some size, where we may mount one: (options) -> directory."""
    mounted = []

    def mount(options: str) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", place], check=True)
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", place], check=True)


# Too small from the start; without room for one more file in the middle.
FULL_DISKS = [("size=64k", "Not enough room|No space left"), ("nr_inodes=5", "The disk is full")]

if os.geteuid() == 0:  # only root may mount

    @pytest.mark.parametrize(("options", "reason"), FULL_DISKS)
    def test_a_full_disk_is_told_and_holds_nothing(site, small_disk, options, reason):
        disk = small_disk(options)
        said = failed(site, "backup", disk)
        assert re.search(reason, said)
        assert names(disk) == []
        subprocess.run(["mount", "-o", "remount,size=64m,nr_inodes=1000", disk], check=True)
        assert site.backup(disk).is_dir()


# --- killed ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "complete"), [("copied", 1), ("unnamed", 1), ("named", 2), ("rotating", 1)]
)
def test_a_killed_backup_leaves_no_half_and_the_next_clears_up(site, home, moment, complete):
    site.backup(home)
    died = site.work("die", moment, "backup", str(home), "--keep", "1")
    assert died.returncode == -signal.SIGKILL, died.stderr
    whole = [path for path in home.iterdir() if not path.name.startswith(".")]
    assert len(whole) == complete
    assert len(names(home)) == complete + (moment != "named")
    for path in whole:
        assert manifest.is_whole(path, manifest.read(path))
    last = site.backup(home, "--keep", "1")
    assert names(home) == [last.name]


def test_a_stopped_backup_clears_up_itself(site, home):
    """SIGTERM, as systemd sends it."""
    home.mkdir()
    running = site.spawn("manage.py", "backup", str(home))
    deadline = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < deadline:
        if names(home):
            running.send_signal(signal.SIGTERM)
            break
    _, said = running.communicate(timeout=60)
    # It may have been done before the signal came.
    assert names(home) == [] if running.returncode else len(names(home)) == 1
    assert running.returncode in (0, 1, -signal.SIGTERM), said
