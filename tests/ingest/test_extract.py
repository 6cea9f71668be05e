"""From a capture to an article: texts with their sidecars, and pages."""

from datetime import UTC, date, datetime

import pytest

from articles.ingest import pages
from articles.ingest.capture import BadRecord, Capture
from articles.ingest.extract import extract

PARAGRAPHS = [
    "اجتمع الوفدان صباح اليوم في قاعة المؤتمرات وناقشا ترتيبات الجولة المقبلة على مدى ساعات.",
    "قال ناطق باسم الوفد الأول إن الجانبين اتفقا على جدول زمني جديد يبدأ في العاصمة نفسها.",
    "وغادر الوفدان القاعة من غير أن يدليا بتصريح مشترك، على أن يصدر بيان مكتوب في مساء اليوم نفسه.",
]
TEXT = f"""logo
العالم

الوفدان يتفقان على جولة ثانية

رئيسا الوفدين في القاعة. المصدر: وكالة المرفأ

{PARAGRAPHS[0]}

أخبار ذات علاقة

الوفد في المطار

وصول الوفد الثاني إلى المدينة قبل الجولة

جدول زمني جديد
{PARAGRAPHS[1]}
- تبادل القوائم
- فتح المعابر
{PARAGRAPHS[2]}

التعليقات (0)
اترك تعليقك
تابعونا على
جميع الحقوق محفوظة © 2031 شركة المرفأ
"""
BODY = f"""{PARAGRAPHS[0]}

## جدول زمني جديد

{PARAGRAPHS[1]}

- تبادل القوائم
- فتح المعابر

{PARAGRAPHS[2]}"""


def text(raw, **declared):
    raw = raw if isinstance(raw, bytes) else raw.encode()
    return extract(Capture("x.txt", "text", raw, key="urn:file:x", declared=declared))


def test_a_text_becomes_headline_paragraphs_headings_and_lists():
    article = text(TEXT)
    assert article.title == "الوفدان يتفقان على جولة ثانية"
    assert article.body == BODY
    assert (article.key, article.url, article.language_guess) == ("urn:file:x", "", "ar")
    assert article.published_on is None


def test_a_windows_1256_text_is_read():
    assert (
        text(TEXT.replace("©", "").encode("windows-1256")).title == "الوفدان يتفقان على جولة ثانية"
    )


def test_a_sidecar_wins_over_the_text():
    article = text(
        TEXT,
        key="urn:x:1",
        title="عنوان آخر",
        source="صحيفة المرفأ",
        published="2031-04-12",
        url="https://example.org/a",
        language="fa",
    )
    assert (article.key, article.title) == ("urn:x:1", "عنوان آخر")
    assert article.url == "https://example.org/a"
    assert (article.outlet.name, article.published_on) == ("صحيفة المرفأ", date(2031, 4, 12))
    assert article.language == "fa"


def test_a_date_in_a_text_is_not_guessed():
    assert text(f"عنوان الخبر\n12 أبريل 2031\n{PARAGRAPHS[0]}").published_on is None


def test_a_flash_is_its_own_text():
    flash = text("عاجل\nالوفدان يتفقان على جولة ثانية")
    assert flash.title == flash.body == "الوفدان يتفقان على جولة ثانية"


def test_a_text_without_words_is_refused():
    with pytest.raises(BadRecord, match="No line with words"):
        text("logo\n***\n\nالتعليقات (0)")


def page(head="", body="", key="urn:file:page", url=""):
    markup = f"""<!doctype html><html lang="ar" dir="rtl"><head>
    <title>الوفدان يتفقان على جولة ثانية | صحيفة المرفأ</title>{head}</head><body>
    <nav><a href="/">الرئيسية</a> <a href="/world">العالم</a></nav>
    <article><h1>الوفدان يتفقان على جولة ثانية</h1>
    <p>{PARAGRAPHS[0]}</p><h2>جدول زمني جديد</h2><p>{PARAGRAPHS[1]}</p>
    <ul><li>تبادل القوائم</li><li>فتح المعابر</li></ul>
    <p>أخبار ذات علاقة</p><p>الوفد في المطار</p><p>وصول الوفد الثاني إلى المدينة قبل الجولة</p>
    <p>{PARAGRAPHS[2]}</p>{body}</article>
    <footer>جميع الحقوق محفوظة</footer></body></html>"""
    return extract(Capture("page.html", "html", markup.encode(), key=key, url=url))


