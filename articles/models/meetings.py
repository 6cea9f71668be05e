"""Who met whom, when and where. Which articles say so stands in evidence.py."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.addresses import address
from articles.models.bilingual import Localized
from articles.models.entities import Entity
from articles.models.zones import is_time_zone

if TYPE_CHECKING:
    from articles.models.evidence import Evidence


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def confirmed(self) -> MeetingQuerySet:
        """Keep what readers may see."""
        return self.filter(review=Meeting.Review.CONFIRMED)

    def with_any_of(self, keys: Iterable[str]) -> MeetingQuerySet:
        """Keep meetings in which at least one of these entities took part."""
        return self.filter(
            pk__in=Participant.objects.filter(entity__key__in=list(keys)).values("meeting")
        )

    def with_all_of(self, keys: Iterable[str]) -> MeetingQuerySet:
        """Keep meetings in which every one of these entities took part."""
        kept = self
        for key in keys:
            kept = kept.with_any_of([key])
        return kept

    def disputed(self) -> MeetingQuerySet:
        """Keep those of which readers see that sources disagree: said in our words, or by the
        values that articles give for one fact. Meeting.is_disputed says the same of one."""
        from articles.models.evidence import Evidence

        said = ~Q(dispute_ar="", dispute_en="")
        return self.filter(said | Q(pk__in=Evidence.objects.shown().differing().values("meeting")))

    def with_lost_facts(self) -> MeetingQuerySet:
        """Keep those with a fact whose only source was withdrawn or taken away; what was rejected
        as no meeting needs none."""
        from articles.models.evidence import Evidence, Lapse

        withdrawn = Evidence.objects.withdrawn().unsupported().values("meeting")
        lapsed = Lapse.objects.unsupported().values("meeting")
        lost = self.filter(Q(pk__in=withdrawn) | Q(pk__in=lapsed))
        return lost.exclude(review=Meeting.Review.REJECTED)

    def in_order(self) -> MeetingQuerySet:
        return self.order_by("start", after_dark(), F("time").asc(nulls_last=True), "pk")

    def newest_first(self) -> MeetingQuerySet:
        return self.order_by("-start", after_dark().desc(), F("time").desc(nulls_last=True), "-pk")


class Meeting(models.Model):
    """One encounter. More reports never make more meetings."""

    class Precision(models.TextChoices):
        DAY = "day", _("day known")
        MONTH = "month", _("month known")
        APPROX = "approx", _("approximate")
        NIGHT = "night", _("night of the day")

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        CALL = "call", _("call")
        VIDEO = "video", _("video")
        MULTILATERAL = "multilateral", _("multilateral")
        DELEGATION = "delegation", _("delegation visit")

    class Status(models.TextChoices):
        HELD = "held", _("held")
        PLANNED = "planned", _("planned")
        REPORTED = "reported", _("unconfirmed")
        CANCELLED = "cancelled", _("cancelled")
        POSTPONED = "postponed", _("postponed")

    class Review(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    key = models.SlugField(
        _("key"),
        max_length=200,
        unique=True,
        help_text=_("Stable short name used in links. Never changed once public."),
    )
    title_ar = models.CharField(
        _("title, Arabic"), max_length=500, blank=True, help_text=_("Our own words.")
    )
    title_en = models.CharField(
        _("title, English"), max_length=500, blank=True, help_text=_("Our own words.")
    )
    start = models.DateField(
        _("start"), db_index=True, help_text=_("First day; the 1st where only the month is known.")
    )
    end = models.DateField(
        _("end"), null=True, blank=True, help_text=_("Last day, where it took more than one.")
    )
    last_on = models.DateField(
        _("last possible day"),
        editable=False,
        db_index=True,
        help_text=_("End or start; of a month its last day, of a night the day after."),
    )
    precision = models.CharField(
        _("precision of the date"),
        max_length=8,
        choices=Precision,
        default=Precision.DAY,
        help_text=_("How well the date is known."),
    )
    time = models.TimeField(
        _("start time"), null=True, blank=True, help_text=_("Local time at the place, if reported.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[is_time_zone],
        help_text=_("Such as Europe/Moscow. Empty: the zone of the place."),
    )
    place = models.ForeignKey(
        Entity,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings_here",
        limit_choices_to={"kind": "place"},
        verbose_name=_("place"),
        help_text=_("City or site. Empty means undocumented."),
    )
    venue_ar = models.CharField(
        _("venue, Arabic"), max_length=300, blank=True, help_text=_("Building or hall.")
    )
    venue_en = models.CharField(
        _("venue, English"), max_length=300, blank=True, help_text=_("Building or hall.")
    )
    format = models.CharField(
        _("format"),
        max_length=12,
        choices=Format,
        default=Format.IN_PERSON,
        help_text=_("How they met."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.HELD,
        db_index=True,
        help_text=_("Unconfirmed: a single source that nobody else bears out."),
    )
    review = models.CharField(
        _("review"),
        max_length=10,
        choices=Review,
        default=Review.CONFIRMED,
        db_index=True,
        help_text=_("Only confirmed meetings are public."),
    )
    duration_minutes = models.PositiveIntegerField(
        _("duration in minutes"), null=True, blank=True, help_text=_("The value we count with.")
    )
    outcome_ar = models.TextField(_("outcome, Arabic"), blank=True, help_text=_("Our own words."))
    outcome_en = models.TextField(_("outcome, English"), blank=True, help_text=_("Our own words."))
    dispute_ar = models.TextField(
        _("dispute, Arabic"), blank=True, help_text=_("What the sources disagree on.")
    )
    dispute_en = models.TextField(
        _("dispute, English"), blank=True, help_text=_("What the sources disagree on.")
    )
    topics = models.ManyToManyField(
        Entity,
        blank=True,
        related_name="meetings_about",
        limit_choices_to={"kind": "topic"},
        verbose_name=_("topics"),
        help_text=_("What it was about."),
    )
    # Moved by the database itself (search/indexing/triggers.py), whoever writes.
    sequence = models.PositiveIntegerField(
        _("number of changes"),
        default=0,
        editable=False,
        help_text=_("Of the meeting, its participants, topics and evidence. Calendars read it."),
    )
    entered_at = models.DateTimeField(_("entered the register"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = MeetingQuerySet.as_manager()
    title = Localized()
    venue = Localized()
    outcome = Localized()
    dispute = Localized()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        permissions = [("merge_meeting", "Can merge meetings")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ar="", title_en=""),
                name="meeting_has_a_title",
                violation_error_message=_("Give the meeting a title in Arabic or in English."),
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("A meeting cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=Coalesce(F("end"), F("start"))),
                name="meeting_last_day_is_not_before_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(precision="month") | Q(start__day=1),
                name="meeting_known_by_month_starts_on_the_first",
                violation_error_message=_(
                    "Where only the month is known, the start is its first day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes=None) | Q(duration_minutes__gt=0),
                name="meeting_lasts_some_time",
                violation_error_message=_("Leave the duration empty where it is unknown."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep `last_on` true to the dates, which the range filters rely on."""
        self.last_on = last_possible_day(self.start, self.end, self.precision)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def disputed_facts(self) -> dict[str, list[Evidence]]:
        """The facts on which published articles give values that differ, each with its rows.

        For many meetings, prefetch `evidence__article`."""
        from articles.models.evidence import differing

        return differing(row for row in self.evidence.all() if row.is_shown)

    @property
    def disputed_labels(self) -> str:
        """The names of the facts that are disputed, as a list in words."""
        from articles.models.evidence import Evidence

        # Translators: the comma between the items of a list.
        return _(", ").join(str(Evidence.Fact(fact).label) for fact in self.disputed_facts)

    @property
    def is_disputed(self) -> bool:
        return bool(self.dispute_ar or self.dispute_en or self.disputed_facts)

    def get_absolute_url(self) -> str:
        return address("meeting", self.pk, self.title)


