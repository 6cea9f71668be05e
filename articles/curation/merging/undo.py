"""Undoing a merge or a split: every row as it was, under its own number.

Nobody's later work is lost. What somebody has since written over is named, and nothing is undone;
what somebody has since deleted stays deleted, and the report says so. Moments and counts of a row
that changed since are left to the database, which keeps them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.curation.errors import CurationError
from articles.curation.merging import calendars, journal, rows
from articles.curation.merging.journal import Changes
from articles.curation.merging.planning import Plan, make_plan
from articles.curation.merging.reach import MODELS, reach
from articles.curation.merging.rows import KEPT_BY_ITSELF, Row, Rows, Values
from articles.curation.merging.words import described
from articles.curation.records import record
from articles.models import (
    Article,
    Merge,
)
from articles.search.indexing.meeting_triggers import TURNED_BACK

MEETING, LAPSE = "articles.meeting", "articles.lapse"
MOST_NAMED = 5


@dataclass
class UndoReport:
    """How an undoing went: rows put back, and what was gone and stays so, in words."""

    count: int = 0
    gone: list[str] = field(default_factory=list)


def later_merges(merge: Merge) -> Iterator[Merge]:
    """Yield the later ones that touched the same rows, or that the one which stayed went with: they
    must be undone first, newest first.

    A journal may hold thousands of rows: they are read one by one, and no further than asked."""
    mine = journal.read(merge).told
    others = Merge.objects.standing().filter(pk__gt=merge.pk)
    # Outlets have no row in common with entities and meetings; those share participants.
    is_of_sources = models.Q(kind=Merge.Kind.SOURCE)
    others = others.filter(is_of_sources if merge.kind == Merge.Kind.SOURCE else ~is_of_sources)
    for other in others.newest_first().iterator(chunk_size=1):
        absorbed = (other.kind, other.verb, other.other_id)
        is_gone = absorbed == (merge.kind, Merge.Verb.MERGE, merge.kept_id)
        if is_gone or journal.read(other).told & mine:
            yield other


@transaction.atomic
def undo_merge(*, merge: Merge, by: Any) -> UndoReport:
    """Put back every row that a merge or split changed, deleted or made; see the head of the file.

    Addresses lead again to what they led to before. Evidence of a withdrawn article goes back with
    the rest, whoever undoes it: nothing is said that was not, and half an undoing would be none."""
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    # As a merge locks them: two desks wait for each other.
    nouns = MODELS[merge.kind]._base_manager.select_for_update().order_by("pk")
    list(nouns.filter(pk__in=[merge.kept_id, merge.other_id]))
    if merge.undone_at is not None:
        raise CurationError(_("This has been undone already."))
    if later := next(later_merges(merge), None):
        raise CurationError(_("Undo first what came later: %s") % later)
    changes = journal.read(merge)
    meetings = {number for label, number in changes if label == MEETING}
    told = calendars.numbers_told(meetings)
    lost = rows.read({LAPSE: _lapses(changes)})
    plan = make_plan(_without_lapses(changes), rows.read(rows.by_label(changes)))
    _refuse_where_overwritten(merge, plan, changes)
    _apply(plan)
    _settle(changes, plan, lost)
    calendars.go_beyond(told)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    for number in (merge.kept_id, merge.other_id):
        for thing in MODELS[merge.kind]._base_manager.filter(pk=number):
            record(thing, lambda: _("Undone: %s") % merge, by)
    count = len({row for row, values in plan.back.items() if values})
    count += len(plan.made) + len(plan.deleted)
    gone = changes.deleted
    return UndoReport(count, [described(row, gone.get(row), gone) for row in plan.gone])


def _refuse_where_overwritten(merge: Merge, plan: Plan, changes: Changes) -> None:
    """Say what somebody has changed since; a split that has been added to cannot be undone."""
    blocked = [*plan.overwritten]
    # Without the thing itself nothing can be given back to it.
    blocked += [row for row in plan.gone if row in changes.deleted and _is_noun(merge, row)]
    if merge.verb == Merge.Verb.SPLIT:
        noun = rows.label_of(MODELS[merge.kind])
        if (noun, merge.other_id) in changes.made:
            there = reach(merge.kind, [merge.other_id])
            known = {*changes}
            blocked += [
                (label, number)
                for label, numbers in there.items()
                for number in sorted(numbers)
                if (label, number) not in known
            ]
    if blocked:
        gone = changes.deleted
        shown = [described(row, gone.get(row), gone) for row in blocked[:MOST_NAMED]]
        rest = len(blocked) - len(shown)
        if rest > 0:
            shown.append(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})
        told = _("; ").join(shown)
        raise CurationError(
            _("Not undone: somebody has worked on this since. Look at it first: %s") % told
        )


def _is_noun(merge: Merge, row: Row) -> bool:
    return row == (rows.label_of(MODELS[merge.kind]), merge.other_id)


def _apply(plan: Plan) -> None:
    """Move back first, then take away, then put back: so no two rows of a kind ever clash that did
    not before. Keys are checked by the database when the transaction ends."""
    try:
        with transaction.atomic():
            rows.update(plan.back)
            rows.delete(plan.made)
            rows.insert(plan.deleted)
    except IntegrityError as error:
        raise CurationError(
            _("Not undone: something entered since stands where a row would come back to.")
        ) from error


def _without_lapses(changes: Changes) -> Changes:
    """Lost evidence is written by the database itself: _settle has it as it was."""
    parts = (changes.deleted, changes.made, changes.was, changes.now)
    return Changes(*({row: part[row] for row in part if row[0] != LAPSE} for part in parts))


def _lapses(changes: Changes) -> set[int]:
    """The lost evidence of the meetings that were merged or touched, as it is now."""
    model = rows.model_of(LAPSE)
    meetings = {number for label, number in changes if label == MEETING}
    return set(model._base_manager.filter(meeting__in=meetings).values_list("pk", flat=True))


def _settle(changes: Changes, plan: Plan, lost: Rows) -> None:
    """Put right what the triggers made of rows while they were written."""
    _settle_lapses(changes, plan, lost)
    for row in plan.exact:
        was = {**changes.was.get(row, {}), **changes.deleted.get(row, {})}
        kept = {name: value for name, value in was.items() if name in KEPT_BY_ITSELF}
        if "sequence" in kept and row[0] == MEETING:
            # The only way down: see meeting_triggers.
            rows.update({row: kept | {"updated_at": TURNED_BACK}})
        rows.update({row: kept})


def _settle_lapses(changes: Changes, plan: Plan, lost: Rows) -> None:
    """The evidence was moved row by row, and each time a fact may have seemed lost."""
    wanted = {row: values for row, values in lost.items() if row not in changes.made}
    for row, was in (changes.was | changes.deleted).items():
        if row[0] == LAPSE and (row in lost or row in changes.deleted):
            wanted[row] = {**wanted.get(row, {}), **was}
    untouched = {number for label, number in plan.exact if label == MEETING}
    standing = rows.read({LAPSE: _lapses(changes)})
    rows.delete(
        row
        for row, values in standing.items()
        if row not in wanted and values["meeting_id"] in untouched
    )
    standing = rows.read({LAPSE: _lapses(changes)})
    rows.update({row: values for row, values in wanted.items() if row in standing})
    facts = {(values["meeting_id"], values["fact"]) for values in standing.values()}
    rows.insert(
        {
            row: _of_what_is_there(values)
            for row, values in wanted.items()
            if row not in standing and (values["meeting_id"], values["fact"]) not in facts
        }
    )


def _of_what_is_there(lapse: Values) -> Values:
    """An article that has been deleted since is named by no lapse."""
    there = Article.objects.filter(pk=lapse["article_id"]).exists()
    return lapse if there else lapse | {"article_id": None}
