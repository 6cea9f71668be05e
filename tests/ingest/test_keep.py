"""Raw captures: kept byte for byte, checked, served with their hash, and exported."""

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from articles.ingest.keep import path_of, record_of
from articles.ingest.run import ingest
from articles.models import Article, ArticleRevision, RawCapture
from tests.ingest.conftest import record_of as line
from tests.ingest.test_commands import run
from tests.ingest.test_table import ARABIC, ROW, csv_of
from tests.ingest.test_warc import URL, Written, page

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


def crawl(tmp_path, text="تكملة الخبر كما وردت."):
    made = Written()
    made.add(page(text), headers=[("Set-Cookie", "id=1"), ("ETag", '"7"')])
    return made.to(tmp_path)


def test_a_page_is_kept_as_the_response_it_was(tmp_path):
    ingest([crawl(tmp_path)])
    article, kept = Article.objects.get(), RawCapture.objects.get()
    record, body = record_of(article.raw_sha256)
    assert body == page("تكملة الخبر كما وردت.")
    assert hashlib.sha256(body).hexdigest() == article.raw_sha256 == kept.sha256
    assert (record.rec_type, record.http_headers.get_header("ETag")) == ("response", '"7"')
    assert record.http_headers.get_header("Set-Cookie") is None
    assert record.rec_headers.get_header("WARC-Target-URI") == URL == kept.url
    assert record.rec_headers.get_header("WARC-Date") == "2025-04-12T06:00:00Z"
    assert kept.record_id == record.rec_headers.get_header("WARC-Record-ID")
    assert path_of(kept.sha256).stat().st_mode & 0o077 == 0


def test_what_is_no_page_is_kept_as_the_resource_it_was(jsonl, tmp_path):
    text = tmp_path / "خبر أول.txt"
    text.write_text("عنوان الخبر\n\nنص الخبر كما ورد من المراسل في المدينة صباح اليوم.")
    ingest([jsonl(line(key="urn:x:1", url="")), str(text), csv_of(tmp_path, ARABIC, ROW)])
    kinds = {kept.url: kept.media_type for kept in RawCapture.objects.all()}
    assert kinds == {
        "urn:x:1": "application/vnd.sijill.article+json",
        "urn:file:%D8%AE%D8%A8%D8%B1_%D8%A3%D9%88%D9%84": "text/plain",
        ROW[1]: "application/json",
    }
    for kept in RawCapture.objects.all():
        assert record_of(kept.sha256)[0].rec_type == "resource"


def test_both_captures_of_a_changed_article_are_kept(jsonl):
    ingest([jsonl(line())])
    ingest([jsonl(line(body="نص معدل تماما."))])
    revision = ArticleRevision.objects.get()
    kept = {Article.objects.get().raw_sha256, revision.raw_sha256}
    assert set(RawCapture.objects.values_list("sha256", flat=True)) == kept
    assert len(kept) == 2


def test_what_changes_nothing_and_what_is_only_tried_keeps_nothing(jsonl, settings):
    path = jsonl(line())
    ingest([path], dry_run=True)
    assert not (settings.DATA_DIR / "captures").exists()
    ingest([path])
    files = sorted((settings.DATA_DIR / "captures").rglob("*.gz"))
    ingest([path])
    assert sorted((settings.DATA_DIR / "captures").rglob("*.gz")) == files
    assert len(files) == 1


def test_an_article_whose_capture_cannot_be_kept_is_not_saved(jsonl, settings):
    (settings.DATA_DIR / "captures").write_text("in the way")
    report = ingest([jsonl(line())])
    assert "cannot be kept" in report.failed[0].reason
    assert not Article.objects.exists()


