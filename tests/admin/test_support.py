"""Deleting, withdrawing and removing what is the only source of a fact."""

from datetime import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import reverse

from articles import curation
from articles.models import Article, Evidence, Lapse, Meeting
from tests.admin.conftest import person
from tests.admin.test_forms import filled
from tests.admin.test_roles import act, address
from tests.factories import ArticleFactory, DraftFactory, EvidenceFactory, MeetingFactory

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def meeting():
    return MeetingFactory(time=time(9), duration_minutes=60, title_ar="لقاء المرفأ", title_en="")


@pytest.fixture
def row(meeting):
    """The only evidence for the hour; the meeting as a whole has another."""
    EvidenceFactory(meeting=meeting, article=ArticleFactory())
    return EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="time")


def history(thing) -> list[str]:
    kind = ContentType.objects.get_for_model(thing)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(thing.pk))
    return [curation.told(entry) for entry in entries.order_by("pk")]


def meetings(client, **query) -> set[Meeting]:
    answer = client.get(reverse("admin:articles_meeting_changelist"), query)
    assert answer.status_code == 200
    return set(answer.context["cl"].result_list)


# --- deleting ----------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["get", "post"])
def test_the_only_source_is_not_deleted_and_the_page_says_what_to_do(editor, meeting, row, way):
    page = address("article", "delete", row.article_id)
    answer = editor.get(page) if way == "get" else editor.post(page, {"post": "yes"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "لقاء المرفأ" in html
    assert str(row.get_fact_display()) in html
    assert address("meeting", "change", meeting.pk) in html
    assert 'name="action" value="withdraw"' in html
    assert Article.objects.filter(pk=row.article_id).exists()


def test_chosen_articles_are_not_deleted_where_one_is_the_only_source(editor, row):
    free = ArticleFactory()
    answer = act(editor, "article", "delete_selected", row.article, free, post="yes")
    assert answer.status_code == 409
    assert Article.objects.filter(pk__in=[row.article_id, free.pk]).count() == 2


def test_with_other_evidence_it_goes_and_the_meeting_remembers(editor, meeting, row):
    EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="time")
    page = address("article", "delete", row.article_id)
    assert editor.post(page, {"post": "yes"}).status_code == 302
    assert not Article.objects.filter(pk=row.article_id).exists()
    assert str(row.article) in history(meeting)[-1]
    assert not Lapse.objects.exists()


def test_a_draft_may_go_since_readers_never_saw_it(editor, meeting):
    draft = DraftFactory()
    EvidenceFactory(meeting=meeting, article=draft, fact="time")
    assert editor.post(address("article", "delete", draft.pk), {"post": "yes"}).status_code == 302


def test_a_curator_is_refused_before_anything_is_said(desk_of, row):
    answer = desk_of("curator").get(address("article", "delete", row.article_id))
    assert answer.status_code == 403


def test_the_verb_refuses_too_and_deletes_nothing(row):
    free = ArticleFactory()
    with pytest.raises(curation.LastSupportError) as refusal:
        curation.delete_articles(articles=[free, row.article], by=person("editor"))
    assert refusal.value.rows == [row]
    assert Article.objects.filter(pk__in=[free.pk, row.article_id]).count() == 2


# --- withdrawing -------------------------------------------------------------------------------
def test_withdrawing_shows_which_facts_it_leaves_without_a_source(editor, row):
    free = ArticleFactory()
    html = act(editor, "article", "withdraw", row.article).content.decode()
    assert "لقاء المرفأ" in html
    assert str(row.get_fact_display()) in html
    assert 'class="lost-facts"' not in act(editor, "article", "withdraw", free).content.decode()


def test_withdrawing_is_done_and_flags_the_fact_in_the_queue(editor, meeting, row):
    other = MeetingFactory(reports=[ArticleFactory()])
    assert meetings(editor, attention="lost") == set()
    act(editor, "article", "withdraw", row.article, reason="حكم محكمة")
    assert Article.objects.get(pk=row.article_id).is_withdrawn
    assert meetings(editor, attention="lost") == {meeting}
    assert other in meetings(editor)
    (told,) = history(meeting)
    assert str(row.article) in told
    assert str(row.get_fact_display()) in told
    queues = editor.get(reverse("admin:articles_meeting_changelist")).context["queues"]
    assert [(value, count) for value, _label, count, _now in queues] == [("", 2), ("lost", 1)]


def test_withdrawing_one_of_two_sources_says_nothing_to_the_meeting(editor, meeting, row):
    EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="time")
    act(editor, "article", "withdraw", row.article, reason="حكم محكمة")
    assert history(meeting) == []
    assert meetings(editor, attention="lost") == set()


