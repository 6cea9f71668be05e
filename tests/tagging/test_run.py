"""Suggestions are written once, never confirmed, and never in the way of a curator's judgment."""

from datetime import date

import pytest
from django.utils import translation

from articles import curation
from articles.ingest.run import ingest
from articles.models import Evidence, Meeting, Mention
from articles.tagging.entities import Words
from articles.tagging.run import MOST_READ, beginning, load, read, suggest
from articles.tagging.sentences import sentences_of
from tests.factories import ArticleFactory

TEXT = "التقى سامي درويش المبعوث نديم قنواتي في مسقط أمس."


@pytest.fixture
def article(register):
    return ArticleFactory(title="خبر", body=TEXT, published_on=date(2026, 4, 9))


def rows():
    """Everything that a run may write."""
    return (
        list(Mention.objects.order_by("pk").values_list()),
        list(Meeting.objects.order_by("pk").values_list()),
        list(Evidence.objects.order_by("pk").values_list()),
    )


def test_what_is_found_is_suggested_with_its_first_place(article):
    suggest(article)
    told = {m.entity.key: (m.status, m.text, m.start) for m in article.mentions.all()}
    assert told == {
        "sami-darwish": ("suggested", "سامي درويش", TEXT.index("سامي")),
        "nadim-qabbani": ("suggested", "نديم قنواتي", TEXT.index("نديم")),
        "muscat": ("suggested", "مسقط", TEXT.index("مسقط")),
    }
    meeting = Meeting.objects.get(review=Meeting.Review.SUGGESTED)
    assert (meeting.start, meeting.place.key) == (date(2026, 4, 8), "muscat")
    assert [e.article for e in meeting.evidence.all()] == [article]
    assert meeting not in Meeting.objects.confirmed()


@pytest.mark.parametrize("desk", ["ar", "en"])
@pytest.mark.parametrize(
    ("who", "arabic", "english"),
    [
        ("سامي درويش ونديم قنواتي",
         "لقاء سامي درويش ونديم قنواتي", "Meeting of Sami Darwish and Nadim Qanawati"),
        ("سامي درويش ونديم قنواتي وليلى شمعونيان وكريم زكروتي",
         "لقاء سامي درويش ونديم قنواتي وليلى شمعونيان وكريم زكروتي",
         "Meeting of Sami Darwish, Nadim Qanawati, Layla Shamunian and Karim Zakruti"),
    ],
)  # fmt: skip
def test_a_title_lists_the_names_as_its_language_does(register, desk, who, arabic, english):
    body = f"اجتمع {who} في مسقط أمس."
    with translation.override(desk):
        suggest(ArticleFactory(title="خبر", body=body, published_on=date(2026, 4, 9)))
    meeting = Meeting.objects.get(review=Meeting.Review.SUGGESTED)
    assert (meeting.title_ar, meeting.title_en) == (arabic, english)


def test_two_days_of_one_verb_are_suggested_as_two_and_stay_two(register):
    body = "التقى سامي درويش نديم قنواتي في مسقط يومي الأربعاء والخميس."
    article = ArticleFactory(title="خبر", body=body, published_on=date(2026, 4, 9))
    for _ in range(2):
        suggest(article)
        waiting = Meeting.objects.filter(review=Meeting.Review.SUGGESTED).order_by("start")
        assert [one.start.day for one in waiting] == [8, 9]
        assert article.evidence.count() == 2


def test_a_second_run_changes_nothing(article):
    first = suggest(article)
    before = rows()
    assert suggest(article) == first
    assert rows() == before


def test_what_a_curator_judged_stays(article, admin_user):
    suggest(article)
    confirmed, rejected, _ = article.mentions.order_by("pk")
    curation.confirm_mention(mention=confirmed, by=admin_user)
    curation.reject_mention(mention=rejected, by=admin_user)
    Meeting.objects.filter(review="suggested").update(review=Meeting.Review.REJECTED)
    before = rows()
    suggest(article)
    assert rows() == before


def test_another_report_of_a_rejected_meeting_does_not_bring_it_back(article):
    suggest(article)
    Meeting.objects.filter(review="suggested").update(review=Meeting.Review.REJECTED)
    other = ArticleFactory(
        title="خبر",
        body="اجتمع درويش ونديم قنواتي في مسقط الأربعاء.",
        published_on=date(2026, 4, 10),
    )
    suggest(other)
    assert not Meeting.objects.filter(review="suggested").exists()


