"""The forms of the desk: keys, directions, refusals, warnings, buttons."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles.admin.loaded import MOST_NEW
from articles.ingest.canonical import canonical_url
from articles.models import (
    Article,
    ArticleRevision,
    Collection,
    Entity,
    EntityRedirect,
    Meeting,
    Outbox,
    Source,
)
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")


def filled(client, address: str, **changes) -> dict:
    """Return what a browser would post from the form at `address`, with `changes` typed into it."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    data = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            widget = field.field.widget
            if hasattr(widget, "decompress"):
                parts = widget.decompress(value)
                data |= {f"{field.html_name}_{n}": part or "" for n, part in enumerate(parts)}
            elif isinstance(value, list | tuple):
                data[field.html_name] = [getattr(item, "pk", item) for item in value]
            elif value is not None and value is not False:
                data[field.html_name] = value
    return {**data, **changes}


def add(noun: str) -> str:
    return reverse(f"admin:articles_{noun}_add")


def change(thing) -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])


def save(client, address: str, **changes):
    """Send the form, and once more where it asks whether to save in spite of doubts."""
    data = filled(client, address, **changes)
    answer = client.post(address, data)
    if answer.status_code == 200 and "mark" in answer.context:
        answer = client.post(address, {**data, "_sure": answer.context["mark"]})
    return answer


def errors(answer) -> str:
    """Everything the form says was wrong."""
    assert answer.status_code == 200, "it was saved"
    return answer.content.decode().split('class="errornote"')[1]


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


# --- line ends ----------------------------------------------------------------------------------
LINES = "فقرة أولى.\n\n## عنوان فرعي\n\n- بند\n- بند آخر\n\nفقرة أخيرة."


def as_a_browser_sends(data: dict) -> dict:
    """Browsers send CRLF for every line end of a form: HTML, "form data set", 4.10.21.4."""
    return {k: v.replace("\n", "\r\n") if isinstance(v, str) else v for k, v in data.items()}


@pytest.mark.parametrize(
    ("make", "texts"),
    [
        (lambda: ArticleFactory(body=LINES, abstract_ar=LINES), ["body", "abstract_ar"]),
        (lambda: MeetingFactory(outcome_ar=LINES, dispute_en=LINES), ["outcome_ar", "dispute_en"]),
        (lambda: CollectionFactory(description_ar=LINES), ["description_ar"]),
    ],
)
def test_saving_what_nobody_touched_changes_nothing(editor, make, texts):
    thing = make()
    before = type(thing).objects.values().get(pk=thing.pk)
    editor.post(change(thing), as_a_browser_sends(filled(editor, change(thing))))
    after = type(thing).objects.values().get(pk=thing.pk)
    assert {name: after[name] for name in texts} == dict.fromkeys(texts, LINES)
    told = {"updated_at": None, "fingerprint": None}  # a factory makes no fingerprint
    assert after | told == before | told
    assert not ArticleRevision.objects.exists()


def test_untouched_evidence_stays_the_dossiers(editor):
    row = EvidenceFactory(quote="سطر\nوسطر", note_ar="حاشية\n\nوحاشية", origin="dossier")
    page = change(row.meeting)
    editor.post(page, as_a_browser_sends(filled(editor, page)))
    row.refresh_from_db()
    assert (row.quote, row.note_ar, row.origin) == ("سطر\nوسطر", "حاشية\n\nوحاشية", "dossier")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028"])
def test_a_typed_text_has_its_blocks_whatever_ends_its_lines(editor, end):
    typed = LINES.replace("\n", end)
    save(editor, add("article"), title="عنوان", source=SourceFactory().pk, body=typed, _publish="1")
    article = Article.objects.get()
    assert article.body == LINES
    page = editor.get(article.get_absolute_url(), follow=True).content.decode()
    assert "<h2>عنوان فرعي</h2>" in page
    assert "<li>بند آخر</li>" in page


