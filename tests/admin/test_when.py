"""Days and hours as they are typed on the desk."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import get_format

from articles.admin.when import DayField, HourField
from articles.models import Article, Meeting
from tests.admin.test_forms import add, change, errors, save
from tests.factories import MeetingFactory, SourceFactory

FIFTH_OF_MARCH = [
    "2026-03-05",
    "2026-3-5",
    "٢٠٢٦-٠٣-٠٥",
    "2026/3/5",
    "5/3/2026",
    "05.03.2026",
    "5-3-2026",
    "٥/٣/٢٠٢٦",
    "۵/۳/۲۰۲۶",
    "\u200f5/3/2026",
    "5 مارس 2026",
    "٥ آذار/مارس ٢٠٢٦",
    "الخميس 5 مارس 2026",
    "5 March 2026",
    "March 5, 2026",
]
NO_DAYS = [
    "3/15/2026",  # no month 15: the month is not first
    "5/3/26",
    "30/2/2026",
    "2026",
    "مارس 2026",
    "5 مارس",
    "الجمعة 5 مارس 2026",  # it was a Thursday
    "3-5 March 2026",
    "نحو 5 مارس 2026",
    "5 مارس 2026 الساعة 3",
    "5/3/1446",  # a hijri year
    "١ رمضان ١٤٤٦",
    "أمس",
    "\0",
]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("typed", FIFTH_OF_MARCH)
def test_the_day_stands_before_the_month(typed, language):
    with translation.override(language):
        assert DayField().clean(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_may_be_another_day_is_refused_with_an_example(typed):
    for language in ("ar", "en"):
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            DayField().clean(typed)
        assert "31/12/2025" in refusal.value.messages[0]


@pytest.mark.parametrize("typed", ["18:30", "18:30:00", "١٨:٣٠", "۱۸:۳۰", " 18:30 "])
def test_an_hour_is_read_in_any_digits(typed):
    assert HourField().clean(typed) == time(18, 30)


def test_what_is_no_hour_is_refused_with_an_example():
    for language in ("ar", "en"):
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            HourField().clean("مساء")
        assert "18:30" in refusal.value.messages[0]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_form_of_the_site_reads_the_month_before_the_day(language):
    with translation.override(language):
        for name in ("DATE_INPUT_FORMATS", "DATETIME_INPUT_FORMATS"):
            shapes = get_format(name)
            assert shapes[0].startswith("%Y-%m-%d")
            assert not [shape for shape in shapes if shape.startswith(("%m", "%b", "%B"))]


@pytest.mark.usefixtures("empty")
def test_the_fields_of_the_forms_read_them(editor):
    save(
        editor,
        add("article"),
        title="عنوان",
        source=SourceFactory().pk,
        published_on="5/3/2026",
        published_at_0="٥ مارس ٢٠٢٦",
        published_at_1="١٨:٣٠",
    )
    article = Article.objects.get()
    assert article.published_on == date(2026, 3, 5)
    assert article.published_at == timezone.make_aware(datetime(2026, 3, 5, 18, 30))
    save(editor, add("meeting"), title_ar="لقاء", start="15/8/2025", end="١٦/٨/٢٠٢٥", time="٩:٠٥")
    meeting = Meeting.objects.get()
    assert (meeting.start, meeting.end) == (date(2025, 8, 15), date(2025, 8, 16))
    assert meeting.time == time(9, 5)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ({"published_on": "8/15/2025"}, "31/12/2025"),
        ({"published_at_0": "8/15/2025", "published_at_1": "18:30"}, "31/12/2025"),
        ({"published_at_0": "15/8/2025", "published_at_1": "6"}, "18:30"),
        ({"published_at_0": "15/8/2025", "published_at_1": ""}, "18:30"),
    ],
)
def test_a_form_that_refuses_one_gives_an_example(editor, typed, example):
    typed = {"title": "عنوان", "source": SourceFactory().pk, **typed}
    assert example in errors(save(editor, add("article"), **typed))
    assert not Article.objects.exists()


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("typed", ["2025-08-15", "15/8/2025", "١٥/٨/٢٠٢٥", "8/2025"])
def test_the_list_of_meetings_is_searched_by_such_a_day(editor, typed):
    MeetingFactory(start=date(2025, 8, 15), title_ar="هذا")
    MeetingFactory(start=date(2024, 8, 16), title_ar="ذاك")
    page = editor.get(reverse("admin:articles_meeting_changelist"), {"q": typed})
    rows = page.context["cl"].result_list
    assert [row.title_ar for row in rows] == ["هذا"]


@pytest.mark.usefixtures("empty")
def test_a_form_shows_the_day_as_it_was_stored(editor):
    page = editor.get(change(MeetingFactory(start=date(2025, 8, 15)))).content.decode()
    assert 'value="2025-08-15"' in page
