"""Copies on pages: one row that opens, a way to see all apart, one independent source."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from articles.models import ArchiveVersion, CopyMark, CopyPair
from tests import factories as make


def family(**values):
    first = make.ArticleFactory(
        title="عبور القوارب", body="الفقرة الأولى.\n\nالثانية.", published_on=date(2025, 4, 10)
    )
    cut = make.ArticleFactory(
        title="القوارب تعبر", body="الفقرة الأولى.", copy_of=first, published_on=date(2025, 4, 11)
    )
    CopyPair.objects.create(first=first, second=cut, shared=0.8)
    CopyMark.objects.create(
        article=cut, text_sha256="", published_on=cut.published_on, language="ar",
        signature=b"", agency="reuters",
    )  # fmt: skip
    return first, cut


@pytest.mark.usefixtures("empty")
class TestCopies:
    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("en", ["Published by 2 outlets", "80% of the text", "without the ending",
                    "another headline", "credits Reuters"]),
            ("ar", ["نشرته جهتان", "من النص مشترك", "بلا الخاتمة", "عنوان آخر", "رويترز"]),
        ],
    )  # fmt: skip
    def test_the_article_page_lists_all_with_what_differs(self, client, code, told):
        for article in family():
            with translation.override(code):  # which the answer would leave behind
                page = client.get(f"/{code}/articles/{article.pk}/", follow=True)
            html = page.content.decode()
            assert [words for words in told if words not in html] == []

    def test_the_shelf_has_the_expander(self, client):
        family()
        html = client.get(reverse("articles")).content.decode()
        assert html.count('<details class="copies">') == 2

    def test_without_copies_there_is_none(self, client):
        article = make.ArticleFactory()
        html = client.get(article.get_absolute_url()).content.decode()
        assert '<details class="copies">' not in html

    def test_sources_of_a_meeting_are_folded_and_counted_once(self, client):
        first, cut = family()
        meeting = make.MeetingFactory(reports=[first, cut, make.ArticleFactory()])
        page = client.get(meeting.get_absolute_url())
        assert page.context["outlets"] == 2
        (folded,) = [s for day in page.context["days"] for s in day.sources if s.copies]
        assert (folded.article, [copy.article for copy in folded.copies]) == (first, [cut])
        html = page.content.decode()
        assert html.count('<details class="copies">') == 1
        assert all(f'id="s{n}"' in html for n in (1, 2, 3))  # marks of facts still lead somewhere
        apart = client.get(meeting.get_absolute_url(), {"copies": "apart"})
        assert '<details class="copies">' not in apart.content.decode()

    def test_what_differs_moves_the_version_that_kept_pages_stand_for(self):
        family()
        before = ArchiveVersion.objects.current()
        CopyPair.objects.update(shared=0.9)
        middle = ArchiveVersion.objects.current()
        CopyMark.objects.update(agency="afp")
        assert len({before, middle, ArchiveVersion.objects.current()}) == 3
