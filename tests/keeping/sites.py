"""Sites for the tests of backup and restore: real processes, data directories and databases."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")
KINDS = ["postgresql" if SERVER.startswith("postgres") else "sqlite"]
SECONDS = 120


@dataclass(frozen=True)
class Site:
    """A data directory and, on PostgreSQL, the address of a database; on SQLite it is empty."""

    data: Path
    url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        own = {"SIJILL_DATA_DIR": str(self.data), "DJANGO_SETTINGS_MODULE": "archive.settings"}
        where = {"DATABASE_URL": self.url} if self.url else {}
        return {"PATH": os.environ["PATH"], **own, **where, **more}

    def manage(self, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command, and return what it printed."""
        return self.run(["manage.py", *map(str, arguments)], **options)

    def work(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a part of work.py."""
        return self.run(["-m", "tests.keeping.work", *arguments])

    def run(
        self, arguments: list[str], environment: dict[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(**environment or {}),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **options,
        )

    def spawn(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def backup(self, home: Path, *options: str) -> Path:
        """Make a backup, and return its directory."""
        done = self.manage("backup", home, "--json", *options)
        assert done.returncode == 0, done.stderr
        return Path(json.loads(done.stdout)["backup"])

    @property
    def database(self) -> Path:
        return self.data / "sijill.sqlite3"

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, in a lasting order."""
        if not self.url:
            return rows_of(self.database)
        with psycopg.connect(self.url) as database:
            names = database.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            return {
                name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"').fetchall()))
                for (name,) in names
            }

    def triggers(self) -> int:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        if not self.url:
            with closing(sqlite3.connect(self.database)) as database:
                return database.execute(query).fetchone()[0]
        with psycopg.connect(self.url) as database:
            query = (
                "SELECT count(*) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " JOIN pg_namespace n ON n.oid = relnamespace"
                " WHERE NOT tgisinternal AND nspname = 'public'"
            )
            return database.execute(query).fetchone()[0]

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Have the database open, as a web server at rest has."""
        database = psycopg.connect(self.url) if self.url else sqlite3.connect(self.database)
        with closing(database):
            database.execute("SELECT count(*) FROM articles_article").fetchone()
            database.rollback()
            yield

    def files(self) -> dict[str, bytes]:
        """What stands in the folders of content."""
        found = [*(self.data / "captures").rglob("*"), *(self.data / "media").rglob("*")]
        return {str(p.relative_to(self.data)): p.read_bytes() for p in found if p.is_file()}


def rows_of(database: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(database)) as opened:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
        return {
            name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"').fetchall()))
            for (name,) in opened.execute(tables).fetchall()
        }


class Sites:
    """Makes sites of one kind, empty or like a filled one, and takes their databases away."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.made: list[str] = []
        self.filled = self.empty()
        done = self.filled.work("fill")
        assert done.returncode == 0, done.stderr

    def empty(self) -> Site:
        """A machine on which nothing was run yet."""
        return Site(self.folder / uuid.uuid4().hex[:8], self.database("template1"))

    def like_filled(self) -> Site:
        site = Site(self.folder / uuid.uuid4().hex[:8], self.database(self.name(self.filled.url)))
        shutil.copytree(self.filled.data, site.data, symlinks=True)
        return site

    def database(self, template: str) -> str:
        """Make a database on the server, and return its address; SQLite needs none."""
        if self.kind == "sqlite":
            return ""
        name = f"keeping_{uuid.uuid4().hex[:12]}"
        self.tell_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))

    def name(self, url: str) -> str:
        return urlsplit(url).path.lstrip("/")

    def tell_server(self, command: str) -> None:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(command)

    def close(self) -> None:
        for name in self.made:
            self.tell_server(f'DROP DATABASE IF EXISTS "{name}"')
