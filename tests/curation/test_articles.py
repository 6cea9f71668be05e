"""The standing of an article: what each verb changes, leaves in the history, and refuses."""

from contextlib import suppress
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import curation
from articles.curation.articles import STANDING
from articles.models import Article, Outbox
from tests.curation.histories import history
from tests.factories import ArticleFactory, CollectionFactory, DraftFactory

pytestmark = pytest.mark.usefixtures("empty")


def test_publish_shows_a_draft_to_readers(by):
    article = DraftFactory()
    curation.publish(article=article, by=by)
    assert Article.objects.published().filter(pk=article.pk).exists()
    assert len(history(article)) == 1


def test_review_takes_an_article_from_readers(by):
    article = ArticleFactory()
    curation.send_to_review(article=article, by=by)
    assert not Article.objects.published().filter(pk=article.pk).exists()


def test_withdraw_keeps_citation_hash_and_reason(by):
    article = ArticleFactory()
    kept = article.text_sha256
    curation.withdraw(article=article, reason="  طلب صاحب الحق  ", by=by)
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("withdrawn", "طلب صاحب الحق")
    assert article.text_sha256 == kept
    assert not article.shows_text
    assert "طلب صاحب الحق" in history(article)[0]


def test_withdraw_without_a_reason_is_refused_and_changes_nothing(by):
    article = ArticleFactory()
    with pytest.raises(curation.CurationError):
        curation.withdraw(article=article, reason=" ", by=by)
    article.refresh_from_db()
    assert article.status == "published"
    assert history(article) == []


@pytest.mark.parametrize("verb", [curation.publish, curation.send_to_review])
def test_a_withdrawn_article_must_be_restored_first(by, verb):
    article = ArticleFactory()
    curation.withdraw(article=article, reason="سبب", by=by)
    with pytest.raises(curation.CurationError):
        verb(article=article, by=by)
    article.refresh_from_db()
    assert article.is_withdrawn


@pytest.mark.parametrize(
    "verb",
    [
        curation.publish,
        curation.send_to_review,
        lambda article, by: curation.publish_articles(articles=[article], by=by),
        lambda article, by: curation.withdraw(article=article, reason="سبب وجيه", by=by),
    ],
)
def test_a_withdrawal_stands_whatever_another_desk_has_on_its_screen(by, verb):
    article = DraftFactory()
    elsewhere = Article.objects.get(pk=article.pk)
    curation.withdraw(article=elsewhere, reason="سبب وجيه", by=by)
    with suppress(curation.CurationError):
        verb(article=article, by=by)
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("withdrawn", "سبب وجيه")
    assert len(history(article)) == 1


def test_a_form_loaded_before_a_withdrawal_saves_its_text_and_no_standing(by):
    article = ArticleFactory()
    elsewhere = Article.objects.get(pk=article.pk)
    curation.withdraw(article=elsewhere, reason="سبب وجيه", by=by)
    article.title = "عنوان مصحح"
    curation.save_article(article=article, by=by)
    stored = Article.objects.get(pk=article.pk)
    assert (stored.title, stored.is_withdrawn) == ("عنوان مصحح", True)
    assert stored.withdrawal_reason == "سبب وجيه"


def test_a_withdrawal_that_another_desk_has_lifted_is_not_lifted_twice(by):
    article = ArticleFactory(status="withdrawn", withdrawal_reason="سبب")
    curation.restore(article=Article.objects.get(pk=article.pk), by=by)
    curation.publish(article=Article.objects.get(pk=article.pk), by=by)
    with pytest.raises(curation.CurationError):
        curation.restore(article=article, by=by)
    article.refresh_from_db()
    assert article.status == "published"


def test_what_another_desk_has_deleted_is_not_moved_on(by):
    article = DraftFactory()
    Article.objects.get(pk=article.pk).delete()
    with pytest.raises(curation.CurationError):
        curation.publish(article=article, by=by)


@pytest.mark.parametrize(
    ("verb", "status"),
    [(curation.publish, "published"), (curation.send_to_review, "in_review")],
)
def test_what_is_there_already_is_refused_and_not_touched(by, verb, status):
    article = ArticleFactory(status=status)
    before = Article.objects.get(pk=article.pk).updated_at
    with pytest.raises(curation.CurationError):
        verb(article=article, by=by)
    assert Article.objects.get(pk=article.pk).updated_at == before
    assert history(article) == []


def test_restore_goes_to_review_and_remembers_the_reason_in_the_history(by):
    article = ArticleFactory()
    curation.withdraw(article=article, reason="سبب وجيه", by=by)
    curation.restore(article=article, by=by)
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("in_review", "")
    assert "سبب وجيه" in history(article)[-1]


def test_restore_of_what_was_never_withdrawn_is_refused(by):
    with pytest.raises(curation.CurationError):
        curation.restore(article=ArticleFactory(), by=by)


def test_every_verb_queues_the_article_for_the_index(by):
    article = ArticleFactory()
    for verb, more in (
        (curation.send_to_review, {}),
        (curation.publish, {}),
        (curation.withdraw, {"reason": "سبب"}),
        (curation.restore, {}),
    ):
        Outbox.objects.all().delete()
        verb(article=article, by=by, **more)
        assert Outbox.objects.filter(article_id=article.pk).exists(), verb


@pytest.mark.parametrize(
    ("verb", "made"),
    [
        (curation.publish_articles, DraftFactory),
        (curation.review_articles, DraftFactory),
        (partial(curation.withdraw_articles, reason="سبب"), ArticleFactory),
        (curation.restore_articles,
         partial(ArticleFactory, status="withdrawn", withdrawal_reason="سبب")),
        (lambda articles, by: curation.publish(article=articles[0], by=by), DraftFactory),
        (lambda articles, by: curation.withdraw(article=articles[0], reason="سبب", by=by),
         ArticleFactory),
    ],
)  # fmt: skip
def test_the_standing_of_an_article_is_read_and_held_once(by, verb, made):
    article, by.is_superuser = made(), True
    before = article.status
    with CaptureQueriesContext(connection) as queries:
        verb(articles=[article], by=by)
    named = ", ".join(f'"articles_article"."{name}"' for name in ("id", *STANDING))
    held = [one for one in queries if one["sql"].startswith(f"SELECT {named} FROM")]
    assert len(held) == 1
    article.refresh_from_db()
    assert article.status != before


def test_filing_twice_files_once_and_says_so(by):
    article, dossier = ArticleFactory(), CollectionFactory()
    curation.file_article(article=article, dossier=dossier, by=by)
    with pytest.raises(curation.CurationError):
        curation.file_article(article=article, dossier=dossier, by=by)
    assert list(dossier.articles.all()) == [article]
    assert len(history(article)) == 1
