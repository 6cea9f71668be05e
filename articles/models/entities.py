"""Whom and what coverage is about: persons, organizations, places, topics, and their spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.addresses import address
from articles.models.bilingual import Localized


class EntityQuerySet(models.QuerySet["Entity"]):
    def persons(self) -> EntityQuerySet:
        return self.filter(kind=Entity.Kind.PERSON)

    def topics(self) -> EntityQuerySet:
        return self.filter(kind=Entity.Kind.TOPIC)

    def with_counts(self) -> EntityQuerySet:
        """Add `article_count` and `meeting_count`, as readers find them in the linked lists."""
        from articles.models.meetings import Meeting, Participant
        from articles.models.mentions import Mention

        mentions = (
            Mention.objects.confirmed()
            .filter(entity=models.OuterRef("pk"))
            .in_published()
            .order_by()
            .values("entity")
            .annotate(n=models.Count("article"))
            .values("n")
        )
        # By number, not by joins: an index answers each of the three.
        this = models.OuterRef(models.OuterRef("pk"))
        attended = Participant.objects.filter(entity=this).values("meeting")
        about = Meeting.topics.through.objects.filter(entity=this).values("meeting")
        meetings = (
            Meeting.objects.confirmed()
            .filter(Q(pk__in=attended) | Q(place=models.OuterRef("pk")) | Q(pk__in=about))
            .order_by()
            .annotate(one=models.Value(1))
            .values("one")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        zero = models.Value(0)
        return self.annotate(
            article_count=models.functions.Coalesce(models.Subquery(mentions), zero),
            meeting_count=models.functions.Coalesce(models.Subquery(meetings), zero),
        )

    def tallies(self) -> dict[int, tuple[int, int]]:
        """Entity -> (articles, meetings), as `with_counts` has them, of all that have any.

        One pass over an index: 10 ms for 180,000 mentions of 30,000 articles, where a subquery for
        each of 120 rows takes 50."""
        from articles.models.meetings import Meeting, Participant
        from articles.models.mentions import Mention

        shown_in = Mention.objects.confirmed().in_published().order_by().values_list("entity")
        articles = Counter(dict(shown_in.annotate(n=models.Count("article"))))
        shown = dict(Meeting.objects.confirmed().values_list("pk", "place"))
        stands = {(place, meeting) for meeting, place in shown.items() if place}
        for rows in (Participant.objects, Meeting.topics.through.objects):
            stands.update(rows.values_list("entity", "meeting"))
        meetings = Counter(entity for entity, meeting in stands if meeting in shown)
        return {pk: (articles[pk], meetings[pk]) for pk in articles.keys() | meetings.keys()}


class Entity(models.Model):
    """One person, organization, place or topic."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANIZATION = "organization", _("organization")
        PLACE = "place", _("place")
        TOPIC = "topic", _("topic")

    key = models.SlugField(
        _("key"),
        max_length=200,
        unique=True,
        help_text=_("Stable short name used in links and filters. Never changed once public."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind, db_index=True, help_text=_("What it is.")
    )
    name_ar = models.CharField(
        _("Arabic name"), max_length=200, blank=True, help_text=_("The usual form in Arabic press.")
    )
    name_en = models.CharField(
        _("English name"), max_length=200, blank=True, help_text=_("The usual form in English.")
    )
    description_ar = models.CharField(
        _("description, Arabic"), max_length=500, blank=True, help_text=_("One line.")
    )
    description_en = models.CharField(
        _("description, English"), max_length=500, blank=True, help_text=_("One line.")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_(
            "Two letters of ISO 3166-1. A person's side at a meeting unless said otherwise."
        ),
    )
    wikidata_id = models.CharField(
        _("Wikidata id"), max_length=20, blank=True, help_text=_("Such as Q22686.")
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("Of a place, in degrees north.")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("Of a place, in degrees east.")
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = EntityQuerySet.as_manager()
    name = Localized()
    description = Localized()

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        permissions = [("merge_entity", "Can merge entities")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="", name_en=""),
                name="entity_has_a_name",
                violation_error_message=_("Give a name in Arabic or in English."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="entity_lies_on_earth",
                violation_error_message=_(
                    "Give both: a latitude from -90 to 90, a longitude from -180 to 180."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("entity", self.pk, self.name)


class Alias(models.Model):
    """Another way in which coverage writes an entity. Search knows it once it is saved."""

    class Kind(models.TextChoices):
        SPELLING = "spelling", _("spelling")
        TRANSLITERATION = "transliteration", _("transliteration")
        TITLE = "title", _("title or by-name")

    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("entity")
    )
    text = models.CharField(_("text"), max_length=200, help_text=_("Exactly as written."))
    language = models.CharField(
        _("language"), max_length=12, help_text=_("BCP 47 tag of the text: ar, en, ru ...")
    )
    kind = models.CharField(
        _("kind"),
        max_length=16,
        choices=Kind,
        default=Kind.SPELLING,
        help_text=_("A spelling, another script, or a title that stands for the name."),
    )

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["entity", "text"], name="alias_once_an_entity")
        ]

    def __str__(self) -> str:
        return self.text


class Role(models.Model):
    """An office that a person held, and when."""

    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="roles", verbose_name=_("person")
    )
    title_ar = models.CharField(
        _("office, Arabic"), max_length=300, blank=True, help_text=_("In a few words.")
    )
    title_en = models.CharField(
        _("office, English"), max_length=300, blank=True, help_text=_("In a few words.")
    )
    start_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: unknown."))
    end_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Empty: still held, or unknown.")
    )

    title = Localized()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ar="", title_en=""),
                name="role_has_a_title",
                violation_error_message=_("Name the role in Arabic or in English."),
            ),
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(end_on=None) | Q(end_on__gte=F("start_on")),
                name="role_ends_after_it_starts",
                violation_error_message=_("A role cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntityRedirect(models.Model):
    """Where the address of a merged entity leads now."""

    old_id = models.BigIntegerField(_("old number"), unique=True)
    old_key = models.SlugField(_("old key"), max_length=200, unique=True)
    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="redirects", verbose_name=_("entity")
    )
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return self.old_key


# Who first, then where, then the rest: the order of a card. Topics say least about one text.
CARD_KINDS = (
    Entity.Kind.PERSON,
    Entity.Kind.PLACE,
    Entity.Kind.ORGANIZATION,
    Entity.Kind.TOPIC,
)
MOST_ON_A_CARD = 4
_Row = TypeVar("_Row")


def for_card(mentioned: Iterable[tuple[str, _Row]]) -> list[_Row]:
    """Return those of an article's entities that its card names, out of (kind, anything) in the
    order of mention: persons first, then places, four at most."""
    rank = {kind.value: n for n, kind in enumerate(CARD_KINDS)}
    ordered = sorted(mentioned, key=lambda pair: rank[pair[0]])
    return [row for _kind, row in ordered[:MOST_ON_A_CARD]]
