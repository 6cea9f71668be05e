"""Values of fields: whom, what or which outlet a typed value means, and where a name ends.

A value is a key, a whole name in any spelling, or words of a name. Without quotes a field takes
one word alone; `join` gives it the words after it where together they are a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from articles.arabic.normalize import fold
from articles.arabic.tokens import words
from articles.search.catalog import Catalog
from articles.search.lexer import MAX_PHRASE_TERMS, words_of
from articles.search.page import KINDS
from articles.search.query import And, Field, Node, Not, Notice, Or, Phrase, Some, Word, unparse

NAMED = (*KINDS, "source")


class Values:
    """The values that one state of the names knows, and what was wrong with those of a query."""

    def __init__(self, catalog: Catalog, sources: Mapping[str, str]) -> None:
        self.catalog = catalog
        self.sources = sources
        self.notices: list[Notice] = []

    def whole(self, field: str, text: str) -> tuple[str, ...]:
        """The keys that a key or a whole name means."""
        if field != "source":
            return self.catalog.resolve(field, text)
        if text in self.sources:
            return (text,)
        wanted = fold(text)
        return tuple(key for key, name in self.sources.items() if fold(name) == wanted)

    def resolve(self, field: str, text: str) -> tuple[str, ...]:
        """The keys that a key or a name means, else those whose name has the words."""
        if found := self.whole(field, text):
            return found
        if field != "source":
            return self.catalog.resolve_words(field, text)
        tokens = set(words(text))
        return tuple(
            key for key, name in self.sources.items() if tokens and tokens <= set(words(name))
        )

    def join(self, node: Node) -> Node:
        """The same query, with the words after a field taken in where they go on its name."""
        if isinstance(node, Some):
            parts = self._beside(node.parts)
            return parts[0] if len(parts) == 1 else Some(tuple(parts))
        if isinstance(node, (And, Or)):
            return replace(node, parts=tuple(self.join(part) for part in node.parts))
        if isinstance(node, Not):
            return Not(self.join(node.part))
        if isinstance(node, Field) and node.name in NAMED and isinstance(node.part, Some):
            inner = node.part.parts
            texts = [part.text for part in inner if isinstance(part, Word)]
            if len(texts) == len(inner) and (name := self._name(node.name, texts)):
                return Field(node.name, name)
        return node

    def _beside(self, parts: Sequence[Node]) -> list[Node]:
        found: list[Node] = []
        at = 0
        while at < len(parts):
            part = parts[at]
            field = part.part if isinstance(part, Not) else part
            at += 1
            if not (
                isinstance(field, Field) and field.name in NAMED and isinstance(field.part, Word)
            ):
                found.append(self.join(part))
                continue
            texts = [field.part.text, *_run(parts[at:])]
            for length in range(len(texts), 1, -1):
                if name := self._name(field.name, texts[:length]):
                    joined = Field(field.name, name)
                    part = Not(joined) if isinstance(part, Not) else joined
                    at += length - 1
                    break
            else:
                self._tell(field.name, texts)
            found.append(part)
        return found

    def _name(self, field: str, texts: list[str]) -> Phrase | None:
        """The words as one quoted value, if they are the name of something."""
        text = " ".join(texts)
        typed = words_of(text)
        short = 1 < len(typed) <= MAX_PHRASE_TERMS
        return Phrase(typed) if short and self.whole(field, text) else None

    def _tell(self, field: str, texts: list[str]) -> None:
        """Say the cure where a field has taken the first word of what may have been a name."""
        if len(texts) > 1 and not self.resolve(field, texts[0]):
            quoted = unparse(Field(field, Phrase(words_of(" ".join(texts[:2])))))
            self.notices.append(Notice("unquoted_name", quoted))


def _run(parts: Sequence[Node]) -> list[str]:
    """The words that stand first, as many as a phrase may hold."""
    texts: list[str] = []
    for part in parts[: MAX_PHRASE_TERMS - 1]:
        if not isinstance(part, Word):
            break
        texts.append(part.text)
    return texts
