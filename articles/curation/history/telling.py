"""What differs between two states of a thing, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.curation.history.versions import State
from articles.models import Article, ArticleRevision, text_hash

# Fields by which a row says which thing it is part of.
OWNERS = {"article", "entity", "meeting"}
_WORDS = re.compile(r"\s+|\S+")
# Words that stayed: so many of them beside each change, and no more.
AROUND = 6
LONG = 60


@dataclass(frozen=True)
class Piece:
    """A run of words: "same", "gone", "new", or "cut" where words that stayed are left out."""

    kind: str
    text: str


@dataclass
class Change:
    """One field, or one whole row that came (`old` empty) or went (`new` empty)."""

    label: str
    old: str = ""
    new: str = ""
    pieces: list[Piece] = field(default_factory=list)


def differences(
    before: State, after: State, thing: Any, names: Names | None = None
) -> list[Change]:
    """Say what differs, the thing's own fields first, then its parts.

    Who tells many differences has one set of `names` for all of them."""
    root = (thing._meta.label_lower, thing.pk)
    names = names or Names(before, after)
    found = list(_fields(before.get(root, {}), after.get(root, {}), type(thing), "", names))
    if isinstance(thing, Article):
        found = list(_texts(found, before.get(root, {}), after.get(root, {}), thing))
    for row in sorted({*before, *after} - {root}):
        found += _part(before.get(row), after.get(row), row, names)
    return found


def _fields(
    before: dict[str, Any], after: dict[str, Any], model: Any, where: str, names: Names
) -> Iterator[Change]:
    for name in [name for name in {**before, **after} if before.get(name) != after.get(name)]:
        column = _column(model, name)
        if column is None or (before and name not in before):
            continue  # one of the two was kept by a version of the program that knew no such field
        label = where + _label(column)
        old, new = (names.value(column, state.get(name)) for state in (before, after))
        yield Change(label, old, new, _pieces(old, new))


def _part(
    before: dict[str, Any] | None, after: dict[str, Any] | None, row: tuple[str, int], names: Names
) -> list[Change]:
    """A row that came, went or changed."""
    model = apps.get_model(row[0])
    noun = capfirst(str(model._meta.verbose_name))
    if before is None or after is None:
        said = names.row(model, (before or after) or {})
        old, new = ("", said) if before is None else (said, "")
        return [Change(noun, old, new)]
    if before == after:
        return []
    # Translators: a row and, after it, the field of it that changed: "Alias “X”: ".
    where = _("%(noun)s “%(name)s”: ") % {"noun": noun, "name": names.title(model, after)}
    return list(_fields(before, after, model, where, names))


def _texts(
    found: list[Change], before: dict[str, Any], after: dict[str, Any], article: Article
) -> Iterator[Change]:
    """In place of two hashes, the two texts."""
    label = capfirst(str(Article._meta.get_field("text_sha256").verbose_name))
    old, new = (text_of(article, state.get("text_sha256", "")) for state in (before, after))
    for change in found:
        if change.label == label and old is not None and new is not None:
            title = capfirst(str(Article._meta.get_field("body").verbose_name))
            yield Change(title, old, new, _pieces(old, new))
        else:
            yield change


def text_of(article: Article, digest: str) -> str | None:
    """The text of an article with this hash, now or before; None where it is not kept."""
    if not digest:
        return ""
    current = Article.objects.filter(pk=article.pk).values_list("body", flat=True)[0]
    if text_hash(current) == digest:
        return str(current)
    kept = ArticleRevision.objects.filter(article=article.pk, text_sha256=digest)
    return kept.values_list("body", flat=True).first()


class Names:
    """What the values of states are called: one query for each kind of thing they name."""

    def __init__(self, *states: State) -> None:
        self.known: dict[tuple[Any, int], str] = {}
        wanted: defaultdict[Any, set[int]] = defaultdict(set)
        for (label, _number), fields in _rows(states):
            for name, value in fields.items():
                column = _column(apps.get_model(label), name)
                if column is not None and column.is_relation and value is not None:
                    numbers = value if isinstance(value, list) else [value]
                    wanted[column.related_model].update(numbers)
        for model, numbers in wanted.items():
            rows = model._base_manager.in_bulk(numbers)
            self.known |= {(model, number): str(row) for number, row in rows.items()}

    def value(self, column: Any, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if isinstance(value, list):
            return _(", ").join(self.thing(column.related_model, number) for number in value)
        if column.is_relation:
            return self.thing(column.related_model, value)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(value)

    def thing(self, model: Any, number: int) -> str:
        return self.known.get((model, number)) or _("no. %s (gone)") % number

    def row(self, model: Any, fields: dict[str, Any]) -> str:
        """All that a row says, but for what it is part of."""
        said = [
            self.value(column, value)
            for name, value in fields.items()
            if (column := _column(model, name)) is not None and not self.is_owner(model, name)
        ]
        return " · ".join(text for text in said if text)

    def title(self, model: Any, fields: dict[str, Any]) -> str:
        """The first that a row says, by which people know it."""
        return self.row(model, fields).partition(" · ")[0]

    def is_owner(self, model: Any, name: str) -> bool:
        """An entity of a mention names it; that of an alias is what the alias belongs to."""
        named = {"mention": "entity", "participant": "entity", "evidence": "article"}
        return name in OWNERS and named.get(model._meta.model_name) != name


def _rows(states: Iterable[State]) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    for state in states:
        yield from state.items()


def _column(model: Any, name: str) -> Any:
    """The field of that name; None where an older version of the program had it."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(column: Any) -> str:
    """What a field is called; what names a thing from elsewhere is called by what it is."""
    named = getattr(column, "verbose_name", None) or column.related_model._meta.verbose_name_plural
    return capfirst(str(named))


def _pieces(old: str, new: str) -> list[Piece]:
    """Long texts word by word; short ones side by side."""
    if not old or not new or max(len(old), len(new)) < LONG:
        return []
    first, second = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += _kept(first[a:b], is_first=a == 0, is_last=b == len(first))
            continue
        if gone := "".join(first[a:b]):
            found.append(Piece("gone", gone))
        if came := "".join(second[c:d]):
            found.append(Piece("new", came))
    return found


def _kept(words: list[str], *, is_first: bool, is_last: bool) -> list[Piece]:
    """Words that stayed, those far from any change left out."""
    head, tail = (0 if is_first else 2 * AROUND), (0 if is_last else 2 * AROUND)
    if len(words) <= head + tail + 2 * AROUND:
        return [Piece("same", "".join(words))]
    parts = [Piece("same", "".join(words[:head])), Piece("cut", "…")]
    parts.append(Piece("same", "".join(words[len(words) - tail :])))
    return [part for part in parts if part.text]
