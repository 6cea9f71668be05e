"""The record of meetings as arrays: which of them a query asks for, and what their reports gain."""

from datetime import date, timedelta

import pytest
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from articles.search.meetings import (
    AHEAD,
    FRESH,
    LOOKING_BACK,
    OTHERS,
    UNDATED,
    Asked,
    MeetingFacts,
    Meetings,
)

MARCH, APRIL, MAY = date(2024, 3, 10), date(2024, 4, 10), date(2024, 5, 10)


def meeting(day, *, who="", says="", reports=(), last=None, held=True):
    """A meeting of the entities named in `who`; each of `reports` an article, of that day."""
    rows = tuple(row if isinstance(row, tuple) else (row, day) for row in reports)
    return MeetingFacts(day, last or day, frozenset(who.split()), (says,), rows, held)


def named(*keys):
    return Asked(entities=keys)


def said(record, text):
    return Asked(stems=tuple(sorted(record.stems(text))))


class TestHolding(SimpleTestCase):
    def setUp(self):
        self.record = Meetings(
            [
                meeting(APRIL, who="keeper harbor", says="لقاء صيادي اللؤلؤ"),
                meeting(MARCH, who="diver harbor", says="جولة عن الأسماك"),
                meeting(MAY, who="keeper", says="لقاء عن الأسماك واللؤلؤ"),
            ]
        )

    def held(self, asked):
        return [self.record.facts[n].first.month for n in self.record.holding(asked).nonzero()[0]]

    def test_meetings_stand_in_order_of_time(self):
        assert [facts.first for facts in self.record.facts] == [MARCH, APRIL, MAY]

    def test_one_of_the_entities_is_enough(self):
        assert self.held(named("keeper")) == [4, 5]
        assert self.held(named("diver", "keeper")) == [3, 4, 5]

    def test_every_word_must_be_there_in_any_form(self):
        assert self.held(said(self.record, "بالأسماك")) == [3, 5]
        assert self.held(said(self.record, "للؤلؤ والأسماك")) == [5]

    def test_every_word_of_every_text_is_found(self):
        texts = ("سطر\nوسطر آخر", "لقاء  لقاء", "vying for skies", "مسو\u0654ل ΛΟΓΟΣ.ΑΒΓ", "a", "")
        days = (MARCH + timedelta(number) for number in range(len(texts)))
        record = Meetings(meeting(day, says=text) for day, text in zip(days, texts, strict=True))
        for text in texts:
            for term in record.stems(text):
                having = [term in record.stems(text) for text in texts]
                for _again in range(2):
                    assert record.holding(Asked(stems=(term,))).tolist() == having, term

    def test_an_entity_or_all_of_the_words(self):
        words = said(self.record, "جولة")
        assert self.held(Asked(("keeper",), words.stems)) == [3, 4, 5]

    def test_what_nobody_knows_holds_nothing(self):
        assert self.held(named("nobody")) == []
        assert self.held(said(self.record, "زرافة")) == []
        assert self.held(Asked()) == []

    def test_words_that_say_nothing_are_not_asked_for(self):
        assert self.record.stems("في من على") == ()


class TestDuring(SimpleTestCase):
    def setUp(self):
        self.record = Meetings(
            [meeting(MARCH), meeting(APRIL, last=date(2024, 4, 30)), meeting(MAY)]
        )

    def test_a_meeting_counts_that_may_have_been_on_one_of_the_days(self):
        late_april = (date(2024, 4, 20), date(2024, 4, 25))
        assert self.record.during([late_april]).tolist() == [False, True, False]
        assert self.record.during([(MARCH, MARCH), (MAY, MAY)]).tolist() == [True, False, True]

    def test_both_ends_belong_to_the_span(self):
        assert self.record.during([(APRIL, MAY)]).tolist() == [False, True, True]
        day = timedelta(days=1)
        between = (MARCH + day, APRIL - day)
        assert self.record.during([between]).tolist() == [False, False, False]
        assert self.record.during([]).tolist() == [False, False, False]


