"""The shapes that pass through ingest, and the way a bad one is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# True of the bytes on the wire, no longer of those we hold; and cookies are nobody's business.
NOT_KEPT = {"content-encoding", "transfer-encoding", "content-length", "set-cookie"}


class BadRecord(Exception):
    """One record cannot be taken in. The message is a sentence with the reason and the cure."""


@dataclass(frozen=True)
class Notice:
    """Something to tell about one record: `where` is file:line, a path or an address."""

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
