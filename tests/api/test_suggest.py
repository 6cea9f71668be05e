"""What the search box is told while somebody types."""

from __future__ import annotations

import pytest
from django.utils import timezone

from articles.models import PastSearch

FIELDS = {"text", "lang", "parts", "also", "kind", "note", "query", "page"}


def ask(client, q: str, language: str = "ar") -> dict:
    response = client.get("/api/v1/suggest", {"q": q, "lang": language})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
    return response.json()


def items(answer: dict, group: str) -> list[dict]:
    return next((g["items"] for g in answer["groups"] if g["name"] == group), [])


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_entry_leads_to_a_page_that_answers(client, dossier, language):
    PastSearch.objects.create(
        folded="محادثات جنيف", text="محادثات جنيف", times=3, found=1, last_on=timezone.localdate()
    )
    answer = ask(client, "محادثات", language)
    assert [group["name"] for group in answer["groups"]] == ["queries", "names", "articles"]
    entries = [item for group in answer["groups"] for item in group["items"]]
    assert answer["count"] == len(entries) <= 10
    for item in entries:
        assert item.keys() == FIELDS
        assert "".join(part["text"] for part in item["parts"]) == item["text"]
        assert any(part["marked"] for part in item["parts"] + item["also"])
        assert item["page"].startswith(f"/{language}/")
        assert client.get(item["page"]).status_code == 200
    assert items(answer, "queries")[0]["query"] == "محادثات جنيف"
    assert {item["query"] for item in items(answer, "names") + items(answer, "articles")} == {None}


def test_a_name_says_what_it_is_and_which_spelling_fits(client, dossier):
    (item,) = items(ask(client, "Witkof", "ar"), "names")
    assert (item["text"], item["lang"], item["kind"]) == ("ستيف ويتكوف", "ar", "شخص")
    assert "Witkof" in [part["text"] for part in item["also"] if part["marked"]]


def test_a_headline_says_its_outlet_and_its_day(client, dossier):
    client.cookies["sijill_numerals"] = "arabic"
    first = items(ask(client, "كوشنر"), "articles")[0]
    outlet, day = first["note"].split(" · ")
    assert outlet
    assert set(day) & set("٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("q", ["", " ", "-", '"', "زقزقةالعصافير", "%", "_", "\\", "a" * 256])
def test_nothing_is_said_to_be_nothing(client, dossier, q):
    answer = ask(client, q, "en")
    assert answer == {"count": 0, "message": "No suggestions.", "groups": []}


def test_a_text_that_is_none_is_refused(client, dossier):
    for q in ("a\x00b", "a" * 257):
        assert client.get("/api/v1/suggest", {"q": q}).status_code == 422


def test_names_are_offered_while_search_is_down(client, own_index):
    assert items(ask(client, "ويتكوف"), "names")


def test_a_keystroke_makes_few_queries(client, dossier, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert ask(client, "كوشنر")["count"]
