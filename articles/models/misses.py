"""What readers searched for and did not find, or hardly: kept for curators, never for readers.

One row is a spelling on a day, so that numbers can rise and fall: no name, address, cookie or hour
is in it. The table stands outside of the outbox, and no page shows it: no trigger watches it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.arabic.tokens import words
from articles.arabic.variants import skeleton
from articles.models.searches import KEPT, LONGEST

# So many articles with every word, or fewer, may not be what was looked for.
FEW = 2
# Rows of the table, how many go at once where they are all taken, and how often that is looked at:
# counting and sorting have their price.
MOST, SURPLUS, ROOM_EVERY = 20_000, 200, 50


def kin_of(text: str) -> str:
    """What the spellings of one name have in common: consonants, without the Arabic article.

    It puts some ordinary words together too, which a list that shows each spelling can bear."""
    bare = (word.removeprefix("ال") if len(word) > 4 else word for word in words(text))
    return " ".join(map(skeleton, bare))


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    def expired(self, today: date) -> MissedSearchQuerySet:
        """Rows of days so long ago that they are to be forgotten."""
        return self.filter(on__lt=today - KEPT)

    def remember(self, text: str, *, found: int, near: int, taken_for: str, today: date) -> None:
        """Note a search that found so little, once a day however often it is made.

        `text` is words alone. `found` articles hold each of them, `near` some of them; `taken_for`
        is what was searched or offered instead. What was put aside comes up again."""
        folded = " ".join(words(text))
        if not folded or max(len(text), len(folded)) > LONGEST:
            return
        row = MissedSearch(folded=folded, text=text, kin=kin_of(text)[:LONGEST], on=today)
        row.found, row.near, row.taken_for = found, near, taken_for[:LONGEST]
        said = ["found", "near", "taken_for", "is_settled"]
        self.bulk_create(
            [row], update_conflicts=True, unique_fields=["folded", "on"], update_fields=said
        )
        # Not for each: a reader waits for it.
        if row.pk and row.pk % ROOM_EVERY == 0:
            self.make_room(today)

    def settle(self, text: str) -> int:
        """Put a search aside, in all its spellings that fold alike, until it misses again."""
        folded = " ".join(words(text))
        return self.filter(folded=folded, is_settled=False).update(is_settled=True)

    def make_room(self, today: date) -> None:
        """Delete what has expired, and of a full table first what was asked on one day alone.

        A flood of made-up queries so takes the place of other rare ones, and of nothing that
        readers came back to."""
        self.expired(today).delete()
        surplus = self.count() - MOST
        if surplus <= 0:
            return
        once = self.values("folded").annotate(days=Count("pk")).filter(days=1).values("folded")
        for leaving in (self.filter(folded__in=once), self):
            if surplus > 0:
                pks = list(
                    leaving.order_by("on", "pk").values_list("pk", flat=True)[: surplus + SURPLUS]
                )
                self.filter(pk__in=pks).delete()
                surplus -= len(pks)


class MissedSearch(models.Model):
    """One spelling of a query that found nothing or little, on one day."""

    folded = models.CharField(
        _("folded words"), max_length=LONGEST, help_text=_("By which equal queries are known.")
    )
    text = models.CharField(_("text"), max_length=LONGEST)
    kin = models.CharField(
        pgettext_lazy("insight", "kin"),
        max_length=LONGEST,
        help_text=_("What the spellings of one name have in common."),
    )
    on = models.DateField(pgettext_lazy("insight", "day"), db_index=True)
    found = models.PositiveIntegerField(
        _("articles found"), help_text=_("With every word of the query, when it was last asked.")
    )
    near = models.PositiveIntegerField(_("nearest misses"), help_text=_("With some of its words."))
    taken_for = models.CharField(
        _("taken for"),
        max_length=LONGEST,
        blank=True,
        help_text=_("What was searched or offered in its place."),
    )
    is_settled = models.BooleanField(
        _("put aside"), default=False, help_text=_("Until it is searched in vain again.")
    )

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a find")
        verbose_name_plural = _("searches without a find")
        default_permissions = ()  # read by the insight page alone, never one by one
        permissions = [
            ("see_insight", "Can see what readers did not find"),
            ("answer_insight", "Can dismiss searches and add synonyms"),
            ("pin_result", "Can pin results of searches"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["folded", "on"], name="missed_search_once_a_day")
        ]

    def __str__(self) -> str:
        # Without the words: histories are kept for longer than searches are.
        return f"{self.on.isoformat()} #{self.pk}"
