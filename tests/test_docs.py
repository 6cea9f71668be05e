"""Documentation under test: what can be typed, set or asked for is written down, and rightly."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from django.core.management import get_commands, load_command_class

from articles.api import api
from articles.exports.tables import COLUMNS
from articles.forms.search import FILTERS, SORTS
from articles.ingest import records
from articles.ingest.readers import READERS
from articles.models import Evidence, Meeting
from articles.models.evidence import SHORT_QUOTE
from articles.search import lexer, page
from articles.search.query import parse
from articles.timeline.filters import MANY
from articles.views.help_table import OPERATORS as HELP

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "fixtures/**/*.md", "articles/**/*.md")
    for path in ROOT.glob(pattern)
)
SPAN = re.compile(r"`([^`\n]+)`")


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text()


@cache
def everything() -> str:
    return "\n".join(path.read_text() for path in DOCS)


def spans(text: str) -> set[str]:
    """Whatever stands between backticks."""
    return set(SPAN.findall(text))


def words_in_spans(text: str) -> set[str]:
    return {word for span in spans(text) for word in re.findall(r"[\w-]+", span)}


def test_there_are_documents_to_test():
    names = {path.relative_to(ROOT).as_posix() for path in DOCS}
    assert names >= {"README.md", "docs/search.md", "docs/ingest.md", "docs/api.md"}


# --- commands ----------------------------------------------------------------------------------
OURS = sorted(
    path.stem
    for path in (ROOT / "articles/management/commands").glob("*.py")
    if path.stem != "__init__"
)


def own_options(command: str) -> list[str]:
    """The long options that do something: those of Haystack's that are only accepted do not."""
    made = load_command_class("articles", command)
    inherited = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback"}
    inherited |= {"--no-color", "--force-color", "--skip-checks"}
    return [
        action.option_strings[-1 if len(action.option_strings[0]) == 2 else 0]
        for action in made.create_parser("manage.py", command)._actions
        if action.option_strings
        and not inherited & set(action.option_strings)
        and not (action.help or "").startswith("Accepted")
    ]


@pytest.mark.parametrize("command", OURS)
def test_each_command_and_each_of_its_options_is_documented(command):
    sections = [part for part in everything().split("\n## ") if f"manage.py {command}" in part]
    assert sections
    # Where several commands share a section, an option stands in the line of its own command.
    shared = [p for p in sections if sum(f"manage.py {other}" in p for other in OURS) > 1]
    lines = [line for p in shared for line in p.splitlines() if f"manage.py {command}" in line]
    told = "\n".join([*lines, *(part for part in sections if part not in shared)])
    assert set(own_options(command)) <= set(re.findall(r"--[\w-]+", told))


def test_no_document_names_a_command_that_does_not_exist():
    named = set(re.findall(r"manage\.py ([a-z_]+)", everything()))
    assert set(OURS) <= named <= set(get_commands())


# --- settings ----------------------------------------------------------------------------------
# Between our own processes: serve.py sets them for supervisord, manage.py for Django.
INTERNAL = {"DJANGO_SETTINGS_MODULE", "SIJILL_LOG_DIR", "SIJILL_PYTHON"}


