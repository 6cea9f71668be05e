"""Citations find the thing again, in either language whatever language is active."""

from datetime import date

import pytest
from django.utils.translation import override

from articles.exports import article_citation, meeting_citation
from articles.models import Meeting
from tests.factories import ArticleFactory, MeetingFactory, SourceFactory

pytestmark = pytest.mark.django_db
SITE = "https://sijill.example"


def test_an_article_is_cited_in_both_languages():
    source = SourceFactory(key="the-paper", name_ar="الصحيفة", name_en="The Paper")
    article = ArticleFactory(
        source=source,
        title="عنوان الخبر",
        author="زيد الكاتب",
        published_on=date(2031, 12, 2),
        url="https://example.org/x",
    )
    with override("en"):
        arabic = article_citation(article, "ar", SITE)
        english = article_citation(article, "en", SITE)
    for text in (arabic, english):
        for part in (
            "زيد الكاتب",
            "عنوان الخبر",
            "https://example.org/x",
            f"{SITE}/a/{article.pk}",
        ):
            assert part in text
    assert "الصحيفة" in arabic
    assert "2 ديسمبر 2031" in arabic
    assert "The Paper" in english
    assert "2 December 2031" in english


def test_what_is_undated_says_so():
    article = ArticleFactory(published_on=None, date_basis="unknown")
    assert "undated" in article_citation(article, "en", SITE)


def test_a_meeting_is_cited_as_far_as_its_date_is_known():
    month = MeetingFactory(start=date(2031, 5, 1), precision=Meeting.Precision.MONTH)
    days = MeetingFactory(start=date(2031, 5, 1), end=date(2031, 5, 3))
    assert ", May 2031, " in meeting_citation(month, "en", SITE)
    cited = meeting_citation(days, "en", SITE)
    assert "from 1 May 2031 to 3 May 2031" in cited
    assert cited.endswith(f"{SITE}/en/meetings/{days.pk}/")


def test_a_title_of_ours_is_cited_in_brackets():
    article = ArticleFactory(title="", title_ar="لقاء في الشمال", title_en="")
    assert "[لقاء في الشمال]" in article_citation(article, "ar", SITE)
