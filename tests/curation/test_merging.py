"""Merging two entities: what moves, what remains once, and what is refused."""

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.db import IntegrityError
from django.utils import translation

from articles import curation
from articles.models import (
    Alias,
    Entity,
    EntityRedirect,
    Evidence,
    Meeting,
    Mention,
    Outbox,
    Participant,
    Role,
)
from tests.curation.histories import history
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    EntityFactory,
    MeetingFactory,
    MentionFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def pair():
    keep = PersonFactory(key="first", name_ar="سامي الخطيب", name_en="Sami Khatib")
    absorb = PersonFactory(key="second", name_ar="سامي خطيب", name_en="Sami al-Khatib")
    return keep, absorb


def merge(pair, by) -> Entity:
    keep, absorb = pair
    curation.merge_entities(keep=keep, absorb=absorb, by=by)
    return Entity.objects.get(pk=keep.pk)


def test_the_names_of_the_absorbed_become_aliases(pair, by):
    AliasFactory(entity=pair[1], text="أبو كريم")
    kept = merge(pair, by)
    assert set(kept.aliases.values_list("text", flat=True)) == {
        "سامي خطيب",
        "Sami al-Khatib",
        "أبو كريم",
    }


def test_aliases_that_both_have_remain_once(pair, by):
    for entity in pair:
        AliasFactory(entity=entity, text="أبو كريم")
    AliasFactory(entity=pair[1], text="سامي الخطيب")
    kept = merge(pair, by)
    assert sorted(kept.aliases.values_list("text", flat=True)) == sorted(
        ["أبو كريم", "سامي خطيب", "Sami al-Khatib"]
    )
    assert not Alias.objects.exclude(entity=kept).filter(text="أبو كريم").exists()


def test_facts_that_the_kept_one_lacks_are_filled_and_its_own_are_not_overwritten(by):
    keep = PersonFactory(name_en="", country="EG", description_ar="")
    absorb = PersonFactory(name_en="Name", country="LB", description_ar="دبلوماسي")
    kept = merge((keep, absorb), by)
    assert (kept.name_en, kept.country, kept.description_ar) == ("Name", "EG", "دبلوماسي")


def test_a_place_takes_both_degrees_or_keeps_its_own(by):
    bare, known, other = (
        PlaceFactory(latitude=north, longitude=east)
        for north, east in ((None, None), (0.0, 51.5), (24.0, 46.0))
    )
    curation.merge_entities(keep=bare, absorb=known, by=by)
    curation.merge_entities(keep=bare, absorb=other, by=by)
    kept = Entity.objects.get(pk=bare.pk)
    assert (kept.latitude, kept.longitude) == (0.0, 51.5)


def test_what_another_desk_saved_meanwhile_is_not_undone(pair, by):
    keep, absorb = pair
    Entity.objects.filter(pk=keep.pk).update(description_en="An envoy", country="LB")
    kept = merge((keep, absorb), by)
    assert (kept.description_en, kept.country) == ("An envoy", "LB")


def test_mentions_move_and_clashes_keep_the_firmer_judgement(pair, by):
    keep, absorb = pair
    alone, both, firm = ArticleFactory.create_batch(3)
    MentionFactory(article=alone, entity=absorb)
    MentionFactory(article=both, entity=keep, status="suggested")
    MentionFactory(article=both, entity=absorb, status="confirmed", text="سامي")
    MentionFactory(article=firm, entity=keep, status="confirmed", text="الخطيب")
    MentionFactory(article=firm, entity=absorb, status="rejected")
    merge(pair, by)
    rows = Mention.objects.filter(entity=keep).order_by("article")
    assert [(row.article_id, row.status, row.text) for row in rows] == [
        (alone.pk, "confirmed", ""),
        (both.pk, "confirmed", "سامي"),
        (firm.pk, "confirmed", "الخطيب"),
    ]


def test_articles_that_mentioned_the_absorbed_are_queued_for_the_index(pair, by):
    article = ArticleFactory(entities=[pair[1]])
    Outbox.objects.all().delete()
    merge(pair, by)
    assert Outbox.objects.filter(article_id=article.pk).exists()


def test_participants_move_and_nobody_sits_twice_at_a_meeting(pair, by):
    keep, absorb = pair
    alone = MeetingFactory(who=[absorb])
    both = MeetingFactory(who=[keep])
    ParticipantFactory(meeting=both, entity=absorb, side="LB")
    merge(pair, by)
    assert set(Participant.objects.values_list("meeting", "entity", "side")) == {
        (alone.pk, keep.pk, ""),
        (both.pk, keep.pk, "LB"),
    }


