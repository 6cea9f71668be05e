"""Who may do what on the desk: every page, action and button, for every group, in one table.

The doors are collected from the code. A new one without a line in the table fails the first test;
a line without a door fails the second."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from articles import curation
from articles.models import Feed, ImportJob, Merge, PinnedResult, SavedFilter, Synonym
from tests.admin.conftest import ROLES
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")

# Each door with the first of the groups that it lets through; those after it may do the same.
# NOBODY is for superusers alone, ANYBODY for whoever may enter the desk at all.
NOBODY, ANYBODY = "", "viewer"
PAGES = {"list": "viewer", "see": "viewer", "history": "viewer"}
WRITTEN = {**PAGES, "add": "curator", "change": "curator", "delete": "editor"}
CLOSED = dict.fromkeys(("list", "see", "history", "add", "change", "delete"), NOBODY)
LOGINS = {**CLOSED, "action delete_selected": NOBODY}
MANY = ("assign", "attach", "tag", "topic", "untag")
KEPT = dict.fromkeys(("list", "see", "history", "add", "change"), "admin")

TABLE = {
    "article": {
        **WRITTEN,
        **dict.fromkeys((f"action {name}" for name in MANY), "curator"),
        "action publish": "curator",
        "action review": "curator",
        "action file": "curator",
        "action withdraw": "editor",
        "action restore": "editor",
        "action delete_selected": "editor",
        "button _publish": "curator",
        "button _review": "curator",
        "page articles_article_review": "viewer",
        "page articles_article_review_next": "viewer",
        # The filters are one's own.
        "page articles_article_save_filter": "viewer",
        "page articles_article_delete_filter": "viewer",
        "page articles_bulkchange_change": "viewer",
        "page articles_article_text": "viewer",
        "page articles_article_copies": "viewer",
        "page articles_article_version": "curator",
    },
    "collection": {
        **WRITTEN,
        "action delete_selected": "editor",
        "page articles_collection_version": "curator",
    },
    "entity": {
        **WRITTEN,
        "action merge": "editor",
        "action delete_selected": "editor",
        "page articles_entity_merge": "editor",
        "page articles_entity_split": "editor",
        "page articles_entity_version": "curator",
    },
    "feed": {
        **WRITTEN,
        "action ask_now": "curator",
        "action pause": "curator",
        "action resume": "curator",
        "action delete_selected": "editor",
    },
    "meeting": {
        **WRITTEN,
        "action merge": "editor",
        "action delete_selected": "editor",
        "page articles_meeting_merge": "editor",
        "page articles_meeting_version": "curator",
    },
    # Written by merging; undone, and never taken away.
    "merge": {**CLOSED, **PAGES, "page articles_merge_undo": "editor"},
    "mention": {
        **WRITTEN,
        "action confirm": "curator",
        "action reject": "curator",
        "action delete_selected": "editor",
    },
    "outbox": {**CLOSED, **PAGES},
    "source": {
        **WRITTEN,
        "action merge": "editor",
        "action delete_selected": "editor",
        "page articles_source_merge": "editor",
        "page articles_source_version": "curator",
    },
    # An account is closed, never deleted: histories name it.
    "user": {
        **KEPT,
        "delete": NOBODY,
        "action delete_selected": NOBODY,
        "page auth_user_password_change": "admin",
    },
    "group": {**KEPT, "delete": "admin", "action delete_selected": "admin"},
    "accessattempt": {**LOGINS, "action cleanup_expired_attempts": NOBODY},
    "accesslog": LOGINS,
    "accessfailurelog": LOGINS,
    # Pages of the desk that belong to no noun.
    "": {
        "page index": ANYBODY,
        "page app_list": ANYBODY,
        "page password_change": ANYBODY,
        "page password_change_done": ANYBODY,
        "page jsi18n": ANYBODY,
        "page import": "curator",
        "page import_job": "curator",
        "page import_act": "curator",
        "page import_report": "curator",
        "page insight": "viewer",
        "page insight_csv": "viewer",
        "page insight_alias": "curator",
        "page insight_synonym": "curator",
        "page insight_unequal": "curator",
        "page insight_dismiss": "curator",
        "page insight_pin": "editor",
        "page insight_unpin": "editor",
    },
}
# Not doors: how one enters and leaves, and what asks for a noun's own right with each request.
OUTSIDE = {"login", "logout", "autocomplete", "view_on_site"}

MAKERS = {
    "article": DraftFactory,
    "collection": CollectionFactory,
    "entity": PersonFactory,
    "feed": lambda: Feed.objects.create(url="https://example.org/feed.xml"),
    "meeting": MeetingFactory,
    "merge": lambda: merged(),
    "mention": MentionFactory,
    "source": SourceFactory,
    "user": lambda: User.objects.create_user("somebody"),
    "group": lambda: Group.objects.create(name="some"),
    "accessattempt": lambda: AccessAttempt.objects.create(failures_since_start=1),
    "accesslog": lambda: AccessLog.objects.create(attempt_time=timezone.now()),
    "accessfailurelog": lambda: AccessFailureLog.objects.create(attempt_time=timezone.now()),
}
# What stands in the address of a page that is no noun's.
ARGUMENTS = {
    "app_list": lambda: ["articles"],
    **dict.fromkeys(("import_job", "import_act", "import_report"), lambda: [given().pk]),
    "insight_unequal": lambda: [Synonym.objects.create(term="a", other="b", folded="a = b").pk],
    "insight_unpin": lambda: [
        PinnedResult.objects.create(folded="a", text="a", article=ArticleFactory()).pk
    ],
}
# ... and of one of a noun's, beside the number of the thing.
MORE_ARGUMENTS = {
    "text": lambda thing, _: [thing.pk, thing.revisions.create(title="a", body="b").pk],
    "version": lambda thing, _: [thing.pk, kept_state(thing)],
    "save_filter": lambda *_: [],
    "delete_filter": lambda _, who: [SavedFilter.objects.create(owner=who, name="some").pk],
}
USUAL = {"changelist": "list", "add": "add", "change": "see", "delete": "delete"}
USUAL |= {"history": "history"}
SUBMITS = re.compile(r'<input type="submit"[^>]* name="(_\w+)"')
OWN_TEMPLATES = Path(__file__).resolve().parents[2] / "templates/admin/articles"


@dataclass(frozen=True)
class Noun:
    """One of the nouns of the desk, and what leads into it."""

    name: str
    desk: ModelAdmin

    @property
    def prefix(self) -> str:
        meta = self.desk.model._meta
        return f"{meta.app_label}_{meta.model_name}_"

    def pages(self) -> list[str]:
        """The names of its pages, without that which only leads on to another."""
        return [url.name for url in self.desk.get_urls() if url.name]

    def actions(self, user: User) -> set[str]:
        request = RequestFactory().get("/")
        request.user = user
        return set(self.desk.get_actions(request))

    def buttons(self) -> set[str]:
        """Those beside Django's own in the form, as our templates have them."""
        found = (OWN_TEMPLATES / self.name).glob("submit_line.html")
        return {name for path in found for name in SUBMITS.findall(path.read_text())}

    def doors(self) -> set[str]:
        everything = User(is_superuser=True, is_staff=True, is_active=True)
        extra = [name for name in self.pages() if name.removeprefix(self.prefix) not in USUAL]
        return {
            *(f"page {name}" for name in extra),
            *(
                USUAL[name]
                for page in self.pages()
                if (name := page.removeprefix(self.prefix)) in USUAL
            ),
            "change",
            *(f"action {name}" for name in self.actions(everything)),
            *(f"button {name}" for name in self.buttons()),
        }


