"""Registers with everything in them that a merge can move, different for each seed, and a dump
that shows whether two are the same to the last microsecond."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.apps import apps
from django.db import connection

from articles.models import (
    CopyPair,
    Entity,
    EntityRedirect,
    Evidence,
    Feed,
    Meeting,
    MeetingRedirect,
    Source,
    SourceRedirect,
)
from tests.factories import (
    AliasFactory,
    ArticleFactory,
    CollectionFactory,
    EvidenceFactory,
    MeetingFactory,
    MentionFactory,
    OrganizationFactory,
    ParticipantFactory,
    PersonFactory,
    PlaceFactory,
    RoleFactory,
    SourceFactory,
    TopicFactory,
)

# What the archive writes of its own work, and what the journal itself is.
WORKINGS = {"outbox", "archiveversion", "merge", "sequencestep"}
MOMENT = datetime(2031, 3, 1, 6, 30, 15, 123456, tzinfo=UTC)


def dump() -> bytes:
    """Every row of every table of the register, column by column; on SQLite also as its own dump
    has it, where one moment may be written in two ways."""
    tables: dict[str, list[Any]] = {}
    starts: dict[str, list[Any]] = {}
    for model in apps.get_app_config("articles").get_models(include_auto_created=True):
        if model._meta.model_name not in WORKINGS:
            rows = model._base_manager.order_by("pk").values()
            tables[model._meta.label_lower] = list(rows)
            if connection.vendor == "sqlite":
                start = f'INSERT INTO "{model._meta.db_table}" '
                starts[start] = tables[f"{model._meta.label_lower} as written"] = []
    if connection.vendor == "sqlite":
        for line in connection.connection.iterdump():
            if (start := line[: line.find("VALUES")]) in starts:
                starts[start].append(line)
    return json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True, default=exact).encode()


def exact(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def some(rng: Random, things, most: int = 99) -> list:
    things = list(things)
    return rng.sample(things, rng.randint(0, min(most, len(things))))


class RandomRegister:
    """Two of each noun that may be merged, and around them whatever the seed says."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.sources = [self._source(n) for n in range(3)]
        self.articles = [self._article() for _ in range(8)]
        self.entities = {
            "person": [self._entity(PersonFactory) for _ in range(4)],
            "organization": [self._entity(OrganizationFactory) for _ in range(3)],
            "place": [self._entity(PlaceFactory, coordinates=True) for _ in range(3)],
            "topic": [self._entity(TopicFactory) for _ in range(3)],
        }
        self._mentions()
        self.meetings = [self._meeting(n) for n in range(4)]
        self._dossiers()
        self._losses()
        self._redirects()
        self._long_ago()

    def _maybe(self, value, other=""):
        return value if self.rng.random() < 0.5 else other

    def _source(self, n: int) -> Source:
        source = SourceFactory(
            name_en=self._maybe(f"Outlet {n}"),
            country=self._maybe("LB"),
            homepage=self._maybe(f"https://example.org/{n}/"),
        )
        for k in range(self.rng.randint(0, 2)):
            Feed.objects.create(url=f"https://example.org/{n}/{k}.xml", source=source)
        return source

    def _article(self):
        status = self.rng.choice(["published", "published", "draft", "withdrawn"])
        reason = "طلب صاحب الحق" if status == "withdrawn" else ""
        source = self.rng.choice(self.sources)
        return ArticleFactory(source=source, status=status, withdrawal_reason=reason)

    def _entity(self, factory, *, coordinates: bool = False) -> Entity:
        known = coordinates and self.rng.random() < 0.5
        entity = factory(
            name_en=self._maybe(f"Name {self.rng.randint(0, 3)}"),
            description_ar=self._maybe("وصف"),
            country=self._maybe("EG"),
            wikidata_id=self._maybe("Q42"),
            latitude=24.123456789012345 if known else None,
            longitude=-0.1 if known else None,
        )
        for text in some(self.rng, ("أبو كريم", "Abu Karim", "الوسيط", "اسم آخر")):
            AliasFactory(entity=entity, text=text)
        for title in some(self.rng, ("وزير", "مبعوث")):
            RoleFactory(entity=entity, title_ar=title, start_on=self._maybe(date(2020, 1, 1), None))
        return entity

    def _mentions(self) -> None:
        for entity in [one for those in self.entities.values() for one in those]:
            for article in some(self.rng, self.articles):
                status = self.rng.choice(["suggested", "confirmed", "rejected"])
                start = self._maybe(4, None)
                end = start and start + 5
                MentionFactory(article=article, entity=entity, status=status, start=start, end=end)

    def _meeting(self, n: int) -> Meeting:
        meeting = MeetingFactory(
            title_en=self._maybe(f"Meeting {n}"),
            place=self._maybe(self.rng.choice(self.entities["place"]), None),
            venue_ar=self._maybe("قصر الضيافة"),
            time=self._maybe(time(18, 30), None),
            time_zone=self._maybe("Asia/Dubai"),
            duration_minutes=self._maybe(90, None),
            outcome_ar=self._maybe("اتفاق مبدئي"),
            review=self.rng.choice(["confirmed", "suggested"]),
            about=some(self.rng, self.entities["topic"]),
        )
        people = [*self.entities["person"], *self.entities["organization"]]
        for position, entity in enumerate(some(self.rng, people)):
            side = self._maybe("FR")
            ParticipantFactory(meeting=meeting, entity=entity, position=position, side=side)
        for article in some(self.rng, self.articles, 5):
            for fact in some(self.rng, Evidence.Fact.values, 4):
                value = self._maybe("ساعتان")
                EvidenceFactory(meeting=meeting, article=article, fact=fact, value_ar=value)
        return meeting

    def _dossiers(self) -> None:
        for _ in range(2):
            dossier = CollectionFactory()
            dossier.meetings.set(some(self.rng, self.meetings))
            dossier.articles.set(some(self.rng, self.articles))

    def _losses(self) -> None:
        """Some facts lose their evidence, some copies were ruled on."""
        for row in some(self.rng, Evidence.objects.order_by("pk"), 8):
            row.delete()
        first, second = self.articles[:2]
        CopyPair.objects.create(first=first, second=second, ruling="same", shared=0.75)

    def _redirects(self) -> None:
        """Merges of long ago."""
        for n, entity in enumerate(some(self.rng, Entity.objects.order_by("pk"), 4)):
            EntityRedirect.objects.create(old_id=10**6 + n, old_key=f"old-{n}", entity=entity)
        for n, source in enumerate(some(self.rng, self.sources)):
            SourceRedirect.objects.create(old_id=10**6 + n, old_key=f"old-{n}", source=source)
        for n, meeting in enumerate(some(self.rng, self.meetings)):
            MeetingRedirect.objects.create(
                old_id=10**6 + n, old_key=f"m-old-{n}", sequence=n, meeting=meeting
            )

    def _long_ago(self) -> None:
        """Moments that no clock gives today, and counts that are all different."""
        for model in (Entity, Meeting):
            for row in model.objects.order_by("pk"):
                moment = MOMENT + timedelta(microseconds=self.rng.randint(0, 10**12))
                model.objects.filter(pk=row.pk).update(updated_at=moment)
        for row in Meeting.objects.order_by("pk"):
            more = row.sequence + self.rng.randint(0, 30)
            Meeting.objects.filter(pk=row.pk).update(sequence=more)
