"""Haystack's query strings into Whoosh's query tree, by Whoosh's own parser.

What is mended here is only what changes the meaning of a query: bounds of time that are left out
stay out, "everything" means every document and swallows nothing beside it, and a value that its
field cannot hold finds nothing instead of being left out."""

from __future__ import annotations

import copy
from typing import Any

from whoosh import query
from whoosh.fields import DATETIME, Schema
from whoosh.qparser import FuzzyTermPlugin, QueryParser
from whoosh.qparser.common import QueryParserError
from whoosh.util.times import datetime_to_long


class Moments(DATETIME):
    """A field of moments whose ranges may leave their bounds out; Whoosh's own forgets that.

    A bound written to the second means that whole second."""

    def parse_range(
        self,
        fieldname: str,
        start: str | None,
        end: str | None,
        startexcl: bool,
        endexcl: bool,
        boost: float = 1.0,
    ) -> query.Query:
        if start is None and end is None:
            return query.Every(fieldname, boost=boost)
        first = None if start is None else self._edge(start, late=startexcl)
        last = None if end is None else self._edge(end, late=not endexcl)
        return query.NumericRange(fieldname, first, last, startexcl, endexcl, boost=boost)

    def _edge(self, text: str, *, late: bool) -> int:
        """The first or last microsecond that a bound means."""
        try:
            said = self._parse_datestring(text)
            return int(datetime_to_long(said.ceil() if late else said.floor()))
        except Exception as error:  # of half a dozen kinds; this one the parser knows
            raise QueryParserError(f"{text!r} is not a date") from error


def make_parser(content: str, schema: Schema) -> QueryParser:
    """Return a parser of Haystack's query strings; words without a field go to `content`."""
    reading = copy.copy(schema)
    reading._fields = dict(schema._fields)
    for name, kind in schema.items():
        if type(kind) is DATETIME:
            reading._fields[name] = Moments(stored=bool(kind.stored), sortable=True)
    parser = QueryParser(content, schema=reading)
    parser.add_plugins([FuzzyTermPlugin])
    return parser


def parse(parser: QueryParser, text: str) -> query.Query:
    """Return the tree of a query string; NullQuery where it asks for nothing."""
    tree = _normal(parser.parse(text, normalize=False))
    return _everything(tree, parser.fieldname)


def _normal(node: Any) -> Any:
    """Whoosh's normal form, except that it takes "A and everything" for everything, and drops a
    value that its field cannot hold from among the conditions instead of finding nothing."""
    if type(node) is query.Not:
        return query.Not(_normal(node.query), boost=node.boost)
    if type(node) not in (query.And, query.Or):
        return node.normalize()
    parts = [_normal(part) for part in node.subqueries]
    if type(node) is query.And:
        wrong = [part for part in parts if getattr(part, "error", None)]
        if wrong:
            return wrong[0]
    parts = [part for part in parts if part != query.NullQuery]
    if not parts:
        return query.NullQuery
    if len(parts) == 1:
        return parts[0].with_boost(parts[0].boost * node.boost) if node.boost != 1.0 else parts[0]
    return type(node)(parts, boost=node.boost)


def _everything(node: Any, content: str) -> Any:
    """`*` alone is every document, also one without a word in its text."""
    if isinstance(node, query.Every) and node.fieldname == content:
        return query.Every(boost=node.boost)
    if type(node) in (query.And, query.Or):
        return type(node)([_everything(part, content) for part in node.subqueries], node.boost)
    if type(node) is query.Not:
        return query.Not(_everything(node.query, content), boost=node.boost)
    return node