def test_a_text_stored_with_other_line_ends_keeps_its_hash_until_its_words_change(editor):
    article = ArticleFactory(body=LINES.replace("\n", "\r\n"))
    kept = article.text_sha256
    save(editor, change(article), author="كاتب")
    article.refresh_from_db()
    assert (article.author, article.text_sha256) == ("كاتب", kept)
    assert not article.revisions.exists()
    save(editor, change(article), body=LINES.replace("أولى", "ثانية"))
    article.refresh_from_db()
    assert "\r" not in article.body
    assert article.revisions.get().text_sha256 == kept


# --- keys --------------------------------------------------------------------------------------
def test_a_key_is_made_of_the_english_name(editor):
    save(editor, add("entity"), name_ar="كنعان", name_en="Samir Kanaan", kind="person")
    assert Entity.objects.get().key == "samir-kanaan"


def test_a_taken_key_is_numbered(editor):
    SourceFactory(key="the-daily")
    save(editor, add("source"), name_en="The Daily")
    save(editor, add("source"), name_en="The Daily")
    assert set(Source.objects.values_list("key", flat=True)) == {
        "the-daily",
        "the-daily-2",
        "the-daily-3",
    }


@pytest.mark.parametrize(
    ("noun", "make", "typed", "free"),
    [
        ("entity", PersonFactory, {"name_en": "Samir Kanaan", "kind": "person"}, "samir-kanaan-2"),
        ("source", SourceFactory, {"name_en": "Samir Kanaan"}, "samir-kanaan-2"),
        ("meeting", MeetingFactory, {"title_en": "Talks", "start": "2025-12-02"}, "samir-kanaan-2"),
    ],
)
def test_a_key_that_is_taken_is_refused_with_its_owner_and_a_free_one(
    editor, noun, make, typed, free
):
    """As a script fills it in from the name; in the name of the owner nothing is a tag."""
    title = "title_ar" if noun == "meeting" else "name_ar"
    owner = make(key="samir-kanaan", **{title: "سمير <b>كنعان"})
    answer = save(editor, add(noun), key="samir-kanaan", **{title: "سمير"}, **typed)
    told = errors(answer)
    assert f'<a href="{change(owner)}"><bdi>سمير &lt;b&gt;كنعان</bdi></a>' in told
    assert f'<bdi dir="ltr">{free}</bdi>' in told
    assert "مسبق" not in told
    save(editor, add(noun), key=free, **{title: "سمير"}, **typed)
    assert type(owner).objects.filter(key=free).exists()


def test_an_article_whose_address_is_there_leads_to_it(editor):
    there = ArticleFactory(url="https://a.example/1", key=canonical_url("https://a.example/1"))
    answer = save(editor, add("article"), title="عنوان", source=there.source_id, url=there.url)
    assert f'<a href="{change(there)}">' in errors(answer)
    assert Article.objects.get() == there


def test_a_thing_without_an_english_name_gets_a_key_too(editor):
    save(editor, add("collection"), name_ar="ملف")
    assert Collection.objects.get().key.startswith("collection-")


def test_a_meetings_key_starts_with_its_day(editor):
    save(editor, add("meeting"), title_ar="لقاء", title_en="Talks in Rome", start="2025-12-02")
    save(editor, add("meeting"), title_ar="لقاء", title_en="Talks in Rome", start="2025-12-02")
    assert list(Meeting.objects.order_by("pk").values_list("key", flat=True)) == [
        "m-2025-12-02-talks-in-rome",
        "m-2025-12-02-talks-in-rome-2",
    ]


def test_an_articles_key_is_its_address_or_else_a_urn(editor):
    source = SourceFactory()
    save(editor, add("article"), title="أول", source=source.pk, url="https://example.org/1")
    save(editor, add("article"), title="ثان", source=source.pk)
    keys = list(Article.objects.order_by("pk").values_list("key", flat=True))
    assert keys[0] == "https://example.org/1"
    assert keys[1].startswith("urn:sijill:article-")


def test_an_article_is_known_by_the_key_that_ingest_would_give_it(editor):
    source = SourceFactory()
    messy = "HTTPS://Example.org:443/news/7?utm_source=mail#top"
    save(editor, add("article"), title="أول", source=source.pk, url=messy)
    article = Article.objects.get()
    assert article.key == canonical_url(messy) == "https://example.org/news/7"
    again = save(editor, add("article"), title="ثان", source=source.pk, url=article.key)
    assert again.status_code == 200
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "just words", "https://me:secret@example.org/", "http://[::1/"]
)
def test_what_is_no_address_is_refused_at_its_field(editor, url):
    answer = save(editor, add("article"), title="أول", source=SourceFactory().pk, url=url)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["url"]
    article = ArticleFactory()
    assert save(editor, change(article), url=url).status_code == 200
    article.refresh_from_db()
    assert article.url != url


