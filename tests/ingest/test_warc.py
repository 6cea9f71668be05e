"""WARC files, sound and otherwise; all of them written by warcio or broken by hand."""

import gzip
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.ingest.capture import BadRecord, Capture, Failure, Notice
from articles.ingest.extract import extract
from articles.ingest.readers import captures, warc
from articles.ingest.run import ingest
from articles.models import Article, ArticleRevision
from tests.ingest.test_extract import PARAGRAPHS

URL = "https://example.org/news/1"
DATE = "2025-04-12T06:00:00Z"


def page(text="", title="عنوان الصفحة"):
    paragraphs = "".join(f"<p>{one}</p>" for one in (*PARAGRAPHS, text))
    markup = f"<html lang=ar><head><title>{title}</title></head><body><article>{paragraphs}"
    return f"{markup}</article></body></html>".encode()


class Written:
    """A WARC file in the making."""

    def __init__(self, *, packed=True, version="WARC/1.0"):
        self.bytes = io.BytesIO()
        self.writer = WARCWriter(self.bytes, gzip=packed, warc_version=version)

    def add(self, body, uri=URL, *, status="200 OK", kind="text/html", date=DATE, headers=()):
        http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        record = self.writer.create_warc_record(
            uri,
            "response",
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
        self.writer.write_record(record)
        return record.rec_headers.get_header("WARC-Payload-Digest")

    def revisit(self, digest, uri, original, date="2025-04-13T06:00:00Z"):
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_revisit_record(
                uri, digest, original, DATE, http, {"WARC-Date": date}
            )
        )

    def to(self, tmp_path, name="crawl.warc.gz"):
        path = tmp_path / name
        path.write_bytes(self.bytes.getvalue())
        return str(path)


@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
@pytest.mark.parametrize("packed", [True, False])
def test_a_page_is_taken_byte_for_byte(tmp_path, version, packed):
    made = Written(packed=packed, version=version)
    made.writer.write_record(made.writer.create_warcinfo_record("x.warc", {"software": "test"}))
    date = DATE if version == "WARC/1.0" else "2025-04-12T06:00:00.123456Z"
    made.add(page(), URL + "?utm_source=x", kind="text/html; charset=UTF-8", date=date)
    made.add(b"\x89PNG", "https://example.org/a.png", kind="image/png")
    made.add(page(), "https://example.org/gone", status="404 Not Found")
    (capture,) = captures(made.to(tmp_path, "crawl.warc.gz" if packed else "crawl.warc"))
    assert capture.raw == page()
    assert (capture.key, capture.charset) == (URL, "UTF-8")
    assert capture.fetched_at.isoformat()[:19] == "2025-04-12T06:00:00"
    assert capture.http[0] == "200 OK"
    assert PARAGRAPHS[0] in extract(capture).body


def test_chunked_and_packed_answers_are_unpacked(tmp_path):
    packed = gzip.compress(page())
    chunks = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    made = Written()
    made.add(chunks, headers=[("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")])
    (capture,) = captures(made.to(tmp_path))
    assert capture.raw == page()


def test_a_revisit_of_the_same_address_brings_nothing_and_of_another_is_a_copy(tmp_path):
    made = Written()
    digest = made.add(page())
    made.revisit(digest, URL, URL)
    made.revisit(digest, "https://other.example/news/9", URL)
    first, copy = captures(made.to(tmp_path))
    assert (first.url, copy.url) == (URL, "https://other.example/news/9")
    assert copy.raw == first.raw
    assert copy.fetched_at.isoformat()[:10] == "2025-04-13"


def test_a_revisit_of_what_another_file_holds_is_told(tmp_path):
    made = Written()
    made.add(page())
    made.revisit("sha1:" + "A" * 32, URL + "2", URL + "2")
    made.revisit("sha1:" + "B" * 32, URL + "4", URL + "3")
    first, notice, failure = captures(made.to(tmp_path))
    assert isinstance(first, Capture)
    assert type(notice) is Notice
    assert isinstance(failure, Failure)
    assert "news/13, captured in another file" in failure.reason


@pytest.mark.usefixtures("empty")
def test_a_file_taken_in_again_changes_nothing_though_it_holds_a_page_twice(tmp_path):
    made = Written()
    made.add(page("الصيغة الأولى من الخبر كما نشرت."))
    made.add(page("الصيغة الثانية من الخبر بعد تعديلها."), date="2025-04-14T06:00:00Z")
    path = made.to(tmp_path)
    report = ingest([path])
    assert (report.created, report.revised) == (1, 1)
    assert "الثانية" in Article.objects.get().body
    assert "الأولى" in ArticleRevision.objects.get().body
    before = Article.objects.values().get()
    again = ingest([path])
    assert (again.created, again.revised, again.unchanged) == (0, 0, 2)
    assert Article.objects.values().get() == before


