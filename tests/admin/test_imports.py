"""The import page: who may, what it asks, what it shows before and after."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.ingest.imports.run import run_waiting
from articles.models import Article, ImportJob
from tests.admin.conftest import ROLES
from tests.ingest.conftest import record_of
from tests.ingest.test_archive import TEXT, zip_of
from tests.ingest.test_feed import ITEM, LAUGHS, hostile, rss
from tests.ingest.test_imports import TWO, give
from tests.ingest.test_table import ARABIC, ROW, changed, csv_of, xlsx_of
from tests.ingest.test_warc import Written, page

pytestmark = pytest.mark.usefixtures("empty")
PAGE = reverse("admin:import")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


def send(client, path, **fields):
    """Send a file by the form; return the page that is shown, and the import."""
    upload = SimpleUploadedFile(Path(path).name, Path(path).read_bytes())
    answer = client.post(PAGE, {"file": upload, "reader": "auto", **fields})
    return answer, ImportJob.objects.order_by("pk").last()


def act(client, job, verb, **fields):
    return client.post(
        reverse("admin:import_act", args=[job.pk]), {"do": verb, **fields}, follow=True
    )


def shown(client, job, **query):
    return client.get(job.get_absolute_url(), query).content.decode()


def previewed(client, path):
    _, job = send(client, path)
    run_waiting()
    job.refresh_from_db()
    return job


# --- who may -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("curator", 200), ("editor", 200)])
def test_who_may_import(desk_of, role, status, jsonl):
    client = desk_of(role)
    job = give(jsonl(*TWO), None)
    run_waiting()
    assert client.get(PAGE).status_code == status
    assert client.get(job.get_absolute_url()).status_code == status
    assert client.get(reverse("admin:import_report", args=[job.pk])).status_code == status
    send(client, jsonl(*TWO))
    assert ImportJob.objects.count() == (1 if status == 403 else 2)
    assert act(client, job, "import").status_code == status
    job.refresh_from_db()
    assert job.state == ("ready" if status == 403 else "importing")


@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_offered_to_who_may(desk_of, role):
    client = desk_of(role)
    for address in (reverse("admin:index"), reverse("admin:articles_article_changelist")):
        assert (f'href="{PAGE}"' in client.get(address).content.decode()) is (role != "viewer")


def test_who_may_not_publish_brings_in_drafts_alone(db, client, django_user_model, jsonl):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("a-writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article"]))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    job = previewed(client, jsonl(*TWO))
    assert 'value="publish"' not in shown(client, job)
    assert act(client, job, "publish").status_code == 403
    job.refresh_from_db()
    assert job.state == "ready"


def test_nobody_from_outside_sees_anything(client, jsonl):
    job = give(jsonl(*TWO), None)
    for address in (PAGE, job.get_absolute_url(), reverse("admin:import_report", args=[job.pk])):
        answer = client.get(address)
        assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_a_form_from_elsewhere_is_refused(desk_of, jsonl):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk_of("editor").cookies
    assert send(strict, jsonl(*TWO))[0].status_code == 403
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("role", "size", "status"),
    [("", 10_000, 403), ("", 50_000, 400), ("editor", 50_000, 403), ("editor", 150_000, 400)],
)
def test_a_form_that_is_too_large_for_its_sender_is_not_even_read(
    desk_of, role, size, status, settings
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.IMPORT_MAX_BYTES = 20_000, 100_000
    sender = Client(enforce_csrf_checks=True)
    if role:
        sender.cookies = desk_of(role).cookies
    sender.cookies["csrftoken"] = "x" * 32
    file = SimpleUploadedFile("a.txt", b" " * size)
    assert sender.post(PAGE, {"file": file}).status_code == status  # 403: read, and not theirs


# --- what is given -----------------------------------------------------------------------------
def test_neither_both_nor_none_are_taken(editor, settings):
    settings.FETCH_ENABLED = True
    answer = editor.post(PAGE, {"addresses": " ", "reader": "auto"})
    assert answer.status_code == 400
    assert len(answer.context["form"].non_field_errors()) == 1
    answer = editor.post(PAGE, {"addresses": "ftp://example.org"})
    assert "ليس عنوانًا على الويب" in answer.content.decode()
    editor.post(PAGE, {"addresses": "https://example.org/1\nhttps://example.org/2"})
    assert ImportJob.objects.get().expected == 2


def test_without_fetching_no_address_is_taken(editor, settings):
    settings.FETCH_ENABLED = False
    editor.post(PAGE, {"addresses": "https://example.org/1"})
    assert not ImportJob.objects.exists()


def crawl(tmp_path):
    made = Written()
    made.add(page("تكملة الخبر كما وردت."))
    made.add(page("خبر ثان."), "https://example.org/news/2")
    return made.to(tmp_path)


def feed(tmp_path):
    path = tmp_path / "news.rss"
    path.write_text(rss(ITEM))
    return str(path)


def text(tmp_path):
    path = tmp_path / "خبر أول.txt"
    path.write_text(TEXT)
    return str(path)


GOOD = {
    "warc": (crawl, 2, 0),
    "feed": (feed, 1, 0),
    "text": (text, 1, 0),
    "csv": (lambda to: csv_of(to, ARABIC, ROW, changed(url="none"), changed(title="")), 1, 2),
    "xlsx": (lambda to: xlsx_of(to, ARABIC, ROW), 1, 0),
    "zip": (lambda to: zip_of(to, [("a.txt", TEXT), ("../b.txt", TEXT)]), 1, 1),
}


@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_of_file_comes_in_as_drafts(editor, kind, tmp_path):
    make, good, bad = GOOD[kind]
    job = previewed(editor, make(tmp_path))
    assert (job.counts["created"], job.counts["failed"]) == (good, bad)
    assert not Article.objects.exists()
    page = act(editor, job, "import", suggests="on").content.decode()
    assert '<meta http-equiv="refresh"' in page
    run_waiting()
    assert '<meta http-equiv="refresh"' not in shown(editor, job)
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}
    assert Article.objects.count() == good


BAD = {
    "bomb": (lambda to: zip_of(to, [("a.txt", b"0" * 9_000_000)]), "مضغوط بأكثر من 150 إلى واحد"),
    "nested": (lambda to: zip_of(to, [("a.zip", TEXT)]), "ملف مضغوط في ملف مضغوط"),
    "entities": (lambda to: _hostile(to), "تعرّف الخلاصة كيانات XML"),
    "nothing": (lambda to: _noise(to), "لا قارئ لملفات"),
}


def _hostile(to):
    (to / "news.rss").write_text(hostile(LAUGHS))
    return str(to / "news.rss")


def _noise(to):
    (to / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    return str(to / "photo.jpg")


@pytest.mark.parametrize("kind", BAD)
def test_what_means_harm_is_refused_with_the_reason(editor, kind, tmp_path):
    make, told = BAD[kind]
    job = previewed(editor, make(tmp_path))
    html = shown(editor, job)
    assert told in html
    assert 'value="import"' not in html
    act(editor, job, "drop")
    job.refresh_from_db()
    assert (job.state, Article.objects.exists()) == ("dropped", False)


# --- before and after --------------------------------------------------------------------------
def test_the_preview_says_each_row_and_can_be_filtered(editor, jsonl):
    job = previewed(editor, jsonl(*TWO, record_of(published="tomorrow", title="خبر بلا تاريخ")))
    html = shown(editor, job)
    assert all(said in html for said in ("خبر بلا تاريخ", "خبر آخر", "صحيفة المرفأ", "2025-04-11"))
    assert "وليست تاريخًا بصيغة ISO" in html
    assert "خبر آخر" not in shown(editor, job, outcome="failed")
    assert shown(editor, job, outcome="nonsense", p="x").count("<tr class=") == 3
    assert "script>alert" not in html


@pytest.mark.parametrize(("verb", "page"), [("import", "review"), ("publish", "change")])
def test_what_is_new_leads_to_its_review_and_what_is_published_to_its_form(
    editor, jsonl, verb, page
):
    job = previewed(editor, jsonl(record_of(title="خبر جديد")))
    act(editor, job, verb)
    run_waiting()
    article = Article.objects.get(title="خبر جديد")
    assert reverse(f"admin:articles_article_{page}", args=[article.pk]) in shown(editor, job)


def test_what_a_file_says_is_text_and_no_markup(editor, jsonl):
    job = previewed(editor, jsonl(record_of(title="<script>alert(1)</script>", source="<b>x</b>")))
    html = shown(editor, job)
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_a_table_asks_which_column_is_which(editor, tmp_path):
    job = previewed(editor, csv_of(tmp_path, ["عنوان", "س", "ص", "ع"], [ROW[0], *ROW[1:3], ROW[4]]))
    html = shown(editor, job)
    assert 'name="column-1"' in html
    assert ">None<" not in "".join(html.split())
    assert '<option value="title" selected>' in html
    mapping = {"column-0": "title", "column-1": "url", "column-2": "source"}
    page = job.get_absolute_url()
    wrong = editor.post(page, {**mapping, "column-3": "title"})
    assert wrong.status_code == 400
    assert ImportJob.objects.get().state == "ready"
    html = wrong.content.decode()
    assert 'class="errorlist nonfield"' in html
    # What was chosen stands there still, in a table that is open.
    assert [column.field for column in wrong.context["columns"]] == [*mapping.values(), "title"]
    assert html.count(" selected>") == 4
    assert '<details class="import-columns" open>' in html
    editor.post(page, {**mapping, "column-3": "body"})
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.counts["created"]) == ("ready", 1)
    act(editor, job, "publish")
    run_waiting()
    article = Article.objects.get()
    assert (article.title, article.body, article.status) == (ROW[0], ROW[4], "published")


def test_the_report_is_a_table_without_formulas(editor, jsonl):
    job = previewed(
        editor, jsonl(TWO[0], record_of(title="=1+1", url="https://example.org/3"), b"x")
    )
    act(editor, job, "import")
    run_waiting()
    answer = editor.get(reverse("admin:import_report", args=[job.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["outcome"] for row in rows] == ["created", "created", "failed"]
    assert rows[1]["title"] == "'=1+1"
    assert rows[0]["key"] == TWO[0]["url"]
    assert "ليس JSON" in rows[2]["reason"]


def test_a_verb_that_no_longer_fits_does_nothing(editor, jsonl):
    job = previewed(editor, jsonl(*TWO))
    act(editor, job, "import")
    run_waiting()
    assert editor.post(job.get_absolute_url(), {"column-0": "title"}).status_code == 302
    for verb in ("import", "publish", "columns", "drop", "resume", "nonsense"):
        act(editor, job, verb)
        job.refresh_from_db()
        assert job.state == "done"
    act(editor, job, "again")
    job.refresh_from_db()
    assert job.state == "checking"
    assert editor.get(reverse("admin:import_act", args=[job.pk])).status_code == 405


def test_what_broke_off_can_go_on(editor, jsonl):
    job = previewed(editor, jsonl(*TWO))
    ImportJob.objects.filter(pk=job.pk).update(state="failed", imported=True, error="القرص ممتلئ")
    assert "القرص ممتلئ" in shown(editor, job)
    act(editor, job, "resume")
    run_waiting()
    assert Article.objects.count() == 2


def test_the_page_stays_under_fifteen_queries(editor, jsonl, django_assert_max_num_queries):
    lines = [record_of(url=f"https://example.org/{n}", body=f"نص {n}") for n in range(30)]
    job = previewed(editor, jsonl(*lines))
    act(editor, job, "import")
    run_waiting()
    for address in (PAGE, job.get_absolute_url()):
        with django_assert_max_num_queries(15):
            editor.get(address)
