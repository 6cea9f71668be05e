"""Words of time in a query: understood as time, told, and given back as words if one wants."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from articles.search.run import SearchRequest, TimeRead, search
from tests.factories import ArticleFactory, MeetingFactory, PersonFactory

BODY = "دار الحديث عن سباق القوارب وعن جوائز كثيرة"


def of(day, **given):
    """An article like all others but for its day."""
    return ArticleFactory(title="خبر", body=BODY, published_on=day, **given).pk


def read(q, **asked):
    """What was understood as time, as text."""
    return [time.text for time in search(SearchRequest(q=q, **asked)).times]


@pytest.fixture
def months(index_now):
    """An article of each month of two years and an undated one; by the first of its month."""
    days = [date(year, month, 15) for year in (2023, 2024) for month in range(1, 13)]
    numbers = {day.replace(day=1): of(day) for day in days}
    numbers[None] = of(None, date_basis="")
    index_now()
    return numbers


# --- months and years ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("يناير", 1),
        ("كانون الثاني", 1),
        ("جانفي", 1),
        ("فيفري", 2),
        ("شباط", 2),
        ("آذار", 3),
        ("مارس", 3),
        ("نيسان", 4),
        ("أفريل", 4),
        ("أبريل", 4),
        ("ابريل", 4),
        ("أيار", 5),
        ("ماي", 5),
        ("جوان", 6),
        ("حزيران", 6),
        ("تموز", 7),
        ("جويلية", 7),
        ("يوليوز", 7),
        ("يوليو", 7),
        ("آب", 8),
        ("أوت", 8),
        ("غشت", 8),
        ("أغسطس", 8),
        ("شتنبر", 9),
        ("أيلول", 9),
        ("تشرين الأول", 10),
        ("نونبر", 11),
        ("تشرين الثاني", 11),
        ("دجنبر", 12),
        ("كانون الأول", 12),
        ("December", 12),
    ],
)
def test_a_month_and_year_put_what_is_of_them_first(months, found, written, month):
    q = f"سباق القوارب {written} 2023"
    results = found(q)
    assert results[0] == months[date(2023, month, 1)]
    assert sorted(results) == sorted(months.values())
    (time,) = search(SearchRequest(q=q)).times
    assert time.text == f"{written} 2023"
    assert {(day.year, day.month) for span in time.days for day in span} == {(2023, month)}


def test_a_month_without_a_year_is_that_of_every_year(months, found):
    results = found("سباق القوارب في نيسان")
    assert results[:2] == [months[date(2024, 4, 1)], months[date(2023, 4, 1)]]
    assert len(results) == 25
    (time,) = search(SearchRequest(q="سباق القوارب في نيسان")).times
    assert (date(2023, 4, 1), date(2023, 4, 30)) in time.days


def test_a_day_and_a_month(index_now, found):
    others = [of(date(2024, 8, 16)), of(date(2024, 8, 1)), of(None, date_basis="")]
    first, second = of(date(2023, 8, 15)), of(date(2022, 8, 15))
    index_now()
    assert found("سباق القوارب 15 آب")[:2] == [first, second]
    assert set(found("سباق القوارب 15 آب")) == {first, second, *others}
    assert read("سباق القوارب 15 آب") == ["15 آب"]


@pytest.mark.parametrize(
    "q", ["سباق القوارب 2023", "سباق القوارب في عام 2023", "2023 سباق القوارب"]
)
def test_a_year(months, found, q):
    of_2023 = {pk for day, pk in months.items() if day and day.year == 2023}
    assert set(found(q)[:12]) == of_2023
    assert len(found(q)) == 25


def test_a_period(months, found):
    results = found("سباق القوارب من شباط إلى نيسان 2023")
    assert set(results[:3]) == {months[date(2023, month, 1)] for month in (2, 3, 4)}
    assert len(results) == 25


def test_nothing_is_filtered_out_and_counts_stay(months):
    plain, timed = (search(SearchRequest(q=f"سباق القوارب{more}")) for more in ("", " أيلول 2023"))
    assert (timed.count, timed.undated) == (plain.count, plain.undated)
    assert timed.all_words == 1
    assert not timed.relaxed


def test_what_says_the_time_holds_it_too(months, index_now, found):
    said = ArticleFactory(title="خبر", body=f"{BODY} في نيسان من 2023", published_on=None).pk
    index_now()
    results = found("سباق القوارب نيسان 2023")
    assert set(results[:2]) == {said, months[date(2023, 4, 1)]}
    assert search(SearchRequest(q="سباق القوارب نيسان 2023")).all_words == 2


def test_a_time_alone_finds_what_is_of_it(months, found):
    assert found("نيسان 2023") == [months[date(2023, 4, 1)]]
    assert found("أول نيسان 2023 -سباق") == []


def test_what_reports_a_meeting_of_that_time_holds_it(index_now, found):
    keeper = PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper")
    like = {"title": "خبر", "body": "تحدث الفنارجي", "published_on": date(2024, 9, 1)}
    report, other = (ArticleFactory(**like) for _ in range(2))
    MeetingFactory(who=[keeper], start=date(2023, 4, 8), reports=[report])
    index_now()
    assert found("الفنارجي نيسان 2023") == [report.pk, other.pk]
    assert search(SearchRequest(q="الفنارجي نيسان 2023")).all_words == 1


# --- times told from today, and words of order --------------------------------------------------
@pytest.mark.parametrize(
    ("words", "ago"),
    [("أمس", 1), ("امبارح", 1), ("أول أمس", 2), ("yesterday", 1), ("اليوم", 0)],
)
def test_days_told_from_today(index_now, found, words, ago):
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in range(4)]
    numbers = [of(day) for day in days]
    index_now()
    assert found(f"سباق القوارب {words}")[0] == numbers[ago]
    assert set(found(f"سباق القوارب {words}")) == set(numbers)
    (time,) = search(SearchRequest(q=f"سباق القوارب {words}")).times
    assert time == TimeRead(words, ((days[ago], days[ago]),))


@pytest.mark.parametrize("words", ["الشهر الماضي", "الشهر اللي فات", "last month"])
def test_the_last_month(index_now, found, words):
    this = timezone.localdate().replace(day=1)
    before = of(this - timedelta(days=3))
    long_ago, now = of(this - timedelta(days=80)), of(timezone.localdate())
    index_now()
    assert found(f"سباق القوارب {words}") == [before, now, long_ago]
    assert read(f"سباق القوارب {words}") == [words]


@pytest.mark.parametrize(
    ("q", "order"),
    [
        ("أول لقاء عن سباق القوارب", "oldest"),
        ("آخر لقاء عن سباق القوارب", "newest"),
        ("أحدث تصريح عن سباق القوارب", "newest"),
        ("first meeting سباق القوارب", "oldest"),
    ],
)
def test_the_first_and_the_last(months, found, q, order):
    ends = {"oldest": date(2023, 1, 1), "newest": date(2024, 12, 1)}
    results = found(q)
    assert results[0] == months[ends[order]]
    assert len(results) == 25
    page = search(SearchRequest(q=q))
    (time,) = page.times
    assert (time.order, time.days) == (order, ())
    assert time.text not in page.ignored


def test_the_first_meeting_of_all_who_are_named_comes_first(index_now, found):
    people = [
        PersonFactory(key="lamp-keeper", name_ar="زاركو الفنارجي", name_en="Zarko Lampkeeper"),
        PersonFactory(key="pearl-diver", name_ar="نورين المرجاني", name_en="Noreen Coralson"),
    ]
    numbers = []
    for month in (2, 5, 9):
        article = ArticleFactory(
            title="خبر", body="لقاء الفنارجي والمرجاني", published_on=date(2024, month, 2)
        )
        MeetingFactory(who=people, start=date(2024, month, 1), reports=[article])
        numbers.append(article.pk)
    index_now()
    assert found("أول لقاء بين الفنارجي والمرجاني")[0] == numbers[0]
    assert found("آخر لقاء بين الفنارجي والمرجاني")[0] == numbers[2]


# --- where words are no time ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "q",
    [
        '"نيسان 2023"',
        'سباق "نيسان"',
        "سباق «أول لقاء»",
        "title:(نيسان 2023)",
        "سباق -نيسان",
        "سباق NOT (نيسان 2023)",
        "سباق القوارب",
        "حدود 1967",
        "شخص:نيسان",
    ],
)
def test_what_is_quoted_negated_or_of_a_field_is_no_time(months, q):
    assert read(q) == []


def test_an_exact_search_reads_no_time(months, found):
    assert read("سباق القوارب نيسان 2023", exact=True) == []
    assert found("نيسان 2023", exact=True) == []


def test_times_as_words_on_request(months, index_now, found):
    said = ArticleFactory(title="خبر", body="نزل المطر في نيسان", published_on=None).pk
    index_now()
    assert found("نيسان 2023", times=False) == [said]
    request = SearchRequest(q="سباق القوارب نيسان 2023", times=False)
    page = search(request)
    assert page.times == []
    assert page.count == 26
    assert (page.all_words, page.relaxed) == (0, True)
    assert request.params()["times"] == ["0"]


@pytest.mark.parametrize("month", ["أفريل", "نيسان", "ابريل"])
def test_a_month_as_it_is_called_elsewhere_is_no_misspelling(index_now, month):
    for _ in range(3):
        ArticleFactory(title="خبر", body="جرى سباق القوارب في أبريل", published_on=date(2023, 4, 3))
    index_now()
    page = search(SearchRequest(q=f"سباق القوارب {month} 2023"))
    assert (page.corrected, page.did_you_mean) == ([], None)


# --- told to the reader and in the API ----------------------------------------------------------
def chips(q, **asked):
    """The chips of a page: the label in English, the text, the query without it."""
    page = search(SearchRequest(q=q, **asked), language="en")
    with override("en"):
        return [(str(chip.label), chip.text, *chip.params.get("q", [""])) for chip in page.chips]


def test_a_time_is_one_chip_in_its_place(months):
    assert chips("أول لقاء سباق نيسان 2023 -زرافة") == [
        ("time", "أول", "أول لقاء سباق نيسان 2023 -زرافة"),
        ("", "لقاء", "أول سباق نيسان 2023 -زرافة"),
        ("", "سباق", "أول لقاء نيسان 2023 -زرافة"),
        ("time", "نيسان 2023", "أول لقاء سباق نيسان 2023 -زرافة"),
        ("", "-زرافة", "أول لقاء سباق نيسان 2023"),
    ]


def test_without_its_chip_a_time_is_words(months):
    page = search(SearchRequest(q="سباق نيسان 2023"))
    (chip,) = [chip for chip in page.chips if chip.text == "نيسان 2023"]
    assert chip.params == {"q": ["سباق نيسان 2023"], "times": ["0"]}


def test_each_of_several_times_has_its_own(months):
    found = chips("نيسان 2023 سباق نيسان 2024")
    assert [text for label, text, _ in found if label == "time"] == ["نيسان 2023", "نيسان 2024"]


def test_a_time_within_parentheses_hides_no_other(months):
    found = chips("(سباق OR نيسان) أيلول 2023")
    assert [text for _, text, _ in found] == ["سباق OR نيسان", "أيلول 2023"]


def test_where_times_are_words_each_word_is_a_chip(months):
    found = chips("سباق نيسان 2023", times=False)
    assert [(label, text) for label, text, _ in found] == [
        ("", "سباق"),
        ("", "نيسان"),
        ("", "2023"),
    ]


def test_the_api_tells_the_times(months, client):
    asked = {"q": "سباق القوارب نيسان 2023", "lang": "ar"}
    answer = client.get("/api/v1/search", asked).json()
    assert answer["times"] == [
        {"text": "نيسان 2023", "days": [["2023-04-01", "2023-04-30"]], "order": ""}
    ]
    assert answer["results"][0]["id"] == months[date(2023, 4, 1)]
    order = client.get("/api/v1/search", asked | {"q": "أول لقاء سباق القوارب"}).json()
    assert order["times"] == [{"text": "أول", "days": [], "order": "oldest"}]


def test_the_api_searches_them_as_words_on_request(months, client):
    asked = {"q": "سباق القوارب نيسان 2023", "times": "false"}
    answer = client.get("/api/v1/search", asked).json()
    assert answer["times"] == []
    assert answer["all_words"] == 0
    assert client.get("/api/v1/search", asked | {"times": "perhaps"}).status_code == 422


def links(response):
    """The addresses that the page leads to, entities undone."""
    return [
        address.replace("&amp;", "&")
        for address in re.findall(r'href="([^"]*)"', response.content.decode())
    ]


def arabic(msgid):
    """A text of the interface in Arabic, which it must have."""
    with override("ar"):
        text = gettext(msgid)
    assert text != msgid
    return text


def test_the_page_shows_the_time_and_leads_to_the_words(months, client):
    response = client.get("/ar/search/", {"q": "سباق القوارب نيسان 2023"})
    text = response.content.decode()
    assert arabic("Read as time: <bdi>%(text)s</bdi>.") % {"text": "نيسان 2023"} in text
    assert arabic("Search words of time as words") in text
    (chip,) = re.findall(r'<li class="chip"><span class="k">(.*?)</li>', text, re.DOTALL)
    assert "نيسان 2023" in chip
    assert any("times=0" in link for link in links(response))


def test_the_page_of_the_words_leads_back(months, client):
    response = client.get("/ar/search/", {"q": "سباق القوارب نيسان 2023", "times": "0"})
    text = response.content.decode()
    assert arabic("Understand them as time") in text
    assert arabic("Search words of time as words") not in text
    (back,) = re.findall(rf'href="([^"]*)">{arabic("Understand them as time")}', text)
    assert "times" not in back
    again = client.get("/ar/search/" + back.replace("&amp;", "&"))
    assert [time.text for time in again.context["found"].times] == ["نيسان 2023"]


def test_filters_and_further_pages_keep_the_choice(months, client):
    asked = {"q": "سباق القوارب نيسان 2023", "times": "0"}
    response = client.get("/ar/search/", asked)
    onward = [link for link in links(response) if "page=2" in link or "source=" in link]
    assert onward
    assert all("times=0" in link for link in onward)
    assert '<input type="hidden" name="times" value="0">' in response.content.decode()
