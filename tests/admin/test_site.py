"""The desk in two languages, inside the site's content policy."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.factories import ArticleFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")


def test_the_arabic_desk_is_right_to_left_with_djangos_own_sheet(editor):
    page = editor.get("/ar/admin/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "admin/css/rtl.css" in page
    assert "مكتب التحرير" in page


def test_the_english_desk_is_left_to_right(editor):
    page = editor.get("/en/admin/").content.decode()
    assert '<html lang="en" dir="ltr"' in page
    assert "rtl.css" not in page
    assert "Sijill desk" in page


def test_the_desk_leads_back_to_the_site(editor):
    assert 'href="/ar/">' in editor.get("/ar/admin/").content.decode()


@pytest.mark.parametrize(("here", "there"), [("ar", "en"), ("en", "ar")])
def test_the_other_language_keeps_the_page_and_its_filters(editor, here, there):
    path = "admin/articles/article/?status__exact=draft&amp;q=x"
    page = editor.get(f"/{here}/{path}".replace("&amp;", "&")).content.decode()
    assert f'class="desk-language" href="/{there}/{path}"' in page


def test_the_login_page_has_the_other_language_too(client):
    assert 'href="/en/admin/login/"' in client.get("/ar/admin/login/").content.decode()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_inline_is_on_any_page_of_the_desk(editor, client, language):
    article, person, meeting = ArticleFactory(), PersonFactory(), MeetingFactory()
    desk = f"/{language}/admin/"
    inside = [
        "",
        "articles/article/",
        f"articles/article/{article.pk}/change/",
        f"articles/article/{article.pk}/history/",
        f"articles/article/{article.pk}/delete/",
        "articles/article/add/",
        f"articles/entity/{person.pk}/change/",
        "articles/entity/",
        f"articles/meeting/{meeting.pk}/change/",
        "articles/meeting/",
        "articles/outbox/",
        "articles/mention/",
        "articles/source/",
        "articles/collection/add/",
        "password_change/",
        "insight/",
        "insight/alias/?q=x",
        "insight/synonym/?q=x",
        "insight/pin/?q=x",
    ]
    pages = [editor.get(desk + path) for path in inside] + [client.get(f"{desk}login/")]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_nouns_stand_in_the_order_of_a_curators_day(editor):
    apps = editor.get("/en/admin/").context["available_apps"]
    assert [row["object_name"] for row in apps[0]["models"]] == [
        "import",
        "Article",
        "Meeting",
        "Entity",
        "Mention",
        "Source",
        "Feed",
        "Collection",
        "Merge",
        "Outbox",
        "insight",
    ]


def test_an_administrator_sees_people_after_the_register(admin_client):
    apps = admin_client.get("/en/admin/").context["available_apps"]
    assert [app["app_label"] for app in apps][:1] == ["articles"]
    assert "auth" in {app["app_label"] for app in apps}


def test_the_day_begins_with_what_comes_in_and_ends_with_logs(desk_of, admin_client):
    def nouns(client) -> list[str]:
        apps = client.get(reverse("admin:index")).context["available_apps"]
        return [row["object_name"] for app in apps for row in app["models"]]

    assert nouns(desk_of("editor"))[:2] == ["import", "Article"]
    assert nouns(desk_of("viewer"))[0] == "Article"
    everything = nouns(admin_client)
    logs = [name for name in everything if name.startswith("Access")]
    assert len(logs) == 3
    assert everything[-3:] == logs


def test_an_hour_of_a_day_is_written_in_arabic(editor):
    """Django has no Arabic form for it: the month stood before the day, with English commas."""
    page = reverse("admin:articles_meeting_change", args=[MeetingFactory().pk])
    html = editor.get(page).content.decode()
    assert re.search(r"\d{1,2} [؀-ۿ]+ \d{4}، \d\d:\d\d", html)


@pytest.mark.parametrize("noun", ["article", "meeting", "source"])
def test_a_list_is_called_what_is_on_it(editor, noun):
    page = editor.get(reverse(f"admin:articles_{noun}_changelist")).context
    assert page["title"] == page["opts"].verbose_name_plural


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_login_that_was_to_lead_to_another_host_leads_to_the_desk(client, language):
    User.objects.create_superuser("chief", password="long-enough-42")
    data = {"username": "chief", "password": "long-enough-42"}
    page = f"/{language}/admin/login/?next=https://elsewhere.example/"
    answer = client.post(page, data)
    assert answer["Location"] == f"/{language}/admin/"
