"""The evidence file of a dossier: loaded again and again, beside the rows of curators."""

import pytest
from django.contrib.auth.models import User

from articles import curation
from articles.ingest.dossier import load
from articles.models import Entity, Evidence, Lapse, Meeting
from tests.ingest.test_dossier import COVERAGE, ENTITIES, MEETING, small_dossier

pytestmark = pytest.mark.usefixtures("empty")
FIRST, SECOND = (article["url"] for article in COVERAGE)
DURATION = {
    "meeting": MEETING["id"],
    "source": FIRST,
    "fact": "duration",
    "value_ar": "ساعة ونصف",
    "value_en": "An hour and a half",
    "quote": None,
    "note_ar": "بحسب المتحدث",
}
RIVAL = DURATION | {
    "source": SECOND,
    "value_ar": "ساعتان",
    "value_en": "Two hours",
    "note_ar": None,
}
TIME = DURATION | {"fact": "time", "value_ar": "السابعة مساء", "value_en": "7 pm"}


@pytest.fixture
def loaded(tmp_path):
    """A function: the lines of the evidence file -> the report of loading the dossier with them."""

    def load_with(*lines):
        return load(small_dossier(tmp_path, evidence=lines))

    return load_with


def rows():
    return Evidence.objects.exclude(fact="meeting").order_by("pk")


def numbers() -> tuple[int, ...]:
    return tuple(Meeting.objects.order_by("pk").values_list("sequence", flat=True))


def test_each_line_is_a_row_and_accounts_that_differ_a_dispute(loaded):
    report = loaded(DURATION, RIVAL, TIME)
    assert report.failed == []
    assert report.created["evidence"] == 3
    row = rows()[0]
    assert (row.fact, row.value_ar, row.value_en) == (
        "duration",
        "ساعة ونصف",
        "An hour and a half",
    )
    assert (row.quote, row.note_ar, row.note_en) == ("", "بحسب المتحدث", "")
    assert row.article.key == FIRST
    assert list(Meeting.objects.get().disputed_facts) == ["duration"]


def test_a_second_load_writes_nothing(loaded):
    loaded(DURATION, RIVAL)
    before = list(Evidence.objects.order_by("pk").values()), numbers()
    report = loaded(DURATION, RIVAL)
    assert (report.counts()["created"], report.counts()["changed"]) == (0, 0)
    assert report.unchanged["evidence"] == 2
    assert (list(Evidence.objects.order_by("pk").values()), numbers()) == before


def test_a_line_that_changed_changes_its_row_alone(loaded):
    loaded(DURATION, RIVAL)
    numbered = numbers()
    before = list(rows())
    report = loaded(DURATION | {"value_en": "90 minutes", "note_ar": None}, RIVAL)
    assert (report.changed["evidence"], report.unchanged["evidence"]) == (1, 1)
    assert [row.pk for row in rows()] == [row.pk for row in before]
    assert (rows()[0].value_en, rows()[0].note_ar) == ("90 minutes", "")
    assert numbers() == (numbered[0] + 1,)


def test_a_line_that_is_gone_takes_its_row_and_flags_a_fact_without_evidence(loaded):
    loaded(DURATION, RIVAL, TIME)
    report = loaded(DURATION)
    assert report.removed["evidence"] == 2
    assert [row.fact for row in rows()] == ["duration"]
    assert [lapse.fact for lapse in Lapse.objects.all()] == ["time"]
    loaded(DURATION, TIME)
    assert not Lapse.objects.exists()


def test_a_line_with_a_slip_removes_nothing(loaded):
    loaded(DURATION, RIVAL)
    report = loaded(DURATION, RIVAL | {"fact": "length"})
    assert len(report.failed) == 1
    assert rows().count() == 2


def test_what_a_curator_entered_or_changed_is_never_touched(loaded):
    loaded(DURATION, RIVAL)
    theirs = rows()[0]
    Evidence.objects.filter(pk=theirs.pk).update(value_ar="قرابة ساعتين", origin="")
    entered = Evidence.objects.create(
        meeting=theirs.meeting, article=theirs.article, fact="venue", value_ar="القاعة"
    )
    report = loaded(DURATION, RIVAL)
    assert rows().get(pk=theirs.pk).value_ar == "قرابة ساعتين"
    assert any("value_ar of the evidence differs" in notice.reason for notice in report.kept)
    report = loaded(RIVAL)
    assert report.removed["evidence"] == 0
    assert rows().filter(pk__in=[theirs.pk, entered.pk]).count() == 2


