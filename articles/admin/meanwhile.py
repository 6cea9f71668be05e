"""Two people at one form: whoever saves second is shown first what the other one has changed.

The form carries what it was opened on, signed; what differs from that when it is sent is told, and
the form given back with all that was typed. Sent again it carries what was shown, and is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.helpers import AdminErrorList
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import curation
from articles.models import Collection

FIELD = "_found"
_SALT = "articles.admin.meanwhile"
# The buttons of a form that save.
SAVING = ("_publish", "_review", "_continue", "_addanother", "_save")
# The codes of what a form asks and does not hold for a mistake.
QUESTIONS = {"doubted", "meanwhile"}


@dataclass(frozen=True)
class Meanwhile:
    """What has changed since a form was opened, and the lines of the history that tell of it."""

    changes: list[curation.Change]
    lines: list[LogEntry]


def seal(thing: Any, state: curation.State) -> str:
    """What a form that is opened now carries: the state of the thing, in which dossiers it is
    filed, and the moment."""
    rows = [[*row, fields] for row, fields in state.items()]
    found = {"at": timezone.now().isoformat(), "rows": rows, "dossiers": _dossiers(thing)}
    return signing.dumps(found, salt=_SALT, compress=True)


def since(sealed: str, thing: Any, state: curation.State) -> Meanwhile | None:
    """What differs between what a form was opened on and what is now; None where nothing does, or
    where what was sent carries nothing of ours: a program sends no such thing."""
    try:
        found = signing.loads(sealed, salt=_SALT)
    except signing.BadSignature:
        return None
    before = {(label, number): fields for label, number, fields in found["rows"]}
    changes = curation.differences(before, state, thing) if before != state else []
    changes += _filed(found["dossiers"], _dossiers(thing))
    if not changes:
        return None
    at = datetime.fromisoformat(found["at"])
    lines = curation.history_of(thing).filter(action_time__gte=at)
    return Meanwhile(changes, list(lines.order_by("-action_time", "-pk")))


def ask_only(context: dict[str, Any]) -> None:
    """Take questions out of the mistakes of a form that is shown: nothing has to be corrected."""
    form = context["adminform"].form
    rest = form.errors.get(NON_FIELD_ERRORS)
    if rest is None:
        return
    rest.data = [error for error in rest.data if error.code not in QUESTIONS]
    if not rest.data:
        del form.errors[NON_FIELD_ERRORS]
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    context["errors"] = AdminErrorList(form, formsets)


def _dossiers(thing: Any) -> list[int]:
    """Which dossiers a thing is filed in; a state says nothing of them."""
    if not hasattr(thing, "collections"):
        return []
    return sorted(dossier.pk for dossier in thing.collections.all())


def _filed(before: list[int], now: list[int]) -> list[curation.Change]:
    if before == now:
        return []
    names = {row.pk: str(row) for row in Collection.objects.filter(pk__in={*before, *now})}
    old, new = (
        _(", ").join(names[number] for number in numbers if number in names)
        for numbers in (before, now)
    )
    return [curation.Change(capfirst(_("dossiers")), old, new)]
