"""What curators keep for their own work: saved filters, and what they did to many rows at once.

Readers see nothing of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article

LONGEST_QUERY = 2000


class SavedFilter(models.Model):
    """A list of articles as somebody filtered it, kept under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_filters",
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(
        _("filter"), max_length=LONGEST_QUERY, help_text=_("The query string of the list.")
    )
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Everybody on the desk sees it.")
    )

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()  # of their owners alone
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_has_one_name")
        ]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One action on many articles: one line of history for all of them.

    The line itself is a LogEntry that names this row; `articles` are those that it changed."""

    articles = models.ManyToManyField(Article, related_name="bulk_changes")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of many articles")
        verbose_name_plural = _("changes of many articles")
        default_permissions = ()

    def __str__(self) -> str:
        return str(_("change of many articles"))


class Dismissal(models.Model):
    """A suggestion that is no row of its own, of which a curator said that it is none.

    A name that nobody knows by its folded words, a known meeting by its key: read anew in the
    text each time it is looked at, it would come back each time."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        MEETING = "meeting", _("meeting")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="dismissals")
    kind = models.CharField(max_length=8, choices=Kind)
    what = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "kind", "what"], name="suggestion_dismissed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} · {self.article}"
