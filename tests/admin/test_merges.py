"""Merging, splitting and undoing at the desk: what is shown before, and what is said after."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation
from lxml import html
from pytest_django.asserts import assertRedirects

from articles import curation
from articles.admin import splitting
from articles.models import Entity, Meeting, Merge, Source
from tests.admin.test_roles import act
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def moved(answer) -> dict[str, int]:
    return {group.noun: group.count for group in answer.context["preview"].moved}


# --- from one of the two -----------------------------------------------------------------------
def merge_page(thing) -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_merge", args=[thing.pk])


@pytest.mark.parametrize("factory", [PersonFactory, SourceFactory, MeetingFactory])
def test_the_form_of_one_leads_to_the_choice_of_the_other_and_that_to_the_page(editor, factory):
    older, newer = factory.create_batch(2)
    form = reverse(f"admin:articles_{older._meta.model_name}_change", args=[newer.pk])
    assert merge_page(newer) in editor.get(form).content.decode()
    page = html.fromstring(editor.get(merge_page(newer)).content.decode())
    assert str(older.pk) in page.xpath("//select[@name='other']/option/@value")
    answer = editor.get(merge_page(newer), {"other": older.pk})
    assert (answer.context["keep"], answer.context["absorb"]) == (older, newer)
    assert not Merge.objects.exists()
    sent = html.fromstring(answer.content.decode()).xpath("//form[@method='post']")[-1]
    fields = [(name, value) for name, value in sent.form_values() if name != "_look"]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    editor.post(sent.get("action"), data)
    assert Merge.objects.count() == 1


def test_the_way_leads_back_to_the_list_as_it_was_left(editor):
    person, other = PersonFactory.create_batch(2)
    kept = {"_changelist_filters": "q=كنعان"}
    page = html.fromstring(editor.get(merge_page(person), kept).content.decode())
    assert "_changelist_filters" in page.xpath("//a[@class='closelink']/@href")[0]
    data = dict(page.xpath("//form[@method='get']")[-1].form_values())
    assert data == {**kept, "other": ""}
    answer = editor.get(merge_page(person), {**data, "other": other.pk})
    assert answer.context["list_page"].endswith(urlencode({"q": "كنعان"}))


def test_the_way_to_a_merge_is_read_in_the_direction_of_the_page(editor):
    keep, absorb = PersonFactory(name_en="Nadia Salmi"), PersonFactory(name_en="")
    merge = curation.merge_entities(keep=keep, absorb=absorb, by=User.objects.get())
    for language, direction in (("ar", "rtl"), ("en", "ltr")):
        with translation.override(language):
            page = editor.get(reverse("admin:articles_merge_change", args=[merge.pk]))
        way = html.fromstring(page.content.decode()).xpath("//div[@class='breadcrumbs']/bdi/@dir")
        assert way == [direction]


def test_it_is_not_merged_with_itself_nor_with_nothing(editor):
    person = PersonFactory()
    for other in (person.pk, "", "x", "9" * 30):
        answer = editor.get(merge_page(person), {"other": other})
        assert answer.status_code == 200
        assert answer.context["form"].errors


def test_what_cannot_be_merged_says_why(editor):
    person, source = PersonFactory(), PlaceFactory()
    answer = editor.get(merge_page(person), {"other": source.pk})
    assert said(answer)
    assert "form" in answer.context


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("curator", 403), ("editor", 200)])
def test_who_may_choose_the_other(desk_of, role, status):
    client, person = desk_of(role), PersonFactory()
    assert client.get(merge_page(person)).status_code == status
    form = client.get(reverse("admin:articles_entity_change", args=[person.pk])).content.decode()
    assert (merge_page(person) in form) is (status == 200)


def test_the_other_of_what_is_gone_is_asked_by_nobody(editor):
    assert editor.get(merge_page(Entity(pk=999))).status_code == 404


# --- before ------------------------------------------------------------------------------------
def test_the_page_counts_and_names_what_moves(editor):
    older, newer = PersonFactory(), PersonFactory(name_ar="كنعان الثاني")
    AliasFactory(entity=newer, text="أبو سمير")
    article = ArticleFactory(title="خبر اللقاء", entities=[newer])
    MeetingFactory(who=[newer])
    page = act(editor, "entity", "merge", older, newer)
    assert sorted(moved(page).values()) == [1, 1, 1]
    text = page.content.decode()
    assert "أبو سمير" in text
    assert article.title in text
    assert Entity.objects.persons().count() == 2
    assert not Merge.objects.exists()


def test_the_page_says_which_row_wins_and_what_is_filled_in(editor):
    older = PersonFactory(name_en="", country="LB")
    newer = PersonFactory(name_en="Sami Khatib", country="EG")
    article = ArticleFactory()
    MentionFactory(article=article, entity=older, status="suggested", text="سامي")
    MentionFactory(article=article, entity=newer, status="confirmed")
    preview = act(editor, "entity", "merge", older, newer).context["preview"]
    assert [value for _label, value in preview.filled] == ["Sami Khatib"]
    assert ("LB", "EG") in [(stays, goes) for _label, stays, goes in preview.differing]
    [(_kind, stays, goes)] = preview.settled
    assert str(older) in goes
    assert "مقبول" in stays


def test_the_other_choice_is_shown_before_it_is_made(editor):
    older, newer = PersonFactory(), PersonFactory()
    page = act(editor, "entity", "merge", older, newer, keep=newer.pk, seen=older.pk)
    assert page.context["keep"] == newer
    assert Entity.objects.count() == 2
    page = act(editor, "entity", "merge", older, newer, keep=newer.pk, seen=newer.pk, _look="1")
    assert Entity.objects.count() == 2


@pytest.mark.parametrize(
    ("noun", "make", "model"),
    [("source", SourceFactory, Source), ("meeting", MeetingFactory, Meeting)],
)
def test_outlets_and_meetings_merge_at_the_desk(editor, noun, make, model):
    keep, absorb = make(), make()
    assert act(editor, noun, "merge", keep, absorb).context["keep"] == keep
    answer = act(editor, noun, "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    assert list(model.objects.all()) == [keep]
    form = editor.get(reverse(f"admin:articles_{noun}_change", args=[keep.pk]))
    assert absorb.key in form.content.decode()
    page = reverse("admin:articles_merge_change", args=[Merge.objects.get().pk])
    assert page in said(answer)


def test_the_evidence_that_goes_is_named_with_what_stays(editor):
    keep, absorb = MeetingFactory(), MeetingFactory()
    article = ArticleFactory(title="خبر المدة")
    for meeting in (keep, absorb):
        EvidenceFactory(meeting=meeting, article=article, fact="duration")
    preview = act(editor, "meeting", "merge", keep, absorb).context["preview"]
    assert preview.settled_count == 1
    assert all("خبر المدة" in text for text in preview.settled[0][1:])


@pytest.mark.parametrize(("noun", "make"), [("source", SourceFactory), ("meeting", MeetingFactory)])
def test_an_old_key_is_given_to_nobody_else(editor, noun, make):
    keep, absorb = make(), make()
    act(editor, noun, "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    page = editor.post(
        reverse(f"admin:articles_{noun}_add"), {"key": absorb.key, "name_en": "Another"}
    )
    assert page.context["adminform"].form.errors["key"]


# --- after -------------------------------------------------------------------------------------
def test_undoing_says_how_much_is_as_it_was(editor):
    keep, absorb = PersonFactory(), PersonFactory(name_ar="العائد")
    act(editor, "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    merge = Merge.objects.get()
    page = reverse("admin:articles_merge_change", args=[merge.pk])
    assert editor.get(page).status_code == 200
    answer = editor.post(reverse("admin:articles_merge_undo", args=[merge.pk]), follow=True)
    assert "العائد" in said(answer)
    assert Entity.objects.filter(pk=absorb.pk).exists()
    assert 'name="undo"' not in editor.get(page).content.decode()
    again = editor.post(reverse("admin:articles_merge_undo", args=[merge.pk]), follow=True)
    assert "من قبل" in said(again)


def test_the_address_of_undoing_leads_to_the_page_with_its_button(editor):
    keep, absorb = PersonFactory.create_batch(2)
    act(editor, "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    merge = Merge.objects.get()
    answer = editor.get(reverse("admin:articles_merge_undo", args=[merge.pk]))
    assertRedirects(answer, reverse("admin:articles_merge_change", args=[merge.pk]))
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_what_stands_in_the_way_is_said_and_nothing_is_undone(editor):
    keep, absorb = PersonFactory(name_en=""), PersonFactory(name_en="Sami")
    act(editor, "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    Entity.objects.update(name_en="Somebody Else")
    merge = Merge.objects.get()
    answer = editor.post(reverse("admin:articles_merge_undo", args=[merge.pk]), follow=True)
    assert str(Entity.objects.get()) in said(answer)
    assert not Entity.objects.filter(pk=absorb.pk).exists()


def test_later_merges_are_listed_instead_of_the_button(editor):
    first, second, third = (PersonFactory() for _ in range(3))
    by = User.objects.create_user("desk")
    one = curation.merge_entities(keep=second, absorb=first, by=by)
    two = curation.merge_entities(keep=third, absorb=second, by=by)
    page = editor.get(reverse("admin:articles_merge_change", args=[one.pk])).content.decode()
    assert reverse("admin:articles_merge_change", args=[two.pk]) in page
    assert reverse("admin:articles_merge_undo", args=[one.pk]) not in page


def test_what_was_deleted_since_is_named(editor):
    keep, absorb = PersonFactory(), PersonFactory()
    article = ArticleFactory(entities=[absorb])
    act(editor, "entity", "merge", keep, absorb, keep=keep.pk, seen=keep.pk)
    article.delete()
    merge = Merge.objects.get()
    answer = editor.post(reverse("admin:articles_merge_undo", args=[merge.pk]), follow=True)
    assert answer.content.decode().count('class="warning"') == 1


def test_the_list_takes_few_queries_and_reads_no_journal(editor, django_assert_max_num_queries):
    by = User.objects.create_user("desk")
    for _ in range(4):
        keep, absorb = PersonFactory(), PersonFactory()
        curation.merge_entities(keep=keep, absorb=absorb, by=by)
    with django_assert_max_num_queries(10) as counted:
        editor.get(reverse("admin:articles_merge_changelist"))
    assert not any('"before"' in query["sql"] for query in counted.captured_queries)


# --- splitting ---------------------------------------------------------------------------------
@pytest.fixture
def two_in_one():
    person = PersonFactory(key="both")
    AliasFactory(entity=person, text="أبو كريم")
    RoleFactory(entity=person, title_ar="لاعب")
    MeetingFactory(who=[person], title_ar="لقاء الفريق")
    for text in ("سامي", "سامي", "الخطيب"):
        MentionFactory(entity=person, text=text)
    return person


def split_page(person) -> str:
    return reverse("admin:articles_entity_split", args=[person.pk])


def test_the_page_offers_all_that_can_go(editor, two_in_one):
    text = editor.get(split_page(two_in_one)).content.decode()
    assert all(part in text for part in ("أبو كريم", "لاعب", "لقاء الفريق", "سامي (2)"))
    form = editor.get(reverse("admin:articles_entity_change", args=[two_in_one.pk]))
    assert split_page(two_in_one) in form.content.decode()


def test_mentions_go_by_how_they_are_written_once_that_was_seen(editor, two_in_one):
    data = {"spellings": ["سامي"], "name_ar": "سامي الآخر", "key": "other"}
    page = editor.post(split_page(two_in_one), {**data, "_look": "1"})
    assert list(moved(page).values()) == [2]
    assert not Entity.objects.filter(key="other").exists()
    editor.post(split_page(two_in_one), {**data, "_split": "1"})
    new = Entity.objects.get(key="other")
    assert set(new.mentions.values_list("text", flat=True)) == {"سامي"}
    assert two_in_one.mentions.count() == 1
    merge = Merge.objects.get()
    assert editor.get(reverse("admin:articles_merge_change", args=[merge.pk])).status_code == 200
    editor.post(reverse("admin:articles_merge_undo", args=[merge.pk]))
    assert two_in_one.mentions.count() == 3
    assert not Entity.objects.filter(key="other").exists()


def test_mentions_of_which_nobody_said_how_they_are_written_go_too(editor, two_in_one):
    MentionFactory(entity=two_in_one, text="")
    data = {"spellings": [""], "name_ar": "آخر", "key": "other", "_split": "1"}
    editor.post(split_page(two_in_one), data)
    assert [row.text for row in Entity.objects.get(key="other").mentions.all()] == [""]


def test_an_existing_one_takes_over_by_its_key(editor, two_in_one):
    other = PersonFactory(key="other")
    data = {"meetings": [two_in_one.participations.get().meeting_id], "into": "other"}
    editor.post(split_page(two_in_one), {**data, "_split": "1"})
    assert other.participations.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "name_ar"), ({"into": "nobody"}, "into"), ({"into": "both"}, "into")],
)
def test_who_takes_over_must_be_said(editor, two_in_one, typed, field):
    data = {"spellings": ["سامي"], **typed, "_split": "1"}
    page = editor.post(split_page(two_in_one), data)
    assert page.context["form"].errors[field]
    assert not Merge.objects.exists()


def test_nothing_picked_is_refused_in_words(editor, two_in_one):
    page = editor.post(split_page(two_in_one), {"name_ar": "آخر", "_look": "1"})
    assert said(page)
    assert Entity.objects.count() == 1 + Entity.objects.filter(kind="place").count()


def test_what_the_split_page_does_not_list_is_counted(editor, two_in_one, monkeypatch):
    assert "بعد فصل ما هنا" not in editor.get(split_page(two_in_one)).content.decode()
    monkeypatch.setattr(splitting, "MOST_SPELLINGS", 1)
    monkeypatch.setattr(splitting, "MOST_MEETINGS", 0)
    fields = editor.get(split_page(two_in_one)).context["form"].fields
    spelled = two_in_one.mentions.values("text").distinct().count()
    assert fields["spellings"].more == spelled - 1 > 0
    assert fields["meetings"].more == two_in_one.participations.count() > 0
    monkeypatch.setattr(splitting, "MOST_MEETINGS", 300)
    assert "بعد فصل ما هنا" in editor.get(split_page(two_in_one)).content.decode()