def test_an_address_that_was_stored_and_stays_is_not_judged(editor):
    article = ArticleFactory(url="example.org/without-scheme")
    assert save(editor, change(article), author="كاتب").status_code == 302


def test_the_key_of_a_merged_entity_is_not_given_to_another(editor):
    EntityRedirect.objects.create(old_id=10**6, old_key="samir-kanaan", entity=PersonFactory())
    typed = {"name_en": "Samir Kanaan", "kind": "person"}
    refused = save(editor, add("entity"), key="samir-kanaan", **typed)
    assert list(refused.context["adminform"].form.errors) == ["key"]
    save(editor, add("entity"), **typed)
    assert Entity.objects.latest("pk").key == "samir-kanaan-2"


def test_a_key_given_by_hand_is_kept(editor):
    save(editor, add("source"), name_en="The Daily", key="daily")
    assert Source.objects.get().key == "daily"


@pytest.mark.parametrize(
    "maker", [SourceFactory, PersonFactory, ArticleFactory, MeetingFactory, CollectionFactory]
)
def test_a_key_cannot_be_changed_afterwards(editor, maker):
    thing = maker()
    answer = save(editor, change(thing), key="other")
    assert answer.status_code == 302
    assert type(thing).objects.get(pk=thing.pk).key == thing.key


def test_hashes_are_shown_and_not_asked(editor):
    article = ArticleFactory()
    page = editor.get(change(article))
    assert article.text_sha256 in page.content.decode()
    assert not {"text_sha256", "raw_sha256", "status"} & set(page.context["adminform"].form.fields)


# --- directions --------------------------------------------------------------------------------
def test_each_field_has_the_direction_of_its_text(editor):
    fields = editor.get(add("article")).context["adminform"].form.fields
    directions = {name: field.widget.attrs.get("dir") for name, field in fields.items()}
    assert directions["title"] == directions["body"] == directions["author"] == "auto"
    assert directions["title_ar"] == directions["abstract_ar"] == "rtl"
    assert directions["title_en"] == directions["url"] == directions["key"] == "ltr"
    assert directions["published_on"] is None


def test_related_things_are_chosen_by_typing_never_from_a_list_of_all(editor):
    people = PersonFactory.create_batch(5)
    ArticleFactory()
    meeting = MeetingFactory(who=people[:1])
    page = editor.get(change(meeting)).content.decode()
    assert "admin-autocomplete" in page
    assert all(person.name_ar not in page for person in people[1:])


# --- refusals ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("noun", "typed", "sentence"),
    [
        ("entity", {"kind": "person"}, "اكتب الاسم بالعربية أو بالإنجليزية"),
        ("source", {}, "اكتب اسم المصدر بالعربية أو بالإنجليزية"),
        ("collection", {}, "سمِّ الملف"),
        ("meeting", {"start": "2025-12-02"}, "اكتب عنوان اللقاء"),
        (
            "meeting",
            {"title_ar": "لقاء", "start": "2025-12-02", "end": "2025-12-01"},
            "قبل أن يبدأ",
        ),
        (
            "meeting",
            {"title_ar": "لقاء", "start": "2025-12-02", "precision": "month"},
            "أول يوم فيه",
        ),
        (
            "meeting",
            {"title_ar": "لقاء", "start": "2025-12-02", "duration_minutes": "0"},
            "اترك المدة",
        ),
    ],
)
def test_a_broken_rule_is_told_in_words_at_the_form(editor, noun, typed, sentence):
    assert sentence in errors(save(editor, add(noun), **typed))


def test_an_article_without_a_title_is_refused(editor):
    answer = save(editor, add("article"), source=SourceFactory().pk)
    assert "عنوانًا" in errors(answer)


