"""The work behind the import page: looked through without a trace, taken in once, taken up."""

import io
import json
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from articles.ingest import run as ingesting
from articles.ingest.fetch import Page
from articles.ingest.imports import given, reading, work
from articles.ingest.imports.run import MOST_ATTEMPTS, run_waiting
from articles.ingest.polite import Visitor
from articles.ingest.readers import captures
from articles.ingest.run import ingest
from articles.models import Article, ImportJob, ImportRow, Mention, Outbox, RawCapture, Source
from tests.factories import PersonFactory
from tests.ingest.conftest import record_of
from tests.ingest.test_commands import run
from tests.ingest.test_fetch import get, send, served
from tests.ingest.test_table import ARABIC, ROW, changed, csv_of
from tests.ingest.test_warc import page

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def curator(db):
    return User.objects.create_user("a-curator")


def give(path, by, **options):
    with open(path, "rb") as file:
        return given.from_file(file, path.rpartition("/")[2], by=by, **options)


def looked_through(path, by):
    job = give(path, by)
    run_waiting()
    job.refresh_from_db()
    return job


def taken_in(job, **options):
    given.ask_for(job, **options)
    run_waiting()
    job.refresh_from_db()
    return job


def outcomes(job):
    return list(
        job.rows.filter(stage=job.stage).order_by("number").values_list("outcome", flat=True)
    )


TWO = [record_of(), record_of(url="https://example.org/news/2", title="خبر آخر", body="نص آخر.")]


def test_looking_through_says_what_would_become_of_each_record_and_writes_nothing(jsonl, curator):
    ingest([jsonl(TWO[0], name="first.jsonl")])
    Outbox.objects.all().delete()
    before = Article.objects.values().get()
    lines = [
        TWO[0],
        record_of(title="عنوان معدل"),
        TWO[1],
        TWO[1] | {"title": "عنوان ثالث"},
        record_of(url="https://other.example/1", title="نسخة", source="جهة جديدة"),
        record_of(published="tomorrow"),
    ]
    job = looked_through(jsonl(*lines), curator)
    assert (job.state, job.done) == ("ready", 6)
    assert outcomes(job) == ["unchanged", "revised", "created", "revised", "created", "failed"]
    rows = list(job.rows.order_by("number"))
    assert (rows[2].title, rows[2].source, rows[2].words) == ("خبر آخر", "صحيفة المرفأ", 2)
    assert (str(rows[2].published_on), rows[2].language) == ("2025-04-11", "ar")
    assert [row.is_copy for row in rows] == [False, False, False, False, True, False]
    assert (rows[5].place, "no ISO date" in rows[5].reason) == ("6", True)
    assert rows[0].article_id == before["id"]
    assert rows[2].article_id is None
    assert job.counts == {
        "created": 2, "revised": 2, "unchanged": 1, "failed": 1, "notice": 0, "copies": 1,
    }  # fmt: skip
    assert Article.objects.values().get() == before
    assert (RawCapture.objects.count(), Source.objects.count()) == (1, 1)
    assert not Outbox.objects.exists()


def test_what_is_looked_through_is_what_comes_of_it(jsonl, curator):
    job = looked_through(jsonl(*TWO, b"bad"), curator)
    expected = outcomes(job)
    taken_in(job)
    assert (job.state, outcomes(job)) == ("done", expected)
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}
    assert set(job.rows.values_list("stage", flat=True)) == {"import"}
    assert RawCapture.objects.count() == 2
    entries = LogEntry.objects.filter(user=curator)
    assert sorted(entries.values_list("object_id", flat=True)) == sorted(
        str(pk) for pk in Article.objects.values_list("pk", flat=True)
    )
    again = looked_through(jsonl(*TWO), curator)
    assert outcomes(again) == ["unchanged", "unchanged"]


def test_texts_are_tagged_and_published_where_that_is_asked_for(jsonl, curator):
    PersonFactory(key="someone", name_ar="مروان الحاكم")
    line = record_of(body="التقى الوفد مروان الحاكم في العاصمة صباح اليوم.")
    taken_in(looked_through(jsonl(line), curator), publishes=True, suggests=True)
    assert Article.objects.get().status == "published"
    assert Mention.objects.get().status == "suggested"
    line["title"] = "عنوان معدل"
    Mention.objects.all().delete()
    taken_in(looked_through(jsonl(line), curator), suggests=False)
    assert not Mention.objects.exists()


class Killed(BaseException):
    """What a process does not survive."""


