"""Every change is somebody's: each verb of an editor leaves a line in a history, under a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import curation
from articles.models import Evidence, MissedSearch, PinnedResult, Synonym
from tests.admin.test_forms import filled
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
Example = Callable[[User, Client], object]


def withdrawn():
    return ArticleFactory(status="withdrawn", withdrawal_reason="سبب")


def missed() -> str:
    said = {"found": 0, "near": 0, "taken_for": ""}
    MissedSearch.objects.remember("زقزقة", today=timezone.localdate(), **said)
    return MissedSearch.objects.get().kin


def last_evidence() -> Evidence:
    return MeetingFactory(reports=[ArticleFactory()]).evidence.get()


def change_on_the_desk(client: Client) -> None:
    """Save an article's form: the desk writes the line, the verb what goes with it."""
    address = reverse("admin:articles_article_change", args=[DraftFactory().pk])
    client.post(address, filled(client, address, title="عنوان آخر"))


def delete_on_the_desk(client: Client) -> None:
    client.post(
        reverse("admin:articles_article_delete", args=[ArticleFactory().pk]), {"post": "yes"}
    )


def merge(by: User) -> None:
    keep, absorb = PersonFactory.create_batch(2)
    curation.merge_entities(keep=keep, absorb=absorb, by=by)


def made_synonym() -> Synonym:
    return Synonym.objects.create(term="أول", other="ثان", folded="اول = ثان")


def made_pin() -> PinnedResult:
    return PinnedResult.objects.create(folded="اول", text="أول", article=ArticleFactory())


EXAMPLES: dict[str, Example] = {
    "publish": lambda by, _: curation.publish(article=DraftFactory(), by=by),
    "send_to_review": lambda by, _: curation.send_to_review(article=ArticleFactory(), by=by),
    "withdraw": lambda by, _: curation.withdraw(article=ArticleFactory(), reason="سبب", by=by),
    "restore": lambda by, _: curation.restore(article=withdrawn(), by=by),
    "delete_articles": lambda _, client: delete_on_the_desk(client),
    "save_article": lambda _, client: change_on_the_desk(client),
    "file_article": lambda by, _: curation.file_article(
        article=ArticleFactory(), dossier=CollectionFactory(), by=by
    ),
    "join_copies": lambda by, _: curation.join_copies(
        article=ArticleFactory(), original=ArticleFactory(), by=by
    ),
    "split_copy": lambda by, _: curation.split_copy(article=ArticleFactory(), by=by),
    "remove_evidence": lambda by, _: curation.remove_evidence(row=last_evidence(), by=by),
    "confirm_mention": lambda by, _: curation.confirm_mention(mention=MentionFactory(), by=by),
    "reject_mention": lambda by, _: curation.reject_mention(mention=MentionFactory(), by=by),
    "merge_entities": lambda by, _: merge(by),
    "add_alias": lambda by, _: curation.add_alias(
        entity=PersonFactory(), text="اسم ثان", language="ar", by=by
    ),
    "add_synonym": lambda by, _: curation.add_synonym(term="أول", other="ثان", by=by),
    "remove_synonym": lambda by, _: curation.remove_synonym(synonym=made_synonym(), by=by),
    "pin_result": lambda by, _: curation.pin_result(text="أول", article=ArticleFactory(), by=by),
    "unpin_result": lambda by, _: curation.unpin_result(pin=made_pin(), by=by),
    "dismiss_misses": lambda by, _: curation.dismiss_misses(kin=missed(), by=by),
}
# Writes one line for whoever calls it.
NO_VERBS = {"record"}


def verbs() -> Iterator[str]:
    """The public functions of curation that are told who asks."""
    for name, function in inspect.getmembers(curation, inspect.isfunction):
        if not name.startswith("_") and "by" in inspect.signature(function).parameters:
            yield name


def test_every_verb_has_an_example():
    assert set(verbs()) - NO_VERBS == set(EXAMPLES)


@pytest.mark.parametrize("verb", sorted(EXAMPLES))
def test_a_verb_leaves_a_line_under_the_name_of_who_asked(db, verb):
    by = User.objects.create_superuser("the-one-who-asked")
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    LogEntry.objects.all().delete()
    EXAMPLES[verb](by, client)
    entries = list(LogEntry.objects.select_related("user"))
    assert {entry.user for entry in entries} == {by}
    assert all(entry.object_id and entry.content_type_id for entry in entries)
    assert all(entry.get_change_message() or entry.is_deletion() for entry in entries)
