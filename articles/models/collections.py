"""Dossiers: coverage and meetings kept together under one heading."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.bilingual import Localized
from articles.models.meetings import Meeting


class Collection(models.Model):
    """A dossier: what belongs to one story."""

    key = models.SlugField(
        _("key"), max_length=200, unique=True, help_text=_("Stable short name. Never changed.")
    )
    name_ar = models.CharField(
        _("Arabic name"), max_length=300, blank=True, help_text=_("Shown on the front page.")
    )
    name_en = models.CharField(
        _("English name"), max_length=300, blank=True, help_text=_("Shown on the front page.")
    )
    description_ar = models.TextField(
        _("description, Arabic"), blank=True, help_text=_("A sentence or two.")
    )
    description_en = models.TextField(
        _("description, English"), blank=True, help_text=_("A sentence or two.")
    )
    articles = models.ManyToManyField(
        Article, blank=True, related_name="collections", verbose_name=_("articles")
    )
    meetings = models.ManyToManyField(
        Meeting, blank=True, related_name="collections", verbose_name=_("meetings")
    )

    name = Localized()
    description = Localized()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_ar="", name_en=""),
                name="collection_has_a_name",
                violation_error_message=_("Name the dossier in Arabic or in English."),
            )
        ]

    def __str__(self) -> str:
        return self.name
