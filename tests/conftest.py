"""The dossier for every test: loaded once, seen read-only inside each test's own transaction."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings as site
from django.utils import translation
from hypothesis import settings as examples

# Random texts: enough of them while one works, more where nobody waits.
examples.register_profile("here", max_examples=100, deadline=None)
examples.register_profile("ci", max_examples=300, deadline=None)
examples.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def first_language():
    """The language of who has chosen none: the last page that a client asked for leaves its own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_timeline():
    """A test that is rolled back leaves its version of the archive to others, and nothing else."""
    from articles.timeline import coverage, disputes, register

    for kept in (register.load, coverage.load, disputes.disputed):
        kept.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Fill the test database with the dossier, once; return what the loader said."""
    from articles.ingest.dossier import load
    from articles.models import Outbox

    with django_db_blocker.unblock():
        report = load(ROOT / "fixtures" / "dossier")
        assert not report.failed, report.failed
        Outbox.objects.all().delete()
    return report


@pytest.fixture(scope="session")
def dossier_index(django_db_setup, django_db_blocker, tmp_path_factory):
    """An index of the dossier in a directory of its own; returns the directory."""
    from articles.search.indexing import generations

    site.INDEX_DIR = tmp_path_factory.mktemp("index")
    with django_db_blocker.unblock():
        _count, failed = generations.rebuild()
    assert not failed
    return site.INDEX_DIR


@pytest.fixture
def dossier(db, dossier_index):
    """The dossier in the database and in the index. For reading: see `own_index` for writing.

    Its names are read beforehand, as in a process at work: another test may have left others, and
    reading anew takes some queries that no page asks for twice."""
    from articles.search import catalog, run

    catalog.current()
    run.hidden_articles()


@pytest.fixture
def own_index(db, settings, tmp_path):
    """An index directory that this test alone writes; empty until the test builds one."""
    settings.INDEX_DIR = tmp_path / "index"
    return settings.INDEX_DIR


@pytest.fixture
def empty(db):
    """The register without a row, for a test that counts its own; put back afterwards."""
    from django.apps import apps
    from django.db import connection

    tables = [
        model._meta.db_table
        for model in apps.get_app_config("articles").get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        # PostgreSQL asks by a trigger after each row whether another points at it, which takes half
        # a second; a replica runs no trigger.
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        # The triggers queue every deleted article: the outbox is emptied once more at the end.
        for table in [*tables, "articles_outbox"]:
            cursor.execute(f'DELETE FROM "{table}"')
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
