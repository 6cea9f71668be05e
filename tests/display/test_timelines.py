"""The timeline in words, and its drawing."""

from datetime import date

import pytest
from django.utils.translation import override

from articles.display import Preferences
from articles.display.density import density
from articles.display.timelines import heading, listed, summary, with_lam
from articles.timeline import TimelineFilters, build
from tests.factories import MeetingFactory, PersonFactory


@pytest.mark.parametrize(
    ("name", "attached"),
    [
        ("ويتكوف", "لويتكوف"),
        ("السيسي", "للسيسي"),
        ("إلهام علييف", "لإلهام علييف"),
        ("آدم بولر", "لآدم بولر"),
        ("nobody", "لـnobody"),
    ],
)
def test_lam_joins_a_name_as_it_is_written(name, attached):
    assert with_lam(name) == attached


@pytest.mark.parametrize(
    ("names", "how", "language", "text"),
    [
        (["أ"], "all", "ar", "أ"),
        (["أ", "ب", "ج"], "all", "ar", "أ وب وج"),
        (["أ", "ب"], "any", "ar", "أ أو ب"),
        (["a", "b", "c"], "all", "en", "a, b and c"),
        (["a", "b"], "any", "en", "a or b"),
        ([], "all", "en", ""),
    ],
)
def test_names_are_listed_as_a_sentence_lists_them(names, how, language, text):
    assert listed(names, how, language) == text


def english(**filters) -> str:
    with override("en"):
        return heading(build(TimelineFilters(**filters), language="en"), Preferences())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "text"),
    [
        ({}, "135 meetings in the register"),
        (
            {"person": ("steve-witkoff", "jared-kushner"), "topic": ("ukraine-war",)},
            "25 meetings of Witkoff and Kushner together on Ukraine war",
        ),
        (
            {"person": ("vladimir-putin", "rustem-umerov"), "match": "any", "country": ("RU",)},
            "7 meetings of Putin or Umerov in Russia",
        ),
        (
            {"person": ("steve-witkoff",), "format": ("call",), "status": ("held", "reported")},
            "9 meetings of Witkoff (call, held or unconfirmed)",
        ),
        ({"place": ("atlantis",)}, "No meetings in atlantis"),
        (
            {"first": date(2025, 12, 1), "last": date(2025, 12, 31), "q": "Berlin"},
            "1 meeting from 1 to 31 December 2025 with the words “Berlin”",
        ),
    ],
)
def test_the_heading_says_the_count_and_what_it_counts(filters, text):
    assert english(**filters) == text


@pytest.mark.django_db
def test_arabic_numerals_are_for_those_who_chose_them():
    built = build(TimelineFilters(), language="ar")
    with override("ar"):
        assert "١٣٥" in heading(built, Preferences(numerals="arabic"))
        assert "135" in heading(built, Preferences())


@pytest.mark.django_db
def test_the_summary_of_one_meeting_is_its_day():
    person = PersonFactory()
    MeetingFactory(who=[person], start=date(2031, 5, 1))
    with override("en"):
        built = build(TimelineFilters(person=(person.key,)), language="en")
        assert summary(built, Preferences()) == "1 held. 1 May 2031."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("side", "english_words", "arabic_words"),
    [
        (("RU",), "with Russia at the table", "بحضور الجانب الروسي"),
        (("US", "RU"), "with United States and Russia at the table",
         "بحضور الجانب الأمريكي والجانب الروسي"),
    ],
)  # fmt: skip
def test_the_heading_names_the_sides(side, english_words, arabic_words):
    assert english_words in english(side=side)
    with override("ar"):
        built = build(TimelineFilters(side=side), language="ar")
        assert arabic_words in heading(built, Preferences())


@pytest.mark.django_db
def test_the_axis_runs_from_the_right_in_arabic():
    def edges(language):
        built = build(TimelineFilters(), language=language)
        drawn = density(built, Preferences(), lambda first, last: "")
        return [float(period.x.rstrip("%")) for period in drawn.periods]

    assert edges("en") == sorted(edges("en"))
    assert edges("ar") == sorted(edges("ar"), reverse=True)


@pytest.mark.django_db
def test_only_periods_with_meetings_have_links():
    built = build(TimelineFilters(place=("moscow",)), language="en")
    drawn = density(built, Preferences(), lambda first, last: f"?{first}-{last}")
    linked = {period.first for period in drawn.periods if period.href}
    assert linked == {period.first.isoformat() for period in built.strip.periods if period.count}
    assert 0 < len(linked) < len(drawn.periods)
