"""Merge and undo, split and undo: the dump is the same byte for byte, whatever was there."""

from datetime import UTC
from random import Random

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import curation
from articles.models import Entity, Meeting, Merge, Source
from tests.curation.registers import RandomRegister, dump
from tests.factories import AliasFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")
SEEDS = range(12)


def refresh(pair):
    return [type(thing).objects.get(pk=thing.pk) for thing in pair]


def merges(register: RandomRegister, rng: Random, by):
    """One merge of each noun, of two that the seed chooses."""
    kind = rng.choice(sorted(register.entities))
    for verb, those in (
        (curation.merge_entities, register.entities[kind]),
        (curation.merge_sources, register.sources),
        (curation.merge_meetings, register.meetings),
    ):
        keep, absorb = refresh(rng.sample(those, 2))
        yield lambda verb=verb, keep=keep, absorb=absorb: verb(keep=keep, absorb=absorb, by=by)


def chosen(rng: Random, entity: Entity) -> curation.Split:
    def some(rows):
        rows = list(rows.order_by("pk"))
        return rng.sample(rows, rng.randint(0, len(rows)))

    meetings = Meeting.objects.filter(participants__entity=entity) | Meeting.objects.filter(
        topics=entity
    )
    return curation.Split(
        aliases=some(entity.aliases),
        roles=some(entity.roles),
        mentions=some(entity.mentions),
        meetings=some(meetings.distinct()),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_merge_of_any_noun_is_undone_to_the_byte(by, seed):
    register = RandomRegister(seed)
    for merge in merges(register, Random(seed), by):
        before = dump()
        done = merge()
        assert dump() != before
        report = curation.undo_merge(merge=done, by=by)
        assert dump() == before
        assert report.count
        assert report.gone == []


def test_a_journal_that_keeps_moments_without_how_they_were_written_is_undone(by):
    """Earlier releases kept no more than the moment."""
    keep, absorb = PersonFactory(), PersonFactory()
    for one in (keep, absorb):
        MeetingFactory(who=[one])
        AliasFactory(entity=one)
    before = list(Entity.objects.order_by("pk").values())
    done = curation.merge_entities(keep=keep, absorb=absorb, by=by)
    for row in [*done.before, *done.after]:
        for name, value in row["fields"].items():
            if name == "updated_at":
                moment = parse_datetime(value)
                moment = timezone.make_aware(moment, UTC) if timezone.is_naive(moment) else moment
                row["fields"][name] = moment.isoformat()
    assert "+00:00" in str(done.before)
    done.save()
    curation.undo_merge(merge=done, by=by)
    assert list(Entity.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_merges_of_all_nouns_one_on_the_other_are_undone_in_turn(by, seed):
    register, rng = RandomRegister(seed), Random(-seed)
    dumps, done = [], []
    for _ in range(2):
        kind = rng.choice(sorted(register.entities))
        for verb, model, those in (
            (curation.merge_entities, Entity, register.entities[kind]),
            (curation.merge_meetings, Meeting, register.meetings),
            (curation.merge_sources, Source, register.sources),
        ):
            there = list(model.objects.filter(pk__in=[t.pk for t in those]).order_by("pk"))
            if len(there) > 1:
                keep, absorb = rng.sample(there, 2)
                dumps.append(dump())
                done.append(verb(keep=keep, absorb=absorb, by=by))
    while done:
        curation.undo_merge(merge=done.pop(), by=by)
        assert dump() == dumps.pop()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_split_is_undone_to_the_byte(by, seed, is_new):
    register, rng = RandomRegister(seed), Random(seed)
    entity, other = rng.sample(register.entities[rng.choice(["person", "topic"])], 2)
    into = Entity(key="split-off", name_en="Split Off") if is_new else other
    before = dump()
    what = chosen(rng, entity)
    if not what:
        what = curation.Split(aliases=[entity.aliases.create(text="زائد", language="ar")])
        before = dump()
    done = curation.split_entity(entity=entity, chosen=what, into=into, by=by)
    assert dump() != before
    curation.undo_merge(merge=done, by=by)
    assert dump() == before


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_changes_nothing(by, seed):
    register = RandomRegister(seed)
    keep, absorb = register.meetings[:2]
    before = dump()
    curation.preview_merge(curation.merge_meetings, keep=keep, absorb=absorb, by=by)
    assert dump() == before
    assert not Merge.objects.exists()