def test_two_reports_of_one_new_meeting_make_one_suggestion(article):
    suggest(article)
    other = ArticleFactory(
        title="خبر",
        body="اجتمع درويش ونديم قنواتي في مسقط الأربعاء.",
        published_on=date(2026, 4, 10),
    )
    suggest(other)
    meeting = Meeting.objects.get(review="suggested")
    assert {e.article_id for e in meeting.evidence.all()} == {article.pk, other.pk}


def test_an_accepted_meeting_is_known_from_then_on(article):
    suggest(article)
    Meeting.objects.filter(review="suggested").update(review=Meeting.Review.CONFIRMED)
    (again,) = suggest(article).meetings
    assert Meeting.objects.get(key=again.matches).start == date(2026, 4, 8)
    assert Meeting.objects.filter(review="suggested").count() == 0


def test_a_known_meeting_is_not_suggested_anew(register):
    article = ArticleFactory(
        body="التقى درويش نديم قنواتي في زهراباد أمس.", published_on=date(2026, 3, 3)
    )
    (meeting,) = suggest(article).meetings
    assert meeting.matches == "m-2026-03-02-zahrabad"
    assert Meeting.objects.count() == 1


def test_a_changed_text_takes_its_suggestions_along(article, admin_user):
    suggest(article)
    curation.confirm_mention(mention=article.mentions.get(entity__key="muscat"), by=admin_user)
    article.body = "قال نديم قنواتي إنه باق."
    article.save()
    suggest(article)
    told = {m.entity.key: m.status for m in article.mentions.all()}
    assert told == {"nadim-qabbani": "suggested", "muscat": "confirmed"}


def test_a_meeting_that_the_mended_text_does_not_tell_of_is_taken_back(article, admin_user):
    known = Meeting.objects.count()
    suggest(article)
    article.body = TEXT.replace("أمس", "الاثنين")
    article.save()
    suggest(article)
    (meeting,) = Meeting.objects.filter(review="suggested")
    assert meeting.start == date(2026, 4, 6)
    assert article.evidence.get().meeting == meeting
    article.body = "قال نديم قنواتي إنه باق."
    article.save()
    suggest(article)
    assert (Meeting.objects.count(), article.evidence.exists()) == (known, False)


def test_a_meeting_that_another_article_or_a_curator_speaks_of_stays(article, admin_user):
    suggest(article)
    meeting = Meeting.objects.get(review="suggested")
    other = ArticleFactory(title="خبر", body=TEXT, published_on=date(2026, 4, 9))
    suggest(other)
    for row in (article, other):
        row.body = "قال نديم قنواتي إنه باق."
        row.save()
    suggest(article)
    assert [row.article for row in meeting.evidence.all()] == [other]
    curation.record(meeting, "عُدل العنوان", admin_user)
    suggest(other)
    assert [row.article for row in meeting.evidence.all()] == [other]


def test_a_judgment_passed_while_the_text_is_read_stays(article):
    suggest(article)
    judged = type(article).objects.prefetch_related("mentions").get(pk=article.pk)
    list(judged.mentions.all())
    article.mentions.update(status=Mention.Status.CONFIRMED)
    judged.body = "أمس: " + TEXT.replace("سامي درويش", "أحدهم")
    before = list(Mention.objects.order_by("pk").values_list())
    suggest(judged)
    assert list(Mention.objects.order_by("pk").values_list()) == before


@pytest.mark.parametrize("field", ["title", "abstract"])
def test_suggestions_are_the_same_in_either_language(register, field):
    said = {
        f"{field}_ar": "التقى سامي درويش نديم قنواتي في مسقط أمس.",
        f"{field}_en": "Layla Shamunian met Karim Zakruti in Port Nour yesterday.",
    }
    titles = {} if field == "title" else {"title": "خبر"}
    article = ArticleFactory(**{"title": "", "body": "", **titles, **said},
                             published_on=date(2026, 4, 9))  # fmt: skip
    known, found = load(), []
    for language in ("ar", "en"):
        with translation.override(language):
            found.append(read(article, known))
    assert found[0] == found[1]
    named = {each.entity for each in found[0].titled}
    assert {"sami-darwish", "layla-haddad", "muscat", "port-nour"} <= named


def test_an_article_that_only_suggests_can_still_be_deleted(article):
    suggest(article)
    assert not Evidence.objects.filter(article=article).last_support().exists()


def test_many_articles_ask_the_register_once(register, django_assert_max_num_queries):
    known = load()
    article = ArticleFactory(title="خبر", body="لا أحد هنا.", published_on=date(2026, 4, 9))
    with django_assert_max_num_queries(4):
        suggest(article, known)


