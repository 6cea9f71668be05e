"""The shapes that pass through ingest, and the way a bad one is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from articles.models.reasons import Reason

# True of the bytes on the wire, no longer of those we hold; and cookies are nobody's business.
NOT_KEPT = {"content-encoding", "transfer-encoding", "content-length", "set-cookie"}


class BadRecord(Exception):
    """One record cannot be taken in. `reason` is a sentence with the reason and the cure, marked by
    gettext_noop: whoever shows it says it in the language of the reader, by `reason.here()`."""

    def __init__(self, said: str, **values: Any) -> None:
        self.reason = said if isinstance(said, Reason) else Reason(said, **values)
        super().__init__(self.reason)


# What the system and the libraries say most, so that the catalog has it.
_OFTEN_SAID = (
    _("No space left on device"),
    _("database or disk is full"),
    _("database is locked"),
    _("Permission denied"),
    _("No such file or directory"),
    _("Is a directory"),
    _("Not a directory"),
    _("File name too long"),
    _("Input/output error"),
    _("Read-only file system"),
    _("Too many open files"),
    _("Connection refused"),
    _("Connection reset by peer"),
    _("Network is unreachable"),
    _("No route to host"),
    _("File is not a zip file"),
    _("Remote end closed connection without response"),
    _("Expecting value"),
    _("Expecting ',' delimiter"),
    _("Expecting ':' delimiter"),
    _("Expecting property name enclosed in double quotes"),
    _("Illegal trailing comma before end of object"),
    _("Illegal trailing comma before end of array"),
    _("Unterminated string starting at"),
    _("Invalid control character at"),
    _("Extra data"),
)
_LONGEST_SAID = 200


def said_by(error: BaseException) -> Reason:
    """Return what an error says, in the words of whoever raised it: they are a value among ours,
    and translated where the catalog has them."""
    if isinstance(error, BadRecord):
        return error.reason
    text = str(getattr(error, "strerror", "") or error).strip() or type(error).__name__
    return Reason(text.split("\n")[0][:_LONGEST_SAID])


@dataclass(frozen=True)
class Notice:
    """Something to tell about one record: `where` is file:line, a path or an address. The reason is
    a Reason wherever the desk may show it."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class Failure(Notice):
    """A record that was not taken in, and why."""


@dataclass(frozen=True)
class Capture:
    """What came in, before anybody looked inside.

    `kind` is "record" (a JSONL object), "row" (of a table), "entry" (of a feed), "text" or "html".
    `raw` are the very bytes, whose hash is kept for good; of a row or an entry, which have no bytes
    of their own, what they say as JSON. `declared` is what the sender says of it: the record itself
    or a sidecar; it always wins over what extraction finds. `http` is what a server said before the
    bytes: the status line, then pairs of name and value.
    """

    where: str
    kind: str
    raw: bytes
    key: str = ""
    url: str = ""
    declared: Mapping[str, Any] = field(default_factory=dict)
    charset: str = ""
    fetched_at: datetime | None = None
    http: tuple[Any, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Outlet:
    """How an input names a source: by one name in any language, or by key and both names.

    `is_guess`: read off a page, not declared; it never moves a stored article to another source.
    """

    name: str = ""
    key: str = ""
    name_ar: str = ""
    name_en: str = ""
    country: str = ""
    homepage: str = ""
    is_guess: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.name or self.key or self.name_ar or self.name_en)


@dataclass
class ExtractedArticle:
    """An article ready to be saved. An empty value means "not said" and never blanks a stored one.

    `other_keys` are keys under which it may already be stored. `title_is_cut` marks a headline cut
    out of a first paragraph: a stored descriptive title is better than that. `withdrawn` asks for a
    citation without a text. `language_guess` counts only where no language is known. `has_sidecar`:
    some of it is said beside the bytes of `raw_sha256`, and may change while they do not.
    """

    where: str
    key: str
    url: str = ""
    outlet: Outlet = Outlet()
    title: str = ""
    title_is_cut: bool = False
    title_ar: str = ""
    title_en: str = ""
    body: str = ""
    language: str = ""
    language_guess: str = ""
    author: str = ""
    section: str = ""
    abstract_ar: str = ""
    abstract_en: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    license: str = ""
    access: str = ""
    withdrawn: bool = False
    entities: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    fetched_at: datetime | None = None
    raw_sha256: str = ""
    other_keys: tuple[str, ...] = ()
    has_sidecar: bool = False
    notices: list[Notice] = field(default_factory=list)

    def notice(self, reason: str) -> None:
        """Add something the report must tell, though the record is saved."""
        self.notices.append(Notice(self.where, reason))
