"""Splitting an entity: what goes to the other one, and what is refused."""

import pytest
from django.contrib.admin.models import ADDITION, LogEntry

from articles import curation
from articles.models import Entity, Mention, Participant
from tests.curation.histories import history
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def two_in_one():
    """Two persons of one name, kept as one."""
    return PersonFactory(key="both", name_ar="سامي الخطيب")


def namesake() -> Entity:
    return Entity(key="namesake", name_ar="سامي الخطيب", description_ar="لاعب كرة")


def split(entity, by, into=None, **chosen) -> Entity:
    what = curation.Split(**chosen)
    merge = curation.split_entity(entity=entity, chosen=what, into=into or namesake(), by=by)
    return Entity.objects.get(pk=merge.other_id)


def test_what_was_chosen_goes_and_the_rest_stays(two_in_one, by):
    aliases = [AliasFactory(entity=two_in_one) for _ in range(2)]
    roles = [RoleFactory(entity=two_in_one, title_ar=title) for title in ("وزير", "لاعب")]
    mentions = [MentionFactory(entity=two_in_one) for _ in range(2)]
    meetings = [MeetingFactory(who=[two_in_one]) for _ in range(2)]
    new = split(
        two_in_one,
        by,
        **{"aliases": aliases[1:], "roles": roles[1:]},
        **{"mentions": mentions[1:], "meetings": meetings[1:]},
    )
    assert new.kind == "person"
    for entity, n in ((two_in_one, 0), (new, 1)):
        assert list(entity.aliases.all()) == [aliases[n]]
        assert list(entity.roles.all()) == [roles[n]]
        assert list(entity.mentions.all()) == [mentions[n]]
        assert [row.meeting for row in entity.participations.all()] == [meetings[n]]


def test_a_place_goes_with_its_meetings(by):
    place, town = PlaceFactory(), PlaceFactory()
    meeting = MeetingFactory(place=place)
    split(place, by, into=town, meetings=[meeting])
    meeting.refresh_from_db()
    assert meeting.place == town


def test_where_the_other_one_stands_already_one_row_remains(two_in_one, by):
    other = PersonFactory()
    article = ArticleFactory()
    mine = MentionFactory(entity=two_in_one, article=article)
    MentionFactory(entity=other, article=article, status="suggested")
    meeting = MeetingFactory(who=[two_in_one, other])
    split(two_in_one, by, into=other, mentions=[mine], meetings=[meeting])
    assert list(Mention.objects.values_list("pk", "entity")) == [(mine.pk, other.pk)]
    assert list(Participant.objects.values_list("entity", flat=True)) == [other.pk]


def test_rows_of_somebody_else_do_not_go_along(two_in_one, by):
    mine, theirs = MentionFactory(entity=two_in_one), MentionFactory()
    split(two_in_one, by, mentions=[mine, theirs])
    assert Mention.objects.get(pk=theirs.pk).entity == theirs.entity


def test_nothing_chosen_nothing_split(two_in_one, by):
    with pytest.raises(curation.CurationError):
        split(two_in_one, by)
    assert not Entity.objects.filter(key="namesake").exists()


def test_a_person_gives_nothing_to_a_place(two_in_one, by):
    with pytest.raises(curation.CurationError):
        split(two_in_one, by, into=PlaceFactory(), aliases=[AliasFactory(entity=two_in_one)])


def test_a_split_that_has_been_added_to_is_not_undone(two_in_one, by):
    alias = AliasFactory(entity=two_in_one)
    what = curation.Split(aliases=[alias])
    merge = curation.split_entity(entity=two_in_one, chosen=what, into=namesake(), by=by)
    mention = MentionFactory(entity=Entity.objects.get(key="namesake"))
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=merge, by=by)
    assert str(mention) in str(refused.value)


def test_both_histories_say_what_happened(two_in_one, by):
    new = split(two_in_one, by, aliases=[AliasFactory(entity=two_in_one)])
    assert "namesake" in history(two_in_one)[0]
    assert LogEntry.objects.get(object_id=str(new.pk)).action_flag == ADDITION


@pytest.fixture
def alone(by):
    """A split of nothing but a spelling."""
    original = PersonFactory(name_ar="سامي الخطيب")
    alias = AliasFactory(entity=original, text="أبو كريم")
    what = curation.Split(aliases=[alias])
    done = curation.split_entity(entity=original, chosen=what, into=namesake(), by=by)
    return original, alias, done


def test_a_split_whose_original_was_merged_since_asks_for_that_merge_first(alone):
    original, alias, done = alone
    third = PersonFactory(name_ar="ثالث")
    later = curation.merge_entities(keep=third, absorb=original, by=done.made_by)
    assert list(curation.later_merges(done)) == [later]
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=done, by=done.made_by)
    assert str(later) in str(refused.value)
    curation.undo_merge(merge=later, by=done.made_by)
    curation.undo_merge(merge=done, by=done.made_by)
    alias.refresh_from_db()
    assert alias.entity == original


def test_a_split_whose_original_was_deleted_since_is_not_undone_and_says_what_has_no_place(alone):
    original, alias, done = alone
    original.delete()
    with pytest.raises(curation.CurationError) as refused:
        curation.undo_merge(merge=done, by=done.made_by)
    assert alias.text in str(refused.value)
    alias.refresh_from_db()
    assert alias.entity_id == done.other_id


def test_what_was_made_meanwhile_is_not_made_twice(two_in_one, by):
    alias = AliasFactory(entity=two_in_one)
    PersonFactory(key="namesake")
    with pytest.raises(curation.CurationError, match="namesake"):
        split(two_in_one, by, aliases=[alias])
    alias.refresh_from_db()
    assert alias.entity == two_in_one
    assert not LogEntry.objects.exists()
