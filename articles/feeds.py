"""Atom feeds: the latest articles, those of one entity, and the meetings of any filter of the
timeline.

Which language they speak is in their address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from html import escape
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.display import Preferences, format_range
from articles.display.timelines import heading
from articles.exports import MeetingLine, meetings_for_export, site_of
from articles.exports.files import meeting_html
from articles.exports.text import clean
from articles.forms.timeline import TimelineForm
from articles.models import Article, ArticleQuerySet, Entity, EntityRedirect
from articles.timeline import Timeline, build

LATEST = 50


class CleanAtom(Atom1Feed):
    """Atom without the control characters that XML cannot hold: one would spoil the feed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *(clean(x) if isinstance(x, str) else x for x in args),
            **{name: clean(x) if isinstance(x, str) else x for name, x in kwargs.items()},
        )

    def add_root_elements(self, handler: Any) -> None:
        """The usual ones, and the other pages of this feed."""
        super().add_root_elements(handler)
        for rel, href in self.feed.get("pages", {}).items():
            handler.addQuickElement("link", None, {"rel": rel, "href": href})

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        texts = {name: clean(x) if isinstance(x, str) else x for name, x in kwargs.items()}
        super().add_item(*args, **texts)


def stable_id(key: str) -> str:
    """An address-like name that stays the same wherever the site moves."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, key)}"


class LatestArticles(Feed):
    """The last to enter the register; of one day's entries, the last published first."""

    feed_type = CleanAtom

    @property
    def language(self) -> str:
        return get_language() or "ar"

    def title(self) -> str:
        return _("Sijill: latest articles")

    def feed_guid(self) -> str:
        return stable_id(f"feeds/articles?lang={self.language[:2]}")

    def subtitle(self) -> str:
        return _("Coverage as it enters the register.")

    def link(self) -> str:
        return reverse("articles")

    def items(self) -> list[Article]:
        return self.latest(Article.objects.published())

    def latest(self, found: ArticleQuerySet) -> list[Article]:
        newest = found.select_related("source").defer("body").newest_first()
        order = newest.query.order_by
        entered = newest.annotate(entered_on=TruncDate("entered_at"))
        return list(entered.order_by("-entered_on", *order)[:LATEST])

    def item_title(self, item: Article) -> str:
        return str(item.headline)

    def item_description(self, item: Article) -> str:
        return escape(item.abstract)  # readers take it for HTML

    def item_link(self, item: Article) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: Article) -> str:
        return stable_id(item.key)

    def item_author_name(self, item: Article) -> str:
        return str(item.source.name)

    def item_pubdate(self, item: Article) -> datetime | None:
        if item.published_at or not item.published_on:
            return item.published_at
        return datetime.combine(item.published_on, time(), UTC)

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated_at


class EntityCoverage(LatestArticles):
    """The last articles in which an entity is named to enter the register.

    The feed of one that was merged leads for good to that of what it became: who follows it must
    not be left with a feed that is no more."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = kwargs["pk"]
        moved = EntityRedirect.objects.filter(old_id=pk).values_list("entity_id", flat=True).first()
        if moved is not None and not Entity.objects.filter(pk=pk).exists():
            return HttpResponsePermanentRedirect(reverse("entity-feed", args=[moved]))
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, pk: int) -> Entity:
        return get_object_or_404(Entity, pk=pk)

    def title(self, entity: Entity) -> str:  # type: ignore[override]
        return _("Sijill: %(name)s") % {"name": entity.name}

    def feed_guid(self, entity: Entity) -> str:  # type: ignore[override]
        return stable_id(f"feeds/entities/{entity.key}?lang={self.language[:2]}")

    def subtitle(self, entity: Entity) -> str:  # type: ignore[override]
        return _("Coverage of %(name)s as it enters the register.") % {"name": entity.name}

    def link(self, entity: Entity) -> str:  # type: ignore[override]
        return entity.get_absolute_url()

    def feed_url(self, entity: Entity) -> str:
        return reverse("entity-feed", args=[entity.pk])

    def items(self, entity: Entity) -> list[Article]:  # type: ignore[override]
        return self.latest(Article.objects.published().mentioning(entity))


@dataclass(frozen=True)
class Told:
    """A meeting, and the site whose addresses its entry holds."""

    meeting: MeetingLine
    site: str


@dataclass(frozen=True)
class Asked:
    """The timeline of a feed, newest first, and which of its pages is asked for."""

    timeline: Timeline
    page: int
    site: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.timeline.count // LATEST))

    @property
    def filter(self) -> str:
        """The filter as it stands in the feed's address, which is always the latest first."""
        params = self.timeline.filters.params
        return urlencode({n: values for n, values in params.items() if n != "order"}, doseq=True)

    def address(self, page: int) -> str:
        """Where a page of this very feed is, with its filter."""
        asked = "&".join(part for part in (self.filter, f"page={page}" * (page > 1)) if part)
        return reverse("meetings-feed") + (f"?{asked}" if asked else "")


