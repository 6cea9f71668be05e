"""What is done about what readers did not find: spellings, synonyms, pinned results."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.admin.models import ADDITION, DELETION
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.arabic.tokens import words
from articles.curation.errors import CurationError
from articles.curation.records import record
from articles.models import Alias, Article, Entity, MissedSearch, PinnedResult, Synonym


@transaction.atomic
def add_alias(*, entity: Entity, text: str, language: str, by: Any) -> Alias:
    """Give an entity another spelling; search knows it with the next request.

    Another entity may have the same one: search then means both, as with every shared name."""
    text = " ".join(text.split())
    if not words(text):
        raise CurationError(_("Write the name as readers do."))
    own = [entity.name_ar, entity.name_en, *entity.aliases.values_list("text", flat=True)]
    if text in own:
        raise CurationError(
            _("“%(name)s” has the spelling “%(text)s” already.") % {"name": entity, "text": text}
        )
    alias = Alias.objects.create(entity=entity, text=text, language=language)
    record(entity, lambda: _("Alias added: “%s”.") % text, by)
    return alias


@transaction.atomic
def add_synonym(*, term: str, other: str, by: Any) -> Synonym:
    """Take two terms as equal in searches, either way round."""
    term, other = " ".join(term.split()), " ".join(other.split())
    folded = [" ".join(words(text)) for text in (term, other)]
    if not all(folded) or folded[0] == folded[1]:
        raise CurationError(_("Write two terms that differ."))
    synonym, made = Synonym.objects.get_or_create(
        folded=" = ".join(sorted(folded)), defaults={"term": term, "other": other}
    )
    if not made:
        raise CurationError(_("“%s” are taken as equal already.") % synonym)
    record(synonym, lambda: pgettext("insight", "Added."), by, ADDITION)
    return synonym


@transaction.atomic
def remove_synonym(*, synonym: Synonym, by: Any) -> None:
    """Let two terms find each other no more."""
    record(synonym, lambda: pgettext("insight", "Removed."), by, DELETION)
    synonym.delete()


@transaction.atomic
def pin_result(*, text: str, article: Article, note: str = "", by: Any) -> PinnedResult:
    """Let an article stand first for a query; the one that stood there before gives way."""
    text = " ".join(text.split())
    if not (folded := " ".join(words(text))):
        raise CurationError(_("A pinned result needs the words of a query."))
    if article.status != Article.Status.PUBLISHED:
        raise CurationError(_("“%s” is not published: readers would not see it.") % article)
    before = PinnedResult.objects.filter(folded=folded).exclude(article=article)
    for gives_way in before.select_related("article__source"):
        record(gives_way.article, partial(_gives_way, gives_way.text), by)
    pin, _made = PinnedResult.objects.update_or_create(
        folded=folded, defaults={"text": text, "article": article, "note": note.strip()}
    )
    record(article, lambda: _("Pinned first for the search “%s”.") % text, by)
    return pin


def _gives_way(text: str) -> str:
    return _("Another article stands first for the search “%s” now.") % text


@transaction.atomic
def unpin_result(*, pin: PinnedResult, by: Any) -> None:
    """Let the results of a query stand in their own order again."""
    record(pin.article, lambda: _("No longer pinned for the search “%s”.") % pin.text, by)
    pin.delete()


@transaction.atomic
def dismiss_misses(*, kin: str, by: Any) -> int:
    """Put aside what readers did not find, in all its spellings, until somebody searches it again.

    The history says that something was put aside, not what: searches are kept 90 days, histories
    for good. Returns how many rows that were."""
    rows = list(MissedSearch.objects.filter(kin=kin, is_settled=False).order_by("-on", "-pk"))
    if not rows:
        raise CurationError(_("Nobody has searched for that meanwhile: it is put aside already."))
    MissedSearch.objects.filter(pk__in=[row.pk for row in rows]).update(is_settled=True)
    record(rows[0], lambda: pgettext("insight", "Put aside."), by)
    return len(rows)