def test_a_process_that_is_killed_leaves_nothing_double_and_nothing_out(
    jsonl, curator, monkeypatch
):
    PersonFactory(key="someone", name_ar="مروان الحاكم")
    lines = [
        record_of(url=f"https://example.org/{n}", body=f"التقى مروان الحاكم الوفد رقم {n}.")
        for n in range(6)
    ]
    job = looked_through(jsonl(*lines, b"bad"), curator)
    given.ask_for(job)
    suggest, seen = work.suggest, []

    def dies(article, known):
        seen.append(article.pk)
        if len(seen) == 3:
            raise Killed
        return suggest(article, known)

    monkeypatch.setattr(work, "suggest", dies)
    monkeypatch.setattr(ingesting, "_MOST_RECORDS", 2)
    with pytest.raises(Killed):
        run_waiting()
    job.refresh_from_db()
    # The second two of them went with their transaction.
    assert (job.state, Article.objects.count(), Mention.objects.count()) == ("importing", 2, 2)
    monkeypatch.setattr(work, "suggest", suggest)
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.counts["created"], job.counts["failed"]) == ("done", 6, 1)
    assert outcomes(job) == ["created"] * 6 + ["failed"]
    assert (Article.objects.count(), Mention.objects.count()) == (6, 6)
    assert LogEntry.objects.count() == 6


def test_what_kills_its_reader_again_and_again_is_given_up(jsonl, curator, monkeypatch):
    job = give(jsonl(*TWO), curator)

    def dies(*_):
        raise Killed

    monkeypatch.setattr(work, "extract", dies)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            run_waiting()
    run_waiting()
    job.refresh_from_db()
    assert (job.state, "3 times" in job.error) == ("failed", True)


def test_a_word_of_the_curator_stops_the_work(jsonl, curator, monkeypatch):
    job = looked_through(jsonl(*TWO), curator)
    given.ask_for(job)
    monkeypatch.setattr(work, "_HEARTBEAT", 0.0)
    monkeypatch.setattr(ingesting, "_MOST_RECORDS", 1)
    suggest = work.suggest

    def stopped_meanwhile(article, known):
        given.drop(ImportJob.objects.get(pk=job.pk), timezone.now())
        return suggest(article, known)

    monkeypatch.setattr(work, "suggest", stopped_meanwhile)
    run_waiting()
    job.refresh_from_db()
    assert (job.state, outcomes(job), Article.objects.count()) == ("dropped", ["created"], 1)


def test_columns_are_read_as_they_are_said_to_be(tmp_path, curator):
    path = csv_of(tmp_path, ["ا", "ب", "ج", "د"], [ROW[0], ROW[1], ROW[4], ROW[2]])
    job = looked_through(path, curator)
    assert outcomes(job) == ["failed"]
    assert "No columns for title and url" in job.rows.get().reason
    given.ask_again(job, columns={"ا": "title", "ب": "url", "ج": "body", "د": "source"})
    run_waiting()
    job.refresh_from_db()
    assert outcomes(job) == ["created"]


def test_a_table_with_errors_is_told_row_by_row(tmp_path, curator):
    rows = [ROW, changed(url="no address"), changed(published="12/04/2025"), changed(title="")]
    job = taken_in(looked_through(csv_of(tmp_path, ARABIC, *rows), curator))
    told = {row.place: row.reason for row in job.rows.filter(outcome="failed")}
    assert sorted(told) == ["3", "4", "5"]
    assert "is not a web address" in told["3"]
    assert "no ISO date" in told["4"]
    assert Article.objects.count() == 1


def test_half_a_letter_in_a_record_that_is_refused_is_told_like_any_other(jsonl, curator):
    bad = record_of(title="عنوان \ud83d", source="جهة\0 \udc00")
    del bad["body"]
    job = taken_in(looked_through(jsonl(json.dumps(bad).encode(), TWO[0]), curator))
    assert (job.state, outcomes(job)) == ("done", ["failed", "created"])
    row = job.rows.get(outcome="failed")
    assert (row.title, row.source) == ("عنوان \ufffd", "جهة \ufffd")


def test_a_reader_that_fails_as_nobody_thought_loses_what_is_behind_it_alone(
    jsonl, curator, monkeypatch
):
    def breaks_off(*given):
        yield from islice(captures(*given), 1)
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(reading, "captures", breaks_off)
    job = looked_through(jsonl(*TWO), curator)
    assert (job.state, outcomes(job)) == ("ready", ["created", "failed"])
    assert "Unexpected RuntimeError" in job.rows.get(outcome="failed").reason


def test_an_address_that_fails_as_nobody_thought_loses_no_other(curator):
    def fetched(address, *, accept):
        if address.endswith("/1"):
            raise RuntimeError("a fault of ours")
        body = page("تكملة الخبر كما وردت.")
        return Page(address, "text/html", "", body, timezone.now())

    job = given.from_addresses("https://example.org/1\nhttps://example.org/2", by=curator)
    run_waiting(SimpleNamespace(get=fetched))
    job.refresh_from_db()
    assert (job.state, outcomes(job)) == ("ready", ["failed", "created"])


