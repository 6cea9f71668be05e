"""Saving one article with everything said about it, in one transaction.

What an input does not say stays as it is; what it says anew replaces the old, and an old text is
kept as a revision. Two things are stronger than an input: a withdrawal, and a curator's later work
on a capture that has been taken in before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord, ExtractedArticle, Reason
from articles.ingest.dedupe import fingerprint, link_copies, unlink
from articles.ingest.register import UNKNOWN, Register
from articles.ingest.titles import cut
from articles.models import Article, ArticleRevision, Evidence, Mention, text_hash

PLAIN = (
    "title_ar",
    "title_en",
    "abstract_ar",
    "abstract_en",
    "body",
    "author",
    "section",
    "license",
    "access",
    "language",
    "url",
)
WITHDRAWN_ON_ARRIVAL = "وصلت المادة مسحوبة من مصدرها. Withdrawn at its origin."


@dataclass
class Saved:
    """What became of an article. `outcome`: created, revised or unchanged. `kept` names the fields
    in which the stored article differs from the input and was left as it is. `was_here`: all that
    the input says was taken in before."""

    article: Article
    outcome: str
    is_copy: bool = False
    kept: list[str] = field(default_factory=list)
    was_here: bool = False

    def holds(self, raw_sha256: str) -> bool:
        """Whether the article, or a revision made just now, was read out of these bytes."""
        if self.outcome == "unchanged":
            return False
        stored = self.article.raw_sha256 == raw_sha256
        return stored or self.article.revisions.filter(raw_sha256=raw_sha256).exists()


@transaction.atomic
def save(
    extracted: ExtractedArticle, register: Register, *, publish: bool = True, overwrite: bool = True
) -> Saved:
    """Create the article, or bring the stored one up to date.

    With `overwrite` off only empty fields are filled. Raises BadRecord where it cannot be saved.
    """
    stored = register.article([extracted.key, *extracted.other_keys, extracted.url])
    if stored is None:
        saved = Saved(_create(extracted, register, publish), "created")
    elif stored.is_withdrawn:
        extracted.notice(Reason(_("The article is withdrawn here and was left as it is.")))
        return Saved(stored, "unchanged")
    else:
        saved = _revise(stored, extracted, register, publish, overwrite)
    linked = 0
    if not saved.was_here or extracted.has_sidecar:
        linked = _mention(saved.article, extracted, register)
        linked += _support(saved.article, extracted, register)
    if linked and saved.outcome == "unchanged":
        saved.outcome = "revised"
    if saved.outcome != "unchanged" and saved.article.fingerprint:
        # Of a text that nobody else has there is nothing to link, unless it was linked by hand.
        alone = link_copies(saved.article.fingerprint) == 0
        mine = Article.objects.filter(pk=saved.article.pk, copy_of__isnull=False)
        saved.is_copy = not (alone and saved.outcome == "created") and mine.exists()
    return saved


def _create(extracted: ExtractedArticle, register: Register, publish: bool) -> Article:
    if not (extracted.title or extracted.title_ar or extracted.title_en):
        raise BadRecord(_("The article has no title. Give a headline."))
    values = {name: getattr(extracted, name) for name in PLAIN if getattr(extracted, name)}
    values.setdefault("language", extracted.language_guess or "ar")
    status = Article.Status.PUBLISHED if publish else Article.Status.DRAFT
    if extracted.withdrawn:
        status = Article.Status.WITHDRAWN
        values["withdrawal_reason"] = WITHDRAWN_ON_ARRIVAL
    article = Article.objects.create(
        key=extracted.key,
        source=register.source(extracted.outlet),
        title=extracted.title,
        status=status,
        published_on=extracted.published_on,
        published_at=extracted.published_at,
        date_basis=_basis(extracted),
        raw_sha256=extracted.raw_sha256,
        fetched_at=extracted.fetched_at or (timezone.now() if extracted.raw_sha256 else None),
        fingerprint=fingerprint(extracted.body),
        **values,
    )
    register.made(article)
    return article


def _basis(extracted: ExtractedArticle) -> str:
    basis = Article.DateBasis
    return basis.OUTLET if extracted.published_on else basis.UNKNOWN


def _revise(
    stored: Article, extracted: ExtractedArticle, register: Register, publish: bool, overwrite: bool
) -> Saved:
    # What was taken in before brings nothing new; a difference is a curator's work.
    seen = _was_here(stored, extracted)
    changes = _differences(stored, extracted, register)
    kept: list[str] = []
    past = not seen and overwrite and _is_older(stored, extracted)
    if past and {"title", "body"} & changes.keys():
        _keep_past(stored, extracted)
        return Saved(stored, "revised")
    if seen or past or not overwrite:
        changes, kept = _only_filling(stored, changes)
    # A draft of which nothing new is said was put back by a curator, or waits for one.
    is_news = overwrite and not seen and bool({"title", "body"} & changes.keys())
    if publish and is_news and stored.status == Article.Status.DRAFT:
        changes["status"] = Article.Status.PUBLISHED
    if {"title_ar", "title_en"} & changes.keys() and _title_was_cut(stored):
        changes["title"] = ""  # a descriptive title has come: it is better than half a sentence
    if extracted.withdrawn and not seen:
        changes |= {
            "status": Article.Status.WITHDRAWN,
            "withdrawal_reason": stored.withdrawal_reason or WITHDRAWN_ON_ARRIVAL,
        }
    if changes.keys() & {"title", "body"} or not stored.raw_sha256:
        changes |= _provenance(stored, extracted, changes)
    if not changes:
        return Saved(stored, "unchanged", kept=[] if seen else kept, was_here=seen)
    _keep_revision(stored, changes)
    before = stored.fingerprint
    for name, value in changes.items():
        setattr(stored, name, value)
    stored.fingerprint = fingerprint(stored.body)
    stored.save()
    is_public = stored.status == Article.Status.PUBLISHED
    if is_public and not publish and {"title", "body"} & changes.keys():
        extracted.notice(Reason(_("The article is public: readers see this at once.")))
    if before != stored.fingerprint:
        unlink(stored, before)
    return Saved(stored, "revised", kept=[] if seen else kept, was_here=seen)


def _was_here(stored: Article, extracted: ExtractedArticle) -> bool:
    """Whether these very bytes are those of the stored text, or of one that it has replaced since;
    or whether they say what the stored bytes said, for those of a page differ each time.

    An outlet may put an old text back: bytes that were captured later than the stored ones are new.
    """
    raw, when = extracted.raw_sha256, extracted.fetched_at
    if not raw or raw == stored.raw_sha256:
        return bool(raw)
    # A text that was replaced, and is of the bytes that are stored still, was replaced at the desk.
    said = {"title": extracted.title, "text_sha256": extracted.body and text_hash(extracted.body)}
    said = {name: value for name, value in said.items() if value}
    before = stored.revisions.filter(raw_sha256=stored.raw_sha256, **said)
    if stored.raw_sha256 and said and before.exists():
        return True
    if when and stored.fetched_at and when > stored.fetched_at:
        return False
    return stored.revisions.filter(raw_sha256=raw).exists()


def _is_older(stored: Article, extracted: ExtractedArticle) -> bool:
    """Whether the input was captured, as it says, before what is stored."""
    when = extracted.fetched_at
    known = bool(stored.raw_sha256 and extracted.raw_sha256)
    return bool(known and when and stored.fetched_at and when < stored.fetched_at)


def _keep_past(stored: Article, extracted: ExtractedArticle) -> None:
    """Keep a text that came late as the revision that it is."""
    ArticleRevision.objects.create(
        article=stored,
        title=extracted.title,
        body=extracted.body,
        text_sha256=text_hash(extracted.body),
        raw_sha256=extracted.raw_sha256,
        fetched_at=extracted.fetched_at,
    )
    extracted.notice(
        Reason(_("The capture is older than the one that is stored: kept as a revision."))
    )


def _differences(
    stored: Article, extracted: ExtractedArticle, register: Register
) -> dict[str, Any]:
    """Return what the input says otherwise than the stored article, by field."""
    said = {name: getattr(extracted, name) for name in PLAIN}
    said["title"] = "" if _title_is_no_better(stored, extracted) else extracted.title
    changes = {
        name: value for name, value in said.items() if value and value != getattr(stored, name)
    }
    changes |= _date_changes(stored, extracted)
    outlet = extracted.outlet
    if outlet.is_known and (stored.source.key == UNKNOWN.key or not outlet.is_guess):
        source = register.source(outlet)
        if source.pk != stored.source_id and source.key != UNKNOWN.key:
            changes["source"] = source
    return changes


def _title_is_no_better(stored: Article, extracted: ExtractedArticle) -> bool:
    """A headline cut out of a paragraph, or our own descriptive title coming back from an
    export."""
    ours = {stored.title_ar, stored.title_en} - {""}
    return extracted.title in ours or (extracted.title_is_cut and bool(ours or stored.title))


def _title_was_cut(stored: Article) -> bool:
    """Whether the headline is the beginning of the text, cut by us where the input gave none."""
    return bool(stored.body) and stored.title == cut(stored.body.split("\n\n")[0])


def _date_changes(stored: Article, extracted: ExtractedArticle) -> dict[str, Any]:
    if extracted.published_on is None:
        return {}
    same_day = extracted.published_on == stored.published_on
    if same_day and extracted.published_at in (None, stored.published_at):
        return {}
    return {
        "published_on": extracted.published_on,
        "published_at": extracted.published_at,
        "date_basis": Article.DateBasis.OUTLET,
    }


def _only_filling(stored: Article, changes: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Part changes into those that fill an empty field and the names of those that would not."""
    filling: dict[str, Any] = {}
    kept: list[str] = []
    dated = stored.published_on is not None
    for name, value in changes.items():
        if name in ("published_on", "published_at", "date_basis"):
            empty = not dated
        elif name == "source":
            empty = stored.source.key == UNKNOWN.key
        else:
            empty = not getattr(stored, name)
        if empty:
            filling[name] = value
        elif name not in ("published_at", "date_basis"):
            kept.append(name)
    return filling, kept


