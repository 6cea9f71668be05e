"""What is known of copies of one story: which two texts are near each other, and who said so.

Article.copy_of is made of these rows (ingest/copies). A ruling of a curator is a row as well, and
no machine changes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article


class CopyMark(models.Model):
    """The signature of a text, and of which text and day it was made: others make it anew."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="copy_mark"
    )
    text_sha256 = models.CharField(max_length=64)
    published_on = models.DateField()
    published_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=12)
    signature = models.BinaryField()
    agency = models.CharField(
        _("agency"), max_length=20, blank=True, help_text=_("Whom the text credits.")
    )

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["published_on"], name="copymark_by_day")]

    def __str__(self) -> str:
        return str(self.article_id)


class CopyPair(models.Model):
    """Two articles with much the same text, or two of which a curator said whether they are one."""

    class Ruling(models.TextChoices):
        NONE = "", _("none")
        SAME = "same", _("copies of one story")
        APART = "apart", _("no copies")

    first = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    shared = models.FloatField(
        _("shared"), default=0, help_text=_("How much of the shorter text stands in the other.")
    )
    ruling = models.CharField(
        _("ruling"), max_length=5, choices=Ruling, blank=True, default=Ruling.NONE
    )
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ruled by"),
    )
    ruled_at = models.DateTimeField(_("ruled at"), null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="copy_pair_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(first__lt=F("second")), name="copy_pair_has_an_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"
