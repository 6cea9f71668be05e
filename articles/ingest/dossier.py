"""A dossier: a folder of facts with their sources, loaded as often as one likes.

fixtures/dossier/SCHEMA.md says what stands in its files. Articles go the way of every ingested
article; nothing a curator or an import has added since is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, transaction

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, ExtractedArticle, Failure, Notice, Outlet
from articles.ingest.clean import clean_line, clean_text
from articles.ingest.dossier_entities import load_entity
from articles.ingest.dossier_evidence import EvidenceFile
from articles.ingest.dossier_meetings import load_meeting
from articles.ingest.dossier_report import DossierReport, fill
from articles.ingest.readers import jsonl
from articles.ingest.records import keys_field, moment_field, text_field
from articles.ingest.register import Register, key_of
from articles.ingest.save import save
from articles.models import Article, Collection, Meeting, Source, SourceRedirect

__all__ = ["DossierReport", "load"]

FILES = ("entities.jsonl", "coverage.jsonl", "meetings.jsonl")
EVIDENCE = "evidence.jsonl"  # a dossier may go without: its meetings name their sources
Progress = Callable[[int, int], None]
Step = Callable[[Mapping[str, Any], str], None]


def load(path: str | Path, *, progress: Progress | None = None) -> DossierReport:
    """Load a dossier folder and return what was created, filled in, kept and refused.

    A bad line is reported and the rest loaded. A database that does not write raises
    OperationalError, and nothing is half-loaded. `progress(done, expected)` follows each line.
    """
    return _Load(Path(path), progress).run()


class _Load:
    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path, self.progress = path, progress
        self.report = DossierReport()
        self.register = Register()
        self.articles: list[int] = []
        self.reports: dict[str, list[str]] = {}  # meeting key -> addresses of articles that name it
        self.meetings: list[int] = []
        self.done = self.expected = 0

    def run(self) -> DossierReport:
        """Load every file, in the order in which one refers to the other."""
        missing = [name for name in FILES if not (self.path / name).is_file()]
        if missing:
            reason = f"The dossier lacks {', '.join(missing)}. Give the folder that holds them."
            self.report.failed.append(Failure(str(self.path), reason))
            return self.report
        if self.progress:
            there = [name for name in (*FILES, EVIDENCE) if (self.path / name).is_file()]
            self.expected = sum(jsonl.count(self.path / name) for name in there)
        steps: tuple[Step, ...] = (self._entity, self._article, self._meeting)
        # One transaction for all: a thousand small ones would each wait for the disk.
        with transaction.atomic():
            for name, step in zip(FILES, steps, strict=True):
                self._each_line(self.path / name, step)
            key = self._collection(self.path / "dossier.json")
            self._evidence(self.path / EVIDENCE, key or self.path.resolve().name)
        return self.report

    def _evidence(self, path: Path, origin: str) -> None:
        """Load what each article says of each fact, under the name of the dossier."""
        if not path.is_file():
            return
        before = len(self.report.failed)
        file = EvidenceFile(origin, self.register, self.report)
        self._each_line(path, file.load)
        if len(self.report.failed) == before:
            file.finish()

    def _each_line(self, path: Path, step: Step) -> None:
        for where, record in self._records(path):
            try:
                with transaction.atomic():
                    step(record, where)
            except BadRecord as error:
                self._refuse(where, str(error))
            except OperationalError:
                raise
            except DatabaseError as error:
                self._refuse(where, f"The database refuses the record: {error}.")

    def _records(self, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for where, _raw, record in jsonl.objects(path):
            if isinstance(record, Failure):
                self.report.failed.append(record)
            else:
                yield where, record
            self.done += 1
            if self.progress:
                self.progress(self.done, max(self.expected, self.done))

    def _refuse(self, where: str, reason: str) -> None:
        self.register.forget()
        self.report.failed.append(Failure(where, reason))

    def _entity(self, record: Mapping[str, Any], where: str) -> None:
        load_entity(record, where, self.report)

    def _article(self, record: Mapping[str, Any], where: str) -> None:
        article = _article_from(record, where)
        source = self._source(article.outlet, where)
        saved = save(article, self.register, publish=True, overwrite=False)
        outcome = {"revised": "changed"}.get(saved.outcome, saved.outcome)
        self.report.add(outcome, "articles")
        self.report.warnings += article.notices
        for name in saved.kept:
            if name != "source" or saved.article.source_id != source.pk:
                reason = f"{name} of {article.key} differs from the dossier and stays."
                self.report.kept.append(Notice(where, reason))
        self.articles.append(saved.article.pk)
        for meeting in keys_field(record, "meetings"):
            self.reports.setdefault(meeting, []).append(article.key)

    def _source(self, outlet: Outlet, where: str) -> Source:
        known = Source.objects.filter(key=outlet.key).exists()
        source = self.register.source(outlet)
        if not known and SourceRedirect.objects.filter(old_key=outlet.key).exists():
            return source  # merged by a curator: the names are another outlet's
        values = {"name_ar": outlet.name_ar, "name_en": outlet.name_en, "country": outlet.country}
        if known and fill(source, values, where, self.report):
            source.save()
            self.report.add("changed", "sources")
        elif not known:
            self.report.add("created", "sources")
        return source

    def _meeting(self, record: Mapping[str, Any], where: str) -> None:
        named_by = self.reports.get(text_field(record, "id"), [])
        addresses = tuple(dict.fromkeys([*keys_field(record, "sources"), *named_by]))
        meeting = load_meeting(record, where, addresses, self.register, self.report)
        self.meetings.append(meeting.pk)

    def _collection(self, path: Path) -> str:
        """Keep the dossier together under its heading, where it has one; return its key."""
        if not path.is_file():
            return ""
        try:
            record = jsonl.parse(path.read_bytes())
            key = text_field(record, "key")
            values = {name: clean_text(text_field(record, name)).strip() for name in _HEADING}
            if not key or not (values["name_ar"] or values["name_en"]):
                raise BadRecord("A dossier has a 'key', and a 'name_ar' or 'name_en'.")
        except BadRecord as error:
            self.report.failed.append(Failure(str(path), str(error)))
            return ""
        collection, is_new = Collection.objects.get_or_create(key=key, defaults=values)
        changed = not is_new and fill(collection, values, str(path), self.report)
        if changed:
            collection.save()
        changed |= _add_all(collection, Article, self.articles)
        changed |= _add_all(collection, Meeting, self.meetings)
        self.report.add("created" if is_new else "changed" if changed else "unchanged", "dossiers")
        return key


_HEADING = ("name_ar", "name_en", "description_ar", "description_en")


def _add_all(collection: Collection, model: type[Article] | type[Meeting], pks: list[int]) -> bool:
    """Put rows that are missing into the collection; whether any was missing."""
    shelf = collection.articles if model is Article else collection.meetings
    missing = set(pks) - set(shelf.values_list("pk", flat=True))
    shelf.add(*missing)
    return bool(missing)


def _article_from(record: Mapping[str, Any], where: str) -> ExtractedArticle:
    """Return the article of one line of coverage.jsonl. Its address, as written, is its key."""
    key = text_field(record, "url").strip()
    is_web = canonical_url(key).startswith("http")
    published_on, published_at = moment_field(record, "published")
    title = clean_line(text_field(record, "title_ar"))
    if not title or len(title) > 500:
        raise BadRecord("'title_ar' must be a title of at most 500 characters.")
    return ExtractedArticle(
        where=where,
        key=key,
        url=key if is_web else "",
        outlet=_outlet(record),
        title_ar=title,
        abstract_ar=clean_text(text_field(record, "abstract_ar")).strip(),
        language=text_field(record, "language"),
        published_on=published_on,
        published_at=published_at,
        access=Article.Access.PUBLIC,
        entities=keys_field(record, "entities"),
    )


def _outlet(record: Mapping[str, Any]) -> Outlet:
    name_ar = clean_line(text_field(record, "outlet_ar"))[:200]
    name_en = clean_line(text_field(record, "outlet_en"))[:200]
    if not (name_ar or name_en):
        raise BadRecord("The article names no outlet. Give outlet_ar or outlet_en.")
    return Outlet(
        key=key_of(name_en or name_ar),
        name_ar=name_ar,
        name_en=name_en,
        country=text_field(record, "outlet_country"),
    )
