"""What merging two of any noun begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import DELETION
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.records import record


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


def record_going(absorb: Any, keep: Any, by: Any) -> None:
    """Write it into the history of the one that goes, while its number is still known."""
    record(absorb, _("Merged into “%s”.") % keep, by, DELETION)


def record_staying(keep: Any, absorb: Any, by: Any) -> None:
    """Write it into the history of the other, with what became of it."""
    told = _("“%(name)s” (%(key)s) merged into it.") % {"name": absorb, "key": absorb.key}
    record(keep, told, by)


def fill_blanks(keep: Any, absorb: Any, names: Iterable[str]) -> None:
    """Give `keep` what it lacks; what both have stays as `keep` has it."""
    for name in names:
        if getattr(keep, name) in ("", None):
            setattr(keep, name, getattr(absorb, name))