class LatestMeetings(Feed):
    """The meetings of the filter in the address, which is the filter of the timeline.

    The latest come first, fifty a page; the pages lead to each other (RFC 5005)."""

    feed_type = CleanAtom

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed; of a filter that cannot be read none, for it would be that of all meetings."""
        if told := TimelineForm(request.GET).complaint:
            return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
        return super().__call__(request, *args, **kwargs)

    @property
    def language(self) -> str:
        return get_language() or "ar"

    def get_object(self, request: HttpRequest) -> Asked:
        form = TimelineForm(request.GET)
        filters = replace(form.filters, order="newest")
        timeline = build(filters, language=self.language[:2], entries=False)
        page = min(form.page, max(1, -(-timeline.count // LATEST)))
        return Asked(timeline, page, site_of(request))

    def feed_guid(self, asked: Asked) -> str:
        return stable_id(f"feeds/meetings?lang={self.language[:2]}&{asked.filter}")

    def feed_url(self, asked: Asked) -> str:
        return asked.address(asked.page)

    def feed_extra_kwargs(self, asked: Asked) -> dict[str, Any]:
        there = {
            "first": 1,
            "previous": asked.page - 1,
            "next": asked.page + 1,
            "last": asked.pages,
        }
        links = {
            rel: asked.site + asked.address(page)
            for rel, page in there.items()
            if 1 <= page <= asked.pages
        }
        return {"pages": links if asked.pages > 1 else {}}

    def title(self, asked: Asked) -> str:
        if asked.timeline.filters.is_empty:
            return _("Sijill: latest meetings")
        return _("Sijill: %(name)s") % {"name": heading(asked.timeline, Preferences())}

    def subtitle(self, asked: Asked) -> str:
        return _("Who met whom, with the evidence.")

    def link(self, asked: Asked) -> str:
        params = urlencode(asked.timeline.filters.params, doseq=True)
        return f"{reverse('timeline')}?{params}"

    def items(self, asked: Asked) -> list[Told]:
        begin = (asked.page - 1) * LATEST
        meetings = meetings_for_export(asked.timeline.pks[begin : begin + LATEST])
        return [Told(meeting, asked.site) for meeting in meetings]

    def item_title(self, item: Told) -> str:
        return str(item.meeting.title)

    def item_description(self, item: Told) -> str:
        meeting, plain = item.meeting, Preferences()
        day = format_range(
            *(meeting.start, meeting.end, plain, self.language[:2], meeting.precision), weekday=True
        )
        return f"<p>{escape(day)}</p>{meeting_html(meeting, item.site)}"

    def item_link(self, item: Told) -> str:
        return item.meeting.get_absolute_url()

    def item_guid(self, item: Told) -> str:
        return stable_id(item.meeting.key)

    def item_pubdate(self, item: Told) -> datetime:
        return datetime.combine(item.meeting.start, time(), UTC)

    def item_updateddate(self, item: Told) -> datetime:
        return item.meeting.updated_at
