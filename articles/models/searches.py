"""What readers have searched for, counted without anybody in it: no name, address, cookie or hour.

The table stands outside of the outbox: no document is made of it, so no trigger watches it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from articles.arabic.tokens import words

KEPT = timedelta(days=90)
# A rare query may tell who asked it: "the neighbor of ...". Shown is what came on so many days.
ENOUGH = 3
LONGEST = 100
# Rows of the table, and how many go at once where they are all taken: sorting has its price.
MOST, SURPLUS = 20_000, 200


class PastSearchQuerySet(models.QuerySet["PastSearch"]):
    def expired(self, today: date) -> PastSearchQuerySet:
        """Searches that nobody has made for so long that they are to be forgotten."""
        return self.filter(last_on__lt=today - KEPT)

    def shown(self, today: date) -> PastSearchQuerySet:
        """Searches that other readers may see, the most frequent first."""
        often = self.filter(times__gte=ENOUGH, found__gt=0, last_on__gte=today - KEPT)
        return often.order_by("-times", "pk")

    def beginning(self, *starts: str) -> PastSearchQuerySet:
        """Searches of which the words go on as any of these, from the first or a later one on."""
        wanted = Q()
        for start in starts:
            wanted |= Q(padded__contains=f" {start}")
        return self.annotate(padded=Concat(Value(" "), "folded")).filter(wanted)

    def remember(self, text: str, *, found: int, today: date) -> None:
        """Count a search that found so much, once a day however often it is made.

        `text` is words alone, as others may read them. What never found anything is not kept."""
        folded = " ".join(words(text))
        if not folded or max(len(text), len(folded)) > LONGEST:
            return
        known = self.filter(folded=folded, last_on__gte=today - KEPT)
        if not found:
            known.update(found=0)
            return
        new_day = Case(
            When(last_on__lt=today, then=1), default=0, output_field=models.PositiveIntegerField()
        )
        if not known.update(times=F("times") + new_day, found=found, last_on=today):
            self.make_room(today)
            self.create(folded=folded, text=text, found=found, last_on=today)

    def make_room(self, today: date) -> None:
        """Delete what has expired, and of a full table those asked least, the oldest first.

        Called when a search comes in that is not in the table yet. Until then, or until the indexer
        begins another day, the expired lie there, and nobody is shown them."""
        self.expired(today).delete()
        surplus = self.count() + 1 - MOST
        if surplus > 0:
            leaving = self.order_by("times", "last_on", "pk").values("pk")[: surplus + SURPLUS]
            self.filter(pk__in=leaving).delete()


class PastSearch(models.Model):
    """One query, on however many days and by however many it was asked."""

    folded = models.CharField(
        _("folded words"),
        max_length=LONGEST,
        unique=True,
        help_text=_("By which equal queries are known."),
    )
    text = models.CharField(_("text"), max_length=LONGEST)
    times = models.PositiveIntegerField(_("times asked"), default=1)
    found = models.PositiveIntegerField(
        _("articles found"), help_text=_("With every word of the query, when it was last asked.")
    )
    last_on = models.DateField(_("last asked on"), db_index=True)

    objects = PastSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("past search")
        verbose_name_plural = _("past searches")
        default_permissions = ()  # nobody looks at them one by one, not even at the desk
        indexes = [
            models.Index(
                fields=["-times"],
                name="past_search_often",
                condition=Q(times__gte=ENOUGH, found__gt=0),
            )
        ]

    def __str__(self) -> str:
        return self.text
