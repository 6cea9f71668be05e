"""A time zone only where there is no doubt."""

import pytest

from articles.exports.zones import zone_of
from articles.models import Entity


@pytest.mark.parametrize(
    ("name", "country", "zone"),
    [
        ("Moscow", "RU", "Europe/Moscow"),
        ("Berlin", "DE", "Europe/Berlin"),
        ("New York", "US", "America/New_York"),
        ("Sharm el-Sheikh", "EG", "Africa/Cairo"),
        ("Muscat", "OM", "Asia/Muscat"),
        ("Miami", "US", None),
        ("Moscow", "US", None),
        ("Somewhere", "", None),
    ],
)
def test_zone_of_a_place(name, country, zone):
    assert zone_of(Entity(kind="place", name_en=name, country=country)) == zone
