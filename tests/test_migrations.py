"""The groups that a fresh database starts with, and a history of migrations without holes."""

import importlib
import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db

groups = importlib.import_module("articles.migrations.0002_groups")
# Nouns that came later, which everybody at the desk may see.
SEEN_SINCE = {"merge"}


def rights(name: str) -> set[str]:
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_no_change_of_models_waits_for_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_fresh_database_has_the_four_groups():
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {"viewer", "curator", "editor", "admin"}


def test_the_viewer_only_looks():
    seen = {f"view_{name}" for name in {*groups.SEEN, *SEEN_SINCE}}
    assert rights("viewer") == seen | {"see_insight"}


def test_the_curator_adds_and_changes_but_neither_deletes_nor_withdraws_nor_merges():
    held = rights("curator")
    assert {"add_article", "change_entity", "add_evidence", "publish_article"} <= held
    assert not [code for code in held if code.startswith("delete_")]
    assert not held & {"withdraw_article", "merge_entity", "merge_source", "merge_meeting"}


def test_the_editor_may_do_everything_a_curator_may_and_more():
    held = rights("editor")
    assert rights("curator") < held
    assert {"delete_article", "delete_entity", "withdraw_article", "merge_entity"} <= held
    assert {"merge_source", "merge_meeting"} <= held


def test_the_administrator_keeps_people_and_groups_beside_all_that_an_editor_may():
    own = rights("admin") - rights("editor")
    verbs = ("view", "add", "change")
    assert rights("editor") < rights("admin")
    kept = {f"{verb}_{noun}" for verb in verbs for noun in ("user", "group")}
    assert own == kept | {"delete_group"}


def test_nobody_may_write_what_the_archive_writes_itself():
    held = rights("admin")
    assert held
    for name in ("outbox", "articlerevision", "entityredirect"):
        assert not [code for code in held if code.endswith(f"_{name}") and code[:4] != "view"]


def test_every_noun_is_in_the_table_of_groups():
    """A new model must say who may see it; one without permissions is seen by nobody."""
    models = apps.get_app_config("articles").get_models()
    seen = {model._meta.model_name for model in models if model._meta.default_permissions}
    assert seen == {*groups.SEEN, *SEEN_SINCE}


class Editor:
    """What the migration asks of a schema editor."""

    def __init__(self, connection):
        self.connection = connection


def test_running_it_again_adds_nothing_and_keeps_what_an_operator_added():
    extra = Permission.objects.get(codename="delete_alias")
    Group.objects.get(name="curator").permissions.add(extra)
    before = {name: rights(name) for name in groups.GROUPS}
    groups.add_groups(apps, Editor(connection))
    assert {name: rights(name) for name in groups.GROUPS} == before
    assert "delete_alias" in rights("curator")


def run(tmp_path, *arguments: str) -> str:
    """Run manage.py on a site of its own and return what it printed."""
    environment = {**os.environ, "SIJILL_DATA_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_site_of_an_older_version_migrates_as_it_says(tmp_path):
    """The check that triggers stand must not stop the command that puts them in place."""
    run(tmp_path, "migrate", "-v0", "articles", "0002")
    run(tmp_path, "migrate", "-v0")


FILL = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
loader = MigrationExecutor(connection).loader
models = loader.project_state(("articles", "0004_archive_version")).apps
make = lambda name, **values: models.get_model("articles", name).objects.create(**values)
source = make("source", key="s", name_en="S")
meeting = make("meeting", key="m", title_en="M", start="2031-04-11", last_on="2031-04-11")
for key, value, note in (("1", "ساعتان", ""), ("2", "Two hours", "ملاحظة"), ("3", "", "A note")):
    article = make("article", key=key, source=source, title=key)
    make("evidence", meeting=meeting, article=article, fact="time", value=value, note=note)
"""
READ = "from articles.models import Evidence as E; print(list(E.objects.order_by('pk')." + (
    "values_list('value_ar', 'value_en', 'note_ar', 'note_en')))"
)


def test_evidence_keeps_its_words_in_the_language_they_are_in(tmp_path):
    """Rows written before evidence had two languages, in a database with all its triggers."""
    run(tmp_path, "migrate", "-v0", "articles", "0004")
    run(tmp_path, "shell", "-v0", "-c", FILL)
    wanted = [("ساعتان", "", "", ""), ("", "Two hours", "ملاحظة", ""), ("", "", "", "A note")]
    for back in ("0004", "0005"):
        run(tmp_path, "migrate", "-v0", "articles", back)
        run(tmp_path, "migrate", "-v0")
        assert run(tmp_path, "shell", "-v0", "-c", READ).strip() == str(wanted)
    run(tmp_path, "check", "--database", "default")
