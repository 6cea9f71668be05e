"""Lanes hold every meeting kept, on the lane of everybody who was there."""

from datetime import date

import pytest
from hypothesis import given

from articles.models import Meeting
from articles.timeline import TimelineFilters, build, lanes
from articles.timeline.lanes import MOST
from tests.factories import MeetingFactory, PersonFactory, PlaceFactory
from tests.timeline.many import many_meetings
from tests.timeline.test_matching import dossier_filters, quick

pytestmark = pytest.mark.django_db


def drawn(**filters):
    look = {name: filters.pop(name) for name in ("zoom", "everyone") if name in filters}
    return lanes(build(TimelineFilters(**filters), language="en", entries=False), **look)


@quick
@given(filters=dossier_filters)
def test_every_meeting_of_the_list_is_one_mark_on_the_lanes_of_its_people(filters):
    built = build(filters, language="en")
    found = lanes(built)
    if not built.count:
        assert found is None
        return
    assert [mark.row.pk for mark in found.marks] == [row.pk for row in built.rows]
    for number, lane in enumerate(found.lanes):
        assert lane.count == sum(number in mark.lanes for mark in found.marks)
        if lane.entity:
            there = set(lane.entity.participations.values_list("meeting", flat=True))
            assert {m.row.pk for m in found.marks if number in m.lanes} == there & set(built.pks)
    assert all(mark.lanes for mark in found.marks)
    assert all(0 <= mark.x < 1 and mark.x + mark.width <= 1 for mark in found.marks)


def test_who_was_at_most_meetings_is_on_top_and_the_rest_share_a_lane():
    found = drawn()
    counts = [lane.count for lane in found.lanes if lane.entity]
    assert len(counts) == MOST
    assert counts == sorted(counts, reverse=True)
    assert found.lanes[-1].entity is None
    assert found.lanes[-1].people == found.folded > 0
    unfolded = drawn(everyone=True)
    assert len(unfolded.lanes) > len(found.lanes)
    assert [mark.row.pk for mark in unfolded.marks] == [mark.row.pk for mark in found.marks]


def test_those_whom_the_filter_names_have_lanes_of_their_own():
    people = [PersonFactory() for _ in range(MOST + 3)]
    for person in people[:-1]:
        MeetingFactory(who=[person, people[-1]])
        MeetingFactory(who=[person, people[-1]])
    rare = PersonFactory()
    MeetingFactory(who=[rare, *people])
    found = drawn(person=(rare.key, people[0].key), match="any")
    assert [lane.entity.key for lane in found.lanes[:2]] == [people[0].key, rare.key]
    assert len(found.lanes) == MOST + 1


def test_a_meeting_without_known_participants_is_on_the_last_lane():
    person = PersonFactory()
    MeetingFactory(who=[person], start=date(2031, 5, 1))
    MeetingFactory(start=date(2031, 5, 2))
    found = drawn(first=date(2031, 5, 1))
    assert [mark.lanes for mark in found.marks] == [(0,), (1,)]
    assert (found.lanes[1].entity, found.lanes[1].count, found.lanes[1].people) == (None, 1, 0)


def test_meetings_of_one_day_stand_side_by_side_and_long_ones_reach_their_last_day():
    person = PersonFactory()
    for _ in range(2):
        MeetingFactory(who=[person], start=date(2031, 5, 1))
    MeetingFactory(who=[person], start=date(2031, 5, 3), end=date(2031, 5, 5))
    MeetingFactory(who=[person], start=date(2031, 5, 1), precision=Meeting.Precision.MONTH)
    month, one, two, long = drawn(person=(person.key,), zoom="days").marks
    assert [round(mark.x * 31, 2) for mark in (one, two, long)] == [0.25, 0.75, 2.5]
    assert round(long.width * 31, 2) == 2
    assert (month.x, month.width) == (0, 1)


def test_a_thousand_meetings_cost_as_many_queries_as_ten(empty, django_assert_max_num_queries):
    many_meetings(1000)
    with django_assert_max_num_queries(9):
        found = drawn()
    assert len(found.marks) == 1000


def test_a_meeting_deleted_while_the_page_is_made_is_left_out():
    people = PersonFactory.create_batch(2)
    gone, kept = (MeetingFactory(who=people, place=PlaceFactory()) for _ in range(2))
    built = build(TimelineFilters(person=(people[0].key,)), language="en", entries=False)
    gone.delete()
    assert [mark.row.pk for mark in lanes(built).marks] == [kept.pk]
