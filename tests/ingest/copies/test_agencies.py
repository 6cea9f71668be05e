"""Credits where newsrooms put them, and mentions that are none."""

import pytest

from articles.ingest.copies.agencies import credit, without_credit

TEXT = "اجتمع الوفدان صباحا في قاعة المؤتمرات المطلة على البحر واتفقا على جولة ثانية."


@pytest.mark.parametrize(
    ("body", "author", "agency"),
    [
        (f"جنيف (رويترز) - {TEXT}", "", "reuters"),
        (f"جنيف - رويترز - {TEXT}", "", "reuters"),
        (f"القاهرة/ الأناضول/ {TEXT}", "", "anadolu"),
        (f"(د ب أ) - {TEXT}", "", "dpa"),
        (f"{TEXT}\n\n(أ ف ب)", "", "afp"),
        (f"{TEXT}\n\nأ.ف.ب", "", "afp"),
        (f"{TEXT} (أ.ف.ب)", "", "afp"),
        (f"{TEXT}\n\nالمصدر: فرانس برس", "", "afp"),
        (f"{TEXT}\n\nرويترز، أ ب", "", "reuters"),
        (f"{TEXT}\n\nوكالات", "", "agencies"),
        (f"{TEXT}\n\nالمصدر: وكالات، الأناضول", "", "anadolu"),
        (f"{TEXT}\n\nSource: Reuters", "", "reuters"),
        (TEXT, "رويترز", "reuters"),
        (TEXT, "AFP", "afp"),
        (TEXT, "واس", "spa"),
        (TEXT, "محرر الشؤون الخارجية", ""),
        (TEXT, "", ""),
        (f"قال الوزير لوكالة رويترز إن {TEXT}", "", ""),
        (f"{TEXT}\n\nوكانت رويترز قد ذكرت أن اللقاء تأجل مرتين.", "", ""),
        (f"{TEXT} (الصورة من الأرشيف)", "", ""),
        ("", "", ""),
    ],
)
def test_a_credit_is_read_where_it_stands(body, author, agency):
    assert credit(body, author) == agency


def test_a_credit_line_is_no_part_of_the_text():
    assert without_credit(f"{TEXT}\n\n(رويترز)") == TEXT
    assert without_credit(f"{TEXT}\n\n- أ ف ب -") == TEXT
    assert without_credit(TEXT) == TEXT
    assert without_credit("(رويترز)") == "(رويترز)"
