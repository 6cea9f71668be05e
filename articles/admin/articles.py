"""Articles on the desk: the queue from draft to published, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.actions import ask, asked, run_each
from articles.admin.base import NamedInline, NounList, count_of
from articles.admin.bulk import BulkActions, InBulkChange, tell
from articles.admin.collections import FiledAdmin
from articles.admin.copies import CopiesPanel
from articles.admin.filters import InDossier, MentionsEntity, NeedsAttention, TopSources
from articles.admin.forms import ArticleForm, FilingForm, WithdrawalForm
from articles.admin.history import last_editors
from articles.admin.queues import InQueue, queues
from articles.admin.review.views import WithReview
from articles.admin.saved import SaveForm, WithSavedFilters, filter_of, saved_filters
from articles.admin.support import by_meeting, unless_last_support
from articles.admin.texts import EarlierTexts
from articles.admin.warnings import doubts
from articles.models import Article, ByName, Mention


class MentionInline(NamedInline):
    model = Mention
    extra = 1
    fields = ["entity", "text", "status"]
    autocomplete_fields = ["entity"]
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        return super().get_queryset(request).select_related("entity", "article")


class ArticleList(NounList):
    """The rows of one page, each with its outlet and the name of who touched it last."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = self.result_list
        # An action shows none of them.
        self.result_list = SimpleLazyObject(lambda: _with_names(rows))


def _with_names(rows: Iterable[Article]) -> list[Article]:
    found = list(rows)
    # Where outlets are joined, SQLite begins with them and sorts all articles for one page.
    prefetch_related_objects(found, "source")
    names = last_editors(found)
    for row in found:
        row.last_editor_name = names.get(row.pk, "")  # type: ignore[attr-defined]
    return found


def _is_theirs(request: HttpRequest, obj: Model | None) -> bool:
    """Whether an article, where one is asked about, is for the member to change."""
    return not isinstance(obj, Article) or curation.may_change(obj, request.user)


