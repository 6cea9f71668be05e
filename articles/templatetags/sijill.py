"""What templates say with one word: dates, numbers, counts, icons, text in another language.

Every tag finds the reader's preferences by itself, also inside `include ... only`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import display
from articles.display import Preferences, language
from articles.exports import site_of
from articles.models import LocalText, Meeting, direction

register = template.Library()

CURRENT = mark_safe(' aria-current="true"')


def request_of(context: template.Context) -> HttpRequest | None:
    """Return the request, which `include ... only` keeps on the context but not in it."""
    return getattr(context, "request", None) or context.get("request")


def preferences_of(context: template.Context) -> Preferences:
    """Return the reader's choices, read once a request: a page asks hundreds of times."""
    request = request_of(context)
    if request is None:
        return Preferences()
    if not hasattr(request, "reader_preferences"):
        request.reader_preferences = Preferences.from_cookies(request.COOKIES)  # type: ignore[attr-defined]
    return request.reader_preferences  # type: ignore[attr-defined]


# --- numbers, counts, dates --------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def num(context: template.Context, value: int, grouped: bool = True) -> str:
    """A number in the reader's digits; `grouped=False` for entry numbers and years."""
    return display.number(int(value), preferences_of(context), language(), grouped=grouped)


@register.simple_tag(takes_context=True)
def counted(context: template.Context, value: int, noun: str) -> str:
    """A count in words: {% counted n "article" %}."""
    return display.counted(noun, int(value), preferences_of(context))


@register.simple_tag
def counted_noun(value: int, noun: str) -> str:
    """The words of a count whose figure stands apart."""
    return display.counted_noun(noun, int(value))


@register.simple_tag(takes_context=True, name="date")
def date_tag(
    context: template.Context,
    day: date | None,
    precision: str = "day",
    weekday: bool = False,
    end: date | None = None,
) -> SafeString:
    """A date or a range as `<time>`, the Hijri day in its title; "undated" where there is none."""
    if not day:
        return format_html('<span class="undoc-date">{}</span>', _("undated"))
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return _time(day, end, precision, weekday, preferences_of(context), language())


@lru_cache(maxsize=1 << 10)
def _time(
    day: date,
    end: date | None,
    precision: str,
    weekday: bool,
    prefs: Preferences,
    code: str,
) -> SafeString:
    # Lists name the same days again and again, and a day takes 30 microseconds to write.
    text = display.format_range(day, end, prefs, code, precision, weekday)
    also = "" if precision == "month" else display.hijri(day, code, prefs)
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        display.iso_range(day, end, precision),
        format_html(' title="{}"', also) if also else "",
        text,
    )


@register.simple_tag(takes_context=True)
def hijri(context: template.Context, day: date) -> str:
    """The Hijri day in words."""
    return display.hijri(day, language(), preferences_of(context))


@register.simple_tag(takes_context=True)
def month_label(context: template.Context, year: int, month: int) -> str:
    """ "December 2025" by the reader's month names."""
    return display.month_label(int(year), int(month), preferences_of(context), language())


@register.simple_tag(takes_context=True)
def duration(context: template.Context, minutes: int) -> str:
    """ "3 hours and 39 minutes"."""
    return display.format_duration(minutes, preferences_of(context))


# --- names -------------------------------------------------------------------------------------
@register.simple_tag
def country(code: str) -> str:
    return display.country_name(code, language())


@register.simple_tag
def language_name(code: str) -> str:
    return display.language_name(code, language())


@register.simple_tag
def langattrs(text: str) -> SafeString:
    """` lang dir` for an element whose text is not in the page's language; else nothing."""
    code = getattr(text, "lang", "")
    if not code or code == language():
        return mark_safe("")
    return _langattrs(code)


@lru_cache(maxsize=1 << 6)
def _langattrs(code: str) -> SafeString:
    return format_html(' lang="{}" dir="{}"', code, direction(code))


@register.simple_tag
def bdi(text: str) -> SafeString:
    """A name or a title from data, kept apart from the direction of what surrounds it."""
    return format_html("<bdi{}>{}</bdi>", langattrs(text), text)


