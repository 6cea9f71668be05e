"""Moving what is said of one entity to another: all of it by a merge, some of it by a split.

Where both have a row and only one may stand, one remains; which of them is said here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from articles.models import Alias, Entity, Meeting, Mention, Participant

# Where an article mentions both, the firmer judgement is kept.
FIRMNESS = [Mention.Status.REJECTED, Mention.Status.SUGGESTED, Mention.Status.CONFIRMED]
OFFICE = ("title_ar", "title_en", "start_on", "end_on")


def names_of(entity: Entity) -> set[str]:
    """Every way in which an entity is written."""
    return {entity.name_ar, entity.name_en, "", *entity.aliases.values_list("text", flat=True)}


def add_names(source: Entity, target: Entity) -> None:
    """Make aliases of the names of `source` that `target` does not have."""
    known = names_of(target)
    for text, language in ((source.name_ar, "ar"), (source.name_en, "en")):
        if text not in known:
            Alias.objects.create(entity=target, text=text, language=language)
            known.add(text)


def aliases(rows: Any, target: Entity) -> None:
    """Move them; what `target` is called already goes."""
    known = names_of(target)
    for alias in rows:
        if alias.text in known:
            alias.delete()
            continue
        known.add(alias.text)
        alias.entity = target
        alias.save(update_fields=["entity"])


def roles(rows: Any, target: Entity) -> None:
    known = set(target.roles.values_list(*OFFICE))
    for role in rows:
        if tuple(getattr(role, name) for name in OFFICE) in known:
            role.delete()
            continue
        role.entity = target
        role.save(update_fields=["entity"])


def mentions(rows: Any, target: Entity) -> None:
    kept = {mention.article_id: mention for mention in target.mentions.all()}
    moved = []
    for mention in rows:
        rival = kept.get(mention.article_id)
        if rival is not None:
            if FIRMNESS.index(rival.status) >= FIRMNESS.index(mention.status):
                mention.delete()
                continue
            rival.delete()
        moved.append(mention.pk)
    for start in range(0, len(moved), 500):
        Mention.objects.filter(pk__in=moved[start : start + 500]).update(entity=target)


def meetings_of(entity: Entity) -> Any:
    """The meetings in which an entity stands in any way, as they are now."""
    stands = Q(participants__entity=entity) | Q(place=entity) | Q(topics=entity)
    numbers = Meeting.objects.filter(stands).order_by().values_list("pk", flat=True)
    return Meeting.objects.filter(pk__in=set(numbers))


def participations(rows: Any, target: Entity) -> None:
    kept = {row.meeting_id: row for row in target.participations.all()}
    for row in rows:
        rival = kept.get(row.meeting_id)
        if rival is None:
            row.entity = target
            row.save(update_fields=["entity"])
        else:
            Participant.objects.filter(pk=rival.pk, side="").update(side=row.side)
            row.delete()


def places(meetings: Any, source: Entity, target: Entity) -> None:
    meetings.filter(place=source).update(place=target)


def topics(meetings: Any, source: Entity, target: Entity) -> None:
    about = Meeting.topics.through.objects.filter(meeting__in=meetings)
    there = about.filter(entity=target).values("meeting")
    about.filter(entity=source, meeting__in=list(there.values_list("meeting", flat=True))).delete()
    about.filter(entity=source).update(entity=target)
