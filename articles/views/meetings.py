"""Meetings: the timeline and one meeting. What is taken away of them: takeaway.py."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.display import language
from articles.forms.timeline import TimelineForm
from articles.models import Meeting, current_meeting
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
    """Show one meeting, every fact with its evidence. Unconfirmed suggestions are not there; the
    address of one that was merged leads to what it became."""
    if not Meeting.objects.confirmed().filter(pk=pk).exists():
        became = None if Meeting.objects.filter(pk=pk).exists() else current_meeting(pk=int(pk))
        if became is None:
            raise Http404
        return redirect(became.get_absolute_url(), permanent=True)
    entry = meeting_page.load(int(pk))
    if moved := to_right_address(request, entry):
        return moved
    return render(request, "meetings/meeting.html", meeting_page.context(request, entry))
