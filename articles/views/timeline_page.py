"""What the timeline page shows beside the timeline itself: its form, its chips, its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.display import Preferences
from articles.display.timelines import density, heading, summary
from articles.forms.timeline import TimelineForm
from articles.timeline import Option, Timeline
from articles.views.links import TermLink, address


@dataclass(frozen=True)
class Choice:
    """A field of the filter form that offers one of several values."""

    name: str
    label: str
    everything: str  # the words for no choice
    options: list[Option]
    error: str


def context(request: HttpRequest, form: TimelineForm, timeline: Timeline) -> dict[str, Any]:
    prefs = Preferences.from_cookies(request.COOKIES)
    params = timeline.filters.params
    newest = timeline.filters.order == "newest"
    plain = {name: values for name, values in params.items() if name != "order"}
    return {
        "timeline": timeline,
        "form": form,
        "heading": heading(timeline, prefs),
        "summary": summary(timeline, prefs),
        "chips": _chips(timeline),
        "choices": _choices(form, timeline),
        "fields": {
            name: form.typed.get(name, _shown(params, name)) for name in ("from", "to", "q")
        },
        "hidden": _hidden(timeline),
        "density": density(timeline, prefs, _month_addresses(timeline)),
        "unit": _UNITS[timeline.strip.unit](),
        "everything": reverse("timeline"),
        "oldest_href": address(plain),
        "newest_href": address({**plain, "order": ["newest"]}),
        "newest": newest,
        "exports": exports(plain),
        "json_href": _json_address(plain, timeline.language),
    }


_UNITS = {
    "week": lambda: _("Meetings by week"),
    "month": lambda: _("Meetings by month"),
    "year": lambda: _("Meetings by year"),
}
_LABELS = {
    "person": lambda: _("With"),
    "place": lambda: pgettext("field", "Place"),
    "country": lambda: _("Country"),
    "format": lambda: _("Format"),
    "status": lambda: _("Status"),
    "topic": lambda: pgettext("field", "Topic"),
    "from": lambda: _("From"),
    "to": lambda: _("To"),
    "q": lambda: _("Words"),
}


def exports(params: dict[str, list[str]]) -> dict[str, str]:
    """Where exactly these meetings can be had in other forms."""
    asked = address(params)
    asked = asked if asked != "?" else ""
    return {
        "ics": reverse("timeline-ics") + asked,
        "csv": reverse("timeline-csv") + asked,
        "atom": reverse("meetings-feed") + asked,
    }


def _json_address(params: dict[str, list[str]], language: str) -> str:
    return reverse("api:meetings") + address({**params, "lang": [language]})


def _chips(timeline: Timeline) -> list[TermLink]:
    found = []
    for chip in timeline.chips:
        text = chip.text
        if not chip.known:
            text = _("%(key)s (not in the register)") % {"key": text}
        href = address(chip.params)
        found.append(TermLink(_LABELS[chip.kind](), text, href, chip.count_without or 0))
    return found


def _choices(form: TimelineForm, timeline: Timeline) -> list[Choice]:
    everything = {
        "topic": _("All topics"),
        "place": _("All places"),
        "format": _("All formats"),
        "status": _("All statuses"),
        "country": _("All countries"),
    }
    return [
        Choice(name, _LABELS[name](), words, timeline.options[name], form.errors.get(name, ""))
        for name, words in everything.items()
    ]


def _hidden(timeline: Timeline) -> list[tuple[str, str]]:
    """What the form must carry along: the persons chosen, and second values of the lists."""
    filters = timeline.filters
    kept = [("person", key) for key in filters.person]
    for name in ("place", "country", "format", "status", "topic"):
        kept += [(name, value) for value in getattr(filters, name)[1:]]
    if filters.order == "newest":
        kept.append(("order", "newest"))
    return kept


def _shown(params: dict[str, list[str]], name: str) -> str:
    return params.get(name, [""])[0]


def _month_addresses(timeline: Timeline) -> dict[Any, str]:
    """Where the list of each month begins: further down, or on another page."""
    found = {}
    for month, page in timeline.month_pages.items():
        anchor = f"#m{month:%Y-%m}"
        here = page == timeline.page
        there = address({**timeline.filters.params, "page": [str(page)]})
        found[month] = anchor if here else there + anchor
    return found
