"""What becomes of the stored article when an input speaks of it again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from articles import curation
from articles.ingest.capture import ExtractedArticle, Outlet
from articles.ingest.register import UNKNOWN, Register, key_of
from articles.ingest.save import save
from articles.models import Article, ArticleRevision, Evidence, Mention, Source, text_hash
from tests.factories import (
    ArticleFactory,
    EntityFactory,
    MeetingFactory,
    MentionFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
KEY = "https://example.org/news/1"
DAY = datetime(2031, 4, 12, tzinfo=UTC)


def said(**changes):
    values = {
        "where": "x:1",
        "key": KEY,
        "url": KEY,
        "outlet": Outlet(name="صحيفة المرفأ"),
        "title": "عنوان الخبر",
        "body": "نص الخبر.",
        "language": "ar",
        "published_on": date(2031, 4, 12),
        "raw_sha256": "a" * 64,
    }
    return ExtractedArticle(**values | changes)


def put(article=None, **options):
    return save(article or said(), Register(), **options)


def test_a_new_article_is_stored_with_its_hashes():
    saved = put()
    article = Article.objects.get()
    assert saved.outcome == "created"
    assert (article.status, article.access, article.date_basis) == ("published", "public", "outlet")
    assert (article.text_sha256, article.raw_sha256) == (text_hash("نص الخبر."), "a" * 64)
    assert article.fetched_at
    assert article.fingerprint
    assert article.source.name_ar == "صحيفة المرفأ"


def test_a_draft_is_hidden_until_it_is_published():
    put(publish=False)
    assert Article.objects.get().status == "draft"
    assert put(publish=False).outcome == "unchanged"
    assert put(said(body="نص معدل.", raw_sha256="b" * 64)).outcome == "revised"
    assert Article.objects.get().status == "published"


@pytest.mark.parametrize("again", [{}, {"raw_sha256": "b" * 64, "author": "محرر"}])
def test_a_draft_is_not_published_by_what_only_fills_it_or_was_here_before(again):
    put()
    Article.objects.update(status="draft")
    put(said(**again), overwrite=not again)
    assert Article.objects.get().status == "draft"


def test_an_undated_article_stays_undated():
    put(said(published_on=None))
    article = Article.objects.get()
    assert (article.published_on, article.date_basis) == (None, "unknown")


def test_the_same_input_changes_nothing():
    put()
    before = Article.objects.values().get()
    assert put().outcome == "unchanged"
    assert Article.objects.values().get() == before


def test_a_new_text_replaces_the_old_and_keeps_it():
    put()
    old = Article.objects.get()
    saved = put(said(body="نص معدل.", raw_sha256="b" * 64))
    article, revision = Article.objects.get(), ArticleRevision.objects.get()
    assert saved.outcome == "revised"
    assert (article.body, article.raw_sha256) == ("نص معدل.", "b" * 64)
    assert article.text_sha256 == text_hash("نص معدل.")
    assert article.fingerprint != old.fingerprint
    assert (revision.title, revision.body) == ("عنوان الخبر", "نص الخبر.")
    assert (revision.text_sha256, revision.fetched_at) == (old.text_sha256, old.fetched_at)


def test_an_empty_field_never_blanks_a_filled_one():
    put(said(author="محرر", section="سياسة", license="بإذن", abstract_ar="ملخص"))
    bare = ExtractedArticle(where="x:1", key=KEY, raw_sha256="b" * 64, title="عنوان الخبر")
    assert put(bare).outcome == "unchanged"
    article = Article.objects.get()
    assert (article.author, article.section, article.license) == ("محرر", "سياسة", "بإذن")
    assert (article.abstract_ar, article.body) == ("ملخص", "نص الخبر.")
    assert article.published_on == date(2031, 4, 12)


def test_a_capture_taken_in_before_does_not_undo_a_curator():
    put()
    Article.objects.update(title="عنوان صححه المحرر", section="")
    assert put(said(section="سياسة")).outcome == "revised"
    article = Article.objects.get()
    assert (article.title, article.section) == ("عنوان صححه المحرر", "سياسة")


@pytest.mark.parametrize("status", ["in_review", "withdrawn"])
def test_what_a_curator_took_back_is_not_published_again(status):
    put()
    Article.objects.update(status=status, withdrawal_reason="طلب الناشر")
    new = said(raw_sha256="b" * 64)
    put(new)
    assert Article.objects.get().status == status


def test_a_withdrawn_article_is_left_alone_and_told():
    put()
    Article.objects.update(status="withdrawn", withdrawal_reason="طلب الناشر")
    new = said(body="نص آخر.", raw_sha256="b" * 64)
    assert put(new).outcome == "unchanged"
    assert "withdrawn" in new.notices[0].reason
    assert Article.objects.get().body == "نص الخبر."


def test_a_withdrawal_that_is_declared_is_kept():
    put(said(withdrawn=True))
    article = Article.objects.get()
    assert article.is_withdrawn
    assert article.withdrawal_reason


def test_a_text_joins_the_record_with_our_own_titles():
    ArticleFactory(
        key=KEY, title="", title_ar="عنوان وصفي", abstract_ar="ملخص", body="", url="", raw_sha256=""
    )
    assert put().outcome == "revised"
    article = Article.objects.get()
    assert (article.title, article.title_ar, article.body) == (
        "عنوان الخبر",
        "عنوان وصفي",
        "نص الخبر.",
    )
    assert (article.abstract_ar, article.raw_sha256) == ("ملخص", "a" * 64)
    assert not ArticleRevision.objects.exists()  # nothing was replaced


def test_a_title_cut_out_of_a_paragraph_gives_way_to_a_descriptive_one():
    ArticleFactory(key=KEY, title="", title_ar="عنوان وصفي", body="")
    put(said(title="في ظل أجواء هادئة", title_is_cut=True))
    assert Article.objects.get().title == ""
    put(said(key="urn:x", url="", title="في ظل أجواء هادئة", title_is_cut=True, body="نص ثان."))
    assert Article.objects.get(key="urn:x").title == "في ظل أجواء هادئة"


def test_a_descriptive_title_that_comes_later_takes_the_place_of_a_cut_one():
    body = "في ظل أجواء هادئة، اجتمع الوفدان. " + "ثم رفعا الجلسة إلى الغد لمزيد من التشاور. " * 5
    put(said(title="في ظل أجواء هادئة، اجتمع الوفدان", title_is_cut=True, body=body.strip()))
    put(said(title="", body="", title_ar="عنوان وصفي", raw_sha256=""), overwrite=False)
    assert Article.objects.get().headline == "عنوان وصفي"
    assert Article.objects.get().title == ""


def test_our_descriptive_title_coming_back_is_no_headline():
    ArticleFactory(key=KEY, title="", title_ar="عنوان وصفي", body="نص الخبر.")
    put(said(title="عنوان وصفي"))
    assert Article.objects.get().title == ""


@pytest.mark.parametrize(
    "stored",
    [
        "https://example.org/%D8%AE%d8%a8?utm_source=rss",
        "https://example.org/خب",
        "https://EXAMPLE.org/%D8%AE%D8%A8#top",
    ],
)
def test_a_stored_address_is_found_however_it_is_written(stored):
    ArticleFactory(key=stored, body="")
    put(said(key="https://example.org/%D8%AE%D8%A8", url=""))
    assert Article.objects.get().key == stored


def test_the_exact_key_is_found_first():
    ArticleFactory(key="https://example.org/a?utm_source=x", body="")
    exact = ArticleFactory(key="https://example.org/a", body="")
    assert put(said(key="https://example.org/a", url="")).article == exact


def test_a_text_without_an_outlet_keeps_the_one_it_has():
    source = SourceFactory()
    ArticleFactory(key=KEY, source=source, body="")
    put(said(outlet=Outlet()))
    assert Article.objects.get().source == source
    put(said(key="urn:x", url="", outlet=Outlet(), body="نص ثان."))
    assert Article.objects.get(key="urn:x").source.key == UNKNOWN.key


def test_an_unknown_outlet_is_replaced_once_it_is_known():
    put(said(outlet=Outlet()))
    put(said(raw_sha256="b" * 64))
    assert Article.objects.get().source.name_ar == "صحيفة المرفأ"


def test_a_guess_from_a_page_never_moves_an_article():
    source = ArticleFactory(key=KEY, body="").source
    put(said(outlet=Outlet(name="موقع آخر", is_guess=True)))
    assert Article.objects.get().source == source


@pytest.mark.parametrize("name", ["harbor-press", "صحيفة المرفأ", "صحيفه المرفا", "HARBOR Press"])
def test_a_source_is_found_by_its_key_or_any_spelling(name):
    source = SourceFactory(key="harbor-press", name_ar="صحيفة المرفأ", name_en="Harbor Press")
    put(said(outlet=Outlet(name=name)))
    assert Source.objects.get() == source


def test_a_source_is_found_by_the_site_of_its_articles():
    known = ArticleFactory(url="https://www.harbor.example/a", key="https://www.harbor.example/a")
    put(said(outlet=Outlet(name="Harbor", homepage="https://harbor.example/", is_guess=True)))
    assert Article.objects.get(key=KEY).source == known.source


def test_two_outlets_with_one_key_stay_two():
    SourceFactory(key="harbor", name_ar="المرفأ", name_en="")
    put(said(outlet=Outlet(name="Harbor!")))
    assert Source.objects.count() == 2
    assert Source.objects.exclude(key="harbor").get().key.startswith("harbor-")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Harbor Press (via Quay)", "harbor-press-via-quay"),
        ("L'Harbor", "lharbor"),
        ("News.example", "news-example"),
        ("جريدة المرفأ", "jrydh-almrfa"),
        ("Гавань", "source-"),
    ],
)
def test_keys_of_sources_are_plain_and_stable(name, key):
    assert key_of(name).startswith(key)
    assert key_of(name) == key_of(name)


def test_mentions_and_evidence_are_confirmed():
    entity, meeting = EntityFactory(key="moscow"), MeetingFactory(key="m-1")
    new = said(entities=("moscow", "nobody"), meetings=("m-1", "m-2"))
    put(new)
    assert Mention.objects.get().entity == entity
    assert Mention.objects.get().status == "confirmed"
    assert (Evidence.objects.get().meeting, Evidence.objects.get().fact) == (meeting, "meeting")
    reasons = " ".join(notice.reason for notice in new.notices)
    assert "No entity has the key nobody" in reasons
    assert "No meeting has the key m-2" in reasons
    assert put(said(entities=("moscow",), meetings=("m-1",))).outcome == "unchanged"


def test_a_rejected_mention_stays_rejected_and_a_suggested_one_is_confirmed():
    article = put().article
    for key, status in (("no", "rejected"), ("maybe", "suggested")):
        MentionFactory(article=article, entity=EntityFactory(key=key), status=status)
    put(said(entities=("no", "maybe"), raw_sha256="b" * 64))
    assert dict(Mention.objects.values_list("entity__key", "status")) == {
        "no": "rejected",
        "maybe": "confirmed",
    }


@pytest.mark.parametrize("sidecar", [True, False])
def test_what_a_curator_deleted_does_not_come_back_with_the_same_bytes(sidecar):
    EntityFactory(key="moscow")
    MeetingFactory(key="m-1")
    named = {"entities": ("moscow",), "meetings": ("m-1",), "has_sidecar": sidecar}
    put(said(**named))
    Mention.objects.all().delete()
    Evidence.objects.all().delete()
    # What stands in a sidecar may be new, though the bytes of the text are not.
    assert put(said(**named)).outcome == ("revised" if sidecar else "unchanged")
    assert (Mention.objects.count(), Evidence.objects.count()) == (sidecar, sidecar)


def test_an_unchanged_text_in_other_bytes_does_not_undo_a_curator():
    put(said(raw_sha256="a" * 64, fetched_at=DAY))
    for correction in ("نص صححه المحرر.", "نص صححه المحرر مرتين."):
        article = Article.objects.get()
        article.body = correction
        curation.save_article(article=article)
    later = said(raw_sha256="b" * 64, fetched_at=DAY + timedelta(days=1), section="سياسة")
    assert put(later).outcome == "revised"
    article = Article.objects.get()
    assert (article.body, article.section) == ("نص صححه المحرر مرتين.", "سياسة")
    new = said(raw_sha256="c" * 64, fetched_at=DAY + timedelta(days=2), body="نص جديد.")
    put(new)
    assert Article.objects.get().body == "نص جديد."


def test_a_text_that_an_outlet_puts_back_is_news():
    put(said(raw_sha256="a" * 64, fetched_at=DAY))
    put(said(raw_sha256="b" * 64, fetched_at=DAY + timedelta(days=1), body="نص معدل."))
    put(said(raw_sha256="c" * 64, fetched_at=DAY + timedelta(days=2)))
    assert Article.objects.get().body == "نص الخبر."


def test_a_draft_waits_on_where_only_the_bytes_have_changed():
    put(publish=False)
    put(said(raw_sha256="b" * 64, author="محرر"))
    assert (Article.objects.get().status, Article.objects.get().author) == ("draft", "محرر")


def test_an_article_that_was_restored_is_not_withdrawn_by_the_same_bytes():
    put(said(withdrawn=True))
    Article.objects.update(status="published", withdrawal_reason="")
    assert put(said(withdrawn=True)).outcome == "unchanged"
    assert Article.objects.get().status == "published"
    put(said(withdrawn=True, raw_sha256="b" * 64))
    assert Article.objects.get().is_withdrawn


def test_the_bytes_that_are_named_are_those_the_text_is_in():
    put()
    saved = put(said(title="عنوان معدل", body="", abstract_ar="ملخص", raw_sha256="b" * 64))
    article = Article.objects.get()
    assert (article.title, article.raw_sha256) == ("عنوان معدل", "a" * 64)
    assert not saved.holds("b" * 64)
    put(said(title="عنوان ثالث", raw_sha256="c" * 64))
    assert Article.objects.get().raw_sha256 == "c" * 64


def test_filling_only_leaves_what_is_there_and_names_it():
    ArticleFactory(key=KEY, title="عنوان المحرر", body="", author="")
    saved = put(said(author="محرر"), overwrite=False)
    article = Article.objects.get()
    assert (article.title, article.body, article.author) == ("عنوان المحرر", "نص الخبر.", "محرر")
    assert "title" in saved.kept
    assert "published_on" in saved.kept
