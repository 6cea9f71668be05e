"""Copies at the desk: shown in the form, joined and parted by a curator, for good."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.ingest.copies.run import cluster
from articles.models import Article, CopyPair
from tests.admin.conftest import ROLES
from tests.factories import ArticleFactory
from tests.ingest.copies.test_cluster import OTHER, REPORT, put

pytestmark = pytest.mark.usefixtures("empty")


def page_of(article):
    return reverse("admin:articles_article_copies", args=[article.pk])


def rule(client, article, verb, **fields):
    return client.post(page_of(article), {"do": verb, **fields}, follow=True)


def pointers():
    return dict(Article.objects.order_by("pk").values_list("pk", "copy_of"))


@pytest.fixture
def three(db):
    """A report, a cut copy of it, and another report."""
    found = put(REPORT), put(REPORT[:4], 5), put(OTHER, 6)
    cluster()
    return found


def test_the_form_shows_the_copies_and_leads_to_their_page(editor, three):
    for article in three:
        form = editor.get(reverse("admin:articles_article_change", args=[article.pk]))
        html = form.content.decode()
        assert f'href="{page_of(article)}"' in html
        assert ('class="import-table"' in html) is (article is not three[2])
    assert editor.get(reverse("admin:articles_article_add")).status_code == 200


def test_a_version_is_parted_and_stays_so(editor, three):
    first, copy, _ = three
    assert pointers()[copy.pk] == first.pk
    page = rule(editor, first, "part", version=copy.pk)
    assert pointers()[copy.pk] is None
    assert [row for row, _ in page.context["offered"]] == [copy]  # to be joined again
    cluster(afresh=True)
    assert pointers()[copy.pk] is None
    assert LogEntry.objects.filter(object_id=str(copy.pk)).exists()
    rule(editor, copy, "join", other=first.pk)
    cluster(afresh=True)
    assert pointers()[copy.pk] == first.pk


WAYS = ["number", "page", "short", "form", "named", "typed", "address"]


@pytest.mark.parametrize("way", WAYS)
def test_an_article_is_joined_by_number_or_address(editor, settings, three, way):
    settings.SITE_URL = "https://archive.example"
    first, _, other = three
    said = {
        "number": str(first.pk),
        "page": f"http://testserver/ar/articles/{first.pk}/خبر/",
        "short": f"https://archive.example/a/{first.pk}",
        "form": f"http://testserver/en/admin/articles/article/{first.pk}/change/",
        "named": f"HTTPS://Archive.example/en/articles/{first.pk}",
        "typed": f"archive.example/a/{first.pk}/",
        "address": first.url + "?utm_source=x",
    }[way]
    rule(editor, other, "join", other=said)
    cluster()
    assert pointers()[other.pk] == first.pk
    assert CopyPair.objects.get(ruling="same").ruled_by.username == "a-editor"


def test_a_number_in_an_address_of_an_outlet_is_none_of_ours(editor, three):
    first, other = three[0], three[2]
    mine = ArticleFactory(url=f"https://outlet.example/articles/{first.pk}", key="urn:x")
    rule(editor, other, "join", other=mine.url)
    pair = CopyPair.objects.get(ruling="same")
    assert {pair.first, pair.second} == {mine, other}


FOREIGN = ["https://outlet.example/articles/{}", "https://outlet.example/a/{}/x", "/a/{}"]
FOREIGN += ["https://testserver.example/a/{}", "http://testserver/en/entities/{}", "http://[/a/{}"]


@pytest.mark.parametrize("said", ["99999999", "none", "", "٣٤" * 30, *FOREIGN])
def test_what_is_no_article_is_said(editor, three, said):
    before = pointers()
    said = said.format(three[0].pk)
    answer = editor.post(page_of(three[2]), {"do": "join", "other": said})
    assert answer.context["form"].errors["other"]
    assert 'class="errorlist"' in answer.content.decode()
    assert pointers() == before


def test_nothing_is_a_copy_of_itself(editor, three):
    assert 'class="error"' in rule(editor, three[2], "join", other=three[2].pk).content.decode()


def test_a_version_of_another_story_is_not_parted_from_here(editor, three):
    assert rule(editor, three[0], "part", version=three[2].pk).status_code == 404
    assert rule(editor, three[0], "part", version="9" * 30).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_who_may_rule(desk_of, three, role):
    client, (first, copy, _) = desk_of(role), three
    assert client.get(page_of(copy)).status_code == 200
    rules = role != "viewer"
    assert (b'value="part"' in client.get(page_of(copy)).content) is rules
    assert rule(client, copy, "part").status_code == (200 if rules else 403)
    assert pointers()[copy.pk] == (None if rules else first.pk)


@pytest.mark.parametrize(("role", "status"), [("curator", 403), ("editor", 200)])
def test_what_is_withdrawn_is_ruled_by_who_may_withdraw(desk_of, role, status, three):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    assert rule(desk_of(role), article, "join", other=three[0].pk).status_code == status


def test_the_page_stays_under_fifteen_queries(editor, three, django_assert_max_num_queries):
    ArticleFactory.create_batch(10, copy_of=three[0])
    with django_assert_max_num_queries(15):
        editor.get(page_of(three[0]))