def test_another_dossier_removes_nothing_of_this_one(loaded, tmp_path):
    loaded(DURATION)
    other = tmp_path / "other"
    other.mkdir()
    load(small_dossier(other, evidence=[RIVAL]))
    assert rows().count() == 2


def test_a_dossier_without_the_file_loads_as_ever(loaded, tmp_path):
    loaded(DURATION)
    (tmp_path / "evidence.jsonl").unlink()
    report = load(tmp_path)
    assert (report.failed, rows().count()) == ([], 1)
    assert Evidence.objects.filter(fact="meeting").count() == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"meeting": "m-nowhere"}, "no meeting has this key"),
        ({"meeting": None}, "no meeting has this key"),
        ({"source": "https://example.org/unknown"}, "no article has this address"),
        ({"source": 7}, "'source' must be a string"),
        ({"fact": "meeting"}, "'fact' is 'meeting'"),
        ({"fact": "weather"}, "must be one of date, time"),
        ({"value_ar": "ط" * 301}, "'value_ar' is longer than 300"),
        ({"quote": "ط" * 501}, "'quote' is longer than 500"),
        ({}, "evidence.jsonl:1 has this meeting, source and fact already"),
    ],
)
def test_a_bad_line_is_told_with_its_place_and_the_rest_is_loaded(loaded, wrong, reason):
    report = loaded(DURATION, DURATION | wrong, RIVAL)
    (failure,) = report.failed
    assert failure.where.endswith("evidence.jsonl:2")
    assert reason in failure.reason
    assert rows().count() == 2


def test_a_meeting_has_a_zone_and_a_place_its_degrees(loaded, tmp_path):
    harbor = ENTITIES[1] | {"lat": 25.28, "lon": 51}
    night = MEETING | {"time_zone": "Asia/Qatar", "precision": "night", "end": None}
    load(small_dossier(tmp_path, entities=[ENTITIES[0], harbor, ENTITIES[2]], meetings=[night]))
    place, meeting = Entity.objects.get(key="harbor"), Meeting.objects.get()
    assert (place.latitude, place.longitude) == (25.28, 51.0)
    assert (meeting.time_zone, meeting.precision) == ("Asia/Qatar", "night")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"entities": [*ENTITIES, ENTITIES[1] | {"id": "x", "lat": 91, "lon": 1}]}, "'lat' is 91"),
        ({"entities": [*ENTITIES, ENTITIES[1] | {"id": "x", "lat": 1}]}, "'lon' is null"),
        ({"entities": [*ENTITIES, ENTITIES[1] | {"id": "x", "lat": True, "lon": 1}]}, "is true"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "time_zone": "Doha time"}]}, "Doha time"),
    ],
)
def test_a_zone_or_degrees_that_are_none_are_told(tmp_path, files, reason):
    (failure,) = load(small_dossier(tmp_path, **files)).failed
    assert reason in failure.reason


@pytest.mark.parametrize("turn", [1, -1])
def test_lines_of_a_merged_meeting_give_way_to_those_of_the_one_it_became(tmp_path, turn):
    again = MEETING | {"id": "m-2031-04-12-again", "sources": [FIRST]}
    other = {"meeting": again["id"]}
    lines = [DURATION, RIVAL | other, DURATION | other | {"value_ar": "ساعة", "value_en": ""}][
        ::turn
    ]

    def load_again():
        return load(small_dossier(tmp_path, meetings=[MEETING, again], evidence=lines))

    assert load_again().failed == []
    keep, absorb = (Meeting.objects.get(key=key) for key in (MEETING["id"], again["id"]))
    by = User.objects.create_user("desk")
    curation.merge_meetings(keep=keep, absorb=absorb, by=by)
    said = set(rows().values_list("pk", "value_ar"))
    report = load_again()
    assert report.failed == []
    assert set(rows().values_list("pk", "value_ar")) == said
    assert {value for _pk, value in said} == {"ساعة ونصف", "ساعتان"}
