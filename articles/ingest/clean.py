"""From bytes to clean text: the encoding found, invisible trouble removed."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord

# Control characters but tab and newline; soft hyphen, zero-width space, byte order mark; the
# direction overrides, embeddings and isolates, which can turn a whole line around when one is left
# open. Joiners and the plain direction marks stay: they belong to how a word is written.
_UNWANTED = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_ARABIC = re.compile("[\u0621-\u064a]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
# What a page may call itself, and what is meant by it, as browsers have it
# (https://encoding.spec.whatwg.org/#names-and-labels); anything else is not tried (utf-7 and its
# like are a known trap).
_PAGE_CHARSETS = {name: name for name in ("iso-8859-6", "koi8-r", "windows-1251", "windows-1255")}
_PAGE_CHARSETS |= dict.fromkeys(("windows-1256", "cp1256"), "windows-1256")
_PAGE_CHARSETS |= dict.fromkeys(("windows-1254", "iso-8859-9"), "windows-1254")
_LATIN = ("windows-1252", "cp1252", "iso-8859-1", "latin1", "us-ascii")
_PAGE_CHARSETS |= dict.fromkeys(_LATIN, "windows-1252")


def without_controls(text: str) -> str:
    """Return `text` without control characters and directions that may be left open."""
    return _UNWANTED.sub("", text)


def with_plain_ends(text: str) -> str:
    """Return `text` with each of its line ends, whatever wrote them, as one newline."""
    return _LINE_ENDS.sub("\n", text)


def clean_text(text: str) -> str:
    """Return `text` with plain newlines and spaces, without control characters."""
    text = with_plain_ends(text)
    text = _LONE_SURROGATES.sub("\ufffd", without_controls(text))
    return _SPACES.sub(" ", text)


def clean_line(text: str) -> str:
    """Return `text` as one line with single spaces."""
    return " ".join(clean_text(text).split())


def decode(raw: bytes, charset: str = "") -> str:
    """Return the text of a file or page.

    UTF-8 first (a byte order mark is dropped), then what the server or the page says, then
    windows-1256, in which older Arabic sites wrote. Raises BadRecord rather than store mojibake.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(raw, "utf-16")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse_damaged_utf8(raw, error.start)
        return _decode_older(raw, charset)
    if text.count("\0") > len(text) / 100:
        raise BadRecord(
            _("The file is not text: it holds NUL bytes. Give a text, JSONL or HTML file.")
        )
    return text


def refuse_damaged_utf8(raw: bytes, position: int, sound: int = 0) -> None:
    """A text that is UTF-8 but for a few bytes is damaged; windows-1256 would make mojibake of
    it. `sound`: how many letters beyond ASCII stood in UTF-8 before it."""
    lenient = raw.decode("utf-8", errors="replace")
    good = sum(1 for letter in lenient if letter > "\x7f" and letter != "\ufffd")
    if good + sound > 5 * lenient.count("\ufffd"):
        raise BadRecord(
            _("The text is UTF-8 but damaged at byte %(number)s. Take it from its origin again."),
            number=position,
        )


def _decode_older(raw: bytes, charset: str) -> str:
    match = _META_CHARSET.search(raw[:4096])
    in_page, named = match.group(1).decode("ascii").lower() if match else "", charset.lower()
    # Servers say Latin of whatever they are given; a page that says otherwise was told by somebody.
    if not named or (named in _LATIN and in_page in _PAGE_CHARSETS):
        named = in_page
    if named in _PAGE_CHARSETS:
        return _decode_as(raw, _PAGE_CHARSETS[named])
    text = raw.decode("windows-1256")
    foreign = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    if foreign and len(_ARABIC.findall(text)) > 0.8 * len(foreign) and "\0" not in text:
        return text
    raise BadRecord(_("The text is neither UTF-8 nor windows-1256. Save it as UTF-8."))


def _decode_as(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadRecord(
            _("The text is not valid %(charset)s. Save it as UTF-8."), charset=charset
        ) from error
