from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.highlight import Span, Wanted, best_passage, find_spans
from articles.arabic.highlight.wanted import SEPARATORS, cut
from articles.arabic.lexicon import (
    cities,
    countries,
    listed_frequencies,
    singulars,
    spellings,
)
from articles.arabic.literals import literals_of
from articles.arabic.normalize import fold
from articles.arabic.stem import bare, stem
from articles.arabic.tokens import pieces, words

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


def plain_spans(text, wants):
    """Where `wants` stands, found by reading every word: slow, and easy to believe."""
    found = [piece for piece in pieces(text) if piece[0]]
    covered = set()
    for at, (word, start, end) in enumerate(found):
        if (
            word in wants.surfaces
            or stem(word, wants.protected) in wants.stems
            or word.startswith(wants.prefixes)
        ):
            covered.add((start, end))
        for phrase in wants.phrases:
            run = found[at : at + len(phrase)]
            rest = tuple(piece[0] for piece in run[1:])
            if phrase[0] in (word, bare(word, wants.protected)) and rest == phrase[1:]:
                covered.add((start, run[-1][2]))
    merged = []
    for start, end in sorted(covered):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return [Span(start, end) for start, end in merged]


SAMPLE = """
بوتين وبوتين بُوتِينُ بوتـين، لبوتين ويتكوف وويتكوف رئيس رؤساء الرئيس المفاوضاتُ وقف لوقف الوقف إطلاق
النار نار دبلوماسيون ودبلوماسية ا.ف.ب (وقف) إطلاق/النار وقف-إطلاق ﷲ ﹰ "بوتين" لا\u200cيزال 1,500
14:30 ٣٫٥ U.S. Witkoff's l'Aube Dès-l'Aube צה"ל переговоры O`Neil . : ' ΛΟΓΟΣ.ΑΒΓ ΛΟΓΟΣ Αθη\u0301να
مسو\u0654ل vying dying \ufe70 \u06e5 и\u0306орк+مسو\u0654ل
"""
WORDS = SAMPLE.split()
GAPS = st.sampled_from([" ", " ", " ", "", "  ", ". ", ": ", '"', ".", *SEPARATORS, "​", " "])
TEXTS = st.lists(st.tuples(st.sampled_from([*WORDS, "ك" * 40 + "ل"]), GAPS), max_size=40)
WANTED = [
    wanted("بوتين", "ويتكوف"),
    wanted("مفاوضات", "رئيس", "وقف", "переговоры"),
    wanted(phrases=["وقف إطلاق النار", "إطلاق النار", "ويتكوف"]),
    wanted("نار", phrases=["بوتين", "وقف إطلاق", "Witkoff O`Neil"], prefixes=["دبلوماس", "مفاو"]),
    wanted(surfaces=["witkoff", "l", "aube", "us", "1500", "14.30"], prefixes=["ا", "بوت"]),
    wanted("vie", "die", "مسؤول", surfaces=["ΛΟΓΟΣ", "Αθήνα"]),
    wanted(),
]


def fresh(wants):
    """The same, having read nothing."""
    return replace(wants)


@given(TEXTS, st.sampled_from(WANTED))
def test_what_is_marked_is_what_reading_every_word_finds(parts, wants):
    text = "".join(word + gap for word, gap in parts)
    expected = plain_spans(text, wants)
    assert find_spans(text, wants) == find_spans(text, fresh(wants)) == expected
    assert best_passage(text, wants, length=len(text)).spans == tuple(expected)
    passage = best_passage(text, wants, length=60)
    assert passage.text in text
    assert bool(passage.spans) == bool(expected)


BEFORE = ["", "و", "ال", "وال", "بال", "لل", "فلل", "ول", "س"]
BEHIND = ["", "ه", "هم", "ات", "ين", "ون", "ان", "ا", "ت", "وا", "ي", "يه", "يون", "ته", "تان"]
LISTED = (singulars, spellings, countries, cities)
HABITS = ("اميرك", "اورب", "اكران", "امريك", "اوروب", "اوكران")


def inflected(known):
    return [
        before + word + behind for word in known for before in BEFORE for behind in BEHIND[::5]
    ] + [before + word + behind for word in known for before in BEFORE[:2] for behind in BEHIND]


@pytest.mark.parametrize(
    "known",
    [
        [form for table in LISTED for form in table()],
        [word for word, _value in islice(listed_frequencies(), 0, None, 401)],
        HABITS,
    ],
    ids=["listed", "frequent", "habits"],
)
def test_every_word_of_a_stem_has_one_of_its_literals(known):
    for word in inflected(known):
        for protected in (frozenset(), NAMES):
            literals = literals_of(stem(word, protected))
            assert any(literal in word for literal in literals), (word, literals)


LATIN = "sky skies hoping hopping happily relational reliably sensibility cries use using sized go"
CYRILLIC = "переговоры переговоров встретились российский длинного"


VYING = " ".join(f"{letter}ying {letter}ies {letter}ied" for letter in "bcdfghjklmnpqrstvwxz")


@pytest.mark.parametrize("word", f"{LATIN} {VYING} {CYRILLIC} 14:30 1500 צהל".split())
def test_the_same_in_other_scripts(word):
    assert any(literal in word for literal in literals_of(stem(word)))


def test_literals_leave_most_words_out():
    known = [word for word, _value in islice(listed_frequencies(), 0, None, 101)]
    for sought in ("المفاوضات", "رؤساء", "الأمريكي", "إيران"):
        literals = literals_of(stem(fold(sought)))
        held = sum(any(literal in word for literal in literals) for word in known)
        assert held < len(known) / 100, sought


@given(st.text(alphabet=[*SEPARATORS, *"ابوت.،:'\"`0٣aλσΣצ"], max_size=30))
def test_cutting_a_text_parts_no_word(text):
    assert " ".join(cut(text)) == "".join(" " if sign in SEPARATORS else sign for sign in text)
    assert words(text) == [word for chunk in cut(text) for word in words(chunk)]


def test_an_article_alone_may_begin_a_phrase():
    assert marked("ﹰ قال " + "ال بيت", wanted(phrases=["ال بيت"])) == ["ال بيت"]


def test_names_in_any_container_are_looked_up():
    wants = Wanted(stems=frozenset({"بوتين"}), protected={"بوتين": 1, "ويتكوف": 2})
    assert marked("قال وبوتين ثم ويتكوف", wants) == ["وبوتين"]


def test_what_one_text_had_is_known_of_the_next_and_each_has_its_own_places():
    wants = wanted("بوتين", phrases=["وقف إطلاق النار"], prefixes=["دبلوماس"])
    texts = ["قال بوتين", "وقف إطلاق", "وقف إطلاق النار وبوتين", "النار دبلوماسيون", "قال بوتين"]
    for text in texts:
        assert find_spans(text, wants) == plain_spans(text, wants)


def test_of_equal_passages_the_first_is_chosen():
    text = FILLER * 8 + "تحدث بوتين هنا. " + FILLER * 8 + "تحدث بوتين هناك. " + FILLER * 8
    assert "بوتين هنا." in best_passage(text, wanted("بوتين"), length=120).text
