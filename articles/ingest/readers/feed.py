"""RSS and Atom: each entry is an article, with as much of its text as the feed carries.

feedparser reads what is there, however broken. Before it does, the head of the document is looked
at: a feed that declares entities of its own has nothing to say that needs them, and may unfold
into gigabytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import feedparser
from defusedxml import DefusedXmlException
from defusedxml.sax import parseString
from django.utils.translation import gettext_noop as _
from feedparser.encodings import convert_to_utf8

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Capture, Failure, Notice, Reason, said_by
from articles.ingest.fragment import fragment_lines
from articles.ingest.readers.folder import bytes_of
from articles.ingest.records import parse_moment

CONTENT_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
)
MOST_ENTRIES = 2_000
# Deeper than any feed; what nests deeper is there to exhaust a parser.
DEEPEST = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")
# The numbers 55296 to 57343, which are no letters by themselves, as one or several references.
_NUMBER = rb"5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]"
_SURROGATES = re.compile(rb"(?:&#(?:0*(?:%s)|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2});)+" % _NUMBER)
_HALF = re.compile(rb"&#([xX]?)([0-9a-fA-F]+);")


def read(path: Path) -> Iterator[Capture | Notice]:
    """Yield a capture for each entry of a feed that was saved to a file."""
    if not path.is_file():
        raise BadRecord(_("This is not a file. A feed is one XML file."))
    yield from entries(bytes_of(path), where=str(path))


def entries(
    raw: bytes,
    *,
    where: str,
    address: str = "",
    fetched_at: datetime | None = None,
    declared: Mapping[str, Any] | None = None,
) -> Iterator[Capture | Notice]:
    """Yield a capture for each entry of a feed, a failure for one that cannot be told from others.

    `address` is where the feed came from; links are read relative to it. `declared` is what is
    known of all entries, and wins. Raises BadRecord where the bytes are no feed, or a hostile one.
    """
    raw = _SURROGATES.sub(_joined, raw)
    headers = {"content-location": address} if address else {}
    _refuse_hostile(raw, headers)
    try:
        parsed = feedparser.parse(raw, response_headers=headers, resolve_relative_uris=True)
    except (ValueError, OverflowError) as error:  # such as a number of a letter that there is not
        raise BadRecord(_("The feed cannot be read: %(why)s."), why=said_by(error)) from error
    if not parsed.version and not parsed.entries:
        raise BadRecord(_("This is no feed: neither RSS nor Atom was found in it."))
    if not parsed.entries:
        yield Notice(where, Reason(_("The feed has no entries.")))
    for number, entry in enumerate(parsed.entries[:MOST_ENTRIES], 1):
        place = f"{where}#{number}"
        try:
            record = _record(entry, parsed.feed, address) | dict(declared or {})
            yield _capture(place, record, fetched_at)
        except BadRecord as error:
            yield Failure(place, error.reason)
    if len(parsed.entries) > MOST_ENTRIES:
        left = len(parsed.entries) - MOST_ENTRIES
        yield Failure(
            where,
            Reason(
                _("The feed has %(number)s entries more than %(most)s: left out."),
                number=f"{left:,}",
                most=f"{MOST_ENTRIES:,}",
            ),
        )


def _joined(match: re.Match[bytes]) -> bytes:
    """Write halves of letters, in which old programs write emoji, as letters; a lone half is
    damage."""
    halves = [int(number, 16) if x else int(number) for x, number in _HALF.findall(match[0])]
    text = "".join(map(chr, halves)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(f"&#{ord(letter)};" for letter in text).encode()


class _Depth(ContentHandler):
    """Counts how deep elements stand in each other."""

    depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadRecord(
                _("Elements stand more than %(most)s deep in each other. No feed does."),
                most=DEEPEST,
            )

    def endElement(self, name: str) -> None:
        self.depth -= 1


_DECLARES = _("The feed declares entities of its own. Such a feed is not read.")


def _refuse_hostile(raw: bytes, headers: dict[str, str]) -> None:
    try:
        parseString(raw.lstrip(), _Depth(), forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise BadRecord(_DECLARES) from error
    except (SAXException, ValueError, LookupError) as error:
        # Many feeds are not well-formed, and feedparser reads them all the same, with a parser of
        # its own. That one unfolds what a feed declares, wherever the declaration stands, and looks
        # for it in what it has made UTF-8 of.
        if raw.count(b"<") > 400_000:
            raise BadRecord(
                _("The feed is not well-formed, and too large to be mended.")
            ) from error
        if b"<!ENTITY" in convert_to_utf8(headers, raw, {}).upper():
            raise BadRecord(_DECLARES) from error


def _record(entry: Any, feed: Any, address: str) -> dict[str, Any]:
    """Return what an entry says, as a plain record that is the same whenever the entry is."""
    link = urljoin(address, entry.get("link", "")) if entry.get("link") else ""
    if link.startswith(("urn:", "tag:")):  # what feedparser makes of an identifier
        link = ""
    tags = [tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")]
    language = _LANGUAGE.match(_first(entry, "language") or feed.get("language", "") or "")
    found = {
        "url": link,
        "key": _key(entry, link, address or feed.get("link", "")),
        "title": _plain(entry.get("title", "")),
        "published": _moment(entry, ("published", "created", "updated")),
        "updated": _moment(entry, ("updated",)),
        "language": language.group().lower() if language else "",
        "author": _plain(entry.get("author", "")),
        "section": _plain(tags[0]) if tags else "",
        "content": _content(entry),
        "feed_title": _plain(feed.get("title", "")),
        "homepage": feed.get("link", ""),
    }
    return {name: value for name, value in found.items() if value}


def _first(entry: Any, name: str) -> str:
    contents = entry.get("content") or [{}]
    return contents[0].get(name) or ""


def _plain(text: str) -> str:
    return " ".join(line.text for line in fragment_lines(text))


def _content(entry: Any) -> str:
    texts = [part.get("value") or "" for part in entry.get("content", ())]
    texts.append(entry.get("summary") or "")
    return max(texts, key=len)


def _key(entry: Any, link: str, home: str) -> str:
    """The canonical link; without one, a urn of the entry's own identifier."""
    if link:
        return canonical_url(link)
    if not (identifier := entry.get("id") or ""):
        raise BadRecord(
            _("The entry has neither a link nor an identifier. It cannot be kept apart.")
        )
    digest = hashlib.sha256(f"{home}\n{identifier}".encode()).hexdigest()
    return f"urn:feed:{digest[:24]}"


def _moment(entry: Any, names: tuple[str, ...]) -> str:
    """Return the first of these moments that the entry states, as written, in ISO form; else ""."""
    for name in names:
        text = dict.get(entry, name) or ""  # as stated: get() of feedparser takes one for another
        if parse_moment(text):
            return str(text)
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError):
            parts = dict.get(entry, f"{name}_parsed")
            if not parts:
                continue
            moment = datetime(*parts[:6], tzinfo=UTC)
        if parse_moment(moment.isoformat()):
            return moment.isoformat()
    return ""


def _capture(where: str, record: dict[str, Any], fetched_at: datetime | None) -> Capture:
    raw = json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    return Capture(where=where, kind="entry", raw=raw, declared=record, fetched_at=fetched_at)
