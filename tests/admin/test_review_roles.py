"""Who may do what of the desk's newer actions: viewer, curator, editor and admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Dismissal, Entity, Meeting, Mention, SavedFilter
from tests.admin.conftest import person
from tests.admin.test_roles import act
from tests.factories import (
    ArticleFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
ALLOWED = {"viewer": False, "curator": True, "editor": True, "admin": True}
by_role = pytest.mark.parametrize(("role", "allowed"), ALLOWED.items())


def client_of(role: str) -> Client:
    """A client logged in as a member of the group of that name, or as an admin of everything."""
    user = User.objects.create_superuser("a-admin") if role == "admin" else person(role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@by_role
def test_who_may_tag_many(role, allowed):
    entity = PersonFactory()
    act(client_of(role), "article", "tag", ArticleFactory(), entity=entity.pk)
    assert Mention.objects.exists() is allowed


@by_role
def test_who_may_take_a_tag_from_many(role, allowed):
    entity = PersonFactory()
    article = ArticleFactory(entities=[entity])
    act(client_of(role), "article", "untag", article, entity=entity.pk)
    assert article.mentions.get().status == ("rejected" if allowed else "confirmed")


@by_role
def test_who_may_set_the_topic_of_many(role, allowed):
    act(client_of(role), "article", "topic", ArticleFactory(), topic=TopicFactory().pk)
    assert Mention.objects.exists() is allowed


@by_role
def test_who_may_attach_many_to_a_meeting(role, allowed):
    meeting = MeetingFactory()
    act(client_of(role), "article", "attach", ArticleFactory(), meeting=meeting.pk)
    assert meeting.evidence.exists() is allowed


@by_role
def test_who_may_assign(role, allowed):
    client = client_of(role)
    act(client, "article", "assign", ArticleFactory(), to=client.session["_auth_user_id"])
    assert Article.objects.exclude(assigned_to=None).exists() is allowed


# --- the review page ---------------------------------------------------------------------------
@pytest.fixture
def told():
    """A draft with a suggested name, a suggested meeting and a name that nobody knows."""
    article = DraftFactory(body="قال وزير الدفاع خالد الدرويش إن كنعان حضر.")
    MentionFactory(article=article, status="suggested")
    EvidenceFactory(article=article, meeting=MeetingFactory(review="suggested", title_ar="لقاء"))
    return article


def press(role: str, article: Article, do: str, what: str = "", **fields):
    address = reverse("admin:articles_article_review", args=[article.pk])
    return client_of(role).post(address, {"do": do, "what": what, **fields})


def is_done(answer, allowed: bool) -> None:
    assert answer.status_code == (302 if allowed else 403)


@by_role
def test_everybody_reads_the_review_page_and_sees_the_buttons_that_are_theirs(role, allowed, told):
    address = reverse("admin:articles_article_review", args=[told.pk])
    page = client_of(role).get(address)
    assert page.status_code == 200
    assert ('data-do="accept"' in page.content.decode()) is allowed


@by_role
@pytest.mark.parametrize(("do", "after"), [("accept", "confirmed"), ("reject", "rejected")])
def test_who_may_judge_a_name(role, allowed, do, after, told):
    mention = told.mentions.get()
    is_done(press(role, told, do, f"mention:{mention.pk}"), allowed)
    mention.refresh_from_db()
    assert mention.status == (after if allowed else "suggested")


@by_role
def test_who_may_accept_all(role, allowed, told):
    shown = [f"mention:{told.mentions.get().pk}"]
    is_done(press(role, told, "accept_all", shown=shown), allowed)
    assert told.mentions.confirmed().exists() is allowed


@by_role
@pytest.mark.parametrize(("do", "after"), [("accept", "confirmed"), ("reject", "rejected")])
def test_who_may_judge_a_meeting(role, allowed, do, after, told):
    meeting = Meeting.objects.get()
    is_done(press(role, told, do, f"meeting:{meeting.pk}"), allowed)
    meeting.refresh_from_db()
    assert meeting.review == (after if allowed else "suggested")


@by_role
def test_who_may_say_that_a_meeting_is_a_known_one(role, allowed, told):
    suggestion, known = Meeting.objects.get(), MeetingFactory()
    fields = {f"meeting-{suggestion.pk}-known": known.pk}
    is_done(press(role, told, "same", f"meeting:{suggestion.pk}", **fields), allowed)
    assert known.evidence.exists() is allowed


@by_role
@pytest.mark.parametrize("do", ["accept", "reject"])
def test_who_may_judge_an_unknown_name(role, allowed, do, told):
    is_done(press(role, told, do, "name:خالد الدرويش"), allowed)
    assert Entity.objects.filter(name_ar="خالد الدرويش").exists() is (allowed and do == "accept")
    assert Dismissal.objects.exists() is (allowed and do == "reject")


@by_role
def test_who_may_quote(role, allowed, told):
    meeting = MeetingFactory()
    fields = {"quote": "إن كنعان حضر", "meeting": meeting.pk, "fact": "participants"}
    is_done(press(role, told, "cite", **fields), allowed)
    assert meeting.evidence.exists() is allowed


@by_role
@pytest.mark.parametrize(("do", "after"), [("publish", "published"), ("send", "in_review")])
def test_who_may_move_an_article_on(role, allowed, do, after, told):
    is_done(press(role, told, do), allowed)
    told.refresh_from_db()
    assert told.status == (after if allowed else "draft")


@by_role
@pytest.mark.parametrize("do", ["take", "suggest"])
def test_who_may_take_an_article_or_have_it_read(role, allowed, do, told):
    is_done(press(role, told, do), allowed)


@by_role
def test_who_may_save_a_filter(role, allowed):
    """Everybody: it is their own."""
    data = {"name": "لي", "query": "queue=draft"}
    client_of(role).post(reverse("admin:articles_article_save_filter"), data)
    assert SavedFilter.objects.get().owner.username == f"a-{role}"


@pytest.mark.parametrize("do", ["accept_all", "publish", "take", "suggest", "send"])
def test_a_withdrawn_article_is_judged_by_nobody_who_may_not_withdraw(do, told):
    Article.objects.filter(pk=told.pk).update(status="withdrawn", withdrawal_reason="سبب")
    is_done(press("curator", told, do), allowed=False)
    told.refresh_from_db()
    assert told.status == "withdrawn"
    assert not told.mentions.confirmed().exists()


def test_who_is_not_logged_in_is_asked_to(client, told):
    address = reverse("admin:articles_article_review", args=[told.pk])
    assert client.post(address, {"do": "publish"}).status_code == 302
    told.refresh_from_db()
    assert told.status == "draft"
