"""Which article says which fact of a meeting, and what it says it was.

Accounts that differ stay side by side; a fact that lost the last article that said so is flagged
and never goes quiet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.articles import Article
from articles.models.bilingual import Localized
from articles.models.meetings import Meeting

# What of an article that shows readers its abstract alone may stand as a quotation.
SHORT_QUOTE = 200


class FactQuerySet(models.QuerySet[Any]):
    """Rows that name a fact of a meeting."""

    def unsupported(self) -> Any:
        """Keep those whose fact no published article says, though the meeting has a value."""
        said = Evidence.objects.shown().filter(meeting=OuterRef("meeting"), fact=OuterRef("fact"))
        return self.filter(~Exists(said)).exclude(_has_no_value())


class EvidenceQuerySet(FactQuerySet):
    def shown(self) -> EvidenceQuerySet:
        """Keep what readers may see."""
        return self.filter(article__status=Article.Status.PUBLISHED)

    def withdrawn(self) -> EvidenceQuerySet:
        return self.filter(article__status=Article.Status.WITHDRAWN)

    def differing(self) -> EvidenceQuerySet:
        """Keep rows whose value differs from another's of these rows on the same fact.

        `differ` says the same of two rows, and why."""
        others = self.filter(meeting=OuterRef("meeting"), fact=OuterRef("fact"))
        arabic = others.exclude(value_ar="").exclude(value_ar=OuterRef("value_ar"))
        english = others.exclude(value_en="").exclude(value_en=OuterRef("value_en"))
        return self.exclude(fact=Evidence.Fact.MEETING).filter(
            (Q(value_ar__gt="") & Exists(arabic))
            | (Q(value_ar="", value_en__gt="") & Exists(english))
        )

    def last_support(self) -> EvidenceQuerySet:
        """Keep those of these rows without which a fact that readers see, or saw until its source
        was withdrawn, is said by no published article. The desk deletes no article that has any."""
        others = Evidence.objects.shown().filter(meeting=OuterRef("meeting"), fact=OuterRef("fact"))
        seen = (Article.Status.PUBLISHED, Article.Status.WITHDRAWN)
        alone = self.filter(~Exists(others.exclude(pk__in=self.values("pk"))))
        public = Q(meeting__review=Meeting.Review.CONFIRMED)  # nobody relies on the others
        return alone.filter(public, article__status__in=seen).exclude(_has_no_value())


class Evidence(models.Model):
    """An article says a fact of a meeting."""

    class Fact(models.TextChoices):
        MEETING = "meeting", _("the meeting as a whole")
        DATE = "date", _("date")
        TIME = "time", _("start time")
        PLACE = "place", _("place")
        VENUE = "venue", _("venue")
        PARTICIPANTS = "participants", _("participants")
        FORMAT = "format", _("format")
        DURATION = "duration", _("duration")
        STATUS = "status", _("status")
        OUTCOME = "outcome", _("outcome")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("meeting")
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("article")
    )
    fact = models.CharField(
        _("fact"),
        max_length=12,
        choices=Fact,
        default=Fact.MEETING,
        help_text=_("Which fact the article supports."),
    )
    value_ar = models.CharField(
        _("value, Arabic"),
        max_length=300,
        blank=True,
        help_text=_("What this article says it was, in our words; the same words for the same."),
    )
    value_en = models.CharField(
        _("value, English"),
        max_length=300,
        blank=True,
        help_text=_("What this article says it was, in our words; the same words for the same."),
    )
    quote = models.CharField(
        _("quotation"), max_length=500, blank=True, help_text=_("A short quotation we may show.")
    )
    note_ar = models.CharField(
        _("note, Arabic"),
        max_length=500,
        blank=True,
        help_text=_("Shown in the margin beside the fact."),
    )
    note_en = models.CharField(
        _("note, English"),
        max_length=500,
        blank=True,
        help_text=_("Shown in the margin beside the fact."),
    )
    origin = models.CharField(
        _("dossier it came with"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Empty where somebody entered or changed it at the desk."),
    )

    objects = EvidenceQuerySet.as_manager()
    value = Localized()
    note = Localized()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = pgettext_lazy("plural", "evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "article", "fact"],
                name="evidence_once_a_fact",
                violation_error_message=_("This article already stands behind this fact."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.article}"

    @property
    def is_shown(self) -> bool:
        return self.article.status == Article.Status.PUBLISHED

    @property
    def shown_quote(self) -> str:
        """The quotation, as far as readers may see it; of an article that is not public, none."""
        return quotable(self.quote, self.article.access) if self.is_shown else ""


def quotable(quote: str, access: str) -> str:
    """A quotation, as far as readers may see it: of an article whose abstract alone is shown, a
    short one. It is never cut: half a sentence misleads."""
    short = access == Article.Access.PUBLIC or len(quote) <= SHORT_QUOTE
    return quote if short else ""


class Lapse(models.Model):
    """A fact whose last evidence was taken away, until there is new.

    Database triggers write it (search/indexing/meeting_triggers.py), so that no way of deleting can
    forget it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="lapses", verbose_name=_("meeting")
    )
    fact = models.CharField(_("fact"), max_length=12, choices=Evidence.Fact)
    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("article that said so"),
    )
    lapsed_at = models.DateTimeField(_("lost at"), auto_now_add=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("lost evidence")
        verbose_name_plural = _("lost evidence")
        default_permissions = ()  # shown with the meeting
        constraints = [
            models.UniqueConstraint(fields=["meeting", "fact"], name="lapse_once_a_fact")
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.meeting}"


def differ(one: Evidence, other: Evidence) -> bool:
    """Whether two articles give one fact different values.

    Arabic is held against Arabic; where one of the two has none, English against English. Values
    that stand in no language together say nothing of each other: no dispute is made of a missing
    translation."""
    if one.value_ar and other.value_ar:
        return one.value_ar != other.value_ar
    return bool(one.value_en and other.value_en) and one.value_en != other.value_en


def differing(rows: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    """Return the facts on which any two rows differ, each with all its rows that give a value."""
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        if row.fact != Evidence.Fact.MEETING and (row.value_ar or row.value_en):
            found[row.fact].append(row)
    return {
        fact: told
        for fact, told in found.items()
        if any(differ(one, other) for one, other in combinations(told, 2))
    }


def _has_no_value() -> Q:
    """Rows of a fact that the meeting does not state: nothing there needs support."""
    fact = Evidence.Fact
    return (
        Q(fact=fact.TIME, meeting__time=None)
        | Q(fact=fact.PLACE, meeting__place=None)
        | Q(fact=fact.VENUE, meeting__venue_ar="", meeting__venue_en="")
        | Q(fact=fact.DURATION, meeting__duration_minutes=None)
        | Q(fact=fact.OUTCOME, meeting__outcome_ar="", meeting__outcome_en="")
    )
