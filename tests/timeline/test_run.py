"""The timeline as a whole: order, silences, support, pages, and what it costs."""

from datetime import date, time, timedelta

import pytest
from django.db import connection

from articles.models import Article, Meeting
from articles.timeline import Gap, TimelineFilters, build, lanes
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def timeline(person, **filters):
    return build(TimelineFilters(person=(person.key,), **filters), language="en")


def shape(built) -> list:
    """Starts and gaps in the order of the page, a list for each month."""
    return [
        [item.days if isinstance(item, Gap) else item.meeting.start.isoformat() for item in m.items]
        for m in built.months
    ]


@pytest.fixture
def person():
    return PersonFactory()


def test_silences_are_said_from_seven_days_up(person):
    for day in (1, 8, 16):  # six days between the first two, seven between the others
        MeetingFactory(who=[person], start=date(2031, 5, day))
    built = timeline(person)
    assert shape(built) == [["2031-05-01", "2031-05-08", 7, "2031-05-16"]]
    assert built.longest_gap == 7


def test_newest_first_turns_everything_around(person):
    for day in (date(2031, 5, 1), date(2031, 5, 20), date(2031, 6, 3)):
        MeetingFactory(who=[person], start=day)
    assert shape(timeline(person)) == [["2031-05-01", 18, "2031-05-20", 13], ["2031-06-03"]]
    newest = timeline(person, order="newest")
    assert shape(newest) == [["2031-06-03", 13], ["2031-05-20", 18, "2031-05-01"]]


def test_what_was_put_off_or_called_off_does_not_end_a_silence(person):
    MeetingFactory(who=[person], start=date(2031, 5, 1))
    MeetingFactory(who=[person], start=date(2031, 5, 10), status=Meeting.Status.POSTPONED)
    MeetingFactory(who=[person], start=date(2031, 5, 21), status=Meeting.Status.REPORTED)
    assert shape(timeline(person)) == [["2031-05-01", "2031-05-10", 19, "2031-05-21"]]


def test_a_month_known_only_as_a_month_is_not_silent(person):
    MeetingFactory(who=[person], start=date(2031, 5, 1))
    MeetingFactory(who=[person], start=date(2031, 5, 1), precision=Meeting.Precision.MONTH)
    MeetingFactory(who=[person], start=date(2031, 6, 2))
    assert timeline(person).longest_gap == 0


def test_a_long_meeting_covers_the_short_ones_inside_it(person):
    MeetingFactory(who=[person], start=date(2031, 5, 1), end=date(2031, 5, 20))
    MeetingFactory(who=[person], start=date(2031, 5, 3))
    MeetingFactory(who=[person], start=date(2031, 5, 21))
    assert timeline(person).longest_gap == 0


def test_the_day_is_ordered_by_the_hour(person):
    late = MeetingFactory(who=[person], start=date(2031, 5, 1), time=time(18))
    unknown = MeetingFactory(who=[person], start=date(2031, 5, 1))
    early = MeetingFactory(who=[person], start=date(2031, 5, 1), time=time(9))
    assert [e.meeting.pk for e in timeline(person).entries] == [early.pk, late.pk, unknown.pk]


def test_a_planned_meeting_does_not_end_a_silence_either(person):
    MeetingFactory(who=[person], start=date(2031, 5, 1))
    MeetingFactory(who=[person], start=date(2031, 5, 14), status=Meeting.Status.PLANNED)
    assert timeline(person).longest_gap == 0
    MeetingFactory(who=[person], start=date(2031, 6, 1))
    assert timeline(person).longest_gap == 30


def test_the_night_of_a_day_comes_after_all_of_the_day_and_a_month_before_its_first(person):
    def at(day, **more):
        return MeetingFactory(who=[person], start=date(2031, 5, day), **more).pk

    night = at(1, precision="night", time=time(1))
    unknown = at(1)
    late = at(1, time=time(23, 30))
    next_day = at(2, time=time(0, 30))
    whole_month = at(1, precision=Meeting.Precision.MONTH)
    order = [whole_month, late, unknown, night, next_day]
    assert [entry.meeting.pk for entry in timeline(person).entries] == order
    assert timeline(person, order="newest").pks == order[::-1]


def test_support_counts_articles_and_outlets_that_readers_see(person):
    meeting = MeetingFactory(who=[person])
    outlet = SourceFactory()
    for article in (
        ArticleFactory(source=outlet),
        ArticleFactory(source=outlet),
        ArticleFactory(),
        DraftFactory(),
        ArticleFactory(status=Article.Status.WITHDRAWN, withdrawal_reason="طلب الناشر"),
    ):
        EvidenceFactory(meeting=meeting, article=article)
    EvidenceFactory(meeting=meeting, article=meeting.evidence.first().article, fact="date")
    entry = timeline(person).entries[0]
    assert (entry.articles, entry.outlets) == (3, 2)


