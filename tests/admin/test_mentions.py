"""A mention added, changed or deleted by its own form: the history of the article says so."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models.signals import pre_save

from articles.models import Mention
from tests.admin.test_forms import filled
from tests.admin.test_roles import act, address
from tests.curation.histories import history
from tests.factories import ArticleFactory, MentionFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")


def test_an_added_mention_is_told(editor):
    article, person = ArticleFactory(), PersonFactory(name_ar="سمير كنعان")
    data = {"article": article.pk, "entity": person.pk, "status": "confirmed", "text": "كنعان"}
    assert editor.post(address("mention", "add"), data).status_code == 302
    (line,) = history(article)
    assert "سمير كنعان" in line
    assert {entry.user.username for entry in LogEntry.objects.all()} == {"a-editor"}


def test_a_changed_mention_is_told_and_an_unchanged_one_is_not(editor):
    mention = MentionFactory(entity__name_ar="سمير كنعان")
    page = address("mention", "change", mention.pk)
    editor.post(page, filled(editor, page))
    assert history(mention.article) == []
    editor.post(page, filled(editor, page, text="كنعان"))
    (line,) = history(mention.article)
    assert "سمير كنعان" in line


@pytest.mark.parametrize("action", ["confirm", "reject"])
def test_an_action_that_fails_half_way_changes_nothing(editor, action):
    rows = MentionFactory.create_batch(4, status="suggested")
    seen = []

    def break_down(instance, **_kwargs):
        seen.append(instance)
        if len(seen) == 3:
            raise OSError("The disk is full")

    pre_save.connect(break_down, sender=Mention)
    try:
        with pytest.raises(OSError, match="full"):
            act(editor, "mention", action, *rows)
    finally:
        pre_save.disconnect(break_down, sender=Mention)
    assert set(Mention.objects.values_list("status", flat=True)) == {"suggested"}
    assert not LogEntry.objects.exists()


def test_deleted_mentions_are_told(editor):
    one, *more = MentionFactory.create_batch(3)
    editor.post(address("mention", "delete", one.pk), {"post": "yes"})
    act(editor, "mention", "delete_selected", *more, post="yes")
    assert not Mention.objects.exists()
    for mention in (one, *more):
        (line,) = history(mention.article)
        assert str(mention.entity) in line
