"""What the buttons of the review page do, each by its verb, and who may press them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from articles import curation
from articles.admin.review.forms import QuoteForm, SameForm
from articles.admin.review.items import Encounter, Pick, Review
from articles.admin.support import dated, what_to_do
from articles.models import Dismissal, Entity, Meeting
from articles.tagging.run import suggest

# What judges one thing on the page, after which the next one is at hand.
JUDGING = frozenset(("accept", "reject", "same"))


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member may do about an article under review."""

    judge: bool  # names in it
    make: bool  # entities of names that nobody knows
    meet: bool  # meetings, and what is evidence for them
    take_back: bool  # what was evidence for them
    change: bool  # whose it is
    publish: bool
    review: bool

    @classmethod
    def of(cls, admin: Any, request: HttpRequest, article: Any) -> Rights:
        """Who may not change the article changes nothing of what is said about it."""
        user = request.user
        change = admin.has_change_permission(request, article)
        judge = change and user.has_perms(["articles.change_mention", "articles.add_mention"])
        return cls(
            judge=judge,
            make=judge and user.has_perm("articles.add_entity"),
            meet=change and user.has_perms(["articles.change_meeting", "articles.add_evidence"]),
            take_back=change
            and user.has_perms(["articles.change_meeting", "articles.change_evidence"]),
            change=change,
            publish=change and not article.is_withdrawn and admin.has_publish_permission(request),
            review=change and admin._may_review(request, article.status),
        )


@dataclass(frozen=True, slots=True)
class Done:
    """What to tell of a press: that it was done, and what there is to do after it."""

    text: str
    warning: str = ""


class NotAllowed(Exception):
    """The member may not press this button."""


