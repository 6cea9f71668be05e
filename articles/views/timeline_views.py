"""What each view of the timeline needs beside what all of them show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from articles.display import Preferences, counted
from articles.display.calendars import sheets, weekdays
from articles.display.lanes import keys, lines, ticks, zoom_name
from articles.forms.timeline import Look, TimelineForm
from articles.timeline import ZOOMS, Lanes, Timeline, calendar, lanes
from articles.views import timeline_matrix
from articles.views.links import address
from articles.views.timeline_matrix import of_one


def context(form: TimelineForm, timeline: Timeline, prefs: Preferences) -> dict[str, Any]:
    """The context of the view that the address asks for; the list needs no more than the rest."""
    makers: dict[str, Callable[[Look, Timeline, Preferences], dict[str, Any]]] = {
        "lanes": _lanes,
        "calendar": _calendar,
        "matrix": timeline_matrix.context,
    }
    maker = makers.get(form.look.view)
    return maker(form.look, timeline, prefs) if maker else {}


def _calendar(look: Look, timeline: Timeline, prefs: Preferences) -> dict[str, Any]:
    day = replace(timeline.filters, first=date.max, last=date.max)
    return {
        "sheets": sheets(calendar(timeline), prefs, timeline.language),
        "weekdays": weekdays(prefs, timeline.language),
        "last_day": address(day.params),
    }


@dataclass(frozen=True)
class Zoom:
    """A zoom of the axis: a link where it can be drawn, and whether it is the one here."""

    name: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Name:
    """The head of a lane, with the meetings of its person alone."""

    name: str
    href: str
    count: int


def _lanes(look: Look, timeline: Timeline, prefs: Preferences) -> dict[str, Any]:
    drawn = lanes(timeline, zoom=look.zoom, everyone=look.everyone)
    if not drawn:
        return {}
    filters, language = timeline.filters, timeline.language

    def inside(first: date, last: date) -> str:
        """A stretch of the axis by itself, in the zoom that fits it."""
        near = replace(filters, first=first, last=last)
        return address({**near.params, **replace(look, zoom="").params})

    zooms = [
        Zoom(name, zoom_name(name), _zoomed(timeline, look, name), name == drawn.axis.zoom)
        for name in ZOOMS
    ]
    drawable = {drawn.axis.zoom, drawn.axis.finer, drawn.axis.coarser}
    return {
        "lanes": drawn,
        "ticks": ticks(drawn, prefs, language, inside),
        "lane_starts": lines(drawn, language),
        "lane_keys": keys(drawn),
        "lane_names": _names(drawn, timeline, look, prefs),
        "zooms": zooms,
        "finer": _zoomed(timeline, look, drawn.axis.finer),
        "coarser": _zoomed(timeline, look, drawn.axis.coarser),
        "too_fine": look.zoom and look.zoom not in drawable,
        "fold_href": address(
            {**filters.params, **replace(look, everyone=not look.everyone).params}
        ),
    }


def _zoomed(timeline: Timeline, look: Look, zoom: str) -> str:
    return address({**timeline.filters.params, **replace(look, zoom=zoom).params}) if zoom else ""


def _names(drawn: Lanes, timeline: Timeline, look: Look, prefs: Preferences) -> list[Name]:
    found = []
    for lane in drawn.lanes:
        if lane.entity:
            href = of_one(lane.entity.key, timeline, look)
            found.append(Name(lane.entity.name, href, lane.count))
        else:
            found.append(Name(counted("more_people", lane.people, prefs), "", lane.count))
    return found