def read_by_python(path: Path) -> set[str]:
    """The environment variables that a Python file reads, by os.environ or by our readers of it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            found.add(ast.literal_eval(node.slice))
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "dj_database_url.config":
            found.add("DATABASE_URL")
        reader = called.startswith("os.environ.") or called in {"os.getenv", "flag", "words"}
        first = node.args[0] if node.args else None
        if (reader or called in {"number", "numbers", "choice"}) and isinstance(
            first, ast.Constant
        ):
            found.add(first.value)
    return {name for name in found if name.isupper()}


def read_by_the_site() -> set[str]:
    scripts = [ROOT / "archive/settings.py", ROOT / "archive/gunicorn.conf.py"]
    found = set().union(*map(read_by_python, [*scripts, *ROOT.glob("deploy/*.py")]))
    for path in ROOT.glob("deploy/*.conf"):
        found |= set(re.findall(r"%\(ENV_(\w+)\)s", path.read_text()))
    return found


def documented_settings() -> set[str]:
    settings = text_of("docs/deploy.md").partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = [line for line in settings.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in spans(row.split("|")[1])}


def test_each_environment_variable_that_is_read_is_documented():
    read = read_by_the_site()
    assert {"SECRET_KEY", "WEB_WORKERS", "HTTPS", "SIJILL_FETCH_TIMEOUT", "DATABASE_URL"} <= read
    assert read >= INTERNAL
    assert read - INTERNAL - documented_settings() == set()


def test_each_documented_environment_variable_is_read():
    assert documented_settings() - read_by_the_site() == set()


def test_the_example_of_settings_sets_only_documented_ones():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", text_of("deploy/.env.example"), re.M))
    assert named
    assert named <= documented_settings()


# --- the query language ------------------------------------------------------------------------
ENGLISH, ARABIC = text_of("docs/search.md").split('<div dir="rtl" lang="ar">')
ROW = re.compile(r"^\| `.+\|$", re.M)


def examples(half: str) -> list[str]:
    """The queries of the table of the query language, which is the first of its half."""
    first = half[half.index("| ---") :].split("\n\n")[0]
    cells = [cell for row in ROW.findall(first) for cell in row.split(" | ")[:2]]
    return [query for cell in cells for query in SPAN.findall(cell)]


@pytest.mark.parametrize("half", [ENGLISH, ARABIC], ids=["English", "Arabic"])
class TestQueryLanguage:
    def test_each_kind_of_piece_has_an_example(self, half):
        kinds = {piece.kind for query in examples(half) for piece in lexer.lex(query).pieces}
        assert kinds == set(get_args(lexer.Kind))

    def test_each_joining_word_stands_in_it(self, half):
        typed = {word for span in spans(half) for word in span.split()}
        typed |= {word.strip("()") for word in typed}
        assert set(lexer.OPERATORS) - typed == set()

    def test_each_field_has_an_example_in_both_languages(self, half):
        for names in lexer.FIELDS.values():
            used = [n for n in names if any(q.startswith(f"{n}:") for q in examples(half))]
            assert any(name.isascii() for name in used), names
            assert any(not name.isascii() for name in used), names

    def test_no_example_is_malformed(self, half):
        assert len(examples(half)) > 30
        for query in examples(half):
            assert parse(query).notices == (), query

    def test_the_limits_are_those_of_the_code(self, half):
        limits = half.split("Limits" if half is ENGLISH else "الحدود")[1].split("\n\n")
        numbers = set(re.findall(r"\d+", "".join(limits[:2])))
        limit = {lexer.MAX_CHARACTERS, lexer.MAX_TERMS, lexer.MAX_SLOP, lexer.MAX_PHRASE_TERMS}
        assert {str(number) for number in limit} <= numbers

    def test_what_the_help_page_offers_is_in_it(self, half):
        offered = {o.latin for section in HELP for o in section.operators}
        fields = {query.split(":")[0] for query in offered if ":" in query}
        assert fields <= {query.split(":")[0] for query in examples(half)}


def test_each_spelling_of_a_field_is_documented():
    known = "\n".join(spans(ENGLISH))
    for names in lexer.FIELDS.values():
        for name in names:
            assert re.search(rf"(?<!\w){name}:", known), name


def test_the_numbers_of_the_search_page_are_documented():
    assert f"first {page.MAX_OFFSET} results" in ENGLISH
    assert str(lexer.MIN_PREFIX_LETTERS) in ENGLISH.split("### Limits")[1][:200]
    assert f"{lexer.MAX_DEPTH} deep" in ENGLISH


def test_each_parameter_of_the_search_page_is_documented():
    rows = "\n".join(line for line in ENGLISH.splitlines() if line.startswith("| `"))
    assert {"q", *FILTERS, "from", "to", "sort", "exact", "times", "page", *SORTS} <= spans(rows)


# --- the API -----------------------------------------------------------------------------------
PATHS = {path: item["get"] for path, item in api.get_openapi_schema()["paths"].items()}
SCHEMAS = api.get_openapi_schema()["components"]["schemas"]
SECTIONS = text_of("docs/api.md").split("\n## ")


def section_of(path: str) -> str:
    """The section whose heading names the endpoint."""
    found = [part for part in SECTIONS if f"`GET {path}`" in part.split("\n")[0]]
    assert len(found) == 1, path
    return found[0]


def choices(schema: dict[str, Any]) -> set[str]:
    """Every word that a parameter may be."""
    below = [schema.get("items", {}), *schema.get("anyOf", [])]
    return set(schema.get("enum", ())).union(*(choices(one) for one in below if one), set())


@pytest.mark.parametrize("path", PATHS)
def test_each_parameter_and_each_of_its_choices_is_documented(path):
    section = section_of(path)
    for parameter in PATHS[path]["parameters"]:
        if parameter["in"] == "path":
            assert f"{{{parameter['name']}}}" in section
            continue
        assert parameter["name"] in words_in_spans(section), parameter["name"]
        assert choices(parameter["schema"]) <= words_in_spans(section), parameter["name"]


@pytest.mark.parametrize("path", PATHS)
def test_each_field_of_an_answer_is_documented(path):
    answer = PATHS[path]["responses"][200]["content"]["application/json"]["schema"]
    fields = SCHEMAS[answer["$ref"].split("/")[-1]]["properties"]
    section = section_of(path) + section_of("/api/v1/search")
    assert set(fields) <= words_in_spans(section) | set(re.findall(r'"(\w+)":', section))


def test_each_status_is_documented():
    named = set(re.findall(r"^\| (\d{3}) \|", text_of("docs/api.md"), re.M))
    possible = {str(status) for path in PATHS.values() for status in path["responses"]}
    assert possible - {"200"} <= named


def known_fields(value: Any) -> set[str]:
    """Every key of an example, of facets and names those of their values."""
    if isinstance(value, list):
        return set().union(*map(known_fields, value), set())
    return (
        set(value).union(*map(known_fields, value.values()), set())
        if isinstance(value, dict)
        else set()
    )


def test_each_example_of_an_answer_has_the_fields_of_the_api():
    blocks = re.findall(r"```json\n(.+?)```", text_of("docs/api.md"), re.S)
    assert len(blocks) >= 4
    free = {"text", "tree", "exact", "parameters", "q", "place", "ar", "en"}  # not in any schema
    known = free.union(*(schema.get("properties", {}) for schema in SCHEMAS.values()))
    for block in blocks:
        assert known_fields(json.loads(block)) <= known


def test_each_machine_address_is_documented(client):
    from articles.urls import pages, urlpatterns

    routes = [str(one.pattern) for one in (*pages, *urlpatterns)]
    files = [r for r in routes if re.search(r"\.(atom|ics|csv|xml)$", r) and "<" not in r]
    assert len(files) >= 6
    for route in [*files, "healthz", "readyz"]:
        assert f"/{route.lstrip('/')}" in everything(), route


def test_the_filters_of_the_files_are_those_of_the_timeline():
    section = text_of("docs/api.md").split("## Feeds")[1]
    assert {*MANY, "match", "from", "to", "q"} <= words_in_spans(section)
    assert COLUMNS


# --- meetings and their evidence ---------------------------------------------------------------
@pytest.mark.parametrize("half", [0, 1], ids=["English", "Arabic"])
def test_each_fact_and_each_precision_is_explained_to_a_curator(half):
    text = text_of("docs/timeline.md").split('<div dir="rtl" lang="ar">')[half]
    assert {*Evidence.Fact.values, *Meeting.Precision.values} <= spans(text)
    assert str(SHORT_QUOTE) in text
    for readme in ("README.md", "README.ar.md"):
        assert "docs/timeline.md" in text_of(readme)


def test_the_schema_of_a_dossier_names_what_an_evidence_line_may_say():
    section = text_of("fixtures/dossier/SCHEMA.md").split("## evidence.jsonl")[1]
    facts = {fact for fact in Evidence.Fact.values if fact != Evidence.Fact.MEETING}
    fields = {"meeting", "source", "fact", "value_ar", "value_en", "quote", "note_ar", "note_en"}
    assert facts | fields <= spans(section)


# --- ingest ------------------------------------------------------------------------------------
INGEST = text_of("docs/ingest.md")


def test_each_field_of_a_record_is_documented():
    code = (ROOT / "articles/ingest/records.py").read_text()
    fields = set(re.findall(r'record, "(\w+)"', code)) | set(records.REQUIRED)
    assert len(fields) > 12
    rows = "\n".join(line for line in INGEST.splitlines() if line.startswith("| `"))
    assert fields | set(records.ACCESS) <= spans(rows)


def test_each_reader_is_documented():
    assert set(READERS) <= spans(INGEST)


def test_the_examples_are_taken_in():
    lines, sidecar = re.findall(r"```json\n(.+?)```", INGEST, re.S)
    for line in lines.splitlines():
        article = records.article_from(json.loads(line), "docs/ingest.md")
        assert article.key
        assert article.body
    assert records.article_from(json.loads(sidecar), "docs/ingest.md", required=()).published_on


# --- tables of words --------------------------------------------------------------------------
def test_each_table_is_documented():
    tables = {path.name for path in (ROOT / "articles/arabic/data").iterdir() if path.is_file()}
    tables = {name for name in tables if not name.endswith((".py", ".md"))}
    assert tables
    assert tables <= spans(text_of("docs/arabic.md"))
    assert tables <= set(re.findall(r"[\w.]+", text_of("articles/arabic/data/README.md")))


# --- links -------------------------------------------------------------------------------------
LINK = re.compile(r"\]\(([^)\s]+)\)")
TOPS = (
    "archive/",
    "articles/",
    "benchmarks/",
    "deploy/",
    "docs/",
    "fixtures/",
    "static/",
    "tests/",
)


def anchors(path: Path) -> set[str]:
    """The anchors that the headings of a document get."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_local_link_leads_somewhere(path):
    for link in LINK.findall(path.read_text()):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_named_in_backticks_exists(path):
    for span in spans(path.read_text()):
        name = span.split()[0].rstrip(".,;")
        if name.startswith(TOPS) and not re.search(r"[<>{}]", name):
            assert list(ROOT.glob(name.rstrip("/"))), name
