"""The matrix of the timeline page: its numbers with the addresses they lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from articles.display import Preferences, counted, number
from articles.display.matrices import STEP, Tones, spark, spark_months, tones
from articles.forms.timeline import Look
from articles.models import Entity, LocalText
from articles.timeline import Timeline, matrix
from articles.timeline.matrix import MatrixRow
from articles.timeline.names import short_names_of
from articles.views.links import address


@dataclass(frozen=True)
class Cell:
    """How often two met; without an address where they are one and the same, or never met."""

    shown: str
    label: str = ""
    href: str = ""
    tone: int = 0


@dataclass(frozen=True)
class Line:
    """A participant with the number of their meetings, and with each of the columns."""

    name: LocalText
    counted: str
    href: str
    cells: list[Cell]
    spark: str


@dataclass(frozen=True)
class ToneKey:
    tone: int
    label: str


def context(look: Look, timeline: Timeline, prefs: Preferences) -> dict[str, Any]:
    drawn = matrix(timeline, everyone=look.everyone)
    shades, span = tones(drawn), spark_months(drawn)
    if not span:
        return {}
    short = short_names_of(drawn.columns, timeline.language)
    unfolded = replace(look, everyone=not look.everyone)
    return {
        "pair_columns": [short[entity.pk] for entity in drawn.columns],
        "pair_rows": [
            Line(
                row.entity.name,
                counted("meeting", row.count, prefs),
                of_one(row.entity.key, timeline, look),
                _cells(row, drawn.columns, timeline, shades, prefs),
                spark(row, *span, timeline.language),
            )
            for row in drawn.rows
        ],
        "spark_width": span[1] * STEP,
        "tone_keys": [ToneKey(*key) for key in _tone_keys(shades, prefs, timeline.language)],
        "pairs_folded": drawn.folded,
        "fold_href": address({**timeline.filters.params, **unfolded.params}),
    }


def of_one(key: str, timeline: Timeline, look: Look) -> str:
    """The page of the meetings kept of one participant, where there is one: "this person, with
    any of those" has no address."""
    filters = timeline.filters
    if filters.match == "all" or not filters.person:
        people = tuple(dict.fromkeys((*filters.person, key)))
    elif key in filters.person:
        people = (key,)
    else:
        return ""
    return address({**replace(filters, person=people).params, **look.params})


def _cells(
    row: MatrixRow, columns: list[Entity], timeline: Timeline, shades: Tones, prefs: Preferences
) -> list[Cell]:
    language, found = timeline.language, []
    for other, count in zip(columns, row.pairs, strict=True):
        if not count:
            found.append(Cell("·" if count == 0 else "—"))
            continue
        shown = number(count, prefs, language)
        names = {"n": shown, "one": row.entity.name, "other": other.name}
        label = _("%(n)s: %(one)s with %(other)s") % names
        href = _of_pair(row.entity.key, other.key, timeline)
        found.append(Cell(shown, label, href, shades.of(count)))
    return found


def _of_pair(one: str, other: str, timeline: Timeline) -> str:
    """The list of the meetings that both were at, with all that the filter asks for besides.

    Where any of several will do, one of the pair is among them, and the two alone say it all."""
    filters = timeline.filters
    kept = filters.person if filters.match == "all" else ()
    people = tuple(dict.fromkeys((*kept, one, other)))
    return address(replace(filters, person=people, match="all").params)


def _tone_keys(shades: Tones, prefs: Preferences, language: str) -> list[tuple[int, str]]:
    found = []
    for tone, low, high in shades.ranges:
        ends = {"low": number(low, prefs, language), "high": number(high, prefs, language)}
        if not high:
            text = _("%(low)s or more") % ends
        else:
            text = ends["low"] if low == high else _("%(low)s to %(high)s") % ends
        found.append((tone, text))
    return found
