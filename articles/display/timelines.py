"""The timeline in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.display.counts import counted
from articles.display.dates import format_date, format_range
from articles.display.numbers import number
from articles.display.preferences import Preferences
from articles.models import Meeting, localized
from articles.timeline import Timeline, country_name, side_label
from articles.timeline.register import Row

MOST_NAMES = 4  # in a heading; beyond, the chips below it say the rest


def heading(timeline: Timeline, prefs: Preferences) -> str:
    """ "25 meetings of two people together on the war": the count, then what it counts."""
    filters = timeline.filters
    parts = [
        counted("meeting", timeline.count, prefs),
        _who(timeline),
        _sides(timeline),
        _named(timeline, filters.topic, _("on %(names)s")),
        _named(timeline, filters.place, _("in %(names)s")),
    ]
    if filters.country:
        names = [country_name(code, timeline.language) for code in filters.country]
        parts.append(_("in %(names)s") % {"names": listed(names, "any", timeline.language)})
    parts.append(_when(timeline, prefs))
    if filters.q:
        parts.append(_("with the words “%(words)s”") % {"words": filters.q})
    parts.append(_kinds(timeline))
    if not timeline.chips:
        parts.append(_("in the register"))
    return " ".join(part for part in parts if part)


def summary(timeline: Timeline, prefs: Preferences) -> str:
    """How many of each status, from when to when, and the longest silence: one line."""
    language = timeline.language
    if not timeline.first or not timeline.last:
        return ""
    states = [
        _("%(n)s %(status)s")
        % {
            "n": number(option.count, prefs, language),
            "status": Meeting.Status(option.value).label,
        }
        for option in timeline.status_counts
    ]
    sentences = [_(", ").join(states) + "."]
    first, last = (_day(row, prefs, language) for row in (timeline.first, timeline.last))
    ends = {"first": first, "last": last}
    if timeline.count == 1:
        sentences.append(first + ".")
    elif timeline.longest_gap:
        gap = {"days": counted("day", timeline.longest_gap, prefs)}
        sentence = ngettext(
            "First on %(first)s, last on %(last)s; longest gap %(days)s.",
            "First on %(first)s, last on %(last)s; longest gap %(days)s.",
            timeline.count,
        )
        sentences.append(sentence % (ends | gap))
    else:
        sentence = ngettext(
            "First on %(first)s, last on %(last)s.",
            "First on %(first)s, last on %(last)s.",
            timeline.count,
        )
        sentences.append(sentence % ends)
    return " ".join(sentences)


def _day(row: Row, prefs: Preferences, language: str) -> str:
    return format_date(row.start, prefs, language, row.precision)


def _when(timeline: Timeline, prefs: Preferences) -> str:
    first, last, language = timeline.filters.first, timeline.filters.last, timeline.language
    if first and last:
        if first == last:
            return pgettext("day", "on %(day)s") % {"day": format_date(first, prefs, language)}
        # Translators: Arabic ranges say "from" themselves.
        return _("from %(range)s") % {"range": format_range(first, last, prefs, language)}
    if first:
        return _("since %(day)s") % {"day": format_date(first, prefs, language)}
    return _("until %(day)s") % {"day": format_date(last, prefs, language)} if last else ""


def _who(timeline: Timeline) -> str:
    filters, language = timeline.filters, timeline.language
    names = [timeline.short.get(key, key) for key in filters.person]
    if not names:
        return ""
    text = listed(names, filters.match, language)
    if language == "ar":
        text = with_lam(text)
    together = len(names) > 1 and filters.match == "all"
    return (_("of %(names)s together") if together else _("of %(names)s")) % {"names": text}


def _sides(timeline: Timeline) -> str:
    language = timeline.language
    sides = [side_label(code, language) for code in timeline.filters.side]
    if not sides:
        return ""
    names = {"names": listed(sides, "all", language)}
    # Translators: Arabic names say "the side" themselves.
    return (
        ngettext("with %(names)s at the table", "with %(names)s at the table", len(sides)) % names
    )


def _kinds(timeline: Timeline) -> str:
    """The formats and statuses asked for, in brackets; "" where none is."""
    filters, language = timeline.filters, timeline.language
    groups = [
        [str(Meeting.Format(value).label) for value in filters.format],
        [str(Meeting.Status(value).label) for value in filters.status],
    ]
    told = [listed(labels, "any", language) for labels in groups if labels]
    return f"({_(', ').join(told)})" if told else ""


def _named(timeline: Timeline, keys: tuple[str, ...], pattern: str) -> str:
    language = timeline.language
    named = timeline.named
    names = [str(localized(named[k], "name", language)) if k in named else k for k in keys]
    return pattern % {"names": listed(names, "any", language)} if names else ""


def listed(names: list[str], how: str, language: str) -> str:
    """Names joined by "and" or, of alternatives, by "or"; Arabic repeats the word each time."""
    if len(names) > MOST_NAMES:
        names = [*names[:MOST_NAMES], _("others")]
    if language == "ar":
        return (" و" if how == "all" else " أو ").join(names)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'and' if how == 'all' else 'or'} {names[-1]}"


def with_lam(text: str) -> str:
    """An Arabic name after the particle lam, which swallows the alef of the article."""
    if text.startswith("ال"):
        return f"لل{text[2:]}"
    return f"ل{text}" if "\u0621" <= text[:1] <= "\u064a" else f"لـ{text}"
