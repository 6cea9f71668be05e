"""Merging two entities into one."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import DELETION
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.curation.records import CurationError, record
from articles.models import Alias, Entity, EntityRedirect, Meeting, Mention, Participant


@transaction.atomic
def merge_entities(*, keep: Entity, absorb: Entity, by: Any) -> None:
    """Move everything said about `absorb` to `keep`, delete `absorb`, leave a redirect behind.

    Names and aliases of `absorb` become aliases of `keep`; facts that `keep` lacks (a name in the
    other language, a description, a country, a Wikidata id) are filled in; where both stand in the
    same article or meeting, one row remains. The old address and the old key lead to `keep`.
    Both entities' histories say what happened."""
    if keep.pk == absorb.pk:
        raise CurationError(_("An entity cannot be merged with itself."))
    # Locked in one order, so that two merges at once wait for each other instead of crossing.
    locked = Entity.objects.select_for_update().filter(pk__in=[keep.pk, absorb.pk])
    pair = {entity.pk: entity for entity in locked.order_by("pk")}
    if len(pair) != 2:
        raise CurationError(_("One of the two entities is gone. It may have been merged already."))
    # What the caller holds may be older than what another desk has saved meanwhile.
    keep, absorb = pair[keep.pk], pair[absorb.pk]
    if keep.kind != absorb.kind:
        raise CurationError(
            _("“%(keep)s” and “%(absorb)s” are not of one kind. Correct the kind first.")
            % {"keep": keep, "absorb": absorb}
        )
    # Named before it is gone, and logged while its number is still known.
    record(absorb, _("Merged into “%s”.") % keep, by, DELETION)
    record(
        keep, _("“%(name)s” (%(key)s) merged into it.") % {"name": absorb, "key": absorb.key}, by
    )
    _fill_blanks(keep, absorb)
    _move_names(keep, absorb)
    _move_roles(keep, absorb)
    _move_mentions(keep, absorb)
    _move_meetings(keep, absorb)
    absorb.redirects.update(entity=keep)
    EntityRedirect.objects.create(old_id=absorb.pk, old_key=absorb.key, entity=keep)
    absorb.delete()


def _fill_blanks(keep: Entity, absorb: Entity) -> None:
    names = ("name_ar", "name_en", "description_ar", "description_en", "country", "wikidata_id")
    for name in names:
        setattr(keep, name, getattr(keep, name) or getattr(absorb, name))
    if keep.latitude is None:
        keep.latitude, keep.longitude = absorb.latitude, absorb.longitude
    keep.save()


def _move_names(keep: Entity, absorb: Entity) -> None:
    known = {keep.name_ar, keep.name_en, "", *keep.aliases.values_list("text", flat=True)}
    for text, language in ((absorb.name_ar, "ar"), (absorb.name_en, "en")):
        if text not in known:
            Alias.objects.create(entity=keep, text=text, language=language)
            known.add(text)
    absorb.aliases.exclude(text__in=known).update(entity=keep)


def _move_roles(keep: Entity, absorb: Entity) -> None:
    told = ("title_ar", "title_en", "start_on", "end_on")
    known = set(keep.roles.values_list(*told))
    for role in absorb.roles.all():
        if tuple(getattr(role, name) for name in told) not in known:
            role.entity = keep
            role.save(update_fields=["entity"])


# Where an article mentions both, the firmer judgement is kept.
FIRMNESS = [Mention.Status.REJECTED, Mention.Status.SUGGESTED, Mention.Status.CONFIRMED]


def _move_mentions(keep: Entity, absorb: Entity) -> None:
    kept = {mention.article_id: mention for mention in keep.mentions.all()}
    for mention in absorb.mentions.all():
        rival = kept.get(mention.article_id)
        if rival is not None:
            if FIRMNESS.index(rival.status) >= FIRMNESS.index(mention.status):
                mention.delete()
                continue
            rival.delete()
        mention.entity = keep
        mention.save(update_fields=["entity"])


def _move_meetings(keep: Entity, absorb: Entity) -> None:
    touched = Meeting.objects.filter(
        models.Q(participants__entity=absorb) | models.Q(place=absorb) | models.Q(topics=absorb)
    )
    numbers = list(touched.values_list("pk", flat=True))
    kept = {row.meeting_id: row for row in keep.participations.all()}
    for row in absorb.participations.all():
        rival = kept.get(row.meeting_id)
        if rival is None:
            row.entity = keep
            row.save(update_fields=["entity"])
        else:
            Participant.objects.filter(pk=rival.pk, side="").update(side=row.side)
            row.delete()
    Meeting.objects.filter(place=absorb).update(place=keep)
    for meeting in absorb.meetings_about.all():
        meeting.topics.add(keep)
        meeting.topics.remove(absorb)
    # Calendars and feeds learn of a change by this.
    Meeting.objects.filter(pk__in=numbers).update(updated_at=timezone.now())
