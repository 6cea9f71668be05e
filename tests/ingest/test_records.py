"""The JSONL record: every way of being wrong has its own sentence."""

from datetime import UTC, date, datetime

import pytest

from articles.ingest.capture import BadRecord
from articles.ingest.records import REQUIRED, article_from
from tests.ingest.conftest import record_of


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_field_is_named_when_it_is_missing(name):
    record = record_of()
    del record[name]
    with pytest.raises(BadRecord, match=f"Fields are missing: {name}"):
        article_from(record, "x:1")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"published": "2025-02-30"}, "'2025-02-30', which is no ISO date"),
        ({"published": "11/04/2025"}, "'11/04/2025', which is no ISO date"),
        ({"published": "2025-04"}, "'2025-04', which is no ISO date"),
        ({"published": "2025-04-11T25:00"}, "no ISO date"),
        ({"published": "0001-01-01"}, "no ISO date"),
        ({"published": ""}, "'', which is no ISO date"),
        ({"published": 20250411}, "'published' must be an ISO date .* not 20250411"),
        ({"published": "yesterday"}, "'yesterday'"),
        ({"fetched": "soon"}, "'fetched' is 'soon'"),
        ({"title": ""}, "'title' is empty. Give the headline"),
        ({"title": " \u200b "}, "'title' is empty"),
        ({"title": None}, "'title' is empty"),
        ({"title": 7}, "'title' must be a string, not 7"),
        ({"title": True}, "'title' must be a string, not true"),
        ({"title": ["a", None]}, 'not \\["a", null\\]'),
        ({"body": ""}, "'body' is empty. Give the text, or a 'summary'"),
        ({"body": ["a"]}, "'body' must be a string"),
        ({"source": ""}, "'source' is empty"),
        ({"source": {"name": "x"}}, "'source' must be a string"),
        ({"language": ""}, "'language' is empty"),
        ({"language": "Arabic!"}, "'language' is 'Arabic!'"),
        ({"url": ""}, "'url' is empty"),
        ({"url": "javascript:alert(1)"}, "is not a web address"),
        ({"url": "/news/1"}, "is not a web address"),
        ({"key": "two words"}, "a key has no spaces"),
        ({"entities": "moscow"}, "'entities' must be a list of keys"),
        ({"entities": [1]}, "'entities' must be a list of keys"),
        ({"meetings": [""]}, "'meetings' must be a list of keys"),
        ({"access": "secret"}, "'access' is 'secret'; it must be one of public, abstract"),
    ],
)
def test_a_wrong_value_is_refused_with_the_value(changes, reason):
    with pytest.raises(BadRecord, match=reason):
        article_from(record_of(**changes), "x:1")


@pytest.mark.parametrize(
    ("published", "day", "moment"),
    [
        (None, None, None),
        ("2025-04-11", date(2025, 4, 11), None),
        ("2025-04-11T10:00:00Z", date(2025, 4, 11), datetime(2025, 4, 11, 10, tzinfo=UTC)),
        ("2025-04-12T01:30:00+03:00", date(2025, 4, 12), datetime(2025, 4, 11, 22, 30, tzinfo=UTC)),
        ("2025-04-11 18:30", date(2025, 4, 11), datetime(2025, 4, 11, 18, 30, tzinfo=UTC)),
    ],
)
def test_the_day_is_the_one_the_outlet_wrote(published, day, moment):
    article = article_from(record_of(published=published), "x:1")
    assert (article.published_on, article.published_at) == (day, moment)


def test_everything_optional_is_taken():
    article = article_from(
        record_of(
            author="محرر المرفأ",
            section="سياسة",
            summary="ملخص بكلماتنا.",
            entities=["a", "b", "a"],
            meetings=["m"],
            fetched="2025-04-12",
            license="بإذن",
            access="abstract",
            color="ignored",
            language="AR-eg",
        ),
        "x:1",
    )
    assert (article.author, article.section, article.license) == ("محرر المرفأ", "سياسة", "بإذن")
    assert (article.abstract_ar, article.access) == ("ملخص بكلماتنا.", "abstract")
    assert (article.entities, article.meetings) == (("a", "b"), ("m",))
    assert article.fetched_at == datetime(2025, 4, 12, tzinfo=UTC)
    assert article.language == "ar-eg"
    assert article.notices == []


def test_a_summary_is_kept_in_its_own_language():
    assert article_from(record_of(summary="In our words."), "x:1").abstract_en == "In our words."
    russian = article_from(record_of(summary="Своими словами."), "x:1")
    assert (russian.abstract_ar, russian.abstract_en) == ("", "")
    assert "Arabic and in English" in russian.notices[0].reason


def test_a_summary_stands_in_for_a_text_that_may_not_be_kept():
    assert article_from(record_of(body="", summary="ملخص."), "x:1").body == ""


def test_an_overlong_title_is_cut_and_told():
    article = article_from(record_of(title="كلمة " * 200), "x:1")
    assert len(article.title) <= 500
    assert "'title' has 999 characters" in article.notices[0].reason


def test_the_key_is_the_canonical_address_unless_given():
    article = article_from(record_of(url="https://Example.org/a?utm_source=x#top"), "x:1")
    assert article.key == "https://example.org/a"
    assert article_from(record_of(key="urn:x:1"), "x:1").key == "urn:x:1"
    urn = article_from(record_of(url="urn:file:a"), "x:1")
    assert (urn.key, urn.url) == ("urn:file:a", "")


def test_nothing_is_required_of_a_sidecar():
    article = article_from({}, "x.txt", required=())
    assert (article.title, article.key) == ("", "")
    with pytest.raises(BadRecord, match="no ISO date"):
        article_from({"published": "2025"}, "x.txt", required=())


@pytest.mark.parametrize("key", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_key_that_is_no_address_of_the_web_is_refused(key):
    with pytest.raises(BadRecord, match="'key'"):
        article_from({"key": key, "title": "خبر", "body": "نص"}, "here", required=())
