"""What curators say of searches themselves: terms that mean the same, results that come first.

Search reads both with the next request (search/steering.py): the version of the archive moves with
every change of them, as with everything that pages show."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.articles import Article
from articles.models.searches import LONGEST

LONGEST_TERM = 60


class Synonym(models.Model):
    """Two terms of which either finds what holds the other one, below what holds itself."""

    term = models.CharField(pgettext_lazy("insight", "term"), max_length=LONGEST_TERM)
    other = models.CharField(_("the same as"), max_length=LONGEST_TERM)
    folded = models.CharField(
        _("folded pair"),
        max_length=4 * LONGEST_TERM,
        unique=True,
        help_text=_("Both terms, folded and in order: a pair is the same either way round."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        default_permissions = ()  # made and taken away on the insight page

    def __str__(self) -> str:
        return f"{self.term} = {self.other}"


class PinnedResult(models.Model):
    """The article that stands first for a query, because the editors say so."""

    folded = models.CharField(
        _("folded words"),
        max_length=LONGEST,
        unique=True,
        help_text=_("By which equal queries are known."),
    )
    text = models.CharField(pgettext_lazy("insight", "query"), max_length=LONGEST)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="pins", verbose_name=_("article")
    )
    note = models.CharField(
        pgettext_lazy("insight", "note"),
        max_length=200,
        blank=True,
        help_text=_("Why; for the desk alone."),
    )

    class Meta:
        verbose_name = _("pinned result")
        verbose_name_plural = _("pinned results")
        default_permissions = ()  # made and taken away on the insight page

    def __str__(self) -> str:
        return self.text
