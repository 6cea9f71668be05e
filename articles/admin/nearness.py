"""Meetings to choose from: those first that an article, or a suggestion, is likely to mean.

A register has hundreds of meetings of the same people. The newest are seldom what a text of some
day tells of: first stand the meetings that the article is tied to, then those of the people it
names, then all others; each of the three by how near their day is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.http import HttpRequest

from articles.admin.numbered import is_number
from articles.models import Article, Evidence, Meeting, Mention, Participant

# What the address of the list is asked with.
ARTICLE, MEETING = "article", "meeting"


def labeled(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Load with meetings what the name of each in a list says: its place and its people."""
    people = Participant.objects.select_related("entity")
    return rows.select_related("place").prefetch_related(Prefetch("participants", people))


def near_article(article: Article) -> QuerySet[Meeting]:
    """Meetings that words of an article may be evidence of, the likeliest first."""
    rows = Meeting.objects.exclude(review=Meeting.Review.REJECTED)
    named = Mention.objects.filter(article=article).exclude(status=Mention.Status.REJECTED)
    tied = Evidence.objects.filter(meeting=OuterRef("pk"), article=article)
    return _in_order(rows, article.published_on, named.values("entity"), Exists(tied))


def near_meeting(meeting: Meeting) -> QuerySet[Meeting]:
    """Meetings of the register that a suggested one may be, the likeliest first."""
    rows = Meeting.objects.confirmed().exclude(pk=meeting.pk)
    people = Participant.objects.filter(meeting=meeting).values("entity")
    return _in_order(rows, meeting.start, people, None)


def asked_for(request: HttpRequest) -> QuerySet[Meeting] | None:
    """The meetings in the order in which a list asks for them; None where it says nothing."""
    for name, model, near in ((ARTICLE, Article, near_article), (MEETING, Meeting, near_meeting)):
        number = request.GET.get(name, "")
        row: Any = model._base_manager.filter(pk=number).first() if is_number(number) else None
        if row is not None:
            return labeled(near(row))
    return None


def _in_order(
    rows: QuerySet[Meeting], day: date | None, people: QuerySet[Any], tied: Exists | None
) -> QuerySet[Meeting]:
    seats = Participant.objects.filter(meeting=OuterRef("pk"), entity__in=people)
    whens = [When(tied, then=Value(0))] if tied is not None else []
    group = Case(*whens, When(Exists(seats), then=Value(1)), default=2, output_field=IntegerField())
    by_day = [] if day is None else [_days_from(day)]
    return rows.order_by(group, *by_day, "-start", "-pk")


def _days_from(day: date) -> Case:
    """How long before or after a day a meeting began."""
    there = Value(day, output_field=DateField())
    after = ExpressionWrapper(F("start") - there, output_field=DurationField())
    before = ExpressionWrapper(there - F("start"), output_field=DurationField())
    return Case(When(Q(start__gte=day), then=after), default=before, output_field=DurationField())
