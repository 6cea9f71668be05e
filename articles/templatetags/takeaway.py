"""Ways to take away what a timeline shows."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.exports import site_of
from articles.exports.lines import MeetingLine
from articles.exports.meetings import disputes_in_words
from articles.models import Meeting
from articles.templatetags.sijill import request_of
from articles.timeline import TimelineFilters

register = template.Library()


@dataclass(frozen=True)
class Way:
    """A form to take meetings away in: where it is to be had, and what for."""

    href: str
    name: str
    use: str


@register.simple_tag(takes_context=True)
def ways_out(context: template.Context, filters: TimelineFilters) -> list[Way]:
    """Every form in which the meetings of a filter can be had."""
    request = request_of(context)
    asked = _asked(filters)
    subscription = reverse("timeline-ics") + asked
    if request is not None:
        subscription = _webcal(request, subscription)
    ways = [
        Way(subscription, _("Subscribe"), _("in a calendar, which then keeps up to date")),
        Way(reverse("timeline-ics") + asked, "ICS", _("for a calendar, once")),
        Way(reverse("meetings-feed") + asked, "Atom", _("for a feed reader")),
        Way(reverse("timeline-csv") + asked, "CSV", _("for a spreadsheet")),
        Way(reverse("timeline-json") + asked, "JSON", _("for programs")),
        Way(reverse("timeline-jsonl") + asked, "JSON Lines", _("for programs, a meeting a line")),
        Way(reverse("timeline-jsonld") + asked, "JSON-LD", _("events in the words of schema.org")),
        Way(reverse("timeline-timelinejs") + asked, "TimelineJS", _("to draw it elsewhere")),
        Way(reverse("timeline-svg") + asked, "SVG", _("the lanes as a picture")),
        Way(reverse("timeline-sheet") + asked, _("Sheet"), _("to print on A4 paper")),
    ]
    if settings.EMBED_ORIGINS:
        ways.append(Way(reverse("timeline-embed") + asked, _("Embed"), _("in another page")))
    return ways


@register.simple_tag(takes_context=True)
def oembed_address(context: template.Context) -> str:
    """Where to ask how the present page is embedded; "" where nobody may."""
    request = request_of(context)
    if request is None or not settings.EMBED_ORIGINS:
        return ""
    site = site_of(request)
    query = urlencode({"url": site + request.get_full_path(), "format": "json"})
    return f"{site}{reverse('oembed')}?{query}"


@register.simple_tag
def meeting_format(value: str) -> str:
    """How they met, in a word."""
    return capfirst(str(Meeting.Format(value).label))


@register.filter(name="disputes_in_words")
def disputes_filter(meeting: MeetingLine) -> list[str]:
    """The facts on which the sources of a meeting differ, each with what they say."""
    return disputes_in_words(meeting)


def _asked(filters: TimelineFilters) -> str:
    return f"?{urlencode(filters.params, doseq=True)}" if filters.params else ""


def _webcal(request: HttpRequest, path: str) -> str:
    """The address by which a calendar program, not a browser, takes the link."""
    return f"webcal://{site_of(request).split('://')[-1]}{path}"
