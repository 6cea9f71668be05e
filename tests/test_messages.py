"""The Arabic of the interface: complete, of six plural forms, compiled, and nothing left out."""

from __future__ import annotations

import gettext
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "articles/locale/ar/LC_MESSAGES"
FORMS = 6  # none, one, two, 3-10, 11-99, others
EXACT = 3  # of these three the number is in the words: "one article" needs no figure
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|{\w*}")
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="ar")


def entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def key(message: Message) -> Key:
    return message.context or "", ids(message)[0]


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


# --- the catalog -------------------------------------------------------------------------------
def test_each_message_is_translated(catalog):
    assert len(entries(catalog)) > 300
    assert [key(m) for m in entries(catalog) if not all(strings(m))] == []


def test_no_translation_is_a_guess(catalog):
    assert [key(m) for m in entries(catalog) if m.fuzzy] == []


def test_the_plurals_have_six_forms(catalog):
    assert catalog.num_plurals == FORMS
    plurals = [message for message in entries(catalog) if message.pluralizable]
    assert len(plurals) > 10
    assert [key(m) for m in plurals if len(strings(m)) != FORMS or not all(strings(m))] == []


def lost_or_added(message: Message) -> bool:
    """Whether a translation has other placeholders than the message."""
    wanted = placeholders(ids(message)[-1])
    if not message.pluralizable:
        return placeholders(strings(message)[0]) != wanted
    exact, others = strings(message)[:EXACT], strings(message)[EXACT:]
    dropped = any(sum((wanted - placeholders(one)).values()) > 1 for one in exact)
    added = any(placeholders(one) - wanted for one in exact)
    return dropped or added or any(placeholders(one) != wanted for one in others)


def test_lost_placeholders_are_recognized():
    assert lost_or_added(Message("%(n)s rows", "صفوف"))
    assert lost_or_added(Message("{} rows", "{} {} صفوف"))
    assert not lost_or_added(Message("%(a)s in %(b)s", "في %(b)s: %(a)s"))
    six = ("لا صفوف", "صف", "صفان", "%(n)s صفوف", "%(n)s صفًا", "%(n)s صف")
    assert not lost_or_added(Message(("%(n)s row", "%(n)s rows"), six))
    assert lost_or_added(Message(("%(n)s row", "%(n)s rows"), (*six[:5], "صف")))


def test_each_translation_has_the_placeholders_of_its_message(catalog):
    assert [key(m) for m in entries(catalog) if lost_or_added(m)] == []


def test_the_compiled_catalog_says_the_same(catalog):
    fresh = io.BytesIO()
    write_mo(fresh, catalog)
    fresh.seek(0)
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)
    wanted = dict(gettext.GNUTranslations(fresh)._catalog)
    for head in (compiled, wanted):
        head.pop("", None)
    assert compiled == wanted


# --- the messages of the code ------------------------------------------------------------------
def used_in(method: str, source: str) -> set[Key]:
    """Context and first form of every message in a source text."""
    found = set()
    for _line, message, _comments, context in extract(
        method, io.BytesIO(source.encode()), keywords=MARKS
    ):
        first = message[0] if isinstance(message, tuple) else message
        if first:
            found.add((context or "", first))
    return found


def used_in_template(source: str) -> set[Key]:
    """Django turns a template into calls that the lexer of JavaScript reads: it minds no text."""
    return used_in("javascript", templatize(source))


def used() -> dict[Key, str]:
    """Every message of templates and Python, with a file that has it."""
    found: dict[Key, str] = {}
    for top in ("archive", "articles"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for one in used_in("python", path.read_text()):
                found.setdefault(one, path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            for one in used_in_template(path.read_text()):
                found.setdefault(one, path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('{% translate "Search" %}', {("", "Search")}),
        ('<p title="don\'t">{% translate "Out" context "a door" %}', {("a door", "Out")}),
        (
            "{% blocktranslate count n=n %}{{ n }} row{% plural %}rows{% endblocktranslate %}",
            {("", "%(n)s row")},
        ),
        ('{% include "a.html" with label=_("It isn\'t “so”") %}', {("", "It isn't “so”")}),
        ("{# {% translate 'Not this' %} #}", set()),
    ],
)
def test_messages_of_a_template_are_found(source, wanted):
    assert used_in_template(source) == wanted


def test_each_message_of_the_code_is_in_the_catalog(catalog):
    known = {key(message) for message in entries(catalog)}
    everything = used()
    assert len(everything) > 300
    assert {one: where for one, where in everything.items() if one not in known} == {}


def test_the_catalog_has_no_message_that_nothing_says(catalog):
    assert {key(message) for message in entries(catalog)} - used().keys() == set()
