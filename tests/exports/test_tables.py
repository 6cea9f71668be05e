"""Tables open in a spreadsheet, and run nothing there."""

import csv
import io

import pytest

from articles.exports import meetings_csv, meetings_for_export
from articles.exports.tables import COLUMNS, guarded
from articles.models import Meeting
from articles.timeline import TimelineFilters, select
from tests.factories import ArticleFactory, EvidenceFactory, MeetingFactory, PersonFactory


def table(*pks: int) -> list[dict[str, str]]:
    raw = meetings_csv(meetings_for_export(pks), site="https://sijill.example")
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|cmd", "＝1", "\n=1"]
)
def test_a_formula_is_only_text(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "نص", "2031-05-01", "a=b", "   ", "0"])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.django_db
def test_the_dossier_has_a_row_for_each_meeting():
    rows = table(*select(TimelineFilters()))
    assert len(rows) == Meeting.objects.confirmed().count()
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.django_db
def test_a_row_holds_names_in_both_languages_and_every_source():
    one, two = (PersonFactory(name_ar=name, name_en="", country="US") for name in ("زيد", "عمرو"))
    meeting = MeetingFactory(who=[one, two], title_ar="=HYPERLINK(1)")
    for url in ("https://example.org/a", "https://example.org/b"):
        EvidenceFactory(meeting=meeting, article=ArticleFactory(url=url))
    row = table(meeting.pk)[0]
    assert row["participants_ar"] == row["participants_en"] == "زيد; عمرو"
    assert row["participants"] == f"{one.key}; {two.key}"
    assert row["sides"] == "US; US"
    assert row["title_ar"] == "'=HYPERLINK(1)"
    assert (row["articles"], row["outlets"]) == ("2", "2")
    assert row["sources"] == "https://example.org/a; https://example.org/b"
