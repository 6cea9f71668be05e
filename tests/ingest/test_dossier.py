"""A dossier, loaded again and again, and around the work of curators."""

import json
from datetime import date
from functools import partial

import pytest
from django.contrib.auth.models import User

from articles import curation
from articles.ingest.dossier import load
from articles.ingest.run import ingest
from articles.models import (
    Alias,
    Article,
    Entity,
    EntityRedirect,
    Evidence,
    Meeting,
    Mention,
    Role,
    Source,
)

pytestmark = pytest.mark.usefixtures("empty")
ENTITIES = [
    {
        "id": "first-envoy",
        "kind": "person",
        "name_ar": "المبعوث الأول",
        "name_en": "First Envoy",
        "aliases_ar": ["مبعوث أول", "المبعوث الأول"],
        "aliases_en": ["Envoy One", "Первый посланник", "Її посланець"],
        "role_ar": "مبعوث خاص",
        "role_en": "Special envoy",
        "country": "AE",
    },
    {"id": "harbor", "kind": "place", "name_ar": "المرفأ", "role_ar": "مدينة", "country": None},
    {"id": "bridges", "kind": "topic", "name_en": "Bridges"},
]
COVERAGE = [
    {
        "url": f"https://example.org/{n}?utm_source=rss",
        "outlet_ar": "صحيفة المرفأ",
        "outlet_en": f"Harbor Press{via}",
        "outlet_country": "AE",
        "published": published,
        "language": "ar",
        "title_ar": f"عنوان وصفي {n}",
        "abstract_ar": f"ملخص بكلماتنا {n}.",
        "entities": ["first-envoy", "harbor"],
        "meetings": ["m-2031-04-12-harbor"],
    }
    for n, via, published in ((1, "", "2031-04-12"), (2, " (via Quay)", None))
]
MEETING = {
    "id": "m-2031-04-12-harbor",
    "start": "2031-04-12",
    "end": "2031-04-13",
    "precision": "day",
    "time": "18:30",
    "place": "harbor",
    "format": "in_person",
    "status": "held",
    "participants": ["harbor", "first-envoy"],
    "topics": ["bridges"],
    "duration_minutes": 90,
    "title_ar": "لقاء المرفأ",
    "title_en": "Harbor meeting",
    "outcome_ar": "اتفق الجانبان.",
    "sources": ["https://example.org/1?utm_source=rss", "https://example.org/unknown"],
    "disputed": "تختلف المصادر في الموعد.",
}


def small_dossier(folder, **files):
    """Write a small dossier; any file can be replaced by other records or raw text."""
    contents = {"entities": ENTITIES, "coverage": COVERAGE, "meetings": [MEETING]} | files
    for name, rows in contents.items():
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture
def dossier(tmp_path):
    return partial(small_dossier, tmp_path)


def test_every_record_is_stored_as_it_says(dossier):
    report = load(dossier())
    envoy = Entity.objects.get(key="first-envoy")
    assert set(envoy.aliases.values_list("text", "language", "kind")) == {
        ("مبعوث أول", "ar", "spelling"),
        ("Envoy One", "en", "spelling"),
        ("Первый посланник", "ru", "transliteration"),
        ("Її посланець", "uk", "transliteration"),
    }
    role = Role.objects.get()
    assert (role.entity, role.title_en, role.start_on) == (envoy, "Special envoy", None)
    assert Entity.objects.get(key="harbor").description_ar == "مدينة"
    assert set(Source.objects.values_list("key", "country")) == {
        ("harbor-press", "AE"),
        ("harbor-press-via-quay", "AE"),
    }
    dated, undated = Article.objects.order_by("key")
    assert (dated.title, dated.title_ar, dated.body) == ("", "عنوان وصفي 1", "")
    assert (dated.status, dated.access, dated.date_basis) == ("published", "public", "outlet")
    assert dated.key == dated.url == "https://example.org/1?utm_source=rss"
    assert (undated.published_on, undated.date_basis) == (None, "unknown")
    assert set(Mention.objects.values_list("status", flat=True)) == {"confirmed"}
    meeting = Meeting.objects.get()
    assert (meeting.start, meeting.end, str(meeting.time)) == (
        date(2031, 4, 12),
        date(2031, 4, 13),
        "18:30:00",
    )
    assert (meeting.place.key, meeting.duration_minutes) == ("harbor", 90)
    assert (meeting.dispute_ar, meeting.outcome_en) == ("تختلف المصادر في الموعد.", "")
    order = meeting.participants.order_by("position").values_list("entity__key", flat=True)
    assert list(order) == ["harbor", "first-envoy"]
    assert meeting.topics.get().key == "bridges"
    assert Evidence.objects.filter(fact="meeting").count() == 2  # one by `sources`, one by coverage
    assert "https://example.org/unknown" in report.warnings[0].reason


def test_a_reload_keeps_what_a_curator_changed_and_says_so(dossier):
    path = dossier()
    load(path)
    Meeting.objects.update(title_ar="لقاء صححه المحرر", outcome_ar="")
    Meeting.objects.get().participants.filter(entity__key="harbor").delete()
    Entity.objects.filter(key="first-envoy").update(name_ar="اسم صححه المحرر", country="")
    Article.objects.filter(key__contains="/1").update(title_ar="عنوان صححه المحرر")
    Alias.objects.filter(language="uk").delete()
    report = load(path)
    meeting, envoy = Meeting.objects.get(), Entity.objects.get(key="first-envoy")
    assert (meeting.title_ar, meeting.outcome_ar) == ("لقاء صححه المحرر", "اتفق الجانبان.")
    assert meeting.participants.count() == 1
    assert (envoy.name_ar, envoy.country) == ("اسم صححه المحرر", "AE")
    assert envoy.aliases.filter(language="uk").exists()
    assert Article.objects.get(key__contains="/1").title_ar == "عنوان صححه المحرر"
    told = "\n".join(map(str, report.kept))
    assert f"{path / 'meetings.jsonl'}:1: title_ar is 'لقاء صححه المحرر' here and stays" in told
    assert "The participants differ" in told
    assert "name_ar is 'اسم صححه المحرر'" in told
    assert "title_ar of https://example.org/1" in told
    assert report.counts()["kept"] == 4


