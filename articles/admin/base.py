"""What every noun on the desk shares: writing direction, keys that stay, forgiving search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import DataError, models
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms.widgets import Input, Textarea
from django.http import HttpRequest
from django.utils.text import capfirst, smart_split
from django.utils.translation import gettext_lazy as _

from articles.admin.deleting import doomed
from articles.admin.history import KeepsHistory
from articles.admin.loaded import LoadedFormSet, LoadedSelect
from articles.admin.numbered import RowsField, RowsSelect, is_number
from articles.admin.spelling import pattern
from articles.admin.typed import TypedField, is_typed
from articles.admin.when import when_field
from articles.models import ByName
from articles.models.bilingual import LANGUAGES

MOST_WORDS = 8
# Rows of one action: a form of more fields than DATA_UPLOAD_MAX_NUMBER_FIELDS is not read at all.
MOST_AT_ONCE = 1000
# Codes, addresses and keys are read left to right in either language.
LTR_FIELDS = {"key", "url", "homepage", "language", "country", "wikidata_id", "side", "time_zone"}


class DirectedFields:
    """Give each text field the direction of what is written in it, each that names another thing
    what was loaded of that, and each of a day or an hour what reads one as it is typed."""

    # A mixin: what is ignored is that mypy sees no ModelAdmin below it.

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if is_typed(db_field):
            kwargs.setdefault("form_class", TypedField)
        if form_class := when_field(db_field):
            kwargs.setdefault("form_class", form_class)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, Input | Textarea):
            field.widget.attrs.update(direction_of(db_field))
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            site = self.admin_site  # type: ignore[attr-defined]
            kwargs.setdefault("widget", LoadedSelect(db_field, site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", RowsField)
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            site = self.admin_site  # type: ignore[attr-defined]
            kwargs.setdefault("widget", RowsSelect(db_field, site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


def direction_of(field: models.Field[Any, Any]) -> dict[str, str]:
    """Return the `dir` and `lang` attributes of the field's input; none for dates and numbers."""
    if field.name in LTR_FIELDS:
        return {"dir": "ltr"}
    for code, direction in (("ar", "rtl"), ("en", "ltr")):
        if field.name.endswith(f"_{code}"):
            return {"dir": direction, "lang": code}
    return {"dir": "auto"} if isinstance(field, models.CharField | models.TextField) else {}


class ForgivingPaginator(Paginator):
    """A page behind the last is the last: an action may have made the list shorter, and Django
    would answer with the whole list, without its filters."""

    def validate_number(self, number: Any) -> int:
        known = isinstance(number, int)
        return super().validate_number(min(number, self.num_pages) if known else number)