# --- verify_hashes -----------------------------------------------------------------------------
@pytest.mark.parametrize("harm", [b"", b"\x1f\x8b\x08 not what it was"])
def test_a_capture_that_is_kept_already_is_not_believed_but_read(tmp_path, harm):
    texts = [tmp_path / "first.txt", tmp_path / "second.txt"]
    for text in texts:
        text.write_text("عنوان الخبر\n\nنص الخبر كما ورد من المراسل في المدينة صباح اليوم.")
    ingest([str(texts[0])])
    path = path_of(Article.objects.get().raw_sha256)
    path.write_bytes(harm)
    ingest([str(texts[1])])
    assert (Article.objects.count(), RawCapture.objects.count()) == (2, 1)
    assert record_of(path.name.partition(".")[0])[1] == texts[0].read_bytes()


def test_what_a_killed_process_left_unfinished_is_cleaned_up(jsonl):
    ingest([jsonl(line())])
    folder = path_of(Article.objects.get().raw_sha256).parent
    old, young = folder / ".new-old", folder / ".new-young"
    for path in (old, young):
        path.write_bytes(b"half a capt")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    assert run("verify_hashes")[2] == ""
    assert (old.exists(), young.exists()) == (False, True)


def test_what_is_as_it_was_passes(jsonl):
    ingest([jsonl(line())])
    ingest([jsonl(line(body="نص معدل تماما."))])
    Article.objects.create(
        key="urn:x:old", title="x", source=Article.objects.get().source, raw_sha256="a" * 64
    )
    out, err, failure = run("verify_hashes")
    assert out == "2 texts, 1 revisions, 2 captures, 1 uncaptured, 0 stray, 0 failed\n"
    assert (err, failure) == ("", "")


def flip(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "The capture is missing"),
        (flip, "capture"),
        (lambda path: path.write_bytes(b""), "The capture cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "capture"),
        (lambda path: Article.objects.update(body="نص آخر"), "The text is not what came in"),
        (lambda path: ArticleRevision.objects.update(body="x"), "(revision "),
    ],
)
def test_whatever_is_not_as_it_was_is_told(jsonl, harm, told):
    ingest([jsonl(line())])
    ingest([jsonl(line(body="نص معدل تماما."))])
    harm(path_of(Article.objects.get().raw_sha256))
    out, err, failure = run("verify_hashes", "--json")
    assert '"failed": 1' in out
    assert told in err
    assert failure == "1 are not what they were, as said above."


def test_a_capture_under_another_name_is_told(jsonl):
    ingest([jsonl(line(), line(url=URL + "2", title="عنوان آخر"))])
    one, other = (path_of(kept.sha256) for kept in RawCapture.objects.all())
    one.write_bytes(other.read_bytes())
    assert "The capture is not what came in" in run("verify_hashes")[1]


