"""The form of an entity: what is taken for a Wikidata id, and fields that say what they are."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import html

from articles.models import Entity
from tests.admin.test_forms import add, change, save
from tests.factories import AliasFactory, PersonFactory, RoleFactory

pytestmark = pytest.mark.usefixtures("empty")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Q22686", "Q22686"),
        (" q22686 ", "Q22686"),
        ("https://www.wikidata.org/wiki/Q22686", "Q22686"),
        ("http://www.wikidata.org/entity/Q22686", "Q22686"),
        ("https://m.wikidata.org/wiki/Q22686", "Q22686"),
        ("", ""),
    ],
)
def test_a_wikidata_id_is_taken_as_people_copy_it(editor, typed, kept):
    save(editor, add("entity"), name_en="Samir Kanaan", kind="person", wikidata_id=typed)
    assert Entity.objects.get().wikidata_id == kept


@pytest.mark.parametrize(
    "typed",
    ["22686", "Q", "Q0", "QQ1", "https://example.org/wiki/Q1", "Q١٢", "Q12345678901234567890"],
)
def test_what_is_no_wikidata_id_is_refused_in_words(editor, typed):
    page = save(editor, add("entity"), name_en="Samir", kind="person", wikidata_id=typed)
    [said] = page.context["adminform"].form.errors["wikidata_id"]
    assert "Q22686" in said
    assert not Entity.objects.exists()


def test_a_stored_id_that_stays_as_it_is_is_not_judged(editor):
    person = PersonFactory(wikidata_id="unknown")
    save(editor, change(person), name_en="New Name")
    person.refresh_from_db()
    assert (person.name_en, person.wikidata_id) == ("New Name", "unknown")


def test_each_field_of_a_row_says_what_it_is(editor):
    person = AliasFactory(entity=RoleFactory().entity).entity
    address = reverse("admin:articles_entity_change", args=[person.pk])
    page = html.fromstring(editor.get(address).content)
    rows = page.xpath("//tr[contains(@class, 'form-row')]")
    assert len(rows) >= 4
    for field in page.xpath("//tr[contains(@class, 'form-row')]//*[self::input or self::select]"):
        if field.get("type") != "hidden":
            assert field.get("aria-label"), html.tostring(field)
    assert page.xpath("//th[@class='original' and normalize-space() = '']") == []
    assert len(page.xpath("//th[@class='original']")) == 2
