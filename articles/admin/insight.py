"""What readers did not find, and the three answers to it: an alias, a synonym, a pinned result."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from articles import curation
from articles.admin.insight_forms import AliasForm, AnswerForm, PinForm, SynonymForm
from articles.exports.tables import guarded
from articles.models import MissedSearch, PinnedResult, Synonym
from articles.search import insight
from articles.search.insight import Miss
from articles.search.suggest.past import at_once

PER_PAGE = 25
SEE, ANSWER, PIN = "articles.see_insight", "articles.answer_insight", "articles.pin_result"
ALIAS = "articles.add_alias"
QUEUES = {
    "": gettext_lazy("all"),
    "nothing": gettext_lazy("found nothing"),
    "few": gettext_lazy("found little"),
    "corrected": gettext_lazy("taken for something else"),
    "rising": gettext_lazy("rising"),
}
COLUMNS = (
    "query", "spellings", "times", "this_week", "weekly_before", "last_on", "found", "near",
    "taken_for", "kind",
)  # fmt: skip
View = Callable[..., HttpResponse]


def allowed(*permissions: str) -> Callable[[View], View]:
    """Refuse whoever lacks one of these permissions."""

    def decorated(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return asked

    return decorated


# --- the report --------------------------------------------------------------------------------
@require_safe
@allowed(SEE)
def report(request: HttpRequest) -> HttpResponse:
    """The queries, by what became of them, and what curators have said of searches so far."""
    misses = _misses()
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in QUEUES else ""
    page = Paginator(_queue(misses, chosen), PER_PAGE).get_page(request.GET.get("p"))
    now = insight.results(miss.text for miss in page.object_list)
    context = {
        "queues": [
            (name, label, len(_queue(misses, name)), name == chosen)
            for name, label in QUEUES.items()
        ],
        "page": page,
        "rows": [(miss, now.get(miss.text, (0, False))[0]) for miss in page.object_list],
        "pages": page.paginator.get_elided_page_range(page.number),
        "synonyms": Synonym.objects.order_by("term", "pk"),
        "pins": PinnedResult.objects.select_related("article__source").order_by("text", "pk"),
        "may_name": request.user.has_perms([SEE, ALIAS]),
        "may_answer": request.user.has_perm(ANSWER),
        "may_pin": request.user.has_perm(PIN),
    }
    return _page(request, "report", _("What readers did not find"), **context)


@require_safe
@allowed(SEE)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The whole report as a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for miss in _misses():
        spelled, day = "; ".join(miss.texts), miss.last_on.isoformat()
        counts = (miss.times, miss.this_week, miss.weekly)
        row = (miss.text, spelled, *counts, day, miss.found, miss.near, miss.taken_for, miss.kind)
        writer.writerow(map(guarded, row))
    body = b"\xef\xbb\xbf" + out.getvalue().encode()
    headers = {"Content-Disposition": 'attachment; filename="not-found.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _misses() -> list[Miss]:
    """The report of today. What is too old for it is deleted, unless somebody else writes now."""
    today = timezone.localdate()
    try:
        with at_once():
            MissedSearch.objects.expired(today).delete()
    except DatabaseError:
        pass  # the report leaves it out, and the indexer deletes it
    return insight.report(today)


def _queue(misses: list[Miss], name: str) -> list[Miss]:
    if name == "rising":
        return insight.rising(misses)
    return [miss for miss in misses if not name or miss.kind == name]


# --- the answers -------------------------------------------------------------------------------
@allowed(SEE, ALIAS)
def add_alias(request: HttpRequest) -> HttpResponse:
    """Say whose spelling a query is: readers find the entity by it at once."""

    def verb(form: AnswerForm) -> str:
        alias = curation.add_alias(**form.cleaned_data, by=request.user)
        return _("“%(text)s” now leads to “%(name)s”.") % {
            "text": alias.text,
            "name": alias.entity,
        }

    return _answer(request, AliasForm, verb, _("Whose spelling is it?"))


@allowed(SEE, ANSWER)
def add_synonym(request: HttpRequest) -> HttpResponse:
    """Say which other term readers mean by it."""

    def verb(form: AnswerForm) -> str:
        return _("Taken as equal: %s.") % curation.add_synonym(**form.cleaned_data, by=request.user)

    return _answer(request, SynonymForm, verb, _("What else is it called?"))


@allowed(SEE, PIN)
def pin_result(request: HttpRequest) -> HttpResponse:
    """Choose the article that stands first for it."""

    def verb(form: AnswerForm) -> str:
        pin = curation.pin_result(**form.cleaned_data, by=request.user)
        return _("“%(article)s” now stands first for “%(text)s”.") % {
            "article": pin.article,
            "text": pin.text,
        }

    return _answer(request, PinForm, verb, _("Which article stands first?"))


@require_POST
@allowed(SEE, ANSWER)
def dismiss(request: HttpRequest) -> HttpResponse:
    """Put a query aside until it is searched again."""
    try:
        curation.dismiss_misses(kin=request.POST.get("kin", "").replace("\0", ""), by=request.user)
    except curation.CurationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Put aside until somebody searches it again."))
    return _back(request)


@require_POST
@allowed(SEE, ANSWER)
def remove_synonym(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a synonym away."""
    curation.remove_synonym(synonym=get_object_or_404(Synonym, pk=pk), by=request.user)
    messages.success(request, pgettext("insight", "Removed."))
    return _back(request)


@require_POST
@allowed(SEE, PIN)
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pinned result away."""
    pins = PinnedResult.objects.select_related("article__source")
    curation.unpin_result(pin=get_object_or_404(pins, pk=pk), by=request.user)
    messages.success(request, pgettext("insight", "Removed."))
    return _back(request)


def _answer(
    request: HttpRequest,
    kind: type[AnswerForm],
    verb: Callable[[AnswerForm], str],
    title: str,
) -> HttpResponse:
    """Ask for one answer, do it, and say what the search finds now."""
    query, find = request.GET.get("q", ""), request.GET.get("find", "").strip()
    choose = request.GET.get("choose", "")
    form = kind(query, find, choose, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = verb(form)
        except curation.CurationError as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, done, query)
            return _back(request)
    template = "offering" if form.offer else "answer"
    return _page(request, template, title, form=form, query=query, find=find)


def _tell(request: HttpRequest, done: str, query: str) -> None:
    """Say what was done and what it brought; what finds something now leaves the report."""
    found = insight.results([query]).get(query, (0, False))[0]
    now = ngettext(
        "The search finds %(n)d article now.", "The search finds %(n)d articles now.", found
    )
    messages.success(request, f"{done} {now % {'n': found}}" if query else done)
    insight.settle_found({query, *insight.spellings(query)})


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:insight"))


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": title, "here": "insight", **context}
    return TemplateResponse(request, f"admin/articles/insight/{template}.html", whole)


admin.site.add_page(
    name="insight",
    title=gettext_lazy("What readers did not find"),
    permission=SEE,
    views=(
        ("insight/", "insight", report),
        ("insight/not-found.csv", "insight_csv", as_csv),
        ("insight/alias/", "insight_alias", add_alias),
        ("insight/synonym/", "insight_synonym", add_synonym),
        ("insight/pin/", "insight_pin", pin_result),
        ("insight/dismiss/", "insight_dismiss", dismiss),
        ("insight/synonym/<int:pk>/remove/", "insight_unequal", remove_synonym),
        ("insight/pin/<int:pk>/remove/", "insight_unpin", unpin),
    ),
)
