"""The front doors of the room: a backup, a look at one, and the way back from one."""

from articles.keeping.files import KeepingError
from articles.keeping.making import BackupReport, backup
from articles.keeping.restoring import RestoreReport, check, restore

__all__ = ["BackupReport", "KeepingError", "RestoreReport", "backup", "check", "restore"]
