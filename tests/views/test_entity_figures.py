"""Every number on an entity's page is the total of the list to which it leads."""

from __future__ import annotations

from datetime import date
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from articles.forms.browse import BrowseFilters
from articles.forms.timeline import TimelineForm
from articles.models import Article, Entity
from articles.timeline import select
from tests import factories as make

pytestmark = pytest.mark.django_db


def linked(context) -> list[tuple[int, str]]:
    """Every number that the page shows beside a link, with the address of the link."""
    found = [
        (context["coverage"]["n"], context["articles_url"]),
        (context["coverage"]["undated"], context["undated_url"]),
        (context["meeting_count"], context["timeline_url"]),
    ]
    found += [(one["count"], one["url"]) for one in context["sources"]]
    found += [(one["met"], one["met_url"]) for one in context["people"]]
    found += [(one["mentioned"], one["mentioned_url"]) for one in context["people"]]
    found += [(n, href) for _status, n, href in context["statuses"]]
    found += [(year.count, year.url) for year in context["years"]]
    if context["strip"]:
        found += [(bar.count, bar.href) for bar in context["strip"].kept]
    return found


def totals():
    """Return what gives the total of a list by its address, as the list itself finds it."""

    @cache
    def total(path: str, asked: frozenset[tuple[str, str]]) -> int:
        query = QueryDict(mutable=True)
        for name, value in sorted(asked):
            query.appendlist(name, value)
        if path.endswith("/timeline/"):
            return len(select(TimelineForm(query).filters))
        assert path.endswith("/articles/")
        return BrowseFilters(query).articles().count()

    def total_of(address: str) -> int:
        parts = urlsplit(address)
        pairs = [(name, v) for name, values in QueryDict(parts.query).lists() for v in values]
        return total(parts.path, frozenset(pairs))

    return total_of


@pytest.mark.parametrize("kind", Entity.Kind.values)
def test_every_number_of_every_entity_is_the_total_of_its_list(client, kind):
    total_of, seen = totals(), 0
    for entity in Entity.objects.filter(kind=kind).order_by("pk"):
        for number, address in linked(client.get(entity.get_absolute_url()).context):
            assert total_of(address) == number, f"{entity.key}: {address}"
            seen += number
    assert seen > 100


@pytest.mark.parametrize("kind", Entity.Kind.values)
def test_the_pages_behind_the_links_say_the_same(client, kind):
    """The lists as readers see them, for the second most covered of each kind."""
    ranked = Entity.objects.filter(kind=kind).with_counts().order_by("-article_count", "pk")
    context = client.get(ranked[1].get_absolute_url()).context
    assert len(context["people"]) > 1
    assert context["coverage"]["n"] > 1
    followed = {number: address for number, address in linked(context) if number}
    for number, address in followed.items():
        page = client.get(address).context
        shown = page["timeline"].count if "timeline" in page else page["count"]
        assert shown == number, address


def test_only_what_readers_see_is_counted(client):
    one, other, place = make.PersonFactory(), make.PersonFactory(), make.PlaceFactory()
    source = make.SourceFactory()
    make.ArticleFactory(entities=[one, other], source=source)
    article = make.ArticleFactory(entities=[one, other], source=source)
    make.DraftFactory(entities=[one, other], source=source)
    half = make.ArticleFactory(entities=[one], source=source)
    make.MentionFactory(article=half, entity=other, status="suggested")
    make.MeetingFactory(who=[one, other], place=place)
    make.MeetingFactory(who=[one, other], place=place, review="rejected")

    def figures() -> tuple[int, int, int, int]:
        context = client.get(one.get_absolute_url()).context
        [person] = context["people"]
        assert person["entity"] == other
        for number, address in linked(context):
            assert totals()(address) == number
        outlets = sum(row["count"] for row in context["sources"])
        assert outlets == context["coverage"]["n"]
        return outlets, person["mentioned"], person["met"], context["meeting_count"]

    assert figures() == (3, 2, 1, 1)
    article.status, article.withdrawal_reason = Article.Status.WITHDRAWN, "test"
    article.save()
    assert figures() == (2, 1, 1, 1)


def test_a_meeting_over_new_year_counts_in_both_years(client):
    person = make.PersonFactory()
    make.MeetingFactory(who=[person], start=date(2025, 12, 30), end=date(2026, 1, 2))
    make.MeetingFactory(who=[person], start=date(2025, 3, 1), precision="month")
    context = client.get(person.get_absolute_url()).context
    assert [(y.year, y.count, len(y.meetings)) for y in context["years"]] == [
        (2026, 1, 0),
        (2025, 2, 2),
    ]
    for number, address in linked(context):
        assert totals()(address) == number


@pytest.mark.parametrize("status", ["cancelled", "postponed", "planned"])
def test_nobody_was_met_at_a_meeting_that_was_not_held(client, status):
    one, other, third = make.PersonFactory.create_batch(3)
    make.MeetingFactory(who=[one, other])
    make.MeetingFactory(who=[one, other, third], status=status)
    people = client.get(one.get_absolute_url(), follow=True).context["people"]
    assert [(row["entity"], row["met"]) for row in people] == [(other, 1)]
