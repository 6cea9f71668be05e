"""Texts that change: what was there is kept, and copies are found anew."""

from datetime import date

import pytest

from articles import curation
from articles.models import Article, count_copies
from tests.curation.histories import history
from tests.factories import ArticleFactory

pytestmark = pytest.mark.usefixtures("empty")


def test_a_changed_text_is_kept_as_a_revision():
    article = ArticleFactory(body="النص الأول")
    kept = article.text_sha256
    article.body = "النص الثاني"
    curation.save_article(article=article)
    revision = article.revisions.get()
    assert (revision.body, revision.text_sha256) == ("النص الأول", kept)


def test_an_unchanged_text_makes_no_revision():
    article = ArticleFactory()
    article.author = "كاتب"
    curation.save_article(article=article)
    assert not article.revisions.exists()


def test_an_edited_text_finds_its_copies_and_leaves_its_old_ones():
    first, second, third = (ArticleFactory(body=text) for text in ("نص أول", "نص أول", "نص آخر"))
    for article in (first, second, third):
        curation.save_article(article=article)
    second.refresh_from_db()
    assert second.copy_of == first
    second.body = "نص آخر"
    curation.save_article(article=second)
    third.refresh_from_db()
    second.refresh_from_db()
    assert (second.copy_of, third.copy_of) == (None, second)
    assert list(second.revisions.values_list("body", flat=True)) == ["نص أول"]


def test_the_original_of_a_text_is_always_one_that_readers_see(by):
    first, second, third = (
        ArticleFactory(body="نص واحد.", published_on=date(2025, 4, day)) for day in (1, 2, 3)
    )
    for article in (first, second, third):
        curation.save_article(article=article)
    curation.withdraw(article=first, reason="سبب", by=by)
    rows = {row.pk: row for row in Article.objects.all()}
    assert first.copy_of == rows[third.pk].copy_of == second
    assert rows[second.pk].copy_of is None
    assert count_copies(rows.values()) == {first.pk: 2, second.pk: 1, third.pk: 1}
    curation.restore(article=first, by=by)
    curation.publish(article=first, by=by)
    rows = {row.pk: row for row in Article.objects.all()}
    assert first.copy_of is None
    assert rows[second.pk].copy_of == rows[third.pk].copy_of == first
    assert count_copies(rows.values()) == {first.pk: 2, second.pk: 2, third.pk: 2}


def test_joined_articles_both_say_so(by):
    article, original = ArticleFactory(title="النسخة"), ArticleFactory(title="الأصل")
    curation.join_copies(article=article, original=original, by=by)
    (of_copy,), (of_original,) = history(article), history(original)
    assert "الأصل" in of_copy
    assert "النسخة" in of_original
