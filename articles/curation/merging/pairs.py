"""What merging two of any noun begins and ends with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.models import DELETION
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging import journal
from articles.curation.records import record
from articles.models import Merge


def locked_pair(keep: Any, absorb: Any) -> tuple[Any, Any]:
    """Return both as the database has them now: what the caller holds may be older than what
    another desk has saved meanwhile."""
    if keep.pk == absorb.pk:
        raise CurationError(_("Nothing can be merged with itself."))
    # Locked in one order, so that two merges at once wait for each other instead of crossing.
    rows = type(keep).objects.select_for_update().filter(pk__in=[keep.pk, absorb.pk])
    pair = {thing.pk: thing for thing in rows.order_by("pk")}
    if len(pair) != 2:
        raise CurationError(_("One of the two is gone. It may have been merged already."))
    return pair[keep.pk], pair[absorb.pk]


def carry_out(kind: str, pair: tuple[Any, Any], by: Any, move: Callable[[Any, Any], None]) -> Merge:
    """Let `move` merge the second of a pair into the first. The history of each says so, and what
    changed is written down, to be undone."""
    keep, absorb = pair
    called = str(keep)  # what fills its blanks may be the name of the other
    # While its number is still known.
    record(absorb, lambda: _("Merged into “%s”.") % keep, by, DELETION)
    was = type(absorb).objects.get(pk=absorb.pk)
    with journal.watching(kind, [keep.pk, absorb.pk]) as changes:
        move(keep, absorb)
    # With what became of it.
    names = {"name": was, "key": was.key}
    record(keep, lambda: _("“%(name)s” (%(key)s) merged into it.") % names, by)
    return journal.write(changes, kept=keep, other=was, by=by, kind=kind, kept_name=called[:500])


def fill_blanks(keep: Any, absorb: Any, names: Iterable[str]) -> None:
    """Give `keep` what it lacks; what both have stays as `keep` has it."""
    for name in names:
        if getattr(keep, name) in ("", None):
            setattr(keep, name, getattr(absorb, name))
