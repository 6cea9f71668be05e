"""Who published an article."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.bilingual import Localized


class SourceQuerySet(models.QuerySet["Source"]):
    def with_coverage(self) -> SourceQuerySet:
        """Keep sources with published articles; add `article_count`, `first_on`, `last_on`."""
        shown = models.Q(articles__status="published")
        return (
            self.annotate(
                article_count=models.Count("articles", filter=shown),
                first_on=models.Min("articles__published_on", filter=shown),
                last_on=models.Max("articles__published_on", filter=shown),
            )
            .filter(article_count__gt=0)
            .order_by("-article_count", "key")
        )


class Source(models.Model):
    """An outlet: a newspaper, an agency, a broadcaster, a site."""

    key = models.SlugField(
        _("key"),
        max_length=200,
        unique=True,
        help_text=_("Stable short name used in links and filters. Never changed once public."),
    )
    name_ar = models.CharField(
        _("Arabic name"), max_length=200, blank=True, help_text=_("As the outlet writes itself.")
    )
    name_en = models.CharField(
        _("English name"), max_length=200, blank=True, help_text=_("As the outlet writes itself.")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters of ISO 3166-1, such as AE. Empty where unknown."),
    )
    homepage = models.URLField(
        _("home page"), blank=True, max_length=500, help_text=_("Where the outlet is on the web.")
    )

    objects = SourceQuerySet.as_manager()
    name = Localized()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = [("merge_source", "Can merge sources")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_ar="", name_en=""),
                name="source_has_a_name",
                violation_error_message=_("Give the source a name in Arabic or in English."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('articles')}?source={self.key}"
