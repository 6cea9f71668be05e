"""Undoing a merge that others have worked on since: whose work stays, and what is refused."""

import pytest
from django.contrib.admin.models import LogEntry

from articles import curation
from articles.models import (
    Alias,
    Article,
    Entity,
    EntityRedirect,
    Meeting,
    Mention,
    Merge,
    Outbox,
    Participant,
)
from tests.curation.histories import history
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def pair():
    keep = PersonFactory(key="first", name_ar="سامي الخطيب", name_en="")
    absorb = PersonFactory(key="second", name_ar="سامي خطيب", name_en="Sami Khatib")
    return keep, absorb


@pytest.fixture
def merge(pair, by):
    keep, absorb = pair
    MeetingFactory(key="m-1", who=[Entity.objects.get(pk=absorb.pk)])
    MentionFactory(article=ArticleFactory(key="a-1"), entity=absorb)
    return curation.merge_entities(keep=keep, absorb=absorb, by=by)


def refusal(merge, by) -> str:
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=merge, by=by)
    assert EntityRedirect.objects.filter(old_key="second").exists()
    return str(refused.value)


def test_what_was_added_since_stays_with_the_kept_one(pair, merge, by):
    keep = pair[0]
    alias = AliasFactory(entity=keep, text="أبو كريم")
    mention = MentionFactory(entity=keep)
    curation.undo_merge(merge=merge, by=by)
    assert Alias.objects.get(pk=alias.pk).entity == Mention.objects.get(pk=mention.pk).entity
    assert Mention.objects.get(pk=mention.pk).entity == keep


def test_a_judgement_made_since_stays_with_its_mention(pair, merge, by):
    row = Mention.objects.get(article__key="a-1")
    curation.reject_mention(mention=row, by=by)
    curation.undo_merge(merge=merge, by=by)
    row.refresh_from_db()
    assert (row.entity_id, row.status) == (pair[1].pk, "rejected")


def test_a_fact_that_was_filled_in_and_then_corrected_is_named(pair, merge, by):
    Entity.objects.filter(pk=pair[0].pk).update(name_en="Sami el-Khatib")
    assert str(Entity.objects.get(pk=pair[0].pk)) in refusal(merge, by)


def test_a_fact_that_the_merge_did_not_touch_may_be_corrected_meanwhile(pair, merge, by):
    Entity.objects.filter(pk=pair[0].pk).update(country="LB")
    curation.undo_merge(merge=merge, by=by)
    kept = Entity.objects.get(pk=pair[0].pk)
    assert (kept.country, kept.name_en) == ("LB", "")


def test_a_row_that_somebody_gave_to_a_third_is_named_and_stays(pair, merge, by):
    third = PersonFactory()
    row = Participant.objects.get(meeting__key="m-1")
    Participant.objects.filter(pk=row.pk).update(entity=third)
    assert str(third) in refusal(merge, by)
    row.refresh_from_db()
    assert row.entity == third


def test_what_somebody_has_deleted_since_stays_deleted_and_is_reported(pair, merge, by):
    Article.objects.get(key="a-1").delete()
    Meeting.objects.get(key="m-1").delete()
    report = curation.undo_merge(merge=merge, by=by)
    assert Entity.objects.filter(key="second").exists()
    assert not Mention.objects.exists()
    assert len(report.gone) == 3  # the mention, the participant and the meeting


def test_a_later_merge_must_be_undone_first(pair, merge, by):
    later = curation.merge_entities(keep=PersonFactory(name_ar="ثالث"), absorb=pair[0], by=by)
    assert list(curation.later_merges(merge)) == [later]
    assert str(later) in refusal(merge, by)
    curation.undo_merge(merge=later, by=by)
    curation.undo_merge(merge=merge, by=by)
    assert not EntityRedirect.objects.exists()


def test_journals_are_read_no_further_than_the_first_that_stands_in_the_way(pair, merge, by):
    between = curation.merge_entities(keep=PersonFactory(), absorb=PersonFactory(), by=by)
    later = curation.merge_entities(keep=PersonFactory(name_ar="ثالث"), absorb=pair[0], by=by)
    Merge.objects.filter(pk=between.pk).update(before="unreadable")
    assert next(curation.later_merges(merge)) == later


def test_a_later_merge_of_others_at_the_same_meeting_is_no_obstacle(pair, merge, by):
    one, other = PersonFactory(), PersonFactory()
    Participant.objects.create(meeting=Meeting.objects.get(key="m-1"), entity=other)
    curation.merge_entities(keep=one, absorb=other, by=by)
    assert list(curation.later_merges(merge)) == []
    curation.undo_merge(merge=merge, by=by)
    assert set(Participant.objects.values_list("entity", flat=True)) == {pair[1].pk, one.pk}


def test_nothing_is_undone_twice(merge, by):
    curation.undo_merge(merge=merge, by=by)
    with pytest.raises(curation.CurationError):
        curation.undo_merge(merge=merge, by=by)


def test_a_key_that_somebody_has_taken_since_is_in_the_way(merge, by):
    PersonFactory(key="second")
    assert refusal(merge, by)
    assert Entity.objects.filter(key="second").count() == 1


def test_it_is_said_who_undid_it_and_both_histories_know(pair, merge, by):
    curation.undo_merge(merge=merge, by=by)
    merge.refresh_from_db()
    assert merge.undone_by == by
    assert merge.undone_at is not None
    assert len(history(pair[0])) == 2
    assert LogEntry.objects.filter(object_id=str(merge.other_id)).count() == 2


def test_articles_of_what_came_back_are_queued_for_the_index(merge, by):
    Outbox.objects.all().delete()
    curation.undo_merge(merge=merge, by=by)
    article = Article.objects.get(key="a-1")
    assert list(Outbox.objects.values_list("article_id", flat=True)) == [article.pk]


def test_articles_that_moved_to_another_outlet_since_are_named(by):
    keep, absorb, third = (SourceFactory() for _ in range(3))
    article = ArticleFactory(source=absorb)
    merge = curation.merge_sources(keep=keep, absorb=absorb, by=by)
    Article.objects.filter(pk=article.pk).update(source=third)
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=merge, by=by)
    assert str(article) in str(refused.value)


def test_what_comes_back_points_to_what_its_place_has_become_since(by):
    place, city = PlaceFactory(), PlaceFactory()
    keep, absorb = MeetingFactory(), MeetingFactory(key="m-back", place=place)
    merge = curation.merge_meetings(keep=keep, absorb=absorb, by=by)
    curation.merge_entities(keep=city, absorb=place, by=by)
    assert list(curation.later_merges(merge)) == []
    curation.undo_merge(merge=merge, by=by)
    assert Meeting.objects.get(key="m-back").place == city


def test_what_cannot_come_back_itself_is_not_undone(by):
    place = PlaceFactory()
    absorb = MeetingFactory(
        key="m-back", place=place, title_ar="لقاء لا يعود", who=[PersonFactory()]
    )
    merge = curation.merge_meetings(keep=MeetingFactory(), absorb=absorb, by=by)
    place.delete()
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=merge, by=by)
    assert "لقاء لا يعود" in str(refused.value)


def test_the_one_that_stayed_may_be_gone(pair, merge, by):
    keep = Entity.objects.get(pk=pair[0].pk)
    Participant.objects.all().delete()
    keep.delete()
    report = curation.undo_merge(merge=merge, by=by)
    assert report.gone
    assert list(Entity.objects.persons().values_list("key", flat=True)) == ["second"]
