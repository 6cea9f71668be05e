"""The filters of the timeline as menus of links, each value with its count."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.forms.timeline import Look, TimelineForm
from articles.timeline import Timeline
from articles.views.links import FacetLink, address

MOST = 40  # links of one menu; whoever is further down is found by the field beside it

LABELS = {
    "person": lambda: _("With"),
    "side": lambda: pgettext("field", "Side"),
    "place": lambda: pgettext("field", "Place"),
    "country": lambda: _("Country"),
    "format": lambda: _("Format"),
    "status": lambda: _("Status"),
    "topic": lambda: pgettext("field", "Topic"),
    "from": lambda: _("From"),
    "to": lambda: _("To"),
    "q": lambda: _("Words"),
}
_TITLES = {
    "person": lambda: _("Participants"),
    "side": lambda: _("Sides"),
    "topic": lambda: pgettext("filter", "Topics"),
    "place": lambda: pgettext("filter", "Places"),
    "country": lambda: _("Countries"),
    "format": lambda: _("Formats"),
    "status": lambda: _("Statuses"),
}


@dataclass(frozen=True)
class Tab:
    """One of several pages, of which one is here."""

    label: str
    href: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Menu:
    """A dimension: its values as links that choose them or let them go again."""

    name: str
    title: str
    links: list[FacetLink]
    chosen: int
    error: str = ""
    hint: str = ""


def menus(form: TimelineForm, timeline: Timeline) -> list[Menu]:
    """All menus; one without a value to choose is left out."""
    found = []
    for name, title in _TITLES.items():
        options = timeline.options[name]
        kept = [option for n, option in enumerate(options) if n < MOST or option.selected]
        links = [
            FacetLink(
                option.label,
                option.count,
                option.selected,
                address(
                    {**timeline.filters.toggled(name, option.value).params, **form.look.params}
                ),
            )
            for option in kept
        ]
        chosen = sum(option.selected for option in options)
        error = form.errors.get(name, "")
        if links or error:
            found.append(Menu(name, title(), links, chosen, error, _hint(name, timeline)))
    return found


def match_links(timeline: Timeline, look: Look) -> list[Tab]:
    """Both ways to combine several participants, where there are several."""
    if len(timeline.filters.person) < 2:
        return []
    words = {"all": _("All of them together"), "any": _("Any of them")}
    return [
        Tab(
            label,
            address({**replace(timeline.filters, match=way).params, **look.params}),
            timeline.filters.match == way,
            timeline.matches[way],
        )
        for way, label in words.items()
    ]


def _hint(name: str, timeline: Timeline) -> str:
    if name == "side":
        return _("Of several sides, all were there.")
    return _("Others by name, in the field below.") if len(timeline.options[name]) > MOST else ""
