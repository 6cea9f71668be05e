"""The triggers that queue every change of an article for the index, in the change's transaction.

Database triggers see what signals miss: queryset.update(), bulk_create(), cascades, raw SQL and
another program's writes. django-pgtrigger knows PostgreSQL only, hence the few lines of SQL here.
They are put back after every migrate, because SQLite drops them when Django rebuilds a table.

The same way an entity's updated_at follows its names, aliases and roles, and a meeting's its facts,
participants, topics and reports: search/catalog.py reads these dates alone to know whether what it
holds is still what the database says. A meeting's sequence counts every change of what it, its
participants, topics, evidence and reports say (meeting_triggers.py). And the version of the archive
follows every table that pages show: whether a page is still right is one number
(models/version.py)."""

from __future__ import annotations

import re
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from articles.search.indexing.meeting_triggers import MEETING_FACTS, meeting_triggers
from articles.search.indexing.trigger import EVENTS, NOW, Trigger

# table -> the column that holds the article's number
WATCHED = {
    "articles_article": "id",
    "articles_mention": "article_id",
}
# table -> the table whose updated_at follows its rows, the column that names the row, and what for
TOUCHING = {
    "articles_alias": ("articles_entity", "entity_id", "names"),
    "articles_role": ("articles_entity", "entity_id", "names"),
    "articles_entityredirect": ("articles_entity", "entity_id", "names"),
    "articles_participant": ("articles_meeting", "meeting_id", "facts"),
    "articles_evidence": ("articles_meeting", "meeting_id", "facts"),
    "articles_meeting_topics": ("articles_meeting", "meeting_id", "facts"),
}
ENTITY_NAMES = ("name_ar", "name_en", "kind", "key", "country")
# Tables of which no page shows anything; every other one of the app moves the version.
UNSHOWN = {
    f"articles_{name}"
    for name in (
        *("archiveversion", "outbox", "pastsearch", "missedsearch", "merge", "feed", "importjob"),
        *("importrow", "savedfilter", "bulkchange", "bulkchange_articles", "dismissal"),
    )
}
_OURS = re.compile(
    r"articles_\w+_(?:insert|update|delete|truncate)"
    r"_(?:outbox|names|facts|sequence|kept|lapse|version)"
)

QUEUE = """
INSERT INTO articles_outbox (article_id, version, queued_at, error)
{values}
ON CONFLICT (article_id) DO UPDATE SET version = articles_outbox.version + 1, error = '';
"""
# Kind and key of an entity and key of a source are filters: documents hold them.
QUEUE_ARTICLES = """
INSERT INTO articles_outbox (article_id, version, queued_at, error)
SELECT DISTINCT {column}, 1, {now}, '' FROM {table} WHERE {key} = NEW.id
ON CONFLICT (article_id) DO UPDATE SET version = articles_outbox.version + 1, error = '';
"""
TOUCH = "UPDATE {target} SET updated_at = {moment} WHERE id = {row}.{column};"

# Only published articles report meetings, and when an article came out tells whether it announces
# a meeting, reports it or looks back.
TOUCH_REPORTED = (
    "UPDATE articles_meeting SET updated_at = {moment} WHERE id IN"
    " (SELECT meeting_id FROM articles_evidence WHERE article_id = NEW.id);"
)

# By a random step: a copy of the database, restored and changed, never comes to a version that the
# original had with other contents.
MOVE_SQLITE = """
INSERT INTO articles_archiveversion (id, number) SELECT 1, (random() & 4294967295) + 1 WHERE true
ON CONFLICT (id) DO UPDATE SET number = articles_archiveversion.number + excluded.number;
"""
# Once a transaction, in a row that no other one holds: writers neither wait for each other here nor
# can they deadlock. Its further changes move a setting, which goes with the transaction or with its
# savepoint: what it reads of itself between two of them is not taken for what it leaves behind.
MOVE_POSTGRESQL = """
IF coalesce(current_setting('sijill.step', true), '') <> '' THEN
PERFORM set_config('sijill.step', floor(random() * 4294967296)::bigint::text, true);
RETURN NULL;
END IF;
UPDATE articles_archiveversion SET number = number + 1 + floor(random() * 4294967296)::bigint
WHERE id = (SELECT id FROM articles_archiveversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
IF NOT FOUND THEN
INSERT INTO articles_archiveversion (number) VALUES (1 + floor(random() * 4294967296)::bigint);
END IF;
PERFORM set_config('sijill.step', '1', true);
"""