# --- the text for whoever checks it ------------------------------------------------------------
def test_the_hash_on_the_page_is_that_of_the_download(client, tmp_path):
    ingest([crawl(tmp_path)])
    article = Article.objects.get()
    response = client.get(f"/a/{article.pk}/text")
    digest = hashlib.sha256(response.content)
    shown = client.get(article.get_absolute_url(), follow=True).content.decode()
    assert f"<code>{digest.hexdigest()}</code>" in shown
    assert f'href="/a/{article.pk}/text"' in shown
    stated = response["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
    assert base64.b64decode(stated) == digest.digest()


def test_the_snapshot_is_a_memento(client, tmp_path):
    ingest([crawl(tmp_path)])
    pk = Article.objects.get().pk
    response = client.get(f"/a/{pk}/text")
    assert response["Memento-Datetime"] == "Sat, 12 Apr 2025 06:00:00 GMT"
    assert f'<{URL}>; rel="original"' in response["Link"]
    assert f'/a/{pk}/timemap>; rel="timemap"; type="application/link-format"' in response["Link"]
    timemap = client.get(f"/a/{pk}/timemap")
    assert timemap["Content-Type"].startswith("application/link-format")
    lines = timemap.content.decode().strip().split(",\n")
    assert lines[0] == f'<{URL}>; rel="original"'
    assert 'rel="memento"; datetime="Sat, 12 Apr 2025 06:00:00 GMT"' in lines[2]


@pytest.mark.parametrize(
    "state",
    [
        {"status": "draft"},
        {"status": "withdrawn", "withdrawal_reason": "x"},
        {"access": "abstract"},
    ],
)
def test_a_text_that_readers_may_not_see_is_not_sent(client, jsonl, state):
    ingest([jsonl(line())])
    Article.objects.update(**state)
    pk = Article.objects.get().pk
    assert client.get(f"/a/{pk}/text").status_code == 404
    assert client.get(f"/a/{pk}/timemap").status_code == 404


# --- export ------------------------------------------------------------------------------------
def check(path):
    """What warcio's own check says of a file: nothing, where it is sound."""
    command = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_export_passes_the_check_of_warcio_and_comes_back_as_it_was(tmp_path, jsonl):
    text = tmp_path / "report.txt"
    text.write_text("عنوان الخبر\n\nنص الخبر كما ورد من المراسل في المدينة صباح اليوم.")
    ingest([crawl(tmp_path), jsonl(line(url=URL + "2")), str(text)])
    facts = ("key", "title", "body", "published_on", "language", "source__key")
    before = list(Article.objects.order_by("key").values_list(*facts))
    out = tmp_path / "out.warc.gz"
    assert run("export_warc", str(out))[0] == "3 captures, 1 records, 0 left_out\n"
    code, said = check(out)
    assert code == 0, said
    with out.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds[0] == "warcinfo"
    assert sorted(kinds[1:]) == ["resource", "resource", "resource", "response"]
    again = ingest([str(out)])
    assert (again.created, again.revised, again.failed) == (0, 0, [])
    Article.objects.all().delete()
    assert ingest([str(out)]).created == 3
    assert list(Article.objects.order_by("key").values_list(*facts)) == before


def test_what_readers_may_not_see_is_not_exported(tmp_path, jsonl):
    ingest([jsonl(line(), line(url=URL + "2"), line(url=URL + "3", summary="ملخص بكلماتنا."))])
    Article.objects.filter(url=URL).update(status="draft")
    Article.objects.filter(url=URL + "3").update(access="abstract")
    out = tmp_path / "out.warc.gz"
    keys = list(Article.objects.order_by("key").values_list("key", flat=True))
    counts = run("export_warc", str(out), "--key", *keys)[0]
    assert counts == "1 captures, 1 records, 1 left_out\n"
    with out.open("rb") as file:
        bodies = b"".join(record.content_stream().read() for record in ArchiveIterator(file))
    assert bodies.count("قاعة المؤتمرات".encode()) == 1


def test_a_damaged_capture_leaves_no_file_behind(tmp_path, jsonl):
    ingest([jsonl(line())])
    path_of(Article.objects.get().raw_sha256).unlink()
    out = tmp_path / "out.warc.gz"
    _, _, failure = run("export_warc", str(out))
    assert "Nothing was written" in failure
    assert not list(tmp_path.glob("*out.warc*"))
    assert "No article has the key" in run("export_warc", str(out), "--key", "urn:none")[2]


@pytest.mark.usefixtures("own_index")
def test_the_articles_of_a_search_are_exported(tmp_path, jsonl):
    from articles.search.indexing import generations

    lines = [line(url=f"{URL}{n}", title=f"خبر {n} عن الميناء") for n in range(3)]
    ingest([jsonl(*lines, line(url=URL + "9", title="القمة", body="انعقدت القمة في العاصمة."))])
    generations.rebuild()
    out = tmp_path / "out.warc.gz"
    found = run("export_warc", str(out), "--query", "?q=الميناء&sort=newest", "--json")[0]
    assert '"captures": 3' in found
    assert check(out)[0] == 0
    assert "A date of the query" in run("export_warc", str(out), "--query", "from=x")[2]
