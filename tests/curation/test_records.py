"""Lines of histories: told in the language of who reads them, whoever wrote them."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import get_language, override

from articles import curation
from articles.models import Feed
from tests.curation.histories import history
from tests.factories import (
    ArticleFactory,
    CollectionFactory,
    DraftFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("empty")
KANAAN = {"name_ar": "سمير كنعان", "name_en": "Samir Kanaan"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_line_is_read_in_either_language_whoever_wrote_it(by, language):
    mention = MentionFactory(entity=PersonFactory(**KANAAN))
    with override(language):
        curation.confirm_mention(mention=mention, by=by)
    for reader, said in (("ar", "قُبل الذكر"), ("en", "Mention confirmed")):
        with override(reader):
            (line,) = history(mention.article)
        assert KANAAN[f"name_{reader}"] in line
        assert said in line


def told(thing, language: str) -> tuple[str, ...]:
    with override(language):
        return tuple(history(thing))


def test_numbers_facts_and_names_are_of_the_language_too(by):
    dossier = CollectionFactory(name_ar="ملف المرفأ", name_en="The harbor file")
    drafts = DraftFactory.create_batch(2)
    curation.file_articles(articles=drafts, dossier=dossier, by=by)
    line = LogEntry.objects.get()
    with override("en"):
        assert curation.told(line) == "Filed in “The harbor file”. · 2 articles"
    with override("ar"):
        assert "ملف المرفأ" in curation.told(line)
        assert "مادتان" in curation.told(line)
    meeting = MeetingFactory(duration_minutes=60)
    row = EvidenceFactory(meeting=meeting, article=ArticleFactory(), fact="duration")
    curation.withdraw(article=row.article, reason="حكم محكمة", by=by)
    assert "duration" in told(row.meeting, "en")[0].lower()
    assert "المدة" in told(row.meeting, "ar")[0]


def test_a_merge_and_its_undoing_are_told_in_both(by):
    keep, absorb = PersonFactory(**KANAAN), PersonFactory(name_ar="سمير", name_en="Samir")
    merge = curation.merge_entities(keep=keep, absorb=absorb, by=by)
    curation.undo_merge(merge=merge, by=by)
    for line in told(keep, "en"):
        assert line.isascii() or "“" in line
        assert "merged into" in line
    assert not any("merged" in line for line in told(keep, "ar"))


def test_an_old_line_reads_as_it_was_written(by):
    article = ArticleFactory()
    LogEntry.objects.log_actions(by.pk, [article], CHANGE, "{نُشرت} قديمًا.", single_object=True)
    curation.record(article, "سطر بلغة واحدة", by)
    assert history(article) == ["{نُشرت} قديمًا.", "سطر بلغة واحدة"]


@pytest.mark.parametrize(("language", "said"), [("ar", "أُوقفت"), ("en", "Paused")])
def test_the_pages_of_histories_tell_it_in_the_language_of_the_page(admin_client, language, said):
    by = User.objects.get()
    feed, article = Feed.objects.create(url="https://example.org/feed.xml"), ArticleFactory()
    words = {"ar": "أُوقفت", "en": "Paused"}
    for thing in (feed, article):
        curation.record(thing, lambda: words[get_language()], by)
        with override(language):
            page = reverse(f"admin:articles_{thing._meta.model_name}_history", args=[thing.pk])
        html = admin_client.get(page).content.decode()
        assert said in html
        assert not any(word in html for code, word in words.items() if code != language)
