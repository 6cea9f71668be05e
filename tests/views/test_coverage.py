"""The shelf, the article and the outlets."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db.models import Count

from articles.models import Article, Evidence, Meeting, Mention, Source
from articles.search.hydrate import on_cards
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestShelf:
    def test_lists_everything_and_says_how_many(self, client):
        response = client.get("/ar/articles/")
        count = Article.objects.published().count()
        assert response.context["count"] == count
        assert f"{count} مادة في السجل" in response.content.decode()

    def test_every_count_is_the_page_it_leads_to(self, client):
        context = client.get("/ar/articles/?language=ar").context
        links = [value for group in context["groups"] for value in group.shown[:3]]
        bars = context["strip"].kept[:3]
        assert links
        assert bars
        for one in [*links, *bars]:
            assert client.get(f"/ar/articles/{one.href}").context["count"] in {
                one.count,
                *unchosen(one),
            }
        undated = client.get(f"/ar/articles/{context['undated_href']}").context
        assert undated["count"] == context["undated"]

    def test_entities_together_means_all_of_them(self, client):
        one, two = make.PersonFactory(), make.PersonFactory()
        both = make.ArticleFactory(entities=[one, two])
        make.ArticleFactory(entities=[one])
        response = client.get("/ar/articles/", {"entity": [one.key, two.key]})
        assert [row.article for row in response.context["rows"]] == [both]

    def test_a_suggested_mention_is_not_shown_to_readers(self, client):
        person = make.PersonFactory()
        article = make.ArticleFactory()
        make.MentionFactory(article=article, entity=person, status=Mention.Status.SUGGESTED)
        assert client.get("/ar/articles/", {"entity": person.key}).context["count"] == 0
        assert person.name_ar not in client.get(article.get_absolute_url()).content.decode()

    def test_a_row_names_the_same_entities_in_the_same_order_as_a_search_hit(self, client):
        topic, place = make.TopicFactory(), make.PlaceFactory()
        body, person = make.OrganizationFactory(), make.PersonFactory()
        late = make.PersonFactory()
        article = make.ArticleFactory(entities=[topic, body, place, person, late])
        row = client.get("/ar/articles/", {"entity": topic.key}).context["rows"][0]
        assert row.entities == [person, late, place, body]
        assert on_cards([article.pk])[article.pk] == [entity.pk for entity in row.entities]

    def test_every_row_counts_the_other_copies_that_readers_see(self, client):
        source = make.SourceFactory()
        first = make.ArticleFactory(source=source)
        copies = [make.ArticleFactory(source=source, copy_of=first) for _ in range(2)]
        make.DraftFactory(source=source, copy_of=first)

        def counted() -> dict[int, int]:
            shelf = client.get("/ar/articles/", {"source": source.key}).context["rows"]
            return {row.article.pk: row.copies for row in shelf}

        assert counted() == {article.pk: 2 for article in (first, *copies)}
        Article.objects.filter(pk=first.pk).update(status="in_review")
        assert counted() == {article.pk: 1 for article in copies}

    def test_drafts_are_on_no_shelf(self, client):
        before = client.get("/ar/articles/").context["count"]
        make.DraftFactory()
        assert client.get("/ar/articles/").context["count"] == before

    @pytest.mark.parametrize(
        "query",
        [
            "page=0", "page=9999999999999999999999", "page=x", "month=2025-99", "month=0000-01",
            "month=9999-12", "month=9999", "source=nobody", "entity=%00", "language=%3Cb%3E",
            "sort=up",
        ],
    )  # fmt: skip
    def test_nothing_asked_breaks_it(self, client, query):
        assert client.get(f"/en/articles/?{query}").status_code == 200

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            assert client.get("/ar/articles/?language=ar&month=2025-04").status_code == 200


def unchosen(one) -> set[int]:
    """A chosen value leads to the page without it, which shows more."""
    return {Article.objects.published().count()} if one.selected else set()


class TestArticle:
    def test_the_slug_is_decoration(self, client):
        article = make.ArticleFactory(title="قمة في جنيف")
        for path in (f"/ar/articles/{article.pk}/", f"/ar/articles/{article.pk}/anything/"):
            response = client.get(f"{path}?from=feed")
            assert response.status_code == 301
            assert (
                unquote(response["Location"]) == f"/ar/articles/{article.pk}/قمة-في-جنيف/?from=feed"
            )
        assert client.get(article.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("pk", ["0", "999999999", "999999999999999999"])
    def test_an_unknown_number_is_a_404_with_ways_on(self, client, pk):
        response = client.get(f"/ar/articles/{pk}/")
        assert response.status_code == 404
        assert "لا قيد بهذا العنوان" in response.content.decode()

    @pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.IN_REVIEW])
    def test_what_is_not_published_is_not_there(self, client, status):
        article = make.ArticleFactory(status=status)
        assert client.get(article.get_absolute_url()).status_code == 404
        assert client.get(f"/a/{article.pk}").status_code == 404

    def test_a_public_text_is_shown_in_blocks_and_escaped(self, client):
        article = make.ArticleFactory(body="## عنوان فرعي\n\nفقرة <b>أولى</b>\n\n- بند\n- بند آخر")
        text = client.get(article.get_absolute_url()).content.decode()
        assert "<h2>عنوان فرعي</h2>" in text
        assert "<p>فقرة &lt;b&gt;أولى&lt;/b&gt;</p>" in text
        assert "<ul><li>بند</li><li>بند آخر</li></ul>" in text

    def test_the_hash_on_the_page_is_the_hash_of_the_text(self, client):
        article = make.ArticleFactory()
        text = client.get(article.get_absolute_url()).content.decode()
        assert hashlib.sha256(article.body.encode()).hexdigest() in text

    def test_an_abstract_article_hides_its_text_from_readers_alone(self, client):
        article = make.ArticleFactory(
            access=Article.Access.ABSTRACT, body="نص محجوب كامل", abstract_ar="خلاصة قصيرة"
        )
        text = client.get(article.get_absolute_url()).content.decode()
        assert "نص محجوب" not in text
        assert "خلاصة قصيرة" in text
        assert "ويُبحث فيه هنا ولا يُعرض" in text
        client.force_login(User.objects.create_user("curator", is_staff=True))
        assert "نص محجوب" in client.get(article.get_absolute_url()).content.decode()

    def test_a_withdrawn_article_keeps_citation_hash_and_reason(self, client):
        article = make.ArticleFactory(
            status=Article.Status.WITHDRAWN,
            withdrawal_reason="طلب الناشر",
            body="نص مسحوب",
            abstract_ar="خلاصة مسحوبة",
        )
        response = client.get(article.get_absolute_url())
        text = response.content.decode()
        assert response.status_code == 200
        assert "طلب الناشر" in text
        assert article.text_sha256 in text
        assert f"/a/{article.pk}" in text
        assert "نص مسحوب" not in text
        assert "خلاصة مسحوبة" not in text
        assert '<meta name="robots" content="noindex">' in text

    def test_undated_says_so(self, client):
        article = make.ArticleFactory(published_on=None, date_basis="unknown")
        assert "بلا تاريخ" in client.get(article.get_absolute_url()).content.decode()

    def test_both_dates_and_the_hijri_day(self, client):
        article = make.ArticleFactory(published_on=date(2025, 12, 2))
        text = client.get(article.get_absolute_url()).content.decode()
        assert "الثلاثاء 2 ديسمبر 2025" in text
        assert "11 جمادى الآخرة 1447 هـ" in text
        assert '<time datetime="2025-12-02"' in text

    @pytest.mark.parametrize("status", ["published", "withdrawn"])
    def test_what_a_withdrawn_article_said_of_a_fact_goes_with_its_text(self, client, status):
        article = make.ArticleFactory(status=status, withdrawal_reason="سبب")
        meeting = make.MeetingFactory()
        make.EvidenceFactory(
            meeting=meeting, article=article, fact="duration", value_ar="نحو ساعة ونصف"
        )
        html = client.get(article.get_absolute_url()).content.decode()
        assert (meeting.title_ar in html) is (status == "published")
        assert ("نحو ساعة ونصف" in html) is (status == "published")

    def test_margin_says_that_accounts_differ(self, client):
        meeting, article = make.MeetingFactory(), make.ArticleFactory()
        for report, value in ((article, "ساعة"), (make.ArticleFactory(), "ساعتان")):
            make.EvidenceFactory(meeting=meeting, article=report, fact="duration", value_ar=value)
        assert "المصادر مختلفة" in client.get(article.get_absolute_url()).content.decode()

    def test_margin_names_what_it_is_evidence_for(self, client):
        article = make.ArticleFactory()
        shown = make.MeetingFactory(dispute_ar="اختلفت المدة")
        hidden = make.MeetingFactory(review=Meeting.Review.SUGGESTED)
        for meeting in (shown, hidden):
            Evidence.objects.create(meeting=meeting, article=article, fact="meeting")
        text = client.get(article.get_absolute_url()).content.decode()
        assert shown.title_ar in text
        assert "اختلفت المدة" in text
        assert hidden.title_ar not in text

    def test_copies_point_at_one_another(self, client):
        first = make.ArticleFactory(published_on=date(2025, 1, 1))
        copy = make.ArticleFactory(copy_of=first)
        for one in (first, copy):
            story = client.get(one.get_absolute_url()).context["story"]
            assert [version.article for version in story.versions] == [first, copy]

    def test_structured_data_cannot_end_its_element(self, client):
        article = make.ArticleFactory(
            title="</script><script>alert(1)</script>", url="https://a.example/1"
        )
        text = client.get(article.get_absolute_url()).content.decode()
        assert "<script>alert" not in text
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
        data = json.loads(found[1])
        assert data["@type"] == "NewsArticle"
        assert data["headline"] == "</script><script>alert(1)</script>"
        assert data["datePublished"] == "2025-04-11"
        assert data["isBasedOn"] == "https://a.example/1"

    def test_reference_managers_find_their_tags(self, client):
        article = make.ArticleFactory(author="كاتبة")
        text = client.get(article.get_absolute_url()).content.decode()
        assert f'<meta name="citation_title" content="{article.title}">' in text
        assert '<meta name="citation_author" content="كاتبة">' in text
        assert '<meta name="citation_publication_date" content="2025/04/11">' in text

    def test_no_more_than_fifteen_queries(self, client, django_assert_max_num_queries):
        busiest = Article.objects.published().annotate(n=Count("mentions")).order_by("-n").first()
        with django_assert_max_num_queries(15):
            assert client.get(busiest.get_absolute_url()).status_code == 200

    def test_both_languages_are_named_with_their_own_slug(self, client):
        article = make.ArticleFactory(title="", title_ar="قمة", title_en="Summit")
        text = unquote(client.get(article.get_absolute_url()).content.decode())
        assert f'hreflang="ar" href="http://testserver/ar/articles/{article.pk}/قمة/"' in text
        assert f'hreflang="en" href="http://testserver/en/articles/{article.pk}/summit/"' in text


def test_short_link_follows_the_reader(client):
    article = make.ArticleFactory(title="", title_ar="قمة", title_en="Summit")
    assert client.get(f"/a/{article.pk}")["Location"].startswith("/ar/articles/")
    english = client.get(f"/a/{article.pk}", headers={"accept-language": "en"})
    assert english["Location"] == f"/en/articles/{article.pk}/summit/"
    assert client.get("/a/99999999999999999999").status_code == 404


class TestSources:
    def test_each_outlet_leads_to_its_articles(self, client):
        response = client.get("/ar/sources/")
        shown = response.context["sources"]
        assert sum(source.article_count for source in shown) == Article.objects.published().count()
        assert shown
        for source in shown[:3]:
            assert client.get(source.get_absolute_url()).context["count"] == source.article_count

    @pytest.mark.parametrize("order", ["name", "country", "nonsense", ""])
    def test_orders(self, client, order):
        assert client.get("/ar/sources/", {"sort": order}).status_code == 200

    def test_an_empty_register_says_so(self, client):
        Evidence.objects.all().delete()
        Article.objects.all().delete()
        text = client.get("/ar/sources/").content.decode()
        assert "لا جهات بعد" in text
        assert Source.objects.exists()
