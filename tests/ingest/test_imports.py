"""The work behind the import page: looked through without a trace, taken in once, taken up."""

import json
from itertools import islice

import pytest
from django.contrib.admin.models import LogEntry
from django.db import OperationalError
from django.utils import timezone

from articles.ingest import run as ingesting
from articles.ingest import trial
from articles.ingest.imports import given, reading, work
from articles.ingest.imports import run as importing
from articles.ingest.imports.run import MOST_ATTEMPTS, run_waiting
from articles.ingest.readers import captures
from articles.ingest.run import ingest
from articles.models import Article, ImportJob, Mention, Outbox, RawCapture, Source
from articles.tagging import tagger
from tests.factories import PersonFactory
from tests.ingest.conftest import record_of
from tests.ingest.test_table import ARABIC, ROW, changed, csv_of

pytestmark = pytest.mark.usefixtures("empty", "own_folder")


def give(path, by, **options):
    with open(path, "rb") as file:
        return given.from_file(file, path.rpartition("/")[2], by=by, **options)


def looked_through(path, by):
    job = give(path, by)
    run_waiting()
    job.refresh_from_db()
    return job


def taken_in(job, **options):
    given.ask_for(job, **options)
    run_waiting()
    job.refresh_from_db()
    return job


def outcomes(job):
    return list(
        job.rows.filter(stage=job.stage).order_by("number").values_list("outcome", flat=True)
    )


TWO = [record_of(), record_of(url="https://example.org/news/2", title="خبر آخر", body="نص آخر.")]


def test_looking_through_says_what_would_become_of_each_record_and_writes_nothing(jsonl, curator):
    ingest([jsonl(TWO[0], name="first.jsonl")])
    Outbox.objects.all().delete()
    before = Article.objects.values().get()
    lines = [
        TWO[0],
        record_of(title="عنوان معدل"),
        TWO[1],
        TWO[1] | {"title": "عنوان ثالث"},
        record_of(url="https://other.example/1", title="نسخة", source="جهة جديدة"),
        record_of(published="tomorrow"),
    ]
    job = looked_through(jsonl(*lines), curator)
    assert (job.state, job.done) == ("ready", 6)
    assert outcomes(job) == ["unchanged", "revised", "created", "revised", "created", "failed"]
    rows = list(job.rows.order_by("number"))
    assert (rows[2].title, rows[2].source, rows[2].words) == ("خبر آخر", "صحيفة المرفأ", 2)
    assert (str(rows[2].published_on), rows[2].language) == ("2025-04-11", "ar")
    assert [row.is_copy for row in rows] == [False, False, False, False, True, False]
    assert (rows[5].place, "no ISO date" in rows[5].reason) == ("6", True)
    assert rows[0].article_id == before["id"]
    assert rows[2].article_id is None
    assert job.counts == {
        "created": 2, "revised": 2, "unchanged": 1, "failed": 1, "notice": 0, "copies": 1,
    }  # fmt: skip
    assert Article.objects.values().get() == before
    assert (RawCapture.objects.count(), Source.objects.count()) == (1, 1)
    assert not Outbox.objects.exists()


def test_what_is_looked_through_is_what_comes_of_it(jsonl, curator):
    job = looked_through(jsonl(*TWO, b"bad"), curator)
    expected = outcomes(job)
    taken_in(job)
    assert (job.state, outcomes(job)) == ("done", expected)
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}
    assert set(job.rows.values_list("stage", flat=True)) == {"import"}
    assert RawCapture.objects.count() == 2
    entries = LogEntry.objects.filter(user=curator)
    assert sorted(entries.values_list("object_id", flat=True)) == sorted(
        str(pk) for pk in Article.objects.values_list("pk", flat=True)
    )
    again = looked_through(jsonl(*TWO), curator)
    assert outcomes(again) == ["unchanged", "unchanged"]


def test_texts_are_tagged_and_published_where_that_is_asked_for(jsonl, curator):
    PersonFactory(key="someone", name_ar="مروان الحاكم")
    line = record_of(body="التقى الوفد مروان الحاكم في العاصمة صباح اليوم.")
    taken_in(looked_through(jsonl(line), curator), publishes=True, suggests=True)
    assert Article.objects.get().status == "published"
    assert Mention.objects.get().status == "suggested"
    line["title"] = "عنوان معدل"
    Mention.objects.all().delete()
    taken_in(looked_through(jsonl(line), curator), suggests=False)
    assert not Mention.objects.exists()


class Killed(BaseException):
    """What a process does not survive."""


