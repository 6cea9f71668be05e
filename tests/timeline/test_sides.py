"""Participants stand with their side, and every side has a name."""

import pytest

from articles.models import Entity
from articles.timeline.sides import ADJECTIVES_AR, country_name, side_label, sides_of


def person(name: str, country: str = "") -> Entity:
    return Entity(key=name, kind="person", name_ar=name, name_en=name, country=country)


def test_sides_come_in_order_of_appearance_and_nobodys_last():
    one, two, three, four = person("1"), person("2", "RU"), person("3", "US"), person("4", "RU")
    sides = sides_of([(one, ""), (two, ""), (three, ""), (four, "")], "ar")
    assert [(side.country, [p.key for p in side.people]) for side in sides] == [
        ("RU", ["2", "4"]),
        ("US", ["3"]),
        ("", ["1"]),
    ]


def test_the_side_said_for_the_meeting_wins():
    assert [side.country for side in sides_of([(person("1", "US"), "QA")], "ar")] == ["QA"]


@pytest.mark.parametrize(
    ("country", "arabic", "english"),
    [
        ("US", "الجانب الأمريكي", "United States"),
        ("OM", "الجانب العُماني", "Oman"),
        ("PS", "الجانب الفلسطيني", "Palestine"),
        ("FJ", "جانب فيجي", "Fiji"),
        ("XQ", "جانب XQ", "XQ"),
    ],
)
def test_every_side_has_a_name(country, arabic, english):
    assert side_label(country, "ar") == arabic
    assert side_label(country, "en") == english


def test_adjectives_are_of_real_countries():
    assert ADJECTIVES_AR
    for code in ADJECTIVES_AR:
        assert country_name(code, "ar") != code
