"""The review page and its buttons; one address, which a script asks for anew after each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.numbered import is_number
from articles.admin.queues import NAMES, next_in_queue
from articles.admin.review.acts import JUDGING, NotAllowed, Rights, act
from articles.admin.review.forms import QuoteForm, SameForm, offered
from articles.admin.review.items import REJECTED, SUGGESTED, Review, review_of
from articles.admin.review.reading import known
from articles.admin.warnings import doubts
from articles.models import Article, Entity


class WithReview:
    """The pages on which an article is read and judged."""

    def get_urls(self) -> list[URLPattern]:
        site: Any = self.admin_site  # type: ignore[attr-defined]
        own = [
            path(
                "<path:object_id>/review/next/",
                site.admin_view(self.review_next),
                name="articles_article_review_next",
            ),
            path(
                "<path:object_id>/review/",
                site.admin_view(self.review_view),
                name="articles_article_review",
            ),
        ]
        return own + super().get_urls()  # type: ignore[misc]

    @admin.display(description=gettext_lazy("review"))
    def review_link(self, article: Article) -> str:
        """The way from a row to the page; it takes the name of the article for the ear."""
        return format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            reverse("admin:articles_article_review", args=[article.pk]),
            _("Review “%s”") % article,
            _("Review"),
        )

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self._article(request, object_id)
        rights = Rights.of(self, request, article)
        review = review_of(article, known())
        if request.method == "POST":
            return self._judge(request, review, rights)
        return self._page(request, review, rights)

    def review_next(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the article that comes after this one in the queue, or back to the list."""
        return self._go_on(request, self._article(request, object_id))

    def _article(self, request: HttpRequest, object_id: str) -> Article:
        number = unquote(object_id)
        if not is_number(number):
            raise Http404
        rows = Article.objects.select_related("source", "assigned_to", "copy_of")
        article = rows.filter(pk=number).first()
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):  # type: ignore[attr-defined]
            raise PermissionDenied
        return article

    def _judge(self, request: HttpRequest, review: Review, rights: Rights) -> HttpResponse:
        do = request.POST.get("do", "")
        try:
            done = act(review, request.POST, rights, request.user)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))
            if do == "cite":
                again = review_of(review.article, known())
                quote = QuoteForm([], review.article, request.POST)
                return self._page(request, again, rights, quote)
            return redirect(self._here(request, review.article))
        messages.success(request, done.text)
        if done.warning:
            messages.warning(request, done.warning)
        if do == "publish_next":
            return self._go_on(request, review.article)
        # Whoever goes through it by keys goes on with what waits; else with what was done, which
        # takes the focus by itself.
        after = review.after(request.POST.get("what", "")) if do in JUDGING else None
        fragment = f"#{after.anchor}" if after else ""
        return redirect(self._here(request, review.article) + fragment)

    def _go_on(self, request: HttpRequest, article: Article) -> HttpResponse:
        queue = _queue(request, article)
        following = next_in_queue(article, queue, request.user)
        if following is not None:
            return redirect(_address("review", following, queue))
        messages.info(request, _("This was the last article of the queue."))
        query = f"?{urlencode({'queue': queue})}" if queue else ""
        return redirect(reverse("admin:articles_article_changelist") + query)

    def _here(self, request: HttpRequest, article: Article) -> str:
        return _address("review", article, _queue(request, article))

    def _page(
        self,
        request: HttpRequest,
        review: Review,
        rights: Rights,
        quote: QuoteForm | None = None,
    ) -> HttpResponse:
        article = review.article
        waiting = [one for one in review.meetings if one.state == SUGGESTED and not one.is_known]
        near, known_ones = offered(article, [one.meeting.start for one in waiting])
        told = [one.meeting for one in review.meetings if one.state != REJECTED]
        near = list({meeting.pk: meeting for meeting in (*told, *near)}.values())
        if quote is None:
            # Of two that it tells of, nobody knows which one is quoted for.
            chosen = {"meeting": told[0].pk} if len(told) == 1 else {}
            quote = QuoteForm(near, article, initial=chosen)
        else:
            quote.fields["meeting"].offer(near, article=article.pk)
        for one in waiting:
            one.same = SameForm(known_ones, one.meeting, prefix=one.what.replace(":", "-"))
        queue = _queue(request, article)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Review"),
            "subtitle": article,
            "opts": Article._meta,
            "original": article,
            "review": review,
            "rights": rights,
            "quote": quote,
            "kinds": Entity.Kind.choices,
            "doubts": list(doubts(article)),
            "queue": queue,
            "here": _address("review", article, queue),
            "next": _address("review_next", article, queue),
            "media": quote.media,
        }
        return TemplateResponse(request, "admin/articles/article/review.html", context)


def _queue(request: HttpRequest, article: Article) -> str:
    """The queue that the curator works through: the one given, else that of the article."""
    given = request.POST.get("queue", request.GET.get("queue"))
    if given in NAMES:
        return str(given)
    return "problem" if article.is_withdrawn else str(article.status)


def _address(page: str, article: Article, queue: str) -> str:
    address = reverse(f"admin:articles_article_{page}", args=[article.pk])
    return f"{address}?{urlencode({'queue': queue})}"
