"""How long something took, in words."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.display.numbers import number
from articles.display.preferences import Preferences


def format_duration(minutes: int, prefs: Preferences | None = None) -> str:
    """Return "3 hours 39 minutes" in the active language; days only from two days up."""
    chosen = prefs or Preferences()
    language = get_language() or "ar"
    hours, rest = divmod(max(0, minutes), 60)

    def shown(value: int) -> dict[str, str]:
        return {"n": number(value, chosen, language)}

    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % shown(hours))
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % shown(rest))
    if len(parts) == 1:
        return parts[0]
    return _("%(hours)s and %(minutes)s") % {"hours": parts[0], "minutes": parts[1]}
