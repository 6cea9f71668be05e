"""Records say what readers may see, and nothing more."""

from datetime import date

import pytest
from django.utils.translation import override

from articles.exports import (
    article_record,
    articles_for_export,
    entity_record,
    meeting_record,
    meetings_for_export,
)
from articles.models import Article, Meeting
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    DraftFactory,
    EntityFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db
SITE = "https://sijill.example"


def record(article: Article):
    return article_record(articles_for_export().get(pk=article.pk), SITE)


def test_the_text_is_there_only_where_readers_may_see_it():
    assert record(ArticleFactory(body="نص كامل"))["body"] == "نص كامل"
    kept = record(ArticleFactory(body="نص كامل", access="abstract", abstract_ar="ملخص"))
    assert (kept["body"], kept["abstract"]) == (None, "ملخص")
    assert kept["text_sha256"]


def test_of_a_withdrawn_article_the_citation_the_hash_and_the_reason_remain():
    article = ArticleFactory(
        title="خبر", abstract_ar="ملخص", status="withdrawn", withdrawal_reason="طلب الناشر"
    )
    MentionFactory(article=article)
    kept = record(article)
    assert (kept["body"], kept["abstract"], kept["entities"]) == (None, None, [])
    assert kept["withdrawal_reason"] == "طلب الناشر"
    assert kept["text_sha256"] == article.text_sha256
    assert "خبر" in kept["citation"]["ar"]


def test_drafts_are_not_for_export():
    assert not articles_for_export().filter(pk=DraftFactory().pk).exists()


def test_suggestions_and_unpublished_copies_stay_inside():
    article = ArticleFactory()
    MentionFactory(article=article, status="suggested")
    DraftFactory(copy_of=article)
    shown = ArticleFactory(copy_of=article)
    EvidenceFactory(article=article, meeting=MeetingFactory(review=Meeting.Review.SUGGESTED))
    kept = record(article)
    assert (kept["entities"], kept["meetings"]) == ([], [])
    assert [copy["id"] for copy in kept["copies"]] == [shown.pk]


def test_labels_follow_the_language():
    entity = EntityFactory(name_ar="زيد", name_en="Zayd")
    with override("en"):
        english = entity_record(entity, SITE)
    with override("ar"):
        arabic = entity_record(entity, SITE)
    assert (english["name"], arabic["name"]) == ("Zayd", "زيد")
    assert english["names"] == arabic["names"] == {"ar": "زيد", "en": "Zayd"}
    assert "/en/entities/" in english["page"]
    assert "/ar/entities/" in arabic["page"]


def test_an_entity_has_its_aliases_and_roles():
    person = PersonFactory()
    AliasFactory(entity=person, text="أبو الفوارس")
    RoleFactory(entity=person, start_on=date(2031, 1, 1))
    kept = entity_record(person, SITE)
    assert [alias["text"] for alias in kept["aliases"]] == ["أبو الفوارس"]
    assert (kept["roles"][0]["from"], kept["roles"][0]["until"]) == ("2031-01-01", None)


def test_a_meeting_counts_each_published_source_once_undated_last():
    meeting = MeetingFactory()
    undated = ArticleFactory(published_on=None)
    late, early = (ArticleFactory(published_on=date(2031, 5, day)) for day in (9, 2))
    for article in (undated, late, early, DraftFactory()):
        EvidenceFactory(meeting=meeting, article=article)
    EvidenceFactory(meeting=meeting, article=late, fact="date", value_ar="1 مايو")
    kept = meeting_record(meetings_for_export([meeting.pk])[0], SITE)
    assert [source["id"] for source in kept["sources"]] == [early.pk, late.pk, undated.pk]
    assert kept["sources"][2]["published"] is None


def test_meetings_come_in_the_order_asked_for_in_four_queries(django_assert_num_queries):
    pks = [MeetingFactory(who=[PersonFactory()]).pk for _ in range(5)][::-1]
    with django_assert_num_queries(4):
        loaded = meetings_for_export(pks)
        for meeting in loaded:
            meeting_record(meeting, SITE)
    assert [meeting.pk for meeting in loaded] == pks
