"""The verbs of an editor: what each changes, leaves in the history, and refuses."""

from datetime import date

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError

from articles import curation
from articles.models import (
    Alias,
    Article,
    Entity,
    EntityRedirect,
    Evidence,
    Meeting,
    Mention,
    Outbox,
    Participant,
    Role,
    count_copies,
)
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    EntityFactory,
    MeetingFactory,
    MentionFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def by():
    return User.objects.create_user("desk")


def history(thing) -> list[str]:
    kept = LogEntry.objects.filter(
        object_id=str(thing.pk), content_type__model=thing._meta.model_name
    )
    return list(kept.order_by("pk").values_list("change_message", flat=True))


# --- articles ----------------------------------------------------------------------------------
def test_publish_shows_a_draft_to_readers(by):
    article = DraftFactory()
    curation.publish(article=article, by=by)
    assert Article.objects.published().filter(pk=article.pk).exists()
    assert len(history(article)) == 1


def test_review_takes_an_article_from_readers(by):
    article = ArticleFactory()
    curation.send_to_review(article=article, by=by)
    assert not Article.objects.published().filter(pk=article.pk).exists()


def test_withdraw_keeps_citation_hash_and_reason(by):
    article = ArticleFactory()
    kept = article.text_sha256
    curation.withdraw(article=article, reason="  طلب صاحب الحق  ", by=by)
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("withdrawn", "طلب صاحب الحق")
    assert article.text_sha256 == kept
    assert not article.shows_text
    assert "طلب صاحب الحق" in history(article)[0]


def test_withdraw_without_a_reason_is_refused_and_changes_nothing(by):
    article = ArticleFactory()
    with pytest.raises(curation.CurationError):
        curation.withdraw(article=article, reason=" ", by=by)
    article.refresh_from_db()
    assert article.status == "published"
    assert history(article) == []


@pytest.mark.parametrize("verb", [curation.publish, curation.send_to_review])
def test_a_withdrawn_article_must_be_restored_first(by, verb):
    article = ArticleFactory()
    curation.withdraw(article=article, reason="سبب", by=by)
    with pytest.raises(curation.CurationError):
        verb(article=article, by=by)
    article.refresh_from_db()
    assert article.is_withdrawn


def test_restore_goes_to_review_and_remembers_the_reason_in_the_history(by):
    article = ArticleFactory()
    curation.withdraw(article=article, reason="سبب وجيه", by=by)
    curation.restore(article=article, by=by)
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("in_review", "")
    assert "سبب وجيه" in history(article)[-1]


def test_restore_of_what_was_never_withdrawn_is_refused(by):
    with pytest.raises(curation.CurationError):
        curation.restore(article=ArticleFactory(), by=by)


def test_every_verb_queues_the_article_for_the_index(by):
    article = ArticleFactory()
    for verb, more in (
        (curation.send_to_review, {}),
        (curation.publish, {}),
        (curation.withdraw, {"reason": "سبب"}),
        (curation.restore, {}),
    ):
        Outbox.objects.all().delete()
        verb(article=article, by=by, **more)
        assert Outbox.objects.filter(article_id=article.pk).exists(), verb


def test_filing_twice_files_once(by):
    article, dossier = ArticleFactory(), CollectionFactory()
    for _ in range(2):
        curation.file_article(article=article, dossier=dossier, by=by)
    assert list(dossier.articles.all()) == [article]


def test_a_changed_text_is_kept_as_a_revision():
    article = ArticleFactory(body="النص الأول")
    kept = article.text_sha256
    article.body = "النص الثاني"
    revision = curation.keep_revision(article=article)
    assert (revision.body, revision.text_sha256) == ("النص الأول", kept)


def test_an_unchanged_text_makes_no_revision():
    article = ArticleFactory()
    article.author = "كاتب"
    assert curation.keep_revision(article=article) is None


def test_an_edited_text_finds_its_copies_and_leaves_its_old_ones():
    first, second, third = (ArticleFactory(body=text) for text in ("نص أول", "نص أول", "نص آخر"))
    for article in (first, second, third):
        curation.save_article(article=article)
    second.refresh_from_db()
    assert second.copy_of == first
    second.body = "نص آخر"
    curation.save_article(article=second)
    third.refresh_from_db()
    second.refresh_from_db()
    assert (second.copy_of, third.copy_of) == (None, second)
    assert list(second.revisions.values_list("body", flat=True)) == ["نص أول"]


def test_the_original_of_a_text_is_always_one_that_readers_see(by):
    first, second, third = (
        ArticleFactory(body="نص واحد.", published_on=date(2025, 4, day)) for day in (1, 2, 3)
    )
    for article in (first, second, third):
        curation.save_article(article=article)
    curation.withdraw(article=first, reason="سبب", by=by)
    rows = {row.pk: row for row in Article.objects.all()}
    assert first.copy_of == rows[third.pk].copy_of == second
    assert rows[second.pk].copy_of is None
    assert count_copies(rows.values()) == {first.pk: 2, second.pk: 1, third.pk: 1}
    curation.restore(article=first, by=by)
    curation.publish(article=first, by=by)
    rows = {row.pk: row for row in Article.objects.all()}
    assert first.copy_of is None
    assert rows[second.pk].copy_of == rows[third.pk].copy_of == first
    assert count_copies(rows.values()) == {first.pk: 2, second.pk: 2, third.pk: 2}


# --- mentions ----------------------------------------------------------------------------------
def test_a_confirmed_mention_is_public_and_a_rejected_one_stays_out(by):
    article = ArticleFactory()
    first, second = (MentionFactory(article=article, status="suggested") for _ in range(2))
    curation.confirm_mention(mention=first, by=by)
    curation.reject_mention(mention=second, by=by)
    assert list(article.mentions.confirmed()) == [first]
    assert article.mentions.count() == 2
    assert len(history(article)) == 2


# --- merging -----------------------------------------------------------------------------------
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
