"""Deleting, withdrawing and removing what is the only source of a fact."""

import json
from contextlib import nullcontext
from datetime import time

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import reverse

from articles import curation
from articles.admin.meetings import MeetingAdmin
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


@pytest.mark.parametrize("way", ["page", "action"])
@pytest.mark.parametrize("colleague", ["takes away other evidence", "withdraws it", "deletes it"])
def test_what_a_colleague_does_after_the_question_is_heard(
    client, meeting, row, monkeypatch, way, colleague
):
    user = User.objects.create_user("deleter", password="x", is_staff=True)
    names = [f"{verb}_{noun}" for verb in ("view", "delete")
             for noun in ("article", "mention", "evidence", "articlerevision")]  # fmt: skip
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    other = EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="time")
    verb = curation.delete_articles

    def too_late(**what):
        if colleague == "takes away other evidence":
            other.delete()
        elif colleague == "withdraws it":
            curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
        else:
            Article.objects.filter(pk=row.article.pk).delete()
        verb(**what)

    monkeypatch.setattr(curation, "delete_articles", too_late)
    if way == "page":
        page = address("article", "delete", row.article.pk)
        answer = client.post(page, {"post": "yes"}, follow=True)
    else:
        answer = act(client, "article", "delete_selected", row.article, post="yes")
    assert answer.status_code == (409 if "other" in colleague else 200)
    assert row.article.title in answer.content.decode()
    assert not LogEntry.objects.filter(action_flag=DELETION).exists()


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


@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
def test_the_verb_that_keeps_a_row_asks_for_the_old_article_and_the_new(row, role, may):
    by = person(role)
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    gone, other = row.article, ArticleFactory()
    for before, after in ((gone, other), (other, gone)):
        Evidence.objects.filter(pk=row.pk).update(article=before)
        changed = Evidence.objects.get(pk=row.pk)
        changed.article = Article.objects.get(pk=after.pk)
        with nullcontext() if may else pytest.raises(curation.CurationError, match=gone.title):
            curation.save_evidence(row=changed, by=by)
        assert Evidence.objects.get(pk=row.pk).article_id == (after if may else before).pk


@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
def test_a_suggestion_hands_on_what_is_withdrawn_by_who_may_withdraw(role, may):
    shown, gone = ArticleFactory(), ArticleFactory(title="مادة سُحبت")
    suggestion = MeetingFactory(review="suggested", reports=[shown, gone])
    EvidenceFactory(meeting=suggestion, article=gone, fact="place")
    known = MeetingFactory()
    curation.withdraw(article=gone, reason="حكم محكمة", by=person("admin"))
    before = history(gone)
    left = curation.same_meeting(suggestion=suggestion, known=known, by=person(role))
    assert left == ([] if may else [gone])
    assert {one.article for one in known.evidence.all()} == ({shown, gone} if may else {shown})
    assert (history(gone) == before) is not may
    suggestion.refresh_from_db()
    assert suggestion.review == "rejected"
    assert suggestion.evidence.count() == 3


def test_who_links_a_suggestion_is_told_what_was_left_and_whom_to_ask(desk_of):
    shown, gone = DraftFactory(), ArticleFactory(title="مادة سُحبت")
    suggestion = MeetingFactory(review="suggested", reports=[shown, gone])
    known = MeetingFactory()
    curation.withdraw(article=gone, reason="حكم محكمة", by=person("admin"))
    what = f"meeting-{suggestion.pk}"
    pressed = {"do": "same", "what": f"meeting:{suggestion.pk}", f"{what}-known": known.pk}
    page = reverse("admin:articles_article_review", args=[shown.pk])
    answer = desk_of("curator").post(page, pressed, follow=True)
    done, warning = answer.context["messages"]
    assert (done.tags, warning.tags) == ("success", "warning")
    assert "مادة سُحبت" in str(warning)


@pytest.mark.parametrize("verb", ["cite", "confirm_meeting", "same_meeting", "delete_articles"])
@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
def test_other_verbs_that_touch_evidence_ask_for_the_right_too(verb, role, may):
    article = ArticleFactory(body="قال إنها طالت.", status="withdrawn", withdrawal_reason="سبب")
    meeting = MeetingFactory(review="suggested", reports=[article])
    known = MeetingFactory(reports=[article, ArticleFactory()])
    what = {"article": article, "sentence": "إنها طالت"}
    said = {"article": article, "fact": "duration", "quote": "إنها طالت"}
    does = {
        "cite": {"meeting": known, **said},
        "confirm_meeting": {"meeting": meeting, **what},
        "same_meeting": {"suggestion": meeting, "known": known, **what},
        "delete_articles": {"articles": [article]},
    }[verb]

    def state() -> list[object]:
        return [list(Evidence.objects.order_by("pk").values()), LogEntry.objects.count()]

    before, by = state(), person(role)
    with nullcontext() if may else pytest.raises(curation.CurationError, match=article.title):
        getattr(curation, verb)(by=by, **does)
    assert (state() != before) is may


