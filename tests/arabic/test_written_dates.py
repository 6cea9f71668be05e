"""Dates as they are written, as a table: the text, and what it tells.

A row's right side reads: first day[/last day] precision [hour [zone]]; "-" for no date at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.dates import WrittenDate, parse_date, parse_partial
from articles.arabic.months import ENGLISH, FRENCH, HIJRI, HIJRI_ENGLISH, REGIONS

TABLE = """
2 ديسمبر 2025                                   | 2025-12-02 day
٢ ديسمبر ٢٠٢٥                                   | 2025-12-02 day
۲ دسامبر ۲۰۲۵                                   | -
۲ ديسمبر ۲۰۲۵                                   | 2025-12-02 day
2 ديسمبر 2025م                                  | 2025-12-02 day
2 ديسمبر/كانون الأول 2025                       | 2025-12-02 day
2 كانون الأول (ديسمبر) 2025                     | 2025-12-02 day
٢ كانون الأول/ديسمبر ٢٠٢٥                       | 2025-12-02 day
2 كانون الأوّل 2025                             | 2025-12-02 day
الثاني من ديسمبر 2025                           | 2025-12-02 day
الحادي والثلاثين من ديسمبر 2025                 | 2025-12-31 day
الثلاثاء 2 ديسمبر 2025                          | 2025-12-02 day
يوم الثلاثاء، 2 ديسمبر 2025                     | 2025-12-02 day
مساء الثلاثاء 2 ديسمبر 2025                     | 2025-12-02 day
في 2 ديسمبر من عام 2025                         | 2025-12-02 day
بتاريخ 2/12/2025                                | 2025-12-02 day
2025-12-02                                      | 2025-12-02 day
٢٠٢٥/١٢/٠٢                                      | 2025-12-02 day
02.12.2025                                      | 2025-12-02 day
30 كانون الثاني 2026                            | 2026-01-30 day
14 شباط 2026                                    | 2026-02-14 day
1 آذار 2026                                     | 2026-03-01 day
7 نيسان 2025                                    | 2025-04-07 day
9 أيار 2025                                     | 2025-05-09 day
13 حزيران 2025                                  | 2025-06-13 day
4 تموز 2025                                     | 2025-07-04 day
15 آب 2025                                      | 2025-08-15 day
9 أيلول 2025                                    | 2025-09-09 day
6 تشرين الأول 2025                              | 2025-10-06 day
23 تشرين الثاني 2025                            | 2025-11-23 day
23 تشرين الثاني/نوفمبر 2025                     | 2025-11-23 day
22 جانفي 2026                                   | 2026-01-22 day
18 فيفري 2026                                   | 2026-02-18 day
25 أفريل 2025                                   | 2025-04-25 day
5 ماي 2025                                      | 2025-05-05 day
21 جوان 2025                                    | 2025-06-21 day
14 جويلية 2025                                  | 2025-07-14 day
20 أوت 2025                                     | 2025-08-20 day
16 يوليوز 2025                                  | 2025-07-16 day
20 غشت 2025                                     | 2025-08-20 day
9 شتنبر 2025                                    | 2025-09-09 day
23 نونبر 2025                                   | 2025-11-23 day
2 دجنبر 2025                                    | 2025-12-02 day
2 December 2025                                 | 2025-12-02 day
Tuesday, December 2, 2025                       | 2025-12-02 day
Dec. 2, 2025                                    | 2025-12-02 day
the 2nd of December 2025                        | 2025-12-02 day
on 2 Dec 2025                                   | 2025-12-02 day
2 décembre 2025                                 | 2025-12-02 day
mardi 2 décembre 2025                           | 2025-12-02 day
le 1er août 2025                                | 2025-08-01 day
14 févr. 2026                                   | 2026-02-14 day
15 رمضان 1447                                   | 2026-03-04 day
١٥ رمضان ١٤٤٧ هـ                                | 2026-03-04 day
11 جمادى الآخرة 1447 للهجرة                     | 2025-12-02 day
الأول من محرم 1447                              | 2025-06-26 day
2 ذو الحجة 1446                                 | 2025-05-29 day
2 ذي الحجة 1446 هـ                              | 2025-05-29 day
12 Ramadan 1447 AH                              | 2026-03-01 day
2 Dhul Hijjah 1446                              | 2025-05-29 day
1447/06/11 هـ                                   | 2025-12-02 day
2 ديسمبر 2025 الموافق 11 جمادى الآخرة 1447      | 2025-12-02 day
11 جمادى الآخرة 1447 هـ الموافق 2 ديسمبر 2025 م | 2025-12-02 day
11 جمادى الآخرة 1447 هـ الموافق ل2 ديسمبر 2025  | 2025-12-02 day
2 ديسمبر 2025 (11 جمادى الآخرة 1447 هـ)         | 2025-12-02 day
2 ديسمبر 2025 / 11 جمادى الآخرة 1447            | 2025-12-02 day
10 جمادى الآخرة 1447 الموافق 2 ديسمبر 2025      | 2025-12-01 day
ديسمبر 2025                                     | 2025-12-01 month
شهر ديسمبر 2025                                 | 2025-12-01 month
كانون الأول/ديسمبر 2025                         | 2025-12-01 month
في أوت 2025                                     | 2025-08-01 month
شهر 12 سنة 2025                                 | 2025-12-01 month
2025-12                                         | 2025-12-01 month
12/2025                                         | 2025-12-01 month
December 2025                                   | 2025-12-01 month
décembre 2025                                   | 2025-12-01 month
من نوفمبر إلى ديسمبر 2025                       | 2025-11-01/2025-12-31 month
between November and December 2025              | 2025-11-01/2025-12-31 month
من نوفمبر 2025 حتى يناير 2026                   | 2025-11-01/2026-01-31 month
رمضان 1447                                      | 2026-02-18/2026-03-19 approx
2025                                            | 2025-01-01/2025-12-31 approx
عام 2025                                        | 2025-01-01/2025-12-31 approx
1447 هـ                                         | 2025-06-26/2026-06-15 approx
2024-2025                                       | 2024-01-01/2025-12-31 approx
نحو 15 نوفمبر 2025                              | 2025-11-15 approx
حوالي 15 نوفمبر 2025                            | 2025-11-15 approx
15 نوفمبر 2025 تقريبًا                          | 2025-11-15 approx
≈ 15 نوفمبر 2025                                | 2025-11-15 approx
في حدود 15 نوفمبر 2025                          | 2025-11-15 approx
about 15 November 2025                          | 2025-11-15 approx
c. 15 November 2025                             | 2025-11-15 approx
vers le 15 novembre 2025                        | 2025-11-15 approx
نحو نوفمبر 2025                                 | 2025-11-01/2025-11-30 approx
نحو 15-16 نوفمبر 2025                           | 2025-11-15/2025-11-16 approx
مطلع نوفمبر 2025                                | 2025-11-01/2025-11-10 approx
منتصف أبريل 2025                                | 2025-04-10/2025-04-20 approx
أواخر تشرين الثاني 2025                         | 2025-11-20/2025-11-30 approx
النصف الأول من نوفمبر 2025                      | 2025-11-01/2025-11-15 approx
mid-November 2025                               | 2025-11-10/2025-11-20 approx
mi-novembre 2025                                | 2025-11-10/2025-11-20 approx
fin novembre 2025                               | 2025-11-20/2025-11-30 approx
صيف 2025                                        | 2025-06-01/2025-08-31 approx
من 15 إلى 16 نوفمبر 2025                        | 2025-11-15/2025-11-16 day
15-16 نوفمبر 2025                               | 2025-11-15/2025-11-16 day
15 و16 نوفمبر 2025                              | 2025-11-15/2025-11-16 day
من ١٥ حتى ١٦ نوفمبر ٢٠٢٥                        | 2025-11-15/2025-11-16 day
من السبت 15 إلى الأحد 16 نوفمبر 2025            | 2025-11-15/2025-11-16 day
بين 30 نوفمبر و2 ديسمبر 2025                    | 2025-11-30/2025-12-02 day
من 30 تشرين الثاني إلى 2 كانون الأول 2025       | 2025-11-30/2025-12-02 day
من 28 ديسمبر إلى 3 يناير 2026                   | 2025-12-28/2026-01-03 day
من 28 ديسمبر 2025 إلى 3 يناير 2026              | 2025-12-28/2026-01-03 day
الثاني إلى الخامس من ديسمبر 2025                | 2025-12-02/2025-12-05 day
2025-11-15 إلى 2025-11-16                       | 2025-11-15/2025-11-16 day
2025-11-15 - 2025-11-16                         | 2025-11-15/2025-11-16 day
from 15 to 16 November 2025                     | 2025-11-15/2025-11-16 day
December 2-5, 2025                              | 2025-12-02/2025-12-05 day
December 2 to 5, 2025                           | 2025-12-02/2025-12-05 day
Nov. 28 to Dec. 2, 2025                         | 2025-11-28/2025-12-02 day
du 15 au 16 novembre 2025                       | 2025-11-15/2025-11-16 day
من 10 إلى 12 رمضان 1447                         | 2026-02-27/2026-03-01 day
ليلة 2 ديسمبر 2025                              | 2025-12-02 night
ليلة الثلاثاء 2 ديسمبر 2025                     | 2025-12-02 night
ليلة الأربعاء 2 ديسمبر 2025                     | 2025-12-02 night
ليل 2-3 ديسمبر 2025                             | 2025-12-02 night
الليلة بين 2 و3 ديسمبر 2025                     | 2025-12-02 night
ليل 30 نوفمبر - 1 ديسمبر 2025                   | 2025-11-30 night
night of 2 December 2025                        | 2025-12-02 night
the night of 2 to 3 December 2025               | 2025-12-02 night
overnight on 2 December 2025                    | 2025-12-02 night
nuit du 2 au 3 décembre 2025                    | 2025-12-02 night
2 ديسمبر 2025 الساعة 14:30                      | 2025-12-02 day 14:30
2 ديسمبر 2025، ١٤:٣٠                            | 2025-12-02 day 14:30
2 ديسمبر 2025 الساعة 14:30 بالتوقيت المحلي      | 2025-12-02 day 14:30
2 ديسمبر 2025 الساعة 14:30 بتوقيت موسكو         | 2025-12-02 day 14:30 Europe/Moscow
14:30 بتوقيت غرينتش يوم 2 ديسمبر 2025           | 2025-12-02 day 14:30 Etc/UTC
2 ديسمبر 2025، 1430 ت.غ                         | 2025-12-02 day 14:30 Etc/UTC
2 ديسمبر 2025، 14:30 بتوقيت موسكو (11:30 غرينتش) | 2025-12-02 day 14:30 Europe/Moscow
2 ديسمبر 2025 الساعة 2:30 ظهرًا بتوقيت أبوظبي   | 2025-12-02 day 14:30 Asia/Dubai
2 ديسمبر 2025 الساعة 9 صباحًا بتوقيت السعودية   | 2025-12-02 day 09:00 Asia/Riyadh
2 ديسمبر 2025 الساعة الثالثة والنصف عصرًا       | 2025-12-02 day 15:30
2 ديسمبر 2025 الساعة العاشرة إلا ربعًا صباحًا   | 2025-12-02 day 09:45
الساعة الثالثة عصر الثلاثاء 2 ديسمبر 2025       | 2025-12-02 day 15:00
مساء الثلاثاء 2 ديسمبر 2025 عند الساعة الثامنة  | 2025-12-02 day 20:00
2 ديسمبر 2025 الثانية عشرة ليلًا                | 2025-12-02 day 00:00
2 ديسمبر 2025 الساعة 2 ليلًا                    | 2025-12-02 day 02:00
2 ديسمبر 2025 الساعة 11 ليلًا                   | 2025-12-02 day 23:00
2 ديسمبر 2025 عند منتصف الليل                   | -
2 ديسمبر 2025 الساعة 5 مساءً بتوقيت شرق الولايات المتحدة | 2025-12-02 day 17:00 America/New_York
2 December 2025 at 2:30 pm GMT                  | 2025-12-02 day 14:30 Etc/UTC
2 December 2025, 3 p.m. Moscow time             | 2025-12-02 day 15:00 Europe/Moscow
2 December 2025 at noon                         | 2025-12-02 day 12:00
2 December 2025, 17:00 (GMT+3)                  | 2025-12-02 day 17:00 Etc/GMT-3
2 December 2025, 17:00 +03:30                   | 2025-12-02 day 17:00 Asia/Tehran
2025-12-02T14:30:00+03:00                       | 2025-12-02 day 14:30 Etc/GMT-3
2025-12-02 14:30Z                               | 2025-12-02 day 14:30 Etc/UTC
2 décembre 2025 à 14h30 heure de Paris          | 2025-12-02 day 14:30 Europe/Paris
night of 2 December 2025 at 11:30               | 2025-12-02 night 23:30
                                                | -
