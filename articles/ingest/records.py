"""The JSONL article record, field by field: what is wrong with one is said with the value.

The same fields may stand in the sidecar of a text file, where none is required."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, ExtractedArticle, Outlet
from articles.ingest.clean import clean_line, clean_text
from articles.ingest.language import script_of
from articles.ingest.refusals import TableRow, noticed, refused, refused_empty, shown
from articles.ingest.structure import body_of
from articles.ingest.titles import cut

REQUIRED = ("url", "source", "title", "body", "published", "language")
ACCESS = ("public", "abstract", "withdrawn")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_KEY = re.compile(r"\S{1,1000}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_YEARS = range(1800, 2101)


def text_field(record: Mapping[str, Any], name: str) -> str:
    """Return a field that must be a string; missing and null are empty."""
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refused(record, name, _("%(name)s must be a string, not %(value)s."))
    return value


def keys_field(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a field that must be a list of keys, each once; missing and null are empty."""
    value = record.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(key, str) and key for key in value):
        raise refused(record, name, _("%(name)s must be a list of keys, not %(value)s."))
    return tuple(dict.fromkeys(value))


def moment_field(record: Mapping[str, Any], name: str) -> tuple[date | None, datetime | None]:
    """Return the day and, where given, the moment of an ISO date or date-time; nothing for null.

    The day is the one the outlet wrote, whatever the day in UTC. A time without an offset is taken
    to be in the time zone of the site.
    """
    value = record.get(name)
    if value is None:
        return None, None
    if not isinstance(value, str):
        said = _("%(name)s must be an ISO date such as 2025-04-11 or null, not %(value)s.")
        raise refused(record, name, said)
    moment = parse_moment(value)
    if moment is None:
        said = _(
            "%(name)s is %(value)s, which is no ISO date. Write 2025-04-11, "
            "2025-04-11T18:30:00+03:00, or null where it is unknown."
        )
        cure = _(
            "That cannot be read as a date. Write year-month-day, such as 2025-04-11, with an "
            "hour 2025-04-11T18:30, or leave the cell empty where the date is unknown."
        )
        raise refused(record, name, said, cure)
    return moment


def parse_moment(text: str) -> tuple[date, datetime | None] | None:
    """Read an ISO date or date-time; None where it is not one."""
    text = text.strip()
    if not _DATE.match(text):
        return None
    try:
        if len(text) == 10:
            day, moment = date.fromisoformat(text), None
        else:
            moment = datetime.fromisoformat(text)
            day = moment.date()
            moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            moment.astimezone(timezone.get_default_timezone())  # what the database will do
    except (ValueError, OverflowError):
        return None
    return (day, moment) if day.year in _YEARS else None


def article_from(
    record: Mapping[str, Any], where: str, *, required: Iterable[str] = REQUIRED
) -> ExtractedArticle:
    """Return the article a record declares, or raise BadRecord with what is wrong and how to mend
    it.

    Unknown keys are ignored. Only fields in `required` must be there.
    """
    missing = [name for name in required if name not in record]
    if missing:
        raise BadRecord(
            _("Fields are missing: %(names)s. Add them (null where unknown)."),
            names=", ".join(missing),
        )
    article = ExtractedArticle(where=where, key="")
    article.key, article.url = _address(record, needed=bool(missing) or "url" in required)
    article.outlet = Outlet(name=_line(record, "source", article, 200))
    article.title = _line(record, "title", article, 500)
    article.body = body_of(text_field(record, "body"))
    article.language = _language(record)
    article.author = _line(record, "author", article, 300)
    article.section = _line(record, "section", article, 200)
    article.license = _line(record, "license", article, 200)
    article.published_on, article.published_at = moment_field(record, "published")
    article.fetched_at = _fetched(record)
    article.entities = keys_field(record, "entities")
    article.meetings = keys_field(record, "meetings")
    _access(record, article)
    _summary(record, article)
    _filled(record, article, required)
    return article


