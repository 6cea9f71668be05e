"""Merging two records of one meeting: what moves, what remains once, what is refused."""

from datetime import time

import pytest

from articles import curation
from articles.models import Collection, Evidence, Lapse, Meeting, MeetingRedirect, Merge
from tests.curation.histories import history
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    ParticipantFactory,
    PersonFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def merge(keep, absorb, by) -> Meeting:
    curation.merge_meetings(keep=keep, absorb=absorb, by=by)
    return Meeting.objects.get(pk=keep.pk)


def test_who_was_there_comes_after_those_of_the_kept_one_and_nobody_twice(by):
    first, second, third = (PersonFactory() for _ in range(3))
    keep, absorb = MeetingFactory(who=[first, second]), MeetingFactory(who=[third])
    ParticipantFactory(meeting=absorb, entity=second, side="FR", position=1)
    kept = merge(keep, absorb, by)
    rows = kept.participants.order_by("position")
    assert [(row.entity, row.side) for row in rows] == [(first, ""), (second, "FR"), (third, "")]


def test_topics_and_dossiers_are_those_of_both(by):
    one, other = TopicFactory(), TopicFactory()
    keep, absorb = MeetingFactory(about=[one]), MeetingFactory(about=[one, other])
    dossiers = [CollectionFactory() for _ in range(2)]
    dossiers[0].meetings.add(keep, absorb)
    dossiers[1].meetings.add(absorb)
    kept = merge(keep, absorb, by)
    assert set(kept.topics.all()) == {one, other}
    assert set(Collection.objects.filter(meetings=kept)) == set(dossiers)


def test_an_article_stands_behind_one_fact_once_with_all_it_says(by):
    article = ArticleFactory()
    keep, absorb = MeetingFactory(), MeetingFactory()
    EvidenceFactory(meeting=keep, article=article, fact="duration", value_ar="ساعتان")
    EvidenceFactory(
        meeting=absorb, article=article, fact="duration", value_ar="ساعة", value_en="Two hours"
    )
    EvidenceFactory(meeting=absorb, article=article, fact="place")
    kept = merge(keep, absorb, by)
    said = set(kept.evidence.values_list("fact", "value_ar", "value_en"))
    assert said == {("duration", "ساعتان", "Two hours"), ("place", "", "")}


def test_what_is_lacking_is_filled_in_but_never_the_date(by):
    keep = MeetingFactory(title_en="", time=None, time_zone="", venue_ar="", place=None)
    absorb = MeetingFactory(
        title_en="Talks", time=time(18, 30), time_zone="Asia/Dubai", start="2025-04-12"
    )
    start = keep.start
    kept = merge(keep, absorb, by)
    assert (kept.title_en, kept.time, kept.time_zone) == ("Talks", time(18, 30), "Asia/Dubai")
    assert (kept.place, kept.start) == (absorb.place, start)


def test_a_suggestion_merged_with_a_confirmed_meeting_is_confirmed(by):
    keep, absorb = MeetingFactory(review="suggested"), MeetingFactory()
    assert merge(keep, absorb, by).review == "confirmed"


def test_a_rejected_meeting_is_not_merged_with_another(by):
    with pytest.raises(curation.CurationError):
        merge(MeetingFactory(), MeetingFactory(review="rejected"), by)
    assert not Merge.objects.exists()


def test_a_fact_that_one_record_lost_and_the_other_bears_out_is_not_lost(by):
    keep, absorb = MeetingFactory(), MeetingFactory()
    EvidenceFactory(meeting=absorb, fact="date").delete()
    EvidenceFactory(meeting=absorb, fact="place").delete()
    EvidenceFactory(meeting=keep, fact="date")
    kept = merge(keep, absorb, by)
    assert list(Lapse.objects.values_list("meeting", "fact")) == [(kept.pk, "place")]


def test_evidence_that_readers_do_not_see_bears_nothing_out(by):
    keep, absorb = MeetingFactory(), MeetingFactory()
    EvidenceFactory(meeting=absorb, fact="date").delete()
    EvidenceFactory(meeting=keep, fact="date", article=DraftFactory())
    kept = merge(keep, absorb, by)
    assert list(kept.lapses.values_list("fact", flat=True)) == ["date"]


def test_the_old_key_leads_on_through_several_merges(by):
    first, second, third = (MeetingFactory() for _ in range(3))
    merge(third, merge(first, second, by), by)
    assert set(MeetingRedirect.objects.values_list("old_key", "meeting")) == {
        (first.key, third.pk),
        (second.key, third.pk),
    }


def test_both_histories_say_what_happened(by):
    keep, absorb = MeetingFactory(), MeetingFactory()
    number = absorb.pk
    merge(keep, absorb, by)
    assert absorb.key in history(keep)[0]
    assert history(Meeting(pk=number))


def test_every_relation_to_a_meeting_is_moved_by_a_merge():
    """A new foreign key to Meeting must be added to merge_meetings, then here."""
    names = {relation.name for relation in Meeting._meta.get_fields() if relation.auto_created}
    assert names - {"id"} == {"participants", "evidence", "lapses", "collections", "redirects"}


def test_evidence_keeps_its_number(by):
    row = EvidenceFactory()
    merge(MeetingFactory(), row.meeting, by)
    assert Evidence.objects.get().pk == row.pk
