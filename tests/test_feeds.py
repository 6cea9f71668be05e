"""Feeds parse, in both languages, and keep their identities."""

from datetime import date, timedelta

import pytest
from defusedxml import ElementTree

from tests.factories import ArticleFactory, DraftFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, path: str):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def texts(root, name: str) -> list[str]:
    return [entry.findtext(f"{ATOM}{name}") for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("noun", ["articles", "meetings"])
def test_fifty_entries_with_identities_in_the_language_of_the_address(client, language, noun):
    root = feed(client, f"/{language}/feeds/{noun}.atom")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    ids = texts(root, "id")
    assert len(ids) == len(set(ids)) == 50
    assert all(one.startswith("urn:uuid:") for one in ids)
    for entry in root.iter(f"{ATOM}entry"):
        assert f"/{language}/{noun}/" in entry.find(f"{ATOM}link").get("href")


def test_an_identity_is_the_same_in_both_languages(client):
    one, other = (texts(feed(client, f"/{x}/feeds/articles.atom"), "id") for x in ("ar", "en"))
    assert one == other


def test_control_characters_do_not_spoil_a_feed(client):
    ArticleFactory(title="خبر\x0b جديد", abstract_ar="ملخص\x01", published_on=date(2035, 1, 1))
    titles = texts(feed(client, "/ar/feeds/articles.atom"), "title")
    assert titles[0] == "خبر جديد"


def test_drafts_are_not_fed(client):
    DraftFactory(title="مسودة", published_on=date(2036, 1, 1))
    assert "مسودة" not in texts(feed(client, "/ar/feeds/articles.atom"), "title")


def test_an_undated_article_has_no_date_of_publication(client):
    article = ArticleFactory(title="بلا تاريخ", published_on=None, date_basis="unknown")
    tomorrow = article.entered_at + timedelta(days=1)  # the first of the feed
    type(article).objects.filter(pk=article.pk).update(entered_at=tomorrow)
    entries = feed(client, "/ar/feeds/articles.atom").iter(f"{ATOM}entry")
    [entry] = [one for one in entries if one.findtext(f"{ATOM}title") == article.title]
    assert entry.find(f"{ATOM}published") is None


def test_a_feed_of_meetings_takes_the_filter_of_the_timeline(client):
    person = PersonFactory()
    late, early = (MeetingFactory(who=[person], start=date(2031, 5, day)) for day in (9, 2))
    for order in ("", "&order=newest"):
        root = feed(client, f"/en/feeds/meetings.atom?person={person.key}{order}")
        assert texts(root, "title") == [late.title_en, early.title_en]
    assert person.name_en in root.findtext(f"{ATOM}title")


@pytest.mark.parametrize("asked", ["", "person=jared-kushner&person=steve-witkoff&from=2025-03"])
def test_a_feed_knows_its_own_address_with_its_filter(client, asked):
    root = feed(client, f"/en/feeds/meetings.atom?{asked}&order=newest")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    again = feed(client, links["self"].removeprefix("http://testserver"))
    assert texts(again, "id") == texts(root, "id")
    assert ("?" in links["self"]) is bool(asked)
    if asked:
        assert "order" not in links["self"]


def test_the_identity_of_a_feed_is_no_address_and_differs_by_language_and_filter(client):
    paths = [
        "/ar/feeds/articles.atom",
        "/en/feeds/articles.atom",
        "/ar/feeds/meetings.atom",
        "/en/feeds/meetings.atom",
        "/en/feeds/meetings.atom?person=steve-witkoff",
    ]
    ids = [feed(client, path).findtext(f"{ATOM}id") for path in paths]
    assert len(set(ids)) == len(paths)
    assert all(one.startswith("urn:uuid:") for one in ids)
    elsewhere = feed(client, "/ar/feeds/articles.atom?utm=1").findtext(f"{ATOM}id")
    assert elsewhere == ids[0]


@pytest.mark.parametrize("query", ["from=never", "status=x"])
def test_a_filter_that_cannot_be_read_is_refused(client, query):
    """Who subscribes to it would follow the whole register, and not know."""
    response = client.get(f"/en/feeds/meetings.atom?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.content.decode()


def test_a_filter_that_nothing_passes_is_an_empty_feed(client):
    assert texts(feed(client, "/en/feeds/meetings.atom?person=nobody-at-all"), "id") == []


@pytest.mark.parametrize("noun", ["articles", "meetings"])
def test_a_feed_costs_few_queries(client, noun, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert client.get(f"/ar/feeds/{noun}.atom?person=steve-witkoff&q=موسكو").status_code == 200


# --- of one entity -----------------------------------------------------------------------------
def test_the_feed_of_a_name_has_what_readers_see_of_it(client):
    person = PersonFactory(name_ar="رائد الفضاء", name_en="Raed Alfadaa")
    shown = ArticleFactory(title="سفينة في الميناء", entities=[person])
    DraftFactory(title="مسودة", entities=[person])
    ArticleFactory(title="خبر آخر")
    gone = ArticleFactory(title="مسحوب", entities=[person], published_on=date(2035, 1, 1))
    gone.status, gone.withdrawal_reason = gone.Status.WITHDRAWN, "test"
    gone.save()
    for language, name in (("ar", "رائد الفضاء"), ("en", "Raed Alfadaa")):
        address = f"/{language}/feeds/entities/{person.pk}.atom"
        root = feed(client, address)
        assert root.findtext(f"{ATOM}title").endswith(name)
        assert texts(root, "title") == [shown.title]
        [own] = [x.get("href") for x in root.findall(f"{ATOM}link") if x.get("rel") == "self"]
        assert own.endswith(address)
        assert f"/{language}/entities/{person.pk}/" in root.find(f"{ATOM}link").get("href")


def test_the_feed_of_a_name_keeps_its_identity_and_that_of_its_entries(client):
    person = PersonFactory()
    ArticleFactory(entities=[person], published_on=date(2036, 1, 1))
    before = feed(client, f"/ar/feeds/entities/{person.pk}.atom")
    type(person).objects.filter(pk=person.pk).update(name_ar="اسم جديد")
    after = feed(client, f"/ar/feeds/entities/{person.pk}.atom")
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert texts(before, "id") == texts(after, "id")
    assert set(texts(after, "id")) <= set(texts(feed(client, "/ar/feeds/articles.atom"), "id"))


@pytest.mark.parametrize("number", ["987654", "9" * 18, "9" * 30])
def test_nobody_has_no_feed(client, number):
    assert client.get(f"/ar/feeds/entities/{number}.atom").status_code == 404


def test_the_pages_of_a_feed_lead_to_each_other_and_together_hold_every_meeting(client):
    count = client.get("/api/v1/meetings").json()["count"]
    ids, path, seen = [], "/en/feeds/meetings.atom", []
    while path:
        root = feed(client, path)
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        ids += texts(root, "id")
        seen.append(links["self"])
        path = links.get("next", "").removeprefix("http://testserver")
    assert len(seen) == -(-count // 50)
    assert len(ids) == len(set(ids)) == count
    assert links["last"] == seen[-1]
    assert links["first"] == seen[0]
    assert links["previous"] == seen[-2]
    assert links["self"].endswith(f"page={len(seen)}")
    # A page beyond the last is the last.
    assert texts(feed(client, "/en/feeds/meetings.atom?page=999"), "id") == texts(root, "id")


def test_an_entry_tells_when_where_and_who_in_html(client):
    person = PersonFactory(name_en="Tom & Co")
    MeetingFactory(who=[person], start=date(2031, 5, 2), outcome_en="a < b")
    root = feed(client, f"/en/feeds/meetings.atom?person={person.key}")
    [told] = [entry.findtext(f"{ATOM}summary") for entry in root.iter(f"{ATOM}entry")]
    assert "Friday 2 May 2031" in told
    assert "Tom &amp; Co" in told
    assert "a &lt; b" in told
