"""How an action on chosen rows runs: each row by its verb, then one line that says how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext

from articles.curation import CurationError

MOST_REFUSALS_SHOWN = 5


def run_each(request: HttpRequest, queryset: QuerySet[Any], verb: Callable[[Any], None]) -> None:
    """Apply `verb` to every row; what it refuses does not stop the rest. Where anything else goes
    wrong nothing is done to any: who is told of an error need not look which were changed."""
    done, refusals = 0, []
    with transaction.atomic():
        for thing in queryset:
            try:
                with transaction.atomic():
                    verb(thing)
                done += 1
            except CurationError as refusal:
                refusals.append(str(refusal))
    if done:
        text = ngettext("%(n)d row changed.", "%(n)d rows changed.", done) % {"n": done}
        messages.success(request, text)
    for refusal in refusals[:MOST_REFUSALS_SHOWN]:
        messages.error(request, refusal)
    rest = len(refusals) - MOST_REFUSALS_SHOWN
    if rest > 0:
        text = ngettext("%(n)d more row refused.", "%(n)d more rows refused.", rest)
        messages.error(request, text % {"n": rest})


def list_page(admin: ModelAdmin[Any], request: HttpRequest) -> str:
    """Return the address of the list as whoever acts has left it: searched, filtered, sorted."""
    opts = admin.opts
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    kept = {"preserved_filters": admin.get_preserved_filters(request), "opts": opts}
    return str(add_preserved_filters(kept, address))


def asked(request: HttpRequest) -> bool:
    """Whether the curator has answered the confirmation page."""
    return request.method == "POST" and request.POST.get("post") == "yes"


def ask(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    action: str,
    title: str,
    form: Form | None = None,
    template: str = "admin/confirm_action.html",
    **context: Any,
) -> TemplateResponse:
    """Show the page between choosing an action and doing it; it posts back to the same action."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.model._meta,
        "chosen": queryset,
        "action": action,
        "form": form,
        "list_page": list_page(admin, request),
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "media": admin.media,
        **context,
    }
    return TemplateResponse(request, template, context)