def test_a_merged_place_and_a_merged_topic_take_their_meetings_along(by):
    town, city = PlaceFactory(), PlaceFactory()
    truce, ceasefire = TopicFactory(), TopicFactory()
    meeting = MeetingFactory(place=city, about=[truce, ceasefire])
    before = meeting.updated_at
    merge((town, city), by)
    merge((truce, ceasefire), by)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert meeting.place == town
    assert list(meeting.topics.all()) == [truce]
    assert meeting.updated_at > before


def test_roles_move_once(pair, by):
    for entity in pair:
        RoleFactory(entity=entity)
    RoleFactory(entity=pair[1], title_ar="وزير", title_en="Minister")
    kept = merge(pair, by)
    assert Role.objects.count() == kept.roles.count() == 2


def test_the_old_address_and_key_lead_to_the_kept_one_through_several_merges(pair, by):
    keep, absorb = pair
    old = absorb.pk
    third = PersonFactory(key="third")
    merge((keep, absorb), by)
    merge((third, keep), by)
    leads = dict(EntityRedirect.objects.values_list("old_key", "entity"))
    assert leads == {"first": third.pk, "second": third.pk}
    assert EntityRedirect.objects.get(old_id=old).entity == third


def test_both_histories_say_what_happened(pair, by):
    keep, absorb = pair
    number = str(absorb.pk)
    merge(pair, by)
    assert "second" in history(keep)[0]
    assert LogEntry.objects.get(object_id=number, action_flag=DELETION).user == by


@pytest.mark.parametrize(
    ("verb", "factory", "field"),
    [
        (curation.merge_entities, PersonFactory, "name"),
        (curation.merge_sources, SourceFactory, "name"),
        (curation.merge_meetings, MeetingFactory, "title"),
    ],
)
def test_a_merge_calls_both_by_the_names_that_they_had(verb, factory, field, by):
    keep = factory(**{f"{field}_ar": "", f"{field}_en": "Sami"})
    absorb = factory(**{f"{field}_ar": "سامي", f"{field}_en": ""})
    with translation.override("ar"):
        called = str(keep), str(absorb)
        merge = verb(keep=keep, absorb=absorb, by=by)
        keep.refresh_from_db()
        assert str(keep) != called[0]
    assert (merge.kept_name, merge.other_name) == called


def test_an_entity_is_not_merged_with_itself(pair, by):
    with pytest.raises(curation.CurationError):
        curation.merge_entities(keep=pair[0], absorb=pair[0], by=by)


def test_a_person_is_not_merged_with_a_place(by):
    with pytest.raises(curation.CurationError):
        curation.merge_entities(keep=PersonFactory(), absorb=PlaceFactory(), by=by)


def test_a_second_press_of_the_button_is_refused(pair, by):
    keep, absorb = pair
    again = Entity.objects.get(pk=absorb.pk)
    merge((keep, absorb), by)
    with pytest.raises(curation.CurationError):
        curation.merge_entities(keep=keep, absorb=again, by=by)


def test_a_merge_that_fails_half_way_changes_nothing(pair, by):
    keep, absorb = pair
    AliasFactory(entity=absorb, text="أبو كريم")
    # A redirect with the key of the absorbed one cannot be: the last step fails.
    EntityRedirect.objects.create(old_id=10**6, old_key=absorb.key, entity=keep)
    with pytest.raises(IntegrityError):
        curation.merge_entities(keep=keep, absorb=absorb, by=by)
    assert Alias.objects.get(text="أبو كريم").entity == absorb
    assert not keep.aliases.exists()


def test_every_relation_to_an_entity_is_moved_by_a_merge():
    """A new foreign key to Entity must be added to merge_entities, then here."""
    names = {relation.name for relation in Entity._meta.get_fields() if relation.auto_created}
    assert names - {"id"} == {
        "aliases",
        "mentions",
        "participations",
        "meetings_here",
        "meetings_about",
        "redirects",
        "roles",
    }


def test_evidence_is_untouched_by_a_merge(pair, by):
    meeting = MeetingFactory(who=[pair[1]])
    evidence = Evidence.objects.create(meeting=meeting, article=ArticleFactory())
    merge(pair, by)
    assert Evidence.objects.get().pk == evidence.pk


def test_kinds_other_than_persons_merge_too(by):
    pair = EntityFactory(kind="organization"), EntityFactory(kind="organization")
    assert merge(pair, by).aliases.count() == 2