def test_long_lists_are_paged_and_the_strip_holds_all(person, monkeypatch):
    monkeypatch.setattr("articles.timeline.run.PAGE_SIZE", 2)
    for month in (1, 2, 3, 4, 5):
        MeetingFactory(who=[person], start=date(2031, month, 1))
    filters = TimelineFilters(person=(person.key,))
    first, last = (build(filters, language="en", page=page) for page in (1, 99))
    assert (first.count, first.pages, len(first.entries)) == (5, 3, 2)
    assert (last.page, len(last.entries)) == (3, 1)
    assert sum(bar.kept for bar in first.strip.bars) == 5


def test_a_page_costs_few_queries_whatever_it_holds(person, django_assert_max_num_queries):
    for day in range(30):
        MeetingFactory(who=[person, PersonFactory()], start=date(2031, 5, 1) + timedelta(day))
    with django_assert_max_num_queries(12):
        build(TimelineFilters(person=("somebody unknown",), q="لقاء", place=("x",)), language="ar")
    with django_assert_max_num_queries(4):  # the register is known
        assert build(TimelineFilters(person=(person.key,)), language="ar").count == 30


def test_what_has_changed_since_the_last_page_is_on_the_next(person):
    def shown():
        built = build(TimelineFilters(person=(person.key,)), language="ar")
        return [(entry.meeting.pk, entry.articles, entry.disputed) for entry in built.entries]

    assert shown() == []
    meeting = MeetingFactory(who=[person, PersonFactory()], start=date(2031, 5, 1))
    assert shown() == [(meeting.pk, 0, False)]
    reports = [ArticleFactory(), ArticleFactory()]
    for article, place in zip(reports, ("موسكو", "سوتشي"), strict=True):
        EvidenceFactory(meeting=meeting, article=article, fact="place", value_ar=place)
    assert shown() == [(meeting.pk, 2, True)]
    reports[1].status = Article.Status.DRAFT
    reports[1].save()
    assert shown() == [(meeting.pk, 1, False)]
    meeting.review = "rejected"
    meeting.save()
    assert shown() == []


def test_an_empty_register_is_a_timeline_too():
    Meeting.objects.all().delete()
    built = build(TimelineFilters(), language="ar")
    assert (built.count, built.total, built.months, built.strip.bars) == (0, 0, [], [])
    assert (built.first, built.last) == (None, None)


def test_the_dossier_has_all_its_meetings():
    built = build(TimelineFilters(), language="ar")
    assert built.count == built.total == len(built.entries) == 135


def test_both_together_on_one_topic():
    chosen = ("steve-witkoff", "jared-kushner")
    built = build(TimelineFilters(person=chosen, topic=("ukraine-war",)), language="ar")
    assert (built.count, built.longest_gap) == (25, 12)
    assert {option.value: option.count for option in built.status_counts} == {
        "held": 23,
        "reported": 1,
        "postponed": 1,
    }
    assert built.short == {"steve-witkoff": "ويتكوف", "jared-kushner": "كوشنر"}


class Between:
    """Does something right before the n-th query of a reading, as another process might."""

    def __init__(self, number, act):
        self.number, self.act, self.seen = number, act, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.number:
            self.number = 0  # what it does asks queries, too
            self.act()
        return execute(sql, params, many, context)


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize("what", ["meeting", "person", "place", "topic", "another place"])
def test_whatever_a_curator_deletes_meanwhile_the_page_comes(what, number):
    person, place, topic = PersonFactory(), PlaceFactory(), TopicFactory()
    meeting = MeetingFactory(who=[person, PersonFactory()], place=place, about=[topic])

    def delete():
        if what == "meeting":
            meeting.delete()
        elif what == "another place":
            Meeting.objects.filter(pk=meeting.pk).update(place=PlaceFactory())
        else:
            Meeting.objects.filter(place=place).update(place=None)
            person.participations.all().delete()
            {"person": person, "place": place, "topic": topic}[what].delete()

    asked = Between(number, delete)
    with connection.execute_wrapper(asked):
        built = build(TimelineFilters(), language="en")
        lanes(built)
    assert asked.number == 0, "there were fewer queries than that"
    assert len(built.entries) in (built.count, built.count - 1)
