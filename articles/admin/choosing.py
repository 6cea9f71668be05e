"""Fields that choose one row: by typing where a script runs, else from those near at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import get_select2_language
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.admin.days import shifted
from articles.admin.nearness import labeled
from articles.admin.numbered import RowSelect
from articles.display.bilingual import both_names, told_apart
from articles.models import Article, ByName, Entity, Evidence, Meeting, Mention

MOST_AT_HAND = 50


class NearSelect(RowSelect):
    """Django's autocompletion that also is a list of its own: of `near`, for whom no script runs.

    `near` are rows; the field itself takes every row. `asking` goes with what is typed, for lists
    that have an order of their own (nearness.py)."""

    near: Iterable[Model] = ()
    asking: Mapping[str, Any] = {}

    def get_url(self) -> str:
        """The address of the list, with what it needs to know to begin with the likeliest."""
        query = urlencode(self.asking)
        return f"{super().get_url()}?{query}" if query else str(super().get_url())

    @property
    def i18n_name(self) -> str | None:
        """The language of the page, not the one in which the form was read in."""
        return get_select2_language()

    @i18n_name.setter
    def i18n_name(self, name: str | None) -> None:
        """Django sets it once, when the field is made."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        at_hand = {str(row.pk): row for row in self.near}
        if len(value) == 1 and (chosen := at_hand.get(str(value[0]))):
            # It was loaded with the others, and need not be asked for by itself.
            options = [self.create_option(name, chosen.pk, both_names(chosen), True, 0)]
            groups = [(None, options, 0)]
        else:
            groups = super().optgroups(name, value, attr)
            options = groups[0][1]
        there = {str(option["value"]) for option in options}
        if not there and self.near:
            # Nothing is chosen until somebody chooses: a browser would take the first.
            options.append(self.create_option(name, "", "", False, 0))
        rows = [row for row in self.near if str(row.pk) not in there]
        for row, label in zip(rows, told_apart(rows), strict=True):
            options.append(self.create_option(name, row.pk, label, False, len(options)))
        return groups


class RowField(forms.ModelChoiceField):
    """A row of a noun, chosen through the relation of a model that points to it."""

    def __init__(self, queryset: QuerySet[Any], relation: Any, **kwargs: Any) -> None:
        widget = NearSelect(relation, site, attrs={"data-width": "100%"})
        super().__init__(queryset, widget=widget, **kwargs)

    def offer(self, near: Iterable[Model], **asking: Any) -> None:
        """Say which rows stand in the list where no script runs, and what it is asked with where
        one does."""
        self.widget.near = list(near)[:MOST_AT_HAND]
        self.widget.asking = asking

    def label_from_instance(self, obj: Any) -> str:
        return both_names(obj)


class EntityForm(forms.Form):
    """One entity; `near` are those that the chosen articles speak of."""

    entity = RowField(Entity.objects.all(), Mention._meta.get_field("entity"), label=_("entity"))

    def __init__(self, near: Iterable[Entity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].offer(near)


class TopicForm(forms.Form):
    """None is chosen until somebody chooses: the first would be set for all by a mere press."""

    topic = forms.ModelChoiceField(
        Entity.objects.topics().order_by(ByName(), "key"),
        label=_("topic"),
        error_messages={"required": _("Choose a topic.")},
    )
    alone = forms.BooleanField(
        label=_("in place of other topics"), required=False, help_text=_("Else beside them.")
    )


class MeetingForm(forms.Form):
    """One meeting that readers see; `near` are those around the days of the chosen articles."""

    meeting = RowField(
        labeled(Meeting.objects.exclude(review=Meeting.Review.REJECTED)),
        Evidence._meta.get_field("meeting"),
        label=_("meeting"),
    )

    def __init__(self, near: Iterable[Meeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].offer(near)


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username"),
        label=_("to whom"),
        required=False,
        empty_label=_("nobody"),
    )


def entities_near(articles: QuerySet[Article]) -> QuerySet[Entity]:
    """The entities that articles speak of, or may."""
    told = Mention.objects.filter(article__in=articles.values("pk")).values("entity")
    return Entity.objects.filter(pk__in=told).order_by(ByName(), "key")[:MOST_AT_HAND]


def meetings_near(articles: QuerySet[Article]) -> QuerySet[Meeting]:
    """Meetings on the days of articles and the week before."""
    days = articles.exclude(published_on=None).order_by("published_on")
    first, last = days.first(), days.last()
    if first is None or last is None:
        return Meeting.objects.none()
    week = (shifted(first.published_on, -7), last.published_on)
    near = Meeting.objects.exclude(review=Meeting.Review.REJECTED).filter(start__range=week)
    return labeled(near.order_by("-start", "-pk"))[:MOST_AT_HAND]
