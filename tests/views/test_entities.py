"""Names: the list, and pages whose every count is the total of the list it links to."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.db.models import Count

from articles.models import Entity, EntityRedirect
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

    def test_no_name_fits(self, client):
        response = client.get("/ar/entities/", {"q": "qqqq"})
        assert "لا اسم بهذه الحروف" in response.content.decode()

    @pytest.mark.parametrize("query", ["page=0", "page=99999", "kind=dragon", "q=%00", "page=x"])
    def test_nothing_asked_breaks_it(self, client, query):
        assert client.get(f"/en/entities/?{query}").status_code == 200

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            assert client.get("/ar/entities/?q=م").status_code == 200


class TestEntity:
    def test_a_merged_name_leads_to_what_it_became(self, client):
        person = make.PersonFactory()
        EntityRedirect.objects.create(old_id=987654, old_key="old-name", entity=person)
        response = client.get("/ar/entities/987654/anything/")
        assert response.status_code == 301
        assert unquote(response["Location"]) == unquote(person.get_absolute_url())

    def test_an_unknown_number_is_a_404(self, client):
        assert client.get("/ar/entities/987654/").status_code == 404

    def test_the_slug_is_decoration(self, client):
        person = make.PersonFactory(name_ar="رائد الفضاء")
        response = client.get(f"/ar/entities/{person.pk}/wrong/")
        assert response.status_code == 301
        assert unquote(response["Location"]) == f"/ar/entities/{person.pk}/رائد-الفضاء/"

    @pytest.mark.parametrize("kind", Entity.Kind.values)
    def test_every_count_is_the_total_of_its_list(self, client, kind):
        entity = (
            Entity.objects.filter(kind=kind)
            .annotate(n=Count("mentions", distinct=True))
            .order_by("-n", "pk")[1]
        )
        context = client.get(entity.get_absolute_url()).context
        assert client.get(context["articles_url"]).context["count"] == context["coverage"]["n"] > 0
        assert context["strip"].kept
        assert context["people"]
        assert context["sources"]
        for bar in context["strip"].kept[:3]:
            assert client.get(bar.href).context["count"] == bar.count
        for one in context["people"][:3]:
            if one["mentioned"]:
                assert client.get(one["mentioned_url"]).context["count"] == one["mentioned"]
        for one in context["sources"][:2]:
            assert client.get(one["url"]).context["count"] == one["count"]

    @pytest.mark.parametrize("kind", Entity.Kind.values)
    def test_meeting_counts_are_those_of_the_timeline(self, client, kind):
        entity = (
            Entity.objects.filter(kind=kind)
            .with_counts()
            .filter(meeting_count__gt=1)
            .order_by("-meeting_count", "pk")
            .first()
        )
        if entity is None:
            assert kind == Entity.Kind.ORGANIZATION
            return
        context = client.get(entity.get_absolute_url()).context
        assert (
            client.get(context["timeline_url"]).context["timeline"].count
            == context["meeting_count"]
        )
        assert context["people"]
        for one in context["people"][:3]:
            if one["met"]:
                assert client.get(one["met_url"]).context["timeline"].count == one["met"]

    def test_spellings_stand_by_kind_and_language(self, client):
        person = make.PersonFactory()
        make.AliasFactory(entity=person, text="Иван", language="ru", kind="transliteration")
        text = client.get(person.get_absolute_url()).content.decode()
        assert '<bdi lang="ru">Иван</bdi>' in text

    def test_one_office_without_dates_stands_under_the_name(self, client):
        role = make.RoleFactory(title_ar="مبعوث البحار")
        text = client.get(role.entity.get_absolute_url()).content.decode()
        assert text.count("مبعوث البحار") == 1

    def test_a_name_without_anything_still_has_a_page(self, client):
        person = make.PersonFactory(name_ar="", name_en="Only English")
        text = client.get(person.get_absolute_url()).content.decode()
        assert '<bdi lang="en" dir="ltr">Only English</bdi>' in text
        assert "لا مواد" in text

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        busiest = Entity.objects.annotate(n=Count("mentions")).order_by("-n").first()
        with django_assert_max_num_queries(15):
            assert client.get(busiest.get_absolute_url()).status_code == 200
