"""What curators bring in at the desk: one row for each import, one for each record in it.

The rows are the way between the page that asks for work and the process that does it
(ingest/imports): whatever dies, the rows say how far it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.reasons import ReasonField


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def waiting(self) -> ImportJobQuerySet:
        """Keep what there is work to do for, whoever has waited longest first."""
        return self.filter(state__in=ImportJob.UNDER_WAY).order_by("asked_at", "pk")


class ImportJob(models.Model):
    """One import: what was given, how it is to be read, how far it has come."""

    class Kind(models.TextChoices):
        ADDRESSES = "addresses", _("addresses")
        FILE = "file", _("file")

    class State(models.TextChoices):
        CHECKING = "checking", _("being looked through")
        READY = "ready", _("waits for your word")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("broke off")
        DROPPED = "dropped", _("dropped")

    UNDER_WAY = (State.CHECKING, State.IMPORTING)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    made_at = models.DateTimeField(_("begun"), auto_now_add=True)
    # When the work that is under way, or was last, was asked for: by it the queue is in order.
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("what"), max_length=200)
    addresses = models.TextField(_("addresses"), blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    reader = models.CharField(_("reader"), max_length=10, default="auto")
    # Of a table: the field of each column by its heading; a heading may say it itself.
    columns = models.JSONField(default=dict)
    publishes = models.BooleanField(
        _("publish at once"), default=False, help_text=_("Else they come as drafts.")
    )
    # In which what is told of it is told.
    language = models.CharField(max_length=5, default="ar")
    suggests = models.BooleanField(_("suggest tags"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.CHECKING, db_index=True
    )
    done = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    # How many records came out how: by the outcomes of ImportRow, and `copies`.
    counts = models.JSONField(default=dict)
    # Why it broke off, in a sentence.
    error = ReasonField(blank=True)
    # How often it was taken up without ending: a file that kills its reader is not read for ever.
    attempts = models.PositiveSmallIntegerField(default=0)

    imported = models.BooleanField(default=False)  # whether the import itself was begun

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def stage(self) -> str:
        """Whose rows count now: those of the look through, or those of the import itself."""
        return ImportRow.Stage.IMPORT if self.imported else ImportRow.Stage.CHECK

    def get_absolute_url(self) -> str:
        return reverse("admin:import_job", args=[self.pk])


class ImportRow(models.Model):
    """One record of an import: what it would become, or what became of it."""

    class Stage(models.TextChoices):
        CHECK = "check", _("preview")
        IMPORT = "import", _("report")

    class Outcome(models.TextChoices):
        CREATED = "created", _("new")
        REVISED = "revised", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        FAILED = "failed", _("refused")
        NOTICE = "notice", _("remark")

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    stage = models.CharField(max_length=6, choices=Stage)
    number = models.PositiveIntegerField()
    place = models.CharField(_("place"), max_length=500)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    is_copy = models.BooleanField(_("copy"), default=False)
    title = models.CharField(_("headline"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"), null=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    words = models.PositiveIntegerField(_("words"), default=0)
    # Why it was refused, or what is to be told though it was taken.
    reason = ReasonField(_("reason"), blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["job", "stage", "number"], name="import_row_has_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.outcome}"
