"""The headline of a plain text."""

import pytest

from articles.ingest.structure import lines_of
from articles.ingest.titles import cut, drop_title, split_byline, split_title

HEADLINE = "الوفدان يتفقان على جولة ثانية.. فهل تنجح؟"
PARAGRAPH = (
    "في ظل أجواء هادئة، اجتمع الوفدان في المدينة القديمة. وناقشا على مدى ثلاث ساعات ترتيبات الجولة "
    "المقبلة، قبل أن يرفعا الجلسة إلى الغد لإتاحة الوقت أمام الخبراء ليضعوا الصيغة الأخيرة للبيان."
)


@pytest.mark.parametrize(
    "above",
    [
        "",
        "logo\nالعالم\n\nlogo\nالعالم\n\n",
        "الرئيسية > سياسة\n",
        "عاجل\n12 أبريل\n12:30\n",
        "***\n",
    ],
)
def test_the_headline_is_the_first_line_with_real_words(above):
    title, is_cut, rest = split_title(lines_of(f"{above}{HEADLINE}\n\n{PARAGRAPH}"))
    assert (title, is_cut) == (HEADLINE, False)
    assert [line.text for line in rest] == [PARAGRAPH]


def test_a_first_line_that_is_a_paragraph_is_cut_and_stays_in_the_text():
    title, is_cut, rest = split_title(lines_of(f"{PARAGRAPH}\n{HEADLINE}\n{PARAGRAPH}"))
    assert title == "في ظل أجواء هادئة، اجتمع الوفدان في المدينة القديمة"
    assert is_cut
    assert len(rest) == 3


def test_a_headline_that_the_page_repeats_is_dropped():
    _, _, rest = split_title(lines_of(f"{HEADLINE}\n{HEADLINE}\n{PARAGRAPH}"))
    assert [line.text for line in rest] == [PARAGRAPH]
    assert len(drop_title(HEADLINE, lines_of(f"logo\n{HEADLINE}\n{PARAGRAPH}"))) == 2


def test_nothing_but_furniture_has_no_headline():
    assert split_title(lines_of("logo\nالعالم\nالتعليقات (0)")) == ("", False, [])


def test_cut_ends_at_a_word():
    words = "كلمة " * 60
    assert cut(words).endswith("كلمة…")
    assert len(cut(words)) <= 121
    assert cut("جملة قصيرة.") == "جملة قصيرة"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("بقلم: كاتب المرفأ", "كاتب المرفأ"),
        ("كتب: محرر الشؤون الدولية", "محرر الشؤون الدولية"),
        ("By Harbor Writer", "Harbor Writer"),
        ("كتب الوفد رسالة إلى الحكومة", ""),
        ("كتبت الصحف في اليوم التالي عن الجولة", ""),
    ],
)
def test_a_byline_names_the_author(line, author):
    found, rest = split_byline(lines_of(f"{line}\n{PARAGRAPH}"))
    assert found == author
    assert len(rest) == (1 if author else 2)