def test_a_participant_listed_twice_is_refused(editor):
    person = PersonFactory()
    meeting = MeetingFactory(who=[person])
    typed = {"participants-1-entity": person.pk, "participants-1-position": 1}
    assert editor.post(change(meeting), filled(editor, change(meeting), **typed)).status_code == 200
    assert meeting.participants.count() == 1


@pytest.mark.parametrize("use", ["participant", "place"])
def test_an_entity_that_meetings_need_is_not_deleted_and_the_page_names_them(editor, use):
    if use == "place":
        entity = PlaceFactory()
        meeting = MeetingFactory(place=entity, title_ar="لقاء الميناء")
    else:
        entity = PersonFactory()
        meeting = MeetingFactory(who=[entity], title_ar="لقاء الميناء")
    address = reverse("admin:articles_entity_delete", args=[entity.pk])
    page = editor.get(address)
    assert page.context["protected"]
    assert meeting.title_ar in page.content.decode()
    editor.post(address, {"post": "yes"})
    assert Entity.objects.filter(pk=entity.pk).exists()


def test_an_unused_entity_is_deleted_with_its_aliases(editor):
    alias = AliasFactory()
    address = reverse("admin:articles_entity_delete", args=[alias.entity_id])
    assert editor.post(address, {"post": "yes"}).status_code == 302
    assert not Entity.objects.exists()


# --- warnings ----------------------------------------------------------------------------------
def test_a_future_date_is_saved_with_a_warning(editor):
    article = ArticleFactory()
    day = timezone.now().date() + timedelta(days=40)
    answer = save(editor, change(article), published_on=day.isoformat())
    assert any("لم يأتِ بعد" in text for text in said(answer))
    article.refresh_from_db()
    assert article.published_on == day


def test_a_likely_copy_is_saved_with_a_warning_that_names_the_other(editor):
    first = ArticleFactory(title="النص الأصلي", body="نص واحد.")
    second = ArticleFactory(body="نص آخر.")
    answer = save(editor, change(second), body="نص واحد.")
    assert any("النص الأصلي" in text and first.source.name in text for text in said(answer))


def test_a_known_copy_and_an_ordinary_article_raise_no_warning(editor):
    first = ArticleFactory(body="نص واحد.")
    copy = ArticleFactory(body="نص واحد.", copy_of=first)
    ordinary = ArticleFactory(body="نص آخر.")
    for article in (copy, ordinary, first):
        assert (
            len(said(save(editor, change(article), author="كاتب"))) == 1
        )  # only that it was saved


def typed_doubtfully(editor) -> tuple[str, dict]:
    """A new article that is typed in with a date that has not come, and a mention."""
    source, person = SourceFactory(), PersonFactory()
    day = timezone.now().date() + timedelta(days=40)
    changes = {"title": "عنوان", "source": source.pk, "published_on": day.isoformat()}
    changes |= {"mentions-0-entity": person.pk, "mentions-0-status": "confirmed"}
    return add("article"), filled(editor, add("article"), date_basis="outlet", **changes)


def test_doubts_are_asked_about_before_anything_is_saved_and_nothing_typed_is_lost(editor):
    address, data = typed_doubtfully(editor)
    asked = editor.post(address, {**data, "_publish": "1"})
    assert asked.status_code == 200
    assert not Article.objects.exists()
    assert ["لم يأتِ بعد" in doubt for doubt in asked.context["doubted"]] == [True]
    assert "errornote" not in asked.content.decode()
    assert not asked.context["errors"]
    form = asked.context["adminform"].form
    assert form["title"].value() == "عنوان"
    inline = asked.context["inline_admin_formsets"][0].formset.forms[0]
    assert inline["entity"].value() == str(data["mentions-0-entity"])
    page = asked.content.decode()
    assert f'name="_sure" value="{asked.context["mark"]}"' in page
    assert 'name="_publish" value="احفظ مع ذلك"' in page
    saved = editor.post(address, {**data, "_publish": "1", "_sure": asked.context["mark"]})
    assert saved.status_code == 302
    assert (Article.objects.get().status, Article.objects.get().mentions.count()) == (
        "published",
        1,
    )