@pytest.mark.usefixtures("empty")
def test_an_older_capture_that_comes_later_is_kept_as_the_revision_it_is(tmp_path):
    new, old = Written(), Written()
    new.add(page("الصيغة الثانية من الخبر بعد تعديلها."), date="2025-04-14T06:00:00Z")
    old.add(page("الصيغة الأولى من الخبر كما نشرت."))
    ingest([new.to(tmp_path, "new.warc.gz")])
    report = ingest([old.to(tmp_path, "old.warc.gz")])
    assert report.revised == 1
    assert "older than the one that is stored" in report.warnings[0].reason
    assert "الثانية" in Article.objects.get().body
    assert "الأولى" in ArticleRevision.objects.get().body
    assert ingest([old.to(tmp_path, "old.warc.gz")]).unchanged == 1


@pytest.mark.parametrize("name", ["crawl", "crawl.gz", "crawl.dat"])
def test_a_file_is_known_by_what_it_holds(tmp_path, name):
    made = Written()
    made.add(page())
    assert len(list(captures(made.to(tmp_path, name)))) == 1


# --- hostile and broken ------------------------------------------------------------------------
def test_what_stood_before_the_damage_is_taken_in(tmp_path):
    made = Written()
    made.add(page())
    made.add(page("تكملة ثانية للخبر."), URL + "2")
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(made.bytes.getvalue()[:-300])
    first, *rest = captures(str(path))
    assert isinstance(first, Capture)
    assert "damaged or cut off" in rest[-1].reason
    assert not any(isinstance(item, Capture) for item in rest)


def test_a_changed_byte_is_noticed(tmp_path):
    made = Written(packed=False)
    made.add(page())
    path = tmp_path / "changed.warc"
    path.write_bytes(made.bytes.getvalue().replace("عنوان".encode(), "عنوين".encode()))
    (failure,) = captures(str(path))
    assert "do not give the digest" in failure.reason


def test_a_bomb_of_zeros_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "ALWAYS_ALLOWED", 1_000_000)
    made = Written()
    made.add(b"\0" * 20_000_000, kind="video/mp4")
    made.add(page())
    path = made.to(tmp_path)
    (failure,) = captures(path)
    assert "unpacks to far more" in failure.reason


@pytest.mark.parametrize(
    ("size", "allowed"),
    [
        (1_000, 100_000_000),
        (1_000_000, 200_000_000),
        (200_000_000, 4_000_000_000),
        (1_000_000_000, 10_000_000_000),
    ],
)
def test_what_packs_better_than_a_crawl_unpacks_to_some_gigabytes_at_most(size, allowed):
    assert warc.allowed(size) == allowed


def test_a_packed_answer_that_is_a_bomb_is_refused(tmp_path):
    made = Written()
    made.add(gzip.compress(b" " * 50_000_000), headers=[("Content-Encoding", "gzip")])
    made.add(page(), URL + "2")
    failure, good = captures(made.to(tmp_path))
    assert "larger than 5,000,000" in failure.reason
    assert isinstance(good, Capture)


def test_a_header_without_end_is_not_held(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "ALWAYS_ALLOWED", 1_000_000)
    path = tmp_path / "long.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\nX: " + b"a" * 30_000_000))
    (failure,) = captures(str(path))
    assert "unpacks to far more" in failure.reason


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"WARC/",
        b"WARC/1.0\r\n\r\n",
        b"\x1f\x8b\x08\x00garbage",
        b"no warc at all",
        b"WARC/1.0\r\nContent-Length: -5\r\nWARC-Type: response\r\n\r\nx",
        b"WARC/1.0\r\nContent-Length: 99999999999\r\nWARC-Type: response\r\n\r\nx",
        b"WARC/1.0\r\nContent-Length: 9\r\nWARC-Type: response\r\n\r\nHTTP/1.1 ",
    ],
)
def test_garbage_is_a_failure_and_nothing_else(tmp_path, raw):
    path = tmp_path / "x.warc"
    path.write_bytes(raw)
    try:
        found = list(captures(str(path)))
    except BadRecord:
        return
    assert found
    assert all(isinstance(item, Failure) for item in found), found
