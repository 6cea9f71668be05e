"""What the search index has not seen yet.

Rows are written by database triggers in the transaction of the change itself
(search/indexing/triggers.py), so that no way of saving can forget them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self) -> "OutboxQuerySet":
        """Rows to index, oldest first."""
        return self.filter(error="").order_by("queued_at", "pk")

    def failed(self) -> "OutboxQuerySet":
        """Rows whose document could not be indexed; they wait for the next change or a repair."""
        return self.exclude(error="").order_by("pk")


class Outbox(models.Model):
    """One article that changed. Several changes coalesce into one row with a higher version."""

    article_id = models.BigIntegerField(_("article number"), unique=True)
    version = models.BigIntegerField(_("version"), default=1)
    queued_at = models.DateTimeField(_("queued at"), auto_now_add=True)
    error = models.TextField(_("error"), blank=True, default="")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")

    def __str__(self) -> str:
        return f"{self.article_id} v{self.version}"
