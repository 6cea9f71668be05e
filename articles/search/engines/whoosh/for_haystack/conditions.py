"""What a SearchQuerySet asks of the articles, as a tree: Haystack's lookups in our own terms.

Haystack writes its filters into one string, and a string of a query is limited in length and knows
neither languages nor numbers. So the conditions travel beside it (`Asked`), and nothing of them is
ever left out: what cannot be filtered is refused with the cure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from haystack.backends import SearchNode
from haystack.exceptions import SearchBackendError

from articles.search.engines.whoosh.schema import FACETS
from articles.search.lexer import FIELDS
from articles.search.query import Parsed, parse, read_period

DATES = ("day", "published")
NUMBERS = ("pk", "id", "django_id")
TEXTS = ("content", "title")


@dataclass(frozen=True)
class Said:
    """Text in our query language."""

    text: str


@dataclass(frozen=True)
class Has:
    """One of several values of a facet, by key or by name."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Dated:
    """Published between two days, both included."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Numbered:
    """One of these articles."""

    pks: tuple[str, ...]


@dataclass(frozen=True)
class AllOf:
    """Every part, and everything where there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """Any part, and nothing where there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class NoneOf:
    """Whatever the part does not find."""

    part: Condition


# What has no words asks for nothing; what has no values finds nothing.
NO_CONDITION = Said("")
NOTHING = AnyOf(())

Condition = Said | Has | Dated | Numbered | AllOf | AnyOf | NoneOf


class Asked(str):
    """A query string, for logs, with the conditions that it stands for."""

    condition: Condition

    @classmethod
    def of(cls, text: str, condition: Condition) -> Asked:
        asked = cls(text)
        asked.condition = condition
        return asked


def read(node: SearchNode, prepare: Any) -> Condition:
    """The conditions of Haystack's tree of filters; `prepare` turns an input type into text."""
    parts = []
    for child in node.children:
        if isinstance(child, SearchNode):
            parts.append(read(child, prepare))
        else:
            field, lookup = node.split_expression(child[0])
            parts.append(condition(field, lookup, child[1], prepare))
    kept = tuple(part for part in parts if part != NO_CONDITION)
    if not kept:
        return NO_CONDITION
    joined: Condition = AnyOf(kept) if node.connector == "OR" else AllOf(kept)
    if len(kept) == 1:
        joined = kept[0]
    return NoneOf(joined) if node.negated else joined


def condition(field: str, lookup: str, value: Any, prepare: Any) -> Condition:
    """One lookup, such as person__in; SearchBackendError where there is no such filter."""
    made = None
    if field in TEXTS:
        made = _said(field, lookup, value, prepare)
    elif field in FACETS and lookup in ("content", "contains", "exact", "in"):
        made = Has(field, tuple(filter(None, _texts(value, prepare))))
    elif field in NUMBERS and lookup in ("content", "exact", "in"):
        made = Numbered(tuple(text.rpartition(".")[2] for text in _texts(value, prepare)))
    elif field in DATES:
        made = _dated(lookup, value)
    if made is None:
        raise SearchBackendError(
            f"Search cannot filter {field}__{lookup}. Use content or title; {', '.join(FACETS)} or "
            f"pk with exact or in; {' or '.join(DATES)} with gt, gte, lt, lte, range, exact or in; "
            "or the database."
        )
    return made


def _said(field: str, lookup: str, value: Any, prepare: Any) -> Condition | None:
    texts = [text for text in _texts(value, prepare) if text]
    if lookup == "exact":
        texts = [text if text.startswith('"') else quoted(text) for text in texts]
    elif lookup == "startswith":
        texts = [f"{text}*" for text in texts]
    elif lookup == "fuzzy":
        texts = [" ".join(f"{word}~" for word in text.split()) for text in texts]
    elif lookup not in ("content", "contains", "in"):
        return None
    if field == "title":
        texts = [f"title:({text})" for text in texts]
    if lookup == "in" or len(texts) > 1:
        return AnyOf(tuple(Said(text) for text in texts))
    return Said(texts[0] if texts else "")


