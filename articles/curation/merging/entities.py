"""Merging two entities into one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging import moving
from articles.curation.merging.pairs import carry_out, fill_blanks, locked_pair
from articles.models import Entity, EntityRedirect, Merge

BLANKS = ("name_ar", "name_en", "description_ar", "description_en", "country", "wikidata_id")


@transaction.atomic
def merge_entities(*, keep: Entity, absorb: Entity, by: Any) -> Merge:
    """Move everything said about `absorb` to `keep`, delete `absorb`, leave a redirect behind.

    Names and aliases of `absorb` become aliases of `keep`; facts that `keep` lacks (a name in the
    other language, a description, a country, a Wikidata id) are filled in; where both stand in the
    same article or meeting, one row remains. The old address and the old key lead to `keep`.
    Both entities' histories say what happened; the merge that is returned can be undone."""
    keep, absorb = locked_pair(keep, absorb)
    if keep.kind != absorb.kind:
        raise CurationError(
            _("“%(keep)s” and “%(absorb)s” are not of one kind. Correct the kind first.")
            % {"keep": keep, "absorb": absorb}
        )
    return carry_out(Merge.Kind.ENTITY, (keep, absorb), by, _move)


def _move(keep: Entity, absorb: Entity) -> None:
    fill_blanks(keep, absorb, BLANKS)
    if keep.latitude is None:
        keep.latitude, keep.longitude = absorb.latitude, absorb.longitude
    keep.save()
    moving.add_names(absorb, keep)
    moving.aliases(absorb.aliases.all(), keep)
    moving.roles(absorb.roles.all(), keep)
    moving.mentions(absorb.mentions.all(), keep)
    meetings = moving.meetings_of(absorb)
    moving.participations(absorb.participations.all(), keep)
    moving.places(meetings, absorb, keep)
    moving.topics(meetings, absorb, keep)
    # Calendars and feeds learn of a change by this.
    meetings.update(updated_at=timezone.now())
    absorb.redirects.update(entity=keep)
    EntityRedirect.objects.create(old_id=absorb.pk, old_key=absorb.key, entity=keep)
    absorb.delete()
