"""The tables of the documentation under test: each row says what the code does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from articles.arabic import lexicon
from articles.arabic.clitics import without_proclitics
from articles.arabic.normalize import fold
from articles.arabic.times import find_times
from articles.search import meetings
from articles.search.engines.whoosh import execute, scoring
from articles.search.leaves import base

ROOT = Path(__file__).resolve().parent.parent


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def rows_below(name: str, head: str) -> list[list[str]]:
    """The rows of the first table at or below a line of a document, as cells."""
    below = text_of(name).split(f"\n{head}\n")[1]
    lines = below[below.index("| --- ") :].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def figures(cell: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?<![\w.])\d*\.?\d+", cell)]


ORDER = [
    ("each word, by stem, as written, and by root", [base.STEM, base.SURFACE, base.ROOT]),
    ("a name in any of its spellings", [base.NAME]),
    ("either of them in a headline", [base.TITLE]),
    ("more of the same word", [scoring.K1, scoring.B]),
    ("words of one meaning", [base.SYNONYM]),
    ("the first occurrence in the text", [scoring.EARLY, scoring.FADING]),
    ("the best passage", [scoring.TOGETHER, scoring.PASSAGE, scoring.LOOKED_AT]),
    ("a date within a time asked for", [execute.TIMELY]),
    ("how early or late, where the first or the last is asked for", [execute.IN_ORDER]),
    ("meetings that fit the query", [meetings.WORTH]),
    ("a part of the query of which nothing is on record", [meetings.UNKNOWN]),
    ("another report of the same meeting", [execute.VOUCHED]),
]
REPORTS = [
    ("of the meeting's days, or soon after", [1, meetings.FRESH.days]),
    ("that looks back later", [meetings.LOOKING_BACK]),
    ("without a date", [meetings.UNDATED]),
    ("that announces it", [meetings.AHEAD, meetings.AHEAD]),
    ("of several meetings", [meetings.FOCUS]),
    ("of another meeting than the first, or the last, that was asked for", [meetings.OTHERS]),
]


@pytest.mark.parametrize(
    ("head", "used"),
    [("## Order", ORDER), ("worth, a report has:", REPORTS)],
    ids=["all", "meetings"],
)
def test_the_figures_of_the_ranking_are_those_of_the_code(head, used):
    told = [(row[0], figures(row[1])) for row in rows_below("docs/search.md", head)]
    assert told == used


def test_the_share_of_what_is_asked_counts_as_it_is():
    assert meetings.STRICTNESS == 1


# --- Arabic ------------------------------------------------------------------------------------
def test_the_figures_of_the_tables_are_those_of_the_tables():
    measured = text_of("docs/arabic.md").split("Measured by")[1]
    countries = lexicon.countries()
    for figure, what in (
        (len(lexicon.frequencies()), "words with a frequency"),
        (len(set(countries.values())), "countries"),
        (len(countries), "forms"),
        (len(lexicon.singulars()), "broken\nplurals"),
        (len(lexicon.foreign_places()), "foreign spellings"),
        (len(lexicon.stop_words()), "stop words"),
        (len(lexicon.whole_words()), "whole words"),
    ):
        assert f"{figure} {what}" in measured, (figure, what)


@pytest.mark.parametrize("row", rows_below("docs/arabic.md", "## Folding"), ids=lambda row: row[1])
def test_what_is_told_of_folding_is_so(row):
    written, folded = row[0].split(), row[1].split()
    readings = {fold(word) for word in written}
    assert readings == set(folded)


@pytest.mark.parametrize(
    "row", rows_below("docs/arabic.md", "## Particles"), ids=lambda row: row[0]
)
def test_what_is_told_of_particles_is_so(row):
    typed = row[0].split(", ")
    rests = typed if row[1] == "unchanged" else row[1].split(", ")
    found = [without_proclitics(fold(word)) for word in typed]
    assert found == [fold(word) for word in rests]


def days_of_time(text: str) -> str:
    """What the only time of a text means, as the table has it; nothing where there is none."""
    today = date(2026, 11, 22)
    times = find_times(text, today=today)
    assert len(times) <= 1, text
    told = [
        f"{first}" if first == last else f"{first}/{last}"
        for first, last in (times[0].periods(date(2025, 1, 1), today) if times else [])
    ]
    return ", ".join(told) or (times[0].order if times else "")


@pytest.mark.parametrize(
    "row",
    rows_below("docs/arabic.md", "## Times and the other keyboard"),
    ids=lambda row: row[1],
)
def test_what_is_told_of_times_is_so(row):
    read = [days_of_time(typed) for typed in row[0].split(", ")]
    assert read == [row[2]] * len(read)
