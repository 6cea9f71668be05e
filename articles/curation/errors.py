"""How a verb refuses."""

from django.db.models import Model
from django.utils.translation import gettext as _


class CurationError(Exception):
    """The verb does not apply to what it was asked for; the message says why and what to do."""


def hold_suggestion(row: Model) -> None:
    """Hold what was suggested for a judgement of it, within a transaction; refuse where it was
    deleted since it was read."""
    rows = type(row)._base_manager.select_for_update().filter(pk=row.pk)
    if rows.values_list("pk").first() is None:
        raise CurationError(_("This suggestion is gone. The text may have changed."))
