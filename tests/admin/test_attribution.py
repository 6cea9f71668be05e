"""Every change is somebody's: each verb of an editor leaves a line in a history, under a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import curation
from articles.models import (
    Article,
    Dismissal,
    Evidence,
    Meeting,
    Mention,
    Merge,
    MissedSearch,
    PinnedResult,
    Synonym,
)
from tests.admin.test_forms import filled
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    SourceFactory,
    TopicFactory,
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


def delete_on_the_desk(client: Client, thing: Article | Meeting) -> None:
    """The desk writes the line before the verb deletes the thing."""
    address = f"admin:articles_{thing._meta.model_name}_delete"
    client.post(reverse(address, args=[thing.pk]), {"post": "yes"})


def merge(by: User) -> Merge:
    return merge_pair(by, PersonFactory, curation.merge_entities)


def merge_pair(by: User, factory: Any, verb: Any) -> Merge:
    keep, absorb = factory.create_batch(2)
    return verb(keep=keep, absorb=absorb, by=by)


def split(by: User) -> None:
    alias = AliasFactory()
    chosen = curation.Split(aliases=[alias])
    curation.split_entity(entity=alias.entity, chosen=chosen, into=PersonFactory(), by=by)


def revert(by: User) -> None:
    person = PersonFactory()
    curation.keep(person, curation.record(person, "قبل", by))
    first = curation.versions_of(person).get()
    person.name_en = "Another"
    person.save()
    curation.revert(thing=person, version=first, by=by)


def untag(by: User) -> None:
    mention = MentionFactory()
    curation.untag_articles(articles=[mention.article], entity=mention.entity, by=by)


def confirm(by: User) -> None:
    mention = MentionFactory(status=Mention.Status.SUGGESTED)
    curation.confirm_mentions(article=mention.article, mentions=[mention.pk], by=by)


def take_back(by: User) -> None:
    dismissed = {"article": DraftFactory(), "kind": "name", "what": "اسم"}
    Dismissal.objects.create(**dismissed)
    curation.take_back_dismissal(**dismissed, by=by)


def drafts() -> list[Article]:
    return DraftFactory.create_batch(2)


def suggested() -> Meeting:
    return MeetingFactory(review=Meeting.Review.SUGGESTED)


def made_synonym() -> Synonym:
    return Synonym.objects.create(term="أول", other="ثان", folded="اول = ثان")


def made_pin() -> PinnedResult:
    return PinnedResult.objects.create(folded="اول", text="أول", article=ArticleFactory())


EXAMPLES: dict[str, Example] = {
    "publish": lambda by, _: curation.publish(article=DraftFactory(), by=by),
    "send_to_review": lambda by, _: curation.send_to_review(article=ArticleFactory(), by=by),
    "withdraw": lambda by, _: curation.withdraw(article=ArticleFactory(), reason="سبب", by=by),
    "restore": lambda by, _: curation.restore(article=withdrawn(), by=by),
    "delete_articles": lambda _, client: delete_on_the_desk(client, ArticleFactory()),
    "delete_meetings": lambda _, client: delete_on_the_desk(client, MeetingFactory()),
    "save_article": lambda _, client: change_on_the_desk(client),
    "file_article": lambda by, _: curation.file_article(
        article=ArticleFactory(), dossier=CollectionFactory(), by=by
    ),
    "file_articles": lambda by, _: curation.file_articles(
        articles=drafts(), dossier=CollectionFactory(), by=by
    ),
    "withdraw_articles": lambda by, _: curation.withdraw_articles(
        articles=drafts(), reason="سبب", by=by
    ),
    "restore_articles": lambda by, _: curation.restore_articles(articles=[withdrawn()], by=by),
    "join_copies": lambda by, _: curation.join_copies(
        article=ArticleFactory(), original=ArticleFactory(), by=by
    ),
    "split_copy": lambda by, _: curation.split_copy(article=ArticleFactory(), by=by),
    "remove_evidence": lambda by, _: curation.remove_evidence(row=last_evidence(), by=by),
    "confirm_mentions": lambda by, _: confirm(by),
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
    "publish_articles": lambda by, _: curation.publish_articles(articles=drafts(), by=by),
    "review_articles": lambda by, _: curation.review_articles(articles=drafts(), by=by),
    "assign": lambda by, _: curation.assign(article=DraftFactory(), to=by, by=by),
    "assign_articles": lambda by, _: curation.assign_articles(articles=drafts(), to=by, by=by),
    "tag_articles": lambda by, _: curation.tag_articles(
        articles=drafts(), entity=PersonFactory(), by=by
    ),
    "untag_articles": lambda by, _: untag(by),
    "set_topic": lambda by, _: curation.set_topic(
        articles=drafts(), topic=TopicFactory(), alone=True, by=by
    ),
    "attach_to_meeting": lambda by, _: curation.attach_to_meeting(
        article=ArticleFactory(), meeting=MeetingFactory(), by=by
    ),
    "attach_articles": lambda by, _: curation.attach_articles(
        articles=drafts(), meeting=MeetingFactory(), by=by
    ),
    "confirm_meeting": lambda by, _: curation.confirm_meeting(meeting=suggested(), by=by),
    "reject_meeting": lambda by, _: curation.reject_meeting(meeting=suggested(), by=by),
    "same_meeting": lambda by, _: curation.same_meeting(
        suggestion=suggested(), known=MeetingFactory(), by=by
    ),
    "take_back_evidence": lambda by, _: curation.take_back_evidence(row=last_evidence(), by=by),
    "take_back_dismissal": lambda by, _: take_back(by),
    "dismiss": lambda by, _: curation.dismiss(
        article=DraftFactory(), kind="name", what="اسم", by=by
    ),
    "add_name": lambda by, _: curation.add_name(
        article=DraftFactory(), name="اسم جديد", kind="person", start=None, end=None, by=by
    ),
    "cite": lambda by, _: curation.cite(
        article=ArticleFactory(body="قال إنها طالت."),
        meeting=MeetingFactory(),
        fact="duration",
        quote="إنها طالت",
        by=by,
    ),
    "merge_sources": lambda by, _: merge_pair(by, SourceFactory, curation.merge_sources),
    "merge_meetings": lambda by, _: merge_pair(by, MeetingFactory, curation.merge_meetings),
    "split_entity": lambda by, _: split(by),
    "undo_merge": lambda by, _: curation.undo_merge(merge=merge(by), by=by),
    "revert": lambda by, _: revert(by),
}
# Write one line for whoever calls them, or none.
NO_VERBS = {"record", "change_many", "save_evidence"}
# Ask, and do nothing.
QUESTIONS = {"may_change", "refusal_for", "withheld_evidence"}


def verbs() -> Iterator[str]:
    """The public functions of curation that are told who asks."""
    for name, function in inspect.getmembers(curation, inspect.isfunction):
        if not name.startswith("_") and "by" in inspect.signature(function).parameters:
            yield name


def test_every_verb_has_an_example():
    assert set(verbs()) - NO_VERBS - QUESTIONS == set(EXAMPLES)


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
    assert all(curation.told(entry) or entry.is_deletion() for entry in entries)
