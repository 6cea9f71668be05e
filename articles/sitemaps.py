"""Every public page in both languages, for search engines."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Article, Entity, Meeting


class BilingualSitemap(Sitemap):
    """Each page once a language, each naming the other."""

    i18n = True
    alternates = True
    x_default = True


class PagesSitemap(BilingualSitemap):
    def items(self) -> list[str]:
        pages = ["home", "timeline", "articles", "entities", "sources", "about"]
        return [*pages, "search-help", "arabic-help"]

    def location(self, item: str) -> str:
        return reverse(item)


class ArticlesSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published().defer("body").order_by("pk")

    def lastmod(self, item: Article) -> datetime:
        return item.updated_at


class MeetingsSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Meeting]:
        return Meeting.objects.confirmed().order_by("pk")

    def lastmod(self, item: Meeting) -> datetime:
        return item.updated_at


class EntitiesSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Entity]:
        return Entity.objects.order_by("pk")

    def lastmod(self, item: Entity) -> datetime:
        return item.updated_at


SITEMAPS = {
    "pages": PagesSitemap,
    "articles": ArticlesSitemap,
    "meetings": MeetingsSitemap,
    "entities": EntitiesSitemap,
}
