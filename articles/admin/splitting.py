"""Splitting an entity: the page on which a curator picks what is another's, and says whose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import curation
from articles.admin.forms import EntityForm
from articles.admin.merging import done
from articles.admin.numbered import RowsField
from articles.admin.typed import TypedField
from articles.models import Entity, Meeting, Mention
from articles.models.reasons import left_to_right

MOST_MEETINGS = 300
MOST_SPELLINGS = 200


class Checked(RowsField):
    """Rows to tick, each in its own words; `more` are not listed."""

    more = 0

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


class MeetingsChecked(Checked):
    def label_from_instance(self, meeting: Any) -> str:
        return f"{left_to_right(str(meeting.start))} · {meeting}"


class SplitForm(EntityForm):
    """What goes to the other one. Mentions are picked by how the name is written there: that is
    how two of one name are told apart; which articles those are stands behind the link."""

    into = forms.SlugField(
        label=gettext_lazy("Key of the one that takes over"),
        required=False,
        help_text=gettext_lazy("Leave it empty to make a new one, and name that below."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    aliases = Checked(queryset=None, label=gettext_lazy("aliases"))
    roles = Checked(queryset=None, label=gettext_lazy("roles"))
    meetings = MeetingsChecked(queryset=None, label=gettext_lazy("meetings"))
    spellings = forms.MultipleChoiceField(
        label=gettext_lazy("mentions, by how they are written"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["into"]

    class Meta:
        model = Entity
        fields = ["name_ar", "name_en", "description_ar", "description_en", "country", "key"]
        field_classes = dict.fromkeys(fields[:4], TypedField)

    def __init__(self, entity: Entity, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, instance=Entity(kind=entity.kind), **kwargs)
        self.entity = entity
        self.fields["aliases"].queryset = entity.aliases.order_by("language", "pk")
        self.fields["roles"].queryset = entity.roles.order_by("start_on", "pk")
        part = Q(participants__entity=entity) | Q(place=entity) | Q(topics=entity)
        numbers = Meeting.objects.filter(part).values("pk")
        meetings = Meeting.objects.filter(pk__in=numbers).newest_first()
        newest = list(meetings.values_list("pk", flat=True)[:MOST_MEETINGS])
        self.fields["meetings"].more = meetings.count() - len(newest)
        self.fields["meetings"].queryset = Meeting.objects.filter(pk__in=newest).newest_first()
        self.fields["spellings"].choices = self._spellings()
        for name in ("name_ar", "description_ar"):
            self.fields[name].widget.attrs |= {"dir": "rtl", "lang": "ar"}
        for name in ("name_en", "description_en", "country", "key"):
            self.fields[name].widget.attrs |= {"dir": "ltr"}

    def _spellings(self) -> list[tuple[str, str]]:
        unsaid = _("not said")
        rows = self.entity.mentions.order_by().values_list("text").annotate(n=Count("pk"))
        often = rows.order_by("-n", "text")[:MOST_SPELLINGS]
        shown = [(text, f"{text or unsaid} ({n})") for text, n in often]
        self.fields["spellings"].more = rows.count() - len(shown)
        return shown

    def clean_into(self) -> str:
        """The key of an entity of the same kind, another one."""
        key = self.cleaned_data["into"]
        if key and not Entity.objects.filter(key=key).exclude(pk=self.entity.pk).exists():
            raise forms.ValidationError(gettext_lazy("There is no other entity with this key."))
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("into") and not data.get("name_ar") and not data.get("name_en"):
            self.add_error("name_ar", gettext_lazy("Give a name in Arabic or in English."))
        return data

    def _post_clean(self) -> None:
        """A name is asked for where there is to be a new one only."""
        if not self.cleaned_data.get("into") and not self.errors:
            super()._post_clean()

    @property
    def target(self) -> Entity:
        key = self.cleaned_data.get("into")
        return Entity.objects.get(key=key) if key else self.instance

    @property
    def chosen(self) -> curation.Split:
        data = self.cleaned_data
        spelled = Mention.objects.filter(entity=self.entity, text__in=data["spellings"])
        return curation.Split(
            aliases=list(data["aliases"]),
            roles=list(data["roles"]),
            mentions=list(spelled.order_by("pk")),
            meetings=list(data["meetings"]),
        )


class Splits:
    """The desk of a noun of which one may turn out to be two."""

    def split_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what may be picked and, once it is, what moves; then do it."""
        entity = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if not self.has_merge_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if entity is None:
            raise Http404
        form = SplitForm(entity, request.POST or None)
        preview = None
        if form.is_bound and form.is_valid():
            what = {"entity": entity, "chosen": form.chosen, "by": request.user}
            try:
                if "_split" in request.POST:
                    merge = curation.split_entity(into=form.target, **what)
                    return done(self, request, merge)
                preview = curation.preview_merge(curation.split_entity, into=form.target, **what)
            except curation.CurationError as refusal:
                messages.error(request, str(refusal))
        return TemplateResponse(
            request,
            "admin/articles/entity/split.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "title": _("Split “%s”") % entity,
                "opts": self.opts,  # type: ignore[attr-defined]
                "entity": entity,
                "form": form,
                "preview": preview,
                "media": self.media,  # type: ignore[attr-defined]
            },
        )
