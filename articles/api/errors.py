"""What goes wrong, said in a sentence: {"detail": "..."} in the language of the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles import room
from articles.search.run import IndexUnavailable

RETRY_SECONDS = 30


def sentence(error: dict[str, Any]) -> str:
    """One of pydantic's findings, in words; the name of the parameter first."""
    context = error.get("ctx", {})
    # Without our own variable, and without the place of a value in a repeated parameter.
    path = [part for part in error["loc"][1:] if part != "asked" and isinstance(part, str)]
    if not path:
        return f"{context['error']}."  # about several parameters: it names them itself
    name = ".".join(path)
    known = {
        "greater_than_equal": _("must be %(ge)s or more"),
        "less_than_equal": _("must be %(le)s or less"),
        "int_parsing": _("must be a whole number"),
        "int_parsing_size": _("must be a whole number of reasonable size"),
        "int_type": _("must be a whole number"),
        "bool_parsing": _("must be true or false"),
        "literal_error": _("must be one of: %(expected)s"),
        "string_too_long": _("must have %(max_length)s characters or fewer"),
        "string_pattern_mismatch": _("is not written in the right form"),
        "too_long": _("must be given %(max_length)s times or fewer"),
        "missing": _("is missing"),
        "value_error": "%(error)s",
    }
    pattern = known.get(error["type"])
    if pattern is None:
        return f"{name}: {error['msg']}."
    values = {key: str(value) for key, value in context.items()}
    values["expected"] = values.get("expected", "").replace("'", "").replace(" or ", ", ")
    return f"{name}: {pattern % values}".rstrip(".") + "."


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in ("ar", "en") else get_language() or "ar"


class NoSuchAddress(Exception):
    """Nothing of the API stands at the address asked for."""


def read_only(view: Callable[..., HttpResponse], api: NinjaAPI) -> Callable[..., HttpResponse]:
    """Let only GET and HEAD reach a view; anything else is refused in the same JSON as all errors.

    Nothing here writes, so no request needs a CSRF token to be told so."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        if request.method != "GET":
            with override(_language(request)):
                detail = _("The register is only read here: ask with GET.")
                response = api.create_response(request, {"detail": detail}, status=405)
            response["Allow"] = "GET, HEAD"
            return response
        return view(request, *args, **kwargs)

    return csrf_exempt(answer)


def register(api: NinjaAPI) -> None:
    """Make every failure that a caller can cause an answer with its status and its sentence."""

    def answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
        return api.create_response(request, {"detail": detail}, status=status)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        with override(_language(request)):
            sentences = dict.fromkeys(sentence(one) for one in error.errors)
            return answer(request, 422, " ".join(sentences))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        with override(_language(request)):
            return answer(request, 404, _("There is no entry with this number."))

    @api.exception_handler(NoSuchAddress)
    def nowhere(request: HttpRequest, error: NoSuchAddress) -> HttpResponse:
        with override(_language(request)):
            detail = _("There is nothing at this address. %(docs)s lists what there is.")
            docs = reverse(f"{api.urls_namespace}:openapi-view")
            return answer(request, 404, detail % {"docs": docs})

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, str(error))

    @api.exception_handler(IndexUnavailable)
    def down(request: HttpRequest, error: IndexUnavailable) -> HttpResponse:
        with override(_language(request)):
            detail = _("Search is down for now. Articles, entities and meetings answer as usual.")
            response = answer(request, 503, detail)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response

    def unwritten(request: HttpRequest, error: Exception) -> HttpResponse:
        refusal = room.refusal(error)
        if refusal is None:
            raise error
        with override(_language(request)):
            said = {
                "full": _("The disk of the archive is full."),
                "shut": _("The disk of the archive takes nothing at the moment."),
                "busy": _("Somebody else is writing to the archive, and takes long over it."),
            }
            response = answer(request, refusal.status, said[refusal.why])
        if refusal.why == "busy":
            response["Retry-After"] = str(RETRY_SECONDS)
        return response

    for kind in (DatabaseError, OSError):
        api.add_exception_handler(kind, unwritten)
