"""Who may do what of the desk's newer actions: viewer, curator, editor and admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Mention
from tests.admin.conftest import person
from tests.admin.test_roles import act
from tests.factories import ArticleFactory, MeetingFactory, PersonFactory, TopicFactory

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