def nouns() -> dict[str, Noun]:
    registered: dict[type[Model], ModelAdmin] = admin.site._registry
    return {m._meta.model_name: Noun(m._meta.model_name, desk) for m, desk in registered.items()}


def loose_pages() -> set[str]:
    """The pages of the desk that belong to no noun."""
    urls = [url for url in admin.site.get_urls() if isinstance(url, URLPattern) and url.name]
    return {f"page {url.name}" for url in urls if url.name not in OUTSIDE}


def doors() -> dict[str, set[str]]:
    return {"": loose_pages(), **{name: noun.doors() for name, noun in nouns().items()}}


# --- the table ---------------------------------------------------------------------------------


def test_every_door_of_the_desk_is_in_the_table():
    missing = [
        f"{noun or 'desk'}: {door}"
        for noun, found in doors().items()
        for door in sorted(found - TABLE.get(noun, {}).keys())
    ]
    assert missing == [], "Say in TABLE from which group on each of these is open."


def test_the_table_has_no_door_that_is_gone():
    found = doors()
    gone = [f"{n}: {d}" for n, lines in TABLE.items() for d in lines if d not in found.get(n, ())]
    assert gone == []


# --- the doors ---------------------------------------------------------------------------------
def opens(role: str, first: str) -> bool:
    """Whether a group is the first that a door lets through, or one after it."""
    return bool(first) and ROLES.index(role) >= ROLES.index(first)


def passes(client: Client, noun: Noun, thing: Model | None, door: str) -> bool:
    """Try a door, and say whether it let somebody through."""
    kind, _, name = door.rpartition(" ")
    if kind == "action":
        return acts(client, noun, thing, name)
    if kind == "button":
        page = client.get(reverse(f"admin:{noun.prefix}change", args=[thing.pk]))
        return f'name="{name}"' in page.content.decode()
    if kind == "page":
        more = MORE_ARGUMENTS.get(name.removeprefix(noun.prefix))
        who = User.objects.get(pk=client.session["_auth_user_id"])
        return answers(client, f"admin:{name}", more(thing, who) if more else [thing.pk])
    route = {"see": "change", "list": "changelist"}.get(door, door)
    arguments = [] if door in {"list", "add"} else [thing.pk]
    address = reverse(f"admin:{noun.prefix}{route}", args=arguments)
    answer = client.post(address) if door == "change" else client.get(address)
    assert answer.status_code in {200, 403}, (door, answer.status_code)
    return answer.status_code == 200