def test_an_import_hands_each_new_article_on(register, tmp_path):
    (tmp_path / "a.txt").write_text("عنوان طويل بما يكفي\n\n" + TEXT, encoding="utf-8")
    known = load()
    report = ingest([str(tmp_path)], after_save=lambda article: suggest(article, known))
    assert report.created == 1
    assert Mention.objects.filter(status="suggested").count() == 3
    seen = []
    ingest([str(tmp_path)], after_save=seen.append)
    assert seen == []


def test_what_goes_wrong_after_saving_is_a_warning(register, tmp_path):
    (tmp_path / "a.txt").write_text("عنوان طويل بما يكفي\n\n" + TEXT, encoding="utf-8")

    def fail(article):
        raise ValueError("out of ideas")

    report = ingest([str(tmp_path)], after_save=fail)
    assert (report.created, report.failed) == (1, [])
    assert any("out of ideas" in str(notice) for notice in report.warnings)


def test_of_a_long_text_the_beginning_is_read_in_whole_words(register):
    filling = "كلمة " * (MOST_READ // 5)
    article = ArticleFactory(title="خبر", body=filling[:-12] + TEXT, published_on=date(2026, 4, 9))
    assert beginning(TEXT) == TEXT
    assert beginning(article.body) == filling[:-12] + "التقى سامي"
    assert beginning("ك" * (MOST_READ + 5)) == "ك" * MOST_READ
    suggest(article)
    assert not article.mentions.filter(entity__key="muscat").exists()


class Asked:
    """Something found in a text that counts how often it is asked where it stands."""

    entity, text, start, end = "muscat", "مسقط", 0, 4
    times = 0

    def __init__(self, at):
        self.at = at

    @property
    def first(self):
        Asked.times += 1
        return self.at

    @property
    def last(self):
        return self.at + 1


def asked(sentences):
    """How often what was found is looked at while a text is put into so many sentences."""
    words = Words.of("مسقط مدينة.\n" * sentences)
    found = [Asked(2 * n) for n in range(sentences)]
    Asked.times = 0
    read_as = sentences_of(words, found, load())
    assert [who.entity for each in read_as for who in each.who] == ["muscat"] * sentences
    return Asked.times


def test_twice_the_text_takes_twice_the_work(register):
    assert 0 < asked(200) < 3 * asked(100)


# --- days one after the other ------------------------------------------------------------------
FIRST = "التقى سامي درويش نديم قنواتي في مسقط في 11 أبريل."
SECOND = "والتقى سامي درويش نديم قنواتي في مسقط في 12 أبريل."


def told_on(body: str) -> None:
    suggest(ArticleFactory(title="خبر", body=body, published_on=date(2026, 4, 14)))


def suggested_days() -> list[date]:
    rows = Meeting.objects.filter(review="suggested")
    return list(rows.order_by("start").values_list("start", flat=True))


@pytest.mark.parametrize(
    "reports",
    [
        [f"{FIRST} {SECOND}"],
        [FIRST, SECOND],
        [SECOND, FIRST],
        ["التقى سامي درويش نديم قنواتي في مسقط في 11 أبريل، ثم التقى درويش قنواتي في 12 أبريل."],
        ["Sami Darwish met Nadim Qanawati in Muscat on 11 April.",
         "Sami Darwish met Nadim Qanawati in Muscat on April 12, 2026."],
    ],
)  # fmt: skip
def test_two_days_that_are_both_written_out_are_two_meetings(register, reports):
    for body in (*reports, *reports):
        told_on(body)
    assert suggested_days() == [date(2026, 4, 11), date(2026, 4, 12)]


@pytest.mark.parametrize("told", ["الأحد", "قبل يومين"])
def test_a_day_that_is_counted_may_be_the_one_beside_a_day_written_out(register, told):
    for body in (FIRST, f"التقى سامي درويش نديم قنواتي في مسقط {told}."):
        told_on(body)
    assert suggested_days() == [date(2026, 4, 11)]


def test_a_counted_day_is_rather_the_very_day_than_the_one_beside_it(register):
    for body in (FIRST, SECOND, "التقى سامي درويش نديم قنواتي في مسقط الأحد."):
        told_on(body)
    assert suggested_days() == [date(2026, 4, 11), date(2026, 4, 12)]
    later = Meeting.objects.get(review="suggested", start=date(2026, 4, 12))
    assert later.evidence.count() == 2


def test_a_night_that_is_known_is_reported_under_either_day(register):
    Meeting.objects.update(precision=Meeting.Precision.NIGHT)
    for words in ("في 2 مارس", "في 3 مارس"):
        body = f"التقى سامي درويش نديم قنواتي في زهراباد {words}."
        (meeting,) = suggest(ArticleFactory(body=body, published_on=date(2026, 3, 5))).meetings
        assert meeting.matches == "m-2026-03-02-zahrabad"
