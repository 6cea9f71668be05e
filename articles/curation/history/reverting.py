"""Bringing back an earlier state of a thing, as a new edit.

What a state does not hold stays: keys, and what is decided by verbs of its own, such as whether an
article is published. A text comes back by its hash. Suggested mentions stay, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reversion.models import Version

from articles.curation.articles import hold_for
from articles.curation.errors import CurationError
from articles.curation.history import telling
from articles.curation.history.versions import State, is_kept, state_now, state_of
from articles.curation.quotes import remove_evidence
from articles.curation.records import record
from articles.curation.texts import save_article
from articles.models import Article, ArticleRevision, Evidence, Mention, Merge
from articles.models.reasons import left_to_right

STAYS = {"id", "key", "text_sha256", "raw_sha256", "fetched_at", "copy_of"}
DECIDED = {Article: {"status", "withdrawal_reason"}}
# Who may change a meeting may take its rows away: they are part of it.
PART_OF_MEETING = {"participant", "evidence"}


@dataclass
class Plan:
    """What differs between now and the state that is to come back."""

    own: dict[str, Any] = field(default_factory=dict)
    removed: list[tuple[str, int]] = field(default_factory=list)
    changed: State = field(default_factory=dict)
    added: State = field(default_factory=dict)
    digest: str | None = None

    def __bool__(self) -> bool:
        named = (self.own, self.removed, self.changed, self.added)
        return any(named) or self.digest is not None

    @property
    def rights(self) -> set[str]:
        """What somebody must be allowed beside changing the thing itself."""
        found = {f"articles.delete_{label.partition('.')[2]}" for label, _number in self.removed}
        found |= {f"articles.add_{label.partition('.')[2]}" for label, _number in self.added}
        parts = {f"articles.delete_{part}" for part in PART_OF_MEETING}
        return found - parts


def plan_revert(thing: Any, version: Version) -> Plan:
    """What bringing back a state would do."""
    now, wanted = state_now(thing), state_of(version)
    root = (thing._meta.label_lower, thing.pk)
    stays = STAYS | DECIDED.get(type(thing), set())
    plan = Plan()
    mine, theirs = now.pop(root), wanted.pop(root, {})
    plan.own = {
        name: value
        for name, value in theirs.items()
        if name in mine and name not in stays and mine[name] != value
    }
    if "text_sha256" in theirs and theirs["text_sha256"] != mine["text_sha256"]:
        plan.digest = theirs["text_sha256"]
    for row in sorted({*now, *wanted}):
        if row not in wanted:
            if now[row].get("status") != Mention.Status.SUGGESTED:
                plan.removed.append(row)
        elif row not in now:
            plan.added[row] = wanted[row]
        elif now[row] != wanted[row]:
            plan.changed[row] = wanted[row]
    return plan


def told_revert(thing: Any, version: Version) -> list[telling.Change]:
    """The same in words: what is now, and what comes back."""
    plan, now = plan_revert(thing, version), state_now(thing)
    root = (thing._meta.label_lower, thing.pk)
    after: State = {row: fields for row, fields in now.items() if row not in plan.removed}
    after |= plan.changed | plan.added
    after[root] = now[root] | plan.own
    if plan.digest is not None:
        after[root] |= {"text_sha256": plan.digest}
    return telling.differences(now, after, thing)


@transaction.atomic
def revert(*, thing: Any, version: Version, by: Any) -> None:
    """Have the thing and its parts be again what they were; refused as a whole where one of them
    cannot be."""
    assert is_kept(type(thing))
    thing = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    plan = plan_revert(thing, version)
    if not plan:
        raise CurationError(_("It is in that state already."))
    _refuse_across_merges(thing, version)
    if gone := list(_gone(type(thing), plan)):
        raise CurationError(
            _("That state names what is no more: %s. Bring that back first.") % _(", ").join(gone)
        )
    try:
        with transaction.atomic():
            _revert_parts(plan, by)
            _revert_own(thing, plan, by)
    except ValidationError as error:
        raise CurationError(_("That state is not allowed now: %s") % _in_words(error)) from error
    except IntegrityError as error:
        raise CurationError(
            _("Something entered since stands where a row of that state would come back to.")
        ) from error
    moment = timezone.localtime(version.revision.date_created)
    shown = left_to_right(f"{moment:%Y-%m-%d %H:%M}")
    record(thing, lambda: _("Brought back as it was on %s.") % shown, by)


def _refuse_across_merges(thing: Any, version: Version) -> None:
    """What came with a merge would go with the state, and to nobody."""
    since = Merge.objects.standing().filter(
        models.Q(kept_id=thing.pk) | models.Q(other_id=thing.pk),
        kind=thing._meta.model_name,
        made_at__gt=version.revision.date_created,
    )
    if merge := since.newest_first().first():
        raise CurationError(_("Undo first what came after that state: %s") % merge)


def _gone(model: type[models.Model], plan: Plan) -> Iterator[str]:
    """What the state points to and is not there, by name where one is kept, else by number."""
    rows = [(model, plan.own), *((apps.get_model(r[0]), f) for r, f in plan.added.items())]
    rows += [(apps.get_model(row[0]), fields) for row, fields in plan.changed.items()]
    for owner, fields in rows:
        for name, value in fields.items():
            column: Any = owner._meta.get_field(name)
            if not column.is_relation or value is None:
                continue
            target = column.related_model
            for number in value if isinstance(value, list) else [value]:
                if not target._base_manager.filter(pk=number).exists():
                    noun = capfirst(str(target._meta.verbose_name))
                    yield _("%(noun)s no. %(number)s") % {"noun": noun, "number": number}


def _revert_parts(plan: Plan, by: Any) -> None:
    """First what goes, so that nothing stands in the way of what comes."""
    for label, number in plan.removed:
        row: Any = apps.get_model(label)._base_manager.get(pk=number)
        if isinstance(row, Evidence):
            remove_evidence(row=row, by=by)
        else:
            row.delete()
    for (label, number), fields in plan.changed.items():
        row = apps.get_model(label)._base_manager.get(pk=number)
        _hold_evidence(row, by)
        _save(row, fields)
        _hold_evidence(row, by)
    for (label, number), fields in plan.added.items():
        model: Any = apps.get_model(label)
        if model._base_manager.filter(pk=number).exists():
            raise CurationError(
                _("A row of that state belongs to another now: %s")
                % model._base_manager.get(pk=number)
            )
        row = model(pk=number)
        _save(row, fields)
        _hold_evidence(row, by)


def _hold_evidence(row: Any, by: Any) -> None:
    """Of what is withdrawn nothing is brought back as evidence but by who may withdraw it."""
    if isinstance(row, Evidence):
        hold_for(row.article, by)


def _revert_own(thing: Any, plan: Plan, by: Any) -> None:
    many = {name: value for name, value in plan.own.items() if isinstance(value, list)}
    _set(thing, {name: value for name, value in plan.own.items() if name not in many})
    if plan.digest is not None:
        _set_text(thing, plan.digest)
    thing.full_clean()
    if isinstance(thing, Article):
        save_article(article=thing, by=by)
    else:
        thing.save()
    for name, numbers in many.items():
        getattr(thing, name).set(numbers)


def _set_text(article: Article, digest: str) -> None:
    kept = ArticleRevision.objects.filter(article=article, text_sha256=digest).first()
    if digest and kept is None:
        raise CurationError(_("The text of that state is not kept."))
    article.body = kept.body if kept else ""


def _save(row: Any, fields: dict[str, Any]) -> None:
    _set(row, fields)
    row.full_clean()
    row.save(force_insert=row._state.adding)


def _set(thing: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        column: Any = thing._meta.get_field(name)
        setattr(thing, column.attname, column.to_python(value))


def _in_words(error: ValidationError) -> str:
    return " ".join(error.messages)
