"""Kept pages: equal to fresh ones, gone with every change, never another reader's."""

from __future__ import annotations

import gzip
import os
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from articles import caching, curation
from articles.models import ArchiveVersion, Article, Entity, PastSearch
from articles.search.indexing import generations, triggers
from articles.search.unchanged import WhileUnchanged
from tests.factories import ArticleFactory, EntityFactory, EvidenceFactory, MeetingFactory

pytestmark = pytest.mark.django_db

PAGES = (
    "/ar/",
    "/en/",
    "/ar/articles/",
    "/en/timeline/",
    "/ar/entities/",
    "/en/sources/",
    "/ar/search/?q=جنيف",
    "/en/search/?q=Geneva&sort=newest",
    "/api/v1/search?q=جنيف",
    "/api/v1/entities?kind=place",
    "/en/feeds/articles.atom",
    "/ar/timeline.ics",
)
SHOWN = {
    model._meta.db_table: model
    for model in apps.get_app_config("articles").get_models(include_auto_created=True)
}


@pytest.fixture
def keeping(settings, tmp_path):
    """A site that keeps pages, as in production."""
    settings.PAGE_CACHE_BYTES = 4 * 1024 * 1024
    settings.PAGE_CACHE_DIR = tmp_path / "pages"


@pytest.fixture
def caches(monkeypatch):
    """Every store of pages made in this test, one for each client."""
    made = []

    class Watched(caching.PageStore):
        def __init__(self, *args):
            super().__init__(*args)
            made.append(self)

    monkeypatch.setattr(caching, "PageStore", Watched)
    return made


@pytest.fixture
def reader(keeping, caches):
    return Client()


