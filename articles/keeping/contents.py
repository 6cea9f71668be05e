"""What stands in a database: how many rows in which tables, with which fields and migrations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.migrations.loader import MigrationLoader

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7)"
    " <> 'sqlite_' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    " ORDER BY tablename",
}
COLUMNS = {
    "sqlite": "SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name)"
    " AS c WHERE m.type = 'table'",
    "postgresql": "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = current_schema()",
}
# `migrate` fills these by itself: an archive with rows in no other table is an empty one.
MADE_BY_MIGRATE = {
    *("django_migrations", "django_content_type", "auth_permission", "auth_group"),
    *("auth_group_permissions", "articles_archiveversion", "articles_outbox"),
}


@dataclass(frozen=True)
class Contents:
    """Rows by table, a sum over all fields, and the migrations that made them (`app.name`)."""

    rows: dict[str, int]
    fields: str
    migrations: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    @property
    def kept(self) -> int:
        """How many rows would be missed."""
        return sum(n for table, n in self.rows.items() if table not in MADE_BY_MIGRATE)


def read(cursor: Any, vendor: str) -> Contents:
    """Count what a cursor sees. All of one moment, where its transaction sees one moment."""

    def ask(query: str) -> list[Any]:
        cursor.execute(query)
        return list(cursor.fetchall())

    names = [name for (name,) in ask(TABLES[vendor])]
    counts = {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in names}  # noqa: S608
    fields = "\n".join(sorted(".".join(row) for row in ask(COLUMNS[vendor])))
    made = "SELECT app, name FROM django_migrations ORDER BY id"
    migrations = ask(made) if "django_migrations" in counts else []
    return Contents(
        rows=counts,
        fields=hashlib.sha256(fields.encode()).hexdigest(),
        migrations=tuple(f"{app}.{name}" for app, name in migrations),
    )


def differences(expected: Contents, found: Contents) -> list[str]:
    """Say in which tables the numbers of rows differ, and whether fields do."""
    told = [
        f"{table}: {expected.rows.get(table, 0)} rows expected, {found.rows.get(table, 0)} found"
        for table in sorted({*expected.rows, *found.rows})
        if expected.rows.get(table) != found.rows.get(table)
    ]
    return told if expected.fields == found.fields else [*told, "other fields than expected"]


def unknown_migrations(made_by: tuple[str, ...]) -> list[str]:
    """The migrations among these that this program does not have: it is the older one."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    for migration in loader.disk_migrations.values():
        known |= {f"{app}.{name}" for app, name in migration.replaces}
    # An app that was taken out of the site leaves its rows; they hinder nothing.
    apps = {name.partition(".")[0] for name in known}
    return [name for name in made_by if name not in known and name.partition(".")[0] in apps]
