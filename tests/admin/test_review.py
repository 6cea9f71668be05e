"""The review page: what it shows beside the text, and what each of its buttons does."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles.admin.review.items import Pick
from articles.models import Article, Dismissal, Entity, Evidence, Meeting, Mention
from articles.tagging.run import MOST_READ, suggest
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    OrganizationFactory,
    PersonFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
TEXT = (
    "التقى سمير كنعان وليلى حداد في مرفأ الياسمين يوم الخميس 10 أبريل 2025، ودام اللقاء ساعتين.\n\n"
    "وقال كنعان إن وزير الخارجية خالد الدرويش، سيحضر لقاءً آخر."
)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_review", args=[article.pk])


def press(client, article, do, what="", **fields):
    return client.post(page_of(article), {"do": do, "what": what, **fields}, follow=True)


def told(answer) -> str:
    return " / ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def story():
    """An article of which everything was suggested: two people, a place, a meeting, a name."""
    PersonFactory(key="kanaan", name_ar="سمير كنعان", name_en="Samir Kanaan")
    PersonFactory(key="haddad", name_ar="ليلى حداد", name_en="Layla Haddad")
    PlaceFactory(key="harbor", name_ar="مرفأ الياسمين", name_en="Jasmine Harbor")
    article = DraftFactory(title="لقاء في المرفأ", body=TEXT, published_on=date(2025, 4, 11))
    suggest(article)
    return article


def picks(client, article) -> dict[str, str]:
    """The names on the page, each with how its buttons call it."""
    review = client.get(page_of(article)).context["review"]
    return {pick.name: pick.what for pick in review.picks}


def test_the_page_marks_each_place_of_each_name_and_loses_no_letter(editor, story):
    answer = editor.get(page_of(story))
    page = html.fromstring(answer.content.decode())
    lines = page.xpath("//*[contains(@class,'matn')]/p")
    assert "\n\n".join(line.text_content() for line in lines) == TEXT
    marks = {mark.text_content() for mark in page.xpath("//mark")}
    assert {"سمير كنعان", "ليلى حداد", "مرفأ الياسمين", "كنعان", "خالد الدرويش"} <= marks
    first = next(mark for mark in page.xpath("//mark") if mark.text == "سمير كنعان")
    assert "kind-person" in first.get("class")
    assert "شخص" in first.get("data-label")
    number = first.get("data-items").split()[0]
    assert "سمير كنعان" in page.get_element_by_id(f"item-{number}").text_content()


def test_a_meeting_is_shown_with_day_place_people_length_and_its_sentence(editor, story):
    review = editor.get(page_of(story)).context["review"]
    (told_of,) = review.meetings
    assert told_of.state == "suggested"
    assert told_of.meeting.start == date(2025, 4, 10)
    assert told_of.meeting.place.key == "harbor"
    assert {person.key for person in told_of.people} == {"kanaan", "haddad"}
    assert told_of.meeting.duration_minutes == 120
    assert told_of.sentence == TEXT.split("\n\n")[0]


def test_what_the_text_says_is_never_taken_for_html(editor):
    person = PersonFactory(name_ar="<b>اسم</b> & 'غيره'")
    hostile = '<script>alert(1)</script> قال "أحد" & <b>اسم</b>'
    article = DraftFactory(body=hostile, title="<i>عنوان</i>")
    start = hostile.index("<b>")
    MentionFactory(article=article, entity=person, text="<b>اسم</b>", start=start, end=start + 10,
                   status="suggested")  # fmt: skip
    content = editor.get(page_of(article)).content.decode()
    page = html.fromstring(content)
    assert "<script>alert" not in content
    assert page.xpath("//mark")[0].text_content() == "<b>اسم</b>"
    assert page.xpath("//*[contains(@class,'matn')]")[0].text_content().strip() == hostile


def test_a_place_that_the_text_no_longer_has_is_not_marked(editor):
    article = DraftFactory(body="نص قصير.")
    MentionFactory(article=article, text="كلمة", start=3, end=7, status="suggested")
    MentionFactory(article=article, text="كلمة", start=300, end=304, status="suggested")
    page = html.fromstring(editor.get(page_of(article)).content.decode())
    assert not page.xpath("//mark")
    assert len(page.xpath("//li[contains(@class,'pick')]")) == 2


def test_a_name_is_accepted_rejected_and_taken_back(editor, story):
    what = picks(editor, story)["سمير كنعان"]
    mention = Mention.objects.get(entity__key="kanaan")
    for do, status in (("accept", "confirmed"), ("reject", "rejected"), ("accept", "confirmed")):
        assert "سمير كنعان" in told(press(editor, story, do, what))
        mention.refresh_from_db()
        assert mention.status == status
    assert LogEntry.objects.filter(object_id=str(story.pk)).count() == 3


def shown(client, article) -> list[str]:
    page = html.fromstring(client.get(page_of(article)).content.decode())
    return page.xpath("//form[@class='review-all']/input[@name='shown']/@value")


def test_accept_all_takes_names_of_the_register_and_no_more(editor, story):
    press(editor, story, "accept_all", shown=shown(editor, story))
    assert {row.status for row in story.mentions.all()} == {"confirmed"}
    assert "accept_all" not in editor.get(page_of(story)).content.decode()
    assert Meeting.objects.get().review == "suggested"
    assert not Entity.objects.filter(name_ar="خالد الدرويش").exists()


def test_accept_all_takes_what_was_shown_in_one_line_of_history(editor, story):
    offered = shown(editor, story)
    later = MentionFactory(article=story, entity=OrganizationFactory(), status="suggested")
    judged = story.mentions.get(entity__key="haddad")
    judged.status = "rejected"
    judged.save()
    press(editor, story, "accept_all", shown=offered)
    states = {row.entity_id: row.status for row in story.mentions.all()}
    assert (states.pop(later.entity_id), states.pop(judged.entity_id)) == ("suggested", "rejected")
    assert set(states.values()) == {"confirmed"}
    line = LogEntry.objects.get(object_id=str(story.pk))
    assert "سمير كنعان، مرفأ الياسمين" in line.change_message
    press(editor, story, "accept_all")
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "arabic", "english", "key"),
    [
        ("مجموعة G7", "مجموعة G7", "", "organization-"),
        ("Erdoğan", "", "Erdoğan", "erdogan"),
        ("Иван Петров", "", "Иван Петров", "organization-"),
    ],
)
@pytest.mark.parametrize("field", ["name_ar", "name_en"])
def test_the_letters_of_a_lone_new_name_say_which_name_it_is(
    editor, story, field, name, arabic, english, key
):
    body = TEXT.replace("خالد الدرويش", "Khaled Darwish")
    Article.objects.filter(pk=story.pk).update(body=body)
    (what,) = [one for one in picks(editor, story).values() if one.startswith("name:")]
    press(editor, story, "accept", what, **{field: name}, kind="organization")
    entity = Entity.objects.latest("pk")
    assert (entity.name_ar, entity.name_en, entity.key[: len(key)]) == (arabic, english, key)


@pytest.mark.parametrize(
    ("name", "is_arabic"),
    [("مجموعة G7", True), ("Erdoğan", False), ("Иван", False), ("G7", False)],
)
def test_the_whole_form_is_filled_in_by_the_letters_of_the_name(name, is_arabic):
    assert Pick("name:x", name, "person", "suggested").is_arabic is is_arabic


def test_an_unknown_name_becomes_an_entity_that_the_article_names(editor, story):
    what = picks(editor, story)["خالد الدرويش"]
    press(editor, story, "accept", what, name_ar="خالد الدرويش", kind="person")
    entity = Entity.objects.get(name_ar="خالد الدرويش")
    mention = story.mentions.get(entity=entity)
    assert (entity.kind, mention.status) == ("person", "confirmed")
    assert TEXT[mention.start : mention.end] == "خالد الدرويش"
    assert picks(editor, story)["خالد الدرويش"] == f"mention:{mention.pk}"


def test_an_unknown_name_leads_to_a_form_that_is_filled_in(editor, story):
    page = html.fromstring(editor.get(page_of(story)).content.decode())
    (link,) = page.xpath("//details[@class='new-name']//a/@href")
    form = editor.get(link).context["adminform"].form
    assert (form.initial["name_ar"], form.initial["kind"]) == ("خالد الدرويش", "person")


def test_a_rejected_name_stays_rejected_until_that_is_taken_back(editor, story):
    what = picks(editor, story)["خالد الدرويش"]
    press(editor, story, "reject", what)
    assert Dismissal.objects.get().article == story
    review = editor.get(page_of(story)).context["review"]
    (pick,) = [pick for pick in review.picks if pick.is_new]
    assert (pick.what, pick.state) == (what, "rejected")
    press(editor, story, "accept", what)
    assert Entity.objects.filter(name_ar="خالد الدرويش").exists()
    assert not Dismissal.objects.exists()
    said = LogEntry.objects.filter(object_id=str(story.pk)).values_list("change_message", flat=True)
    assert sum("سُحب رفض" in one for one in said) == 1


@pytest.mark.parametrize(("do", "after"), [("accept", "confirmed"), ("reject", "rejected")])
def test_a_suggested_meeting_is_judged(editor, story, do, after):
    meeting = Meeting.objects.get()
    press(editor, story, do, f"meeting:{meeting.pk}")
    meeting.refresh_from_db()
    assert meeting.review == after
    suggest(story)
    assert Meeting.objects.get().review == after


def test_a_suggestion_that_is_a_known_meeting_is_put_in_its_place(editor, story):
    suggestion, known = Meeting.objects.get(), MeetingFactory(start=date(2024, 1, 1))
    what = f"meeting:{suggestion.pk}"
    press(editor, story, "same", what, **{f"meeting-{suggestion.pk}-known": known.pk})
    suggestion.refresh_from_db()
    assert suggestion.review == "rejected"
    assert [row.article for row in known.evidence.all()] == [story]
    suggest(story)
    assert Meeting.objects.count() == 2


def test_a_meeting_that_the_register_has_is_offered_and_linked(editor, story):
    Meeting.objects.all().delete()
    people = Entity.objects.filter(key__in=["kanaan", "haddad"])
    harbor = Entity.objects.get(key="harbor")
    known = MeetingFactory(start=date(2025, 4, 10), place=harbor, who=people)
    (offered,) = editor.get(page_of(story)).context["review"].meetings
    assert offered.is_known
    press(editor, story, "accept", offered.what)
    assert known.evidence.get().article == story


def test_a_known_meeting_that_it_is_not_stays_rejected_until_that_is_taken_back(editor, story):
    Meeting.objects.all().delete()
    people = Entity.objects.filter(key__in=["kanaan", "haddad"])
    known = MeetingFactory(start=date(2025, 4, 10), place=None, who=people)
    press(editor, story, "reject", f"known:{known.pk}")
    (told_,) = editor.get(page_of(story)).context["review"].meetings
    assert (told_.state, told_.is_known) == ("rejected", True)
    assert not known.evidence.exists()
    press(editor, story, "accept", f"known:{known.pk}")
    assert known.evidence.get().article == story
    assert not Dismissal.objects.exists()


def test_an_old_page_does_not_reject_what_another_desk_has_confirmed(editor, story):
    meeting = Meeting.objects.get()
    for review, words in (("confirmed", "في هذه الأثناء"), ("rejected", "لم يعد مقترحًا")):
        Meeting.objects.update(review=review)
        lines = LogEntry.objects.count()
        assert words in told(press(editor, story, "reject", f"meeting:{meeting.pk}"))
        meeting.refresh_from_db()
        assert (meeting.review, LogEntry.objects.count()) == (review, lines)


# --- quotations --------------------------------------------------------------------------------
def test_a_quotation_is_kept_as_the_text_has_it(editor, story):
    meeting = MeetingFactory(duration_minutes=120)
    press(editor, story, "cite", quote="«وَدَامَ اللقاء  ساعتين»", meeting=meeting.pk, fact="duration",
          value_ar="ساعتان")  # fmt: skip
    row = Evidence.objects.get(meeting=meeting)
    assert (row.fact, row.quote, row.value_ar) == ("duration", "ودام اللقاء ساعتين", "ساعتان")


def test_a_quotation_that_is_not_in_the_text_is_refused_and_kept_in_the_form(editor, story):
    meeting = MeetingFactory()
    answer = press(editor, story, "cite", quote="ودام اللقاء ثلاث ساعات", meeting=meeting.pk,
                   fact="duration")  # fmt: skip
    assert "ليس في النص" in told(answer)
    assert "ودام اللقاء ثلاث ساعات" in answer.content.decode()
    assert answer.context["quote"]["meeting"].value() == str(meeting.pk)
    assert not meeting.evidence.exists()


def test_a_quotation_joins_the_row_that_is_there(editor, story):
    row = EvidenceFactory(article=story, fact="duration", value_ar="ساعتان", origin="dossier")
    press(
        editor, story, "cite", quote="ودام اللقاء ساعتين", meeting=row.meeting_id, fact="duration"
    )
    row.refresh_from_db()
    assert (row.quote, row.value_ar, row.origin) == ("ودام اللقاء ساعتين", "ساعتان", "")


def test_an_overlong_quotation_is_refused(editor):
    article = DraftFactory(body="كلمة " * 200)
    answer = press(editor, article, "cite", quote=article.body, meeting=MeetingFactory().pk,
                   fact="outcome")  # fmt: skip
    assert "أطول" in told(answer)
    assert not Evidence.objects.exists()


# --- going on ----------------------------------------------------------------------------------
def test_what_is_published_has_no_button_that_publishes(editor, story):
    offered = b'name="do" value="publish"'
    assert offered in editor.get(page_of(story)).content
    press(editor, story, "publish")
    assert offered not in editor.get(page_of(story)).content


def test_publishing_leads_to_the_next_of_the_queue(editor):
    below, story = DraftFactory(), DraftFactory()
    answer = press(editor, story, "publish_next", queue="draft")
    assert answer.redirect_chain[-1][0] == f"{page_of(below)}?queue=draft"
    story.refresh_from_db()
    assert story.status == "published"
    answer = press(editor, below, "publish_next", queue="draft")
    assert answer.redirect_chain[-1][0].endswith("/article/?queue=draft")


REJECTED_HERE = "رُفض ذكره في هذه المادة"


def test_somebody_whose_mention_was_rejected_is_published_with_no_meeting_unasked(editor, story):
    meeting = Meeting.objects.get()
    assert REJECTED_HERE not in editor.get(page_of(story)).content.decode()
    press(editor, story, "reject", picks(editor, story)["سمير كنعان"])
    page = editor.get(page_of(story)).content.decode()
    assert page.count(REJECTED_HERE) == 1
    assert REJECTED_HERE in page.split('<bdi>سمير كنعان</bdi> <span class="meta">')[1][:60]
    refused = press(editor, story, "accept", f"meeting:{meeting.pk}")
    assert "رُفض ذكر سمير كنعان في هذه المادة" in told(refused)
    meeting.refresh_from_db()
    assert meeting.review == "suggested"
    press(editor, story, "accept", f"meeting:{meeting.pk}", all_the_same="1")
    meeting.refresh_from_db()
    assert meeting.review == "confirmed"
    assert 'name="all_the_same"' not in editor.get(page_of(story)).content.decode()


def test_a_meeting_without_the_rejected_one_is_accepted_at_once(editor, story):
    meeting = Meeting.objects.get()
    press(editor, story, "reject", picks(editor, story)["سمير كنعان"])
    meeting.participants.filter(entity__key="kanaan").delete()
    press(editor, story, "accept", f"meeting:{meeting.pk}")
    meeting.refresh_from_db()
    assert meeting.review == "confirmed"


def test_a_known_meeting_is_linked_whoever_the_article_does_not_speak_of(editor, story):
    """Its people stand there by other articles; whose mention was rejected is only told."""
    press(editor, story, "reject", picks(editor, story)["سمير كنعان"])
    Meeting.objects.update(review="confirmed")
    other = DraftFactory(title=story.title, body=TEXT, published_on=story.published_on)
    suggest(other)
    other.mentions.filter(entity__key="kanaan").update(status="rejected")
    page = editor.get(page_of(other)).content.decode()
    assert REJECTED_HERE in page
    assert 'name="all_the_same"' not in page
    meeting = Meeting.objects.get()
    press(editor, other, "accept", f"known:{meeting.pk}")
    assert meeting.evidence.filter(article=other).exists()


def test_an_article_that_nobody_had_read_says_so(editor, story):
    """As one that was added by a form: nobody was found in it, for nobody has looked."""
    unread = DraftFactory(title=story.title, body=TEXT, published_on=story.published_on)
    page = editor.get(page_of(unread)).content.decode()
    assert "لم تُقرأ بعد" in page
    assert "لم يُعثر فيها على" not in page
    assert ">اقرأها بحثًا عن مقترحات</button>" in page
    after = press(editor, unread, "suggest").content.decode()
    assert "لم تُقرأ بعد" not in after
    assert ">اقرأها من جديد بحثًا عن مقترحات</button>" in after


def test_an_article_in_which_nobody_of_the_register_is_says_that(editor):
    article = DraftFactory(title="خبر", body="طقس اليوم معتدل في معظم المناطق.")
    page = editor.get(page_of(article)).content.decode()
    assert "لم تُقرأ بعد" not in page
    assert "لم يُعثر فيها على ذكر لأحد" in page
    assert "لم يُعثر فيها على لقاء" in page


def test_what_the_register_learned_since_is_told(editor, story):
    more = "في النص ممن في السجل وما فيه أكثر مما اقتُرح"
    assert more not in editor.get(page_of(story)).content.decode()
    PersonFactory(key="darwish", name_ar="خالد الدرويش", name_en="Khaled Darwish")
    assert more in editor.get(page_of(story)).content.decode()
    assert more not in press(editor, story, "suggest").content.decode()


def test_a_meeting_alone_may_be_unread(editor, story):
    """Names that somebody tagged by hand, or a suggestion that was rejected, are not asked for
    again."""
    article = DraftFactory(title=story.title, body=TEXT, published_on=story.published_on)
    for entity in Entity.objects.all():
        MentionFactory(article=article, entity=entity)
    rejected = Meeting.objects.get()
    assert not editor.get(page_of(article)).context["review"].is_unread  # of another report
    rejected.delete()
    assert editor.get(page_of(article)).context["review"].is_unread


def test_an_article_is_taken_sent_and_read_anew(editor, story):
    story.mentions.all().delete()
    press(editor, story, "suggest")
    assert story.mentions.exists()
    press(editor, story, "take")
    press(editor, story, "send")
    story.refresh_from_db()
    assert story.assigned_to.username == "a-editor"
    assert story.status == "in_review"


@pytest.mark.parametrize("what", ["", "mention:0", "meeting:999999", "name:أحد", "x" * 5000])
def test_what_is_not_there_is_refused_in_words(editor, story, what):
    answer = press(editor, story, "accept", what)
    assert answer.status_code == 200
    assert told(answer)


def test_an_unknown_button_or_article_is_no_error_of_ours(editor, story):
    assert press(editor, story, "explode").status_code == 200
    for number in ("999999", "x", "9" * 40):
        address = reverse("admin:articles_article_review", args=[number])
        assert editor.get(address).status_code == 404


def test_the_list_and_the_form_lead_to_the_page(editor, story):
    for page in ("changelist", "change"):
        arguments = [story.pk] if page == "change" else []
        content = editor.get(reverse(f"admin:articles_article_{page}", args=arguments)).content
        assert page_of(story) in content.decode()


def test_the_page_costs_few_queries_however_much_there_is_to_judge(editor, story):
    editor.get(page_of(story))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(page_of(story)).status_code == 200
        return len(queries)

    before = cost()
    for _ in range(10):
        MentionFactory(article=story, entity=OrganizationFactory(), status="suggested")
        meeting = MeetingFactory(review="suggested", who=PersonFactory.create_batch(2))
        EvidenceFactory(article=story, meeting=meeting)
    editor.get(page_of(story))  # new names are read once
    assert before - 1 <= cost() <= 15


def test_an_article_without_a_text_is_reviewed_too(editor):
    article = ArticleFactory(body="", abstract_ar="ملخص من كلامنا.")
    assert "ملخص من كلامنا" in editor.get(page_of(article)).content.decode()


def test_of_a_long_text_the_beginning_is_read_and_the_page_says_so(editor, story):
    body = TEXT + "\n\n" + "كلمة " * (MOST_READ // 5) + TEXT
    Article.objects.filter(pk=story.pk).update(body=body)
    answer = editor.get(page_of(story))
    page = html.fromstring(answer.content.decode())
    (hint,) = page.xpath("//*[@id='part-text']/p[@class='hint']")
    assert "100" in hint.text_content()
    assert hint.xpath("a/@href") == [
        reverse("admin:articles_article_change", args=[story.pk]) + "#id_body"
    ]
    shown = page.xpath("//*[contains(@class,'matn')]")[0].text_content()
    assert MOST_READ - 100 < len(shown) <= MOST_READ + 100
    assert len(page.xpath("//mark[text()='سمير كنعان']")) == 1
    (pick,) = [one for one in answer.context["review"].picks if one.name == "سمير كنعان"]
    assert all(end <= len(TEXT) for _, end in pick.spans)


def test_a_text_of_usual_length_has_no_such_hint(editor, story):
    page = html.fromstring(editor.get(page_of(story)).content.decode())
    assert not page.xpath("//*[@id='part-text']/p[@class='hint']")