def test_other_doubts_are_asked_about_again(editor):
    address, data = typed_doubtfully(editor)
    mark = editor.post(address, data).context["mark"]
    ArticleFactory(title="عنوان", published_on=data["published_on"])
    again = editor.post(address, {**data, "_sure": mark})
    assert again.status_code == 200
    assert len(again.context["doubted"]) == 2


def test_a_mistake_comes_before_a_doubt(editor):
    address, data = typed_doubtfully(editor)
    answer = editor.post(address, {**data, "source": ""})
    assert "doubted" not in answer.context
    assert list(answer.context["adminform"].form.errors) == ["source"]


def test_what_was_doubtful_before_is_not_asked_about_at_each_save_but_when_published(editor):
    article = ArticleFactory(published_on=None, status="draft")
    data = filled(editor, change(article), author="كاتب")
    assert editor.post(change(article), data).status_code == 302
    asked = editor.post(change(article), {**data, "_publish": "1"})
    assert ["تاريخ" in doubt for doubt in asked.context["doubted"]] == [True]
    article.refresh_from_db()
    assert (article.author, article.status) == ("كاتب", "draft")


# --- saving ------------------------------------------------------------------------------------
def test_a_new_article_is_a_draft(editor):
    save(editor, add("article"), title="عنوان", source=SourceFactory().pk)
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("button", "status"), [("_publish", "published"), ("_review", "in_review")]
)
def test_a_button_saves_and_moves_the_article_on(editor, button, status):
    save(editor, add("article"), title="عنوان", source=SourceFactory().pk, **{button: "1"})
    article = Article.objects.get()
    assert article.status == status
    save(editor, change(article), title="عنوان آخر", _publish="1")
    article.refresh_from_db()
    assert (article.title, article.status) == ("عنوان آخر", "published")


def test_a_changed_text_is_kept_and_the_form_leads_to_it(editor):
    article = ArticleFactory(body="النص الأول")
    save(editor, change(article), body="النص الثاني")
    revision = ArticleRevision.objects.get()
    assert revision.body == "النص الأول"
    form = editor.get(change(article)).content.decode()
    page = reverse("admin:articles_article_text", args=[article.pk, revision.pk])
    assert f'href="{page}"' in form
    assert "النص الأول" not in form
    assert "النص الأول" in editor.get(page).content.decode()
    other = reverse("admin:articles_article_text", args=[ArticleFactory().pk, revision.pk])
    assert editor.get(other).status_code == 404


def test_of_many_earlier_texts_the_newest_are_listed_with_the_number_of_all(editor):
    article = ArticleFactory()
    for n in range(23):
        article.revisions.create(title=f"عنوان {n}", body="نص طويل" * 100)
    form = editor.get(change(article)).content.decode()
    assert form.count("/texts/") == 20
    assert "عنوان 22<" in form
    assert "عنوان 2<" not in form
    assert "23" in form.split("/texts/")[0].rsplit("<p>", 1)[1]
    assert "نص طويل" not in form


@pytest.mark.parametrize(("role", "status"), [("viewer", 200), ("", 302)])
def test_who_reads_articles_reads_earlier_texts(desk_of, client, role, status):
    revision = ArticleRevision.objects.create(article=ArticleFactory(), body="نص")
    page = reverse("admin:articles_article_text", args=[revision.article_id, revision.pk])
    assert (desk_of(role) if role else client).get(page).status_code == status


def test_a_save_queues_the_article_for_the_index(editor):
    article = ArticleFactory()
    Outbox.objects.all().delete()
    save(editor, change(article), author="كاتب")
    assert Outbox.objects.filter(article_id=article.pk).exists()


def test_a_mention_added_in_the_form_queues_the_article(editor):
    article, person = ArticleFactory(), PersonFactory()
    Outbox.objects.all().delete()
    save(
        editor,
        change(article),
        **{"mentions-0-entity": person.pk, "mentions-0-status": "confirmed"},
    )
    assert article.mentions.get().entity == person
    assert Outbox.objects.filter(article_id=article.pk).exists()


def test_a_thing_is_filed_in_dossiers_from_its_own_form(editor):
    first, second = CollectionFactory.create_batch(2)
    article = ArticleFactory()
    first.articles.add(article)
    save(editor, change(article), dossiers=[second.pk])
    assert list(article.collections.all()) == [second]
    save(editor, change(article), author="كاتب")
    assert list(article.collections.all()) == [second]


