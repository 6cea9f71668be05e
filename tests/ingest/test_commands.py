"""The commands: counts on the last line, JSON alone on stdout, exit 1 where something failed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.ingest.conftest import record_of
from tests.ingest.test_dossier import dossier  # noqa: F401  the small dossier as a fixture

pytestmark = pytest.mark.usefixtures("empty")
COUNTS = "1 created, 0 revised, 0 unchanged, 0 copies, 0 failed, 0 warnings"


def run(name, *args, **options):
    """Return what a command wrote: stdout, stderr and the error it ended with."""
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command(name, *args, stdout=out, stderr=err, verbosity=0, skip_checks=True, **options)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


def test_the_last_line_is_counts(jsonl):
    assert run("ingest", jsonl(record_of())) == (COUNTS + "\n", "", "")
    assert Article.objects.get().status == "published"


def test_draft_and_dry_run(jsonl):
    path = jsonl(record_of())
    out, _, _ = run("ingest", path, "--dry-run")
    assert out == f"{COUNTS} (dry run: nothing was written)\n"
    assert not Article.objects.exists()
    run("ingest", path, "--draft")
    assert Article.objects.get().status == "draft"
    run("ingest", path, "--publish")
    assert Article.objects.get().status == "draft"  # the same bytes: the desk decides
    run("ingest", jsonl(record_of(title="عنوان معدل")), "--publish")
    assert Article.objects.get().status == "published"


def test_a_failure_ends_with_what_and_why(jsonl):
    path = jsonl(record_of(), record_of(published="tomorrow"))
    out, err, failure = run("ingest", path)
    assert out.endswith("1 failed, 0 warnings\n")
    assert f"Failed: {path}:2: 'published' is 'tomorrow'" in err
    assert failure == "1 failed, as said above; the rest is done."


def test_json_is_alone_on_stdout(jsonl):
    out, _, failure = run("ingest", jsonl(record_of(), b"bad"), "--json")
    report = json.loads(out)
    assert (report["created"], report["failed"], report["dry_run"]) == (1, 1, False)
    assert report["failures"][0]["where"].endswith(":2")
    assert failure


def test_columns_that_are_no_fields_are_refused_before_anything_is_done(jsonl):
    _, _err, failure = run("ingest", jsonl(record_of()), "--columns", "العنوان=headline")
    assert "'العنوان=headline' is no HEADING=FIELD" in failure
    assert not Article.objects.exists()


def test_the_dossier_of_the_settings_is_loaded(dossier, settings):  # noqa: F811
    settings.DOSSIER = str(dossier())
    out, err, failure = run("load_dossier")
    assert out == "8 created, 0 changed, 0 unchanged, 0 removed, 0 kept, 0 failed, 1 warnings\n"
    assert "No article has the key https://example.org/unknown" in err
    assert failure == ""
    assert json.loads(run("load_dossier", "--json")[0])["created"] == 0


def test_no_dossier_loads_nothing(settings):
    settings.DOSSIER = "none"
    assert run("load_dossier")[0].startswith("0 created")
    assert run("load_dossier", "none")[2] == ""


def test_a_folder_that_is_no_dossier_fails(tmp_path):
    _, err, failure = run("load_dossier", str(tmp_path))
    assert "The dossier lacks entities.jsonl" in err
    assert failure
