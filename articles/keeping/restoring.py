"""The way back from a backup: check() looks whether it can be gone, restore() goes it.

Whoever is killed on it leaves the old archive or the new one, never half of one; what was there
before is moved aside and never deleted."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from articles.keeping import contents, files, manifest
from articles.keeping.files import KeepingError, Progress
from articles.keeping.making import CONTENT, NAMES, SECRET, database, first_line, silent
from articles.keeping.manifest import Manifest
from articles.search.indexing import generations, indexer, triggers

STAGING = ".restoring"


@dataclass
class RestoreReport:
    """What was put back, or looked at; `aside` is where the old things are now."""

    source: str
    made_at: str
    tables: int
    rows: int
    files: int
    size: int
    restored: bool = False
    migrated: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    secret: str = ""

    def counts(self) -> str:
        counts = f"{self.tables} tables, {self.rows} rows, {self.files} files"
        run = f"; {len(self.migrated)} migrations run" if self.restored else ""
        return f"{counts}, {files.megabytes(self.size)}{run}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check(source: Path, *, progress: Progress = silent) -> RestoreReport:
    """Look whether a backup is whole and fits this program; nothing is changed.

    Raises KeepingError with what is wrong."""
    with files.plainly("Reading the backup"):
        told = fitting(source)
        manifest.verify(source, told, progress)
        kind = database()
        found = kind.examine(source / kind.FILE)
        if found and (wrong := contents.differences(told.contents, found)):
            raise KeepingError(f"The backup is not what it says: {'; '.join(wrong[:5])}.")
    return report_on(source, told)


def restore(source: Path, *, force: bool = False, progress: Progress = silent) -> RestoreReport:
    """Put a backup in the place of the archive, migrate it, and compare all of it.

    Refuses where rows or files stand already, unless `force` lets it move them aside.
    Raises KeepingError; the archive is then as it was."""
    data = Path(settings.DATA_DIR).resolve()
    files.check_owner(data)
    with files.plainly("Reading the backup"):
        told = fitting(source)
        manifest.verify(source, told, progress)
    try:
        with files.plainly("The restore"), alone(data):
            if not force:
                refuse_to_replace(data)
            return put(source, told, data)
    except DatabaseError as error:
        raise KeepingError(f"The database refused: {first_line(error)}") from error


def report_on(source: Path, told: Manifest) -> RestoreReport:
    """Start a report with what the manifest tells."""
    return RestoreReport(
        source=str(source.resolve()),
        made_at=told.made_at,
        tables=len(told.rows),
        rows=told.contents.total,
        files=len(told.files),
        size=told.size,
    )


def fitting(source: Path) -> Manifest:
    """Read the manifest, and refuse a backup that this program or its database cannot take."""
    within = sorted(source.glob(f"*Z/{manifest.FILE}"))
    if within and not (source / manifest.FILE).exists():
        raise KeepingError(f"{source} holds backups. Name one: {within[-1].parent} is the newest.")
    told = manifest.read(source)
    if told.kind != connection.vendor:
        there, here = NAMES.get(told.kind, told.kind), NAMES.get(connection.vendor)
        raise KeepingError(
            f"This backup is of a {there} database and the site runs on {here}. Restore it on"
            f" {there}: DATABASE_URL says which database the site runs on."
        )
    unknown = contents.unknown_migrations(tuple(told.migrations))
    if unknown:
        made_by = told.made_by
        named = made_by["sijill"] + (f", commit {made_by['commit'][:12]}" * bool(made_by["commit"]))
        raise KeepingError(
            f"This backup was made by a newer program (Sijill {named}): {unknown[-1]} is not known"
            " here. Update this one first."
        )
    schema = database().schema()
    if told.schema != schema:
        raise KeepingError(
            f"The tables of this backup stand in schema {told.schema}, and the site uses {schema}."
        )
    return told


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Let nobody else restore, or index what is about to change."""
    with ExitStack() as locks:
        locks.enter_context(files.locked(data, f"Another restore into {data} is under way."))
        if (Path(settings.INDEX_DIR) / indexer.INDEXER_LOCK).exists():
            try:
                locks.enter_context(generations.locked(indexer.INDEXER_LOCK, wait=False))
            except generations.Busy:
                raise KeepingError(
                    "The indexer is at work. Stop the web server and the indexer first."
                ) from None
        yield


