"""The front page, the pages about the site, and the small answers that machines expect."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from articles.display import Preferences, month_name
from articles.exports import site_of
from articles.models import Article, Entity, Meeting
from articles.views import front_page
from articles.views.arabic_table import sections
from articles.views.help_table import operators

COOKIE_AGE = 365 * 24 * 3600


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the front page in the language the browser asks for, Arabic where it is neither."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("home")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, what came last, and where to begin."""
    return render(request, "site/home.html", front_page.context(request))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what the site is, whose texts it holds, and whom to write to."""
    context = {
        "contact": settings.CONTACT_EMAIL,
        "article_count": Article.objects.published().count(),
        "meeting_count": Meeting.objects.confirmed().count(),
    }
    return render(request, "site/about.html", context)


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Show every operator with an example that can be pressed, by the person most written of."""
    best = _most_written_of()
    names = (f'"{best.name_ar}"', f'"{best.name_en}"') if best else ("", "")
    return render(request, "site/search_help.html", {"operators": operators(*names)})


@require_safe
def arabic_help(request: HttpRequest) -> HttpResponse:
    """Show what is taken for one word, with examples that can be pressed."""
    best = _most_written_of()
    names = (best.name_ar, best.name_en, *_in_cyrillic(best)) if best else ()
    return render(request, "site/arabic_help.html", {"sections": sections(names)})


def _most_written_of() -> Entity | None:
    """The person in most articles, of those who have a name in both languages."""
    people = Entity.objects.persons().exclude(name_ar="").exclude(name_en="").with_counts()
    return people.order_by("-article_count", "pk").first()


def _in_cyrillic(entity: Entity) -> list[str]:
    """The longest spelling of a name in Russian, if there is one."""
    spellings = entity.aliases.filter(language="ru").values_list("text", flat=True)
    return sorted(spellings, key=lambda text: (-len(text), text))[:1]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep a reader's choices in cookies, and lead back to where they came from."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    back = wanted if _is_ours(request, wanted) else ""
    if request.method == "POST":
        response = HttpResponseRedirect(back or reverse("preferences"))
        for name, values in Preferences.CHOICES.items():
            if (chosen := request.POST.get(name)) in values:
                response.set_cookie(
                    Preferences.cookie(name),
                    chosen,
                    max_age=COOKIE_AGE,
                    samesite="Lax",
                    secure=settings.SESSION_COOKIE_SECURE,
                    httponly=True,
                )
        messages.success(request, _("Your settings are saved on this device."))
        return response
    return render(request, "site/preferences.html", {"groups": _choices(request), "next": back})


def _is_ours(request: HttpRequest, address: str) -> bool:
    """Whether it is a path of this site, written from the root and without tricks."""
    is_path = address.startswith("/") and "/." not in address and address.isprintable()
    return is_path and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the settings with a sample of each value, as it would look."""
    now = Preferences.from_cookies(request.COOKIES)

    def months(region: str) -> str:
        sample = Preferences(months=region)
        return "، ".join(month_name(month, sample, "ar") for month in (1, 4, 8, 11))

    labels = {
        "theme": (
            _("Colours"),
            {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")},
            {},
        ),
        "numerals": (
            _("Numerals on Arabic pages"),
            {"latin": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩"},
            {},
        ),
        "months": (
            _("Month names on Arabic pages"),
            {
                "eg": _("Egypt, the Gulf, Sudan"),
                "levant": _("Iraq, Jordan, Lebanon, Palestine, Syria"),
                "maghreb": _("Algeria, Tunisia"),
            },
            {region: months(region) for region in Preferences.CHOICES["months"]},
        ),
        "hijri": (
            _("Days in the calendar of meetings"),
            {"off": _("Gregorian"), "on": _("Gregorian, the Hijri day beside it")},
            {},
        ),
    }
    return [
        {
            "name": name,
            "title": title,
            "options": [
                {
                    "value": value,
                    "label": text,
                    "sample": samples.get(value, ""),
                    "checked": getattr(now, name) == value,
                }
                for value, text in values.items()
            ],
        }
        for name, (title, values, samples) in labels.items()
    ]


@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Welcome crawlers to the things themselves, and keep them out of endless combinations."""
    lines = ["User-agent: *"]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            lines += [f"Disallow: {reverse(name)}" for name in ("search", "preferences")]
            lines.append(f"Disallow: {reverse('admin:index')}")
    lines += ["Disallow: /api/", "", f"Sitemap: {site_of(request)}{reverse('sitemap-index')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask at the old address to the drawing."""
    return redirect(static("img/favicon.svg"))


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search to a browser's address bar, in the language it asks for."""
    context = {
        "search_url": site_of(request) + reverse("search"),
        "icon_url": site_of(request) + static("img/favicon.svg"),
    }
    return render(request, "site/opensearch.xml", context, "application/opensearchdescription+xml")
