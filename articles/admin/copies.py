"""Copies at the desk: what an article is a copy of, what copies it, and a curator's word on it.

What a curator says here is a ruling that every later run keeps to (curation.join_copies)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.numbered import is_number
from articles.admin.warnings import likely_copies
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord
from articles.ingest.copies.near import NEAR
from articles.ingest.copies.stories import Story, stories
from articles.models import Article, CopyPair

SEEN, NEEDED = "articles.view_article", "articles.change_article"
MOST_OFFERED = 5
# The paths of an article here: its page in either language, its short address, its form.
_PAGE = re.compile(r"(?:/\w\w)?/(?:articles|a|admin/articles/article)/(\d{1,18})(?:/.*)?")


class CopiesPanel:
    """What the form of an article says of its copies."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(copies)  # type: ignore[attr-defined]
        own = path("<int:pk>/copies/", view, name="articles_article_copies")
        return [own, *super().get_urls()]  # type: ignore[misc]

    @admin.display(description=gettext_lazy("copies"))
    def story(self, article: Article) -> SafeString | str:
        """The versions that there are, and the way to the page that joins and parts them."""
        if not article.pk:
            return "—"
        context = {"article": article, "story": _story(article)}
        return mark_safe(render_to_string("admin/articles/copies/_panel.html", context))  # noqa: S308


class JoinForm(forms.Form):
    """An article by its number, its address here, or the address at its outlet."""

    other = forms.CharField(
        label=gettext_lazy("Which article"),
        max_length=2000,
        help_text=gettext_lazy("Its number, its address here, or its address at the outlet."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, hosts: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = hosts

    def clean_other(self) -> Article:
        text = self.cleaned_data["other"].strip()
        wanted = Q(key=text) | Q(url=text)
        with suppress(BadRecord):  # a number is no address
            wanted |= Q(key=canonical_url(text))
        found = Article.objects.filter(wanted).first()
        if found is None and (number := self._number(text)):
            found = Article.objects.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(_("No article has this number or address."))
        return found

    def _number(self, text: str) -> int | None:
        """The number that was given, alone or in an address of this site: addresses of outlets
        have numbers too, which are none of ours."""
        if is_number(text):
            return int(text)
        with suppress(ValueError):
            parts = urlsplit(text if "//" in text else f"//{text}")
            page = _PAGE.fullmatch(parts.path) if parts.netloc.lower() in self.hosts else None
            return int(page[1]) if page else None
        return None


def _hosts(request: HttpRequest) -> set[str]:
    """The names of this site, as an address has them."""
    return {request.get_host().lower(), urlsplit(settings.SITE_URL).netloc.lower()} - {""}


def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions of a story; join an article to another one, or part it from its copies."""
    if not request.user.has_perm(SEEN):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("source", "copy_of"), pk=pk)
    posted = request.POST if request.POST.get("do") == "join" else None
    form = JoinForm(posted, label_suffix="", hosts=_hosts(request))
    if request.method == "POST":
        if not may_rule(request, article):
            raise PermissionDenied
        if answer := _rule(request, article, form):
            return answer
    context = {
        **admin.site.each_context(request),
        "title": _("Copies of one story"),
        "article": article,
        "opts": Article._meta,
        "story": _story(article),
        "offered": _offered(article),
        "form": form,
        "may_rule": may_rule(request, article),
    }
    return TemplateResponse(request, "admin/articles/copies/page.html", context)


def may_rule(request: HttpRequest, article: Article) -> bool:
    """Whether a member may say what an article is a copy of; of the other one the verb asks."""
    return request.user.has_perm(NEEDED) and curation.may_change(article, request.user)


def _rule(request: HttpRequest, article: Article, form: JoinForm) -> HttpResponse | None:
    """Do what the pressed button says; None where the form is to be shown with what is wrong."""
    verb = request.POST.get("do", "")
    try:
        if verb == "part":
            other = _version(request.POST.get("version", ""), article)
            curation.split_copy(article=other, by=request.user)
            messages.success(request, _("It is parted from the others, and stays so."))
        elif verb == "join":
            if not form.is_valid():
                return None
            original = form.cleaned_data["other"]
            curation.join_copies(article=article, original=original, by=request.user)
            messages.success(request, _("They are joined, and stay so."))
        else:
            return None
    except curation.CurationError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:articles_article_copies", pk=article.pk)


def _version(number: str, article: Article) -> Article:
    """Return the version to be parted: one of the same story, else the article itself."""
    root = article.copy_of_id or article.pk
    family = Article.objects.filter(Q(pk=root) | Q(copy_of=root))
    wanted = int(number) if is_number(number) else article.pk
    return get_object_or_404(family, pk=wanted)


def _story(article: Article) -> Story | None:
    return stories([article], only_shown=False).get(article.pk)


def _offered(article: Article) -> list[tuple[Article, Any]]:
    """Return articles outside of the story that read much the same, and how much of the text."""
    root = article.copy_of_id or article.pk
    touching = Q(first=article.pk) | Q(second=article.pk)
    near = CopyPair.objects.filter(touching, shared__gte=NEAR).exclude(ruling="same")
    shares = {
        first + second - article.pk: share
        for first, second, share in near.values_list("first", "second", "shared")
    }
    for other in likely_copies(article):
        shares.setdefault(other.pk, None)
    found = Article.objects.filter(pk__in=shares).exclude(Q(pk=root) | Q(copy_of=root))
    rows = list(found.select_related("source").defer("body").order_by("published_on", "pk"))
    told = [(row, shares[row.pk] and round(100 * shares[row.pk])) for row in rows]
    return told[:MOST_OFFERED]
