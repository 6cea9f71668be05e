"""A small register of our own, and a way to read a text against it."""

from __future__ import annotations

from datetime import date

import pytest

from articles.models import Alias, Role
from articles.tagging.run import load, read
from tests import factories

PEOPLE = {
    "sami-darwish": ("سامي درويش", "Sami Darwish", "رئيس روسيا"),
    "nadim-qabbani": ("نديم قنواتي", "Nadim Qanawati", "المبعوث الأمريكي"),
    "layla-haddad": ("ليلى شمعونيان", "Layla Shamunian", "وزير الخارجية التركي"),
    "karim-zakkar": ("كريم زكروتي", "Karim Zakruti", "مستشار الرئيس"),
}
PLACES = {
    "port-nour": ("ميناء نور", "Port Nour"),
    "zahrabad": ("زهراباد", "Zahrabad"),
    "muscat": ("مسقط", "Muscat"),
}
ORGANIZATIONS = {
    "hamas": ("حماس", "Hamas"),
    "un": ("الأمم المتحدة", "United Nations"),
    "sector": ("قطاع الساحل", "Coast Strip"),
}


@pytest.fixture
def register(empty):
    """Four persons, three places, three organizations, and one meeting that is known."""
    for key, (arabic, english, office) in PEOPLE.items():
        person = factories.PersonFactory(key=key, name_ar=arabic, name_en=english)
        Role.objects.create(entity=person, title_ar=office)
    for key, (arabic, english) in PLACES.items():
        factories.PlaceFactory(key=key, name_ar=arabic, name_en=english, country="ZZ")
    for key, (arabic, english) in ORGANIZATIONS.items():
        factories.OrganizationFactory(key=key, name_ar=arabic, name_en=english)
    entities = {e.key: e for e in factories.models.Entity.objects.all()}
    Alias.objects.create(entity=entities["sami-darwish"], text="درويش", language="ar")
    Alias.objects.create(entity=entities["sector"], text="القطاع", language="ar")
    Alias.objects.create(entity=entities["un"], text="UN", language="en")
    factories.MeetingFactory(
        key="m-2026-03-02-zahrabad",
        start=date(2026, 3, 2),
        place=entities["zahrabad"],
        who=[entities["sami-darwish"], entities["nadim-qabbani"]],
    )
    return entities


@pytest.fixture
def reads(register):
    """reads(text, published=..., title=...) -> Suggestions; nothing is written."""
    known = load()

    def of(text, published=date(2026, 3, 5), title="خبر"):
        article = factories.models.Article(title=title, body=text, published_on=published)
        return read(article, known)

    return of
