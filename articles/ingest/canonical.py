"""One address for one article, however it was passed around."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord

# What newsletters, social networks and advertisers add; it never chooses the article. Names such as
# `id`, `p`, `ref` or `source` are left alone: on some sites they do.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|"
    r"igsh|"
    r"mc_cid|mc_eid|mkt_tok|_ga|_gl|_hsenc|_hsmi|vero_id|oly_enc_id|oly_anon_id|"
    r"__twitter_impression|"
    r"at_(?:medium|campaign|custom\d)|cmpid|ocid|spm|s_cid|wt_mc",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_TOO_LONG = 1000
_NO_ADDRESS = _("%(address)s is not a web address. Give one with http:// or https://.")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:\S+", re.IGNORECASE)


def canonical_url(address: str) -> str:
    """Return the canonical form of an http(s) address; a urn is returned as it is.

    Scheme and host in lower case, no fragment, no default port, no tracking parameters,
    percent-encoding the one way of RFC 3986. Raises BadRecord for what is no address of a page.
    """
    address = address.strip()
    if _URN.fullmatch(address):
        return _short_enough(address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadRecord(_NO_ADDRESS, address=repr(address[:200])) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        raise BadRecord(_NO_ADDRESS, address=repr(address[:200]))
    if parts.username or parts.password:
        raise BadRecord(
            _("The address at %(host)s holds a name or password. Leave it out."),
            host=parts.hostname,
        )
    host = _host(parts.hostname)
    if port and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = "&".join(
        _encoded(pair, "=+")
        for pair in parts.query.split("&")
        if pair and not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    return _short_enough(urlunsplit((scheme, host, _encoded(parts.path, "/") or "/", query, "")))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    try:
        return name.lower() if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadRecord(_("%(name)s is not a host name."), name=repr(name[:100])) from error


# What needs no change: letters that stand as they are, and escapes of bytes that are no ASCII.
_AS_IT_IS = re.compile(r"(?:[A-Za-z0-9._~!$&'()*,;:@-]|%[89A-F][0-9A-F])*")
_PATH_AS_IT_IS = re.compile(_AS_IT_IS.pattern.replace("@-]", "@/-]"))


def _encoded(text: str, also: str) -> str:
    """Percent-encode what must be and nothing else; an escape that was there keeps its meaning."""
    if (_PATH_AS_IT_IS if also == "/" else _AS_IT_IS).fullmatch(text):
        return text
    pieces = re.split("(%[0-9a-fA-F]{2})", text)
    safe = "!$&'()*,;:@" + also
    for index, piece in enumerate(pieces):
        if index % 2:  # an escape: plain where the letter needs none, upper case where it does
            letter = unquote_to_bytes(piece)
            plain = letter.isalnum() or letter in b"-._~"
            pieces[index] = letter.decode("ascii") if plain else piece.upper()
        else:
            pieces[index] = quote(piece, safe=safe)
    return "".join(pieces)


def _short_enough(address: str) -> str:
    if len(address) > _TOO_LONG:
        raise BadRecord(
            _("The address has %(number)s characters; at most %(most)s are kept."),
            number=len(address),
            most=_TOO_LONG,
        )
    return address
