"""The journal of merges and splits: what each did, row by row, so that it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        """Keep those that have not been undone."""
        return self.filter(undone_at=None)

    def newest_first(self) -> MergeQuerySet:
        return self.order_by("-pk")


class Merge(models.Model):
    """Two things that became one, or one entity that became two.

    `before` and `after` hold the rows that differ, as Django serializes them: of a row that was
    changed the fields that changed, of one that was deleted or made all fields. What is only in
    `before` was deleted, what is only in `after` was made. A text is never among them."""

    class Kind(models.TextChoices):
        ENTITY = "entity", _("entity")
        SOURCE = "source", _("source")
        MEETING = "meeting", _("meeting")

    class Verb(models.TextChoices):
        MERGE = "merge", _("merge")
        SPLIT = "split", _("split")

    verb = models.CharField(_("what was done"), max_length=5, choices=Verb, default=Verb.MERGE)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    kept_id = models.BigIntegerField(_("number of the one that stayed"))
    kept_key = models.CharField(_("key of the one that stayed"), max_length=200)
    kept_name = models.CharField(_("which stayed"), max_length=500)
    other_id = models.BigIntegerField(_("number of the other one"))
    other_key = models.CharField(_("key of the other one"), max_length=200)
    other_name = models.CharField(
        _("the other one"), max_length=500, help_text=_("Merged into the first, or split off it.")
    )
    before = models.JSONField(_("before"), default=list)
    after = models.JSONField(_("after"), default=list)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        default_permissions = ("view",)  # the desk writes it itself

    def __str__(self) -> str:
        if self.verb == self.Verb.SPLIT:
            return _("“%(other)s” split off “%(kept)s”") % self.names
        return _("“%(other)s” merged into “%(kept)s”") % self.names

    @property
    def names(self) -> dict[str, str]:
        return {"kept": self.kept_name, "other": self.other_name}


class SequenceStep(models.Model):
    """By how much calendars have counted further than a meeting itself says.

    Undoing a merge gives a meeting the number of changes that it had before. A calendar that has
    seen the higher number would take none below it for news: exports add these steps."""

    meeting_number = models.BigIntegerField(_("number of the meeting"), unique=True)
    steps = models.PositiveIntegerField(_("steps"))

    class Meta:
        verbose_name = _("step of a calendar")
        verbose_name_plural = _("steps of calendars")
        default_permissions = ()  # nobody looks at them, not even at the desk

    def __str__(self) -> str:
        return f"{self.meeting_number} +{self.steps}"
