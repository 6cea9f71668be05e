"""System checks see a site that would lose or hide something."""

import pytest
from django.db import connection

from articles.checks import index_is_private, index_is_readable, outbox_triggers_are_in_place
from articles.search.engines.whoosh import snapshot
from articles.search.indexing import generations


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error():
    assert outbox_triggers_are_in_place(databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER articles_article_update_outbox")
    [message] = outbox_triggers_are_in_place(databases=["default"])
    assert message.id == "articles.E001"
    assert "articles_article_update_outbox" in message.msg


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
