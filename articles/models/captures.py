"""The raw captures that are kept as WARC files, and the feeds that are asked for more."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.reasons import ReasonField
from articles.models.sources import Source


class RawCapture(models.Model):
    """The very bytes that an article was read out of, in a file named after their hash."""

    sha256 = models.CharField(_("capture hash"), max_length=64, unique=True)
    record_id = models.CharField(_("WARC record"), max_length=60)
    url = models.CharField(_("address"), max_length=2000)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    captured_at = models.DateTimeField(_("captured at"))
    kept_at = models.DateTimeField(_("kept at"), auto_now_add=True)

    class Meta:
        verbose_name = _("raw capture")
        verbose_name_plural = _("raw captures")
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> FeedQuerySet:
        """Keep the feeds that may be asked again, those that have waited longest first."""
        waiting = Q(due_at=None) | Q(due_at__lte=now)
        return self.filter(waiting, is_active=True).order_by("due_at", "pk")


class Feed(models.Model):
    """An RSS or Atom feed of a source, asked again and again for what is new."""

    url = models.URLField(_("address"), max_length=1000, unique=True)
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="feeds",
        verbose_name=_("source"),
        help_text=_("Whose articles these are. Empty: as the feed and its pages say."),
    )
    is_active = models.BooleanField(_("asked"), default=True)
    publishes = models.BooleanField(
        _("publishes"), default=False, help_text=_("What it brings is published unseen.")
    )
    takes_pages = models.BooleanField(
        _("takes pages"),
        default=False,
        help_text=_("The page behind each entry is fetched; else what the feed itself carries."),
    )
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    checked_at = models.DateTimeField(_("last asked"), null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("not asked before"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    last_error = ReasonField(_("last failure"), blank=True, editable=False)
    brought = models.PositiveIntegerField(_("articles brought"), default=0, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        default_permissions = ()

    def __str__(self) -> str:
        return self.url
