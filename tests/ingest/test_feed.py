"""Feeds as outlets write them, and feeds that mean harm."""

import pytest

from articles.ingest.capture import BadRecord, Capture, Failure, Notice
from articles.ingest.extract import extract
from articles.ingest.readers import captures, feed
from articles.ingest.run import ingest
from articles.models import Article, ArticleRevision

ITEM = """<item><title>الوفدان يتفقان على جولة ثانية</title>
<link>https://example.org/news/1?utm_source=rss</link><guid>n1</guid>
<pubDate>Fri, 11 Apr 2025 23:30:00 +0300</pubDate><category>سياسة</category>
<dc:creator>محرر الشؤون الخارجية</dc:creator>
<description>موجز قصير.</description>
<content:encoded><![CDATA[<p>اجتمع الوفدان صباحًا في قاعة المؤتمرات.</p>
<h3>ما الذي اتُفق عليه</h3><ul><li>لقاء ثانٍ بعد أسبوع</li></ul>
<script>steal()</script>]]></content:encoded></item>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>صحيفة المرفأ</title>
<link>https://example.org/</link><language>ar-ae</language>{items}</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbor Herald</title>
<id>urn:x:herald</id><link href="https://herald.example/"/>
<entry><title>Envoys meet &amp; part</title><id>urn:x:1</id><link href="/2025/talks"/>
<published>2025-04-11T18:30:00+03:00</published><updated>2025-04-12T08:00:00Z</updated>
<content type="html">&lt;p&gt;Two delegations met.&lt;/p&gt;</content></entry>
<entry><title>No address</title><id>urn:x:2</id><summary>They part.</summary></entry>
<entry><title>Nothing to know it by</title></entry></feed>"""


def written(tmp_path, text, name="news.rss"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def rss(*items):
    return RSS.format(items="".join(items or (ITEM,)))


def test_an_entry_becomes_an_article_with_all_the_feed_carries(tmp_path):
    (capture,) = captures(written(tmp_path, rss()))
    article = extract(capture)
    assert (article.key, article.title) == (
        "https://example.org/news/1",
        "الوفدان يتفقان على جولة ثانية",
    )
    assert article.body.split("\n\n") == [
        "اجتمع الوفدان صباحًا في قاعة المؤتمرات.",
        "## ما الذي اتُفق عليه",
        "- لقاء ثانٍ بعد أسبوع",
    ]
    # The day is the one the outlet wrote, though it is another in UTC.
    assert article.published_on.isoformat() == "2025-04-11"
    assert article.published_at.isoformat() == "2025-04-11T23:30:00+03:00"
    assert (article.author, article.section) == ("محرر الشؤون الخارجية", "سياسة")
    assert (article.language, article.outlet.name) == ("ar", "صحيفة المرفأ")


def test_atom_gives_articles_and_tells_of_what_cannot_be_kept_apart(tmp_path):
    raw = ATOM.encode()
    found = list(feed.entries(raw, where="x", address="https://herald.example/feed"))
    first, second, third = found
    assert extract(first).url == "https://herald.example/2025/talks"
    assert extract(first).title == "Envoys meet & part"
    assert extract(first).published_at.isoformat() == "2025-04-11T18:30:00+03:00"
    assert second.declared["key"].startswith("urn:feed:")
    assert extract(second).body == "They part."
    assert isinstance(third, Failure)
    assert "neither a link nor an identifier" in third.reason


def test_the_same_entry_gives_the_same_bytes(tmp_path):
    path = written(tmp_path, rss())
    assert [c.sha256 for c in captures(path)] == [c.sha256 for c in captures(path)]


@pytest.mark.usefixtures("empty")
def test_a_feed_taken_in_again_changes_nothing_and_a_changed_entry_is_a_revision(tmp_path):
    path = written(tmp_path, rss())
    assert ingest([path]).created == 1
    before = Article.objects.values().get()
    assert ingest([path]).counts() | {"unchanged": 1} == ingest([path]).counts()
    assert Article.objects.values().get() == before
    changed = written(tmp_path, rss(ITEM.replace("صباحًا", "مساءً")))
    assert ingest([changed]).revised == 1
    assert "مساءً" in Article.objects.get().body
    assert "صباحًا" in ArticleRevision.objects.get().body


@pytest.mark.parametrize(
    ("raw", "charset"), [("utf-16", "utf-16"), ("windows-1256", "windows-1256")]
)
def test_older_encodings_are_read(tmp_path, raw, charset):
    text = rss(ITEM.replace("ً", "").replace("ٍ", "").replace("ُ", "")).replace("utf-8", charset)
    (capture,) = captures(written(tmp_path, text.encode(raw)))
    assert extract(capture).title == "الوفدان يتفقان على جولة ثانية"


def test_what_is_not_well_formed_is_read_all_the_same(tmp_path):
    (capture,) = captures(written(tmp_path, rss(ITEM.replace("موجز قصير", "هذا & ذاك <br>"))))
    assert extract(capture).title == "الوفدان يتفقان على جولة ثانية"


@pytest.mark.parametrize("name", ["feed.xml", "feed", "feed.bin"])
def test_a_feed_is_known_by_what_it_holds(tmp_path, name):
    assert len(list(captures(written(tmp_path, rss(), name)))) == 1


# --- hostile -----------------------------------------------------------------------------------
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 50}">'
    for before, one in zip("abcdefgh", "bcdefghi", strict=False)
)
LAUGHS += "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def hostile(head):
    return rss(ITEM.replace("موجز", "&a; &i;")).replace("<rss", f"{head}<rss")


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["billion laughs", "a file of ours"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path, head, encoding):
    raw = hostile(head).replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    with pytest.raises(BadRecord, match="declares entities"):
        list(captures(written(tmp_path, raw)))


