"""Paragraphs, headings and lists out of loose lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.structure import body_from, body_of, lines_of, with_headings

LONG = (
    "اجتمع الوفدان صباح اليوم في قاعة المؤتمرات وناقشا ترتيبات الجولة المقبلة على مدى ثلاث ساعات."
)


def body(text: str) -> str:
    return body_from(with_headings(lines_of(text)))


def test_single_newlines_part_paragraphs():
    assert body(f"{LONG}\n{LONG}\n") == f"{LONG}\n\n{LONG}"


@pytest.mark.parametrize(
    "heading", ["ما الذي تغير", "هل اقتربت الهدنة؟", "المدينة.. موعد بلا مكان"]
)
def test_a_short_open_line_between_paragraphs_is_a_heading(heading):
    assert body(f"{LONG}\n{heading}\n{LONG}") == f"{LONG}\n\n## {heading}\n\n{LONG}"


@pytest.mark.parametrize("line", ["غادر الوفد.", "«لن نعود»", "وقال الناطق:", "هدنة،"])
def test_a_closed_or_quoted_line_is_no_heading(line):
    assert "##" not in body(f"{LONG}\n{line}\n{LONG}")


def test_the_last_line_is_never_a_heading():
    assert body(f"{LONG}\nالمصدر: وكالات") == f"{LONG}\n\nالمصدر: وكالات"


def test_a_text_of_short_lines_has_no_headings():
    assert "##" not in body("بيت أول\nبيت ثان\nبيت ثالث\nبيت رابع")


def test_three_short_lines_in_a_row_are_no_headings():
    assert "##" not in body(f"{LONG}\nسطر\nسطر ثان\nسطر ثالث\n{LONG}\n{LONG}\n{LONG}\n{LONG}")


@pytest.mark.parametrize("mark", ["-", "•", "–", "*", "●", "▪"])
def test_bullets_become_one_list(mark):
    text = f"{LONG}\n{mark} تبادل القوائم\n{mark} فتح المعابر\n{LONG}"
    assert body(text) == f"{LONG}\n\n- تبادل القوائم\n- فتح المعابر\n\n{LONG}"


def test_numbered_lines_keep_their_numbers_and_are_no_headings():
    assert body(f"{LONG}\n1. القوائم\n2. المعابر\n{LONG}").count("##") == 0


def test_lines_wrapped_at_a_fixed_width_are_joined():
    words = (LONG[:-1] + " ") * 4
    rows, row = [], ""
    for word in words.split():
        if len(row) + len(word) > 70:
            rows.append(row.strip())
            row = ""
        row += " " + word
    wrapped = "\n".join([*rows, row.strip() + "."])
    assert body(wrapped) == " ".join(wrapped.split())


def test_spaces_are_collapsed_and_control_characters_gone():
    assert body("سار  الوفد\u00a0إلى\u200b القاعة\u202e\x07.") == "سار الوفد إلى القاعة."


def test_a_declared_body_is_kept_as_it_is():
    declared = f"{LONG}\n\n## عنوان\n\n- أول\n- ثان\n\n{LONG}"
    assert body_of(declared) == declared
    assert body_of("سطر أول\nسطر ثان") == "سطر أول\n\nسطر ثان"


@given(st.text(alphabet="اب ت.-#•\n\r؟:«»1", max_size=120))
def test_tidying_twice_changes_nothing(text):
    once = body_of(text)
    assert body_of(once) == once
    guessed = body(text)
    assert body_of(guessed) == guessed
