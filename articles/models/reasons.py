"""Sentences that are kept for readers of either language: why something was refused, or failed.

Who writes one does not know who will read it: a feed is asked by a timer, an import is shown to
whoever looks. So it is kept as its English words and their values, and translated when shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.utils.translation import get_language_bidi, gettext

_KEPT = '{"said": '
# Around what is not Arabic in an Arabic sentence, so that neither turns the other around.
_ISOLATED = "\u2068%s\u2069"


def left_to_right(text: str) -> str:
    """Keep the parts of a date or a number in their order: beside Arabic they would be turned
    around where no element isolates them, as in the choices of a field."""
    return f"\u2066{text}\u2069"


class Reason(str):
    """A sentence in English, as the log and the command line have it, that `here` says in the
    language of the reader. `said` is marked by gettext_noop; a value may be a Reason itself."""

    said: str
    values: dict[str, Any]

    def __new__(cls, said: str, **values: Any) -> Reason:
        self = super().__new__(cls, said % values if values else said)
        self.said, self.values = said, values
        return self

    @classmethod
    def of_all(cls, parts: Iterable[str]) -> Reason:
        """Return one sentence after the other as one reason."""
        said = {f"part{n}": part for n, part in enumerate(filter(None, parts))}
        return cls(" ".join(f"%({name})s" for name in said), **said)

    def here(self) -> str:
        """Return it in the language of whoever reads it now."""
        if not self.said:
            return ""
        text = gettext(self.said)
        return text % {k: _here(v) for k, v in self.values.items()} if self.values else text

    def each(self, change: Callable[[str], str]) -> Reason:
        """Return it with every text that is none of ours changed: a value, or what a library
        said."""
        if not self.values:
            return Reason(change(self.said))
        return Reason(self.said, **{k: _changed(v, change) for k, v in self.values.items()})

    def kept(self) -> str:
        """Return it as a column or a file keeps it; `read` is the way back."""
        if not self.values:
            return _storable(self.said)
        said, values = json.dumps(self.said), json.dumps(_plain(self.values))
        return f'{_KEPT}{said}, "with": {values}}}'

    @classmethod
    def kept_of(cls, text: str) -> str:
        """Return what keeps a text, which may be a reason."""
        return text.kept() if isinstance(text, cls) else text

    @classmethod
    def read(cls, text: str) -> Reason:
        """Return what was kept, or a text that never was a reason as it stands."""
        return _again(json.loads(text)) if text.startswith(_KEPT) else cls(text)


def _here(value: Any) -> str:
    if isinstance(value, Reason):
        text = value.here()
        is_known = value.values or text != value.said
        return text if is_known or not get_language_bidi() else _ISOLATED % text
    return _ISOLATED % value if get_language_bidi() and not str(value).isdecimal() else str(value)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Reason):
        return value.each(change)
    return change(value) if isinstance(value, str) else value


def _storable(text: str) -> str:
    """Leave out what neither a database nor a page takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON has them: a reason among them as an object, anything else as a text."""
    return {
        name: {"said": _storable(value.said), "with": _plain(value.values)}
        if isinstance(value, Reason)
        else _storable(str(value))
        for name, value in values.items()
    }


def _again(kept: dict[str, Any]) -> Reason:
    values = kept["with"].items()
    return Reason(kept["said"], **{k: _again(v) if isinstance(v, dict) else v for k, v in values})


class ReasonField(models.TextField):
    """A text column that keeps a Reason. What stands in it otherwise is shown as it is."""

    def from_db_value(self, value: str | None, *_: Any) -> Reason | None:
        return None if value is None else Reason.read(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.kept() if isinstance(value, Reason) else super().get_prep_value(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is a text column: what stands in one may change, without a
        migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), kwargs
