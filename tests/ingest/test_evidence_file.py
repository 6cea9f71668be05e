"""The evidence of the shipped dossier: which article states which fact, told row by row."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import ROOT

Row = dict[str, Any]

FIELDS = ["meeting", "source", "fact", "value_ar", "value_en", "quote", "note_ar", "note_en"]
# The facts of a meeting, and where its record holds them; None where every meeting has one.
FACTS = {
    "date": None,
    "time": "time",
    "place": "place",
    "venue": "venue_ar",
    "participants": None,
    "duration": "duration_minutes",
    "status": None,
    "format": None,
    "outcome": "outcome_ar",
}
WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]

# What the records state and no abstract of their sources does: readers are told so.
UNDOCUMENTED = {
    ("m-2025-01-29-jerusalem-netanyahu-witkoff", "outcome"),
    ("m-2025-01-29-jerusalem-netanyahu-witkoff", "venue"),
    ("m-2025-02-18-riyadh-us-russia", "duration"),
    ("m-2025-03-12-doha-arab-quintet-witkoff", "place"),
    ("m-2025-05-11-muscat-iran-round-4", "duration"),
    ("m-2025-05-13-doha-gaza-talks", "date"),
    ("m-2025-05-13-tel-aviv-hostage-families", "date"),
    ("m-2025-07-08-doha-witkoff-trip-postponed", "format"),
    ("m-2025-08-07-washington-aliyev-witkoff", "date"),
    ("m-2025-08-09-chevening-us-uk-ukraine", "venue"),
    ("m-2025-08-15-anchorage-trump-putin-summit", "outcome"),
    ("m-2025-08-18-washington-trump-zelensky-europeans", "outcome"),
    ("m-2025-09-17-london-witkoff-qataris", "date"),
    ("m-2025-10-13-sharm-summit", "date"),
    ("m-2025-10-20-kirya-tel-aviv", "date"),
    ("m-2025-10-21-vance-israel", "date"),
    ("m-2025-11-19-istanbul-hayya", "date"),
    ("m-2025-11-19-turkey-zelensky", "date"),
    ("m-2025-11-23-geneva-ukraine", "date"),
    ("m-2025-11-30-florida-ukraine", "venue"),
    ("m-2026-01-20-davos-dmitriev", "venue"),
    ("m-2026-01-22-moscow-putin", "venue"),
    ("m-2026-02-07-uss-lincoln", "date"),
    ("m-2026-02-17-geneva-iran", "duration"),
    ("m-2026-02-17-geneva-iran", "outcome"),
    ("m-2026-02-17-geneva-iran", "venue"),
    ("m-2026-02-26-geneva-dmitriev", "date"),
    ("m-2026-03-11-florida-dmitriev", "date"),
}
# Durations that a row speaks of, without the minutes of the record.
OTHER_LENGTH = {
    "m-2026-01-22-moscow-putin",  # "a lengthy meeting"
    "m-2026-02-26-geneva-iran",  # "more than 3 hours"
}


def read(name: str) -> list[Row]:
    lines = (ROOT / "fixtures" / "dossier" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read("evidence.jsonl")


@pytest.fixture(scope="module")
def meetings() -> dict[str, Row]:
    return {meeting["id"]: meeting for meeting in read("meetings.jsonl")}


def place_of(row: Row) -> tuple[str, str, str]:
    return row["meeting"], row["fact"], row["source"]


def texts(rows: list[Row], language: str) -> list[str]:
    names = (f"value_{language}", f"note_{language}")
    return [row[name] for row in rows for name in names if row[name] is not None]


def minutes_in(value: str) -> int | None:
    """Return the minutes that words such as "about 4 and a half hours" come to."""
    if value.startswith("half an hour"):
        return 30
    found = re.search(r"(\d+|\ban)( and a half)? (hour|minute)s?", value)
    if found is None:
        return None
    number = 1 if found[1] == "an" else int(found[1])
    unit = 60 if found[3] == "hour" else 1
    return number * unit + (unit // 2 if found[2] else 0)


def test_every_row_has_the_fields_in_their_order(rows):
    assert [row for row in rows if list(row) != FIELDS] == []


def test_every_row_names_a_meeting_one_of_its_sources_and_a_fact(rows, meetings):
    assert {row["meeting"] for row in rows} <= set(meetings)
    strange = [row for row in rows if row["source"] not in meetings[row["meeting"]]["sources"]]
    assert strange == []
    assert {row["fact"] for row in rows} == set(FACTS)


def test_rows_are_sorted_and_none_stands_twice(rows):
    places = [place_of(row) for row in rows]
    assert places == sorted(set(places))


@pytest.mark.parametrize("name", ["value", "note"])
def test_a_text_stands_in_both_languages_or_in_neither(rows, name):
    one_sided = [row for row in rows if (row[f"{name}_ar"] is None) != (row[f"{name}_en"] is None)]
    assert one_sided == []


def test_no_text_is_empty_padded_or_longer_than_a_margin_holds(rows):
    for language in ("ar", "en"):
        for text in texts(rows, language):
            assert text.strip() == text
            assert 0 < len(text) <= 140, text


def test_no_sentence_of_an_outlet_is_quoted(rows):
    assert [row for row in rows if row["quote"] is not None] == []


def test_either_language_is_written_in_its_own_letters_with_latin_digits(rows):
    arabic, english = texts(rows, "ar"), texts(rows, "en")
    assert [text for text in arabic if re.search("[A-Za-z٠-٩۰-۹]", text)] == []
    assert [text for text in arabic if re.search("[,;?]", text)] == []
    assert [text for text in english if re.search("[\u0600-\u06ff]", text)] == []


@pytest.mark.parametrize("name", ["value", "note"])
def test_the_same_arabic_always_has_the_same_english(rows, name):
    pairs = {(row[f"{name}_ar"], row[f"{name}_en"]) for row in rows if row[f"{name}_ar"]}
    both_ways = Counter(arabic for arabic, _english in pairs)
    assert [arabic for arabic, times in both_ways.items() if times > 1] == []


def test_notes_are_sentences_and_values_are_not(rows):
    assert [row["note_ar"] for row in rows if row["note_ar"] and row["note_ar"][-1] != "."] == []
    assert [row["note_en"] for row in rows if row["note_en"] and row["note_en"][-1] != "."] == []
    assert [row["value_en"] for row in rows if row["value_en"] and row["value_en"][-1] == "."] == []


def test_a_date_deduced_from_a_weekday_falls_on_that_weekday(rows, meetings):
    deduced = 0
    for row in rows:
        if found := re.search(r"مستنتج من ذكر يوم (\S+)\.", row["note_ar"] or ""):
            meeting = meetings[row["meeting"]]
            start = date.fromisoformat(meeting["start"])
            length = (date.fromisoformat(meeting["end"] or meeting["start"]) - start).days
            days = {WEEKDAYS[(start + timedelta(n)).weekday()] for n in range(length + 1)}
            assert found[1] in days, place_of(row)
            deduced += 1
    assert deduced > 50


def test_every_recorded_duration_is_told_by_an_article(rows, meetings):
    told: dict[str, set[int | None]] = {}
    for row in rows:
        if row["fact"] == "duration":
            assert row["value_en"], place_of(row)
            told.setdefault(row["meeting"], set()).add(minutes_in(row["value_en"]))
    recorded = {key: m["duration_minutes"] for key, m in meetings.items() if m["duration_minutes"]}
    silent = {key for key in recorded if key not in told}
    assert silent == {key for key, fact in UNDOCUMENTED if fact == "duration"}
    other = {key for key, minutes in recorded.items() if minutes not in told.get(key, {minutes})}
    assert other == OTHER_LENGTH


def test_every_meeting_is_stood_for_and_the_gaps_are_the_known_ones(rows, meetings):
    assert {row["meeting"] for row in rows} == set(meetings)
    told = {(row["meeting"], row["fact"]) for row in rows}
    recorded = {
        (key, fact)
        for key, meeting in meetings.items()
        for fact, field in FACTS.items()
        if field is None or meeting[field] is not None
    }
    assert recorded - told == UNDOCUMENTED


def test_accounts_that_differ_stand_side_by_side(rows):
    values: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["value_ar"]:
            values.setdefault((row["meeting"], row["fact"]), set()).add(row["value_ar"])
    paris = ("m-2025-04-18-paris-witkoff-dermer-barnea", "place")
    assert values[paris] == {"باريس", "روما"}
    dinner = ("m-2025-09-12-new-york-trump-qatar-pm-dinner", "place")
    assert values[dinner] == {"نيويورك", "منتجع بيدمنستر في نيوجيرسي"}
    assert sum(len(told) > 1 for told in values.values()) > 30
