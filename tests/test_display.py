"""How dates, numbers and counts look: tables of real values in both languages."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import translation

from articles import display
from articles.display import Preferences

LATIN = Preferences()
INDIC = Preferences(numerals="arabic")
LEVANT = Preferences(months="levant")
MAGHREB = Preferences(months="maghreb")
DAY = date(2025, 12, 2)


@pytest.mark.parametrize(
    ("prefs", "language", "weekday", "precision", "expected"),
    [
        (LATIN, "ar", True, "day", "الثلاثاء 2 ديسمبر 2025"),
        (LATIN, "ar", False, "day", "2 ديسمبر 2025"),
        (LATIN, "en", True, "day", "Tuesday 2 December 2025"),
        (LEVANT, "ar", False, "day", "2 كانون الأول 2025"),
        (MAGHREB, "ar", False, "day", "2 ديسمبر 2025"),
        (LEVANT, "en", False, "day", "2 December 2025"),
        (INDIC, "ar", False, "day", "٢ ديسمبر ٢٠٢٥"),
        (INDIC, "en", False, "day", "2 December 2025"),
        (LATIN, "ar", True, "month", "ديسمبر 2025"),
        (LATIN, "ar", False, "approx", "2 ديسمبر 2025 تقريبًا"),
        (LATIN, "en", False, "approx", "about 2 December 2025"),
        (LATIN, "ar", False, "night", "ليلة 2 ديسمبر 2025"),
        (LEVANT, "ar", True, "night", "ليل الثلاثاء 2 كانون الأول 2025"),
        (LATIN, "en", True, "night", "night of Tuesday 2 December 2025"),
    ],
)
def test_date_in_words(prefs, language, weekday, precision, expected):
    assert display.format_date(DAY, prefs, language, precision, weekday) == expected


@pytest.mark.parametrize(
    ("start", "end", "arabic", "english"),
    [
        (
            date(2025, 11, 15),
            date(2025, 11, 16),
            "من 15 إلى 16 نوفمبر 2025",
            "15 to 16 November 2025",
        ),
        (
            date(2025, 11, 30),
            date(2025, 12, 2),
            "من 30 نوفمبر إلى 2 ديسمبر 2025",
            "30 November to 2 December 2025",
        ),
        (
            date(2025, 12, 31),
            date(2026, 1, 1),
            "من 31 ديسمبر 2025 إلى 1 يناير 2026",
            "31 December 2025 to 1 January 2026",
        ),
        (date(2025, 12, 2), None, "2 ديسمبر 2025", "2 December 2025"),
        (date(2025, 12, 2), date(2025, 12, 2), "2 ديسمبر 2025", "2 December 2025"),
    ],
)
def test_range_says_shared_parts_once_and_has_no_dash(start, end, arabic, english):
    assert display.format_range(start, end, LATIN, "ar") == arabic
    assert display.format_range(start, end, LATIN, "en") == english
    assert "-" not in arabic + english
    assert "–" not in arabic + english


@pytest.mark.parametrize(
    ("start", "end", "precision", "arabic", "english"),
    [
        (
            date(2025, 11, 15),
            date(2025, 11, 16),
            "approx",
            "من 15 إلى 16 نوفمبر 2025 تقريبًا",
            "about 15 to 16 November 2025",
        ),
        (
            date(2025, 11, 1),
            date(2025, 12, 31),
            "month",
            "من نوفمبر إلى ديسمبر 2025",
            "November to December 2025",
        ),
        (
            date(2025, 12, 1),
            date(2026, 1, 31),
            "month",
            "من ديسمبر 2025 إلى يناير 2026",
            "December 2025 to January 2026",
        ),
        (date(2025, 11, 1), date(2025, 11, 30), "month", "نوفمبر 2025", "November 2025"),
        (
            date(2025, 12, 2),
            date(2025, 12, 4),
            "night",
            "ليلًا من 2 إلى 4 ديسمبر 2025",
            "nights of 2 to 4 December 2025",
        ),
    ],
)
def test_a_range_is_as_sure_as_its_precision(start, end, precision, arabic, english):
    assert display.format_range(start, end, LATIN, "ar", precision) == arabic
    assert display.format_range(start, end, LATIN, "en", precision) == english


@pytest.mark.parametrize(
    ("hour", "zone", "place", "language", "expected"),
    [
        (time(14, 30), "Europe/Moscow", "", "ar", "14:30 بتوقيت موسكو (11:30 غرينتش)"),
        (time(14, 30), "Europe/Moscow", "", "en", "14:30 Moscow time (11:30 GMT)"),
        (time(14, 30), "Asia/Dubai", "أبوظبي", "ar", "14:30 بتوقيت أبوظبي (10:30 غرينتش)"),
        (
            time(20, 30),
            "America/New_York",
            "",
            "ar",
            "20:30 بتوقيت نيويورك (01:30 غرينتش في اليوم التالي)",
        ),
        (
            time(1, 30),
            "Asia/Tehran",
            "Tehran",
            "en",
            "01:30 Tehran time (22:00 GMT the day before)",
        ),
        (time(14, 30), "Etc/UTC", "", "ar", "14:30 غرينتش"),
        (time(14, 30), "Etc/GMT-3", "", "en", "14:30 GMT+3 time (11:30 GMT)"),
        (time(14, 30), "Europe/Kyiv", "", "ar", "14:30 بتوقيت كييف (12:30 غرينتش)"),
        (time(14, 30), "", "", "ar", "14:30 بالتوقيت المحلي"),
        (time(14, 30), "", "Springfield", "en", "14:30 local time in Springfield"),
    ],
)
def test_an_hour_names_its_clock_and_that_of_greenwich(hour, zone, place, language, expected):
    assert display.format_moment(DAY, hour, zone, LATIN, language, place) == expected


def test_both_clocks_follow_the_numerals():
    text = display.format_moment(DAY, time(14, 30), "Etc/GMT-3", INDIC, "ar")
    assert text == "١٤:٣٠ بتوقيت غرينتش+٣ (١١:٣٠ غرينتش)"


@pytest.mark.parametrize(
    ("month", "egypt", "levant", "maghreb"),
    [
        (1, "يناير", "كانون الثاني", "جانفي"),
        (4, "أبريل", "نيسان", "أفريل"),
        (7, "يوليو", "تموز", "جويلية"),
        (8, "أغسطس", "آب", "أوت"),
        (11, "نوفمبر", "تشرين الثاني", "نوفمبر"),
        (12, "ديسمبر", "كانون الأول", "ديسمبر"),
    ],
)
def test_month_names_follow_the_region(month, egypt, levant, maghreb):
    names = [display.month_name(month, prefs, "ar") for prefs in (LATIN, LEVANT, MAGHREB)]
    assert names == [egypt, levant, maghreb]


@pytest.mark.parametrize(
    ("day", "arabic", "english"),
    [
        (date(2025, 12, 2), "11 جمادى الآخرة 1447 هـ", "11 Jumada II 1447 AH"),
        (date(2026, 1, 21), "2 شعبان 1447 هـ", "2 Shaban 1447 AH"),
        (date(2025, 3, 1), "1 رمضان 1446 هـ", "1 Ramadan 1446 AH"),
        (date(1800, 1, 1), "", ""),
        (date(2100, 1, 1), "", ""),
    ],
)
def test_hijri_by_umm_al_qura_and_silent_outside_its_tables(day, arabic, english):
    assert display.hijri(day, "ar") == arabic
    assert display.hijri(day, "en") == english


def test_hijri_follows_the_numerals():
    assert display.hijri(DAY, "ar", INDIC) == "١١ جمادى الآخرة ١٤٤٧ هـ"


@pytest.mark.parametrize(
    ("value", "grouped", "prefs", "language", "expected"),
    [
        (0, True, LATIN, "ar", "0"),
        (1234, True, LATIN, "ar", "1,234"),
        (1234, False, LATIN, "ar", "1234"),
        (1234567, True, INDIC, "ar", "١٬٢٣٤٬٥٦٧"),
        (2025, False, INDIC, "ar", "٢٠٢٥"),
        (1234, True, INDIC, "en", "1,234"),
    ],
)
def test_numbers_in_the_chosen_digits(value, grouped, prefs, language, expected):
    assert display.number(value, prefs, language, grouped=grouped) == expected


def test_clock_keeps_its_colon():
    assert display.format_time(time(14, 5), INDIC, "ar") == "١٤:٠٥"
    assert display.format_time(time(14, 5), LATIN, "en") == "14:05"


@pytest.mark.parametrize(
    ("n", "articles", "meetings", "persons"),
    [
        (0, "لا مواد", "لا لقاءات", "لا أشخاص"),
        (1, "مادة واحدة", "لقاء واحد", "شخص واحد"),
        (2, "مادتان", "لقاءان", "شخصان"),
        (3, "3 مواد", "3 لقاءات", "3 أشخاص"),
        (10, "10 مواد", "10 لقاءات", "10 أشخاص"),
        (11, "11 مادة", "11 لقاءً", "11 شخصًا"),
        (99, "99 مادة", "99 لقاءً", "99 شخصًا"),
        (100, "100 مادة", "100 لقاء", "100 شخص"),
        (102, "102 مادة", "102 لقاء", "102 شخص"),
        (107, "107 مواد", "107 لقاءات", "107 أشخاص"),
        (135, "135 مادة", "135 لقاءً", "135 شخصًا"),
    ],
)
def test_six_arabic_forms(n, articles, meetings, persons):
    with translation.override("ar"):
        shown = [display.counted(noun, n) for noun in ("article", "meeting", "person")]
    assert shown == [articles, meetings, persons]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, "No articles"), (1, "1 article"), (2, "2 articles"), (100, "100 articles")],
)
def test_english_forms(n, expected):
    with translation.override("en"):
        assert display.counted("article", n) == expected


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "من جهة واحدة"), (2, "من جهتين"), (3, "من 3 جهات"), (11, "من 11 جهة")],
)
def test_outlets_in_the_genitive(n, expected):
    with translation.override("ar"):
        assert display.counted("from_outlet", n) == expected


def test_every_noun_has_all_forms_in_arabic():
    from articles.display.counts import _NOUNS

    assert _NOUNS
    with translation.override("ar"):
        for noun in _NOUNS:
            for n in (0, 1, 2, 3, 11, 100):
                text = display.counted(noun, n)
                assert not any("a" <= letter <= "z" for letter in text.lower()), (noun, n, text)


def test_counts_follow_the_numerals():
    with translation.override("ar"):
        assert display.counted("article", 26, INDIC) == "٢٦ مادة"


def test_words_of_a_count_without_its_figure():
    with translation.override("ar"):
        assert display.counted_noun("meeting", 135) == "لقاءً"
        assert display.counted_noun("article", 3) == "مواد"


@pytest.mark.parametrize(
    ("minutes", "arabic", "english"),
    [
        (219, "3 ساعات و39 دقيقة", "3 hours and 39 minutes"),
        (300, "5 ساعات", "5 hours"),
        (60, "ساعة واحدة", "1 hour"),
        (120, "ساعتان", "2 hours"),
        (62, "ساعة واحدة ودقيقتان", "1 hour and 2 minutes"),
        (45, "45 دقيقة", "45 minutes"),
        (660, "11 ساعة", "11 hours"),
    ],
)
def test_duration_in_words(minutes, arabic, english):
    with translation.override("ar"):
        assert display.format_duration(minutes) == arabic
    with translation.override("en"):
        assert display.format_duration(minutes) == english


@pytest.mark.parametrize(
    ("code", "arabic", "english"),
    [
        ("ar", "العربية", "Arabic"),
        ("uk", "الأوكرانية", "Ukrainian"),
        ("az", "الأذربيجانية", "Azerbaijani"),
        ("he", "العبرية", "Hebrew"),
        ("xx", "xx", "xx"),
    ],
)
def test_names_of_languages(code, arabic, english):
    assert display.language_name(code, "ar") == arabic
    assert display.language_name(code, "en") == english


def test_names_of_countries():
    assert display.country_name("RU", "ar") == "روسيا"
    assert display.country_name("ru", "en") == "Russia"
    assert display.country_name("ZZX", "en") == "ZZX"
    assert display.country_name("", "ar") == ""


def test_preferences_ignore_values_we_never_set():
    found = Preferences.from_cookies({"sijill_numerals": "arabic", "sijill_theme": "<script>"})
    assert found == Preferences(numerals="arabic", theme="auto")


class TestStrip:
    """Bars by month."""

    def strip(self, counts, language="ar", **kwargs):
        return display.month_strip(
            counts, href=lambda key: f"?month={key}", prefs=LATIN, language=language, **kwargs
        )

    def test_nothing_to_draw(self):
        assert self.strip({}) is None
        assert self.strip({"undated": 4}) is None

    def test_gaps_are_drawn_without_links(self):
        strip = self.strip({"2025-11": 2, "2026-01": 1})
        assert [(bar.count, bar.href) for bar in strip.bars] == [
            (2, "?month=2025-11"),
            (0, ""),
            (1, "?month=2026-01"),
        ]
        assert [bar.count for bar in strip.kept] == [2, 1]

    def test_arabic_runs_from_right_to_left(self):
        counts = {"2025-01": 1, "2025-02": 1, "2025-03": 1, "2025-04": 1}
        right = [float(bar.middle.rstrip("%")) for bar in self.strip(counts, "ar").bars]
        left = [float(bar.middle.rstrip("%")) for bar in self.strip(counts, "en").bars]
        assert right == sorted(right, reverse=True)
        assert left == sorted(left)
        assert right == left[::-1]

    def test_label_says_month_and_count(self):
        with translation.override("ar"):
            assert self.strip({"2025-04": 8}).bars[0].label == "أبريل 2025: 8 مواد"

    def test_long_spans_become_years(self):
        strip = self.strip({"2001-05": 3, "2001-06": 1, "2020-01": 2})
        assert len(strip.bars) == 20
        assert strip.bars[0].count == 4
        assert strip.bars[0].href == "?month=2001"

    def test_a_chosen_month_stays_linked_when_it_is_empty(self):
        strip = self.strip({"2025-01": 1, "2025-03": 1}, selected=("2025-02",))
        assert [bar.href for bar in strip.bars][1] == "?month=2025-02"
