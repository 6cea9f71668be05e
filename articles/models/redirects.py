"""Where the addresses of merged outlets and meetings lead now. Those of entities: entities.py."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.meetings import Meeting
from articles.models.sources import Source


def current_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys of outlets that these mean now, each once: others after a merge."""
    asked = list(keys)
    if not asked:
        return ()
    merged = SourceRedirect.objects.filter(old_key__in=asked)
    now = dict(merged.values_list("old_key", "source__key"))
    if now:  # a key that somebody has again is that one's
        for key in Source.objects.filter(key__in=now).values_list("key", flat=True):
            del now[key]
    return tuple(dict.fromkeys(now.get(key, key) for key in asked))


def current_meeting(**old: int | str) -> Meeting | None:
    """The meeting that one of an old number (`pk`) or an old key has become, if readers see it."""
    named = {f"old_{'id' if name == 'pk' else name}": value for name, value in old.items()}
    shown = {"meeting__review": Meeting.Review.CONFIRMED}
    moved = MeetingRedirect.objects.filter(**named, **shown).select_related("meeting").first()
    return moved.meeting if moved else None


class SourceRedirect(models.Model):
    """An outlet that was merged. Its names stay: what comes in under one of them is of the outlet
    that it was merged into."""

    old_id = models.BigIntegerField(_("old number"), unique=True)
    old_key = models.SlugField(_("old key"), max_length=200, unique=True)
    old_name_ar = models.CharField(_("Arabic name"), max_length=200, blank=True)
    old_name_en = models.CharField(_("English name"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="redirects", verbose_name=_("source")
    )
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        default_permissions = ()  # shown with the outlet

    def __str__(self) -> str:
        return self.old_key


class MeetingRedirect(models.Model):
    """A meeting that was merged. Calendars know it by its old key, as called off."""

    old_id = models.BigIntegerField(_("old number"), unique=True)
    old_key = models.SlugField(_("old key"), max_length=200, unique=True)
    sequence = models.PositiveIntegerField(
        _("number of changes"), help_text=_("Under which calendars take it off.")
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="redirects", verbose_name=_("meeting")
    )
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        default_permissions = ()  # shown with the meeting

    def __str__(self) -> str:
        return self.old_key
