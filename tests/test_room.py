"""Which errors say that a disk takes nothing, and what is made of them."""

import logging
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import RequestFactory

from articles import room
from articles.views.errors import server_error

DISK_FULL = "could not extend file: No space left on device\nHINT:  Check free disk space."


def of_the_system() -> None:
    with open("/dev/full", "wb", buffering=0) as file:
        file.write(b"x")


def of_sqlite(path) -> None:
    with sqlite3.connect(path / "small.sqlite3") as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("PRAGMA max_page_count = 2")
        database.execute("INSERT INTO t VALUES (zeroblob(100000))")


def of_a_database_that_is_only_read(path) -> None:
    with sqlite3.connect(f"file:{path / 'new.sqlite3'}?mode=rwc", uri=True) as database:
        database.execute("CREATE TABLE t (x)")
    with sqlite3.connect(f"file:{path / 'new.sqlite3'}?mode=ro", uri=True) as database:
        database.execute("INSERT INTO t VALUES (1)")


def error_of(act, *arguments) -> BaseException:
    with pytest.raises((OSError, sqlite3.Error)) as found:
        act(*arguments)
    return found.value


def above(error: BaseException) -> BaseException:
    """An error of Django that came from another one, and one that was met on the way out."""
    try:
        try:
            raise OperationalError("of Django") from error
        except OperationalError:
            raise KeyError("on the way out")  # noqa: B904  as such errors come
    except KeyError as found:
        return found


def test_a_full_disk_is_known_whoever_tells(tmp_path):
    errors = [
        error_of(of_the_system),
        error_of(of_sqlite, tmp_path),
        psycopg.errors.DiskFull(DISK_FULL),
    ]
    for error in errors:
        for one in (error, above(error)):
            found = room.refusal(one)
            assert found is not None, error
            assert (found.why, found.status) == ("full", 507), error
            assert "\n" not in found.said


def test_a_database_that_is_only_read_is_told_apart(tmp_path):
    for error in (
        error_of(of_a_database_that_is_only_read, tmp_path),
        psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"),
    ):
        found = room.refusal(above(error))
        assert found is not None
        assert (found.why, found.status) == ("shut", 507)


def of_somebody_who_writes(path) -> None:
    with (
        closing(sqlite3.connect(path / "one.sqlite3", isolation_level=None)) as one,
        closing(sqlite3.connect(path / "one.sqlite3", timeout=0)) as other,
    ):
        one.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE t (x)")


def test_somebody_who_writes_for_long_is_told_from_a_disk(tmp_path):
    for error in (
        error_of(of_somebody_who_writes, tmp_path),
        psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    ):
        found = room.refusal(above(error))
        assert found is not None
        assert (found.why, found.status) == ("busy", 503)


@pytest.mark.parametrize(
    "error",
    [
        None,
        KeyError("x"),
        FileNotFoundError(2, "No such file or directory"),
        psycopg.errors.UniqueViolation("duplicate key"),
        error_of(sqlite3.connect, "/nowhere/at/all"),
    ],
)
def test_other_errors_say_nothing_of_a_disk(error):
    assert room.refusal(error) is None
    assert error is None or room.refusal(above(error)) is None


def test_the_log_has_one_line_of_a_full_disk_and_all_of_anything_else(caplog):
    keeps = room.OneLine()
    for error, text in ((error_of(of_the_system), ""), (KeyError("x"), "KeyError")):
        try:
            raise error
        except (OSError, KeyError):
            logging.getLogger("articles.test").exception("100 %% of %s", "it")
        record = caplog.records[-1]
        assert keeps.filter(record)
        said = logging.Formatter().format(record)
        assert ("Traceback" in said) == bool(text)
        assert said.startswith("100 % of it")
        assert ("No space left on device" in said) != bool(text)


@pytest.mark.parametrize(
    ("sent", "is_checked", "has_form"),
    [
        ({"body": 'a "text" <b>\n\nof two parts', "names": ["x", "y"]}, True, True),
        ({"body": "a text"}, False, False),
        ({"body": "a text", "new_password1": "secret-words"}, True, False),
    ],
    ids=["a form", "perhaps of another site", "with a password"],
)
def test_what_was_typed_is_given_back_to_who_typed_it(sent, is_checked, has_form):
    request = RequestFactory().post("/en/admin/articles/?a=1&b=2", sent)
    request.csrf_processing_done = is_checked
    try:
        of_the_system()
    except OSError:
        response = server_error(request)
    page = response.content.decode()
    assert response.status_code == 507
    assert "no-store" in response.headers["Cache-Control"]
    assert ('action="/en/admin/articles/?a=1&amp;b=2"' in page) == has_form
    assert ('value="a &quot;text&quot; &lt;b&gt;\n\nof two parts"' in page) == has_form
    assert page.count('name="names"') == (2 if has_form else 0)
    assert "secret-words" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_had_to_wait_too_long_may_send_it_again(method, tmp_path):
    request = getattr(RequestFactory(), method)("/en/admin/articles/", {"body": "a text"})
    request.csrf_processing_done = True
    try:
        of_somebody_who_writes(tmp_path)
    except sqlite3.Error:
        response = server_error(request)
    page = response.content.decode()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert ('value="a text"' in page) == (method == "post")


@pytest.mark.django_db
def test_what_else_a_database_says_stays_an_error_of_ours(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article RENAME TO articles_gone")
    with pytest.raises(DatabaseError):
        client.get("/api/v1/articles/1")


def test_the_log_names_what_was_met_on_the_way_out(caplog):
    try:
        raise above(error_of(of_the_system))
    except KeyError:
        logging.getLogger("articles.test").exception("a request")
    assert room.OneLine().filter(caplog.records[-1])
    assert "KeyError, of OSError" in caplog.records[-1].getMessage()


def test_a_folder_that_is_gone_has_no_room(monkeypatch, tmp_path):
    monkeypatch.setattr(room, "_folders", lambda: [tmp_path / "gone"])
    found = room.measure()
    assert (found.free, bool(found.reason), found.is_enough) == (0, True, False)
