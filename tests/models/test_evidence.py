"""Accounts that differ, support that is the last, and what is left when it goes."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article, Entity, Evidence, Lapse, Meeting, differ
from articles.models.zones import is_time_zone
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


def said(meeting, fact="duration", **values):
    return EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact=fact, **values)


def withdraw(article):
    Article.objects.filter(pk=article.pk).update(status="withdrawn", withdrawal_reason="سبب")


# --- accounts that differ ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (("خمس ساعات", "Five hours"), ("ست ساعات", "Six hours"), True),
        (("خمس ساعات", "Five hours"), ("خمس ساعات", "5 hours"), False),
        (("خمس ساعات", ""), ("", "Six hours"), False),
        (("خمس ساعات", "Five hours"), ("", "Six hours"), True),
        (("", "Five hours"), ("", "Six hours"), True),
        (("", "Five hours"), ("خمس ساعات", "Five hours"), False),
        (("", ""), ("ست ساعات", "Six hours"), False),
    ],
)
def test_accounts_differ_in_a_language_that_both_have(one, other, answer):
    rows = [Evidence(value_ar=arabic, value_en=english) for arabic, english in (one, other)]
    assert differ(*rows) is differ(*reversed(rows)) is answer


def test_a_fact_with_values_that_differ_is_disputed():
    meeting = MeetingFactory()
    said(meeting, value_ar="نحو خمس ساعات")
    assert not meeting.is_disputed
    said(meeting, fact="time", value_ar="السابعة")
    assert not meeting.is_disputed
    rival = said(meeting, value_ar="ست ساعات")
    assert meeting.is_disputed
    assert list(meeting.disputed_facts) == ["duration"]
    assert rival in meeting.disputed_facts["duration"]
    assert meeting in Meeting.objects.disputed()


def test_a_dispute_in_our_words_is_one_too():
    meeting = MeetingFactory(dispute_en="The hour.")
    assert meeting.is_disputed
    assert meeting in Meeting.objects.disputed()


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_what_readers_do_not_see_disputes_nothing(status):
    meeting = MeetingFactory()
    said(meeting, value_ar="خمس ساعات")
    unseen = ArticleFactory(status=status, withdrawal_reason="سبب")
    EvidenceFactory(meeting=meeting, article=unseen, fact="duration", value_ar="ست ساعات")
    assert not meeting.is_disputed
    assert meeting not in Meeting.objects.disputed()


def test_the_meeting_as_a_whole_has_no_value_to_dispute():
    meeting = MeetingFactory()
    for value in ("لقاء", "اتصال"):
        said(meeting, fact="meeting", value_ar=value)
    assert not meeting.is_disputed
    assert meeting not in Meeting.objects.disputed()


class TestDisputesAsTheDatabaseFindsThem(TestCase):
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["duration", "time", "meeting"]),
                st.sampled_from(["", "أ", "ب"]),
                st.sampled_from(["", "x", "y"]),
                st.sampled_from(["published", "draft"]),
            ),
            max_size=5,
        )
    )
    def test_they_are_those_that_the_rows_show(self, told):
        meeting = MeetingFactory()
        for fact, arabic, english, status in told:
            EvidenceFactory(
                meeting=meeting,
                article=ArticleFactory(status=status),
                fact=fact,
                value_ar=arabic,
                value_en=english,
            )
        found = Meeting.objects.disputed().filter(pk=meeting.pk).exists()
        assert found is meeting.is_disputed


# --- support -----------------------------------------------------------------------------------
def last_of(*articles):
    rows = Evidence.objects.filter(article__in=articles).last_support()
    return set(rows)


def test_an_article_is_the_last_support_of_what_no_other_published_one_says():
    meeting = MeetingFactory(duration_minutes=60)
    row, general = said(meeting), said(meeting, fact="meeting")
    draft = EvidenceFactory(meeting=meeting, article=DraftFactory(), fact="duration")
    assert last_of(row.article) == {row}
    assert last_of(general.article) == {general}
    assert last_of(draft.article) == set()
    second = said(meeting)
    assert last_of(row.article) == last_of(second.article) == set()
    assert last_of(row.article, second.article) == {row, second}


def test_a_withdrawn_article_is_still_the_last_that_said_so():
    row = said(MeetingFactory(duration_minutes=60))
    withdraw(row.article)
    assert last_of(row.article) == {row}


def test_a_fact_without_a_value_needs_no_support():
    row = said(MeetingFactory(duration_minutes=None))
    assert last_of(row.article) == set()


# --- what is left when support goes ------------------------------------------------------------
def test_a_withdrawn_only_source_loses_the_fact_until_it_is_back():
    meeting = MeetingFactory(duration_minutes=60)
    row = said(meeting)
    said(meeting, fact="meeting")
    assert meeting not in Meeting.objects.with_lost_facts()
    withdraw(row.article)
    assert meeting in Meeting.objects.with_lost_facts()
    Article.objects.filter(pk=row.article_id).update(status="published")
    assert meeting not in Meeting.objects.with_lost_facts()


@pytest.mark.parametrize(
    "remove",
    [
        lambda row: row.delete(),
        lambda row: row.article.delete(),
        lambda row: Evidence.objects.filter(pk=row.pk).update(fact="date"),
        lambda row: Evidence.objects.filter(pk=row.pk).update(meeting=MeetingFactory()),
    ],
)
def test_evidence_taken_away_loses_the_fact_until_there_is_new(remove):
    meeting = MeetingFactory(time=time(9))
    first, last = said(meeting, fact="time"), said(meeting, fact="time")
    first.delete()
    assert not Lapse.objects.exists()
    remove(last)
    lapse = Lapse.objects.get()
    assert (lapse.meeting, lapse.fact) == (meeting, "time")
    assert lapse.article in (last.article, None)
    assert meeting in Meeting.objects.with_lost_facts()
    Meeting.objects.filter(pk=meeting.pk).update(time=None)
    assert meeting not in Meeting.objects.with_lost_facts()
    Meeting.objects.filter(pk=meeting.pk).update(time=time(9))
    EvidenceFactory(meeting=meeting, article=DraftFactory(), fact="time")
    assert meeting in Meeting.objects.with_lost_facts()
    said(meeting, fact="time")
    assert not Lapse.objects.exists()


def test_a_meeting_that_goes_loses_nothing():
    meeting = MeetingFactory(time=time(9))
    row = said(meeting, fact="time")
    said(meeting, fact="date").delete()
    meeting.delete()
    assert not Lapse.objects.exists()
    assert Article.objects.filter(pk=row.article_id).exists()


def test_what_readers_never_saw_is_no_loss():
    EvidenceFactory(article=DraftFactory(), fact="date").delete()
    assert not Lapse.objects.exists()


# --- quotations --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "access", "length", "shown"),
    [
        ("published", "public", 500, True),
        ("published", "abstract", 200, True),
        ("published", "abstract", 201, False),
        ("withdrawn", "public", 20, False),
        ("draft", "public", 20, False),
    ],
)
def test_a_quotation_is_shown_where_the_article_allows_it(status, access, length, shown):
    article = ArticleFactory(status=status, access=access, withdrawal_reason="سبب")
    row = EvidenceFactory(article=article, quote="ق" * length)
    assert row.shown_quote == (row.quote if shown else "")


# --- when and where ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("precision", "end", "last"),
    [
        ("day", None, date(2031, 1, 22)),
        ("night", None, date(2031, 1, 23)),
        ("night", date(2031, 1, 23), date(2031, 1, 23)),
        ("night", date(2031, 1, 25), date(2031, 1, 25)),
    ],
)
def test_a_night_reaches_into_the_next_day(precision, end, last):
    meeting = MeetingFactory(start=date(2031, 1, 22), end=end, precision=precision)
    assert Meeting.objects.get(pk=meeting.pk).last_on == last


def test_the_night_of_a_day_comes_after_the_day():
    day = date(2031, 1, 22)
    night = MeetingFactory(start=day, precision="night", time=time(1, 30))
    unknown = MeetingFactory(start=day)
    evening = MeetingFactory(start=day, time=time(20))
    wanted = [evening, unknown, night]
    assert list(Meeting.objects.filter(start=day).in_order()) == wanted
    assert Meeting.objects.filter(start=day).newest_first()[0] == night


def test_a_zone_is_one_of_the_zone_database():
    is_time_zone("Asia/Qatar")
    with pytest.raises(ValidationError, match="Moscow time"):
        is_time_zone("Moscow time")


@pytest.mark.parametrize(("north", "east"), [(91, 0), (0, 181), (5, None), (None, 5)])
def test_a_place_lies_on_earth_by_both_degrees(north, east):
    place = PlaceFactory(latitude=25.3, longitude=51.5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entity.objects.filter(pk=place.pk).update(latitude=north, longitude=east)