def test_a_meeting_is_saved_with_participants_and_evidence(editor):
    meeting, person, article = MeetingFactory(), PersonFactory(), ArticleFactory()
    typed = {
        "participants-0-entity": person.pk,
        "participants-0-side": "EG",
        "evidence-TOTAL_FORMS": 1,
        "evidence-0-meeting": meeting.pk,
        "evidence-0-article": article.pk,
        "evidence-0-fact": "duration",
        "evidence-0-value_ar": "ساعتان",
    }
    assert save(editor, change(meeting), **typed).status_code == 302
    assert meeting.participants.get().country == "EG"
    assert meeting.evidence.get().value_ar == "ساعتان"


def test_a_large_form_is_taken_whole(editor):
    article = ArticleFactory(entities=PersonFactory.create_batch(180))
    assert save(editor, change(article), author="كاتب").status_code == 302


@pytest.mark.parametrize("inline", ["participants", "evidence"])
def test_a_request_for_more_rows_than_anybody_adds_is_refused_unread(editor, inline):
    meeting = MeetingFactory(who=PersonFactory.create_batch(2))
    huge = {f"{inline}-TOTAL_FORMS": 99_999_999, f"{inline}-INITIAL_FORMS": 99_999_999}
    answer = editor.post(change(meeting), filled(editor, change(meeting), **huge))
    assert answer.status_code == 200, "it was saved"
    sets = {one.formset.prefix: one.formset for one in answer.context["inline_admin_formsets"]}
    stored = {"participants": 2, "evidence": 0}[inline]
    assert sets[inline].non_form_errors()
    assert len(sets[inline].forms) == stored + MOST_NEW
    assert meeting.participants.count() == 2


def test_view_on_site_leads_to_the_page_of_the_thing(editor):
    for thing in (ArticleFactory(), PersonFactory(), MeetingFactory(), SourceFactory()):
        page = editor.get(change(thing)).content.decode()
        href = page.split('class="viewsitelink"')[0].rsplit('href="', 1)[1].split('"')[0]
        answer = editor.get(href)
        assert answer.status_code == 302
        assert answer["Location"].endswith(thing.get_absolute_url())


@pytest.mark.parametrize(
    ("make", "is_seen"),
    [
        (DraftFactory, False),
        (lambda: ArticleFactory(status="in_review"), False),
        (lambda: ArticleFactory(status="withdrawn", withdrawal_reason="طلب الناشر"), True),
        (lambda: MeetingFactory(review="suggested"), False),
        (lambda: MeetingFactory(review="rejected"), False),
        (SourceFactory, True),
        (PersonFactory, True),
    ],
)
def test_view_on_site_is_offered_where_readers_have_a_page(editor, make, is_seen):
    thing = make()
    assert ("viewsitelink" in editor.get(change(thing)).content.decode()) is is_seen
    assert (Client().get(thing.get_absolute_url()).status_code == 200) is is_seen


def test_an_article_that_is_a_copy_of_itself_is_refused_in_words(editor):
    article = ArticleFactory()
    for language, sentence in (("ar", "نسخة من نفسها"), ("en", "copy of itself")):
        with translation.override(language):
            answer = save(editor, change(article), copy_of=article.pk)
        assert sentence in errors(answer)
        assert "article_is_not_its_own_copy" not in errors(answer)


def test_redirects_of_merged_entities_are_shown_and_not_editable(editor, django_user_model):
    from articles import curation

    keep, absorb = PersonFactory(), PersonFactory(key="gone")
    curation.merge_entities(keep=keep, absorb=absorb, by=django_user_model.objects.create_user("x"))
    page = editor.get(change(keep)).content.decode()
    assert "gone" in page
    assert 'name="redirects-0-old_key"' not in page


# What turns a line around, and is not to be seen: embeddings, overrides, isolates.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("noun", ["entity", "source", "collection"])
def test_what_turns_a_line_around_is_dropped_from_a_name(editor, noun):
    typed = {
        "name_ar": f"{TURNING}سمير\u202e كنعان",
        "name_en": f"\u2067Samir{TURNING}",
        "kind": "person",
    }
    assert save(editor, add(noun), **typed).status_code == 302
    model = {"entity": Entity, "source": Source, "collection": Collection}[noun]
    assert model.objects.values_list("name_ar", "name_en").get() == ("سمير كنعان", "Samir")


