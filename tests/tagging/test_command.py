"""What `manage.py suggest_tags` prints is what other programs read."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Mention
from tests.factories import ArticleFactory

TEXT = "التقى سامي درويش نديم قنواتي في زهراباد الاثنين، ودام اللقاء ساعتين."


@pytest.fixture
def article(register):
    return ArticleFactory(
        key="https://example.org/a", title="مسقط تترقب", body=TEXT, published_on=date(2026, 3, 5)
    )


def run(*args, **options):
    out = StringIO()
    call_command("suggest_tags", *args, stdout=out, stderr=StringIO(), verbosity=0, **options)
    return out.getvalue()


def test_one_line_of_json_for_each_article(article):
    ArticleFactory(key="https://example.org/b", title="خبر", body="لا أحد.")
    lines = [json.loads(line) for line in run("--all", "--json").splitlines()]
    assert [line["key"] for line in lines] == ["https://example.org/a", "https://example.org/b"]
    mentions = lines[0]["mentions"]
    assert all(set(m) == {"entity", "text", "start", "end"} for m in mentions)
    placed = [m for m in mentions if m["start"] is not None]
    assert [TEXT[m["start"] : m["end"]] for m in placed] == [m["text"] for m in placed]
    assert [m["entity"] for m in mentions if m["start"] is None] == ["muscat"]
    assert lines[0]["meetings"] == [
        {
            "date": "2026-03-02",
            "precision": "day",
            "end": None,
            "place": "zahrabad",
            "participants": ["sami-darwish", "nadim-qabbani"],
            "duration_minutes": 120,
            "sentence": TEXT,
            "matches": "m-2026-03-02-zahrabad",
        }
    ]
    assert lines[1]["mentions"] == lines[1]["meetings"] == []


def test_the_last_line_is_counts(article):
    assert run(article.key) == "1 articles, 4 mentions, 0 meetings, 1 known meetings, 0 names\n"
    assert set(Mention.objects.values_list("status", flat=True)) == {"suggested"}


def test_a_key_that_no_article_has_is_said(article):
    with pytest.raises(CommandError, match=r"example\.org/none"):
        run(article.key, "https://example.org/none")
    assert Mention.objects.count() == 4


def test_it_wants_keys_or_all(register):
    for args in ((), ("https://example.org/a", "--all")):
        with pytest.raises(CommandError, match="--all"):
            run(*args)
