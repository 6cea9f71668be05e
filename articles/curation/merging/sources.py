"""Merging two outlets into one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.curation.errors import CurationError
from articles.curation.merging import journal
from articles.curation.merging.pairs import fill_blanks, locked_pair, record_going, record_staying
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
    record_going(absorb, keep, by)
    was = Source.objects.get(pk=absorb.pk)
    with journal.watching(Merge.Kind.SOURCE, [keep.pk, absorb.pk]) as changes:
        fill_blanks(keep, absorb, BLANKS)
        keep.save()
        absorb.articles.update(source=keep)
        absorb.feeds.update(source=keep)
        absorb.redirects.update(source=keep)
        SourceRedirect.objects.create(
            old_id=absorb.pk,
            old_key=absorb.key,
            old_name_ar=was.name_ar,
            old_name_en=was.name_en,
            source=keep,
        )
        absorb.delete()
    record_staying(keep, was, by)
    return journal.write(changes, kept=keep, other=was, by=by, kind=Merge.Kind.SOURCE)
