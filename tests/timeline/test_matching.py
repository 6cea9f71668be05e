"""Filters cut the register as sets say."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, EntityRedirect, Meeting, Participant
from articles.timeline import TimelineFilters, build, select
from tests.factories import (
    AliasFactory,
    MeetingFactory,
    OrganizationFactory,
    PersonFactory,
    PlaceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def keys(**filters) -> set[str]:
    found = select(TimelineFilters(**filters))
    return set(Meeting.objects.filter(pk__in=found).values_list("key", flat=True))


def naive(filters: TimelineFilters) -> set[int]:
    """The same question, asked of the database one condition at a time."""
    rows = Meeting.objects.confirmed()
    if filters.person and filters.match == "all":
        rows = rows.with_all_of(filters.person)
    elif filters.person:
        rows = rows.with_any_of(filters.person)
    for side in filters.side:
        own = Q(side="", entity__country=side) | Q(side=side)
        rows = rows.filter(pk__in=Participant.objects.filter(own).values("meeting"))
    if filters.place:
        rows = rows.filter(place__key__in=filters.place)
    if filters.country:
        rows = rows.filter(place__country__in=filters.country)
    if filters.format:
        rows = rows.filter(format__in=filters.format)
    if filters.status:
        rows = rows.filter(status__in=filters.status)
    if filters.topic:
        rows = rows.filter(topics__key__in=filters.topic)
    if filters.first:
        rows = rows.filter(last_on__gte=filters.first)
    if filters.last:
        rows = rows.filter(start__lte=filters.last)
    return set(rows.values_list("pk", flat=True))


PEOPLE = ["steve-witkoff", "jared-kushner", "vladimir-putin", "rustem-umerov", "nobody-at-all"]
days = st.none() | st.dates(date(2025, 1, 1), date(2026, 4, 1))


def some(values: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


dossier_filters = st.builds(
    TimelineFilters,
    person=some(PEOPLE, 3),
    match=st.sampled_from(["all", "any"]),
    side=some(["US", "RU", "UA", "XX"]),
    place=some(["moscow", "miami", "geneva", "paris"]),
    country=some(["US", "RU", "CH"]),
    format=some(["in_person", "call", "multilateral"]),
    status=some(["held", "planned", "reported"]),
    topic=some(["ukraine-war", "gaza-ceasefire"]),
    first=days,
    last=days,
)


@quick
@given(filters=dossier_filters)
def test_random_filters_keep_what_the_database_keeps(filters):
    assert set(select(filters)) == naive(filters)


@quick
@given(filters=dossier_filters)
def test_list_strip_statuses_and_options_add_up(filters):
    built = build(filters, language="ar")
    assert len(built.entries) == built.count == len(select(filters))
    assert sum(bar.kept for bar in built.strip.bars) == built.count
    assert sum(period.kept for period in built.strip.periods) == built.count
    assert sum(bar.total for bar in built.strip.bars) == built.total
    assert sum(option.count for option in built.status_counts) == built.count
    assert sum(month.count for month in built.months) == built.count


DIMENSIONS = ["person", "side", "place", "country", "format", "status", "topic"]


@quick
@given(filters=dossier_filters, data=st.data())
def test_an_option_counts_the_page_it_leads_to(filters, data):
    """One that is not chosen: what clicking shows. One that is: the meetings here that have it."""
    built = build(filters, language="en")
    name = data.draw(st.sampled_from(DIMENSIONS))
    if not built.options[name]:
        return
    option = data.draw(st.sampled_from(built.options[name]))
    asked = built.filters.toggled(name, option.value)
    if option.selected:
        alone = (option.value,) if name not in ("person", "side") else getattr(built.filters, name)
        if name == "person" and built.filters.match == "any":
            alone = (option.value,)
        asked = replace(built.filters, **{name: alone})
    assert len(select(asked)) == option.count


@quick
@given(filters=dossier_filters)
def test_both_ways_to_combine_persons_say_what_they_show(filters):
    built = build(filters, language="en")
    for way, count in built.matches.items():
        assert count == len(select(replace(built.filters, match=way)))


@quick
@given(filters=dossier_filters)
def test_a_period_of_the_strip_counts_the_page_it_leads_to(filters):
    built = build(filters, language="en")
    for period in built.strip.periods:
        there = replace(built.filters, first=period.first, last=period.last)
        assert period.count == len(select(there))


@quick
@given(filters=dossier_filters)
def test_the_strip_holds_every_article_on_the_meetings_kept(filters):
    built = build(filters, language="en")
    behind = Article.objects.published().filter(evidence__meeting__in=built.pks).distinct()
    bars = sum(bar.articles for bar in built.strip.bars)
    assert bars == behind.filter(published_on__isnull=False).count()
    assert built.strip.undated == behind.filter(published_on=None).count()
    assert sum(period.articles for period in built.strip.periods) == bars


@quick
@given(filters=dossier_filters)
def test_a_chip_of_an_empty_page_counts_the_page_without_it(filters):
    built = build(filters, language="ar")
    if built.count:
        assert all(chip.count_without is None for chip in built.chips)
        return
    conditions = [(n, v) for n in DIMENSIONS for v in getattr(built.filters, n)]
    conditions += [(n, "") for n in ("first", "last") if getattr(built.filters, n)]
    for chip, (name, value) in zip(built.chips, conditions, strict=True):
        assert chip.count_without == len(select(built.filters.without(name, value)))


def test_all_means_every_one_and_any_means_at_least_one():
    one, two, three = (PersonFactory() for _ in range(3))
    both = MeetingFactory(who=[one, two])
    alone = MeetingFactory(who=[one, three])
    assert keys(person=(one.key, two.key)) == {both.key}
    assert keys(person=(one.key, two.key), match="any") == {both.key, alone.key}
    assert keys(person=(two.key, three.key)) == set()


def test_several_sides_were_all_there():
    one, two, guest = (PersonFactory(country=code) for code in ("XA", "XB", "XC"))
    both = MeetingFactory(who=[one, two])
    alone = MeetingFactory(who=[one])
    lent = MeetingFactory(who=[guest])
    lent.participants.update(side="XA")
    assert keys(side=("XA",)) == {both.key, alone.key, lent.key}
    assert keys(side=("XA", "XB")) == {both.key}
    assert keys(side=("XC",)) == set()


def test_an_organization_is_a_participant_too():
    body = OrganizationFactory()
    meeting = MeetingFactory(who=[body])
    assert keys(person=(body.key,)) == {meeting.key}


def test_an_unknown_key_keeps_nothing_and_is_named_by_a_chip():
    built = build(TimelineFilters(place=("atlantis",)), language="en")
    assert built.count == 0
    assert [(chip.text, chip.known) for chip in built.chips] == [("atlantis", False)]
    assert built.chips[0].count_without == built.total


def test_with_any_an_unknown_person_adds_nothing():
    person = PersonFactory()
    meeting = MeetingFactory(who=[person])
    assert keys(person=(person.key, "nobody-at-all"), match="any") == {meeting.key}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2031, 7, 31), date(2031, 7, 31), True),
        (date(2031, 7, 1), None, True),
        (None, date(2031, 7, 1), True),
        (date(2031, 6, 1), date(2031, 6, 30), False),
        (date(2031, 8, 1), None, False),
    ],
)
def test_a_meeting_known_by_its_month_touches_what_touches_the_month(first, last, found):
    meeting = MeetingFactory(start=date(2031, 7, 1), precision=Meeting.Precision.MONTH)
    assert (meeting.key in keys(first=first, last=last)) is found


def test_a_period_keeps_what_it_overlaps():
    meeting = MeetingFactory(start=date(2031, 3, 30), end=date(2031, 4, 2))
    assert meeting.key in keys(first=date(2031, 4, 2))
    assert meeting.key in keys(last=date(2031, 3, 30))
    assert meeting.key not in keys(first=date(2031, 4, 3))


@pytest.mark.parametrize("review", [Meeting.Review.SUGGESTED, Meeting.Review.REJECTED])
def test_only_confirmed_meetings_are_there(review):
    person = PersonFactory()
    MeetingFactory(who=[person], review=review)
    assert keys(person=(person.key,)) == set()
    assert person.key not in [
        o.value for o in build(TimelineFilters(), language="en").options["person"]
    ]


@pytest.mark.parametrize(
    "q",
    ["قلعة", "القلعة", "والقلعة", "للقلعة", "قَلْعَة", "قلعه", "Castle", "زمردان", "وزمردان",
     "لزمردان", "زمردان قلعة", "فيروزابور", "بفيروزابور", "زمرّدان", "مرافئ"],
)  # fmt: skip
def test_words_are_found_however_they_are_joined_or_spelled(q):
    person = PersonFactory(name_ar="سالم زمردان", name_en="Salem Zomordan")
    place = PlaceFactory(name_ar="فيروزابور", name_en="Firozabor")
    topic = TopicFactory(name_ar="إدارة المرافئ", name_en="Ports")
    meeting = MeetingFactory(
        who=[person], place=place, about=[topic], venue_ar="القلعة القديمة", venue_en="Old Castle"
    )
    assert meeting.key in keys(q=q)


def test_every_word_must_be_found():
    person = PersonFactory(name_ar="سالم زمردان")
    meeting = MeetingFactory(who=[person])
    assert meeting.key in keys(q="سالم زمردان")
    assert meeting.key not in keys(q="سالم زمردان مسقطرأس")


def test_an_alias_finds_the_meeting():
    person = PersonFactory()
    AliasFactory(entity=person, text="أبو الفوارس")
    meeting = MeetingFactory(who=[person])
    assert meeting.key in keys(q="أبو الفوارس")


def test_a_name_is_never_cut():
    assert keys(q="وتين") == set()
    assert keys(q="بوتين") == keys(q="لبوتين") != set()


def test_a_name_or_an_old_key_stands_for_the_key():
    person = PersonFactory(name_ar="كنان الصفصاف")
    AliasFactory(entity=person, text="Kenan Safsaf", language="en")
    EntityRedirect.objects.create(old_id=987654, old_key="kenan-old", entity=person)
    meeting = MeetingFactory(who=[person])
    for written in ("كنان الصفصاف", "كنان الصفصافْ", "kenan safsaf", "kenan-old"):
        built = build(TimelineFilters(person=(written,)), language="ar")
        assert built.filters.person == (person.key,)
        assert [entry.meeting.key for entry in built.entries] == [meeting.key]
