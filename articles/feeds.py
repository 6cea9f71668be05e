"""Atom feeds: the latest articles, and the latest meetings of any filter of the timeline.

Which language they speak is in their address."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.display import Preferences
from articles.display.timelines import heading
from articles.exports.text import clean
from articles.forms.timeline import TimelineForm
from articles.models import Article, Meeting
from articles.timeline import Timeline, build

LATEST = 50


class CleanAtom(Atom1Feed):
    """Atom without the control characters that XML cannot hold: one would spoil the feed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *(clean(x) if isinstance(x, str) else x for x in args),
            **{name: clean(x) if isinstance(x, str) else x for name, x in kwargs.items()},
        )

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
        newest = Article.objects.published().select_related("source").newest_first()
        order = newest.query.order_by
        entered = newest.annotate(entered_on=TruncDate("entered_at"))
        return list(entered.order_by("-entered_on", *order)[:LATEST])

    def item_title(self, item: Article) -> str:
        return str(item.headline)

    def item_description(self, item: Article) -> str:
        return str(item.abstract)

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


class LatestMeetings(Feed):
    """The latest meetings of the filter in the address, which is the filter of the timeline."""

    feed_type = CleanAtom

    @property
    def language(self) -> str:
        return get_language() or "ar"

    def get_object(self, request: HttpRequest) -> Timeline:
        filters = replace(TimelineForm(request.GET).filters, order="newest")
        return build(filters, language=self.language[:2])

    def feed_guid(self, timeline: Timeline) -> str:
        return stable_id(f"feeds/meetings?lang={self.language[:2]}&{_filter(timeline)}")

    def feed_url(self, timeline: Timeline) -> str:
        """Where this very feed is, with its filter."""
        asked = _filter(timeline)
        return reverse("meetings-feed") + (f"?{asked}" if asked else "")

    def title(self, timeline: Timeline) -> str:
        if timeline.filters.is_empty:
            return _("Sijill: latest meetings")
        return _("Sijill: %(name)s") % {"name": heading(timeline, Preferences())}

    def subtitle(self, timeline: Timeline) -> str:
        return _("Who met whom, with the evidence.")

    def link(self, timeline: Timeline) -> str:
        asked = urlencode(timeline.filters.params, doseq=True)
        return f"{reverse('timeline')}?{asked}"

    def items(self, timeline: Timeline) -> list[Meeting]:
        return [entry.meeting for entry in timeline.entries[:LATEST]]

    def item_title(self, item: Meeting) -> str:
        return str(item.title)

    def item_description(self, item: Meeting) -> str:
        return str(item.outcome)

    def item_link(self, item: Meeting) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: Meeting) -> str:
        return stable_id(item.key)

    def item_pubdate(self, item: Meeting) -> datetime:
        return datetime.combine(item.start, time(), UTC)

    def item_updateddate(self, item: Meeting) -> datetime:
        return item.updated_at


def _filter(timeline: Timeline) -> str:
    """The filter as it stands in the feed's address, which is always the latest first."""
    params = {name: values for name, values in timeline.filters.params.items() if name != "order"}
    return urlencode(params, doseq=True)