def refuse_to_replace(data: Path) -> None:
    """Name what stands already."""
    standing = [str(data / name) for name in CONTENT if is_filled(data / name)]
    found = database().standing()
    if found or standing:
        raise KeepingError(
            f"There is an archive already: {', '.join([found] * bool(found) + standing)}."
            " With --force it is moved aside, and not deleted. Nothing was changed."
        )


def is_filled(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def put(source: Path, told: Manifest, data: Path) -> RestoreReport:
    """Load, compare, migrate, and only then let the new things take the place of the old."""
    kind, report = database(), report_on(source, told)
    stamp = free_stamp(data)
    aside = data / f"before-restore-{stamp}"
    staging = data / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        stage(source, told, staging)
        with ExitStack() as undo:
            with kind.loaded(source / kind.FILE, stamp) as old_database:
                report.migrated = bring_up_to_date(told)
                report.aside = switch(staging, data, aside, undo)
                report.aside += [old_database] if old_database else []
            undo.pop_all()
        report.secret = put_secret(staging, data, aside)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    report.restored = True
    return report


def free_stamp(data: Path) -> str:
    """Return a moment under which nothing has been put aside yet: a restore that was killed may
    have begun in this very second."""
    while True:
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
        if not (data / f"before-restore-{stamp}").exists():
            return stamp
        time.sleep(0.1)


def stage(source: Path, told: Manifest, staging: Path) -> None:
    """Copy the files of a backup, all but the database, and compare the copies with their sums."""
    others = {n: f for n, f in told.files.items() if n != database().FILE}
    files.check_room(staging.parent, sum(one["size"] for one in others.values()))
    staging.mkdir(mode=0o700)
    for name, expected in others.items():
        copy = staging / name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source / name, copy)
        if files.sum_of(copy) != expected:
            raise KeepingError(f"{name} changed while it was copied. Check the disk of {staging}.")
    files.sync(staging)


def bring_up_to_date(told: Manifest) -> list[str]:
    """Compare the loaded database with the manifest, migrate it, and put the triggers in place.

    Returns the migrations that were run. Where none was, all is compared once more."""
    compare(told)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    try:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    except CommandError as error:
        raise KeepingError(f"Migrating the backup failed: {error}") from error
    triggers.install(connection)
    if not plan:
        compare(told)
    missing = triggers.trigger_names(connection.vendor) - triggers.installed(connection)
    if missing:
        raise KeepingError(f"Triggers are missing: {', '.join(sorted(missing))}.")
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def compare(told: Manifest) -> None:
    """Refuse a database that has other rows than its manifest says."""
    with connection.cursor() as cursor:
        found = contents.read(cursor, connection.vendor)
    if wrong := contents.differences(told.contents, found):
        raise KeepingError(f"What was loaded is not the backup: {'; '.join(wrong[:5])}.")


def switch(staging: Path, data: Path, aside: Path, undo: ExitStack) -> list[str]:
    """Move the old index and folders aside and the new folders in; `undo` takes each step back.

    The index first: a new database with the index of the old one would answer wrongly."""
    moved = []
    for name in (Path(settings.INDEX_DIR).name, *CONTENT):
        old = data / name if name in CONTENT else Path(settings.INDEX_DIR)
        if old.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            move(old, aside / name, undo)
            moved.append(str(aside / name))
        if name in CONTENT and (staging / name).exists():
            move(staging / name, old, undo)
    files.sync_one(data)
    return moved


def move(old: Path, new: Path, undo: ExitStack) -> None:
    """Rename, and note the way back."""
    os.rename(old, new)
    undo.callback(os.rename, new, old)


def put_secret(staging: Path, data: Path, aside: Path) -> str:
    """Put the key of the backup in place, if it has one; return what to tell of it."""
    fresh, path = staging / SECRET, data / SECRET
    if not fresh.exists():
        return "The backup holds no secret key: everybody logs in anew."
    if path.exists() and aside.exists():
        shutil.copyfile(path, aside / SECRET)
    os.replace(fresh, path)
    if os.environ.get("SECRET_KEY"):
        return f"The secret key of the backup is in {path}, but SECRET_KEY is set and goes first."
    return ""