def _address(record: Mapping[str, Any], *, needed: bool) -> tuple[str, str]:
    """Return the key and the web address; either may stand for the other."""
    url, key = clean_line(text_field(record, "url")), text_field(record, "key").strip()
    if key and not _KEY.fullmatch(key):
        said = _("'key' is %(key)s; a key has no spaces and at most 1000 characters.")
        cure = _("A key has no spaces and at most 1000 characters.")
        raise refused(record, "key", said, cure, key=shown(key))
    if _SCHEME.match(key) and not key.startswith(("http://", "https://", "urn:")):
        said = _("'key' is %(key)s; give an address of the web or a urn:.")
        cure = _("Give an address of the web, or a key that begins with urn:.")
        raise refused(record, "key", said, cure, key=shown(key))
    if url:
        canonical = _canonical(record, url)
        key = key or canonical
        url = "" if canonical.startswith("urn:") else url
    elif key.startswith(("http://", "https://")):
        url = key
    if needed and not key:
        has_keys_alone = isinstance(record, TableRow) and "url" not in record.headings
        name = "key" if has_keys_alone else "url"
        said = _("'url' is empty. Give the address, or a 'key' such as urn:file:name.")
        raise refused_empty(record, name, said, _("Give the address, or a key: urn:file:name."))
    return key, url


def _canonical(record: Mapping[str, Any], url: str) -> str:
    try:
        return canonical_url(url)
    except BadRecord as error:
        if isinstance(record, TableRow) and "url" in record.headings:
            said = _("The column “%(column)s”: %(why)s")
            raise BadRecord(said, column=record.headings["url"], why=error.reason) from error
        raise


def _line(record: Mapping[str, Any], name: str, article: ExtractedArticle, longest: int) -> str:
    text = clean_line(text_field(record, name))
    if len(text) <= longest:
        return text
    of_record = _("%(name)s has %(number)s characters and was cut to %(most)s.")
    of_row = _("The column “%(column)s” has %(number)s characters here and was cut to %(most)s.")
    article.notice(noticed(record, name, of_record, of_row, number=len(text), most=longest))
    return cut(text, longest - 21)


def _language(record: Mapping[str, Any]) -> str:
    tag = text_field(record, "language").strip()
    if not tag:
        return ""
    if len(tag) > 12 or not _LANGUAGE.fullmatch(tag):
        said = _("'language' is %(value)s; write a tag such as ar, en or ru.")
        raise refused(record, "language", said, _CURES["language"])
    first, _dash, rest = tag.partition("-")
    return f"{first.lower()}-{rest}" if rest else first.lower()


def _fetched(record: Mapping[str, Any]) -> datetime | None:
    day, moment = moment_field(record, "fetched")
    return moment or (timezone.make_aware(datetime.combine(day, time())) if day else None)


def _access(record: Mapping[str, Any], article: ExtractedArticle) -> None:
    access = text_field(record, "access")
    if access and access not in ACCESS:
        said = _("'access' is %(value)s; it must be one of %(choices)s.")
        cure = _("Write one of %(choices)s, or leave the cell empty.")
        raise refused(record, "access", said, cure, choices=", ".join(ACCESS))
    article.withdrawn = access == "withdrawn"
    article.access = "" if article.withdrawn else access


def _summary(record: Mapping[str, Any], article: ExtractedArticle) -> None:
    """Keep the summary as the abstract of its own language, of which there are two."""
    summary = clean_text(text_field(record, "summary")).strip()
    if not summary:
        return
    keep: dict[str, Callable[[], None]] = {
        "arabic": lambda: setattr(article, "abstract_ar", summary),
        "latin": lambda: setattr(article, "abstract_en", summary),
    }
    script = script_of(summary)
    if script in keep:
        keep[script]()
    else:
        of_record = _("'summary' was left out: abstracts are kept in Arabic and in English.")
        of_row = _(
            "The column “%(column)s” was left out: abstracts are kept in Arabic and in English."
        )
        article.notice(noticed(record, "summary", of_record, of_row))


def _filled(record: Mapping[str, Any], article: ExtractedArticle, required: Iterable[str]) -> None:
    needed = {
        "source": article.outlet.name,
        "title": article.title,
        "body": article.body or article.abstract_ar or article.abstract_en or article.withdrawn,
        "language": article.language,
    }
    for name in required:
        if not needed.get(name, True):
            raise refused_empty(
                record, name, _("%(name)s is empty. %(cure)s"), _CURES[name], _CELL_CURES.get(name)
            )


_CURES = {
    "source": _("Name the outlet."),
    "title": _("Give the headline."),
    "body": _("Give the text, or a 'summary' where the text may not be kept."),
    "language": _("Write a tag such as ar, en or ru."),
}
_CELL_CURES = {"body": _("Give the text, or an abstract where the text may not be kept.")}
