import pytest

from articles.arabic.tokens import tokenize, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الوفدُ إلى موسكو.", ["وصل", "الوفد", "الي", "موسكو"]),
        ("مار-أ-لاغو", ["مار", "ا", "لاغو"]),
        ("al-Sisi", ["al", "sisi"]),
        ("the U.S. envoy", ["the", "us", "envoy"]),
        ("U.S forces", ["us", "forces"]),
        ("(أ.ف.ب)", ["افب"]),
        ("Trump's plan, O'Brien's too", ["trump", "plan", "obrien", "too"]),
        ("l’Élysée d'Ivoire", ["l", "elysee", "d", "ivoire"]),
        ("Sana'a", ["sanaa"]),
        ("عند 14:30 و٣٫٥ مليون", ["عند", "14:30", "و", "3.5", "مليون"]),
        ("1,500 جندي و2,5 طن", ["1500", "جندي", "و", "2.5", "طن"]),
        ("2025-12-02", ["2025", "12", "02"]),
        ("سنة 2025م", ["سنه", "2025", "م"]),
        ("بـ30 و F-16", ["ب", "30", "و", "f", "16"]),
        ('צה"ל בירושלים', ["צהל", "בירושלים"]),
        ("Встреча с Ёлкиным", ["встреча", "с", "елкиным"]),
        ("«قال: نعم؟»", ["قال", "نعم"]),
        ("foo_bar 3.5% 5G end.", ["foo", "bar", "3.5", "5g", "end"]),
        ("", []),
        ("!؟… — ـ", []),
    ],
)
def test_words_of_a_text(text, expected):
    assert words(text) == expected


def test_offsets_cover_the_word_as_written_with_its_marks():
    text = "قال \u200fبُوتِينُ\u200f إنّ U.S. لن…"
    found = [(token.text, text[token.start : token.end]) for token in tokenize(text)]
    assert found == [
        ("قال", "قال"),
        ("بوتين", "بُوتِينُ"),
        ("ان", "إنّ"),
        ("us", "U.S."),
        ("لن", "لن"),
    ]


def test_positions_count_words_without_gaps():
    assert [token.position for token in tokenize("من - إلى، ثم")] == [0, 1, 2]


def test_a_joiner_inside_a_word_does_not_part_it_and_a_zero_width_space_does():
    assert words("می\u200cخواهم") == ["ميخواهم"]
    assert words("قال\u200bنعم") == ["قال", "نعم"]


def test_every_token_is_its_folded_slice_free_of_separators():
    text = "الرَّئيس «Witkoff» ١٢٫٥ ﷺ ﷲ a|b_c d'un ا.ف.ب"
    tokens = list(tokenize(text))
    assert tokens
    for token in tokens:
        assert token.text
        assert not set(token.text) & set(" |_")
