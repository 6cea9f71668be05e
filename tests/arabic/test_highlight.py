from itertools import pairwise

import pytest

from articles.arabic.highlight import Span, Wanted, best_passage, find_spans
from articles.arabic.normalize import fold
from articles.arabic.stem import stem

NAMES = frozenset({"بوتين", "ويتكوف"})


def wanted(*words, phrases=(), prefixes=(), surfaces=()):
    return Wanted(
        surfaces=frozenset(map(fold, surfaces)),
        stems=frozenset(stem(fold(word), NAMES) for word in words),
        phrases=tuple(tuple(fold(phrase).split()) for phrase in phrases),
        prefixes=tuple(map(fold, prefixes)),
        protected=NAMES,
    )


def marked(text, wants):
    return [text[span.start : span.end] for span in find_spans(text, wants)]


@pytest.mark.parametrize(
    ("text", "wants", "expected"),
    [
        ("التقى وبوتين", wanted("بوتين"), ["وبوتين"]),
        ("قال بُوتِينُ ذلك", wanted("بوتين"), ["بُوتِينُ"]),
        ("قال بوتـين، ثم", wanted("بوتين"), ["بوتـين"]),
        ("بدأت المفاوضاتُ أمس", wanted("مفاوضات"), ["المفاوضاتُ"]),
        ("رؤساء الدول", wanted("رئيس"), ["رؤساء"]),
        ("قال وتين إن بوتين", wanted(surfaces=["بوتين"]), ["بوتين"]),
        ("سعى لوقف إطلاق النار", wanted(phrases=["وقف إطلاق النار"]), ["لوقف إطلاق النار"]),
        ("وقف النار وإطلاق", wanted(phrases=["وقف إطلاق النار"]), []),
        ("Witkoff's plan", wanted(surfaces=["witkoff"]), ["Witkoff's"]),
        ("دبلوماسيون ودبلوماسية", wanted(prefixes=["دبلوماسي"]), ["دبلوماسيون"]),
        ("لا شيء", wanted("بوتين"), []),
        ("", wanted("بوتين"), []),
    ],
)
def test_whole_words_are_marked(text, wants, expected):
    assert marked(text, wants) == expected


def test_a_phrase_and_its_words_are_one_mark():
    wants = wanted("وقف", "نار", phrases=["وقف إطلاق النار"])
    assert marked("بعد وقف إطلاق النار", wants) == ["وقف إطلاق النار"]


def test_spans_are_ordered_and_apart():
    text = "بوتين وويتكوف وبوتين " * 5
    spans = find_spans(text, wanted("بوتين", "ويتكوف"))
    assert len(spans) == 15
    assert all(one.end <= other.start for one, other in pairwise(spans))


FILLER = "كان الجو هادئا في المدينة ولم يحدث ما يذكر. "


def test_the_passage_with_the_most_different_words_is_chosen():
    text = (
        FILLER * 5 + "تحدث بوتين وحده. " + FILLER * 10 + "اجتمع ويتكوف مع بوتين هناك. " + FILLER * 5
    )
    passage = best_passage(text, wanted("بوتين", "ويتكوف"), length=120)
    assert "اجتمع ويتكوف مع بوتين" in passage.text
    assert [passage.text[span.start : span.end] for span in passage.spans] == ["ويتكوف", "بوتين"]
    assert passage.leading
    assert passage.trailing


def test_a_passage_begins_at_a_sentence_where_one_is_near():
    text = FILLER * 6 + "اجتمع ويتكوف مع بوتين هناك. " + FILLER * 6
    assert best_passage(text, wanted("ويتكوف"), length=150).text.startswith(("كان", "اجتمع"))


def test_a_short_text_is_its_own_passage():
    passage = best_passage("قال بوتين", wanted("بوتين"))
    assert (passage.text, passage.leading, passage.trailing) == ("قال بوتين", False, False)
    assert passage.spans == (Span(4, 9),)


def test_without_a_hit_the_beginning_is_shown_cut_at_a_word():
    text = FILLER * 20
    passage = best_passage(text, wanted("بوتين"), length=100)
    assert text.startswith(passage.text)
    assert passage.spans == ()
    assert not passage.leading
    assert passage.trailing
    assert passage.text.split()[-1].strip(".") in FILLER.replace(".", "").split()


@pytest.mark.parametrize("length", [20, 60, 120, 240, 500])
@pytest.mark.parametrize("place", [0, 1, 7, 20])
def test_a_passage_never_cuts_a_word_and_keeps_its_length(length, place):
    text = FILLER * place + "وصل المبعوث ويتكوف إلى موسكو " + FILLER * (20 - place)
    passage = best_passage(text, wanted("ويتكوف"), length=length)
    assert len(passage.text) <= length
    assert passage.text in text
    assert [passage.text[span.start : span.end] for span in passage.spans] == ["ويتكوف"]
    assert set(passage.text.split()) <= set(text.split())


def test_a_text_without_spaces_is_cut_all_the_same():
    passage = best_passage("a" * 1000, wanted("بوتين"), length=100)
    assert len(passage.text) <= 100
