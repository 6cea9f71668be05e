"""Merging two outlets into one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging.pairs import carry_out, fill_blanks, locked_pair
from articles.ingest.register import UNKNOWN
from articles.models import Merge, Source, SourceRedirect

BLANKS = ("name_ar", "name_en", "country", "homepage")


@transaction.atomic
def merge_sources(*, keep: Source, absorb: Source, by: Any) -> Merge:
    """Move the articles and feeds of `absorb` to `keep`, delete `absorb`, leave a redirect behind.

    What `keep` lacks (a name in the other language, a country, a home page) is filled in. What
    comes in under the names or the key of `absorb` is of `keep` from then on."""
    keep, absorb = locked_pair(keep, absorb)
    if absorb.key == UNKNOWN.key:
        raise CurationError(
            _("“%s” stands for many outlets. Give its articles their own source instead.") % absorb
        )
    return carry_out(Merge.Kind.SOURCE, (keep, absorb), by, _move)


def _move(keep: Source, absorb: Source) -> None:
    fill_blanks(keep, absorb, BLANKS)
    keep.save()
    absorb.articles.update(source=keep)
    absorb.feeds.update(source=keep)
    absorb.redirects.update(source=keep)
    SourceRedirect.objects.create(
        old_id=absorb.pk,
        old_key=absorb.key,
        old_name_ar=absorb.name_ar,
        old_name_en=absorb.name_en,
        source=keep,
    )
    absorb.delete()