class ForgivingChangeList(ChangeList):
    """A list that knows which of its pages it shows: the last, where one behind that was asked
    for. Its row of pages would mark none otherwise."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.page_num = min(self.page_num, self.paginator.num_pages)


class ForgivingList:
    """A list that takes any address."""

    paginator = ForgivingPaginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ForgivingChangeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """An address that asks for a number larger than any is a mistaken one, which Django's own
        lists answer with the whole list."""
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]
        except (DataError, OverflowError) as error:
            raise IncorrectLookupParameters from error


class NounList(ForgivingChangeList):
    """A list of which every column of names is sorted as a reader would look one up."""

    def get_ordering_field(self, field_name: Any) -> Any:
        for field in ("name", "title"):
            for language in LANGUAGES:
                if field_name == f"{field}_{language}":
                    return ByName(field, language=language)
        return self.model_admin.sorted_by_name.get(field_name) or super().get_ordering_field(
            field_name
        )


class NounAdmin(KeepsHistory, DirectedFields, ForgivingList, admin.ModelAdmin):
    """The habits of every list and form on the desk."""

    list_per_page = 50
    show_full_result_count = False
    # Columns that show the name of something else: source, entity, place.
    sorted_by_name: Mapping[str, ByName] = MappingProxyType({})
    key_is_ascii_slug_of: tuple[str, ...] = ()

    def is_list(self, request: HttpRequest) -> bool:
        """Whether the request is for the list, whose columns count things, and not for a form."""
        return self._is_for(request, "_changelist")

    def is_form(self, request: HttpRequest) -> bool:
        """Whether the request is for the form of one thing, which shows all that it has."""
        return self._is_for(request, "_change")

    def is_offer(self, request: HttpRequest) -> bool:
        """Whether the request is for rows to choose from while somebody types."""
        return self._is_for(request, "autocomplete")

    def _is_for(self, request: HttpRequest, page: str) -> bool:
        match = request.resolver_match
        return match is not None and (match.url_name or "").endswith(page)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """A key is chosen once: links and filters hold it."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "key"] if obj is not None else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, tuple[str, ...]]:
        wanted = obj is None and self.key_is_ascii_slug_of and self.has_add_permission(request)
        return {"key": self.key_is_ascii_slug_of} if wanted else {}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep rows in which every word is found, however it is spelled, in some field."""
        fields = self.get_search_fields(request)
        for bit in list(smart_split(search_term.replace("\0", "")))[:MOST_WORDS]:
            quoted = len(bit) > 2 and bit[0] == bit[-1] and bit[0] in "\"'"
            queryset = queryset.filter(self.has_word(bit[1:-1] if quoted else bit, fields))
        return queryset, any(lookup_spawns_duplicates(self.opts, name) for name in fields)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NounList

    def has_word(self, word: str, fields: Iterable[str]) -> Q:
        """Rows that have a word, however it is spelled, in one of the fields."""
        spelled = pattern(word)
        return Q.create([(f"{name}__iregex", spelled) for name in fields], connector=Q.OR)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list is called what is on it: Django's "Select ... to change" knows no gender."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def has_page(self, thing: Any) -> bool:
        """Whether readers have a page of it: what they have none of is not to be viewed on site."""
        return True

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj is None or self.has_page(obj) else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return doomed(objs, request, self.admin_site)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Drop what is no number from the chosen rows, which only a forged form can send; take no
        more of them than the page that asks before it acts can send back."""
        chosen = request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME)
        if not all(is_number(number) for number in chosen):
            post = request.POST.copy()
            post.setlist(
                admin.helpers.ACTION_CHECKBOX_NAME,
                [number for number in chosen if is_number(number)],
            )
            request.POST = post  # type: ignore[assignment]
        of_all = request.POST.get("select_across") == "1"
        count = queryset.count() if of_all else len(chosen)
        if count > MOST_AT_ONCE:
            text = _(
                "%(n)d are chosen, and an action takes at most %(most)d at once. Narrow the list by"
                " a filter or a search, and do the rest after that."
            )
            messages.error(request, text % {"n": count, "most": MOST_AT_ONCE})
            return None
        return super().response_action(request, queryset)


def count_of(model: type[Model], field: str) -> Any:
    """Return an annotation: how many rows of `model` point at this one by `field`."""
    rows = model._default_manager.filter(**{field: models.OuterRef("pk")}).order_by()
    counted = rows.values(field).annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted), 0)


class NamedFormSet(LoadedFormSet):
    """Rows of which the box that deletes one says so by itself: its column is far away."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this row")


class NamedInline(DirectedFields, admin.TabularInline):
    """A table of rows in which each field carries the name of its column.

    Django's own gives the fields of a table no label, and its first column no heading: who does
    not see the table cannot tell a spelling from its language."""

    template = "admin/edit_inline/named.html"
    formset = NamedFormSet

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
        return field


class ReadOnlyInline(NamedInline):
    """Rows that the archive writes itself."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MergedInline(ReadOnlyInline):
    """What was merged into the thing. Whoever sees the thing may see that."""

    fields = ["old_id", "old_key", "merged_at"]
    readonly_fields = ["merged_at"]
    ordering = ["pk"]
    verbose_name_plural = _("merged into this one")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


class ShowsMerged:
    """The desk of a noun that others are merged into: shown where there are some."""

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        inlines = super().get_inlines(request, obj)  # type: ignore[misc]
        if obj is not None and obj.redirects.exists():
            return inlines
        return [inline for inline in inlines if not issubclass(inline, MergedInline)]