def test_a_process_that_is_killed_leaves_nothing_double_and_nothing_out(
    jsonl, curator, monkeypatch
):
    PersonFactory(key="someone", name_ar="مروان الحاكم")
    lines = [
        record_of(url=f"https://example.org/{n}", body=f"التقى مروان الحاكم الوفد رقم {n}.")
        for n in range(6)
    ]
    job = looked_through(jsonl(*lines, b"bad"), curator)
    given.ask_for(job)
    suggest, seen = tagger.suggest, []

    def dies(article, known):
        seen.append(article.pk)
        if len(seen) == 3:
            raise Killed
        return suggest(article, known)

    monkeypatch.setattr(tagger, "suggest", dies)
    monkeypatch.setattr(ingesting, "_MOST_RECORDS", 2)
    with pytest.raises(Killed):
        run_waiting()
    job.refresh_from_db()
    # The second two of them went with their transaction.
    assert (job.state, Article.objects.count(), Mention.objects.count()) == ("importing", 2, 2)
    monkeypatch.setattr(tagger, "suggest", suggest)
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.counts["created"], job.counts["failed"]) == ("done", 6, 1)
    assert outcomes(job) == ["created"] * 6 + ["failed"]
    assert (Article.objects.count(), Mention.objects.count()) == (6, 6)
    assert LogEntry.objects.count() == 6


def test_what_kills_its_reader_again_and_again_is_given_up(jsonl, curator, monkeypatch):
    job = give(jsonl(*TWO), curator)

    def dies(*_):
        raise Killed

    monkeypatch.setattr(trial, "extract", dies)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            run_waiting()
    run_waiting()
    job.refresh_from_db()
    assert (job.state, "3 times" in job.error) == ("failed", True)


def test_a_word_of_the_curator_stops_the_work(jsonl, curator, monkeypatch):
    job = looked_through(jsonl(*TWO), curator)
    given.ask_for(job)
    monkeypatch.setattr(work, "_HEARTBEAT", 0.0)
    monkeypatch.setattr(ingesting, "_MOST_RECORDS", 1)
    suggest = tagger.suggest

    def stopped_meanwhile(article, known):
        given.drop(ImportJob.objects.get(pk=job.pk), timezone.now())
        return suggest(article, known)

    monkeypatch.setattr(tagger, "suggest", stopped_meanwhile)
    run_waiting()
    job.refresh_from_db()
    assert (job.state, outcomes(job), Article.objects.count()) == ("dropped", ["created"], 1)


def test_columns_are_read_as_they_are_said_to_be(tmp_path, curator):
    path = csv_of(tmp_path, ["ا", "ب", "ج", "د"], [ROW[0], ROW[1], ROW[4], ROW[2]])
    job = looked_through(path, curator)
    assert outcomes(job) == ["failed"]
    assert "No columns for title and url" in job.rows.get().reason
    given.ask_again(job, columns={"ا": "title", "ب": "url", "ج": "body", "د": "source"})
    run_waiting()
    job.refresh_from_db()
    assert outcomes(job) == ["created"]


def test_a_table_with_errors_is_told_row_by_row(tmp_path, curator):
    rows = [ROW, changed(url="no address"), changed(published="12/04/2025"), changed(title="")]
    job = taken_in(looked_through(csv_of(tmp_path, ARABIC, *rows), curator))
    told = {row.place: row.reason for row in job.rows.filter(outcome="failed")}
    assert sorted(told) == ["3", "4", "5"]
    assert "is not a web address" in told["3"]
    assert "cannot be read as a date" in told["4"]
    assert Article.objects.count() == 1


def test_half_a_letter_in_a_record_that_is_refused_is_told_like_any_other(jsonl, curator):
    bad = record_of(title="عنوان \ud83d", source="جهة\0 \udc00")
    del bad["body"]
    job = taken_in(looked_through(jsonl(json.dumps(bad).encode(), TWO[0]), curator))
    assert (job.state, outcomes(job)) == ("done", ["failed", "created"])
    row = job.rows.get(outcome="failed")
    assert (row.title, row.source) == ("عنوان \ufffd", "جهة \ufffd")


def test_a_reader_that_fails_as_nobody_thought_loses_what_is_behind_it_alone(
    jsonl, curator, monkeypatch
):
    def breaks_off(*given):
        yield from islice(captures(*given), 1)
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(reading, "captures", breaks_off)
    job = looked_through(jsonl(*TWO), curator)
    assert (job.state, outcomes(job)) == ("ready", ["created", "failed"])
    assert "Unexpected RuntimeError" in job.rows.get(outcome="failed").reason


def test_a_database_that_does_not_write_is_told_once(jsonl, curator, monkeypatch):
    job = looked_through(jsonl(*TWO), curator)

    def full(*_args, **_kwargs):
        raise OperationalError("disk is full")

    monkeypatch.setattr(ingesting, "save", full)
    taken_in(job)
    assert job.state == "failed"
    assert job.error.startswith("The database does not write: disk is full. Neither")


def test_names_are_read_anew_for_each_import(jsonl, curator, monkeypatch):
    """The process goes on with what is asked for meanwhile."""
    text = "التقى الوفد مروان الحاكم في العاصمة صباح اليوم."
    first = looked_through(jsonl(record_of(body=text + " وغادر.")), curator)
    second = looked_through(jsonl(TWO[1] | {"body": text}), curator)
    given.ask_for(first)
    given.ask_for(second)
    bring_in = importing.bring_in

    def then_somebody_adds_a_name(job, tagger):
        bring_in(job, tagger)
        if job.pk == first.pk:
            PersonFactory(key="someone", name_ar="مروان الحاكم")

    monkeypatch.setattr(importing, "bring_in", then_somebody_adds_a_name)
    run_waiting()
    assert Mention.objects.get().article.url == TWO[1]["url"]
