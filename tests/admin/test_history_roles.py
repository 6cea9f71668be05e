"""Who may read a history, and who may bring back an earlier state."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Entity
from tests.admin.test_history import bring_back, edits, history, save
from tests.factories import AliasFactory, ArticleFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(
        User.objects.create_superuser("an-admin"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def edited(editor):
    """A person whose description an editor has changed, and the state before."""
    person = PersonFactory(description_en="Before")
    save(editor, person, description_en="After")
    return person, edits(editor, person)[-1].version


@pytest.mark.parametrize(("role", "allowed"), [("viewer", False), ("curator", True)])
def test_everybody_reads_and_who_may_change_brings_back(desk_of, edited, role, allowed):
    person, version = edited
    client = desk_of(role)
    assert "Before" in client.get(history(person)).content.decode()
    assert bring_back(client, person, version).status_code == (302 if allowed else 403)
    assert (Entity.objects.get().description_en == "Before") is allowed


def test_an_administrator_brings_back(admin, edited):
    person, version = edited
    bring_back(admin, person, version)
    assert Entity.objects.get().description_en == "Before"


def test_who_may_delete_no_alias_brings_back_no_state_without_it(desk_of, edited):
    person, version = edited
    alias = AliasFactory(entity=person)
    curator = desk_of("curator")
    assert bring_back(curator, person, version).status_code == 403
    assert Entity.objects.get().description_en == "After"
    assert person.aliases.get() == alias


def test_rows_of_a_meeting_come_and_go_with_it(editor, desk_of):
    meeting = MeetingFactory(reports=[ArticleFactory()])
    save(editor, meeting, venue_en="Hall")
    found = edits(editor, meeting)[-1].version
    meeting.evidence.all().delete()
    MeetingFactory(reports=[ArticleFactory()]).evidence.update(meeting=meeting)
    assert bring_back(desk_of("curator"), meeting, found).status_code == 302


def test_a_withdrawn_article_is_brought_back_only_by_who_may_withdraw(editor, desk_of):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    save(editor, article, author="كاتب")
    found = edits(editor, article)[-1].version
    assert bring_back(desk_of("curator"), article, found).status_code == 403


def test_who_sees_no_articles_sees_no_history(client, django_user_model):
    user = django_user_model.objects.create_user("lonely", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for thing in (ArticleFactory(), PersonFactory()):
        assert client.get(history(thing)).status_code == 403
