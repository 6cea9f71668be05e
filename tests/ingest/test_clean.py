"""Bytes become text, or a clear refusal."""

import pytest

from articles.ingest.capture import BadRecord
from articles.ingest.clean import clean_line, clean_text, decode

ARABIC = "اجتمع الوفدان صباحًا في قاعة المؤتمرات، واتفقا على لقاء ثان."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_the_encoding_is_found(encoding):
    assert decode(ARABIC.encode(encoding)) == ARABIC


def test_the_page_or_the_server_names_an_older_encoding():
    page = f'<meta charset="windows-1251"><p>{"Переговоры в Женеве"}</p>'
    assert "Переговоры" in decode(page.encode("windows-1251"))
    assert decode("Переговоры".encode("koi8-r"), "koi8-r") == "Переговоры"


def test_latin_is_what_browsers_take_it_for():
    """Pages that call themselves ISO 8859-1 have quotation marks that it does not know."""
    page = "<p>“I don’t” – déjà vu</p>"
    for charset in ("iso-8859-1", "latin1", "US-ASCII", "windows-1252"):
        assert decode(page.encode("windows-1252"), charset) == page
        tag = f'<meta charset="{charset}">'
        assert decode((tag + page).encode("windows-1252")) == tag + page


def test_a_page_that_names_its_encoding_is_believed_before_a_server_that_says_latin():
    page = f'<meta charset="windows-1256"><p>{ARABIC}</p>'
    assert decode(page.encode("windows-1256"), "ISO-8859-1") == page
    said = '<meta charset="windows-1252"><p>Переговоры</p>'
    assert decode(said.encode("windows-1251"), "windows-1251") == said


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ARABIC.encode()[:-1] + b"\xff" + ARABIC.encode(), "damaged at byte"),
        (ARABIC.encode()[:-4], "damaged at byte"),
        ("Déjà vu à Genève, été".encode("latin-1"), "neither UTF-8 nor windows-1256"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither UTF-8 nor"),
        (b"MZ\x00\x00\x00\x00", "NUL bytes"),
    ],
)
def test_mojibake_is_refused(raw, reason):
    with pytest.raises(BadRecord, match=reason):
        decode(raw)


def test_invisible_trouble_goes_and_joiners_stay():
    assert clean_text("a\r\nb\rc\u2028d\x00\x1b\u202e\ufeff") == "a\nb\nc\nd"
    assert clean_text("می\u200cروم\u200f") == "می\u200cروم\u200f"
    assert clean_text("a\ud800b") == "a\ufffdb"
    assert clean_line("  a \n b\t") == "a b"