def triggers(vendor: str) -> list[Trigger]:
    """Return every trigger that must stand in the database."""
    now = NOW["sqlite" if vendor == "sqlite" else "postgresql"]
    found = []
    for table, column in WATCHED.items():
        for event, rows in EVENTS.items():
            body = "".join(
                QUEUE.format(values=f"SELECT {row}.{column}, 1, {now}, '' WHERE true")
                for row in rows
            )
            found.append(Trigger(f"{table}_{event.lower()}_outbox", table, event, body))
    for table, (target, column, suffix) in TOUCHING.items():
        for event, rows in EVENTS.items():
            body = "\n".join(
                TOUCH.format(target=target, moment=now, row=row, column=column) for row in rows
            )
            found.append(Trigger(f"{table}_{event.lower()}_{suffix}", table, event, body))
    return found + _on_columns(now) + meeting_triggers(now) + _moving(vendor)


def _moving(vendor: str) -> list[Trigger]:
    """The triggers that move the version of the archive."""
    models = apps.get_app_config("articles").get_models(include_auto_created=True)
    body, each, events = MOVE_SQLITE, "ROW", ("INSERT", "UPDATE", "DELETE")
    if vendor != "sqlite":
        body, each, events = MOVE_POSTGRESQL, "STATEMENT", (*events, "TRUNCATE")
    return [
        Trigger(f"{table}_{event.lower()}_version", table, event, body, each=each)
        for table in sorted({model._meta.db_table for model in models} - UNSHOWN)
        for event in events
    ]


def _on_columns(now: str) -> list[Trigger]:
    """The triggers that mind some columns only; `now` is the database's word for the moment."""

    def made(name: str, body: str, columns: tuple[str, ...]) -> Trigger:
        table = name.partition("_update_")[0]
        return Trigger(name, table, "UPDATE", body, columns)

    def touch(target: str) -> str:
        return TOUCH.format(target=target, moment=now, row="NEW", column="id")

    of_entity = QUEUE_ARTICLES.format(
        column="article_id", now=now, table="articles_mention", key="entity_id"
    )
    of_source = QUEUE_ARTICLES.format(
        column="id", now=now, table="articles_article", key="source_id"
    )
    reported = TOUCH_REPORTED.format(moment=now)
    return [
        made("articles_entity_update_names", touch("articles_entity"), ENTITY_NAMES),
        made("articles_meeting_update_facts", touch("articles_meeting"), MEETING_FACTS),
        made("articles_article_update_facts", reported, ("status", "published_on")),
        made("articles_entity_update_outbox", of_entity, ("kind", "key")),
        made("articles_source_update_outbox", of_source, ("key",)),
    ]


def trigger_names(vendor: str) -> set[str]:
    """Return the name of every trigger that must stand in the database."""
    return {trigger.name for trigger in triggers(vendor)}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, replacing older ones, and drop those that are no longer ours."""
    standing = _standing(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in standing.items():
            cursor.execute(drop(connection.vendor, name, table))
        # After a migration backwards there may be no version to move, nothing to count in.
        columns = connection.introspection.get_table_description(cursor, "articles_meeting")
        counts = "sequence" in {column.name for column in columns}
        moves = "articles_archiveversion" in tables
        for trigger in triggers(connection.vendor):
            if trigger.table not in tables or (trigger.name.endswith("_version") and not moves):
                continue
            if trigger.name.endswith(("_sequence", "_kept", "_lapse")) and not counts:
                continue
            cursor.execute(trigger.sql(connection.vendor))


def drop(vendor: str, name: str, table: str) -> str:
    """What takes a trigger of a table away."""
    on = "" if vendor == "sqlite" else f' ON "{table}"'
    return f'DROP TRIGGER IF EXISTS "{name}"{on}'


def is_ours(name: str) -> bool:
    """Whether a trigger was made here, by this version of the program or an older one: they are
    named after a table of the app and end in what they do."""
    return _OURS.fullmatch(name) is not None


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of our triggers that the database has."""
    return set(_standing(connection)) & trigger_names(connection.vendor)


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers of ours in the database, each with its table."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if is_ours(name)}


def _after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    connection = connections[using]
    if "articles_outbox" in connection.introspection.table_names():
        install(connection)


def connect() -> None:
    """Reinstall the triggers whenever the app has been migrated."""
    post_migrate.connect(_after_migrate, dispatch_uid="articles.outbox_triggers")