def _provenance(
    stored: Article, extracted: ExtractedArticle, changes: dict[str, Any]
) -> dict[str, Any]:
    """Name the bytes that came, where the text that will be stored is in them."""
    text = changes.get("body", stored.body)
    if not extracted.raw_sha256 or extracted.body != text:
        return {}
    return {
        "raw_sha256": extracted.raw_sha256,
        "fetched_at": extracted.fetched_at or timezone.now(),
    }


def _keep_revision(stored: Article, changes: dict[str, Any]) -> None:
    """Keep the text that is about to be replaced; a text that is only filled in replaces none."""
    replaced = [name for name in ("title", "body") if name in changes and getattr(stored, name)]
    if replaced:
        ArticleRevision.keep(stored)


def _mention(article: Article, extracted: ExtractedArticle, register: Register) -> int:
    """Confirm the mentions the input declares; return how many are new. A curator's no stays a
    no."""
    if not extracted.entities:
        return 0
    numbers = {key: register.entity(key) for key in extracted.entities}
    unknown = [key for key, number in numbers.items() if number is None]
    if unknown:
        extracted.notice(
            Reason(_("No entity has the key %(keys)s. Saved without it."), keys=", ".join(unknown))
        )
    wanted = {number for number in numbers.values() if number is not None}
    there = dict(article.mentions.filter(entity__in=wanted).values_list("entity", "status"))
    suggested = [pk for pk, status in there.items() if status == Mention.Status.SUGGESTED]
    if suggested:
        waiting = article.mentions.filter(entity__in=suggested)
        waiting.update(status=Mention.Status.CONFIRMED)
    new = [Mention(article=article, entity_id=pk) for pk in sorted(wanted - there.keys())]
    Mention.objects.bulk_create(new)
    return len(new) + len(suggested)


def _support(article: Article, extracted: ExtractedArticle, register: Register) -> int:
    """Let the article stand behind the meetings it declares; return how many are new."""
    if not extracted.meetings:
        return 0
    numbers = {key: register.meeting(key) for key in extracted.meetings}
    unknown = [key for key, number in numbers.items() if number is None]
    if unknown:
        extracted.notice(
            Reason(_("No meeting has the key %(keys)s. Saved without it."), keys=", ".join(unknown))
        )
    there = set(
        article.evidence.filter(fact=Evidence.Fact.MEETING).values_list("meeting", flat=True)
    )
    wanted = {number for number in numbers.values() if number is not None} - there
    Evidence.objects.bulk_create(Evidence(article=article, meeting_id=pk) for pk in sorted(wanted))
    return len(wanted)
