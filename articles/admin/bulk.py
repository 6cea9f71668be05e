"""Actions on many articles at once: tags, topics, evidence, and whose they are.

Each asks first, says afterwards how many changed and how many did not, and is one line of
history however many rows it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import curation
from articles.admin.actions import MOST_REFUSALS_SHOWN, ask, asked
from articles.admin.choosing import (
    AssignForm,
    EntityForm,
    MeetingForm,
    TopicForm,
    entities_near,
    meetings_near,
)
from articles.admin.filters import ByNumber
from articles.models import Article, BulkChange

Verb = Callable[[dict[str, Any]], curation.ManyReport]


def tell(request: HttpRequest, report: curation.ManyReport) -> None:
    """Say how an action went: n changed, n refused, and why the first of these."""
    refused = len(report.refusals)
    done = ngettext("%(n)d article changed", "%(n)d articles changed", report.done)
    failed = ngettext("%(n)d refused", "%(n)d refused", refused)
    text = _("%(done)s · %(failed)s") % {
        "done": done % {"n": report.done},
        "failed": failed % {"n": refused},
    }
    (messages.warning if refused else messages.success)(request, text)
    for refusal in report.refusals[:MOST_REFUSALS_SHOWN]:
        messages.error(request, refusal)


class InBulkChange(ByNumber):
    """The articles that one action on many has changed."""

    title = gettext_lazy("changed together")
    parameter_name = "together"
    lookup = "bulk_changes"

    def label(self, number: str) -> str:
        row = BulkChange.objects.filter(pk=number).first()
        return f"{row.made_at:%Y-%m-%d %H:%M}" if row else number


class BulkActions:
    """The actions of the list of articles that take a form and make one line of history."""

    bulk_actions = ("tag", "untag", "topic", "attach", "assign")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.together)  # type: ignore[attr-defined]
        # The name by which the lists of recent actions find the page of what a line is about.
        own = path("together/<int:number>/", view, name="articles_bulkchange_change")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def together(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lead to the list of the articles that an action has changed."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return redirect(f"{reverse('admin:articles_article_changelist')}?together={number}")

    @admin.action(permissions=["tag"], description=gettext_lazy("Add a tag"))
    def tag(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = EntityForm(entities_near(queryset), _posted(request))

        def verb(data: dict[str, Any]) -> curation.ManyReport:
            return curation.tag_articles(articles=queryset, by=request.user, **data)

        return self._run(request, queryset, "tag", _("Add a tag"), form, verb)

    @admin.action(permissions=["tag"], description=gettext_lazy("Take a tag away"))
    def untag(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = EntityForm(entities_near(queryset), _posted(request))

        def verb(data: dict[str, Any]) -> curation.ManyReport:
            return curation.untag_articles(articles=queryset, by=request.user, **data)

        return self._run(request, queryset, "untag", _("Take a tag away"), form, verb)

    @admin.action(permissions=["tag"], description=gettext_lazy("Set the topic"))
    def topic(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = TopicForm(_posted(request))

        def verb(data: dict[str, Any]) -> curation.ManyReport:
            return curation.set_topic(articles=queryset, by=request.user, **data)

        return self._run(request, queryset, "topic", _("Set the topic"), form, verb)

    @admin.action(permissions=["attach"], description=gettext_lazy("Attach to a meeting"))
    def attach(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = MeetingForm(meetings_near(queryset), _posted(request))

        def verb(data: dict[str, Any]) -> curation.ManyReport:
            return curation.attach_articles(articles=queryset, by=request.user, **data)

        return self._run(request, queryset, "attach", _("Attach to a meeting"), form, verb)

    @admin.action(permissions=["change"], description=gettext_lazy("Assign to"))
    def assign(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = AssignForm(_posted(request), initial={"to": request.user.pk})

        def verb(data: dict[str, Any]) -> curation.ManyReport:
            return curation.assign_articles(articles=queryset, by=request.user, **data)

        return self._run(request, queryset, "assign", _("Assign to"), form, verb)

    def has_tag_permission(self, request: HttpRequest) -> bool:
        """Tags are mentions: who may add and change those may tag."""
        return request.user.has_perms(["articles.add_mention", "articles.change_mention"])

    def has_attach_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["articles.add_evidence", "articles.change_meeting"])

    def _run(
        self,
        request: HttpRequest,
        queryset: QuerySet[Article],
        action: str,
        title: str,
        form: Form,
        verb: Verb,
    ) -> HttpResponse | None:
        if not form.is_valid():
            return ask(self, request, queryset, action=action, title=title, form=form)
        try:
            tell(request, verb(form.cleaned_data))
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))
        return None


def _posted(request: HttpRequest) -> Any:
    return request.POST if asked(request) else None
