"""`manage.py verify_index` as monitoring meets it: real processes, exit codes and JSON.

Every kind of file is damaged here once more, with nothing of the site in the same process; and a
program with another analysis works on the same data directory as this one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.faults.test_every_file import DAMAGE, damage, files, flip, kind, matters
from tests.keeping.sites import KINDS, ROOT, Sites

GOOD, DIFFERS, DAMAGED, UNKNOWN = 0, 1, 2, 3
SETUP = "import django\ndjango.setup()\nfrom articles.models import Article, Outbox\n"
QUIET = "Outbox.objects.all().delete()"
# What may differ -> what makes it so behind the indexer's back.
DIFFERENT = {
    "stale": f"Article.objects.filter(pk={{pk}}).update(title='غيره')\n{QUIET}",
    "extra": f"Article.objects.filter(pk={{pk}}).delete()\n{QUIET}",
    "missing": "row = Article.objects.get(pk={pk})\nrow.pk, row.key = 9999, 'urn:new'\n"
    f"row.save()\n{QUIET}",
    "failed": "Outbox.objects.create(article_id={pk}, error='reason')",
    "oldest_seconds": "from datetime import UTC, datetime\nOutbox.objects.create(article_id={pk})\n"
    "Outbox.objects.update(queued_at=datetime(2025, 1, 1, tzinfo=UTC))",
}
READER = f"""{SETUP}
import sys
from articles.search.run import IndexUnavailable, SearchRequest, search
for line in sys.stdin:
    try:
        print(search(SearchRequest(q=line.strip())).count, flush=True)
    except IndexUnavailable as error:
        print(error, flush=True)
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    made = Sites(KINDS[0], tmp_path_factory.mktemp("sites"))
    done = made.filled.manage("rebuild_index", "-v0")
    assert done.returncode == 0, done.stderr
    yield made
    made.close()


@pytest.fixture
def site(sites):
    return sites.like_filled()


def verified(site, *options, **more):
    """Run it; return its exit code and what it printed."""
    done = site.manage("verify_index", "--json", *options, **more)
    assert done.returncode == UNKNOWN or done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout or "{}")


def told(site, code):
    done = site.run(["-c", SETUP + code])
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def index_of(site):
    return site.data / "index"


def test_a_sound_index_is_good(site):
    code, report = verified(site)
    assert (code, report["result"], report["documents"]) == (GOOD, "good", 30)
    assert json.loads((index_of(site) / "verified.json").read_text())["result"] == "good"


def test_every_kind_of_file_damaged_is_found_and_repaired_with_no_indexer_at_work(site):
    tried = {}
    live = index_of(site) / (index_of(site) / "CURRENT").readlink()
    for path in files(index_of(site)):
        if matters(path, live) and kind(path) not in tried:
            tried[kind(path)] = DAMAGE[len(tried) % len(DAMAGE)]
    assert len(tried) >= 7
    for name, how in tried.items():
        live = index_of(site) / (index_of(site) / "CURRENT").readlink()
        path = next(p for p in files(index_of(site)) if kind(p) == name and matters(p, live))
        damage(how, index_of(site) / path)
        code, report = verified(site)
        assert (code, report["result"]) == (DAMAGED, "damaged"), path
        assert report["reason"]
        code, report = verified(site, "--repair")
        assert (code, report["documents"]) == (GOOD, 30), path
        assert "No indexer is at work" in report["did"][0]
        assert "Built the index anew: 30 articles." in report["did"]


def test_damage_is_repaired_beside_an_indexer_at_work(site):
    indexer = site.spawn("manage.py", "run_indexer")
    try:
        live = index_of(site) / (index_of(site) / "CURRENT").readlink()
        told(site, "Article.objects.first().save()")
        assert "indexed 1" in indexer.stdout.readline()
        damage(flip, next(live.glob("*.pst")))
        code, report = verified(site, "--repair")
        assert code == GOOD
        assert "An indexer is at work as well." in report["did"]
    finally:
        indexer.terminate()
        indexer.communicate(timeout=60)


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_difference_is_found_and_repaired(site, what):
    pk = told(site, "print(Article.objects.order_by('pk').first().pk)")
    told(site, DIFFERENT[what].format(pk=pk))
    code, report = verified(site)
    assert (code, report["result"]) == (DIFFERS, "differs")
    assert report[what]
    code, report = verified(site, "--repair")
    assert code == GOOD, report
    assert report["did"]


def test_missing_triggers_are_damage_of_which_changes_would_be_lost(site):
    code = "from django.db import connection\nfrom articles.search.indexing import triggers\n"
    code += "with connection.cursor() as c:\n"
    code += "    for t in triggers.triggers(connection.vendor)[:2]:\n"
    told(site, code + "        c.execute(triggers.drop(connection.vendor, t.name, t.table))")
    code, report = verified(site)
    assert (code, len(report["unheard"])) == (DAMAGED, 2)
    code, report = verified(site, "--repair")
    assert (code, report["did"][0]) == (GOOD, "Put 2 missing triggers in place.")


def test_what_could_not_be_looked_at_is_unknown(site):
    nowhere = {"DATABASE_URL": f"sqlite:///{site.data}/nowhere/at.all"}
    code, report = verified(site, environment=nowhere)
    assert (code, report) == (UNKNOWN, {})


def test_an_index_of_other_rules_is_never_answered_from(site, tmp_path):
    """Two programs with one data directory: whichever built last is served by its like alone."""
    other = tmp_path / "other"
    other.mkdir()
    for name in ("archive", "templates", "static", "fixtures", "deploy", "tests"):
        (other / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "articles", other / "articles")
    shutil.copy(ROOT / "manage.py", other)
    with (other / "articles" / "arabic" / "stem.py").open("a") as code:
        code.write("# another rule\n")

    def there(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            **{"cwd": other, "env": site.environment(), "capture_output": True, "text": True},
        )

    def count(process):
        process.stdin.write("الزرافة\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    reader = subprocess.Popen(
        [sys.executable, "-c", READER],
        **{"cwd": ROOT, "env": site.environment(), "text": True},
        **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE},
    )
    try:
        assert count(reader) == "30"
        done = there("manage.py", "verify_index")
        assert (done.returncode, "another version" in done.stdout) == (DAMAGED, True)
        assert "rebuilt 30" in there("manage.py", "run_indexer", "--once").stdout
        assert there("manage.py", "verify_index").returncode == GOOD
        # The program of before has had the old index open all the while.
        assert "another version" in count(reader)
        assert verified(site)[0] == DAMAGED
        assert "rebuilt 30" in site.manage("run_indexer", "--once").stdout
        assert count(reader) == "30"
        assert there("manage.py", "verify_index").returncode == DAMAGED
    finally:
        reader.stdin.close()
        reader.wait(60)