def kept_state(thing: Model) -> int:
    """The number of a state of a thing that was kept."""
    somebody, _made = User.objects.get_or_create(username="who-kept-it")
    curation.keep(thing, curation.record(thing, "Kept.", somebody))
    return curation.versions_of(thing).first().pk


def given() -> ImportJob:
    somebody, _made = User.objects.get_or_create(username="who-gave-it")
    return ImportJob.objects.create(name="some", by=somebody)


def merged() -> Merge:
    keep, absorb = PersonFactory.create_batch(2)
    somebody, _made = User.objects.get_or_create(username="who-merged-them")
    return curation.merge_entities(keep=keep, absorb=absorb, by=somebody)


def acts(client: Client, noun: Noun, thing: Model, action: str) -> bool:
    """Whether the list runs an action, or asks before it does."""
    chosen = {"action": action, "_selected_action": [thing.pk], "index": 0}
    answer = client.post(reverse(f"admin:{noun.prefix}changelist"), chosen)
    if answer.status_code == 403 or (answer.context and "cl" in answer.context):
        return False  # the list itself: no action is offered at all
    with override("ar"):
        refusal = gettext("No action selected.")
    return refusal not in [str(message) for message in get_messages(answer.wsgi_request)]


def answers(client: Client, name: str, arguments: list[object]) -> bool:
    """Whether a page answers; one that only takes orders is given one."""
    address = reverse(name, args=arguments)
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address)
    assert answer.status_code in {200, 302, 400, 403, 404}, (name, answer.status_code)
    return answer.status_code != 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(filter(None, TABLE)))
def test_each_door_of_a_noun_lets_through_whom_the_table_says(desk_of, role, name):
    noun, client = nouns()[name], desk_of(role)
    wrong = []
    for door, first in TABLE[name].items():
        thing = thing_of(name)
        if passes(client, noun, thing, door) is not opens(role, first):
            wrong.append(door)
        if thing.pk and name != "outbox":
            type(thing).objects.filter(pk=thing.pk).delete()
    assert wrong == []


def thing_of(name: str) -> Model:
    if name == "outbox":
        from articles.models import Outbox

        ArticleFactory()
        return Outbox.objects.first()
    return MAKERS[name]()


@pytest.mark.parametrize("role", ROLES)
def test_each_page_of_the_desk_lets_through_whom_the_table_says(desk_of, role):
    client = desk_of(role)
    wrong = []
    for door, first in TABLE[""].items():
        name = door.removeprefix("page ")
        arguments = ARGUMENTS.get(name, list)()
        if answers(client, f"admin:{name}", arguments) is not opens(role, first):
            wrong.append(door)
    assert wrong == []


def test_nobody_enters_without_a_login_or_as_a_mere_reader(client, django_user_model):
    addresses = [reverse(f"admin:{noun.prefix}changelist") for noun in nouns().values()]
    addresses += [reverse("admin:index"), reverse("admin:insight"), reverse("admin:insight_csv")]
    reader = django_user_model.objects.create_user("reader")
    for who in (None, reader):
        if who:
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, "/admin/login/" in answer.url) == (302, True)


# --- whoever keeps accounts --------------------------------------------------------------------
@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("operator", password="long-enough-42")


def test_an_administrator_cannot_touch_a_superuser(desk_of, superuser):
    client = desk_of("admin")
    for page in ("change", "password_change"):
        name = f"admin:auth_user_{page}"
        assert client.post(reverse(name, args=[superuser.pk]), {}).status_code == 403
    superuser.refresh_from_db()
    assert superuser.check_password("long-enough-42")


def test_an_administrator_makes_no_superuser_but_fills_groups(desk_of):
    client = desk_of("admin")
    somebody = User.objects.create_user("somebody")
    editors = Group.objects.get(name="editor")
    answer = client.post(
        reverse("admin:auth_user_change", args=[somebody.pk]),
        {
            "username": "somebody", "is_active": "on", "is_staff": "on", "is_superuser": "on",
            "groups": [editors.pk], "user_permissions": [1], "date_joined_0": "2026-01-01",
            "date_joined_1": "10:00:00",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    somebody.refresh_from_db()
    assert (somebody.is_staff, somebody.is_superuser) == (True, False)
    assert list(somebody.groups.all()) == [editors]
    assert not somebody.user_permissions.exists()


def test_a_superuser_may_do_all_of_that(client, superuser):
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:auth_user_change", args=[superuser.pk])).content.decode()
    assert 'name="is_superuser"' in page
    assert 'name="user_permissions"' in page