class TestWorth(SimpleTestCase):
    def test_without_a_record_nothing_is_worth_anything(self):
        assert Meetings().worth([named("keeper")], [[(MARCH, MAY)]], "newest") == {}

    def test_where_nothing_of_the_query_is_on_record_nothing_is_added(self):
        record = Meetings([meeting(MARCH, who="keeper", reports=[1])])
        assert record.worth([]) == {}
        assert record.worth([named("nobody"), said(record, "زرافة")]) == {}
        assert record.worth([], [[(MAY, MAY)]]) == {}

    def test_the_more_of_it_fits_the_more_it_is_worth(self):
        record = Meetings(
            [
                meeting(MARCH, who="keeper", reports=[1]),
                meeting(APRIL, who="keeper diver", reports=[2]),
                meeting(MAY, who="keeper diver harbor", reports=[3]),
                meeting(MAY, who="another", reports=[4]),
            ]
        )
        worth = record.worth([named("keeper"), named("diver"), named("harbor")])
        assert worth[3] > worth[2] > worth[1] > 0
        assert 4 not in worth

    def test_the_time_asked_for_is_a_part_like_others(self):
        record = Meetings(
            [
                meeting(MARCH, who="keeper", reports=[1]),
                meeting(MAY, who="keeper", reports=[2]),
            ]
        )
        worth = record.worth([named("keeper")], [[(date(2024, 3, 1), date(2024, 3, 31))]])
        assert worth[1] > worth[2] > 0

    def test_what_is_rare_says_more(self):
        record = Meetings(
            [meeting(MARCH + timedelta(days=n), who="often", reports=[n]) for n in range(1, 9)]
            + [meeting(MAY, who="seldom", reports=[20])]
        )
        worth = record.worth([named("often"), named("seldom")])
        assert worth[20] > worth[1]

    def test_a_part_that_is_missing_makes_it_less(self):
        record = Meetings([meeting(MARCH, who="keeper", reports=[1]), meeting(APRIL, who="diver")])
        whole = record.worth([named("keeper")])[1]
        partly = record.worth([named("keeper"), named("diver")])[1]
        unheard = record.worth([named("keeper"), said(record, "زرافة")])[1]
        assert partly < whole
        assert unheard < whole

    def test_of_several_meetings_that_an_article_reports_the_best_counts(self):
        one = meeting(MARCH, who="keeper", reports=[(1, MARCH)])
        both = meeting(MARCH, who="keeper diver", reports=[(1, MARCH), (2, MARCH)])
        other = meeting(MARCH, who="nobody", reports=[(2, MARCH)])
        worth = Meetings([one, both, other]).worth([named("keeper"), named("diver")])
        assert worth[1] == worth[2]

    def test_what_reports_this_meeting_alone_is_more_about_it_than_what_lists_many(self):
        meant = meeting(MARCH, who="keeper", reports=[(1, MARCH), (2, MARCH)])
        others = [meeting(MARCH, who="diver", reports=[(2, MARCH)]) for _ in range(5)]
        worth = Meetings([meant, *others]).worth([named("keeper")])
        assert worth[1] > worth[2] > 0

    def test_a_meeting_that_no_article_reports_raises_none(self):
        assert Meetings([meeting(MARCH, who="keeper")]).worth([named("keeper")]) == {}


class TestFitness(SimpleTestCase):
    def test_reports_of_the_days_after_are_about_it(self):
        record = Meetings([meeting(APRIL, last=date(2024, 4, 12))])
        day = timedelta(days=1)
        for published, expected in (
            (APRIL - day, AHEAD),
            (APRIL, 1.0),
            (date(2024, 4, 12) + FRESH, 1.0),
            (date(2024, 4, 12) + FRESH + day, LOOKING_BACK),
            (None, UNDATED),
        ):
            assert record.fitness(0, published) == expected, published

    def test_news_of_a_meeting_rank_before_what_announces_or_recalls_it(self):
        reports = [(1, MARCH), (2, APRIL), (3, MAY), (4, None)]
        worth = Meetings([meeting(APRIL, who="keeper", reports=reports)]).worth([named("keeper")])
        assert worth[2] >= worth[4] >= worth[3] > worth[1]
        assert worth[2] > worth[3]