@admin.register(Article)
class ArticleAdmin(
    CopiesPanel, EarlierTexts, BulkActions, WithReview, WithSavedFilters, FiledAdmin
):
    form = ArticleForm
    list_display = [
        "headline",
        "review_link",
        "source",
        "published_on",
        "status",
        "language",
        "mention_total",
        "copy_total",
        "assigned_to",
        "last_editor",
    ]
    list_filter = [
        InQueue,
        NeedsAttention,
        TopSources,
        "access",
        InDossier,
        MentionsEntity,
        InBulkChange,
    ]
    list_select_related = ["assigned_to"]
    sorted_by_name = {"source": ByName(of="source__")}
    search_fields = ["title", "title_ar", "title_en", "url", "source__name_ar", "source__name_en"]
    date_hierarchy = "published_on"
    ordering = ["-pk"]
    autocomplete_fields = ["source", "copy_of"]
    readonly_fields = [
        "story",
        "earlier_texts",
        "status",
        "assigned_to",
        "withdrawal_reason",
        "text_sha256",
        "raw_sha256",
        "fetched_at",
        "entered_at",
        "updated_at",
    ]
    inlines = [MentionInline]
    actions = [
        "publish",
        "review",
        *BulkActions.bulk_actions,
        "file",
        "withdraw",
        "restore",
        "delete_selected",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("status", "assigned_to", "withdrawal_reason"),
                    "title",
                    ("title_ar", "title_en"),
                ]
            },
        ),
        (
            gettext_lazy("Where and when"),
            {
                "fields": [
                    ("source", "url"),
                    ("published_on", "published_at", "date_basis"),
                    ("language", "author", "section"),
                ]
            },
        ),
        (gettext_lazy("Text"), {"fields": ["body", ("abstract_ar", "abstract_en")]}),
        (gettext_lazy("Rights"), {"fields": [("access", "license")]}),
        (gettext_lazy("Filing"), {"fields": ["dossiers", "copy_of", "story", "key"]}),
        (
            gettext_lazy("Provenance"),
            {
                "classes": ["collapse"],
                "fields": [
                    "text_sha256",
                    "raw_sha256",
                    ("fetched_at", "entered_at", "updated_at"),
                    "earlier_texts",
                ],
            },
        ),
    ]

    # --- the list ------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count by subqueries: they run for the rows of the page, a join would for all rows."""
        articles = super().get_queryset(request)
        if self.is_form(request):
            return articles.select_related("source", "copy_of", "assigned_to")
        if not self.is_list(request):
            return articles
        return articles.annotate(
            mention_count=count_of(Mention, "article"), copy_count=count_of(Article, "copy_of")
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Put the queues above the list, each with its number, and the saved filters."""
        present = filter_of(request.META["QUERY_STRING"])
        above = {
            "queues": queues(request),
            "saved_filters": saved_filters(request),
            "save_form": SaveForm(initial={"query": present}, auto_id="filter_%s"),
        }
        return super().changelist_view(request, {**(extra_context or {}), **above})

    @admin.display(description=gettext_lazy("headline"))
    def headline(self, article: Article) -> str:
        return article.headline

    @admin.display(description=gettext_lazy("entities"), ordering="mention_count")
    def mention_total(self, article: Article) -> int:
        return article.mention_count

    @admin.display(description=gettext_lazy("copies"), ordering="copy_count")
    def copy_total(self, article: Article) -> int:
        return article.copy_count

    @admin.display(description=gettext_lazy("last editor"))
    def last_editor(self, article: Article) -> str:
        return article.last_editor_name

    # --- who may -------------------------------------------------------------------------------
    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.withdraw_article")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is withdrawn is changed only by who may withdraw."""
        return super().has_change_permission(request, obj) and _is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is withdrawn is deleted only by who may withdraw: what it bears out goes too."""
        return super().has_delete_permission(request, obj) and _is_theirs(request, obj)

    def _may_review(self, request: HttpRequest, status: str) -> bool:
        """A draft is sent to review by who writes it; what readers see, by who may publish."""
        if status == Article.Status.PUBLISHED:
            return self.has_publish_permission(request)
        return status == Article.Status.DRAFT

    # --- the form ------------------------------------------------------------------------------
    def has_page(self, article: Article) -> bool:
        """Of what is withdrawn readers see the citation and the reason."""
        return article.status in (Article.Status.PUBLISHED, Article.Status.WITHDRAWN)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Nobody joins an article to one that is not theirs to change; where it is, it stays."""
        form = super().get_form(request, obj, **kwargs)
        if "copy_of" in form.base_fields and not self.has_withdraw_permission(request):
            theirs = ~Q(status=Article.Status.WITHDRAWN)
            theirs |= Q(pk=obj.copy_of_id if obj else None)
            form.base_fields["copy_of"].queryset = Article.objects.filter(theirs)
        return form

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        article = kwargs.get("obj")
        status = article.status if article else None
        may_publish = self.has_publish_permission(request)
        may_withdraw = self.has_withdraw_permission(request)
        form = context["adminform"].form
        if form.doubted:
            context |= {"doubted": form.doubted, "mark": form.mark}
        context["offer_publish"] = may_publish and status in {None, "draft", "in_review"}
        context["offer_review"] = status is None or self._may_review(request, status)
        context["offer_withdraw"] = may_withdraw and article and not article.is_withdrawn
        context["offer_restore"] = may_withdraw and article and article.is_withdrawn
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Keep the text that was there, and say what looks doubtful without standing in the way."""
        curation.save_article(article=obj, by=request.user)
        for doubt in doubts(obj):
            messages.warning(request, doubt)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: Any = None
    ) -> Any:
        self._press(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        self._press(request, obj)
        return super().response_change(request, obj)

    def _press(self, request: HttpRequest, article: Article) -> None:
        """Do what the pressed button says beside saving."""
        if "_publish" in request.POST and self.has_publish_permission(request):
            self._apply(request, article, curation.publish)
        elif "_review" in request.POST and self._may_review(request, article.status):
            self._apply(request, article, curation.send_to_review)

    def _apply(self, request: HttpRequest, article: Article, verb: Any) -> None:
        try:
            verb(article=article, by=request.user)
        except curation.CurationError as refusal:
            messages.error(request, str(refusal))

    # --- actions on chosen rows ----------------------------------------------------------------
    @admin.action(permissions=["publish"], description=gettext_lazy("Publish chosen articles"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        _change(request, queryset, curation.publish, curation.publish_articles)

    @admin.action(permissions=["publish"], description=gettext_lazy("Send to review"))
    def review(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        _change(request, queryset, curation.send_to_review, curation.review_articles)

    @admin.action(permissions=["withdraw"], description=gettext_lazy("Withdraw chosen articles"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = WithdrawalForm(request.POST if asked(request) else None)
        if not form.is_valid():
            return ask(
                self,
                request,
                queryset,
                action="withdraw",
                title=_("Withdraw articles"),
                form=form,
                template="admin/articles/article/withdraw.html",
                lost=by_meeting(curation.last_support(queryset)),
            )
        _change(
            request, queryset, curation.withdraw, curation.withdraw_articles, **form.cleaned_data
        )
        return None

    @admin.action(permissions=["withdraw"], description=gettext_lazy("Restore chosen articles"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        _change(request, queryset, curation.restore, curation.restore_articles)

    @admin.action(permissions=["change"], description=gettext_lazy("File in a dossier"))
    def file(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        form = FilingForm(request.POST if asked(request) else None)
        if not form.is_valid():
            return ask(
                self, request, queryset, action="file", title=_("File in a dossier"), form=form
            )
        _change(
            request, queryset, curation.file_article, curation.file_articles, **form.cleaned_data
        )
        return None

    # --- deletion ------------------------------------------------------------------------------
    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Django's own, unless a fact would lose its only source."""
        return unless_last_support(
            self, request, queryset, lambda: delete_selected(self, request, queryset)
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        may_delete = article is not None and self.has_delete_permission(request, article)
        return unless_last_support(
            self,
            request,
            [article] if may_delete else [],
            partial(super().delete_view, request, object_id, extra_context),
        )

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        curation.delete_articles(articles=[obj], by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        curation.delete_articles(articles=queryset, by=request.user)


def _change(
    request: HttpRequest, queryset: QuerySet[Article], one: Any, many: Any, **said: Any
) -> None:
    """What is done to one article stands in its own history, to many in one line for all."""
    articles = list(queryset)
    if len(articles) == 1:
        run_each(request, queryset, lambda row: one(article=row, by=request.user, **said))
    else:
        tell(request, many(articles=articles, by=request.user, **said))
