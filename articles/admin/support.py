"""What the desk says where an article is, or was, the only source of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import curation
from articles.admin.actions import list_page
from articles.display import Preferences, format_range, language
from articles.models import Article, Evidence, Meeting


def by_meeting(rows: Iterable[Evidence]) -> list[tuple[Meeting, list[Evidence]]]:
    """Group evidence that comes by meeting."""
    return [(meeting, list(group)) for meeting, group in groupby(rows, lambda row: row.meeting)]


def unless_last_support(
    admin: Any, request: HttpRequest, articles: Iterable[Article], delete: Callable[[], Any]
) -> Any:
    """Let `delete` do what it does, or ask; where facts stand on these articles alone, return
    instead the page that says which, and what to do."""
    articles = list(articles)
    rows = curation.last_support(articles)
    if not rows:
        try:
            with transaction.atomic():
                return delete()
        except curation.LastSupportError as refusal:  # other evidence has gone since we asked
            rows = refusal.rows
        except curation.CurationError as refusal:  # withdrawn since, and not theirs any more
            messages.error(request, str(refusal))
            return redirect(list_page(admin, request))
    return _not_deleted(
        admin,
        request,
        rows,
        title=_("Not deleted: facts would lose their only source"),
        template="admin/articles/article/last_support.html",
        chosen=articles,
        may_withdraw=admin.has_withdraw_permission(request),
        checkbox_name=helpers.ACTION_CHECKBOX_NAME,
    )


def unless_withheld(
    admin: Any, request: HttpRequest, meetings: Iterable[Meeting], delete: Callable[[], Any]
) -> Any:
    """Let `delete` do what it does, or ask; where evidence of a withdrawn article would go that is
    not for the member to take away, return instead the page that says which, and what to do."""
    meetings = list(meetings)
    rows = curation.withheld_evidence(meetings=meetings, by=request.user)
    if not rows:
        try:
            with transaction.atomic():
                return delete()
        except curation.WithheldEvidenceError as refusal:  # withdrawn since we asked
            rows = refusal.rows
    return _not_deleted(
        admin,
        request,
        rows,
        title=_("Not deleted: evidence of withdrawn articles would go"),
        template="admin/articles/meeting/withheld.html",
        is_many=len(meetings) > 1,
    )


def _not_deleted(
    admin: Any,
    request: HttpRequest,
    rows: list[Evidence],
    *,
    title: str,
    template: str,
    **more: Any,
) -> TemplateResponse:
    """The page that says which evidence is the reason, and what to do."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.model._meta,
        "lost": by_meeting(rows),
        "list_page": list_page(admin, request),
        "media": admin.media,
        **more,
    }
    return TemplateResponse(request, template, context, status=409)


def warn_of_losses(request: HttpRequest, meeting: Meeting) -> None:
    """Say which facts of a meeting that was just saved have lost their evidence."""
    lost = Evidence.objects.withdrawn().filter(meeting=meeting).unsupported()
    facts = {*meeting.lapses.unsupported().values_list("fact", flat=True)}
    facts |= {*lost.values_list("fact", flat=True)}
    if facts:
        labels = _(", ").join(str(Evidence.Fact(fact).label) for fact in sorted(facts))
        text = _("Without a source now: %(facts)s. Readers are told so until there is evidence.")
        messages.warning(request, text % {"facts": labels})


def dated(meeting: Meeting) -> str:
    """A meeting by its title and its day: the same people meet more than once, and the title of a
    suggestion is their names."""
    day = format_range(meeting.start, meeting.end, Preferences(), language(), meeting.precision)
    return f"{meeting} ({day})"


def what_to_do(row: Evidence) -> str:
    """Say that nothing bears out what a row of evidence did that is taken away, and what to do."""
    text = _(
        "Nothing else says so: %(fact)s of “%(meeting)s”. Quote another article for it, correct the"
        " meeting, or bring the evidence back in its history."
    ) % {"fact": row.get_fact_display(), "meeting": dated(row.meeting)}
    address = reverse("admin:articles_meeting_change", args=[row.meeting.pk])
    history = reverse("admin:articles_meeting_history", args=[row.meeting.pk])
    return format_html(
        '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
        text, address, _("The meeting"), history, _("Its history"),
    )  # fmt: skip
