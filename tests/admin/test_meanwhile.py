"""Two people at one form: the second is told what the first has changed before it is gone."""

import pytest
from django.contrib.admin.models import LogEntry

from articles import curation
from articles.models import Mention
from tests.admin.conftest import person
from tests.admin.test_forms import change, filled
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
NOUNS = {
    "article": (ArticleFactory, "title_en", "author"),
    "collection": (CollectionFactory, "name_en", "description_en"),
    "entity": (PersonFactory, "name_en", "country"),
    "meeting": (MeetingFactory, "title_en", "venue_en"),
    "source": (SourceFactory, "name_en", "country"),
}


@pytest.fixture
def two(desk_of):
    return desk_of("editor"), desk_of("admin")


def opened(client, thing) -> dict:
    """What a browser would send of the form as it stands now, with what it was opened on."""
    data = filled(client, change(thing))
    return data | {"_found": client.get(change(thing)).context["found"]}


def values(thing, *names):
    thing.refresh_from_db()
    return [getattr(thing, name) for name in names]


@pytest.mark.parametrize("noun", NOUNS)
def test_the_second_is_told_what_the_first_changed(two, noun):
    first, second = two
    maker, name, other = NOUNS[noun]
    thing = maker(**{other: ""})
    mine, theirs = opened(first, thing), opened(second, thing)
    assert second.post(change(thing), theirs | {other: "SY"}).status_code == 302
    lines = LogEntry.objects.count()
    answer = first.post(change(thing), mine | {name: "Mine"})
    assert answer.status_code == 200
    assert values(thing, other)[0] == "SY"
    assert LogEntry.objects.count() == lines
    told = answer.context["meanwhile"]
    assert [(one.old, one.new) for one in told.changes] == [("", "SY")]
    assert [line.user.username for line in told.lines] == ["a-admin"]
    assert not answer.context["errors"]
    html = answer.content.decode()
    assert 'value="Mine"' in html
    assert "<ins" in html
    assert "<bdi>a-admin</bdi>" in html


def test_what_was_shown_is_overwritten_where_it_is_sent_again(two):
    first, second = two
    source = SourceFactory(name_en="Before", country="AE")
    mine, theirs = opened(first, source), opened(second, source)
    second.post(change(source), theirs | {"name_en": "Theirs", "country": "SY"})
    again = first.post(change(source), mine | {"name_en": "Mine"})
    assert 'name="_save" value="' in again.content.decode().split('class="ask-doubts"')[1]
    agreed = mine | {"name_en": "Mine", "_found": again.context["found"]}
    assert first.post(change(source), agreed).status_code == 302
    assert values(source, "name_en", "country") == ["Mine", "AE"]


def test_what_changes_after_the_warning_is_told_too(two):
    first, second = two
    source = SourceFactory()
    mine, theirs = opened(first, source), opened(second, source)
    second.post(change(source), theirs | {"country": "SY"})
    again = first.post(change(source), mine)
    second.post(change(source), opened(second, source) | {"country": "LB"})
    answer = first.post(change(source), mine | {"_found": again.context["found"]})
    assert [(one.old, one.new) for one in answer.context["meanwhile"].changes] == [("SY", "LB")]


def test_a_mistake_beside_it_does_not_hide_the_warning(two):
    first, second = two
    entity = PersonFactory()
    mine, theirs = opened(first, entity), opened(second, entity)
    wrong = mine | {"wikidata_id": "nothing"}
    mistaken = first.post(change(entity), wrong)
    assert mistaken.context["found"] == mine["_found"]
    second.post(change(entity), theirs | {"country": "SY"})
    answer = first.post(change(entity), wrong | {"_found": mistaken.context["found"]})
    assert answer.context["meanwhile"]
    assert list(answer.context["adminform"].form.errors) == ["wikidata_id"]


def test_rows_and_dossiers_and_a_text_are_watched_too(two):
    first, second = two
    article = ArticleFactory(body="نص قديم", entities=[PersonFactory()])
    dossier = CollectionFactory()
    mine, theirs = opened(first, article), opened(second, article)
    new = {"body": "نص جديد", "dossiers": [dossier.pk], "mentions-0-status": "rejected"}
    assert second.post(change(article), theirs | new).status_code == 302
    told = first.post(change(article), mine).context["meanwhile"].changes
    assert {one.new for one in told} == {
        "نص جديد",
        str(dossier),
        str(Mention.Status.REJECTED.label),
    }


def test_what_no_member_did_is_said_to_be_a_programs(two):
    first, _ = two
    source = SourceFactory()
    mine = opened(first, source)
    type(source).objects.filter(pk=source.pk).update(country="SY")
    answer = first.post(change(source), mine)
    assert answer.context["meanwhile"].lines == []
    assert "برنامج آخر" in answer.content.decode()


def test_a_change_by_a_verb_is_told(two):
    first, _ = two
    article = ArticleFactory(status="draft")
    mine = opened(first, article)
    curation.publish(article=article, by=person("curator"))
    [line] = first.post(change(article), mine).context["meanwhile"].lines
    assert line.user.username == "a-curator"


@pytest.mark.parametrize("found", ["", "x", "x:y:z"])
def test_a_form_without_our_mark_is_saved(editor, found):
    source = SourceFactory()
    data = opened(editor, source) | {"_found": found, "country": "SY"}
    assert editor.post(change(source), data).status_code == 302


def test_nothing_is_asked_where_nothing_changed(two):
    first, second = two
    article = ArticleFactory(entities=[PersonFactory(), PersonFactory()])
    MentionFactory()
    second.get(change(article))
    data = opened(first, article) | {"author": "كاتب"}
    assert first.post(change(article), data).status_code == 302
    assert values(article, "author") == ["كاتب"]
