"""Why something was refused is told at the desk in the language of whoever reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from articles.ingest.capture import BadRecord, said_by
from articles.ingest.imports.run import run_waiting
from articles.models import Feed, ImportJob
from articles.models.reasons import Reason
from tests.admin.test_roles import address
from tests.ingest.conftest import own_folder, record_of  # noqa: F401  a fixture
from tests.ingest.test_imports import give

ROOM = Path(__file__).resolve().parents[2] / "articles/ingest"
# Of these the command line alone speaks, in English: a dossier is loaded, and hashes are compared,
# by nothing else.
NOT_AT_THE_DESK = re.compile(r"/dossier\w*\.py$|/hashes\.py$")
TOLD: dict[str, tuple[int, ...]] = {
    "BadRecord": (0,),
    "FetchError": (0,),
    "Refused": (0,),
    "Failure": (1,),
    "Notice": (1,),
    "notice": (0,),
    "Reason": (0,),
    "refused": (2, 3),
    "refused_empty": (2, 3, 4),
    "noticed": (2, 3),
}
MARKS = {"_", "gettext_noop"}
# What makes a reason of something that is one.
MAKERS = {
    "Reason",
    "of_all",
    "_same_as",
    "unexpected",
    "not_written",
    "_why_broken_off",
    "_why_not",
    "said_by",
    "refused",
    "refused_empty",
    "noticed",
}
PAGES = ("import_job", "import_report")
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


# --- the refusals of the code ------------------------------------------------------------------
def told_in(tree: ast.Module) -> Iterator[ast.expr]:
    """Every sentence that a module refuses or remarks something with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from (node.args[at] for at in TOLD.get(name, ()) if len(node.args) > at)


