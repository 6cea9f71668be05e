"""The front door: one bad record never stops the rest, and the report tells everything."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from articles.ingest import run
from articles.ingest.readers import captures
from articles.ingest.run import ingest, take_in
from articles.models import Article, Outbox
from tests.factories import ArticleFactory
from tests.ingest.conftest import record_of
from tests.ingest.test_extract import BODY, TEXT

pytestmark = pytest.mark.usefixtures("empty")


def everything():
    """Return every row of every table of the app."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("articles").get_models(include_auto_created=True)
    }


def numbered(number, **changes):
    named = {"url": f"https://example.org/{number}", "body": f"نص رقم {number}."}
    return record_of(**named | changes)


def test_bad_records_do_not_stop_the_good_ones(jsonl):
    path = jsonl(
        numbered(1),
        b"{broken",
        numbered(2, published="2031-13-01"),
        b'["list"]',
        numbered(3),
        numbered(4, title=""),
        numbered(5, entities=["nobody"]),
    )
    report = ingest([path])
    assert report.counts() == {
        "created": 3,
        "revised": 0,
        "unchanged": 0,
        "copies": 0,
        "failed": 4,
        "warnings": 1,
    }
    assert [failure.where for failure in report.failed] == [f"{path}:{n}" for n in (2, 3, 4, 6)]
    assert "'2031-13-01'" in report.failed[1].reason
    assert (report.warnings[0].where, Article.objects.count()) == (f"{path}:7", 3)


def test_the_same_file_twice_changes_nothing(jsonl):
    path = jsonl(numbered(1), numbered(2))
    ingest([path])
    before = everything()
    assert ingest([path]).counts() | {"unchanged": 0} == dict.fromkeys(ingest([path]).counts(), 0)
    assert ingest([path]).unchanged == 2
    assert everything() == before


def test_a_dry_run_reports_the_same_and_writes_nothing(jsonl):
    ArticleFactory(key="https://example.org/2", body="نص قديم.")
    path = jsonl(numbered(1), numbered(2), numbered(3, body="نص رقم 1."), b"bad")
    before = everything()
    dry = ingest([path], dry_run=True)
    assert everything() == before
    assert ingest([path]).counts() == dry.counts()
    assert dry.counts() == {
        "created": 2,
        "revised": 1,
        "unchanged": 0,
        "copies": 1,
        "failed": 1,
        "warnings": 0,
    }


def test_a_dry_run_holds_no_transaction_while_it_reads(jsonl):
    """Reading may mean to wait for a server, and a transaction keeps curators from saving."""
    before, seen = len(connection.savepoint_ids), []

    def items():
        for item in captures(jsonl(numbered(1), numbered(2))):
            yield item
            seen.append(len(connection.savepoint_ids) - before)

    assert take_in(items(), dry_run=True).created == 2
    assert seen == [0, 0]
    assert not Article.objects.exists()


def test_what_is_saved_waits_for_the_index(jsonl):
    ingest([jsonl(numbered(1))])
    article = Article.objects.get()
    assert Outbox.objects.filter(article_id=article.pk).exists()


def test_an_input_that_cannot_be_read_is_one_failure_among_others(tmp_path, jsonl):
    report = ingest([str(tmp_path / "nowhere"), jsonl(numbered(1)), "https://example.org/a"])
    assert report.created == 1
    assert [failure.where for failure in report.failed] == [
        str(tmp_path / "nowhere"),
        "https://example.org/a",
    ]
    assert "SIJILL_FETCH=1" in report.failed[1].reason


def test_a_folder_of_texts_with_a_sidecar(tmp_path):
    (tmp_path / "news.txt").write_text(TEXT)
    (tmp_path / "news.json").write_text('{"source": "صحيفة المرفأ", "published": "2031-04-12"}')
    (tmp_path / "empty.txt").write_text("logo\n***")
    report = ingest([str(tmp_path)])
    article = Article.objects.get()
    assert (report.created, len(report.failed)) == (1, 1)
    assert (article.key, article.url, article.body) == ("urn:file:news", "", BODY)
    assert (article.source.name_ar, str(article.published_on)) == ("صحيفة المرفأ", "2031-04-12")
    assert ingest([str(tmp_path / "news.txt")]).unchanged == 1


def test_a_changed_text_is_revised_and_the_old_one_kept(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text(TEXT)
    ingest([str(path)])
    path.write_text(TEXT + "\nوأعلن الوفدان لاحقا موعد الجولة الثانية في بيان مشترك قصير.")
    assert ingest([str(path)]).revised == 1
    article = Article.objects.get()
    assert article.body.endswith("قصير.")
    assert article.revisions.get().body == BODY


def test_a_source_made_for_a_record_that_failed_is_made_again_for_the_next(jsonl):
    first = numbered(1, source="صحيفة جديدة", key="\ud800")  # a key no database can hold
    report = ingest([jsonl(json.dumps(first).encode(), numbered(2, source="صحيفة جديدة"))])
    assert (report.created, len(report.failed)) == (1, 1)
    assert Article.objects.get().source.name_ar == "صحيفة جديدة"


def test_progress_counts_up_to_what_was_expected(jsonl):
    steps = []
    ingest([jsonl(numbered(1), b"bad", numbered(2))], progress=lambda *step: steps.append(step))
    assert steps == [(3, 3)]
    lines = [numbered(n) for n in range(25)]
    ingest([jsonl(*lines)], progress=lambda *step: steps.append(step))
    assert [done for done, _ in steps[1:]] == sorted({done for done, _ in steps[1:]})
    assert (steps[-1], len(steps) > 2) == ((25, 25), True)


def test_a_database_that_does_not_write_ends_the_run_with_a_cure(jsonl, monkeypatch):
    calls = []

    def full(*args, **kwargs):
        calls.append(args)
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(run, "save", full)
    report = ingest([jsonl(numbered(1), numbered(2))])
    assert len(calls) == len(report.failed) == 1
    assert "database or disk is full" in report.failed[0].reason


def test_a_fault_of_ours_loses_one_record_only(jsonl, monkeypatch):
    real = run.extract
    monkeypatch.setattr(run, "extract", lambda c: 1 / 0 if c.where.endswith(":1") else real(c))
    report = ingest([jsonl(numbered(1), numbered(2))])
    assert report.created == 1
    assert "Unexpected ZeroDivisionError" in report.failed[0].reason


class OnePage(BaseHTTPRequestHandler):
    def do_GET(self):
        page = f"<html lang=ar><article><h1>عنوان الصفحة</h1><p>{BODY}</p></article></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args):
        return


def test_an_address_on_this_machine_is_refused_even_when_fetching_is_on(settings):
    settings.FETCH_ENABLED = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), OnePage)
    settings.FETCH_PORTS = (server.server_port,)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        report = ingest([f"http://127.0.0.1:{server.server_port}/news"])
    finally:
        server.shutdown()
        server.server_close()
    assert "not a public address" in report.failed[0].reason
    assert not Article.objects.exists()
