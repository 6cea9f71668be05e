"""Writing suggestions: rows with the status "suggested", each once, nothing of a curator's touched.

A mention is known by its article and entity, a meeting by a key made of what it says. So a second
run finds its own rows, and a rejected one is there and is not made again. What a text that was
mended no longer says is taken back, but for what somebody has judged or changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.functions import Left
from django.utils.text import get_text_list
from django.utils.translation import override

from articles.models import Article, Evidence, Meeting, Mention, Participant
from articles.tagging.entities import Found
from articles.tagging.known import Known
from articles.tagging.meetings import Proposal
from articles.tagging.when import names_day

LONGEST_TEXT = 200
# Reports of one meeting that are asked for the day that they name, and letters of each.
_MOST_REPORTS, _MOST_LETTERS = 5, 20_000
_MARGIN = timedelta(days=1)
_FIELDS = ("text", "start", "end")
# As suggesting writes evidence: it says that the article tells of the meeting, and nothing more.
_UNSAID = dict.fromkeys(("quote", "value_ar", "value_en", "note_ar", "note_en", "origin"), "")


@transaction.atomic
def write(
    article: Article,
    mentions: list[Found],
    titled: list[Found],
    topics: list[Found],
    meetings: list[Proposal],
    known: Known,
) -> None:
    """Make the suggestions of an article what was found in it now."""
    _write_mentions(article, [*_first(mentions), *_first(topics)], titled, known)
    new = [proposal for proposal in meetings if proposal.matches is None]
    _drop_meetings(article, {_write_meeting(article, proposal, known) for proposal in new})


def _first(found: Iterable[Found]) -> list[Found]:
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.entity, each)
    return list(first.values())


def _write_mentions(
    article: Article, found: list[Found], titled: list[Found], known: Known
) -> None:
    there = {mention.entity_id: mention for mention in article.mentions.all()}
    wanted: dict[int, tuple[str, int | None, int | None]] = {}
    for each in found:
        wanted[known.numbers[each.entity]] = (each.text[:LONGEST_TEXT], each.start, each.end)
    for each in titled:
        # Its place is in the headline, and a place is one in the text.
        wanted.setdefault(known.numbers[each.entity], (each.text[:LONGEST_TEXT], None, None))
    new, moved = [], []
    for entity, said in wanted.items():
        mention = there.get(entity)
        if mention is None:
            new.append(
                Mention(article=article, entity_id=entity, status=Mention.Status.SUGGESTED,
                        **dict(zip(_FIELDS, said, strict=True)))
            )  # fmt: skip
        elif mention.status == Mention.Status.SUGGESTED and said != _place(mention):
            mention.text, mention.start, mention.end = said
            moved.append(mention)
    gone = [
        mention.pk
        for entity, mention in there.items()
        if entity not in wanted and mention.status == Mention.Status.SUGGESTED and mention.text
    ]
    Mention.objects.bulk_create(new)
    # A curator may have judged one while the text was read.
    waiting = Mention.objects.filter(status=Mention.Status.SUGGESTED)
    if moved:
        waiting.bulk_update(moved, _FIELDS)
    if gone:  # of a text that has changed since
        waiting.filter(pk__in=gone).delete()


def _place(mention: Mention) -> tuple[str, int | None, int | None]:
    return mention.text, mention.start, mention.end


def meeting_key(proposal: Proposal) -> str:
    """The key of a suggested meeting: equal for equal date, place and participants."""
    said = [proposal.date.isoformat(), proposal.place or "", *sorted(proposal.participants)]
    said.append("call" if proposal.is_call else "")
    mark = hashlib.sha256("|".join(said).encode()).hexdigest()[:8]
    where = [proposal.place] if proposal.place else []
    words = "-".join([*where, *sorted(proposal.participants)])[:150].strip("-")
    return f"m-{proposal.date.isoformat()}-{words}-{mark}"


def _drop_meetings(article: Article, kept: set[int]) -> None:
    """Take back that the article tells of suggested meetings other than these, and the meetings
    that nothing else tells of. Whatever somebody wrote of either keeps it."""
    mine = Evidence.objects.filter(article=article, fact=Evidence.Fact.MEETING)
    others = {pk for pk, of in mine.values_list("pk", "meeting") if of not in kept}
    if not others:  # as of nearly every article of an import
        return
    rows = mine.filter(pk__in=others, meeting__review=Meeting.Review.SUGGESTED, **_UNSAID)
    gone = dict(rows.values_list("pk", "meeting"))
    if not gone:
        return
    touched = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id__in=[str(pk) for pk in gone.values()],
    )
    by_hand = {int(pk) for pk in touched.values_list("object_id", flat=True)}
    Evidence.objects.filter(pk__in=[pk for pk, of in gone.items() if of not in by_hand]).delete()
    lone = Meeting.objects.filter(pk__in=set(gone.values()) - by_hand, evidence=None)
    lone.filter(review=Meeting.Review.SUGGESTED).delete()


def _write_meeting(article: Article, proposal: Proposal, known: Known) -> int:
    """Suggest a meeting, or let the article stand behind one suggested before; return its
    number."""
    meeting = stored_for(proposal)
    if meeting is None:
        meeting = _create(meeting_key(proposal), proposal, known)
    if meeting.review == Meeting.Review.SUGGESTED:
        Evidence.objects.get_or_create(meeting=meeting, article=article, fact=Evidence.Fact.MEETING)
    return meeting.pk


def stored_for(proposal: Proposal) -> Meeting | None:
    """The meeting that a proposal was written as, or one suggested or rejected before that is the
    same; None where the proposal was not written yet."""
    return Meeting.objects.filter(key=meeting_key(proposal)).first() or _alike(proposal)


def _alike(proposal: Proposal) -> Meeting | None:
    """A meeting suggested, or rejected, for another report of what is the same one; of several
    that on the very day. Two days that are both written out, or told of together, are two meetings.
    """
    near = Meeting.objects.filter(
        review__in=(Meeting.Review.SUGGESTED, Meeting.Review.REJECTED),
        start__range=(proposal.date - _MARGIN, proposal.date + _MARGIN),
        precision=proposal.precision,
    ).order_by("pk")
    near = near.exclude(start__in=proposal.beside)
    rows = near.select_related("place").prefetch_related("participants__entity")
    for meeting in sorted(rows, key=lambda row: (abs(row.start - proposal.date), row.pk)):
        is_call = meeting.format == Meeting.Format.CALL
        place = meeting.place.key if meeting.place else None
        who = {participant.entity.key for participant in meeting.participants.all()}
        if len(who & set(proposal.participants)) < 2 or place != proposal.place:
            continue
        if is_call == proposal.is_call and not _are_two_days(proposal, meeting):
            return meeting
    return None


def _are_two_days(proposal: Proposal, meeting: Meeting) -> bool:
    """Whether the proposal names one day, and what tells of the meeting another."""
    if meeting.start == proposal.date or not proposal.is_named:
        return False
    told = Evidence.objects.filter(meeting=meeting, fact=Evidence.Fact.MEETING)
    texts = told.order_by("pk").values_list(
        "article__title", Left("article__body", _MOST_LETTERS), "article__published_on"
    )
    return any(
        names_day(f"{title}\n{text}", meeting.start, published)
        for title, text, published in texts[:_MOST_REPORTS]
    )


def _create(key: str, proposal: Proposal, known: Known) -> Meeting:
    status = Meeting.Status.PLANNED if proposal.planned else Meeting.Status.HELD
    call = Meeting.Format.CALL if proposal.is_call else Meeting.Format.IN_PERSON
    meeting = Meeting.objects.create(
        key=key,
        title_ar=_title(proposal, known, 0, "لقاء ", "اتصال "),
        title_en=_title(proposal, known, 1, "Meeting of ", "Call of "),
        start=proposal.date,
        end=proposal.end if proposal.precision != "month" else None,
        precision=proposal.precision,
        place_id=known.numbers[proposal.place] if proposal.place else None,
        format=call,
        status=status,
        review=Meeting.Review.SUGGESTED,
        duration_minutes=proposal.duration_minutes,
    )
    Participant.objects.bulk_create(
        Participant(meeting=meeting, entity_id=known.numbers[who], position=position)
        for position, who in enumerate(proposal.participants)
    )
    return meeting


def _title(proposal: Proposal, known: Known, language: int, lead: str, call: str) -> str:
    """A title of the names alone, where all have one in the language."""
    names = [known.names[who][language] for who in proposal.participants]
    if not all(names):
        return "" if language or any(known.names[w][1] for w in proposal.participants) else lead
    opening = call if proposal.is_call else lead
    return (opening + _listed(names, language))[:500]


def _listed(names: list[str], language: int) -> str:
    """Names as a sentence lists them: Arabic says "and" before each, English before the last."""
    if not language:
        return " و".join(names)
    with override("en"):  # the commas are those of the title, whoever reads the desk
        return str(get_text_list(names, "and"))
