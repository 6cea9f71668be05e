"""The play of test_machine.py: random operations, a model of what must come of them, and after each
drain a comparison of model, database and index. Prints what was counted."""

from __future__ import annotations

import json
import random
import sys
import traceback
from functools import wraps
from itertools import count as counting
from typing import Any

import django
import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.faults.comparing import Compared, done

ARTICLES, PERSONS, BALLAST = 8, 4, 3
STEPS_OF_A_RUN = 50
ANY = st.integers(0, 999)
DEEDS = st.sampled_from(
    ["create", "create", "edit", "edit", "edit", "withdraw", "update", "delete", "rollback"]
)


def step(**drawn: Any) -> Any:
    """A rule of the machine. Whatever goes wrong in it ends the play: who dies where differs from
    time to time, so that hypothesis could not make the example smaller."""

    def made(act: Any) -> Any:
        @wraps(act)
        def acted(self: Machine, **values: Any) -> None:
            try:
                act(self, **values)
            except Exception:
                self.expect(False, traceback.format_exc())

        return rule(**drawn)(acted)

    return made


class Machine(Compared, RuleBasedStateMachine):
    """Changes an archive and its index, by one rule or another."""

    runs = 0

    def __init__(self) -> None:
        from articles.models import Article, Entity, Source
        from articles.search.indexing import indexer

        Machine.runs += 1
        # Hypothesis makes chance the same in each run: segments would get the names of others, of
        # which the cache still holds the words.
        random.seed()
        Article.objects.filter(key__startswith="urn:play:").delete()
        Entity.objects.filter(kind="person").delete()
        Source.objects.update(key="outlet")
        indexer.update()
        super().__init__()
        self.register.prefix = f"p{Machine.runs}"
        self.made = 0

    def some(self, number: int) -> str:
        names = sorted(self.register.articles)
        return names[number % len(names)]

    def person(self, number: int) -> str:
        keys = sorted(self.persons)
        return keys[number % len(keys)]

    # --- what editors do -------------------------------------------------------------------------
    def change(self, number: int, deed: str) -> None:
        """Something happens to some article; where there is none, or few, one is made."""
        few = len(self.register.articles) < ARTICLES
        if not self.register.articles or (deed == "create" and few):
            self.did("create")
            self.register.create()
            return
        name = self.some(number)
        deed = "edit" if deed == "create" else deed
        self.did(deed, name)
        getattr(self, f"_{deed}")(name)

    # Hypothesis takes all rules for as likely as each other, and an archive is changed more often
    # than rebuilt.
    one = step(number=ANY, deed=DEEDS)(change)
    another = step(number=ANY, deed=DEEDS)(change)
    yet_another = step(number=ANY, deed=DEEDS)(change)

    def _edit(self, name: str) -> None:
        self.register.edit(name)

    def _withdraw(self, name: str) -> None:
        self.register.withdraw(name)

    def _delete(self, name: str) -> None:
        self.register.desk.delete(name)
        del self.register.articles[name]
        self._forget(name)

    def _update(self, name: str) -> None:
        """queryset.update() calls no save(): the triggers see it."""
        from articles.models import Article

        shown = self.register.articles[name] is None
        status = "published" if shown else "draft"
        Article.objects.filter(key=f"urn:play:{name}").update(status=status)
        self.register.articles[name] = self.register.versions[name] if shown else None

    def _rollback(self, name: str) -> None:
        """All of it at once, and then it never was."""
        from django.db import transaction

        desk = self.register.desk
        try:
            with transaction.atomic():
                desk.edit(name, self.register.versions[name] + 1)
                desk.withdraw(name)
                desk.delete(name)
                raise KeyError(name)
        except KeyError:
            pass

    @precondition(lambda self: len(self.persons) < PERSONS)
    @step()
    def add_person(self) -> None:
        from articles.models import Entity

        self.did("person")
        key = f"person-{Machine.runs}-{self.made}"
        self.made += 1
        Entity.objects.create(key=key, kind="person", name_en=key, name_ar=key)
        self.persons[key] = set()

    @precondition(lambda self: self.register.articles and self.persons)
    @step(number=ANY, which=ANY)
    def mention(self, number: int, which: int) -> None:
        from articles.models import Entity, Mention

        name, key = self.some(number), self.person(which)
        self.did("mention", name, key)
        Mention.objects.get_or_create(
            article=self.register.desk.article(name),
            entity=Entity.objects.get(key=key),
            defaults={"status": "confirmed"},
        )
        self.persons[key].add(name)

    @precondition(lambda self: len(self.persons) > 1)
    @step(which=ANY, other=ANY)
    def merge(self, which: int, other: int) -> None:
        from articles import curation
        from articles.models import Entity

        self.did("merge")
        keep = self.person(which)
        absorb = sorted(self.persons.keys() - {keep})[other % (len(self.persons) - 1)]
        pair = {entity.key: entity for entity in Entity.objects.filter(key__in=[keep, absorb])}
        by = self.register.desk.by
        curation.merge_entities(keep=pair[keep], absorb=pair[absorb], by=by)
        self.persons[keep] |= self.persons.pop(absorb)

    @step(number=ANY)
    def rename_outlet(self, number: int) -> None:
        """Every document holds its key."""
        from articles.models import Source

        self.did("rename")
        Source.objects.update(key=f"outlet-{number}")

    # --- what becomes of the index ---------------------------------------------------------------
    @step()
    def drain(self) -> None:
        self.did("drain")
        self.compare()

    @step(step=st.integers(1, 300))
    def kill_indexer(self, step: int) -> None:
        from tests.faults import dying

        self.did("kill", step)
        self._dies(dying.drain, step)

    @step()
    def rebuild(self) -> None:
        from articles.search.indexing import generations

        self.did("rebuild")
        generations.rebuild()
        self.compare()

    @step(step=st.integers(1, 500))
    def kill_rebuild(self, step: int) -> None:
        self.did("kill a rebuild", step)
        self._dies(rebuild, step)

    def _dies(self, deed: Any, step: int) -> None:
        from tests.faults import dying
        from tests.faults.family import run
        from tests.faults.killing import opened

        ended = run(dying.die, deed, self.register, step)
        self.expect(ended in (0, -9), ended)
        self.expect(opened() == [], opened())

    def teardown(self) -> None:
        self.compare()

    def _forget(self, name: str) -> None:
        for names in self.persons.values():
            names.discard(name)


def rebuild(_register: object) -> None:
    from articles.search.indexing import generations

    generations.rebuild()


def operations() -> int:
    return sum(done.values()) - done["comparisons"]


def main(wanted: int, first_seed: int = 1) -> None:
    django.setup()
    from articles.search.indexing import indexer
    from tests.faults import archive

    archive.found_archive(BALLAST)
    indexer.update()
    some = settings(
        max_examples=25,
        stateful_step_count=STEPS_OF_A_RUN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for number in counting(first_seed):
        run_state_machine_as_test(seed(number)(Machine), settings=some)
        if operations() >= wanted:
            break
    counted = {"operations": operations(), "runs": Machine.runs, "done": dict(done)}
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