# --- removing a row ----------------------------------------------------------------------------
def remove(client, meeting: Meeting, row: Evidence):
    form = address("meeting", "change", meeting.pk)
    rows = list(meeting.evidence.order_by("fact", "pk"))
    return client.post(form, filled(client, form, **{f"evidence-{rows.index(row)}-DELETE": "on"}))


def test_removing_the_last_row_of_a_fact_warns_and_flags_it(desk_of, meeting, row):
    client = desk_of("curator")
    answer = remove(client, meeting, row)
    assert answer.status_code == 302
    assert [lapse.fact for lapse in Lapse.objects.all()] == ["time"]
    assert meetings(client, attention="lost") == {meeting}
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any(str(row.get_fact_display()) in text for text in said)
    assert any(str(row.article) in text for text in history(meeting))


@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
@pytest.mark.parametrize("change", ["DELETE", "value_ar", "article"])
def test_evidence_of_what_is_withdrawn_is_changed_by_who_may_withdraw(
    desk_of, meeting, row, role, may, change
):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    client, form = desk_of(role), address("meeting", "change", meeting.pk)
    number = list(meeting.evidence.order_by("fact", "pk")).index(row)
    new = {"DELETE": "on", "value_ar": "التاسعة", "article": ArticleFactory().pk}[change]
    before = Evidence.objects.filter(pk=row.pk).values().get()
    answer = client.post(form, filled(client, form, **{f"evidence-{number}-{change}": new}))
    assert answer.status_code == (302 if may else 200)
    assert (Evidence.objects.filter(pk=row.pk).values().first() != before) is may
    if not may:
        (said,) = answer.context["inline_admin_formsets"][1].non_form_errors()
        assert str(row.article) in said
        assert "مسحوبة" in said


def test_nothing_is_linked_to_what_is_withdrawn_by_others(desk_of, meeting, row):
    gone = ArticleFactory(status="withdrawn", withdrawal_reason="حكم محكمة")
    client, form = desk_of("curator"), address("meeting", "change", meeting.pk)
    new = {"evidence-TOTAL_FORMS": "3", "evidence-2-article": gone.pk, "evidence-2-fact": "place"}
    assert client.post(form, filled(client, form, **new)).status_code == 200
    assert not gone.evidence.exists()


def test_the_form_of_a_meeting_with_withdrawn_evidence_saves_otherwise(desk_of, meeting, row):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    client, form = desk_of("curator"), address("meeting", "change", meeting.pk)
    assert client.post(form, filled(client, form, duration_minutes="90")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.duration_minutes == 90


def test_the_verb_that_removes_evidence_asks_for_the_right_too(row):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    with pytest.raises(curation.CurationError):
        curation.remove_evidence(row=row, by=person("curator"))
    assert Evidence.objects.filter(pk=row.pk).exists()


def test_removing_one_of_two_rows_flags_nothing(desk_of, meeting, row):
    EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="time")
    assert remove(desk_of("curator"), meeting, row).status_code == 302
    assert not Lapse.objects.exists()


def test_a_row_of_a_dossier_that_a_curator_changes_is_theirs(desk_of, meeting, row):
    Evidence.objects.filter(meeting=meeting).update(origin="harbor-talks")
    client, form = desk_of("curator"), address("meeting", "change", meeting.pk)
    number = list(meeting.evidence.order_by("fact", "pk")).index(row)
    client.post(form, filled(client, form, **{f"evidence-{number}-value_ar": "التاسعة"}))
    origins = dict(meeting.evidence.values_list("fact", "origin"))
    assert origins == {"time": "", "meeting": "harbor-talks"}
    assert Evidence.objects.get(pk=row.pk).value_ar == "التاسعة"


def test_the_queues_of_meetings_keep_what_they_say(editor, meeting, row):
    disputed, alone = MeetingFactory(dispute_ar="الموعد"), MeetingFactory(reports=[DraftFactory()])
    EvidenceFactory(meeting=disputed, article=ArticleFactory())
    assert meetings(editor, attention="disputed") == {disputed}
    assert meetings(editor, attention="unsupported") == {alone}
    assert meetings(editor, attention="nonsense") == {meeting, disputed, alone}


def test_a_zone_that_is_none_is_told_beside_its_field(editor, meeting):
    form = address("meeting", "change", meeting.pk)
    answer = editor.post(form, filled(editor, form, time_zone="Moscow"))
    assert "Europe/Moscow" in str(answer.context["adminform"].form.errors["time_zone"])
