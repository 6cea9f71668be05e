"""Every column of every table: who must hear of a change does, and nobody else is told.

What depends on a column is not written down here but found out: by the digest of what documents are
made of, and by what the catalog reads. A new column is changed here as soon as it exists."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models

from articles.models import (
    ArchiveVersion,
    Article,
    CopyMark,
    CopyPair,
    EntityRedirect,
    Lapse,
    MeetingRedirect,
    Outbox,
    PinnedResult,
    RawCapture,
    SequenceStep,
    SourceRedirect,
    Synonym,
)
from articles.search import catalog
from articles.search.indexing import generations, triggers
from tests import factories as make

pytestmark = pytest.mark.usefixtures("empty")

TABLES = {
    model._meta.db_table: model
    for model in apps.get_app_config("articles").get_models(include_auto_created=True)
    if model._meta.db_table not in triggers.UNSHOWN
}
COLUMNS = [
    (table, field.attname)
    for table, model in sorted(TABLES.items())
    for field in model._meta.concrete_fields
    if not field.primary_key
]
# Where any other value would not do: it must be one of few, or fit with the rest of its row.
OTHER: dict[tuple[str, str], Any] = {
    ("articles_article", "status"): "draft",
    ("articles_copypair", "ruling"): "apart",
    ("articles_entity", "kind"): "organization",
    ("articles_mention", "status"): "rejected",
    ("articles_meeting", "review"): "suggested",
    ("articles_meeting", "status"): "planned",
    ("articles_meeting", "start"): date(2025, 4, 8),
    ("articles_meeting", "end"): date(2025, 4, 12),
    ("articles_meeting", "last_on"): date(2025, 4, 30),
    ("articles_meeting", "sequence"): 10**6,
    ("articles_role", "start_on"): date(2001, 1, 1),
}
VALUES: dict[type[models.Field], Any] = {
    models.CharField: "another",
    models.TextField: "شيء آخر",
    models.DateTimeField: datetime(2025, 5, 5, 5, tzinfo=UTC),
    models.DateField: date(2025, 5, 5),
    models.TimeField: time(5, 5),
    models.IntegerField: 7,
    models.FloatField: 7.5,
    models.BooleanField: False,
    models.BinaryField: b"another",
}
# Whose rows are taken to be in a document, whatever has changed of them: the columns of an article
# are nearly all there, and a mention has few others.
ALWAYS = {"articles_article": "id", "articles_mention": "article_id"}


@pytest.fixture
def world():
    """A row of every table, the first of which hang together, and a second one of most."""
    somewhere = {"country": "NO", "latitude": 60.0, "longitude": 10.0}
    people = [make.PersonFactory(key=f"person-{n}", **somewhere) for n in range(3)]
    topics = [make.TopicFactory(key=f"topic-{n}") for n in range(2)]
    places = [make.PlaceFactory(key=f"place-{n}") for n in range(2)]
    articles = [
        make.ArticleFactory(source=make.SourceFactory(key=f"outlet-{n}"), entities=[people[n]])
        for n in range(2)
    ]
    for name in ("one-curator", "another"):
        User.objects.create_user(name)
    copies = [make.ArticleFactory(copy_of=articles[0]) for _ in range(2)]
    CopyPair.objects.create(first=articles[1], second=copies[0], shared=0.5)
    said = {"text_sha256": "1", "published_on": date(2025, 4, 4), "language": "ar"}
    CopyMark.objects.create(article=copies[0], signature=b"1", **said)
    articles[0].revisions.create(title="قديم", body="نص قديم")
    make.AliasFactory(entity=people[0])
    make.RoleFactory(entity=people[0], start_on=date(2000, 1, 1), end_on=date(2030, 1, 1))
    EntityRedirect.objects.create(old_id=10**6, old_key="person-old", entity=people[0])
    meetings = [
        make.MeetingFactory(
            **{"who": [people[n]], "about": [topics[n]], "place": places[n]},
            **{"reports": [articles[n]], "end": date(2025, 4, 13), "last_on": date(2025, 4, 13)},
        )
        for n in range(2)
    ]
    SourceRedirect.objects.create(old_id=10**6, old_key="outlet-old", source=articles[0].source)
    was = {"old_id": 10**6, "old_key": "m-old", "sequence": 3}
    MeetingRedirect.objects.create(meeting=meetings[0], **was)
    SequenceStep.objects.create(meeting_number=meetings[0].pk, steps=2)
    Lapse.objects.create(meeting=meetings[0], fact="outcome", article=articles[0])
    captured = {"captured_at": datetime(2025, 4, 4, tzinfo=UTC), "size": 1}
    RawCapture.objects.create(url="https://example.org/", sha256="1", **captured)
    for n in range(2):
        Synonym.objects.create(term=f"term-{n}", other="other", folded=f"{n} = other")
        PinnedResult.objects.create(text=f"pin-{n}", folded=f"pin-{n}", article=articles[n])
    dossiers = [make.CollectionFactory(key=f"dossier-{n}") for n in range(2)]
    dossiers[0].articles.add(articles[0])
    dossiers[0].meetings.add(meetings[0])
    User.objects.create_user("who-looks-after-it")
    Outbox.objects.all().delete()
    catalog.current()


def another(row: models.Model, field: models.Field) -> Any:
    """A value that a column of a row does not have, and may."""
    known = OTHER.get((row._meta.db_table, field.attname))
    if known is not None:
        return known
    if field.is_relation:
        others = field.related_model.objects.exclude(pk__in=[row.pk, getattr(row, field.attname)])
        # The first of a pair comes before the second.
        order = "pk" if field.attname == "first_id" else "-pk"
        return others.order_by(order).values_list("pk", flat=True)[0]
    value = next(value for kind, value in VALUES.items() if isinstance(field, kind))
    return value[: field.max_length] if isinstance(value, str) else value


def digests() -> dict[int, str]:
    """What the index must say of each article."""
    index = generations.article_index()
    return {article.pk: index.digest_of(article) for article in index.index_queryset()}


def queued() -> set[int]:
    return set(Outbox.objects.values_list("article_id", flat=True))


def known(found: catalog.Catalog) -> object:
    """All that searches take from a catalog."""
    return (
        found.entities,
        found.moved,
        {key: found.table.forms(key) for key in found.entities},
        sorted(found.titles),
        found.roles,
        found.meetings.facts,
    )


class Watched:
    """The archive before a change, for what has changed since."""

    def __init__(self) -> None:
        self.digests, self.version = digests(), ArchiveVersion.objects.current()

    def others(self) -> set[int]:
        """The articles of which the index would now have to say something else."""
        now = digests()
        return {pk for pk in self.digests | now if self.digests.get(pk) != now.get(pk)}

    def is_heard(self, table: str, rows: set[int]) -> None:
        """Everybody has heard of a change; `rows` are the articles that the rows named."""
        others = self.others()
        assert queued() == (others | rows if table in ALWAYS else others)
        assert ArchiveVersion.objects.current() != self.version
        assert known(catalog.current()) == known(catalog._load())


def of_articles(table: str, *rows: models.Model) -> set[int]:
    return {getattr(row, ALWAYS[table]) for row in rows} if table in ALWAYS else set()


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_change_of_one_column_by_sql_is_heard_by_whom_it_concerns(world, table, column):
    model = TABLES[table]
    row = model._default_manager.order_by("pk").first()
    field = next(f for f in model._meta.concrete_fields if f.attname == column)
    before, watched = getattr(row, column), Watched()
    model._default_manager.filter(pk=row.pk).update(**{column: another(row, field)})
    changed = model._default_manager.get(pk=row.pk)
    assert getattr(changed, column) != before
    watched.is_heard(table, of_articles(table, row, changed))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_rows_gone_and_come_in_bulk_are_heard_of(world, table):
    model = TABLES[table]
    row = model._default_manager.order_by("pk").last()
    watched = Watched()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # those of PostgreSQL wait by themselves
            cursor.execute("PRAGMA defer_foreign_keys = on")
        cursor.execute(f'DELETE FROM "{table}" WHERE {model._meta.pk.column} = %s', [row.pk])
    # A database lets nobody take away what other rows name: of such a row nothing is read between.
    if not is_named_by_others(model):
        watched.is_heard(table, of_articles(table, row))
        Outbox.objects.all().delete()
        watched = Watched()
    model._default_manager.bulk_create([row])
    watched.is_heard(table, of_articles(table, row))


def is_named_by_others(model: type[models.Model]) -> bool:
    return any(relation.one_to_many for relation in model._meta.related_objects)


def test_each_table_has_a_row_to_change(world):
    assert all(model._default_manager.exists() for model in TABLES.values())
    assert {table for table, _ in COLUMNS} == set(TABLES)


def test_some_columns_concern_documents_and_others_do_not(world):
    """So that both halves of what is asked of each column are asked of some."""
    source = Article.objects.order_by("pk").first().source
    for change, heard in (({"homepage": "https://example.org/"}, 0), ({"key": "renamed"}, 1)):
        type(source).objects.filter(pk=source.pk).update(**change)
        assert len(queued()) == heard
