"""Counts in words: "no articles", "one article", and the six forms that Arabic needs.

A noun is looked up by name, so that templates never spell a plural. Every noun has a sentence of
its own for none, because English would otherwise say "0 articles"."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.display.numbers import number
from articles.display.preferences import Preferences

# Written out, not computed: makemessages must see every literal.
_NOUNS: dict[str, tuple[Callable[[], str], Callable[[int], str]]] = {
    "article": (
        lambda: _("No articles"),
        lambda n: ngettext("%(n)s article", "%(n)s articles", n),
    ),
    "meeting": (
        lambda: _("No meetings"),
        lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n),
    ),
    "outlet": (
        lambda: _("No outlets"),
        lambda n: ngettext("%(n)s outlet", "%(n)s outlets", n),
    ),
    "from_outlet": (
        lambda: _("from no outlet"),
        lambda n: ngettext("from %(n)s outlet", "from %(n)s outlets", n),
    ),
    "published_by": (
        lambda: _("Published by no outlet"),
        lambda n: ngettext("Published by %(n)s outlet", "Published by %(n)s outlets", n),
    ),
    "person": (
        lambda: _("No persons"),
        lambda n: ngettext("%(n)s person", "%(n)s persons", n),
    ),
    "organization": (
        lambda: _("No organizations"),
        lambda n: ngettext("%(n)s organization", "%(n)s organizations", n),
    ),
    "place": (
        lambda: _("No places"),
        lambda n: ngettext("%(n)s place", "%(n)s places", n),
    ),
    "topic": (
        lambda: _("No topics"),
        lambda n: ngettext("%(n)s topic", "%(n)s topics", n),
    ),
    "entity": (
        lambda: _("No names"),
        lambda n: ngettext("%(n)s name", "%(n)s names", n),
    ),
    "country": (
        lambda: _("No countries"),
        lambda n: ngettext("%(n)s country", "%(n)s countries", n),
    ),
    "from_country": (
        lambda: _("from no known country"),
        lambda n: ngettext("from %(n)s country", "from %(n)s countries", n),
    ),
    "undated_article": (
        lambda: _("No undated articles"),
        lambda n: ngettext("%(n)s undated article", "%(n)s undated articles", n),
    ),
    "disputed_meeting": (
        lambda: _("No meetings on which sources disagree"),
        lambda n: ngettext(
            "%(n)s meeting on which sources disagree",
            "%(n)s meetings on which sources disagree",
            n,
        ),
    ),
    "day": (
        lambda: _("No days"),
        lambda n: ngettext("%(n)s day", "%(n)s days", n),
    ),
    "day_without": (
        lambda: _("No day without a meeting"),
        lambda n: ngettext("%(n)s day without a meeting", "%(n)s days without a meeting", n),
    ),
    "month_without": (
        lambda: _("No month without a meeting"),
        lambda n: ngettext("%(n)s month without a meeting", "%(n)s months without a meeting", n),
    ),
    "dayless": (
        lambda: _("none without a day"),
        lambda n: ngettext("%(n)s without a known day", "%(n)s without a known day", n),
    ),
    "other_copy": (
        lambda: _("No other copies"),
        lambda n: ngettext("%(n)s other copy", "%(n)s other copies", n),
    ),
    "version": (
        lambda: _("No version"),
        lambda n: ngettext("%(n)s version", "%(n)s versions", n),
    ),
    "folded_copy": (
        lambda: _("no copy folded"),
        lambda n: ngettext("%(n)s copy folded", "%(n)s copies folded", n),
    ),
    "all_words": (
        lambda: _("No article holds every word; these come nearest."),
        lambda n: ngettext(
            "%(n)s article holds every word and comes first.",
            "%(n)s articles hold every word and come first.",
            n,
        ),
    ),
    "more_people": (
        lambda: _("Without known participants"),
        lambda n: ngettext("%(n)s other participant", "%(n)s other participants", n),
    ),
    "more_lanes": (
        lambda: _("Every participant has a lane"),
        lambda n: ngettext(
            "A lane for %(n)s more participant", "Lanes for %(n)s more participants", n
        ),
    ),
    "more_meeting": (
        lambda: _("No other meetings"),
        lambda n: ngettext("and %(n)s other meeting", "and %(n)s other meetings", n),
    ),
    "more_rows": (
        lambda: _("Everybody is in the table"),
        lambda n: ngettext("%(n)s more participant", "%(n)s more participants", n),
    ),
    "more": (
        lambda: _("No others"),
        lambda n: ngettext("%(n)s other", "%(n)s others", n),
    ),
}


def counted(noun: str, n: int, prefs: Preferences | None = None) -> str:
    """Return "26 articles" in the active language; `noun` is a key of the table above."""
    none, some = _NOUNS[noun]
    if n == 0:
        return none()
    shown = number(n, prefs or Preferences(), get_language() or "ar")
    return some(n) % {"n": shown}


def counted_noun(noun: str, n: int) -> str:
    """Return the words of a count without its figure, for a table that sets the figure apart."""
    none, some = _NOUNS[noun]
    return ((some(n) if n else none()) % {"n": ""}).strip()
