"""Names in the order of the reader's alphabet, which the database sorts by.

SQLite is lent our own function; PostgreSQL does the same by its own, whatever its locale."""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import Case, F, Func, OrderBy, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils.translation import get_language

from articles.arabic.alphabet import ARTICLES, LETTERS, place
from articles.models.bilingual import LANGUAGES

_FUNCTION = "sijill_place"
# What stands behind the letters of the second string is left out: see PostgreSQL's translate.
_FROM = sorted(LETTERS, key=lambda code: (not LETTERS[code], code))
_TO = "".join(LETTERS[code] for code in _FROM)
_ARTICLE = f"^(?:{'|'.join(ARTICLES)})(?=..)"


class Place(Func):
    """What a name is sorted by: see arabic.alphabet."""

    function = _FUNCTION
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compared by the numbers of the letters, which no locale changes."""
        name, params = compiler.compile(self.source_expressions[0])
        sql = f"(regexp_replace(translate({name}, %s, %s), %s, '') COLLATE \"C\")"
        return sql, (*params, "".join(map(chr, _FROM)), _TO, _ARTICLE)


class ByName(Combinable):
    """Sorts by the name in the language of whoever reads the list: names in that language first,
    then those that only have another, as lists of readers do.

    `field` is "name" or "title", `of` leads to the thing that has it. It may stand where a class
    is defined: the language is asked for when the list is read, unless `language` says one."""

    def __init__(self, field: str = "name", *, of: str = "", language: str = "") -> None:
        self.field, self.of, self.language = field, of, language

    def asc(self, **kwargs: Any) -> OrderBy:
        return OrderBy(self, **kwargs)

    def desc(self, **kwargs: Any) -> OrderBy:
        return OrderBy(self, descending=True, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        wanted = self.language or (get_language() or "ar").split("-")[0]
        first = wanted if wanted in LANGUAGES else "ar"
        second = next(code for code in LANGUAGES if code != first)
        name, other = (f"{self.of}{self.field}_{code}" for code in (first, second))
        placed = Case(
            When(**{name: ""}, then=Concat(Value("1"), Place(F(other)))),
            default=Concat(Value("0"), Place(F(name))),
            output_field=TextField(),
        )
        return placed.resolve_expression(*args, **kwargs)


def _lend(sender: object, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION, 1, _lent, deterministic=True)


def _lent(name: str | None) -> str | None:
    return None if name is None else place(name)


def connect() -> None:
    """Lend our function to every connection."""
    connection_created.connect(_lend, dispatch_uid="articles.alphabet")
