"""Withdrawn or deleted is gone from everywhere when the transaction commits, indexer or not.

Every public address is read before, after with the indexer stopped, and again when the index knows:
the last two must be the same page. A withdrawal must show what a deletion shows, which leaves no
row to show anything of: so no word, no title and no number of it can be left."""

from __future__ import annotations

import re
from datetime import date
from difflib import unified_diff

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import curation
from articles.models import Article, Evidence, PastSearch
from articles.search.indexing import generations, indexer
from tests import factories as make
from tests.faults import surfaces

# Names that no language has: in the text, and what a reader may type for them.
WORD, NEAR, SOUND = "برغسنوف", "برغسنوب", "بركسنوف"
# Where a text of the article stands -> a word that stands nowhere else.
MARKS = {
    "title": "زبنطروكي",
    "title_ar": "خلموشادي",
    "title_en": "Quorvelbex",
    "author": "سمبلاجوري",
    "section": "طربنجالي",
    "abstract_ar": "دغبلوشاني",
    "abstract_en": "Zemblathor",
}
QUOTE, VALUE, NOTE = "ميرشطوباني", "هفتلوجامي", "ورشكبيدي"
# What differs between two readings of one page: how long it took, and the score, of which nobody
# reads anything; and when and how often a meeting was changed: each of two acts is a change.
CHANGING = re.compile(
    r'"(?:took_ms|score)": ?[\d.]+|name="csrfmiddlewaretoken"[^>]*'
    r"|<span>[\d.,٠-٩]+ (?:ms|مللي ثانية)<"
    r'|"updated": "[^"]*"|<(?:updated|lastmod)>[^<]*|LAST-MODIFIED:\w+|DTSTAMP:\w+'
    r'|"sequence": ?\d+|SEQUENCE:\d+|(?:\d+,)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:+Z]*'
)
SEEN_BEFORE = (*MARKS.values(), WORD, QUOTE, VALUE, NOTE)


@pytest.fixture
def held(empty, own_index, settings, tmp_path):
    """Two articles that share a word, everything that can hang on an article, and two beside."""
    settings.PAGE_CACHE_BYTES, settings.PAGE_CACHE_DIR = 4 * 1024 * 1024, tmp_path / "pages"
    person = make.PersonFactory(key="person", name_ar="سليم البحري", name_en="Salim Bahri")
    topic = make.TopicFactory(key="topic", name_ar="خط السكة", name_en="Railway line")
    doomed = [_doomed(n, [person, topic]) for n in range(2)]
    other = make.ArticleFactory(title="خبر يبقى", body="كلام عن القطار.", entities=[person])
    copy = make.ArticleFactory(title="نسخة تبقى", copy_of=doomed[0], entities=[topic])
    dossier = make.CollectionFactory(key="dossier")
    dossier.articles.add(*doomed, other, copy)
    meeting = make.MeetingFactory(who=[person], about=[topic], reports=[*doomed, other])
    dossier.meetings.add(meeting)
    make.EvidenceFactory(
        meeting=meeting,
        article=doomed[0],
        fact=Evidence.Fact.VENUE,
        quote=QUOTE,
        value_ar=VALUE,
        note_ar=NOTE,
    )
    make.EvidenceFactory(meeting=meeting, article=other, fact=Evidence.Fact.VENUE, value_ar="قصر")
    for text in (WORD, MARKS["title"]):
        today = timezone.localdate()
        PastSearch.objects.create(folded=text, text=text, times=9, found=2, last_on=today)
    generations.make_empty()
    indexer.drain()
    return surfaces.Held(doomed[0], other, person, meeting, WORD, NEAR, SOUND)


def _doomed(number, entities):
    """The second has no headline of its outlet: it goes by the titles that we gave it."""
    mark = MARKS if number == 0 else MARKS | {"title": ""}
    return make.ArticleFactory(
        **mark,
        source=make.SourceFactory(key="doomed-outlet"),
        body=f"جاء {WORD} بالقطار.\n\nوعاد {WORD} في المساء.",
        published_on=date(2025, 4, 2 + number),
        entities=entities,
    )


class Readers:
    """Two of them for each page: one who has read it before, one who comes anew."""

    def __init__(self, held):
        self.paths = surfaces.asked(held)
        self.client = Client()
        self.names: dict[str, str] = {}
        self.before: dict[str, str] = {}

    def read(self):
        """What every page says now; whoever holds an older one is told so, or is shown the same."""
        found = {}
        for path in self.paths:
            answer = self.client.get(path, follow=True)
            assert answer.status_code in (200, 404), (path, answer.status_code)
            found[path] = CHANGING.sub("", answer.content.decode())
            again = self.client.get(path, headers={"If-None-Match": self.names.get(path, "")})
            if again.status_code == 304:
                assert found[path] == self.before[path], path
            # Nobody on the way, nor the reader's own browser, shows it again without asking.
            assert answer.status_code == 404 or "no-cache" in answer.headers["Cache-Control"], path
            self.names[path] = answer.headers.get("ETag", "")
            self.before[path] = found[path]
        return found


def withdraw(articles):
    desk = User.objects.create_user("desk")
    for article in articles:
        curation.withdraw(article=article, reason="طلب صاحب الحق", by=desk)


def delete(articles):
    for article in articles:
        article.delete()


def unpublish(articles):
    """As a program might, past every method of ours."""
    pks = [article.pk for article in articles]
    Article.objects.filter(pk__in=pks).update(status=Article.Status.DRAFT)


def differing(one, other):
    """The pages that are not the same twice, with the lines that differ."""
    return {
        path: list(unified_diff(one[path].split("\n"), other[path].split("\n"), n=0, lineterm=""))
        for path in one
        if one[path] != other[path]
    }


def doomed():
    return list(Article.objects.filter(source__key="doomed-outlet").order_by("pk"))


def test_every_address_of_the_site_is_read_here(held):
    named = set(surfaces.addresses(held))
    assert named | surfaces.STILL == surfaces.names(), "say in surfaces.py what to ask of it"
    assert not named & surfaces.STILL


@pytest.mark.parametrize("act", [withdraw, delete, unpublish])
def test_with_the_indexer_stopped_pages_are_as_they_will_be_when_it_has_run(held, act):
    readers = Readers(held)
    before = readers.read()
    for mark in SEEN_BEFORE:
        assert any(mark in text for text in before.values()), mark
    act(doomed())
    stopped = readers.read()
    own = surfaces.own(held)
    for path, text in stopped.items():
        # A page repeats what was asked of it.
        left = [mark for mark in SEEN_BEFORE if mark in text and mark not in path]
        assert path in own or not left, path
    assert indexer.drain().removed == 2
    settled = readers.read()
    assert not differing(settled, stopped)
    # Every kind of page had something of it, so that each of these comparisons could fail.
    changed = {name for path, name in readers.paths.items() if before[path] != stopped[path]}
    assert set(surfaces.addresses(held)) - changed <= surfaces.OF_MEETINGS_ALONE


def test_a_withdrawal_leaves_no_more_than_a_deletion_but_the_page_that_says_so(held):
    readers = Readers(held)
    readers.read()
    gone = doomed()
    withdraw(gone)
    withdrawn = readers.read()
    delete(gone)
    deleted = readers.read()
    own = surfaces.own(held)
    assert differing(withdrawn, deleted).keys() == own
    for path in own:
        text = withdrawn[path]
        assert "طلب صاحب الحق" in text
        assert held.article.text_sha256 in text
        for name in ("abstract_ar", "abstract_en"):
            assert MARKS[name] not in text, path
        assert not [mark for mark in (WORD, QUOTE) if mark in text], path