بوتين                                           | -
الثلاثاء                                        | -
15                                              | -
أمس                                             | -
15 آب                                           | -
مارس                                            | -
ديسمبر الماضي                                   | -
منذ ديسمبر 2025                                 | -
31 نيسان 2025                                   | -
30 صفر 1447                                     | -
2025-13-01                                      | -
الاثنين 2 ديسمبر 2025                           | -
2 كانون الثاني/ديسمبر 2025                      | -
2 ديسمبر 2025 الموافق 20 جمادى الآخرة 1447      | -
2 ديسمبر 2025 ثم 5 ديسمبر 2025                  | -
2 ديسمبر 2025 في موسكو                          | -
2 ديسمبر 2025 الساعة 12 مساءً                   | -
2 ديسمبر 2025 الساعة 14 صباحًا                  | -
2 ديسمبر 2025 الساعة 25:30                      | -
2 ديسمبر 2025 الساعة 14:30 بتوقيت المريخ        | -
2 ديسمبر 2025، 14:30 بتوقيت موسكو (12:30 غرينتش) | -
ديسمبر 2025 الساعة 14:30                        | -
ليلة ديسمبر 2025                                | -
ليل 2-5 ديسمبر 2025                             | -
"""
ROWS = [tuple(part.strip() for part in row.split("|")) for row in TABLE.strip("\n").splitlines()]


def told(written: WrittenDate | None) -> str:
    if written is None:
        return "-"
    days = "/".join(day.isoformat() for day in (written.start, written.end) if day)
    hour = f"{written.time:%H:%M}" if written.time else ""
    return " ".join(filter(None, (days, written.precision, hour, written.zone)))


def test_the_table_is_long_and_says_everything_once():
    assert len(ROWS) >= 120
    assert len({text for text, _expected in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_written_date_tells(text, expected):
    assert told(parse_date(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أمس", "2026-03-09 day"),
        ("ليلة أمس", "2026-03-09 night"),
        ("الثلاثاء الماضي", "2026-03-03 day"),
        ("last Tuesday", "2026-03-03 day"),
        ("15 آب", "2025-08-15 day"),
        ("من 2 إلى 5 مارس", "2026-03-02/2026-03-05 day"),
        ("أبريل الماضي", "2025-04-01 month"),
        ("مارس", "2026-03-01 month"),
        ("2 ديسمبر الساعة 14:30", "2025-12-02 day 14:30"),
        ("من 2 إلى 5 رمضان", "2026-02-19/2026-02-22 day"),
        ("غدا", "-"),
    ],
)
def test_days_told_from_today_are_understood_on_a_day(text, expected):
    assert told(parse_date(text, today=date(2026, 3, 10))) == expected


@pytest.mark.parametrize("names", [*REGIONS.values(), ENGLISH, FRENCH])
def test_every_month_of_every_region_is_read(names):
    for number, name in enumerate(names, 1):
        assert told(parse_date(f"3 {name} 2025")) == f"2025-{number:02}-03 day"


def test_every_hijri_month_is_read_in_both_languages():
    for name, english in zip(HIJRI, HIJRI_ENGLISH, strict=True):
        written = parse_date(f"3 {name} 1447")
        assert written is not None
        assert written == parse_date(f"3 {english} 1447")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2 ديسمبر 2025", date(2025, 12, 2)),
        ("ديسمبر 2025", date(2025, 12, 31)),
        ("من 15 إلى 16 نوفمبر 2025", date(2025, 11, 16)),
        ("ليلة 2 ديسمبر 2025", date(2025, 12, 3)),
    ],
)
def test_the_last_day_it_can_have_been(text, last):
    assert parse_date(text).last == last


@given(st.dates(date(1950, 1, 1), date(2060, 12, 31)), st.sampled_from(list(REGIONS.values())))
def test_what_is_written_is_read_back(day, months):
    written = parse_date(f"{day.day} {months[day.month - 1]} {day.year}")
    assert written == WrittenDate(day)
    assert parse_partial(f"{day.day} {months[day.month - 1]} {day.year}") == (day, day)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text):
    parse_date(text)
    parse_date(text, today=date(2026, 3, 10))
