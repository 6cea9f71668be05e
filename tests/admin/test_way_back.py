"""The way back to a list: it is found as it was left, searched and filtered."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin import site
from django.urls import reverse

from articles.models import Article, Merge
from tests.admin.test_lists import changelist
from tests.factories import (
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def addresses(answer, start: str) -> list[str]:
    """What stands behind each `start` of a page, as a browser reads it."""
    return [unescape(part.split('"')[0]) for part in answer.content.decode().split(start)[1:]]


def asked(client, noun: str, action: str, things, **filters):
    """The page on which an action asks, chosen in a list that was filtered."""
    chosen = {"action": action, "_selected_action": [thing.pk for thing in things], "index": 0}
    return client.post(changelist(noun), chosen, query_params=filters)


def answered(client, page, action: str, things, **fields):
    """Press the button of that page, at the address that its form has."""
    (address,) = addresses(page, '<form method="post" action="')[-1:]
    chosen = {"action": action, "post": "yes", "_selected_action": [one.pk for one in things]}
    return client.post(address, {**chosen, **fields})


def filters_of(address: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("tag", lambda: {"entity": PersonFactory().pk}),
        ("untag", lambda: {"entity": PersonFactory().pk}),
        ("topic", lambda: {"topic": TopicFactory().pk}),
        ("attach", lambda: {"meeting": MeetingFactory().pk}),
        ("assign", lambda: {"to": ""}),
        ("withdraw", lambda: {"reason": "طلب الناشر"}),
    ],
)
def test_after_an_action_on_many_the_list_is_as_it_was(editor, action, fields):
    articles = [ArticleFactory(title=f"خبر & وفد {n}", access="abstract") for n in range(2)]
    kept = {"q": "خبر & وفد", "access__exact": "abstract", "o": "-4"}
    page = asked(editor, "article", action, articles, **kept)
    done = answered(editor, page, action, articles, **fields())
    assert done.status_code == 302
    assert urlsplit(done["Location"]).path == changelist("article")
    assert filters_of(done["Location"]) == kept
    again = editor.get(done["Location"])
    assert set(again.context["cl"].result_list) == set(articles)
    assert filters_of(addresses(page, 'class="closelink" href="')[0]) == kept


@pytest.mark.parametrize(
    ("noun", "make"),
    [("entity", PersonFactory), ("source", SourceFactory), ("meeting", MeetingFactory)],
)
def test_after_a_merge_the_list_is_as_it_was(editor, noun, make):
    pair = [make(), make()]
    kept = {"o": "1", "q": "-"}
    field = "title_ar" if noun == "meeting" else "name_ar"
    for one in pair:
        setattr(one, field, f"- {one.pk}")
        one.save()
    page = asked(editor, noun, "merge", pair, **kept)
    keep = {"keep": pair[0].pk, "seen": pair[0].pk}
    done = answered(editor, page, "merge", pair, **keep)
    assert Merge.objects.count() == 1
    assert urlsplit(done["Location"]).path == changelist(noun)
    assert filters_of(done["Location"]) == kept


def test_after_a_split_the_list_is_the_one_it_came_from(editor):
    entity = PersonFactory()
    MeetingFactory(who=[entity])
    form = reverse("admin:articles_entity_change", args=[entity.pk])
    page = editor.get(form, {"_changelist_filters": "kind__exact=person"})
    (split,) = (one for one in addresses(page, 'href="') if "/split/" in one)
    chosen = {"meetings": list(entity.participations.values_list("meeting", flat=True))}
    done = editor.post(split, {"name_ar": "سميّه", **chosen, "_split": "1"})
    assert filters_of(done["Location"]) == {"kind__exact": "person"}


def test_where_a_deletion_is_refused_the_list_is_kept_too(editor):
    article = ArticleFactory()
    EvidenceFactory(article=article)
    page = asked(editor, "article", "delete_selected", [article], access__exact="public")
    assert page.status_code == 409
    for start in ('<form method="post" action="', 'class="closelink" href="'):
        assert filters_of(addresses(page, start)[-1]) == {"access__exact": "public"}


def test_a_list_that_grew_shorter_than_its_page_keeps_its_filters(editor, monkeypatch):
    monkeypatch.setattr(site._registry[Article], "list_per_page", 1)
    articles = ArticleFactory.create_batch(2, access="abstract")
    answer = editor.get(changelist("article"), {"access__exact": "abstract", "p": 3})
    assert answer.status_code == 200
    assert list(answer.context["cl"].result_list) == [articles[0]]
