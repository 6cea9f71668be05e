"""The import page of the desk: what is given, what it would become, what became of it.

The work itself is done by another process (ingest/imports): these pages ask for it and tell of it.
They load themselves anew while it is under way, and need no script."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.admin.import_forms import ColumnsForm, GivenForm, columns_of
from articles.exports.tables import guarded
from articles.ingest.capture import BadRecord
from articles.ingest.imports import given, run, work
from articles.models import ImportJob, ImportRow

ROWS_A_PAGE = 100
LATEST = 20
NEEDED, TO_PUBLISH = "articles.add_article", "articles.publish_article"


def _may_import(request: HttpRequest) -> None:
    if not request.user.has_perm(NEEDED):
        raise PermissionDenied


def begin(request: HttpRequest) -> HttpResponse:
    """Ask what is to be brought in; list what was."""
    _may_import(request)
    form = GivenForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = form.save(by=request.user, language=get_language() or "ar")
        except BadRecord as error:
            form.add_error(None, error.reason.here())
        except OSError as error:
            reason = _("The file cannot be kept: %(why)s.") % {"why": error.strerror or error}
            form.add_error(None, reason)
        else:
            run.start()
            return redirect(job)
    context = {
        "form": form,
        "latest": ImportJob.objects.select_related("by").order_by("-pk")[:LATEST],
        "fetches": settings.FETCH_ENABLED,
        "most_megabytes": settings.IMPORT_MAX_BYTES // 1_000_000,
        "keep_days": settings.IMPORT_KEEP_DAYS,
        "most_addresses": given.MOST_ADDRESSES,
    }
    status = 400 if form.is_bound and not form.is_valid() else 200
    return _page(request, "begin.html", _("Import"), context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far an import is, what it would bring, or what it brought; take which column of a
    table is which field."""
    _may_import(request)
    found = get_object_or_404(ImportJob.objects.select_related("by"), pk=pk)
    if request.method != "POST":
        return _shown(request, found, None)
    if found.state != ImportJob.State.READY:
        return _too_late(request, found)
    form = ColumnsForm(request.POST, job=found)
    if not form.is_valid():
        return _shown(request, found, form)
    given.ask_again(found, columns=form.mapping())
    run.start()
    return redirect(found)


def _too_late(request: HttpRequest, found: ImportJob) -> HttpResponse:
    messages.error(request, _("The import is at another point by now. Nothing was done."))
    return redirect(found)


def _shown(request: HttpRequest, found: ImportJob, form: ColumnsForm | None) -> HttpResponse:
    """The page of an import; with a form of columns that is mistaken, as it was filled in."""
    if found.is_under_way:
        run.start()  # where the process that had it in hand was killed
    rows = found.rows.filter(stage=found.stage).order_by("number")
    outcome = request.GET.get("outcome", "")
    if outcome == "copies":
        rows = rows.filter(is_copy=True)
    elif outcome in ImportRow.Outcome.values:
        rows = rows.filter(outcome=outcome)
    page = Paginator(rows.select_related("article"), ROWS_A_PAGE).get_page(request.GET.get("p"))
    columns = columns_of(found) if found.state == ImportJob.State.READY else None
    context = {
        "job": found,
        "rows": page,
        "outcome": outcome,
        "counts": _counts(found),
        "to_import": found.counts.get("created", 0) + found.counts.get("revised", 0),
        "is_kept": given.is_kept(found),
        "columns": form.columns if form else columns,
        "mistakes": form.non_field_errors() if form else None,
        "may_publish": request.user.has_perm(TO_PUBLISH),
        "has_rows": rows.exists() if outcome else bool(page.object_list),
    }
    return _page(request, "job.html", found.name, context, status=400 if form else 200)


def _counts(found: ImportJob) -> list[tuple[str, Any, int]]:
    labels = [*ImportRow.Outcome.choices, ("copies", _("copies"))]
    # Of work under way, or stopped, the rows alone say it; they are gone one day, the counts stay.
    counts = found.counts or work.counts(found, found.stage)
    shown = [(value, label, counts.get(value, 0)) for value, label in labels]
    return [row for row in shown if row[2]]


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the pressed button says: import, publish, look through it again, stop or drop."""
    _may_import(request)
    found = get_object_or_404(ImportJob, pk=pk)
    verb = request.POST.get("do", "")
    ready = found.state == ImportJob.State.READY
    if verb in ("import", "publish") and ready:
        if verb == "publish" and not request.user.has_perm(TO_PUBLISH):
            raise PermissionDenied
        suggests = request.POST.get("suggests") == "on"
        # Whoever lets it in answers for it.
        given.ask_for(found, publishes=verb == "publish", suggests=suggests, by=request.user)
    elif verb == "again" and not found.is_under_way and given.is_kept(found):
        given.ask_again(found)
    elif verb == "resume" and found.state == ImportJob.State.FAILED and found.imported:
        given.go_on(found)
    elif verb == "drop" and (found.is_under_way or ready):
        given.drop(found, timezone.now())
    else:
        return _too_late(request, found)
    if found.is_under_way:
        run.start()
    return redirect(found)


HEADINGS = ("place", "outcome", "copy", "title", "source", "published", "language", "words")


@require_safe
def report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send what became of each record as a table."""
    _may_import(request)
    found = get_object_or_404(ImportJob, pk=pk)
    rows = found.rows.filter(stage=found.stage).order_by("number").select_related("article")
    writer = csv.writer(_Echo())
    cells = _table(rows.iterator(), get_language())
    lines: Iterator[str] = (writer.writerow(row) for row in cells)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.pk}.csv"'
    return answer


class _Echo:
    """What csv writes to, to have each line back."""

    def write(self, text: str) -> str:
        return text


def _table(rows: Iterator[ImportRow], language: str | None) -> Iterator[list[str]]:
    # The mark that tells spreadsheet programs that this is UTF-8.
    yield ["\ufeff" + HEADINGS[0], *HEADINGS[1:], "reason", "key"]
    for row in rows:
        with translation.override(language):  # it is sent when the page is done with
            reason = row.reason.here()
        cells = [row.place, row.outcome, "copy" if row.is_copy else "", row.title, row.source]
        cells += [row.published_on.isoformat() if row.published_on else "", row.language]
        cells += [str(row.words), reason, row.article.key if row.article else ""]
        yield [guarded(cell) for cell in cells]


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, "here": "import", **context}
    return TemplateResponse(request, f"admin/articles/import/{template}", context, status=status)


admin.site.add_page(
    name="import",
    title=gettext_lazy("Import"),
    permission=NEEDED,
    is_first=True,
    views=(
        ("import/", "import", begin),
        ("import/<int:pk>/", "import_job", job),
        ("import/<int:pk>/act/", "import_act", act),
        ("import/<int:pk>/report.csv", "import_report", report),
    ),
)
