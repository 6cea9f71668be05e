"""What the timeline page shows beside the timeline itself: its form, its chips, its addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.display import Preferences
from articles.display.density import density
from articles.display.timelines import heading, summary
from articles.forms.timeline import Look, TimelineForm
from articles.models import Meeting
from articles.timeline import Timeline, TimelineFilters, changes
from articles.timeline.filters import Params
from articles.views import timeline_views
from articles.views.links import TermLink, address
from articles.views.timeline_menus import LABELS, Tab, match_links, menus

# What stands in the address and in no field that could say what is wrong with it.
_WITHOUT_FIELD = ("match", "order", "view", "zoom")
MOST_CHANGES = 40  # lines of what is new, and as many of what changed


def context(request: HttpRequest, form: TimelineForm, timeline: Timeline) -> dict[str, Any]:
    prefs = Preferences.from_cookies(request.COOKIES)
    look, params = form.look, timeline.filters.params
    newest = timeline.filters.order == "newest"
    plain = {name: values for name, values in params.items() if name != "order"}
    return {
        "timeline": timeline,
        "form": form,
        "view": look.view,
        "heading": heading(timeline, prefs),
        "summary": summary(timeline, prefs),
        "views": _views(params, look),
        "chips": _chips(timeline, look),
        "menus": menus(form, timeline),
        "matches": match_links(timeline, look),
        "fields": {
            name: form.typed.get(name, _shown({**params, **look.params}, name))
            for name in ("from", "to", "q", "since")
        },
        "misread": [form.errors[name] for name in _WITHOUT_FIELD if name in form.errors],
        "hidden": _hidden(timeline, look),
        "density": density(
            timeline, prefs, lambda first, last: _period(timeline, look, first, last)
        ),
        "unit": _UNITS[timeline.strip.unit](),
        "everything": address(Look(view=look.view).params),
        "oldest_href": address({**plain, **look.params}),
        "newest_href": address({**plain, **look.params, "order": ["newest"]}),
        "newest": newest,
        "exports": exports(plain),
        **_since(form, timeline),
        **timeline_views.context(form, timeline, prefs),
    }


def _since(form: TimelineForm, timeline: Timeline) -> dict[str, Any]:
    """What changed, if asked, and the ways to ask."""
    look, params = form.look, timeline.filters.params
    still = replace(look, since=None, until=None)
    week_ago = timezone.localdate() - timedelta(days=7)
    hidden = {**params, **still.params}
    found = changes(timeline, look.since, look.until) if look.since else None
    return {
        "changes": found,
        "most": f":{MOST_CHANGES}",
        "more": _beyond(found.added) + _beyond(found.changed) if found else 0,
        "close": address({**params, **still.params}),
        "week_ago": week_ago.isoformat(),
        "week_href": address({**params, **replace(still, since=week_ago).params}),
        "since_hidden": [(name, value) for name, values in hidden.items() for value in values],
    }


def _beyond(meetings: list[Meeting]) -> int:
    return max(0, len(meetings) - MOST_CHANGES)


_UNITS = {
    "week": lambda: _("By week"),
    "month": lambda: _("By month"),
    "year": lambda: _("By year"),
}
_VIEWS = {
    "list": lambda: _("List"),
    "lanes": lambda: _("Lanes"),
    "calendar": lambda: _("Calendar"),
    "matrix": lambda: _("Who met whom"),
}


def _views(params: Params, look: Look) -> list[Tab]:
    """The same meetings in every view: what belongs to one view alone stays behind."""
    return [
        Tab(
            label(),
            address({**params, **replace(look, view=view, zoom="").params}),
            view == look.view,
        )
        for view, label in _VIEWS.items()
    ]


def exports(params: dict[str, list[str]]) -> dict[str, str]:
    """Where exactly these meetings can be had in other forms."""
    asked = address(params)
    asked = asked if asked != "?" else ""
    return {
        "ics": reverse("timeline-ics") + asked,
        "atom": reverse("meetings-feed") + asked,
    }


def _chips(timeline: Timeline, look: Look) -> list[TermLink]:
    found = []
    for chip in timeline.chips:
        text = chip.text
        if not chip.known:
            text = _("%(key)s (not in the register)") % {"key": text}
        href = address({**chip.params, **look.params})
        found.append(TermLink(LABELS[chip.kind](), text, href, chip.count_without or 0))
    return found


def _hidden(timeline: Timeline, look: Look) -> list[tuple[str, str]]:
    """What the form must carry along: all that has no field in it."""
    kept = {**timeline.filters.params, **look.params}
    fields = ("from", "to", "q")
    return [
        (name, value) for name, values in kept.items() if name not in fields for value in values
    ]


def _shown(params: Params, name: str) -> str:
    return params.get(name, [""])[0]


def _period(timeline: Timeline, look: Look, first: date, last: date) -> str:
    """The page of one period; of the period that is shown already, the page of all of them."""
    filters = timeline.filters
    there = (filters.first, filters.last) == (first, last)
    ends = (None, None) if there else (first, last)
    return address({**_between(filters, *ends).params, **look.params})


def _between(filters: TimelineFilters, first: date | None, last: date | None) -> TimelineFilters:
    return replace(filters, first=first, last=last)