def test_entities_of_a_feed_that_is_not_well_formed_are_not_unfolded(tmp_path):
    """feedparser then reads with another parser, which must not unfold them either."""
    text = hostile(LAUGHS).replace('<?xml version="1.0" encoding="utf-8"?>', "<x><y></x>")
    try:
        found = [c for c in captures(written(tmp_path, text)) if isinstance(c, Capture)]
    except BadRecord:
        found = []
    assert sum(len(capture.raw) for capture in found) < 10_000
    assert b"root:" not in b"".join(capture.raw for capture in found)


def test_entities_are_refused_where_rubbish_stands_before_their_declaration(tmp_path):
    head = f'junk\n<!DOCTYPE x [\n<!ENTITY a "{"ha" * 5_000}">\n]>\n'
    text = head + rss(ITEM.replace("موجز", "&a;" * 500)).partition("?>")[2]
    with pytest.raises(BadRecord, match="declares entities"):
        list(captures(written(tmp_path, text), "feed"))


@pytest.mark.parametrize(
    ("halves", "letter"),
    [
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#xDE00;", "\U0001f600"),
        ("&#55357;", "\ufffd"),
        ("&#57344;&#8217;", "\ue000’"),
    ],
)
def test_a_letter_written_as_two_halves_is_one_letter(tmp_path, halves, letter):
    text = rss(ITEM.replace("موجز قصير", "x").replace("جولة ثانية</t", f"جولة {halves}</t"))
    (capture,) = captures(written(tmp_path, text))
    assert capture.declared["title"].endswith(f"جولة {letter}")


@pytest.mark.parametrize("number", ["1114112", "99999999999999999999", "x110000"])
def test_what_no_parser_can_read_is_told(tmp_path, number):
    text = rss(ITEM.replace("موجز قصير", f"&#{number};"))
    with pytest.raises(BadRecord, match="The feed cannot be read"):
        list(captures(written(tmp_path, text), "feed"))


def test_elements_in_elements_without_end_are_refused(tmp_path):
    with pytest.raises(BadRecord, match="deep in each other"):
        list(captures(written(tmp_path, rss("<a>" * 100_000))))


def test_a_feed_has_a_most_of_bytes_and_of_entries(tmp_path, monkeypatch):
    with pytest.raises(BadRecord, match="larger than 5,000,000"):
        list(captures(written(tmp_path, rss() + " " * 5_000_000)))
    monkeypatch.setattr(feed, "MOST_ENTRIES", 2)
    items = [ITEM.replace("news/1", f"news/{number}") for number in range(5)]
    *taken, failure = captures(written(tmp_path, rss(*items)))
    assert len(taken) == 2
    assert "3 entries more" in failure.reason


@pytest.mark.parametrize("text", ["", "not xml", "<html><p>x</p></html>", "<svg/>"])
def test_what_is_no_feed_says_so(tmp_path, text):
    with pytest.raises(BadRecord, match=r"no feed|is empty"):
        list(captures(written(tmp_path, text), "feed"))


def test_an_empty_feed_is_a_notice(tmp_path):
    (notice,) = captures(written(tmp_path, RSS.format(items="")))
    assert type(notice) is Notice
    assert "no entries" in notice.reason


def test_a_link_that_is_no_web_address_fails_alone(tmp_path):
    bad = ITEM.replace("https://example.org/news/1", "javascript:alert(1)//")
    first, second = captures(written(tmp_path, rss(bad, ITEM)))
    assert isinstance(first, Failure)
    assert isinstance(second, Capture)
