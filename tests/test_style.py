"""Habits of the house that no linter knows: sides, spacing, what pages load, whose names we use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.arabic.tokens import words

ROOT = Path(__file__).resolve().parent.parent
CSS = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
PYTHON = [ROOT / "manage.py"]
PYTHON += sorted(p for top in ("archive", "articles", "deploy") for p in (ROOT / top).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at():
    assert min(map(len, (CSS, SCRIPTS, TEMPLATES, PYTHON))) > 3


# --- style sheets ------------------------------------------------------------------------------
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"(?:^|[;{])\s*(-{0,2}[a-zA-Z][\w-]*)\s*:\s*([^;{}]+?)\s*(?=[;}])")
_SIDED = re.compile(r"(?:^|-)(?:left|right)(?:-|$)")
_SIDED_VALUES = {"text-align", "float", "clear", "justify-content", "justify-items", "caption-side"}
_SHORTHANDS = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}
_SHORTHANDS |= {"scroll-margin", "scroll-padding"}


def declarations(css: str) -> list[tuple[str, str]]:
    return _DECLARATION.findall(_COMMENT.sub("", css))


def physical(css: str) -> list[str]:
    """Declarations that name a left or a right, where Arabic and English each want their own."""
    found = []
    for prop, value in declarations(css):
        parts = re.sub(r"\([^()]*\)", "()", re.sub(r"\([^()]*\)", "()", value)).split()
        uneven = prop in _SHORTHANDS and len(parts) == 4 and parts[1] != parts[3]
        sided = prop in _SIDED_VALUES and set(parts) & {"left", "right"}
        if (_SIDED.search(prop) and not prop.startswith("--")) or sided or uneven:
            found.append(f"{prop}: {value}")
    return found


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a { margin-left: 1px }", 1),
        ("a{left:0;right:0}", 2),
        ("a { border-left: 1px solid; padding-right: 0 !important; }", 2),
        ("a { border-top-left-radius: 2px; text-align: right; float: left }", 3),
        ("a { margin: 0 1px 0 2px }", 1),
        ("a { margin: 0 1px 0 1px; inset-inline: 0; text-align: start }", 0),
        ("/* left: */ a:hover { margin-inline: calc(1px + 2px) } .left { color: red }", 0),
    ],
)
def test_physical_sides_are_recognized(css, count):
    assert len(physical(css)) == count


@pytest.mark.parametrize("path", CSS, ids=name)
def test_a_style_sheet_has_no_physical_sides(path):
    assert physical(path.read_text()) == []


@pytest.mark.parametrize("path", CSS, ids=name)
def test_letters_are_never_spaced(path):
    """Spaced Arabic letters fall apart."""
    spaced = [value for prop, value in declarations(path.read_text()) if prop == "letter-spacing"]
    assert set(spaced) <= {"normal"}


# --- templates ---------------------------------------------------------------------------------
_REMARK = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(\w+)((?:[^<>{]|{{.*?}}|{%.*?%}|{)*)>", re.DOTALL)
_DATA = re.compile(r"type=[\"']application/(?:ld\+)?json[\"']")
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_LOADS = re.compile(r"\s(?:src|srcset|action|formaction|data|poster)=[\"']\s*([^\"'\s]+)")
_HREF = re.compile(r"\shref=[\"']\s*([^\"'\s]+)")


def inline(html: str) -> list[str]:
    """Style and script that a page would carry in itself, which its policy forbids."""
    found = []
    for tag, rest in _TAG.findall(_REMARK.sub("", html)):
        plain = re.sub(r"{%.*?%}|{{.*?}}", "", rest, flags=re.DOTALL)
        found += re.findall(r"\sstyle\s*=", rest) + re.findall(r"\son[a-z]+\s*=", plain)
        if tag == "style" or (tag == "script" and " src=" not in rest and not _DATA.search(rest)):
            found.append(tag)
    return found


def loaded_from_elsewhere(html: str) -> list[str]:
    """Addresses on other hosts that a page would load or post to; a link to read is none."""
    found = []
    for tag, rest in _TAG.findall(_REMARK.sub("", html)):
        loads = _LOADS.findall(rest) + (_HREF.findall(rest) if tag in {"link", "use"} else [])
        found += [address for address in loads if _ELSEWHERE.match(address)]
    return found


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<p style="color: red">', 1),
        ("<script>go()</script>", 1),
        ('<script type="application/ld+json">{}</script>', 0),
        ('<script src="{% static "js/a.js" %}" defer></script>', 0),
        ('<a href="#" onclick="go()">', 1),
        ('<a{% if x %} onclick="go()"{% endif %} class="on">', 1),
        ("{# <p style=x> #}<style>p{}</style>", 1),
    ],
)
def test_inline_style_and_script_are_recognized(html, count):
    assert len(inline(html)) == count


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<img src="https://a.example/b.png">', 1),
        ('<link rel="stylesheet" href="//a.example/b.css">', 1),
        ('<script src="http://a.example/b.js"></script>', 1),
        ('<a href="https://a.example/">', 0),
        ('<img src="{% static "img/logo.svg" %}">', 0),
    ],
)
def test_loads_from_other_hosts_are_recognized(html, count):
    assert len(loaded_from_elsewhere(html)) == count


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_nothing_inline(path):
    assert inline(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_loads_nothing_from_another_host(path):
    assert loaded_from_elsewhere(path.read_text()) == []


@pytest.mark.parametrize("path", [*CSS, *SCRIPTS], ids=name)
def test_style_and_scripts_load_nothing_from_another_host(path):
    text = re.sub(r"http://www\.w3\.org/\d{4}/\w+", "", path.read_text())  # names, not addresses
    assert re.findall(r"https?://|url\(\s*[\"']?//|[\"']//\w", text) == []


# --- names are data ----------------------------------------------------------------------------
def names_of_persons() -> set[str]:
    """Every word of five letters or more by which a person of the dossier is called."""
    found: set[str] = set()
    for line in (ROOT / "fixtures/dossier/entities.jsonl").read_text().splitlines():
        entity = json.loads(line)
        if entity["kind"] == "person":
            texts = [entity["name_ar"], entity["name_en"]]
            texts += [*(entity.get("aliases_ar") or ()), *(entity.get("aliases_en") or ())]
            found.update(word for text in texts if text for word in words(text))
    return {word for word in found if len(word) >= 5}


# Part of somebody's by-name, and words of the language first.
ORDINARY = {"president", "thani"}


def named_in(text: str) -> Iterator[str]:
    names = names_of_persons() - ORDINARY
    yield from (word for word in words(text.replace("_", " ")) if word in names)


def test_a_name_would_be_found():
    names = names_of_persons()
    assert len(names) > 200
    arabic = next(word for word in sorted(names) if "ء" <= word[0] <= "ي")
    latin = next(word for word in sorted(names) if word.isascii())
    assert list(named_in(f'KNOWN_{latin} = "{arabic}"')) == [latin, arabic]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_person_of_the_dossier_is_named_in_the_code(path):
    assert list(named_in(path.read_text())) == []


# --- the project speaks of itself alone --------------------------------------------------------
PLACES = ("*", "deploy/*", ".ci/*")
PLACES += tuple(
    f"{top}/**/*"
    for top in (
        "archive",
        "articles",
        "benchmarks",
        "docs",
        "fixtures",
        "static",
        "templates",
        "tests",
    )
)
BINARY = {".pyc", ".mo", ".xz", ".bin", ".woff2", ".png"}
# Put together here, so that this file does not find itself.
HOMES = "|".join(("wo" + "rk", "ro" + "ot", "ho" + r"me/\w+", "tm" + "p/plan"))
MACHINE = re.compile(rf"(?<![\w.])/(?:{HOMES})(?:/|\b)")


def texts() -> list[Path]:
    """Every text of the project."""
    found = {path for pattern in PLACES for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.is_file() and path.suffix not in BINARY)


def test_nothing_speaks_of_the_machine_it_was_written_on():
    assert MACHINE.search("see /" + "wo" + "rk/main")
    assert len(texts()) > 200
    found = [name(path) for path in texts() if MACHINE.search(path.read_text(errors="ignore"))]
    assert found == []
