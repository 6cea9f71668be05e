"""Meetings: the timeline, one meeting, and both as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.display import Preferences, language
from articles.display.timelines import heading
from articles.exports import meetings_csv, meetings_for_export, meetings_ics, site_of
from articles.forms.timeline import TimelineForm
from articles.models import Meeting
from articles.timeline import build
from articles.views import meeting_page, timeline_page
from articles.views.links import to_right_address


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Show the meetings that pass the filters of the address."""
    form = TimelineForm(request.GET)
    listed = form.look.view == "list"
    built = build(form.filters, language=language(), page=form.page, entries=listed)
    return render(request, "meetings/timeline.html", timeline_page.context(request, form, built))


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Lead from the short address to the list of all meetings, which is the timeline."""
    asked = request.META.get("QUERY_STRING", "")
    return redirect(reverse("timeline") + (f"?{asked}" if asked else ""))


@require_safe
def meeting(request: HttpRequest, pk: str, slug: str | None = None) -> HttpResponse:
    """Show one meeting, every fact with its evidence. Unconfirmed suggestions are not there."""
    get_object_or_404(Meeting.objects.confirmed(), pk=pk)
    entry = meeting_page.load(int(pk))
    if moved := to_right_address(request, entry):
        return moved
    return render(request, "meetings/meeting.html", meeting_page.context(request, entry))


@require_safe
def timeline_ics(request: HttpRequest) -> HttpResponse:
    """The meetings of a filter, or of `?meeting=<key>` one, as a calendar to subscribe to."""
    found, name, stem = _asked_for(request)
    file = meetings_ics(found, site=site_of(request), name=name, language=language())
    return _download(file, "text/calendar; charset=utf-8", f"{stem}.ics")


@require_safe
def timeline_csv(request: HttpRequest) -> HttpResponse:
    """The same meetings as a table."""
    found, _unused, stem = _asked_for(request)
    file = meetings_csv(found, site=site_of(request))
    return _download(file, "text/csv; charset=utf-8", f"{stem}.csv")


def _asked_for(request: HttpRequest) -> tuple[list[Meeting], str, str]:
    """The meetings a file is asked for, what to call them, and the stem of the file's name."""
    if key := request.GET.get("meeting"):
        row = Meeting.objects.confirmed().filter(key=key.replace("\x00", "")).first()
        if not row:
            raise Http404
        return meetings_for_export([row.pk]), str(row.title), f"sijill-{row.key}"
    built = build(TimelineForm(request.GET).filters, language=language())
    name = _("Sijill: %(name)s") % {"name": heading(built, Preferences())}
    return meetings_for_export(built.pks), name, "sijill-meetings"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
