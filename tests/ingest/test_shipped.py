"""The shipped dossier, as the tests' own database holds it: loaded whole, and loaded again."""

import pytest

from articles.ingest.dossier import load
from articles.models import Article, Collection, Entity, Meeting
from tests.conftest import ROOT
from tests.ingest.test_dossier import small_dossier
from tests.ingest.test_run import everything

pytestmark = pytest.mark.django_db


def test_it_loads_whole_and_twice_without_a_change(django_db_setup):
    report = django_db_setup
    assert report.failed == report.kept == report.warnings == []
    assert (Article.objects.count(), Meeting.objects.count(), Entity.objects.count()) == (
        282,
        135,
        189,
    )
    assert report.created == {
        "entities": 189,
        "articles": 282,
        "meetings": 135,
        "sources": 167,
        "dossiers": 1,
        "evidence": 1854,
    }
    assert Article.objects.undated().count() == 32
    assert Article.objects.filter(published_on=None).exclude(date_basis="unknown").count() == 0
    assert Meeting.objects.exclude(dispute_ar="").count() == 57
    assert Collection.objects.get().articles.count() == 282
    before = everything()
    again = load(ROOT / "fixtures" / "dossier")
    assert (again.counts()["created"], again.counts()["changed"]) == (0, 0)
    assert everything() == before


def test_another_dossier_stands_beside_it(tmp_path):
    path = small_dossier(tmp_path)
    (path / "dossier.json").write_text('{"key": "harbor-talks", "name_ar": "محادثات المرفأ"}')
    load(path)
    assert Collection.objects.count() == 2
    assert Collection.objects.get(key="harbor-talks").articles.count() == 2
