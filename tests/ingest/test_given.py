"""What is given to the import page: files and addresses, kept for a while."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.ingest.fetch import FetchError, Page
from articles.ingest.imports import given
from articles.ingest.imports.run import run_waiting
from articles.ingest.polite import Visitor
from articles.models import Article, ImportJob, ImportRow, RawCapture
from tests.ingest.test_commands import run
from tests.ingest.test_fetch import get, send, served
from tests.ingest.test_imports import TWO, looked_through, outcomes, taken_in
from tests.ingest.test_warc import page

pytestmark = pytest.mark.usefixtures("empty", "own_folder")


class Web:
    """Answers with a page, or fails where it is told to; remembers what it was asked for."""

    def __init__(self, *failing, error=None):
        self.failing, self.asked = failing, []
        self.error = error or FetchError("The host does not answer.")

    def get(self, address, *, accept):
        self.asked.append(address)
        if address in self.failing:
            raise self.error
        body = page(f"تكملة الخبر {address} كما وردت.")
        return Page(address, "text/html", "", body, timezone.now())


PLACES = ["https://example.org/1", "https://example.org/2", "https://example.org/3"]


def test_an_address_that_fails_as_nobody_thought_loses_no_other(curator):
    job = given.from_addresses("\n".join(PLACES), by=curator)
    run_waiting(Web(PLACES[0], error=RuntimeError("a fault of ours")))
    job.refresh_from_db()
    assert (job.state, outcomes(job)) == ("ready", ["failed", "created", "created"])


def test_only_an_address_that_failed_is_asked_again(curator):
    job = given.from_addresses("\n".join(PLACES), by=curator)
    run_waiting(Web(PLACES[1]))
    assert outcomes(job) == ["created", "failed", "created"]
    given.ask_again(job)
    web = Web()
    run_waiting(web)
    assert (web.asked, outcomes(job)) == ([PLACES[1]], ["created"] * 3)


def test_addresses_whose_pages_were_deleted_meanwhile_are_not_taken_in_by_half(curator):
    job = given.from_addresses("\n".join(PLACES), by=curator)
    run_waiting(Web())
    given.ask_for(job)
    (given.folder_of(job) / "fetched" / "0002.jsonl").unlink()
    run_waiting()
    job.refresh_from_db()
    assert (job.state, "لم يعد ما أُعطي محفوظًا هنا" in job.error.here()) == ("failed", True)
    assert not Article.objects.exists()
    web = Web()
    given.ask_again(job)
    run_waiting(web)
    taken_in(job)
    assert (web.asked, outcomes(job)) == ([PLACES[1]], ["created"] * 3)


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


class SlowUpload(io.BytesIO):
    """A file of which the first bytes arrive, and the others after something has happened."""

    def __init__(self, meanwhile):
        super().__init__(json.dumps(TWO[0]).encode() + b"\n")
        self.meanwhile = meanwhile

    def read(self, size=-1):
        if self.tell() == 10:
            self.meanwhile()
        return super().read(10 if self.tell() == 0 else size)


def test_an_upload_waits_for_nobody_before_all_of_it_is_here(curator):
    seen = []

    def meanwhile():
        job = ImportJob.objects.get()
        seen.append((run_waiting(), job.state, given.is_kept(job)))

    job = given.from_file(SlowUpload(meanwhile), "a.jsonl", by=curator)
    assert seen == [(0, "dropped", False)]
    assert [path.name for path in given.folder_of(job).iterdir()] == ["a.jsonl"]
    run_waiting()
    job.refresh_from_db()
    assert (job.state, outcomes(job)) == ("ready", ["created"])


@pytest.mark.parametrize("name", ["خ" * 300 + "." + "خ" * 30, "𞸀" * 300 + ".jsonl"])
def test_a_long_name_fits_the_disk(name, curator):
    job = given.from_file(io.BytesIO(b"{}"), name, by=curator)
    assert given.file_of(job).read_bytes() == b"{}"


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


def test_what_was_deleted_once_is_not_gone_through_again(jsonl, curator, settings, monkeypatch):
    jobs = [looked_through(jsonl(*TWO), curator) for _ in range(2)]
    later = timezone.now() + timedelta(days=settings.IMPORT_KEEP_DAYS + 1)
    forgotten, forget = [], given.forget
    monkeypatch.setattr(given, "forget", lambda job: (forgotten.append(job), forget(job)))
    given.tidy(later)
    given.tidy(later)
    assert sorted(job.pk for job in forgotten) == [job.pk for job in jobs]
    assert not ImportRow.objects.exists()