class Participant(models.Model):
    """Somebody, or an organization, at a meeting."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="participants", verbose_name=_("meeting")
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="participations", verbose_name=_("who")
    )
    side = models.CharField(
        _("side"),
        max_length=2,
        blank=True,
        help_text=_("Country for which they took part, ISO 3166-1; empty: their own."),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Place in the list of participants.")
    )

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "entity"],
                name="participant_once_a_meeting",
                violation_error_message=_("Each participant is listed once."),
            )
        ]

    def __str__(self) -> str:
        return str(self.entity)

    @property
    def country(self) -> str:
        """The side they were on: said for this meeting, else the entity's own country."""
        return self.side or self.entity.country


def after_dark() -> models.Case:
    """Order by this: the night of a day comes after the day, whatever hour of it is known."""
    night = models.When(precision=Meeting.Precision.NIGHT, then=1)
    return models.Case(night, default=0, output_field=models.SmallIntegerField())


def last_possible_day(start: date, end: date | None, precision: str) -> date:
    """Return the last day on which the meeting can have been."""
    last = end or start
    if precision == Meeting.Precision.NIGHT:
        return max(last, start + timedelta(days=1)) if start < date.max else last
    if precision != Meeting.Precision.MONTH:
        return last
    return last.replace(day=calendar.monthrange(last.year, last.month)[1])
