"""Evidence on the review page: the sentence of a meeting is kept, all of it is shown, and any of it
can be taken back."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from articles import curation
from articles.admin.review.items import _Told
from articles.models import Evidence, Lapse, Meeting
from articles.tagging.meetings import Proposal
from articles.tagging.run import suggest
from tests.admin.test_review import TEXT, page_of, press, story, told  # noqa: F401  a fixture
from tests.admin.test_review_roles import client_of
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
SENTENCE = TEXT.split("\n\n")[0]


def lines(thing) -> list[str]:
    """What the history of a thing says, oldest first."""
    rows = LogEntry.objects.filter(
        object_id=str(thing.pk), content_type__model=thing._meta.model_name
    )
    with translation.override("en"):
        return [curation.told(row) for row in rows.order_by("pk")]


def given(client, article) -> list[str]:
    """The evidence that the page shows, each row with its button."""
    page = html.fromstring(client.get(page_of(article)).content.decode())
    rows = page.xpath("//ul[@class='given']/li")
    assert all(row.xpath(".//form//button[@value='take_back']") for row in rows)
    return [" ".join(row.xpath("./p")[0].text_content().split()) for row in rows]


# --- the sentence of a meeting -----------------------------------------------------------------
def test_the_sentence_of_an_accepted_meeting_is_kept_as_evidence(editor, story):  # noqa: F811
    meeting = Meeting.objects.get()
    press(editor, story, "accept", f"meeting:{meeting.pk}")
    row = meeting.evidence.get()
    assert (row.article, row.fact, row.quote) == (story, "meeting", SENTENCE)
    (line,) = lines(meeting)
    assert line.startswith("Meeting confirmed, as ")
    assert SENTENCE in line
    assert [one for one in lines(story) if "Quoted for" in one]


def test_the_sentence_of_a_known_meeting_that_is_linked_is_kept(editor, story):  # noqa: F811
    Meeting.objects.update(review="confirmed")
    Evidence.objects.all().delete()
    (offered,) = editor.get(page_of(story)).context["review"].meetings
    press(editor, story, "accept", offered.what)
    assert Meeting.objects.get().evidence.get().quote == SENTENCE
    assert SENTENCE in lines(offered.meeting)[-1]


def test_the_sentence_goes_to_the_meeting_that_a_suggestion_is(editor, story):  # noqa: F811
    suggestion, known = Meeting.objects.get(), MeetingFactory(start=date(2025, 4, 9))
    press(editor, story, "same", f"meeting:{suggestion.pk}",
          **{f"meeting-{suggestion.pk}-known": known.pk})  # fmt: skip
    assert known.evidence.get().quote == SENTENCE


def test_a_quotation_that_somebody_chose_stays(editor, story):  # noqa: F811
    meeting = Meeting.objects.get()
    press(editor, story, "cite", quote="ودام اللقاء ساعتين", meeting=meeting.pk, fact="meeting")
    press(editor, story, "accept", f"meeting:{meeting.pk}")
    assert meeting.evidence.get().quote == "ودام اللقاء ساعتين"
    assert lines(meeting)[-1] == "Meeting confirmed."


@pytest.mark.parametrize("filling", ["كلمة " * 120, ""])
def test_no_quotation_is_made_of_our_abstract_or_of_an_overlong_sentence(
    editor,
    story,  # noqa: F811
    filling,
):
    words = f"التقى سمير كنعان وليلى حداد في مرفأ الياسمين أمس {filling}."
    body = {"body": words} if filling else {"body": "", "abstract_ar": words}
    article = DraftFactory(title="خبر", published_on=date(2025, 3, 5), **body)
    suggest(article)
    meeting = article.evidence.get().meeting
    press(editor, article, "accept", f"meeting:{meeting.pk}")
    meeting.refresh_from_db()
    assert (meeting.review, article.evidence.get().quote) == ("confirmed", "")


def test_the_one_meeting_that_the_article_tells_of_is_chosen_for_a_quotation(
    editor,
    story,  # noqa: F811
):
    for n in range(2):
        MeetingFactory(start=date(2025, 4, 10))
        page = html.fromstring(editor.get(page_of(story)).content.decode())
        chosen = page.xpath("//select[@name='meeting']/option[@selected]/@value")
        told_of = Meeting.objects.filter(evidence__article=story)
        assert chosen == ([str(told_of.get().pk)] if n == 0 else [])
        EvidenceFactory(article=story, meeting=MeetingFactory())


def test_two_meetings_of_one_title_are_told_apart_by_their_day(editor, story):  # noqa: F811
    for day in (10, 11):
        MeetingFactory(start=date(2025, 4, day), title_ar="لقاء المرفأ", reports=[story],
                       review="suggested")  # fmt: skip
    page = html.fromstring(editor.get(page_of(story)).content.decode())
    called = page.xpath("//li[contains(@class,'encounter')]//button/@aria-label")
    assert len(called) == len({*called}) == 6
    assert any("لقاء المرفأ (11 أبريل 2025)" in one for one in called)
    last = Meeting.objects.get(title_ar="لقاء المرفأ", start="2025-04-11")
    answer = press(editor, story, "reject", f"meeting:{last.pk}")
    assert "لقاء المرفأ (11 أبريل 2025)" in told(answer)


# --- what is given, and taking it back ---------------------------------------------------------
def test_all_that_the_article_is_evidence_of_is_shown(editor, story):  # noqa: F811
    meeting = MeetingFactory(duration_minutes=120)
    assert given(editor, story) == []  # a suggestion that was read in it is no evidence yet
    EvidenceFactory(article=story, meeting=meeting)
    EvidenceFactory(article=story, meeting=meeting, fact="duration", value_ar="ساعتان",
                    quote="ودام اللقاء ساعتين")  # fmt: skip
    EvidenceFactory(article=ArticleFactory(), meeting=meeting, fact="place")
    assert given(editor, story) == ["المدة ساعتان ودام اللقاء ساعتين", "اللقاء كله بلا اقتباس"]


def test_evidence_is_taken_back_in_one_line_of_each_history(editor, story):  # noqa: F811
    curation.publish(article=story, by=User.objects.get())
    LogEntry.objects.all().delete()
    meeting = MeetingFactory(duration_minutes=120)
    EvidenceFactory(article=story, meeting=meeting)
    row = EvidenceFactory(article=story, meeting=meeting, fact="duration", quote="ساعتين")
    answer = press(editor, story, "take_back", f"meeting:{meeting.pk}", row=row.pk)
    assert "المدة" in told(answer)
    assert [one.fact for one in story.evidence.filter(meeting=meeting)] == ["meeting"]
    (line,) = lines(meeting)
    assert "taken back: duration: «ساعتين»" in line
    assert line.endswith("Nothing else says so.")
    assert len(lines(story)) == 1
    assert Lapse.objects.get().fact == "duration"


def test_a_fact_that_another_article_says_is_not_called_lost(editor, story):  # noqa: F811
    curation.publish(article=story, by=User.objects.get())
    meeting = MeetingFactory(reports=[story, ArticleFactory()])
    row = story.evidence.get(meeting=meeting)
    press(editor, story, "take_back", row=row.pk)
    assert "Nothing else" not in lines(meeting)[0]
    assert not Lapse.objects.exists()


def test_the_history_of_the_meeting_brings_it_back(desk_of, story):  # noqa: F811
    client = desk_of("curator")
    curation.publish(article=story, by=User.objects.get())
    meeting = MeetingFactory(duration_minutes=120)
    said = {"quote": "ودام اللقاء ساعتين", "value_ar": "ساعتان", "note_en": "A note"}
    row = EvidenceFactory(article=story, meeting=meeting, fact="duration", **said)
    before = Evidence.objects.filter(pk=row.pk).values().get()
    press(client, story, "take_back", row=row.pk)
    assert Lapse.objects.exists()
    after, earlier = curation.versions_of(meeting)
    assert after.pk != earlier.pk
    address = reverse("admin:articles_meeting_version", args=[meeting.pk, earlier.pk])
    client.post(address)
    assert Evidence.objects.filter(pk=row.pk).values().get() == before
    assert not Lapse.objects.exists()
    assert given(client, story) == ["المدة ساعتان ودام اللقاء ساعتين"]


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 40, "999999"])
def test_what_is_gone_is_said_and_nothing_is_written(editor, story, number):  # noqa: F811
    answer = press(editor, story, "take_back", row=number)
    assert "لم يعد" in told(answer)
    assert not LogEntry.objects.exists()


def test_evidence_of_another_article_is_not_taken_back_here(editor, story):  # noqa: F811
    row = EvidenceFactory(article=ArticleFactory())
    press(editor, story, "take_back", row=row.pk)
    assert Evidence.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("curator", True), ("editor", True), ("admin", True)]
)
def test_who_may_take_evidence_back(role, allowed):
    row = EvidenceFactory()
    client = client_of(role)
    shown = b'value="take_back"' in client.get(page_of(row.article)).content
    press(client, row.article, "take_back", row=row.pk)
    assert (shown, not Evidence.objects.exists()) == (allowed, allowed)


def test_of_what_is_withdrawn_only_who_may_withdraw_takes_it_back():
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    row = EvidenceFactory(article=article)
    press(client_of("curator"), article, "take_back", row=row.pk)
    assert Evidence.objects.exists()
    press(client_of("editor"), article, "take_back", row=row.pk)
    assert not Evidence.objects.exists()


def test_a_suggestion_stays_when_the_words_behind_it_are_taken_back(editor, story):  # noqa: F811
    meeting = MeetingFactory(review="suggested")
    row = EvidenceFactory(article=story, meeting=meeting, quote="ودام اللقاء ساعتين")
    press(editor, story, "take_back", row=row.pk)
    assert (row.refresh_from_db(), row.quote) == (None, "")
    press(editor, story, "take_back", row=row.pk)  # nothing is given any more
    assert Evidence.objects.filter(pk=row.pk).exists()
    assert f"meeting:{meeting.pk}" in editor.get(page_of(story)).content.decode()


def test_whoever_takes_the_last_evidence_back_is_warned_and_told_what_to_do(editor, story):  # noqa: F811
    curation.publish(article=story, by=User.objects.get())
    row = EvidenceFactory(article=story, meeting=MeetingFactory())
    Evidence.objects.exclude(pk=row.pk).filter(meeting=row.meeting).delete()
    done, warning = press(editor, story, "take_back", row=row.pk).context["messages"]
    assert (done.tags, warning.tags) == ("success", "warning")
    assert "لم يبقَ مصدر" in str(warning)
    for page in ("change", "history"):
        assert reverse(f"admin:articles_meeting_{page}", args=[row.meeting_id]) in str(warning)


def test_nobody_is_warned_where_something_else_says_so(editor, story):  # noqa: F811
    meeting = MeetingFactory(reports=[story, ArticleFactory()])
    row = story.evidence.get(meeting=meeting)
    (done,) = press(editor, story, "take_back", row=row.pk).context["messages"]
    assert done.tags == "success"


def test_what_may_be_changed_nowhere_else_is_not_taken_back_here():
    row = EvidenceFactory()
    user = User.objects.create_user("partial", password="x", is_staff=True)
    names = ("view_article", "change_article", "view_meeting", "change_meeting", "add_evidence")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    press(client, row.article, "take_back", row=row.pk)
    assert Evidence.objects.exists()


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), ("", False)),
        (((11, "abc"), (12, "ab")), ("12: ab", True)),  # its own day, though fewer are named
        (((11, "abc"), (12, "a")), ("11: abc", False)),
        (((12, "a"),), ("12: a", False)),
        (((13, "abc"),), ("13: abc", False)),
        (((12, "xy"),), ("", False)),
    ],
)
def test_only_a_sentence_of_its_day_and_its_people_is_certain(others, expected):
    people = {key: PersonFactory(key=key) for key in "abc"}
    meeting = MeetingFactory(start=date(2025, 4, 12), who=people.values())
    proposals = [
        Proposal(date(2025, 4, day), "day", None, None, tuple(who), None, f"{day}: {who}", None,
                 planned=False, is_call=False)
        for day, who in others
    ]  # fmt: skip
    assert _Told(proposals).sentence_of(meeting) == expected


def test_a_suggestion_that_is_gone_is_not_accepted(story):  # noqa: F811
    row = EvidenceFactory(article=story, meeting=MeetingFactory(review="suggested"))
    Meeting.objects.filter(pk=row.meeting_id).delete()
    with pytest.raises(curation.CurationError, match="gone"), translation.override("en"):
        curation.confirm_meeting(meeting=row.meeting, by=None, article=story, sentence=SENTENCE)
