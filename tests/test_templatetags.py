"""What templates say with one word."""

from datetime import UTC, date, datetime, time
from html import escape
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from articles.models import Meeting
from tests.factories import ArticleFactory


def drawn(text: str, **values: object) -> str:
    with translation.override("en"):
        return Template("{% load sijill texts timeline %}" + text).render(Context(values))


def meeting(**changes: object) -> Meeting:
    return Meeting(**{"start": date(2025, 11, 15), "title_en": "Talks", **changes})


@pytest.mark.parametrize(
    ("changes", "dated", "below"),
    [
        ({}, ["November", "2025"], ["Saturday"]),
        (
            {"end": date(2025, 11, 16)},
            ["to 16", "November", "2025"],
            ["to 16", "Saturday to Sunday"],
        ),
        (
            {"end": date(2025, 12, 2)},
            ["November", "to 2 December", "2025"],
            ["to 2 December", "Saturday to Tuesday"],
        ),
        (
            {"precision": "approx"},
            ["November", "2025", "approx."],
            ["Saturday", "approx."],
        ),
    ],
)
def test_the_day_of_a_meeting_stands_with_its_month_or_below_the_heading_of_it(
    changes, dated, below
):
    one = meeting(**changes)
    for text, lines in (("{% day_badge m %}", dated), ("{% day_badge m False %}", below)):
        html = drawn(text, m=one)
        assert html.endswith(f"15</b>{'<br>'.join(lines)}</time>")
        assert ("≈" in html) is (one.precision == "approx")
        assert 'title="' in html


def test_a_meeting_known_by_its_month_has_no_day():
    one = meeting(start=date(2025, 11, 1), precision="month")
    alone = drawn("{% day_badge m %}", m=one)
    assert ">≈</span></b>November<br>2025<br>day undocumented<" in alone
    below = drawn("{% day_badge m False %}", m=one)
    assert ">≈</span></b>day undocumented<" in below
    assert 'datetime="2025-11"' in alone
    assert 'datetime="2025-11"' in below


def test_a_clock_shows_a_time_as_it_is_and_a_moment_where_the_server_is(settings):
    settings.TIME_ZONE = "Asia/Dubai"
    assert drawn("{% clock t %}", t=time(14, 5)) == "14:05"
    assert drawn("{% clock t %}", t=datetime(2025, 1, 1, 14, 5, tzinfo=UTC)) == "18:05"


def test_addresses_and_dates_keep_their_own_direction():
    text = "اكتب <2025-12> أو https://example.org/a-b، شكرًا"
    assert drawn("{% apart t %}", t=text) == (
        'اكتب &lt;<bdi class="unbroken" dir="ltr">2025-12</bdi>&gt; أو '
        '<bdi dir="ltr">https://example.org/a-b</bdi>، شكرًا'
    )


def test_without_a_request_an_address_stays_a_path():
    assert drawn("{% absolute '/ar/' %}") == "/ar/"


def test_a_row_with_copies_but_no_story_leads_to_them(db):
    article = ArticleFactory(title="A & B", language="en")
    row = SimpleNamespace(article=article, entities=[], copies=2, story=None)
    with translation.override("en"):
        shown = Template("{% load rows %}{% article_row row %}").render(Context({"row": row}))
        href = escape(article.get_absolute_url())
    assert f'<a class="copies-link" href="{href}#copies">' in shown
    assert "2 other copies" in shown
    assert "A &amp; B" in shown


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_stored_text_has_its_blocks_whatever_ends_its_lines(end):
    text = end.join(["## عنوان", "", "- بند", "- بند آخر", "", "سطر", "وسطر"])
    html = drawn("{% body article %}", article=ArticleFactory.build(body=text, source=None))
    blocks = ["<h2>عنوان</h2>", "<ul><li>بند</li><li>بند آخر</li></ul>", "<p>سطر<br>وسطر</p>"]
    assert html.split("\n") == blocks