def _dated(lookup: str, value: Any) -> Condition | None:
    if lookup == "range":
        start, end = value
        return Dated(_period(start)[0], _period(end)[1])
    if lookup == "in":
        return AnyOf(tuple(Dated(*_period(one)) for one in value))
    if lookup in ("content", "exact"):
        return Dated(*_period(value))
    if lookup not in ("gt", "gte", "lt", "lte"):
        return None
    first, last = _period(value)
    if lookup in ("gte", "lte"):
        return Dated(first, None) if lookup == "gte" else Dated(None, last)
    if lookup == "gt":
        return NOTHING if last == date.max else Dated(last + timedelta(days=1), None)
    return NOTHING if first == date.min else Dated(None, first - timedelta(days=1))


def _period(value: Any) -> tuple[date, date]:
    """The days that a date, a moment or "2025-12" means; a moment means its day here."""
    if isinstance(value, datetime):
        value = timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value, value
    first, last = read_period(str(value)) or (None, None)
    if first is None or last is None:
        raise SearchBackendError(
            f"{value!r} is no day. Give a date, or a text like 2025-12-02 or 2025-12."
        )
    return first, last


def _texts(value: Any, prepare: Any) -> list[str]:
    several = not isinstance(value, str) and isinstance(value, Iterable)
    values = value if several else [value]
    return [str(prepare(v) if hasattr(v, "input_type_name") else v).strip() for v in values]


def quoted(value: str) -> str:
    """A value that our parser reads as one."""
    return f'"{value.replace(chr(34), " ")}"'


def written(made: Condition) -> str:
    """A condition in our query language, as far as it can say it: for logs, and for `narrow`."""
    if isinstance(made, Said):
        # In its normal form, so that no parenthesis of it closes one of ours.
        return f"({_parsed(made.text).text})" if made.text else ""
    if isinstance(made, Has):
        return _either([f"{made.facet}:{quoted(value)}" for value in made.values])
    if isinstance(made, Dated):
        return f"date:{made.first or ''}..{made.last or ''}"
    if isinstance(made, Numbered):
        return _either([f"pk:{pk}" for pk in made.pks])
    if isinstance(made, NoneOf):
        return f"NOT ({written(made.part)})"
    parts = [written(part) for part in made.parts]
    return _either(parts) if isinstance(made, AnyOf) else f"({' AND '.join(parts)})"


def _either(texts: list[str]) -> str:
    if not texts:
        return "pk:none"
    return texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})"


def _parsed(text: str) -> Parsed:
    return parse(text, today=timezone.localdate())


def in_words(made: Condition) -> str | None:
    """Conditions on the text alone as one query, which finds more in it than in its parts: a name
    may be said in two. None where there are others, or where it would be too long for one."""
    if isinstance(made, Said):
        return made.text
    text = written(made) if _is_text(made) else None
    return None if text is None or _parsed(text).notices else text


def _is_text(made: Condition) -> bool:
    if isinstance(made, (AllOf, AnyOf)):
        return bool(made.parts) and all(_is_text(part) for part in made.parts)
    if isinstance(made, NoneOf):
        return _is_text(made.part)
    return isinstance(made, Said) and not _parsed(made.text).notices


# "person:key", "person_exact:\"A Name\"", "pk:(5)".
_ONE = re.compile(r"(?P<name>\w+?)(?:_exact)?:(?P<value>\"[^\"]*\"|\([^()\"]*\)|[^\s()\"]+)")
# Fields that our query language has not.
_OURS = re.compile(
    rf"(?<!\w)({'|'.join(('language', 'month', *NUMBERS, *DATES, 'content'))})(_exact)?:"
)
_THEIRS = frozenset(name for names in FIELDS.values() for name in names)


def narrower(text: str) -> Condition:
    """What a string given to `narrow` means: "field:value", or else our query language."""
    text = text.strip()
    if text.startswith("content:"):
        return Said(text.removeprefix("content:"))
    one = _ONE.fullmatch(text)
    if one and one["name"] in (*FACETS, *NUMBERS, *DATES):
        return condition(one["name"], "exact", one["value"].strip('"()'), lambda value: value)
    if one and one["name"] not in _THEIRS:
        raise SearchBackendError(
            f"narrow() knows no field {one['name']}. Use {', '.join((*FACETS, *DATES, 'pk'))}."
        )
    if found := _OURS.search(text):
        raise SearchBackendError(
            f"narrow() takes {found[1]} alone, as in narrow('{found[1]}:...'). "
            "Narrow once for each condition, or filter."
        )
    if notices := _parsed(text).notices:
        raise SearchBackendError(
            f"narrow() was not understood: {', '.join(notice.code for notice in notices)}. "
            "Narrow once for each condition, or filter."
        )
    return Said(text)