def test_addresses_are_fetched_once_and_politely(settings, curator):
    settings.FETCH_ENABLED = True

    def answer(handler):
        if handler.path == "/robots.txt":
            send(handler, b"User-agent: *\nDisallow: /private", Content_Type="text/plain")
        else:
            send(handler, page("تكملة الخبر كما وردت."), 404 if handler.path == "/gone" else 200)

    pauses = []
    with served(answer) as (port, asked):
        home = f"http://public.example:{port}"
        text = f"{home}/news/1\n\n{home}/gone\n{home}/private/2\n{home}/news/1\n"
        job = given.from_addresses(text, by=curator)

        def visitor():
            clock = iter(range(0, 10_000, 1)).__next__
            fetch = lambda address, **asked: get(address, port, **asked)  # noqa: E731
            return Visitor(fetch, pause=pauses.append, clock=clock)

        run_waiting(visitor())
        job.refresh_from_db()
        assert outcomes(job) == ["created", "failed", "failed"]
        reasons = list(job.rows.order_by("number").values_list("reason", flat=True))
        assert "answers 404" in reasons[1]
        assert "forbids /private/2" in reasons[2]
        before = list(asked)
        taken_in(job)
        assert asked == before == ["/robots.txt", "/news/1", "/gone"]
    article = Article.objects.get()
    assert "تكملة الخبر" in article.body
    assert article.raw_sha256 == RawCapture.objects.get().sha256
    assert len(pauses) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no address"),
        ("ftp://example.org/x", "not a web address"),
        ("urn:x:1", "not a web address"),
        ("\n".join(f"https://example.org/{n}" for n in range(501)), "at most 500"),
    ],
)
def test_what_is_no_address_is_refused_at_once(text, told, curator):
    with pytest.raises(given.BadRecord, match=told):
        given.from_addresses(text, by=curator)
    assert not ImportJob.objects.exists()


def test_a_private_address_is_not_asked(settings, curator):
    settings.FETCH_ENABLED = True
    settings.FETCH_PORTS = (80,)
    job = given.from_addresses("http://127.0.0.1/secret", by=curator)
    run_waiting()
    row = job.rows.get()
    assert (row.outcome, "not a public address" in row.reason) == ("failed", True)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/خبر.txt", "خبر.txt"),
        ("C:\\Users\\a\\crawl.warc.gz", "crawl.warc.gz"),
        ("", "file"),
        ("...", "file"),
        (".csv", "csv"),
        ("a" * 300 + ".jsonl", "a" * 120 + ".jsonl"),
        ("x\0y;rm -rf.csv", "x_y_rm -rf.csv"),
    ],
)
def test_the_name_of_a_file_stays_in_its_folder(name, kept, curator, settings):
    job = given.from_file(io.BytesIO(b"{}"), name, by=curator)
    assert job.name == kept
    assert given.file_of(job).read_bytes() == b"{}"
    assert given.file_of(job).parent == settings.DATA_DIR / "imports" / str(job.pk)


@pytest.mark.parametrize("content", [b"", b"x" * 101])
def test_a_file_that_is_empty_or_too_large_leaves_nothing_behind(content, curator, settings):
    settings.IMPORT_MAX_BYTES = 100
    with pytest.raises(given.BadRecord):
        given.from_file(io.BytesIO(content), "a.txt", by=curator)
    assert not ImportJob.objects.exists()
    assert not list((settings.DATA_DIR / "imports").iterdir())


def test_what_is_old_is_deleted_but_for_its_counts(jsonl, curator, settings):
    done = taken_in(looked_through(jsonl(*TWO), curator))
    ready = looked_through(jsonl(*TWO), curator)
    fresh = looked_through(jsonl(*TWO), curator)
    long_ago = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1)
    ImportJob.objects.filter(pk__in=[done.pk, ready.pk]).update(asked_at=long_ago)
    assert run("run_imports")[0] == "0 imports worked on\n"
    for job in (done, ready, fresh):
        job.refresh_from_db()
    assert (done.state, ready.state, fresh.state) == ("done", "dropped", "ready")
    assert (done.counts["created"], done.rows.count(), ready.rows.count()) == (2, 0, 0)
    assert (given.is_kept(done), given.is_kept(ready), given.is_kept(fresh)) == (False, False, True)
    assert Article.objects.count() == 2
    given.ask_for(ready)
    run_waiting()
    ready.refresh_from_db()
    assert (ready.state, ImportRow.objects.filter(job=ready).exists()) == ("failed", False)
