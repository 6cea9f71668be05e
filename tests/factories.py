"""Rows for tests: the smallest valid one of each noun, every field open to be named.

Names are invented; dates are fixed, so that a test says itself what it depends on."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from articles import models


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Source
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"outlet-{n}")
    name_ar = factory.LazyAttribute(lambda o: f"صحيفة {o.key}")
    name_en = factory.LazyAttribute(lambda o: f"Outlet {o.key}")
    country = "AE"


class EntityFactory(DjangoModelFactory):
    class Meta:
        model = models.Entity
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"entity-{n}")
    kind = models.Entity.Kind.PERSON
    name_ar = factory.LazyAttribute(lambda o: f"اسم {o.key}")
    name_en = factory.LazyAttribute(lambda o: f"Name {o.key}")


class PersonFactory(EntityFactory):
    key = factory.Sequence(lambda n: f"person-{n}")


class PlaceFactory(EntityFactory):
    key = factory.Sequence(lambda n: f"place-{n}")
    kind = models.Entity.Kind.PLACE


class OrganizationFactory(EntityFactory):
    key = factory.Sequence(lambda n: f"organization-{n}")
    kind = models.Entity.Kind.ORGANIZATION


class TopicFactory(EntityFactory):
    key = factory.Sequence(lambda n: f"topic-{n}")
    kind = models.Entity.Kind.TOPIC


class AliasFactory(DjangoModelFactory):
    class Meta:
        model = models.Alias

    entity = factory.SubFactory(EntityFactory)
    text = factory.Sequence(lambda n: f"كنية {n}")
    language = "ar"


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = models.Role

    entity = factory.SubFactory(PersonFactory)
    title_ar = "مبعوث خاص"
    title_en = "Special envoy"


class ArticleFactory(DjangoModelFactory):
    """A published Arabic article with a whole text; `entities=[...]` adds confirmed mentions."""

    class Meta:
        model = models.Article
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"https://example.org/news/{n}")
    url = factory.LazyAttribute(lambda o: o.key if o.key.startswith("http") else "")
    source = factory.SubFactory(SourceFactory)
    language = "ar"
    title = factory.Sequence(lambda n: f"خبر رقم {n}")
    body = "اجتمع الوفدان صباحًا في قاعة المؤتمرات.\n\nواتفقا على لقاء ثان بعد أسبوع."
    published_on = date(2025, 4, 11)
    date_basis = models.Article.DateBasis.OUTLET
    status = models.Article.Status.PUBLISHED

    @factory.post_generation
    def entities(self, create, extracted, **kwargs):
        for entity in extracted or ():
            MentionFactory(article=self, entity=entity)


class DraftFactory(ArticleFactory):
    status = models.Article.Status.DRAFT


class MentionFactory(DjangoModelFactory):
    class Meta:
        model = models.Mention

    article = factory.SubFactory(ArticleFactory)
    entity = factory.SubFactory(EntityFactory)
    status = models.Mention.Status.CONFIRMED


class MeetingFactory(DjangoModelFactory):
    """A confirmed meeting; `who=[...]` adds participants in order, `about=[...]` topics, and
    `reports=[...]` the articles that say it took place."""

    class Meta:
        model = models.Meeting
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"m-2025-04-11-meeting-{n}")
    title_ar = factory.Sequence(lambda n: f"لقاء رقم {n}")
    title_en = factory.Sequence(lambda n: f"Meeting number {n}")
    start = date(2025, 4, 11)
    place = factory.SubFactory(PlaceFactory)

    @factory.post_generation
    def who(self, create, extracted, **kwargs):
        for position, entity in enumerate(extracted or ()):
            ParticipantFactory(meeting=self, entity=entity, position=position)

    @factory.post_generation
    def about(self, create, extracted, **kwargs):
        if extracted:
            self.topics.add(*extracted)

    @factory.post_generation
    def reports(self, create, extracted, **kwargs):
        for article in extracted or ():
            EvidenceFactory(meeting=self, article=article)


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = models.Participant

    meeting = factory.SubFactory(MeetingFactory)
    entity = factory.SubFactory(PersonFactory)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Evidence

    meeting = factory.SubFactory(MeetingFactory)
    article = factory.SubFactory(ArticleFactory)
    fact = models.Evidence.Fact.MEETING


class CollectionFactory(DjangoModelFactory):
    class Meta:
        model = models.Collection

    key = factory.Sequence(lambda n: f"dossier-{n}")
    name_ar = factory.Sequence(lambda n: f"ملف {n}")
    name_en = factory.Sequence(lambda n: f"Dossier {n}")