def test_a_page_becomes_the_same_body():
    article = page(body="<p>التعليقات (0)</p><p>اترك تعليقك</p>")
    assert article.body == BODY
    assert article.title == "الوفدان يتفقان على جولة ثانية"
    assert (article.key, article.language_guess) == ("urn:file:page", "ar")


def test_metadata_of_a_page_is_read():
    article = page(
        '<meta property="og:site_name" content="صحيفة المرفأ">'
        '<meta property="article:published_time" content="2031-04-12T01:30:00+03:00">'
        '<meta property="article:section" content="سياسة">'
        '<meta name="author" content="محرر المرفأ">'
        '<link rel="canonical" href="https://example.org/news/7?utm_source=x">'
    )
    assert (article.outlet.name, article.outlet.homepage) == (
        "صحيفة المرفأ",
        "https://example.org/",
    )
    assert article.published_on == date(2031, 4, 12)
    assert article.published_at == datetime(2031, 4, 11, 22, 30, tzinfo=UTC)
    assert (article.section, article.author) == ("سياسة", "محرر المرفأ")
    assert article.key == article.url == "https://example.org/news/7"
    assert article.other_keys == ("urn:file:page",)
    assert article.title == "الوفدان يتفقان على جولة ثانية"


def data(json):
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (data('{"@type":"NewsArticle","datePublished":"2031-04-12"}'), 12),
        (data('{"@graph":[{"@type":["NewsArticle"],"datePublished":"2031-04-12T10:00:00Z"}]}'), 12),
        (data("{broken") + '<meta itemprop="datePublished" content="2031-04-12">', 12),
        (data('{"@type":"WebSite","datePublished":"2031-04-12"}'), None),
        ('<meta name="date" content="April 12th">', None),
        ("", None),
    ],
)
def test_the_date_is_what_the_page_says_to_machines(head, day):
    found = page(head, body="<p>نشر هذا النص في 3 مارس 2030 أول مرة ثم أعيد نشره.</p>").published_on
    assert found == (date(2031, 4, day) if day else None)


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://example.org/news/7", "https://example.org/news/7"),
        ("/news/7", "https://example.org/news/7"),
        ("https://www.example.org/news/7", "https://www.example.org/news/7"),
        ("https://elsewhere.example/news/7", "https://example.org/n?id=7"),
        ("https://example.org/", "https://example.org/n?id=7"),
        ("javascript:void(0)", "https://example.org/n?id=7"),
    ],
)
def test_the_address_a_page_gives_itself_is_believed_only_on_its_own_site(link, key):
    asked = "https://example.org/n?id=7"
    assert page(f'<link rel="canonical" href="{link}">', key=asked, url=asked).key == key


def test_a_page_without_an_article_is_refused():
    with pytest.raises(BadRecord, match=r"No article was found|No line with words"):
        extract(Capture("x.html", "html", b"<html><body></body></html>", key="urn:file:x"))


def test_markup_never_reaches_the_body():
    article = page(body="<p>قال الناطق &lt;script&gt;alert(1)&lt;/script&gt; ثم سكت طويلا.</p>")
    assert "<script>alert(1)</script>" in article.body  # text as it was shown, escaped by the pages
    assert "<p>" not in article.body


def test_a_page_with_a_tag_of_endless_attributes_is_refused():
    tag = "<p " + " ".join(f"a{n}" for n in range(pages.MOST_ATTRIBUTES + 1)) + ">نص</p>"
    with pytest.raises(BadRecord, match="attributes"):
        pages.read(f"<html><body>{tag}</body></html>")
