"""Splitting an entity: what was said of another goes to that other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging import journal, moving
from articles.curation.merging.pairs import locked_pair
from articles.curation.records import record
from articles.models import Alias, Entity, Meeting, Mention, Merge, Role


@dataclass(frozen=True)
class Split:
    """What a curator has chosen of what is said of an entity."""

    aliases: Sequence[Alias] = field(default_factory=list)
    roles: Sequence[Role] = field(default_factory=list)
    mentions: Sequence[Mention] = field(default_factory=list)
    meetings: Sequence[Meeting] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.aliases or self.roles or self.mentions or self.meetings)


@transaction.atomic
def split_entity(*, entity: Entity, chosen: Split, into: Entity, by: Any) -> Merge:
    """Move what was chosen of `entity` to `into`, which is made where it is not saved yet.

    Where both stand in an article or meeting afterwards, one row remains, as after a merge. In a
    chosen meeting it is every part that the entity has in it: as a participant, place or topic.
    The split that is returned can be undone."""
    if not chosen:
        raise CurationError(_("Choose what moves: an alias, a role, a mention or a meeting."))
    if into.pk is None:
        into.kind = entity.kind
    elif into.kind != entity.kind:
        raise CurationError(
            _("“%(keep)s” and “%(absorb)s” are not of one kind. Correct the kind first.")
            % {"keep": entity, "absorb": into}
        )
    else:
        entity, into = locked_pair(entity, into)
    is_new = into.pk is None
    watched = {entity.pk} | (set() if is_new else {into.pk})
    with journal.watching(Merge.Kind.ENTITY, watched) as changes:
        if is_new:
            _make(into)
            watched.add(into.pk)
        _move(entity, chosen, into)
    if is_new:
        record(into, lambda: _("Split off “%s”.") % entity, by, ADDITION)
    else:
        record(into, lambda: _("Took over from “%s”.") % entity, by)
    names = {"name": into, "key": into.key}
    record(entity, lambda: _("“%(name)s” (%(key)s) split off.") % names, by)
    return journal.write(
        changes, kept=entity, other=into, by=by, kind=Merge.Kind.ENTITY, verb=Merge.Verb.SPLIT
    )


def _make(entity: Entity) -> None:
    """Save a new entity; refuse where somebody has made it meanwhile, as by pressing twice."""
    try:
        with transaction.atomic():
            entity.save()
    except IntegrityError as error:
        if not Entity.objects.filter(key=entity.key).exists():
            raise
        text = _("Somebody has made an entity with the key “%s” meanwhile.")
        raise CurationError(text % entity.key) from error


def _move(entity: Entity, chosen: Split, into: Entity) -> None:
    """Only what is the entity's own: another desk may have moved it meanwhile."""
    numbers = {
        name: [thing.pk for thing in getattr(chosen, name)]
        for name in ("aliases", "roles", "mentions", "meetings")
    }
    moving.aliases(entity.aliases.filter(pk__in=numbers["aliases"]), into)
    moving.roles(entity.roles.filter(pk__in=numbers["roles"]), into)
    moving.mentions(entity.mentions.filter(pk__in=numbers["mentions"]), into)
    meetings = moving.meetings_of(entity).filter(pk__in=numbers["meetings"])
    moving.participations(entity.participations.filter(meeting__in=meetings), into)
    moving.places(meetings, entity, into)
    moving.topics(meetings, entity, into)
    meetings.update(updated_at=timezone.now())