def test_a_merged_entity_does_not_come_back(dossier):
    path = dossier()
    load(path)
    envoy = Entity.objects.get(key="first-envoy")
    kept = Entity.objects.create(key="kept", kind="person", name_ar="المبعوث")
    Mention.objects.filter(entity=envoy).update(entity=kept)
    envoy.participations.update(entity=kept)
    EntityRedirect.objects.create(old_id=envoy.pk, old_key=envoy.key, entity=kept)
    envoy.delete()
    report = load(path)
    assert not Entity.objects.filter(key="first-envoy").exists()
    assert (report.counts()["created"], report.kept, report.failed) == (0, [], [])


def test_texts_and_dossier_meet_in_either_order(dossier, tmp_path):
    coverage = COVERAGE[0] | {"url": "urn:file:news"}
    path = dossier(coverage=[coverage], meetings=[])
    text = tmp_path / "news.txt"
    text.write_text("الوفدان يتفقان\n\nاجتمع الوفدان صباحا في القاعة ثم رفعا الجلسة إلى الغد.")
    ingest([str(text)])
    assert Article.objects.get().source.key == "unknown-outlet"
    assert load(path).counts()["changed"] == 1
    first = Article.objects.values("title", "title_ar", "body", "source__key", "published_on").get()
    Article.objects.all().delete()
    load(path)
    ingest([str(text)])
    assert Article.objects.values(*first).get() == first
    assert (first["title"], first["title_ar"]) == ("الوفدان يتفقان", "عنوان وصفي 1")
    assert first["source__key"] == "harbor-press"
    assert load(path).counts()["changed"] == 0


@pytest.mark.parametrize(
    ("files", "where", "reason"),
    [
        ({"entities": [*ENTITIES, "{broken"]}, "entities.jsonl:4", "not JSON"),
        (
            {"entities": [*ENTITIES, {"id": "x", "kind": "dragon", "name_en": "X"}]},
            ":4",
            "'dragon'",
        ),
        ({"entities": [*ENTITIES, {"id": "X Y", "kind": "topic", "name_en": "X"}]}, ":4", "'X Y'"),
        ({"entities": [*ENTITIES, {"id": "x", "kind": "topic"}]}, ":4", "has no name"),
        ({"coverage": [*COVERAGE, COVERAGE[0] | {"published": "soon"}]}, ":3", "'soon'"),
        ({"coverage": [*COVERAGE, COVERAGE[0] | {"url": "nowhere"}]}, ":3", "not a web address"),
        ({"coverage": [*COVERAGE, COVERAGE[0] | {"title_ar": ""}]}, ":3", "'title_ar'"),
        ({"coverage": [*COVERAGE, {"url": "urn:x:1", "title_ar": "x"}]}, ":3", "names no outlet"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "place": "atlantis"}]}, ":2", "atlantis"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "end": "2031-01-01"}]}, ":2", "before it"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "precision": "month"}]}, ":2", "first day"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "status": "maybe"}]}, ":2", "'maybe'"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "start": None}]}, ":2", "no 'start'"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "time": "late"}]}, ":2", "'late'"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "duration_minutes": 0}]}, ":2", "above 0"),
        ({"meetings": [MEETING, MEETING | {"id": "m2", "participants": ["x"]}]}, ":2", "unknown"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_loaded(dossier, files, where, reason):
    report = load(dossier(**files))
    (failure,) = report.failed
    assert failure.where.endswith(where)
    assert reason in failure.reason
    assert (Entity.objects.count(), Article.objects.count(), Meeting.objects.count()) == (3, 2, 1)


def test_missing_files_are_one_clear_line(dossier, tmp_path):
    (dossier() / "meetings.jsonl").unlink()
    (failure,) = load(tmp_path).failed
    assert "lacks meetings.jsonl" in failure.reason
    assert not Entity.objects.exists()


def test_a_merged_meeting_and_a_merged_outlet_do_not_come_back(dossier):
    """Nor does a load take away what moved along, or stumble over what is said twice."""
    path = dossier()
    load(path)
    by = User.objects.create_user("desk")
    kept = Meeting.objects.create(key="m-kept", title_ar="لقاء آخر", start=date(2031, 5, 1))
    merged = Meeting.objects.exclude(pk=kept.pk).get()
    key = merged.key
    curation.merge_meetings(keep=kept, absorb=merged, by=by)
    source = Source.objects.order_by("pk").first()
    outlet = Source.objects.create(key="kept-outlet", name_ar="جهة أخرى")
    articles = source.articles.count()
    curation.merge_sources(keep=outlet, absorb=source, by=by)
    evidence = set(kept.evidence.values_list("pk", flat=True))
    report = load(path)
    assert not Meeting.objects.filter(key=key).exists()
    assert not Source.objects.filter(key=source.key).exists()
    assert outlet.articles.count() == articles
    assert set(kept.evidence.values_list("pk", flat=True)) == evidence
    assert (report.counts()["created"], report.failed) == (0, [])
