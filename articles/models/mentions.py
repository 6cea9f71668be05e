"""Which article speaks of which entity, and who says so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.entities import Entity


class MentionQuerySet(models.QuerySet["Mention"]):
    def confirmed(self) -> MentionQuerySet:
        return self.filter(status=Mention.Status.CONFIRMED)

    def in_published(self) -> MentionQuerySet:
        """Keep those in articles that readers see.

        The few others are left out by number: to look at each article instead is to read rows that
        hold whole texts. PostgreSQL hashes their numbers as far as work_mem goes, some 250,000 of
        them by default."""
        # Named, not "all but published": an index answers this one.
        unseen = [s for s in Article.Status.values if s != Article.Status.PUBLISHED]
        return self.exclude(article__in=Article.objects.filter(status__in=unseen).values("pk"))


class Mention(models.Model):
    """An article speaks of an entity. Readers see it once it is confirmed."""

    class Status(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        db_index=False,  # Meta has one that begins with it
        related_name="mentions",
        verbose_name=_("article"),
    )
    entity = models.ForeignKey(
        Entity,
        on_delete=models.CASCADE,
        db_index=False,  # Meta has one that begins with it
        related_name="mentions",
        verbose_name=_("entity"),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.CONFIRMED,
        help_text=_("Only confirmed mentions are public."),
    )
    text = models.CharField(
        _("as written"), max_length=200, blank=True, help_text=_("The words of the text.")
    )
    start = models.PositiveIntegerField(
        _("start"), null=True, blank=True, help_text=_("Offset of the first letter in the text.")
    )
    end = models.PositiveIntegerField(
        _("end"), null=True, blank=True, help_text=_("Offset after the last letter.")
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        # Each way round, whole: who is mentioned with whom is counted without reading a row.
        indexes = [
            models.Index(fields=["entity", "status", "article"], name="mention_of_entity"),
            models.Index(fields=["article", "status", "entity"], name="mention_in_article"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "entity"], name="mention_once_an_article"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gt=F("start")),
                name="mention_span_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} · {self.article}"