def act(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    """Do what a button says; return what to tell. Raises NotAllowed and CurationError."""
    do = data.get("do", "")
    if do in ("accept", "reject"):
        return Done(_judge(review, data, rights, by, accept=do == "accept"))
    deed = _DEEDS.get(do)
    if deed is None:
        raise curation.CurationError(_("Nothing was chosen."))
    return deed(review, data, rights, by)


def _judge(review: Review, data: QueryDict, rights: Rights, by: Any, *, accept: bool) -> str:
    thing = _thing(review, data.get("what", ""))
    name: Any = thing.named if isinstance(thing, Encounter) else thing.name
    if not accept:
        if isinstance(thing, Pick):
            _reject_pick(review, thing, data, rights, by)
        else:
            _reject_meeting(review, thing, rights, by)
        return _("Rejected: %s") % name
    if isinstance(thing, Pick):
        entity = _accept_pick(review, thing, data, rights, by)
        name = str(entity) if thing.is_new else name
        if thing.is_new and not entity.name_en:
            return _("Accepted: %s. Its English name is missing.") % name
        if thing.is_new and not entity.name_ar:
            return _("Accepted: %s. Its Arabic name is missing.") % name
    else:
        _accept_meeting(review, thing, data, rights, by)
    return _("Accepted: %s") % name


def _thing(review: Review, what: str) -> Pick | Encounter:
    every: list[Pick | Encounter] = [*review.picks, *review.meetings]
    for thing in every:
        if thing.what == what:
            return thing
    return _gone()


def _gone() -> NoReturn:
    raise curation.CurationError(_("This suggestion is gone. The text may have changed."))


def _need(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def _accept_pick(review: Review, pick: Pick, data: QueryDict, rights: Rights, by: Any) -> Entity:
    if not pick.is_new:
        _need(rights.judge)
        mention = _mention(review, pick)
        curation.confirm_mention(mention=mention, by=by)
        return mention.entity
    _need(rights.make)
    start, end = pick.spans[0]
    with transaction.atomic():
        curation.take_back_dismissal(article=review.article, **_dismissed(pick), by=by)
        return curation.add_name(
            article=review.article,
            name=pick.name,
            name_ar=data.get("name_ar", ""),
            name_en=data.get("name_en", ""),
            kind=data.get("kind", "") or pick.kind,
            start=start,
            end=end,
            by=by,
        )


def _reject_pick(review: Review, pick: Pick, data: QueryDict, rights: Rights, by: Any) -> None:
    _need(rights.judge)
    if pick.is_new:
        curation.dismiss(article=review.article, **_dismissed(pick), by=by)
    else:
        curation.reject_mention(mention=_mention(review, pick), by=by)


def _dismissed(thing: Pick | Encounter) -> dict[str, str]:
    """How a dismissal names what it is of."""
    if isinstance(thing, Pick):
        return {"kind": Dismissal.Kind.NAME, "what": thing.what.removeprefix("name:")}
    return {"kind": Dismissal.Kind.MEETING, "what": thing.meeting.key}


def _mention(review: Review, pick: Pick) -> Any:
    rows = review.article.mentions.select_related("entity", "article")
    mention = rows.filter(pk=_number(pick)).first()
    return mention or _gone()


def _number(pick: Pick) -> str:
    return pick.what.removeprefix("mention:")


def _accept_meeting(
    review: Review, told: Encounter, data: QueryDict, rights: Rights, by: Any
) -> None:
    """Who was read wrongly is in the title of a suggestion too, so that none is taken out here."""
    _need(rights.meet)
    if told.needs_word and not data.get("all_the_same"):
        text = _(
            "The mention of %(names)s was rejected in this article. Say that they took part all the"
            " same, or open the meeting and take them out of it first."
        )
        raise curation.CurationError(text % {"names": told.denied_names})
    if told.is_known:
        with transaction.atomic():
            curation.take_back_dismissal(article=review.article, **_dismissed(told), by=by)
            curation.attach_to_meeting(
                article=review.article, meeting=told.meeting, sentence=_certain(told), by=by
            )
    else:
        curation.confirm_meeting(
            meeting=told.meeting, article=review.article, sentence=_certain(told), by=by
        )


def _reject_meeting(review: Review, told: Encounter, rights: Rights, by: Any) -> None:
    _need(rights.meet)
    if told.is_known:
        curation.dismiss(article=review.article, **_dismissed(told), by=by)
        return
    with transaction.atomic():
        # The page may be old: what another desk has confirmed since, readers see.
        meeting = Meeting.objects.select_for_update().filter(pk=told.meeting.pk).first()
        if meeting is None or meeting.review == Meeting.Review.REJECTED:
            raise curation.CurationError(_("“%s” is no suggestion any more.") % told.named)
        if meeting.review == Meeting.Review.CONFIRMED:
            raise curation.CurationError(_("“%s” was confirmed meanwhile.") % dated(meeting))
        curation.reject_meeting(meeting=meeting, by=by)


def _accept_all(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    """Accept every name of the register that waited on the page that was shown, and no other; what
    is new or a meeting is judged by itself: each makes something that readers see elsewhere too."""
    _need(rights.judge)
    shown = set(data.getlist("shown"))
    waiting = [int(_number(pick)) for pick in review.waiting if pick.what in shown]
    done = curation.confirm_mentions(article=review.article, mentions=waiting, by=by)
    return Done(_("Accepted: %d") % done)


def _same(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.meet)
    told = _thing(review, data.get("what", ""))
    if not isinstance(told, Encounter):
        raise curation.CurationError(_("Choose the meeting that it is."))
    form = SameForm([], told.meeting, data, prefix=told.what.replace(":", "-"))
    if not form.is_valid():
        raise curation.CurationError(_("Choose the meeting that it is."))
    known = form.cleaned_data["known"]
    left = curation.same_meeting(
        suggestion=told.meeting,
        known=known,
        article=review.article,
        sentence=_certain(told),
        by=by,
    )
    text = _("Evidence for “%s”.") % dated(known)
    if not left:
        return Done(text)
    warning = _(
        "Withdrawn, and so not made evidence of it: %s. Ask somebody who may withdraw articles to"
        " attach what should be."
    )
    return Done(text, warning % _("; ").join(str(one) for one in left))


def _certain(told: Encounter) -> str:
    """The sentence that may be kept as a quotation: a likely one is only shown."""
    return told.sentence if told.is_certain else ""


def _cite(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.meet)
    form = QuoteForm([], review.article, data)
    if not form.is_valid():
        raise curation.CurationError(next(iter(form.errors.values()))[0])
    row = curation.cite(article=review.article, by=by, **form.cleaned_data)
    told = {"meeting": dated(row.meeting), "fact": row.get_fact_display()}
    return Done(_("Kept as evidence for “%(meeting)s”: %(fact)s.") % told)


def _take_back(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.take_back)
    given = {str(row.pk): row for told in review.meetings for row in told.given}
    row = given.get(data.get("row", ""))
    if row is None:
        raise curation.CurationError(_("This evidence is gone. Somebody may have taken it back."))
    told = {"meeting": dated(row.meeting), "fact": row.get_fact_display()}
    bears_on = curation.take_back_evidence(row=row, by=by)
    text = _("Taken back: %(fact)s of “%(meeting)s”. The history of the meeting has it.") % told
    return Done(text, "" if bears_on else what_to_do(row))


def _suggest(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.judge)
    suggest(review.article)
    return Done(_("The text was read for suggestions."))


def _take(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.change)
    curation.assign(article=review.article, to=by, by=by)
    return Done(_("It is assigned to you."))


def _publish(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.publish)
    curation.publish(article=review.article, by=by)
    return Done(_("“%s” is published.") % review.article)


def _send(review: Review, data: QueryDict, rights: Rights, by: Any) -> Done:
    _need(rights.review)
    curation.send_to_review(article=review.article, by=by)
    return Done(_("“%s” is sent to review.") % review.article)


_Deed = Callable[[Review, QueryDict, Rights, Any], Done]
_DEEDS: dict[str, _Deed] = {
    "accept_all": _accept_all,
    "same": _same,
    "cite": _cite,
    "take_back": _take_back,
    "suggest": _suggest,
    "take": _take,
    "publish": _publish,
    "publish_next": _publish,
    "send": _send,
}
