"""The version of the archive: one number that every change of what readers see moves.

Database triggers move it in the transaction of the change itself (search/indexing/triggers.py), so
it is exact: whoever reads the same number twice has read the same archive twice."""

from django.db import connections, models, router
from django.utils.translation import gettext_lazy as _

# What the triggers of PostgreSQL count of a transaction under way (search/indexing/triggers.py).
STEP = "coalesce(nullif(current_setting('sijill.step', true), '')::bigint, 0)"


class ArchiveVersionQuerySet(models.QuerySet["ArchiveVersion"]):
    def current(self) -> int:
        """Return the version now, within a transaction the one that its own changes have made so
        far. Plain SQL: every request asks, and an aggregate of Django's takes five times as long.
        """
        connection = connections[self._db or router.db_for_read(self.model)]
        step = STEP if connection.vendor == "postgresql" else "0"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(SUM(number), 0) + {step} FROM articles_archiveversion")  # noqa: S608
            return int(cursor.fetchone()[0])


class ArchiveVersion(models.Model):
    """One of the numbers whose sum is the version: one row on SQLite, where one writes at a time;
    on PostgreSQL as many as transactions have written at once, so that none waits for another."""

    number = models.BigIntegerField(_("number"))

    objects = ArchiveVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the archive")
        verbose_name_plural = _("versions of the archive")
        default_permissions = ()  # nobody looks at it, not even at the desk

    def __str__(self) -> str:
        return str(self.number)
