"""Every address of the site.

Pages stand below /ar/ and /en/; machines use the language-free ones."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path

from articles import feeds, views
from articles.api import api
from articles.sitemaps import SITEMAPS
from articles.views import snapshot
from articles.views.takeaway import FORMS

# An <int>/<anything>/ address: the slug is decoration and may be any text, or none at all.
SLUG = r"(?:(?P<slug>[^/]+)/)?$"

pages = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("articles/", views.articles, name="articles"),
    re_path(r"^articles/(?P<pk>\d{1,18})/" + SLUG, views.article, name="article"),
    path("entities/", views.entities, name="entities"),
    re_path(r"^entities/(?P<pk>\d{1,18})/" + SLUG, views.entity, name="entity"),
    path("meetings/", views.meetings, name="meetings"),
    re_path(r"^meetings/(?P<pk>\d{1,18})/" + SLUG, views.meeting, name="meeting"),
    path("timeline/", views.timeline, name="timeline"),
    path("sources/", views.sources, name="sources"),
    path("about/", views.about, name="about"),
    path("settings/", views.preferences, name="preferences"),
    path("help/search/", views.search_help, name="search-help"),
    path("help/arabic/", views.arabic_help, name="arabic-help"),
    path("feeds/articles.atom", feeds.LatestArticles(), name="articles-feed"),
    path("feeds/entities/<int:pk>.atom", feeds.EntityCoverage(), name="entity-feed"),
    path("feeds/meetings.atom", feeds.LatestMeetings(), name="meetings-feed"),
    path("timeline/sheet/", views.timeline_sheet, name="timeline-sheet"),
    path("timeline/embed/", views.timeline_embed, name="timeline-embed"),
    *(
        path(
            f"timeline.{form.suffix}", views.timeline_file, {"form": name}, name=f"timeline-{name}"
        )
        for name, form in FORMS.items()
    ),
    path("admin/", admin.site.urls),
]

urlpatterns = [
    path("", views.root, name="root"),
    path("a/<int:pk>", views.short_link, name="short-link"),
    path("a/<int:pk>/text", snapshot.snapshot, name="article-text"),
    path("a/<int:pk>/timemap", snapshot.timemap, name="article-timemap"),
    path("api/v1/", api.urls),
    path("oembed", views.oembed, name="oembed"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path(
        "sitemap-<section>.xml",
        sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    *i18n_patterns(*pages),
]