# --- withdrawn while the form is saved ---------------------------------------------------------
@pytest.fixture
def withdrawn_meanwhile(monkeypatch):
    """Return a function: withdraw an article once the form of a meeting has been judged."""

    def arrange(article: Article) -> None:
        save, by = MeetingAdmin.save_model, person("admin")

        def withdraws(self, request, obj, form, change):
            curation.withdraw(article=article, reason="حكم محكمة", by=by)
            save(self, request, obj, form, change)

        monkeypatch.setattr(MeetingAdmin, "save_model", withdraws)

    return arrange


@pytest.mark.parametrize(("role", "may"), [("curator", False), ("editor", True)])
@pytest.mark.parametrize("change", ["DELETE", "value_ar", "article", "new"])
def test_what_is_withdrawn_while_a_form_is_saved_is_neither_changed_nor_told_as_changed(
    desk_of, meeting, row, withdrawn_meanwhile, role, may, change
):
    client, form = desk_of(role), address("meeting", "change", meeting.pk)
    number = list(meeting.evidence.order_by("fact", "pk")).index(row)
    new = {"DELETE": "on", "value_ar": "التاسعة", "article": ArticleFactory().pk}
    typed = {f"evidence-{number}-{change}": new.get(change)}
    if change == "new":
        named = {"article": row.article_id, "fact": "place"}
        typed = {f"evidence-2-{name}": value for name, value in named.items()}
        typed["evidence-TOTAL_FORMS"] = "3"
    sent = filled(client, form, duration_minutes="90", **typed)
    withdrawn_meanwhile(row.article)
    before = list(meeting.evidence.order_by("pk").values())
    answer = client.post(form, sent)
    assert answer.status_code == 302
    assert (list(meeting.evidence.order_by("pk").values()) != before) is may
    meeting.refresh_from_db()
    assert meeting.duration_minutes == 90  # what is not withdrawn is kept
    said = [str(one) for one in get_messages(answer.wsgi_request) if one.level_tag == "error"]
    assert len(said) == (0 if may else 1)
    assert all(str(row.article) in text for text in said)
    (edit,) = LogEntry.objects.filter(object_id=str(meeting.pk), change_message__startswith="[")
    told = json.loads(edit.change_message)
    assert told[0] == {"changed": {"fields": ["Duration in minutes"]}}  # the rest is told
    assert len(told) == (2 if may else 1)


# --- deleting a meeting ------------------------------------------------------------------------
@pytest.fixture
def deleter(client):
    """Somebody who may delete meetings and not withdraw articles."""
    user = User.objects.create_user("deleter", password="x", is_staff=True)
    names = [f"{verb}_{noun}" for verb in ("view", "change", "delete")
             for noun in ("meeting", "participant", "evidence")]  # fmt: skip
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_meeting_is_not_deleted_with_evidence_of_what_is_withdrawn(deleter, meeting, row, way):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    page = address("meeting", "delete", meeting.pk)
    answer = deleter.get(page) if way == "get" else deleter.post(page, {"post": "yes"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert str(row.article) in html
    assert str(row.get_fact_display()) in html
    assert address("meeting", "change", meeting.pk) in html
    assert "ما العمل" in html
    assert Meeting.objects.filter(pk=meeting.pk).exists()


@pytest.mark.parametrize("sure", [{}, {"post": "yes"}])
def test_chosen_meetings_are_not_deleted_where_one_has_such_evidence(deleter, meeting, row, sure):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    free = MeetingFactory(title_ar="لقاء آخر")
    answer = act(deleter, "meeting", "delete_selected", meeting, free, **sure)
    assert answer.status_code == 409
    assert str(row.article) in answer.content.decode()
    assert Meeting.objects.filter(pk__in=[meeting.pk, free.pk]).count() == 2
    assert act(deleter, "meeting", "delete_selected", free, post="yes").status_code == 200
    assert list(Meeting.objects.all()) == [meeting]


def test_a_meeting_without_such_evidence_is_deleted_as_ever(deleter, meeting, row):
    page = address("meeting", "delete", meeting.pk)
    assert deleter.get(page).status_code == 200
    assert deleter.post(page, {"post": "yes"}).status_code == 302
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("way", ["page", "action"])
def test_who_may_withdraw_deletes_such_a_meeting(editor, meeting, row, way):
    curation.withdraw(article=row.article, reason="حكم محكمة", by=person("admin"))
    if way == "page":
        editor.post(address("meeting", "delete", meeting.pk), {"post": "yes"})
    else:
        act(editor, "meeting", "delete_selected", meeting, post="yes")
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("way", ["page", "action"])
def test_a_withdrawal_after_the_question_is_heard_and_no_history_says_deleted(
    deleter, meeting, row, monkeypatch, way
):
    verb, by = curation.delete_meetings, person("admin")

    def withdraws(**what):
        if not row.article.is_withdrawn:
            curation.withdraw(article=row.article, reason="حكم محكمة", by=by)
        verb(**what)

    monkeypatch.setattr(curation, "delete_meetings", withdraws)
    if way == "page":
        answer = deleter.post(address("meeting", "delete", meeting.pk), {"post": "yes"})
    else:
        answer = act(deleter, "meeting", "delete_selected", meeting, post="yes")
    assert answer.status_code == 409
    assert Meeting.objects.filter(pk=meeting.pk).exists()
    assert not LogEntry.objects.filter(action_flag=DELETION).exists()


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
