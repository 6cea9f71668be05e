"""Names: the list, and pages whose every count is the total of the list it links to."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import translation
from lxml import html

from articles.curation import merge_entities
from articles.models import Entity, EntityRedirect
from articles.search.tallies import tallies
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestList:
    def test_tabs_count_what_they_show(self, client):
        response = client.get("/ar/entities/")
        assert response.context["tabs"]
        for _label, href, count, _chosen in response.context["tabs"]:
            assert client.get(f"/ar/entities/{href}").context["count"] == count
        assert response.context["count"] == Entity.objects.count()

    @pytest.mark.parametrize("text", ["رائد الفضاء", "رائِدُ الفَضاء", "Raed", "رائد"])
    def test_any_spelling_finds_the_name(self, client, text):
        person = make.PersonFactory(name_ar="رائد الفضاء", name_en="Raed Alfadaa")
        make.AliasFactory(entity=person, text="Raed the Pilot", language="en")
        shown = client.get("/ar/entities/", {"q": text}).context["letters"]
        assert person.pk in {entity.pk for _letter, group in shown for entity in group}

    @pytest.mark.parametrize("language", ["ar", "en"])
    @pytest.mark.parametrize("shown", ["", "page=2", "kind=person", "kind=person&page=2", "q=م"])
    def test_every_letter_leads_to_the_page_on_which_it_begins(
        self, client, monkeypatch, language, shown
    ):
        """Whichever page is shown; names that have the other language alone stand at the end."""
        monkeypatch.setattr(import_module("articles.views.entities"), "PAGE_SIZE", 7)
        for number in range(9):
            make.PersonFactory(name_ar=f"مي {number}", name_en="")
            make.PersonFactory(name_ar="", name_en=f"May {number}")
            make.PersonFactory(name_ar="", name_en=f"{number} May")
            make.PersonFactory(name_ar=f"{number} مي", name_en="")
        wanted, seen = [], 0
        address = f"/{language}/entities/?{shown}"
        first = client.get(address)
        for number in range(1, first.context["page"].paginator.num_pages + 1):
            page = client.get(address.replace("page=2", "") + f"&page={number}")
            for element in html.fromstring(page.content).find_class("names-letter"):
                (heading,) = element.iter("h2")
                one = (heading.get("id"), heading.text_content())
                if one not in [(name, letter) for name, letter, _page in wanted]:
                    wanted.append((*one, number))
                seen += len(list(element.iter("li")))
        assert seen == first.context["count"]
        found = []
        (letters,) = html.fromstring(first.content).find_class("letters")
        for link in letters.iter("a"):
            path, name = link.get("href").split("#")
            page = client.get(f"/{language}/entities/{path}") if path else first
            heading = html.fromstring(page.content).get_element_by_id(name)
            assert page.context["count"] == first.context["count"]
            found.append((name, heading.text_content(), page.context["page"].number))
        assert found == wanted
        assert len({number for _name, _letter, number in found}) > 1

    def test_no_name_fits(self, client):
        response = client.get("/ar/entities/", {"q": "qqqq"})
        assert "لا اسم بهذه الحروف" in response.content.decode()

    @pytest.mark.parametrize("query", ["page=0", "page=99999", "kind=dragon", "q=%00", "page=x"])
    def test_nothing_asked_breaks_it(self, client, query):
        assert client.get(f"/en/entities/?{query}").status_code == 200

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            assert client.get("/ar/entities/?q=م").status_code == 200

    def test_the_counts_are_those_of_the_queryset(self):
        """Two ways to count the same: all at once for the list, row by row for the desk."""
        one, other = make.PersonFactory(), make.PersonFactory()
        make.ArticleFactory(entities=[one, other])
        make.DraftFactory(entities=[one])
        make.MentionFactory(entity=one, status="suggested")
        make.MentionFactory(entity=one, article__status="withdrawn", article__withdrawal_reason="x")
        place = make.PlaceFactory()
        make.MeetingFactory(who=[one, other], place=place)
        make.MeetingFactory(who=[one], place=place, review="suggested")
        counts = tallies()
        assert counts[one.pk] == counts[other.pk] == (1, 1)
        for entity in Entity.objects.with_counts():
            expected = (entity.article_count, entity.meeting_count)
            assert counts.get(entity.pk, (0, 0)) == expected, entity.key

    def test_the_list_says_what_each_page_says(self, client):
        person = make.RoleFactory(title_ar="حارس المنارة", entity__name_ar="زززز أأ").entity
        make.ArticleFactory(entities=[person])
        [one] = [
            one
            for _letter, group in client.get("/ar/entities/?q=زززز").context["letters"]
            for one in group
        ]
        assert (one.articles, one.meetings, one.known_as) == (1, 0, "حارس المنارة")
        assert one.href == person.get_absolute_url()


class TestEntity:
    def test_a_merged_name_leads_to_what_it_became(self, client):
        person = make.PersonFactory()
        EntityRedirect.objects.create(old_id=987654, old_key="old-name", entity=person)
        response = client.get("/ar/entities/987654/anything/")
        assert response.status_code == 301
        assert unquote(response["Location"]) == unquote(person.get_absolute_url())

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_merging_moves_the_page_and_its_feed_for_good(self, client, language):
        keep, absorb = make.PersonFactory(), make.PersonFactory(name_en="Old Name")
        make.ArticleFactory(entities=[absorb])
        with translation.override(language):
            old, new = absorb.get_absolute_url(), None
            editor = User.objects.create_user(f"editor-{language}")
            merge_entities(keep=keep, absorb=absorb, by=editor)
            keep.refresh_from_db()
            new = keep.get_absolute_url()
        gone = old.split("/")[3]
        for address, right in (
            (old, new),
            (
                f"/{language}/feeds/entities/{gone}.atom",
                f"/{language}/feeds/entities/{keep.pk}.atom",
            ),
        ):
            response = client.get(address)
            assert response.status_code == 301
            assert unquote(response["Location"]) == unquote(right)
        context = client.get(new).context
        assert context["coverage"]["n"] == 1
        assert "Old Name" in client.get(new).content.decode()

    def test_an_unknown_number_is_a_404(self, client):
        assert client.get("/ar/entities/987654/").status_code == 404

    def test_the_slug_is_decoration(self, client):
        person = make.PersonFactory(name_ar="رائد الفضاء")
        response = client.get(f"/ar/entities/{person.pk}/wrong/")
        assert response.status_code == 301
        assert unquote(response["Location"]) == f"/ar/entities/{person.pk}/رائد-الفضاء/"

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        busiest = Entity.objects.annotate(n=Count("mentions")).order_by("-n").first()
        with django_assert_max_num_queries(15):
            assert client.get(busiest.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("kind", Entity.Kind.values)
    def test_a_name_without_anything_says_so(self, client, kind):
        entity = make.EntityFactory(kind=kind, name_ar="", name_en="Only English")
        text = client.get(entity.get_absolute_url()).content.decode()
        assert '<bdi lang="en" dir="ltr">Only English</bdi>' in text
        assert "لا مواد" in text
        assert "لم يرد هذا الاسم في مادة منشورة بعد." in text
        assert "لم يدخل السجلَّ لقاءٌ بهذا الاسم بعد." in text
        assert "لا رسم آخر لهذا الاسم في السجل." in text
        assert "/ar/search/?q=Only+English" in text
        assert 'id="h-w"' not in text

    @pytest.mark.parametrize("kind", Entity.Kind.values)
    def test_each_tab_leads_to_a_part_that_is_there(self, client, kind):
        entities = [make.EntityFactory(kind=kind), busiest_of(kind)]
        for entity in entities:
            page = html.fromstring(client.get(entity.get_absolute_url()).content)
            tabs = page.xpath("//nav[@class='views']/a/@href")
            assert len(tabs) >= 3
            for tab in tabs:
                assert page.xpath(f"count(//*[@id='{tab[1:]}'])") == 1, tab


class TestNames:
    def test_spellings_stand_by_kind_and_language(self, client):
        person = make.PersonFactory()
        make.AliasFactory(entity=person, text="Иван", language="ru", kind="transliteration")
        make.AliasFactory(entity=person, text="إيفان", language="ar", kind="spelling")
        make.AliasFactory(entity=person, text="سيد البحار", language="ar", kind="title")
        response = client.get(person.get_absolute_url())
        shown = [
            (str(kind), spoken, [alias.text for alias in group])
            for kind, languages in response.context["aliases"]
            for spoken, group in languages
        ]
        assert shown == [
            ("رسم آخر", "العربية", ["إيفان"]),
            ("كتابة بحروف أخرى", "الروسية", ["Иван"]),
            ("لقب أو صفة يُعرف بها", "العربية", ["سيد البحار"]),
        ]
        assert '<bdi lang="ru">Иван</bdi>' in response.content.decode()

    def test_both_names_head_the_page_in_both_languages(self, client):
        person = make.PersonFactory(name_ar="رائد الفضاء", name_en="Raed Alfadaa")
        for language, shown in (
            ("ar", "رائد الفضاء Raed Alfadaa"),
            ("en", "Raed Alfadaa رائد الفضاء"),
        ):
            with translation.override(language):
                page = html.fromstring(client.get(person.get_absolute_url()).content)
            assert page.xpath("string(//h1)") == shown

    def test_a_changed_alias_is_found_at_once(self, dossier, client):
        """The index is not written meanwhile: names are looked up as they are now."""
        person = busiest_of("person")
        alias = make.AliasFactory(entity=person, text="زعبوطان")
        address = person.get_absolute_url()
        by_name = client.get("/ar/search/", {"q": person.name_ar}).context["found"].count
        for text in ("زعبوطان", "قرنبيطان"):
            alias.text = text
            alias.save()
            found = client.get("/ar/search/", {"q": text}).context["found"]
            assert found.count == by_name > 0
            assert text in client.get(address).content.decode()
            listed = client.get("/ar/entities/", {"q": text}).context["letters"]
            assert [one.pk for _letter, group in listed for one in group] == [person.pk]
        assert not client.get("/ar/entities/", {"q": "زعبوطان"}).context["letters"]


class TestOffices:
    def test_one_office_without_dates_stands_under_the_name(self, client):
        role = make.RoleFactory(title_ar="مبعوث البحار")
        text = main(client.get(role.entity.get_absolute_url()))
        assert text.count("مبعوث البحار") == 1
        assert "تاريخ هذا الدور" in text

    def test_offices_stand_in_order_and_open_dates_are_said(self, client):
        person = make.PersonFactory()
        for title, start, end in (
            ("وزير الموانئ", date(2024, 5, 1), None),
            ("مدير الأرصفة", date(2019, 1, 7), date(2023, 2, 9)),
            ("أمين المرسى", None, date(2018, 12, 31)),
            ("حارس المنارة", None, None),
        ):
            make.RoleFactory(entity=person, title_ar=title, start_on=start, end_on=end)
        page = html.fromstring(client.get(person.get_absolute_url()).content)
        rows = [
            " ".join(row.text_content().split()) for row in page.xpath("//ol[@class='offices']/li")
        ]
        assert rows == [
            "حارس المنارة تواريخه غير موثّقة",
            "أمين المرسى حتى 31 ديسمبر 2018؛ بدايته غير موثّقة",
            "مدير الأرصفة من 7 يناير 2019 إلى 9 فبراير 2023",
            "وزير الموانئ منذ 1 مايو 2024؛ نهايته غير موثّقة",
        ]
        assert page.xpath("string(//p[@class='lede'])") == "وزير الموانئ"

    def test_one_dated_office_has_its_row(self, client):
        role = make.RoleFactory(title_ar="مبعوث البحار", start_on=date(2025, 1, 20))
        text = main(client.get(role.entity.get_absolute_url()))
        assert "منذ <time" in text
        assert "تاريخ هذا الدور" not in text


class TestMentions:
    def test_the_first_and_the_last_are_those_of_the_shelf(self, client):
        person = make.PersonFactory()
        days = [date(2025, 3, 2), date(2024, 7, 9), None, date(2026, 1, 5), date(2024, 7, 9)]
        for day in days:
            make.ArticleFactory(entities=[person], published_on=day)
        make.DraftFactory(entities=[person], published_on=date(2020, 1, 1))
        context = client.get(person.get_absolute_url()).context
        shelf = client.get(context["articles_url"] + "&sort=oldest").context["rows"]
        assert context["coverage"]["first"].pk == shelf[0].article.pk
        shelf = [row.article.pk for row in client.get(context["articles_url"]).context["rows"]]
        assert context["coverage"]["last"].pk == shelf[0]
        assert [article.pk for article in context["articles"]] == shelf
        assert context["coverage"]["n"] == 5
        assert client.get(context["undated_url"]).context["count"] == 1

    def test_of_undated_articles_alone_no_first_is_said(self, client):
        article = make.ArticleFactory(published_on=None, date_basis="unknown")
        person = make.MentionFactory(article=article).entity
        response = client.get(person.get_absolute_url())
        assert response.context["coverage"]["first"] is None
        assert response.context["strip"] is None
        assert "أول ذكر" not in main(response)


class TestMachines:
    @pytest.mark.parametrize(
        ("kind", "type_"),
        [
            ("person", "Person"),
            ("organization", "Organization"),
            ("place", "Place"),
            ("topic", "Thing"),
        ],
    )
    def test_the_page_says_what_it_is_of(self, client, kind, type_):
        entity = make.EntityFactory(kind=kind, name_ar="اسم", name_en="Name", wikidata_id="Q42")
        make.AliasFactory(entity=entity, text="كنية")
        data = machine(client.get(entity.get_absolute_url()))
        assert (data["@type"], data["name"]) == (type_, "اسم")
        assert data["alternateName"] == ["Name", "كنية"]
        assert data["sameAs"] == "https://www.wikidata.org/wiki/Q42"
        assert unquote(data["url"]) == "http://testserver" + unquote(entity.get_absolute_url())
        assert ("address" in data, "hasOccupation" in data) == (False, False)

    def test_offices_are_dated_as_far_as_they_are_known(self, client):
        role = make.RoleFactory(title_ar="مبعوث البحار", start_on=date(2025, 1, 20))
        [office] = machine(client.get(role.entity.get_absolute_url()))["hasOccupation"]
        assert office["startDate"] == "2025-01-20"
        assert "endDate" not in office

    def test_a_place_lies_where_it_is(self, client):
        place = make.PlaceFactory(country="AE", latitude=24.45, longitude=54.38)
        response = client.get(place.get_absolute_url())
        data = machine(response)
        assert (data["geo"]["latitude"], data["geo"]["longitude"]) == (24.45, 54.38)
        assert data["address"]["addressCountry"] == "AE"
        assert '<bdi dir="ltr">24.45, 54.38</bdi>' in main(response)

    @pytest.mark.parametrize("wrong", ["javascript:alert(1)", "Q", "Q0", "12", "Q42/../x"])
    def test_what_is_no_wikidata_id_leads_nowhere(self, client, wrong):
        person = make.PersonFactory(wikidata_id=wrong)
        response = client.get(person.get_absolute_url())
        assert "wikidata.org" not in response.content.decode()
        assert "sameAs" not in machine(response)

    def test_the_head_names_its_feeds_and_its_record(self, client):
        person = make.PersonFactory()
        make.MeetingFactory(who=[person])
        page = html.fromstring(client.get(person.get_absolute_url()).content)
        links = page.xpath("//link[@rel='alternate' and @type]/@href")
        assert f"/ar/feeds/entities/{person.pk}.atom" in links
        assert f"/ar/feeds/meetings.atom?person={person.key}" in links
        assert f"/api/v1/entities/{person.pk}" in links
        for address in links:
            assert client.get(address).status_code == 200, address


def busiest_of(kind: str) -> Entity:
    return Entity.objects.filter(kind=kind).with_counts().order_by("-article_count", "pk").first()


def main(response) -> str:
    return response.content.decode().split("<main")[1].split("</main")[0]


def machine(response) -> dict:
    page = html.fromstring(response.content)
    [text] = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(text)
