"""What a timeline shows, to be taken away: files of every form, a sheet to print, a page to embed.

All of them take the filters of the timeline, or `?meeting=<key>` for one meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles.display import Preferences, format_range, language
from articles.display.drawings import Picture, lanes_svg
from articles.display.timelines import heading, summary
from articles.exports import (
    MeetingLine,
    meetings_csv,
    meetings_for_export,
    meetings_ics,
    meetings_json,
    meetings_jsonl,
    meetings_jsonld,
    meetings_timelinejs,
    site_of,
)
from articles.forms.timeline import TimelineForm
from articles.models import Meeting, current_meeting
from articles.timeline import Timeline, build, lanes
from articles.views.links import address

EMBEDDED = 50  # meetings a page of what stands in somebody else's page


@dataclass(frozen=True)
class Taken:
    """The meetings somebody takes away, and what they are called: `name` to readers, `stem` as a
    file. `page` is the address that shows them, `timeline` None where it is one meeting."""

    site: str
    pks: list[int]
    title: str
    stem: str
    page: str
    number: int = 1  # of the pages they come in, the one asked for
    timeline: Timeline | None = None

    @property
    def name(self) -> str:
        return _("Sijill: %(name)s") % {"name": self.title} if self.timeline else self.title

    def lines(self) -> list[MeetingLine]:
        return meetings_for_export(self.pks)


def take(query: QueryDict, site: str) -> Taken:
    """The meetings that a query string asks for, in the active language."""
    if key := query.get("meeting"):
        key = key.replace("\x00", "")
        row = Meeting.objects.confirmed().filter(key=key).first() or current_meeting(key=key)
        if not row:
            raise Http404
        page = site + row.get_absolute_url()
        return Taken(site, [row.pk], str(row.title), f"sijill-{row.key}", page)
    form = TimelineForm(query)
    built = build(form.filters, language=language(), entries=False)
    page = site + reverse("timeline") + address(built.filters.params).removesuffix("?")
    title = heading(built, Preferences())
    return Taken(site, built.pks, title, "sijill-meetings", page, form.page, built)


@dataclass(frozen=True)
class Form:
    """A form of file: its media type, how its name ends, and who writes it."""

    kind: str
    suffix: str
    write: Callable[[HttpRequest, Taken], bytes]


def _ics(request: HttpRequest, taken: Taken) -> bytes:
    source = taken.site + request.get_full_path()
    return meetings_ics(
        taken.lines(), site=taken.site, name=taken.name, language=language(), source=source
    )


def _timelinejs(request: HttpRequest, taken: Taken) -> bytes:
    lines, plain = taken.lines(), Preferences()
    days = [format_range(x.start, x.end, plain, language(), x.precision) for x in lines]
    return meetings_timelinejs(lines, site=taken.site, name=taken.name, page=taken.page, days=days)


def _svg(request: HttpRequest, taken: Taken) -> bytes:
    if taken.timeline is None:  # one meeting is no picture
        raise Http404
    look = TimelineForm(request.GET).look
    drawn = lanes(taken.timeline, zoom=look.zoom, everyone=look.everyone)
    before, after = reverse("meeting", args=[0]).split("0")
    about = Picture(
        title=taken.title,
        summary=summary(taken.timeline, Preferences()),
        source=taken.page,
        language=language(),
        page=lambda pk: f"{taken.site}{before}{pk}{after}",
    )
    return lanes_svg(drawn, about).encode()


FORMS = {
    "ics": Form("text/calendar; charset=utf-8", "ics", _ics),
    "csv": Form(
        "text/csv; charset=utf-8", "csv", lambda r, t: meetings_csv(t.lines(), site=t.site)
    ),
    "json": Form(
        "application/json",
        "json",
        lambda r, t: meetings_json(t.lines(), site=t.site, name=t.name, page=t.page),
    ),
    "jsonl": Form(
        "application/jsonl; charset=utf-8",
        "jsonl",
        lambda r, t: meetings_jsonl(t.lines(), site=t.site),
    ),
    "jsonld": Form(
        "application/ld+json", "jsonld", lambda r, t: meetings_jsonld(t.lines(), site=t.site)
    ),
    "timelinejs": Form("application/json", "timelinejs.json", _timelinejs),
    "svg": Form("image/svg+xml", "svg", _svg),
}


def _read(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a filter that cannot be read: who takes it away, or subscribes to it, would have the
    whole register for it and not know."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if told := TimelineForm(request.GET).complaint:
            return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@_read
def timeline_file(request: HttpRequest, form: str) -> HttpResponse:
    """The meetings of a filter as a file."""
    taken, chosen = take(request.GET, site_of(request)), FORMS[form]
    response = HttpResponse(chosen.write(request, taken), content_type=chosen.kind)
    name = f"{taken.stem}.{chosen.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Pages elsewhere may draw from it: it is public, and says nothing of who asks.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@_read
def timeline_sheet(request: HttpRequest) -> HttpResponse:
    """All meetings of a filter on sheets of paper."""
    taken = take(request.GET, site_of(request))
    context = _context(request, taken) | {"meetings": taken.lines()}
    return _unlisted(render(request, "meetings/sheet.html", context))


@require_safe
@xframe_options_exempt  # frame-ancestors says more
@_read
def timeline_embed(request: HttpRequest) -> HttpResponse:
    """The meetings of a filter for somebody else's page, which may frame it if it is allowed to."""
    taken = take(request.GET, site_of(request))
    pages = max(1, -(-len(taken.pks) // EMBEDDED))
    page = min(taken.number, pages)
    shown = taken.pks[(page - 1) * EMBEDDED : page * EMBEDDED]
    params = taken.timeline.filters.params if taken.timeline else {}
    context = _context(request, taken) | {
        "meetings": meetings_for_export(shown),
        "before": address({**params, "page": [str(page - 1)]}) if page > 1 else "",
        "after": address({**params, "page": [str(page + 1)]}) if page < pages else "",
    }
    response = _unlisted(render(request, "meetings/embed.html", context))
    return csp_replace({"frame-ancestors": framers()})(lambda _request: response)(request)


def framers() -> list[str]:
    """Whose pages may frame what is embedded, as the content policy says it: always our own."""
    return ["*"] if "*" in settings.EMBED_ORIGINS else ["'self'", *settings.EMBED_ORIGINS]


def _context(request: HttpRequest, taken: Taken) -> dict[str, Any]:
    prefs = Preferences.from_cookies(request.COOKIES)
    built = taken.timeline
    return {
        "heading": heading(built, prefs) if built else taken.title,
        "summary": summary(built, prefs) if built else "",
        "count": len(taken.pks),
        "page_address": taken.page,
        "today": timezone.localdate(),
    }


def _unlisted(response: HttpResponse) -> HttpResponse:
    """The page it repeats is the one that search engines are to find."""
    response["X-Robots-Tag"] = "noindex"
    return response