def settled(client, path):
    """The answer out of memory: the first search of a day writes what was searched for."""
    client.get(path)
    return client.get(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_is_the_page(path, reader, dossier, django_assert_num_queries):
    first = reader.get(path)
    with django_assert_num_queries(1):  # the version of the archive
        again = reader.get(path)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_that_holds_the_page_is_told_so(path, reader, dossier):
    held = reader.get(path)
    for method in (reader.get, reader.head):
        answer = method(path, headers={"if-none-match": f'"other", {held["ETag"]}'})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == held["ETag"].strip()
        assert answer["Cache-Control"] == "no-cache"
        assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
    assert reader.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert reader.get(path, headers={"if-none-match": "*"}).status_code == 200


def test_without_kept_pages_the_names_are_the_same(reader, dossier, settings, caches):
    kept = reader.get("/ar/")["ETag"]
    settings.PAGE_CACHE_BYTES = 0
    assert Client().get("/ar/")["ETag"] == kept
    assert [len(pages) for pages in caches] == [1, 0]


def test_a_page_comes_compressed_to_those_who_take_it(reader, dossier, caches):
    plain = reader.get("/ar/")
    packed = reader.get("/ar/", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed.content) == plain.content
    assert len(caches[0]) == 1


def test_head_answers_as_get_and_keeps_nothing(reader, dossier, caches):
    head = reader.head("/ar/")
    assert head.content == b""
    assert not caches[0]
    assert reader.get("/ar/")["ETag"] == head["ETag"]
    assert reader.head("/ar/").content == b""


# --- what moves the version ---------------------------------------------------------------------
@pytest.mark.parametrize("table", sorted(SHOWN))
def test_every_table_that_pages_show_moves_the_version(table):
    """By triggers, whatever the way of writing. A new table is shown until it is said not to be."""
    present = triggers.installed(connection)
    expected = {f"{table}_{event}_version" for event in ("insert", "update", "delete")}
    assert present & expected == (set() if table in triggers.UNSHOWN else expected)


@pytest.mark.parametrize("table", sorted(set(SHOWN) - triggers.UNSHOWN))
def test_a_change_of_any_row_moves_the_version(table, dossier_index):
    MeetingFactory(review="confirmed")
    versions = [ArchiveVersion.objects.current()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # those of PostgreSQL wait by themselves
            cursor.execute("PRAGMA defer_foreign_keys = on")
        key = SHOWN[table]._meta.pk.column
        cursor.execute(f'SELECT max({key}) FROM "{table}"')
        (row,) = cursor.fetchone()
        for change in (f'UPDATE "{table}" SET {key} = {key}', f'DELETE FROM "{table}"'):
            if row is not None:
                cursor.execute(f"{change} WHERE {key} = %s", [row])
                versions.append(ArchiveVersion.objects.current())
    connection.needs_rollback = True  # rows point at what is gone
    assert len(set(versions)) == len(versions)


def test_what_is_not_shown_does_not_move_it(dossier):
    before = ArchiveVersion.objects.current()
    PastSearch.objects.remember("كلمة", found=1, today=date(2026, 1, 1))
    User.objects.create_user("someone")
    assert ArchiveVersion.objects.current() == before


def test_a_version_never_comes_back():
    """Not even by the same number of changes: the step is random."""
    steps = []
    for _ in range(3):
        before = ArchiveVersion.objects.current()
        ArticleFactory()
        steps.append(ArchiveVersion.objects.current() - before)
    assert len(set(steps)) == 3


def test_without_a_row_the_count_begins_anew():
    ArchiveVersion.objects.all().delete()
    before = ArchiveVersion.objects.current()
    ArticleFactory()
    assert ArchiveVersion.objects.current() != before


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_reads_of_itself_is_not_taken_for_what_it_leaves():
    """It changes something, looks, and changes more: who looks afterwards sees the rest as well."""
    count = WhileUnchanged(Entity.objects.count)
    before = count()
    with transaction.atomic():
        EntityFactory()
        assert count() == before + 1
        EntityFactory()
        assert count() == before + 2
        undone = transaction.savepoint()
        EntityFactory()
        assert count() == before + 3
        transaction.savepoint_rollback(undone)
        EntityFactory.create_batch(4)
        assert count() == before + 6
        EntityFactory()
    assert count() == before + 7


# --- what is gone is gone -----------------------------------------------------------------------
def test_a_withdrawn_article_is_gone_at_once(reader, own_index, admin_user):
    """Its text, and its row in a search, though no indexer is at work."""
    article = ArticleFactory(
        status="published", access="public", title="قنطرة", body="نص عن قنطرة النهر"
    )
    generations.rebuild()
    found, own = "/ar/search/?q=قنطرة", article.get_absolute_url()
    etag = settled(reader, own)["ETag"]
    assert f"/articles/{article.pk}/" in settled(reader, found).content.decode()
    assert "قنطرة النهر" in reader.get(own).content.decode()
    curation.withdraw(article=article, by=admin_user, reason="طلب الناشر")
    fresh = reader.get(own, headers={"if-none-match": etag})
    assert fresh.status_code == 200
    assert "طلب الناشر" in fresh.content.decode()
    assert "قنطرة النهر" not in fresh.content.decode()
    assert f"/articles/{article.pk}/" not in reader.get(found).content.decode()


def test_a_deleted_article_is_gone_at_once(reader):
    article = ArticleFactory(status="published")
    path = article.get_absolute_url()
    assert settled(reader, path).status_code == 200
    Article.objects.filter(pk=article.pk).delete()
    assert reader.get(path).status_code == 404


def test_a_change_by_sql_shows(reader):
    entity = EntityFactory()
    assert settled(reader, entity.get_absolute_url()).status_code == 200
    Entity.objects.filter(pk=entity.pk).update(description_ar="وصف جديد")
    assert "وصف جديد" in reader.get(entity.get_absolute_url()).content.decode()


def test_a_part_kept_of_a_page_goes_with_the_archive(reader):
    meeting = MeetingFactory(review="confirmed", title_ar="لقاء قديم")
    EvidenceFactory(meeting=meeting, article=ArticleFactory(status="published"))
    path = f"/ar/timeline/?from={meeting.start}&to={meeting.start}"
    assert "لقاء قديم" in settled(reader, path).content.decode()
    assert "لقاء قديم" in reader.get(f"{path}&order=newest").content.decode()
    type(meeting).objects.filter(pk=meeting.pk).update(title_ar="لقاء آخر")
    shown = reader.get(path).content.decode()
    assert "لقاء آخر" in shown
    assert "لقاء قديم" not in shown


def test_a_commit_of_the_index_makes_pages_anew(reader, dossier, monkeypatch):
    before = reader.get("/ar/search/")["ETag"]
    monkeypatch.setattr(caching, "newest", lambda root: ("gen-9", (99, 1)))
    assert reader.get("/ar/search/")["ETag"] != before


def test_a_day_makes_pages_anew(reader, dossier, monkeypatch):
    before = reader.get("/ar/")["ETag"]
    monkeypatch.setattr(caching.timezone, "localdate", lambda: date(2031, 1, 1))
    assert reader.get("/ar/")["ETag"] != before


# --- whose page ---------------------------------------------------------------------------------
def test_each_choice_of_a_reader_has_pages_of_its_own(keeping, dossier):
    names = set()
    for cookie in ({}, {"sijill_numerals": "arabic"}, {"sijill_months": "levant"}):
        reader = Client()
        reader.cookies.load(cookie)
        names.add(reader.get("/ar/")["ETag"])
    assert len(names) == 3


def test_a_cookie_that_is_not_ours_changes_nothing(keeping, dossier):
    reader, other = Client(), Client()
    other.cookies.load({"_tracker": "1", "sijill_theme": "no such"})
    assert reader.get("/ar/")["ETag"] == other.get("/ar/")["ETag"]


def test_languages_addresses_and_hosts_are_kept_apart(reader, dossier):
    asked = [
        ("/ar/", {}),
        ("/en/", {}),
        ("/ar/", {"host": "archive.example"}),
        ("/api/v1/entities", {"accept-language": "ar"}),
        ("/api/v1/entities", {"accept-language": "en"}),
        ("/api/v1/entities?lang=en", {"accept-language": "ar"}),
    ]
    names = [reader.get(path, headers=headers)["ETag"] for path, headers in asked]
    assert len(set(names)) == len(asked)
    assert "archive.example" in reader.get("/ar/", headers={"host": "archive.example"}).text
    # The address says the language of a page; what the browser prefers does not matter.
    assert reader.get("/ar/", headers={"accept-language": "en"})["ETag"] == names[0]


def test_a_curator_sees_fresh_pages_that_nobody_else_gets(reader, dossier, admin_client):
    settled(reader, "/ar/")
    desk = admin_client.get("/ar/")
    assert "/admin/" in desk.content.decode()
    assert "ETag" not in desk.headers
    assert desk["Cache-Control"] == "private, no-cache"
    assert "/ar/admin/" not in reader.get("/ar/").content.decode()


def test_a_message_is_shown_once_and_kept_never(reader, dossier):
    kept = settled(reader, "/ar/").content
    reader.post("/ar/settings/", {"theme": "dark", "next": "/ar/"})
    told = reader.get("/ar/")
    assert '<p class="note" role="status">' in told.content.decode()
    assert "ETag" not in told.headers
    assert '<p class="note" role="status">' not in reader.get("/ar/").content.decode()
    assert reader.get("/ar/").content != kept  # dark now


@pytest.mark.parametrize(
    "path",
    [
        "/ar/settings/",
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/api/v1/suggest?q=و",
        "/ar/admin/login/",
    ],
)
def test_what_is_not_for_everybody_is_not_kept(path, reader, dossier, caches):
    settled(reader, path)
    assert not caches[0]


def test_errors_and_redirects_are_not_kept(reader, own_index, caches):
    article = ArticleFactory(status="published")
    for path, status in (
        ("/ar/articles/999999/x/", 404),
        (f"/ar/articles/{article.pk}/wrong/", 301),
        ("/ar/search/?q=x", 503),
        ("/api/v1/search?page=0", 422),
        ("/ar/nothing/", 404),
    ):
        answer = settled(reader, path)
        assert (answer.status_code, answer.get("ETag")) == (status, None), path
    assert not caches[0]


def test_a_host_that_is_not_ours_is_refused(reader, settings):
    settings.ALLOWED_HOSTS = ["ours.example"]
    assert reader.get("/ar/", headers={"host": "evil.example"}).status_code == 400


def test_writing_goes_through(reader, dossier):
    settled(reader, "/ar/")
    assert reader.post("/ar/").status_code == 405
    assert reader.post("/api/v1/search").status_code == 405


# --- searches are counted as before -------------------------------------------------------------
def test_a_search_is_counted_once_a_day_out_of_memory_too(reader, dossier):
    for _ in range(3):
        reader.get("/ar/search/?q=جنيف")
    assert PastSearch.objects.get(folded="جنيف").times == 1


def test_a_page_fetched_ahead_does_not_hide_the_search_that_follows(reader, dossier):
    ahead = reader.get("/ar/search/?q=جنيف", headers={"sec-purpose": "prefetch"})
    assert "ETag" not in ahead.headers
    assert not PastSearch.objects.exists()
    reader.get("/ar/search/?q=جنيف")
    assert PastSearch.objects.exists()


# --- where they are kept ---------------------------------------------------------------------
def test_what_is_kept_has_a_bound(keeping, settings, dossier, caches):
    settings.PAGE_CACHE_BYTES = 200_000
    reader = Client()
    for page in range(60):
        reader.get(f"/ar/about/?{page}")
    (pages,) = caches
    assert 0 < pages.bytes <= 200_000
    assert 0 < len(pages) < 60
    held = len(pages)
    assert reader.get("/ar/timeline/").status_code == 200  # larger than its part
    assert len(pages) == held


def test_another_process_finds_what_one_has_made(reader, dossier, django_assert_num_queries):
    page = reader.get("/ar/")
    with django_assert_num_queries(1):
        other = Client().get("/ar/")
    assert (other.content, dict(other.headers)) == (page.content, dict(page.headers))


def test_pages_of_the_archive_as_it_was_are_thrown_away(reader, caches):
    article = ArticleFactory(status="published")
    settled(reader, article.get_absolute_url())
    reader.get("/ar/about/")
    assert len(caches[0]) == 2
    Article.objects.filter(pk=article.pk).delete()
    reader.get("/ar/about/")
    assert len(caches[0]) == 1


@pytest.mark.parametrize(
    "damage", [b"", b"not a database" * 1000, b"SQLite format 3\x00 and no more" * 1000],
    ids=["emptied", "another file", "half a file"],
)  # fmt: skip
def test_a_damaged_store_costs_nobody_a_page(damage, keeping, caches, settings, dossier, caplog):
    Client().get("/ar/")
    for name in ("cache.db", "cache.db-wal"):
        file = settings.PAGE_CACHE_DIR / name
        file.write_bytes(damage)
        os.utime(file, (0, 0))
    for _ in range(2):
        assert Client().get("/ar/").status_code == 200
    if damage.startswith(caching.SQLITE):
        assert "not kept" in caplog.text
    else:
        assert "is made anew" in caplog.text
        assert [len(store) for store in caches[1:]] == [1, 1]


def test_a_store_that_breaks_under_a_running_site_costs_nobody_a_page(reader, settings, dossier):
    page = reader.get("/ar/")
    for name in ("cache.db", "cache.db-wal"):
        file = settings.PAGE_CACHE_DIR / name
        file.write_bytes(b"\xff" * file.stat().st_size)
    for _ in range(2):
        assert reader.get("/ar/").content == page.content


def test_a_store_that_cannot_be_made_costs_nobody_a_page(keeping, settings, dossier):
    settings.PAGE_CACHE_DIR.write_text("in the way")
    assert Client().get("/ar/").status_code == 200


def test_the_fingerprint_of_the_program_follows_its_files(monkeypatch, tmp_path):
    before = caching.program.__wrapped__()
    template = tmp_path / "page.html"
    template.write_text("new")
    files = [*caching._files(caching.settings.BASE_DIR)]
    monkeypatch.setattr(caching, "_files", lambda root: files[1:])
    assert caching.program.__wrapped__() != before
