"""Judging a mention that was suggested."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.curation.articles import hold_for
from articles.curation.errors import hold_suggestion
from articles.curation.records import record
from articles.models import Mention


@transaction.atomic
def confirm_mention(*, mention: Mention, by: Any) -> None:
    """Say that the article does speak of the entity: readers see it from now on."""
    _judge(mention, Mention.Status.CONFIRMED, gettext_noop("Mention confirmed: %s"), by)


@transaction.atomic
def reject_mention(*, mention: Mention, by: Any) -> None:
    """Say that it does not. The row stays, so that the same suggestion does not come back."""
    _judge(mention, Mention.Status.REJECTED, gettext_noop("Mention rejected: %s"), by)


def _judge(mention: Mention, status: str, message: str, by: Any) -> None:
    hold_for(mention.article, by)
    hold_suggestion(mention)
    mention.status = status
    mention.save(update_fields=["status"])
    record(mention.article, lambda: _(message) % mention.entity, by)
