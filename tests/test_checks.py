"""System checks see a site that would lose or hide something."""

import pytest
from django.db import connection

from articles.checks import (
    HEARD_BY,
    index_is_private,
    index_is_readable,
    outbox_triggers_are_in_place,
)
from articles.search.engines.whoosh import snapshot
from articles.search.indexing import generations, triggers


def drop(*names):
    tables = {trigger.name: trigger.table for trigger in triggers.triggers(connection.vendor)}
    with connection.cursor() as cursor:
        for name in names:
            on = f" ON {tables[name]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error():
    assert outbox_triggers_are_in_place(databases=["default"]) == []
    lost = ["articles_article_update_outbox", "articles_source_insert_version"]
    drop(*lost)
    [message] = outbox_triggers_are_in_place(databases=["default"])
    assert message.id == "articles.E001"
    assert [line.rpartition(": ")[2] for line in message.msg.rstrip(".").split(". ")] == lost


@pytest.mark.django_db
def test_every_trigger_that_must_stand_is_missed_where_it_does_not():
    """Also those that one of the two databases has and the other has not."""
    names = triggers.trigger_names(connection.vendor)
    drop(*names)
    [message] = outbox_triggers_are_in_place(databases=["default"])
    assert {name for name in names if name in message.msg} == names
    assert message.msg.count(": ") == len(HEARD_BY)
    triggers.install(connection)
    assert outbox_triggers_are_in_place(databases=["default"]) == []


def test_an_index_that_others_may_enter_is_an_error(own_index):
    assert index_is_private() == []
    generations.make_empty()
    assert index_is_private() == []
    own_index.chmod(0o755)
    assert [message.id for message in index_is_private()] == ["articles.E002"]


def test_an_index_of_another_version_is_a_warning(own_index):
    assert index_is_readable() == []
    generations.make_empty()
    assert index_is_readable() == []
    (generations.live() / "fingerprint").write_text("another")
    snapshot._open.clear()
    assert [message.id for message in index_is_readable()] == ["articles.W001"]