# --- pictures ----------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, flip: bool = False) -> SafeString:
    """A picture of the sprite, for the eye only; `flip` mirrors arrows with the page."""
    return _use(f"i-{name}", "icon icon-dir" if flip else "icon")


@register.simple_tag
def status(value: str) -> SafeString:
    """The state of a meeting: a shape and its word."""
    word = dict(Meeting.Status.choices).get(value, value)
    return format_html('<span class="status">{}{}</span>', _use(f"s-{value}", ""), word)


@lru_cache(maxsize=1 << 7)
def _use(symbol: str, classes: str) -> SafeString:
    # Django looks up where the sprite is for each picture of a page: 70 microseconds.
    return format_html(
        '<svg{} aria-hidden="true"><use href="{}#{}"/></svg>',
        format_html(' class="{}"', classes) if classes else "",
        static("img/icons.svg"),
        symbol,
    )


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data for machines. `<` is escaped, so that no text can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    for letter, written in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(letter, written)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped


# --- addresses ---------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def absolute(context: template.Context, path: str) -> str:
    """A full address; without a request only the path, since nobody knows the host."""
    request = request_of(context)
    return site_of(request) + path if request else path


@register.simple_tag(takes_context=True)
def language_url(
    context: template.Context, code: str, subject: Any = None, query: bool = True
) -> str:
    """This page in another language with all its filters.

    `subject`, an object with a page of its own, gives the address in that language's spelling."""
    request = request_of(context)
    if request is None or request.resolver_match is None:
        with translation.override(code):
            return reverse("home")
    if subject is not None and hasattr(subject, "get_absolute_url"):
        with translation.override(code):
            path = subject.get_absolute_url()
    else:
        try:
            path = translate_url(request.path, code)
        except NoReverseMatch:
            path = request.path
    asked = request.META.get("QUERY_STRING", "")
    return f"{path}?{asked}" if query and asked else path


@register.simple_tag
def page_query(page: int, step: int) -> int:
    """The number of the page before or after."""
    return page + step


@register.simple_tag
def page_numbers(page: int, pages: int) -> list[int | None]:
    """The pages worth a link: the ends and the neighbours, None for what is left out between."""
    kept = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    shown: list[int | None] = []
    for n in kept:
        if shown and shown[-1] is not None and n - shown[-1] > 1:
            shown.append(n - 1 if n - shown[-1] == 2 else None)
        shown.append(n)
    return shown


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The colour scheme a reader chose: "auto", "light" or "dark"."""
    return preferences_of(context).theme


@register.simple_tag(takes_context=True)
def clock(context: template.Context, moment: time | datetime) -> str:
    """ "14:05" in the reader's digits; of a moment, the hour where this server is."""
    hour = timezone.localtime(moment).time() if isinstance(moment, datetime) else moment
    return display.format_time(hour, preferences_of(context), language())


@register.simple_tag
def meeting_status(value: str) -> str:
    """The word alone for the state of a meeting."""
    return str(dict(Meeting.Status.choices).get(value, value))


@register.simple_tag
def langattrs_ar() -> SafeString:
    """`lang` and `dir` for Arabic on an English page; nothing on an Arabic one."""
    return langattrs(LocalText("", "ar"))


@register.simple_tag(takes_context=True)
def facet_links(context: template.Context, values: Iterable[Any]) -> SafeString:
    """The values of a facet, each a link with a box, its name and its count.

    Written here and not in a template: a search page has five hundred of them."""
    prefs, code = preferences_of(context), language()
    return mark_safe("".join(_facet_link(value, prefs, code) for value in values))  # noqa: S308


def _facet_link(value: Any, prefs: Preferences, code: str) -> str:
    """One value. Escaped here: format_html took three times as long."""
    label = value.label
    foreign = langattrs(label) if getattr(label, "lang", code) != code else ""
    return (
        f'<li><a class="facet{"" if value.count else " zero"}" href="{escape(value.href)}"'
        f'{CURRENT if value.selected else ""} rel="nofollow"><span class="box" aria-hidden="true">'
        f"</span><bdi{foreign}>{escape(str(label))}</bdi>"
        f'<span class="n">{display.number(value.count, prefs, code)}</span></a></li>'
    )
