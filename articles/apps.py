"""The one Django app of Sijill: sources, articles, entities and meetings are one graph."""

import gc

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Sijill")

    def ready(self) -> None:
        from articles import checks  # noqa: F401  registers the system checks
        from articles.models import alphabet, turns
        from articles.search.indexing import migrating, triggers

        alphabet.connect()
        turns.connect()
        migrating.connect()
        triggers.connect()
        # What is imported lives as long as the process. To go through all of it for cycles took
        # the collector 60 ms of the first search.
        gc.freeze()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with our own site: articles/desk.py says what differs."""

    default = False
    default_site = "articles.desk.Desk"
