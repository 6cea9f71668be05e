"""The grammar as a table: what is typed, and the tree it means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import DateRange, leaves, parse, read_period, unparse

TODAY = date(2026, 1, 15)

TREES = [
    ("", "Everything()"),
    ("   ", "Everything()"),
    ("()", "Everything()"),
    ("سفينة", "Word('سفينة')"),
    ("سفينة الميناء", "Some(Word('سفينة'), Word('الميناء'))"),
    ("harbor light", "Some(Word('harbor'), Word('light'))"),
    ("سفينة، ميناء؟", "Some(Word('سفينة'), Word('ميناء'))"),
    ("بن-غانم", "Some(Word('بن'), Word('غانم'))"),
    # phrases
    ('"باب البحر"', "Phrase('باب', 'البحر', 0)"),
    ("«باب البحر»", "Phrase('باب', 'البحر', 0)"),
    ("“باب البحر”", "Phrase('باب', 'البحر', 0)"),
    ('"باب البحر"~5', "Phrase('باب', 'البحر', 5)"),
    ('"باب" بحر', "Some(Phrase('باب', 0), Word('بحر'))"),
    ('""', "Everything()"),
    # operators, in capitals
    ("سفينة AND ميناء", "And(Word('سفينة'), Word('ميناء'))"),
    ("سفينة OR ميناء", "Or(Word('سفينة'), Word('ميناء'))"),
    ("سفينة NOT ميناء", "And(Word('سفينة'), Not(Word('ميناء')))"),
    ("سفينة AND NOT ميناء", "And(Word('سفينة'), Not(Word('ميناء')))"),
    ("NOT ميناء", "Not(Word('ميناء'))"),
    ("salt and pepper", "Some(Word('salt'), Word('and'), Word('pepper'))"),
    # operators in Arabic: alone between two operands only
    ("سفينة و ميناء", "And(Word('سفينة'), Word('ميناء'))"),
    ("سفينة أو ميناء", "Or(Word('سفينة'), Word('ميناء'))"),
    ("سفينة او ميناء", "Or(Word('سفينة'), Word('ميناء'))"),
    ("سفينة ليس ميناء", "And(Word('سفينة'), Not(Word('ميناء')))"),
    ("سفينة وميناء", "Some(Word('سفينة'), Word('وميناء'))"),
    ("لقاء سفينة و ميناء", "Some(Word('لقاء'), Word('سفينة'), Word('ميناء'))"),
    ("(a و b) c", "Some(And(Word('a'), Word('b')), Word('c'))"),
    ("a و b -c", "Some(And(Word('a'), Word('b')), Not(Word('c')))"),
    ("لقاء سفينة AND ميناء", "Some(Word('لقاء'), And(Word('سفينة'), Word('ميناء')))"),
    ("أو سفينة", "Word('سفينة')"),
    ("سفينة أو", "Word('سفينة')"),
    ("ليس هناك سفينة", "Some(Word('هناك'), Word('سفينة'))"),
    ("و", "Word('و')"),
    ("AND", "Word('AND')"),
    ("سفينة AND", "Word('سفينة')"),
    ("سفينة AND AND ميناء", "And(Word('سفينة'), Word('ميناء'))"),
    # minus
    ("سفينة -ميناء", "Some(Word('سفينة'), Not(Word('ميناء')))"),
    ("سفينة −ميناء", "Some(Word('سفينة'), Not(Word('ميناء')))"),
    ('-"باب البحر"', "Not(Phrase('باب', 'البحر', 0))"),
    ("سفينة - ميناء", "Some(Word('سفينة'), Word('ميناء'))"),
    ("--ميناء", "Word('ميناء')"),
    # how closely they bind
    ("a AND b OR c", "Or(And(Word('a'), Word('b')), Word('c'))"),
    ("a b OR c d", "Some(Word('a'), Or(Word('b'), Word('c')), Word('d'))"),
    ("(a OR b) AND c", "And(Or(Word('a'), Word('b')), Word('c'))"),
    ("-(a b)", "Not(Some(Word('a'), Word('b')))"),
    ("((a))", "Word('a')"),
    # prefixes and neighbors
    ("ميناء*", "Prefix('ميناء')"),
    ("ميناء~", "Fuzzy('ميناء')"),
    ("ميناء~1", "Fuzzy('ميناء')"),
    # fields, in both languages
    ("title:ميناء", "Field('title', Word('ميناء'))"),
    ("عنوان:ميناء", "Field('title', Word('ميناء'))"),
    ("عنوان:(a b)", "Field('title', Some(Word('a'), Word('b')))"),
    ("شخص:salma-nouri", "Field('person', Word('salma-nouri'))"),
    ('person:"سلمى نوري"', "Field('person', Phrase('سلمى', 'نوري', 0))"),
    ("PERSON:سلمى", "Field('person', Word('سلمى'))"),
    ("مكان:a منظمة:b موضوع:c مصدر:d", None),
    ("-source:gazette", "Not(Field('source', Word('gazette')))"),
    ("person:(a OR b)", "Field('person', Or(Word('a'), Word('b')))"),
    # dates
    ("date:2026", "DateRange(2026-01-01, 2026-12-31)"),
    ("date:2026-02", "DateRange(2026-02-01, 2026-02-28)"),
    ("date:2026-01..2026-02", "DateRange(2026-01-01, 2026-02-28)"),
    ("تاريخ:٢٠٢٦-٠١-٠٥", "DateRange(2026-01-05, 2026-01-05)"),
    ("date:2026-02..2026-01", "DateRange(2026-01-01, 2026-02-28)"),
    ("date:..2026-01", "DateRange(None, 2026-01-31)"),
    (
        "date:(2025 OR 2026-02)",
        "Or(DateRange(2025-01-01, 2025-12-31), DateRange(2026-02-01, 2026-02-28))",
    ),
    (
        "date:(2025-01-05 2024-02-01)",
        "Or(DateRange(2025-01-05, 2025-01-05), DateRange(2024-02-01, 2024-02-01))",
    ),
    ("date:(-2026)", "Not(DateRange(2026-01-01, 2026-12-31))"),
    ("before:2025..2026", "DateRange(None, 2024-12-31)"),
    ("person:(salma-nouri OR b-c)", "Field('person', Or(Word('salma-nouri'), Word('b-c')))"),
    ("before:2026-01", "DateRange(None, 2025-12-31)"),
    ("بعد:2026-01", "DateRange(2026-02-01, None)"),
    ("date:today", "DateRange(2026-01-15, 2026-01-15)"),
    ("تاريخ:أمس", "DateRange(2026-01-14, 2026-01-14)"),
]

NOTICES = [
    ('"باب البحر', "Some(Word('باب'), Word('البحر'))", "unbalanced_quote"),
    ("(باب البحر", "Some(Word('باب'), Word('البحر'))", "unbalanced_parenthesis"),
    ("باب) البحر", "Some(Word('باب'), Word('البحر'))", "unbalanced_parenthesis"),
    ("*ميناء", "Word('ميناء')", "leading_wildcard"),
    ("مي*", "Word('مي')", "short_prefix"),
    ("ميناء~2", "Fuzzy('ميناء')", "fuzzy_limit"),
    ("author:سلمى", "Some(Word('author'), Word('سلمى'))", "unknown_field"),
    ("date:غدا", "Word('غدا')", "bad_date"),
    ("before:..2026", "Word('2026')", "bad_date"),
    ("after:2026..", "Word('2026')", "bad_date"),
    ("date:(2025 OR غدا)", "Or(DateRange(2025-01-01, 2025-12-31), Word('غدا'))", "bad_date"),
    ("date:2026-13", "Some(Word('2026'), Word('13'))", "bad_date"),
    ('"ا ب ج د ه و ز ح ط ي"', "Phrase('ا', 'ب', 'ج', 'د', 'ه', 'و', 'ز', 'ح', 0)", "long_phrase"),
    (" ".join("abcdefghijklmnopqrst"), None, "too_many_terms"),
    ("سفينة " * 60, None, "too_long"),
    ("(" * 9 + "a b" + ")" * 9, "Some(Word('a'), Word('b'))", "too_deep"),
]


@pytest.mark.parametrize(("typed", "tree"), [row for row in TREES if row[1]])
def test_text_means_tree(typed, tree):
    parsed = parse(typed, today=TODAY)
    assert repr(parsed.tree) == tree
    assert parsed.notices == ()


@pytest.mark.parametrize(("typed", "tree", "code"), NOTICES)
def test_malformed_text_is_searched_and_said(typed, tree, code):
    parsed = parse(typed, today=TODAY)
    assert code in [notice.code for notice in parsed.notices]
    assert tree is None or repr(parsed.tree) == tree


@pytest.mark.parametrize("typed", [row[0] for row in TREES + NOTICES])
def test_a_tree_written_out_means_itself(typed):
    parsed = parse(typed, today=TODAY)
    assert parse(unparse(parsed.tree), today=TODAY).tree == parsed.tree


def test_a_long_query_is_cut_at_a_word():
    parsed = parse("أ" * 250 + " كلمة")
    assert unparse(parsed.tree) == "أ" * 250 + " كلمة"
    assert parse("أ" * 250 + " كلمتان").text == "أ" * 250


def test_no_query_holds_more_than_sixteen_words():
    assert len(leaves(parse(" ".join("abcdefghijklmnopqrstuvwxyz")).tree)) == 16


def test_four_arabic_field_names_are_known():
    names = [part.name for part in parse("مكان:a منظمة:b موضوع:c مصدر:d").tree.parts]
    assert names == ["place", "organization", "topic", "source"]


@pytest.mark.parametrize("text", ["", "..", "soon", "2026-02-30", "26-01", "2026-1-1-1"])
def test_what_is_no_date_is_none(text):
    assert read_period(text) is None


def test_the_first_and_last_day_of_time_do_no_harm():
    assert parse("before:0001-01-01").tree == DateRange(None, None)
    assert parse("after:9999-12-31").tree == DateRange(None, None)


PIECES = st.sampled_from(
    [
        *"\"«»“()-~*:'ab",
        "~5",
        "..",
        "AND",
        "OR",
        "NOT",
        "و",
        "أو",
        "ليس",
        "كلمة",
        "x-y",
        "U.S.",
        "2026-01",
        "title:",
        "person:",
        "date:",
        "foo:",
    ]
)


@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=16))
def test_any_pieces_parse_and_round_trip(pieces):
    text = "".join(piece + space for piece, space in pieces)
    parsed = parse(text, today=TODAY)
    assert parse(parsed.text, today=TODAY).tree == parsed.tree


@given(st.text(max_size=300))
def test_any_text_at_all_parses(text):
    parse(text, today=TODAY)
