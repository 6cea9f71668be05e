"""Triggers stand aside while a migration changes their tables, and stand again when it commits.

SQLite writes a table anew for most changes of a column: its triggers go with the old one, and those
of other tables that name it stop the new one from taking its name. PostgreSQL changes no type of a
column that a trigger minds. So each migration takes the triggers away within its own transaction
and puts the same back at its end: others never see the tables without them, and where it fails
nothing has happened. After all of them post_migrate puts up those of this version (triggers.py)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import pre_migrate

from articles.search.indexing import triggers

# name, table, what made it
STANDING = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger"
        " JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
        " AND pg_table_is_visible(tgrelid)"
    ),
}


def aside(editor: type[Any]) -> type[Any]:
    """A schema editor during which none of our triggers stands."""

    class Editor(editor):  # type: ignore[misc]
        def __enter__(self) -> Any:
            entered = super().__enter__()
            self.stood = _standing(self.connection)
            with self.connection.cursor() as cursor:
                for name, table, _sql in self.stood:
                    cursor.execute(triggers.drop(self.connection.vendor, name, table))
            return entered

        def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
            if kind is None:
                self.put_back()
            super().__exit__(kind, error, traceback)

        def put_back(self) -> None:
            for _name, _table, sql in self.stood:
                # One that minds a table or a column that is gone has no successor but that of
                # post_migrate.
                with (
                    suppress(DatabaseError),
                    transaction.atomic(self.connection.alias),
                    self.connection.cursor() as cursor,
                ):
                    cursor.execute(sql)

    return Editor


def _standing(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return [row for row in cursor.fetchall() if triggers.is_ours(row[0])]


def _before_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    connection: Any = connections[using]
    plain = type(connection).SchemaEditorClass
    if connection.vendor in STANDING and plain is not None:
        connection.SchemaEditorClass = aside(plain)


def connect() -> None:
    """Have it so in every migration."""
    pre_migrate.connect(_before_migrate, dispatch_uid="articles.triggers_aside")
