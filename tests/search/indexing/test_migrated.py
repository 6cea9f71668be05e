"""A migration that writes tables anew, as Django does on SQLite for most changes of a column.

With the old table go its triggers, and those of other tables that name it stand in the way: a real
migration is run over a real database, forwards, backwards, and one that fails half-way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.keeping.sites import KINDS, ROOT, Sites

SETTINGS = """
from archive.settings import *

MIGRATION_MODULES = {"articles": "later_migrations"}
"""
# Another length of a column of every table that has triggers or is named in them.
LATER = """
from django.db import migrations, models


def fail(apps, schema_editor):
    raise RuntimeError("half-way")


class Migration(migrations.Migration):
    dependencies = [("articles", %(last)r)]
    operations = [
        migrations.AlterField("article", "section", models.CharField(blank=True, max_length=222)),
        migrations.AlterField("source", "country", models.CharField(blank=True, max_length=22)),
        migrations.AlterField("entity", "name_en", models.CharField(blank=True, max_length=322)),
        migrations.AlterField("mention", "text", models.CharField(blank=True, max_length=222)),
        migrations.AlterField("meeting", "venue_ar", models.CharField(blank=True, max_length=222)),
        migrations.AlterField("evidence", "note_ar", models.CharField(blank=True, max_length=522)),
        %(fail)s
    ]
"""
CHECK = """
from django.core.management import call_command
from django.db import connection
from articles.models import ArchiveVersion, Article, Outbox

call_command("check", databases=["default"])
Outbox.objects.all().delete()
version = ArchiveVersion.objects.current()
Article.objects.filter(pk=Article.objects.order_by("pk").first().pk).update(section="other")
assert Outbox.objects.count() == 1, Outbox.objects.count()
assert ArchiveVersion.objects.current() != version
with connection.cursor() as cursor:
    columns = connection.introspection.get_table_description(cursor, "articles_article")
print(next(c.display_size or c.internal_size for c in columns if c.name == "section"))
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    made = Sites(KINDS[0], tmp_path_factory.mktemp("sites"))
    yield made
    made.close()


@pytest.fixture
def later(tmp_path):
    """A program of which a later version has one migration more; `fails` says whether it fails."""

    def made(*, fails: bool = False) -> Path:
        package = tmp_path / "later_migrations"
        shutil.copytree(ROOT / "articles" / "migrations", package, dirs_exist_ok=True)
        last = max(path.stem for path in package.glob("[0-9]*.py"))
        fail = "migrations.RunPython(fail, migrations.RunPython.noop)," if fails else ""
        (package / "9999_later.py").write_text(LATER % {"last": last, "fail": fail})
        (tmp_path / "later_settings.py").write_text(SETTINGS)
        return tmp_path

    return made


def run(site, home: Path, *arguments: str, code: int = 0) -> str:
    """Run something of the later program."""
    own = {"DJANGO_SETTINGS_MODULE": "later_settings", "PYTHONPATH": f"{home}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, *arguments],
        **{"cwd": ROOT, "env": site.environment(**own), "capture_output": True, "text": True},
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def checked(site, home: Path) -> int:
    """See that changes are heard of, and return how long a section may be."""
    said = run(site, home, "-c", f"import django\ndjango.setup()\n{CHECK}")
    return int(said.split()[-1])


def test_triggers_outlive_a_migration_that_writes_their_tables_anew(sites, later):
    site, home = sites.like_filled(), later()
    run(site, home, "manage.py", "migrate", "-v0")
    assert checked(site, home) == 222
    last = max(path.stem for path in (ROOT / "articles" / "migrations").glob("[0-9]*.py"))
    run(site, home, "manage.py", "migrate", "-v0", "articles", last)
    assert checked(site, home) == 200


def test_triggers_outlive_a_migration_that_fails(sites, later):
    site, home = sites.like_filled(), later(fails=True)
    assert "half-way" in run(site, home, "manage.py", "migrate", "-v0", code=1)
    assert checked(site, home) == 200