class TestOrder(SimpleTestCase):
    def setUp(self):
        self.meetings = [
            meeting(MARCH, who="keeper", reports=[1]),
            meeting(APRIL, who="keeper diver", reports=[2]),
            meeting(MAY, who="keeper diver harbor", reports=[3]),
        ]

    def best(self, parts, order, *more):
        worth = Meetings([*self.meetings, *more]).worth(parts, (), order)
        return max(worth, key=worth.__getitem__)

    def test_the_first_and_the_last_meeting_of_all_who_are_named(self):
        both = [named("keeper"), named("diver")]
        assert (self.best(both, "oldest"), self.best(both, "newest")) == (2, 3)
        alone = [named("keeper")]
        assert (self.best(alone, "oldest"), self.best(alone, "newest")) == (1, 3)

    def test_the_others_keep_a_share(self):
        record = Meetings(self.meetings)
        plain, turned = (record.worth([named("keeper")], (), order) for order in ("", "oldest"))
        assert turned[1] == plain[1]
        assert turned[2] == pytest.approx(plain[2] * OTHERS)
        assert turned[3] == pytest.approx(plain[3] * OTHERS)

    def test_planned_ones_give_way_to_those_held(self):
        planned = meeting(date(2024, 9, 1), who="keeper", reports=[4], held=False)
        cancelled = meeting(date(2024, 1, 1), who="keeper", reports=[5], held=False)
        assert self.best([named("keeper")], "newest", planned) == 3
        assert self.best([named("keeper")], "oldest", cancelled) == 1

    def test_where_none_was_held_a_planned_one_will_do(self):
        planned = meeting(date(2024, 9, 1), who="visitor", reports=[4], held=False)
        assert self.best([named("visitor")], "newest", planned) == 4

    def test_without_names_those_that_fit_best_take_their_turn(self):
        talks = [
            meeting(day, says="محادثات اللؤلؤ", reports=[n])
            for n, day in ((7, date(2024, 2, 1)), (8, date(2024, 8, 1)))
        ]
        words = [said(Meetings(talks), "محادثات"), said(Meetings(talks), "اللؤلؤ")]
        assert self.best(words, "oldest", *talks) == 7
        assert self.best(words, "newest", *talks) == 8


def test_reported_by_gives_the_articles_of_the_meetings_of_a_mask():
    record = Meetings(
        [
            meeting(MARCH, who="keeper", reports=[1, 2]),
            meeting(APRIL, who="keeper diver", reports=[2, 3]),
            meeting(MAY, who="diver", reports=[4]),
        ]
    )
    assert record.reported_by(record.holding(named("keeper"))) == {1, 2, 3}
    assert record.reported_by(record.during([(MAY, MAY)])) == {4}
    assert record.reported_by(record.holding(named("nobody"))) == frozenset()


KEYS = st.sampled_from(["keeper", "diver", "harbor", "pearls"])
WORDS = st.sampled_from(["لقاء", "اللؤلؤ", "الأسماك", "صيد", "زرافة", "في"])
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@st.composite
def facts(draw):
    first = draw(DAYS)
    return MeetingFacts(
        first,
        first + timedelta(days=draw(st.integers(0, 40))),
        draw(st.frozensets(KEYS)),
        tuple(draw(st.lists(WORDS, max_size=4))),
        tuple(draw(st.lists(st.tuples(st.integers(1, 9), st.none() | DAYS), max_size=3))),
        draw(st.booleans()),
    )


ASKED = st.builds(
    Asked,
    st.lists(KEYS | st.just("nobody"), max_size=2).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
)
SPANS = st.tuples(DAYS, DAYS).map(sorted).map(tuple)


@given(
    st.lists(facts(), max_size=8),
    st.lists(ASKED, max_size=4),
    st.lists(st.lists(SPANS, max_size=3), max_size=2),
    st.sampled_from(["", "oldest", "newest"]),
)
def test_only_articles_that_report_gain_and_none_loses(meetings, parts, periods, order):
    worth = Meetings(meetings).worth(parts, periods, order)
    assert worth.keys() <= {article for facts in meetings for article, _ in facts.reports}
    assert all(0 < value < float("inf") for value in worth.values())