def values_of(name: str, tree: ast.Module) -> list[ast.expr]:
    """What a module assigns to a name."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [
        node.value
        for node in assigned
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if node.value and getattr(target, "id", "") == name
    ]


def unmarked(told: ast.expr, tree: ast.Module) -> Iterator[str]:
    """What in a sentence no catalog can have: words that stand in the code as they are."""
    if isinstance(told, ast.Subscript) and isinstance(told.value, ast.Name):
        yield from unmarked(told.value, tree)
    elif isinstance(told, ast.Dict):
        for value in told.values:
            yield from unmarked(value, tree)
    elif isinstance(told, ast.Call):
        name = getattr(told.func, "id", getattr(told.func, "attr", ""))
        if name == "get" and isinstance(told.func, ast.Attribute):  # of a table of sentences
            for value in (told.func.value, *told.args[1:]):
                yield from unmarked(value, tree)
        elif name not in MARKS | MAKERS:
            yield ast.unparse(told)
    elif isinstance(told, ast.JoinedStr | ast.BinOp) or (
        isinstance(told, ast.Constant) and told.value
    ):
        yield ast.unparse(told)
    elif isinstance(told, ast.Name):
        for value in values_of(told.id, tree):
            yield from unmarked(value, tree)


def modules() -> list[Path]:
    return [path for path in sorted(ROOM.rglob("*.py")) if not NOT_AT_THE_DESK.search(str(path))]


def messages() -> set[str]:
    """Every sentence that ingest marks for the catalog."""
    return {
        ast.literal_eval(node.args[0])
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS
    }


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOM)))
def test_each_refusal_is_a_sentence_of_the_catalog(path):
    tree = ast.parse(path.read_text())
    assert [words for told in told_in(tree) for words in unmarked(told, tree)] == []


@pytest.mark.parametrize(
    "source",
    ['raise BadRecord("No.")', 'Failure(where, f"No {x}.")', 'Notice(where, str(error))',
     'said = "No."\nraise FetchError(said, status=1)', 'article.notice("a" + "b")',
     'CURES = {"a": "No."}\nReason(CURES["a"])', 'Reason({}.get(1, "No."))'],
)  # fmt: skip
def test_a_refusal_that_is_none_of_the_catalog_is_found(source):
    tree = ast.parse(source)
    assert [words for told in told_in(tree) for words in unmarked(told, tree)]


def test_no_sentence_of_ingest_is_english_in_arabic():
    assert len(messages()) > 150
    with translation.override("ar"):
        told = {
            said: Reason(said, **dict.fromkeys(re.findall(r"%\((\w+)\)", said), 7)).here()
            for said in messages()
            if "%(number)d" not in said  # a line of the history
        }
    assert [said for said, here in told.items() if not re.search("[ء-ي]", here)] == []
    assert [here for here in told.values() if ENGLISH.search(here)] == []


# --- kept and shown ----------------------------------------------------------------------------
def test_a_reason_is_kept_with_its_values_and_told_in_each_language():
    inner = BadRecord("The file is larger than %(most)s bytes. Split it up.", most="5,000")
    outer = BadRecord("Its sidecar %(name)s is wrong. %(why)s", name="a.json", why=said_by(inner))
    again = Reason.read(outer.reason.kept())
    english = "Its sidecar a.json is wrong. The file is larger than 5,000 bytes. Split it up."
    assert (str(outer), again, again.values) == (english, outer.reason, outer.reason.values)
    with translation.override("en"):
        assert again.here() == english
    with translation.override("ar"):
        assert "الملف أكبر من الحد، وهو \u20685,000\u2069 بايت" in again.here()


@pytest.mark.parametrize("text", ["", "لا يجيب الخادم.", "100% full", "{broken", "%(x)s"])
def test_a_text_that_never_was_a_reason_is_shown_as_it_stands(text):
    assert (Reason.read(text).here(), Reason(text).kept()) == (text, text)


def test_what_no_database_takes_is_not_kept():
    reason = Reason("%(a)s: %(b)s", a="x\0y", b=Reason("\ud800"))
    assert Reason.read(reason.kept()) == "xy: ?"
    with translation.override("en"):
        assert reason.each(str.upper).here() == "X\0Y: \ud800"


@pytest.mark.usefixtures("empty", "own_folder")
def test_two_desks_read_one_import_each_in_its_language(desk_of, jsonl):
    lines = [record_of(published="tomorrow"), record_of(language="?" * 20), b"x", b"[]"]
    job = give(jsonl(*lines), None, language="en")
    run_waiting()
    ImportJob.objects.filter(pk=job.pk).update(error=BadRecord("The file is empty.").reason)
    told = {}
    client = desk_of("editor")
    ImportJob.objects.filter(pk=job.pk).update(state="failed")
    for language in ("ar", "en"):
        with translation.override(language):
            here, report = (reverse(f"admin:{name}", args=[job.pk]) for name in PAGES)
        page = html.fromstring(client.get(here).content.decode())
        told[language] = [p.text_content() for p in page.xpath("//p[@class='import-reason']")]
        told[language].append(page.xpath("string(//p[@class='errornote']/span)"))
        answer = client.get(report)
        translation.deactivate()
        told[language].append(b"".join(answer.streaming_content).decode())
    assert (len(told["ar"]), len(told["en"])) == (6, 6)
    assert [text for text in told["ar"] if ENGLISH.search(text)] == []
    assert [text for text in told["en"][:5] if not ENGLISH.search(text)] == []
    assert "which is no ISO date" in told["en"][5]


@pytest.mark.usefixtures("empty")
def test_two_desks_read_why_a_feed_failed_each_in_its_language(desk_of):
    refused = BadRecord("%(host)s took longer than %(most)s seconds.", host="a.example", most=15)
    Feed.objects.create(url="https://a.example/f", failures=1, checked_at=timezone.now(),
                        last_error=refused.reason)  # fmt: skip
    told = {}
    client = desk_of("editor")
    for language in ("ar", "en"):
        with translation.override(language):
            here = address("feed", "changelist")
        page = html.fromstring(client.get(here).content.decode())
        told[language] = page.xpath("string(//span[@class='feed-error'])")
    assert told["en"] == "a.example took longer than 15 seconds."
    assert "لم يكتمل جواب" in told["ar"]