def test_what_turns_a_line_around_is_dropped_from_an_alias_and_joiners_stay(editor):
    person = AliasFactory(text="أول").entity
    typed = {"aliases-1-text": "نیم\u200cفاصله\u200d \u202eبديل", "aliases-1-language": "fa"}
    assert save(editor, change(person), **typed).status_code == 302
    assert person.aliases.get(language="fa").text == "نیم\u200cفاصله\u200d بديل"


def test_a_name_of_nothing_else_is_no_name(editor):
    assert "اكتب الاسم" in errors(save(editor, add("entity"), name_ar=TURNING, kind="person"))


def test_what_turns_a_line_around_is_dropped_from_the_name_of_the_half_that_is_split_off(editor):
    person = PersonFactory()
    MentionFactory(entity=person, text="سمير")
    page = reverse("admin:articles_entity_split", args=[person.pk])
    typed = {"name_ar": f"{TURNING}سميّه", "spellings": ["سمير"], "_split": "1"}
    assert editor.post(page, typed).status_code == 302
    assert Entity.objects.exclude(pk=person.pk).get().name_ar == "سميّه"


def test_what_turns_a_line_around_is_dropped_from_an_alias_of_what_was_not_found(editor):
    person = PersonFactory()
    typed = {
        "text": f"{TURNING}أبو سمير",
        "entity": person.pk,
        "language": "ar",
        "kind": "spelling",
    }
    editor.post(reverse("admin:insight_alias"), typed)
    assert person.aliases.get().text == "أبو سمير"


def test_a_participants_order_is_kept(editor):
    meeting = MeetingFactory()
    for position in (2, 0, 1):
        ParticipantFactory(meeting=meeting, position=position)
    formsets = editor.get(change(meeting)).context["inline_admin_formsets"]
    shown = [form.instance.position for form in formsets[0].formset.initial_forms]
    assert shown == [0, 1, 2]


# --- what a form costs -------------------------------------------------------------------------
def long_article(rows: int) -> Article:
    return ArticleFactory(entities=PersonFactory.create_batch(rows), copy_of=ArticleFactory())


def long_meeting(rows: int) -> Meeting:
    meeting = MeetingFactory(who=PersonFactory.create_batch(rows), place=PlaceFactory())
    EvidenceFactory.create_batch(rows, meeting=meeting)
    return meeting


@pytest.mark.parametrize("maker", [long_article, long_meeting])
def test_a_form_costs_the_same_however_many_rows_it_has(editor, maker):
    def cost(ask) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code in {200, 302}
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        return len(asked)

    short, long = maker(2), maker(20)
    editor.get(change(short))  # content types are remembered by the process
    shown = [cost(lambda thing=thing: editor.get(change(thing))) for thing in (short, long)]
    assert shown[0] == shown[1] < 15
    sent = []
    for thing in (short, long):
        data = filled(editor, change(thing), title_en="Another")
        sent.append(cost(lambda thing=thing, data=data: editor.post(change(thing), data)))
    assert sent[1] < sent[0] + 3 < 50


def test_a_row_that_is_touched_is_judged_and_one_that_is_not_is_left(editor):
    meeting = long_meeting(3)
    again = meeting.evidence.first().article_id
    data = filled(editor, change(meeting))
    wrong = data | {"evidence-1-article": again, "evidence-1-fact": data["evidence-0-fact"]}
    assert "الواقعة" in errors(editor.post(change(meeting), wrong))
    assert errors(editor.post(change(meeting), data | {"participants-0-entity": 10**9}))
    assert errors(editor.post(change(meeting), data | {"participants-0-entity": ""}))
    other = PersonFactory()
    done = data | {"participants-0-entity": other.pk, "participants-1-DELETE": "on"}
    assert editor.post(change(meeting), done).status_code == 302
    assert meeting.participants.count() == 2
    assert other in [row.entity for row in meeting.participants.all()]
