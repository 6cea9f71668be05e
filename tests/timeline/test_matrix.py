"""Who met whom: every number is that of the list it stands for."""

from dataclasses import replace

import pytest
from hypothesis import given

from articles.models import Meeting
from articles.timeline import TimelineFilters, build, matrix, select
from articles.timeline.matrix import COLUMNS, ROWS
from tests.factories import MeetingFactory, PersonFactory
from tests.timeline.test_matching import dossier_filters, quick

pytestmark = pytest.mark.django_db


@quick
@given(filters=dossier_filters)
def test_a_number_is_that_of_the_meetings_of_both_within_the_filter(filters):
    built = build(filters, language="en", entries=False)
    drawn = matrix(built)
    kept = Meeting.objects.filter(pk__in=built.pks)
    for row in drawn.rows[:8]:
        assert row.count == kept.with_all_of([row.entity.key]).count()
        assert sum(row.months.values()) == row.count
        for other, count in zip(drawn.columns, row.pairs, strict=True):
            if other.pk == row.entity.pk:
                assert count is None
            else:
                assert count == kept.with_all_of([row.entity.key, other.key]).count()


@quick
@given(filters=dossier_filters)
def test_the_most_met_come_first_and_everybody_met_a_column(filters):
    drawn = matrix(build(filters, language="en", entries=False))
    counts = [row.count for row in drawn.rows]
    assert counts == sorted(counts, reverse=True)
    assert len(drawn.columns) <= COLUMNS
    assert all(any(row.pairs) for row in drawn.rows)
    pairs = [count for row in drawn.rows for count in row.pairs if count]
    assert max(pairs, default=0) <= drawn.most


def test_of_alternatives_only_those_named_are_columns_so_that_a_pair_has_an_address():
    one, two, three, four = (PersonFactory() for _ in range(4))
    MeetingFactory(who=[one, two, three])
    MeetingFactory(who=[four, two])
    filters = TimelineFilters(person=(one.key, four.key), match="any")
    drawn = matrix(build(filters, language="en"))
    assert {entity.key for entity in drawn.columns} == {one.key, four.key}
    for row in drawn.rows:
        for other, count in zip(drawn.columns, row.pairs, strict=True):
            if count:
                pair = replace(filters, person=(row.entity.key, other.key), match="all")
                assert len(select(pair)) == count


def test_the_rest_is_folded_and_unfolds():
    folded, whole = (
        matrix(build(TimelineFilters(), language="en"), everyone=everyone)
        for everyone in (False, True)
    )
    assert len(folded.rows) == ROWS
    assert len(whole.rows) == ROWS + folded.folded
    assert whole.folded == 0
    assert whole.most == folded.most


def test_somebody_alone_met_nobody():
    person = PersonFactory()
    MeetingFactory(who=[person])
    drawn = matrix(build(TimelineFilters(person=(person.key,)), language="en"))
    assert (drawn.rows, drawn.most) == ([], 0)
