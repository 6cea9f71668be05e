"""Feeds on the desk: checked before they are remembered, told of in words, paused and asked."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.admin import feeds
from articles.ingest.polite import Visitor
from articles.models import Feed
from tests.admin.conftest import ROLES
from tests.admin.test_roles import act, address
from tests.ingest.test_feed import ITEM, rss
from tests.ingest.test_fetch import get, send, served
from tests.ingest.test_polling import XML, ask

pytestmark = pytest.mark.usefixtures("empty")
ADD = reverse("admin:articles_feed_add")
URL = "https://example.org/feed.xml"


@pytest.fixture(autouse=True)
def fetching(settings):
    settings.FETCH_ENABLED, settings.FETCH_DELAY_SECONDS = False, 0


@pytest.fixture
def outlet(monkeypatch, settings):
    """An outlet on this machine that the form may ask; yields its port."""
    settings.FETCH_ENABLED = True

    def answer(handler):
        if handler.path == "/feed":
            send(handler, rss(ITEM).encode(), Content_Type=XML)
        elif handler.path == "/":
            head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
            send(handler, f"<html><head>{head}</head><p>x".encode())
        else:
            send(handler, b"", 404)

    with served(answer) as (port, _):

        def fetch(url, **asked):
            return get(url, port, **asked)

        monkeypatch.setattr(feeds, "Visitor", partial(Visitor, fetch))
        yield f"http://public.example:{port}"


def add(client, url, **fields):
    return client.post(ADD, {"url": url, **fields}, follow=True)


@pytest.mark.parametrize(("path", "told"), [
    ("/feed", "1"),
    ("/gone", "أجاب"),
    ("/", "والخلاصة التي تذكرها هي"),
])  # fmt: skip
def test_a_new_address_is_asked_before_it_is_remembered(editor, outlet, path, told):
    html = add(editor, outlet + path).content.decode()
    assert told in html
    assert Feed.objects.exists() is (path == "/feed")


def test_an_address_is_asked_while_nobody_waits_for_the_database(editor, outlet, monkeypatch):
    depths = []

    def try_address(*_):
        depths.append(len(connection.savepoint_ids))
        return 1

    monkeypatch.setattr(feeds, "try_address", try_address)
    before = len(connection.savepoint_ids)
    add(editor, outlet + "/feed")
    feed = Feed.objects.get()
    form = address("feed", "change", feed.pk)
    editor.post(form, {"url": outlet + "/other"})
    editor.post(form, {"url": outlet + "/other", "takes_pages": "on"})  # nothing new to ask
    feed.refresh_from_db()
    assert (feed.url, feed.takes_pages) == (outlet + "/other", True)
    assert depths == [before, before]


@pytest.mark.parametrize(
    ("role", "given"), [("viewer", URL), ("editor", "ftp://example.org/x"), ("editor", "")]
)
def test_nothing_is_asked_for_who_may_not_or_for_a_form_that_is_wrong(
    desk_of, outlet, monkeypatch, role, given
):
    asked = []
    monkeypatch.setattr(feeds, "try_address", lambda *said: asked.append(said))
    client, feed = desk_of(role), Feed.objects.create(url=URL + "?1")
    add(client, given)
    client.post(address("feed", "change", feed.pk), {"url": given})
    assert (asked, Feed.objects.count()) == ([], 1)


def test_what_failed_and_is_paused_is_said_in_one_phrase(editor):
    Feed.objects.create(url=URL, failures=1, is_active=False)
    html = editor.get(address("feed", "changelist")).content.decode()
    assert "موقوفة، " in html


def test_a_feed_that_does_not_answer_today_may_be_remembered_all_the_same(editor, outlet):
    add(editor, outlet + "/gone", unchecked="on")
    assert Feed.objects.get().is_active
    add(editor, outlet + "/gone", unchecked="on")
    assert Feed.objects.count() == 1
    assert "ليس عنوانًا على الويب" in add(editor, "ftp://example.org/x").content.decode()


def test_where_nothing_is_fetched_the_desk_says_so(editor):
    assert "SIJILL_FETCH=1" in add(editor, URL).content.decode()
    feed = Feed.objects.get()
    assert "SIJILL_FETCH=1" in act(editor, "feed", "ask_now", feed).content.decode()


def test_the_list_says_how_each_stands(editor):
    now = timezone.now()
    Feed.objects.create(url=URL, checked_at=now, due_at=now + timedelta(minutes=9), brought=17)
    failing = Feed.objects.create(
        url=URL + "?2", failures=3, last_error="لا يجيب الخادم.", due_at=now, checked_at=now
    )
    Feed.objects.create(url=URL + "?3", is_active=False)
    html = editor.get(address("feed", "changelist")).content.decode()
    assert all(said in html for said in (URL, "17", "لا يجيب الخادم.", "?3"))
    listed = editor.get(address("feed", "changelist"), {"state": "failing"}).context["cl"]
    assert list(listed.result_list) == [failing]
    assert "لا يجيب" in editor.get(address("feed", "change", failing.pk)).content.decode()


def test_pausing_and_going_on_are_in_the_history(editor):
    feed = Feed.objects.create(url=URL, failures=4, last_error="x")
    act(editor, "feed", "pause", feed)
    feed.refresh_from_db()
    assert not feed.is_active
    act(editor, "feed", "resume", feed)
    feed.refresh_from_db()
    assert (feed.is_active, feed.failures, feed.last_error, feed.due_at) == (True, 0, "", None)
    assert LogEntry.objects.filter(object_id=str(feed.pk)).count() == 2


def test_a_feed_asked_for_now_is_due_and_tells_what_it_brought(editor, outlet):
    later = timezone.now() + timedelta(hours=1)
    feed = Feed.objects.create(url=outlet + "/feed", due_at=later)
    port = int(outlet.rpartition(":")[2])
    assert ask(port, now=timezone.now()).asked == 0
    act(editor, "feed", "ask_now", feed)
    assert ask(port, now=timezone.now()).asked == 1
    feed.refresh_from_db()
    assert feed.brought == 1


def test_another_address_is_another_feed(editor):
    feed = Feed.objects.create(url=URL, etag='"1"', failures=2, due_at=timezone.now())
    form = address("feed", "change", feed.pk)
    editor.post(form, {"url": URL, "takes_pages": "on"})
    feed.refresh_from_db()
    assert (feed.etag, feed.takes_pages) == ('"1"', True)
    editor.post(form, {"url": URL + "?new"})
    feed.refresh_from_db()
    assert (feed.etag, feed.failures, feed.due_at) == ("", 0, None)


# --- who may -----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_add_change_and_forget(desk_of, role):
    client, feed = desk_of(role), Feed.objects.create(url=URL)
    keeps, forgets = role != "viewer", role in ("editor", "admin")
    assert client.get(address("feed", "changelist")).status_code == 200
    assert client.get(ADD).status_code == (200 if keeps else 403)
    page = client.get(address("feed", "change", feed.pk))
    assert (page.status_code, b'name="_save"' in page.content) == (200, keeps)
    act(client, "feed", "pause", feed)
    feed.refresh_from_db()
    assert feed.is_active is not keeps
    answer = client.get(address("feed", "delete", feed.pk))
    assert answer.status_code == (200 if forgets else 403)


def test_who_may_not_publish_makes_no_feed_that_does(db, client, django_user_model):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("a-writer", is_staff=True)
    names = ["view_article", "add_article"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    add(client, URL, publishes="on")
    assert not Feed.objects.get().publishes
    publishing = Feed.objects.create(url=URL + "?2", publishes=True)
    form = address("feed", "change", publishing.pk)
    assert client.post(form, {"url": URL + "?3"}).status_code == 403
    act(client, "feed", "pause", publishing)
    publishing.refresh_from_db()
    assert publishing.is_active
