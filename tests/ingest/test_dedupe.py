"""Exact copies, and which of them is the original."""

from datetime import date

import pytest

from articles.ingest.capture import ExtractedArticle, Outlet
from articles.ingest.dedupe import fingerprint
from articles.ingest.register import Register
from articles.ingest.save import save
from articles.models import Article
from tests.factories import ArticleFactory

pytestmark = pytest.mark.usefixtures("empty")
TEXT = "اجتمع الوفدان صباحًا في قاعة المؤتمرات، واتفقا على لقاء ثان."


def put(name, body=TEXT, on=date(2031, 4, 12), raw="", **options):
    article = ExtractedArticle(
        where=name,
        key=f"urn:x:{name}",
        outlet=Outlet(name="صحيفة المرفأ"),
        title=f"عنوان {name}",
        body=body,
        published_on=on,
        raw_sha256=raw,
    )
    return save(article, Register(), **options)


def copies():
    """Return {key: key of the original} of every copy."""
    pairs = Article.objects.exclude(copy_of=None).values_list("key", "copy_of__key")
    return {
        copy.removeprefix("urn:x:"): original.removeprefix("urn:x:") for copy, original in pairs
    }


@pytest.mark.parametrize(
    "other",
    [TEXT, TEXT.replace("صباحًا", "صباحا"), TEXT.replace(" ", "\n\n"), TEXT.replace("ا", "أ")],
)
def test_spelling_habits_and_spaces_do_not_matter(other):
    assert fingerprint(other) == fingerprint(TEXT)


def test_a_word_more_is_another_text():
    assert fingerprint(TEXT + " أمس") != fingerprint(TEXT)
    assert fingerprint("") == fingerprint(" \n") == ""


def test_the_later_copy_points_to_the_earlier():
    assert not put("first", on=date(2031, 4, 11)).is_copy
    assert put("second").is_copy
    assert copies() == {"second": "first"}


def test_an_earlier_one_that_comes_later_becomes_the_original():
    put("later"), put("third")
    assert not put("early", on=date(2031, 4, 1)).is_copy
    assert copies() == {"later": "early", "third": "early"}


def test_undated_and_hidden_ones_are_originals_only_among_themselves():
    put("undated", on=None), put("draft", on=date(2031, 1, 1), publish=False), put("dated")
    assert copies() == {"undated": "dated", "draft": "dated"}


def test_articles_without_a_text_are_no_copies():
    put("a", body=""), put("b", body="")
    assert copies() == {}


def test_a_text_that_changes_leaves_its_copies():
    put("first", on=date(2031, 4, 1), raw="a"), put("second"), put("third", on=date(2031, 4, 13))
    put("first", body="نص آخر.", on=date(2031, 4, 1), raw="b")
    assert copies() == {"third": "second"}
    put("second", body="نص ثالث.", raw="c")
    assert copies() == {}


def test_a_pointer_set_by_a_curator_stays():
    other = ArticleFactory(key="urn:x:other", body="نص آخر")
    put("first", on=date(2031, 4, 1)), put("second")
    Article.objects.filter(key="urn:x:second").update(copy_of=other)
    put("third")
    assert copies() == {"second": "other", "third": "first"}
