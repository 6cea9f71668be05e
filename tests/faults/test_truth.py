"""The judge of answers: every kind of lie is one, and what may be true is none."""

from __future__ import annotations

import pytest

from tests.faults.saving import told
from tests.faults.truth import HIDDEN, SHOWN, VOID, Answer, Change, Judge, Log, Reader

CHANGES = [
    Change("p0n1", 1, SHOWN, 1.0, 1.1),
    Change("p0n1", 2, VOID, 2.0, 2.1),
    Change("p0n1", 2, SHOWN, 3.0, 3.1),
    Change("p0n1", 2, HIDDEN, 5.0, 5.1),
    Change("p0n1", 3, SHOWN, 7.0, 7.1),
]


def heard(*answers: Answer) -> dict[str, int]:
    judge, reader = Judge(CHANGES), Reader()
    for answer in answers:
        judge.hear(reader, answer)
    return dict(judge.wrong)


def answer(start: float, end: float, indexed: int | None, shown: int | None, **more) -> Answer:
    return Answer(
        start,
        end,
        {"p0n1": indexed} if indexed else {},
        {"p0n1": shown} if shown else {},
        **more,
    )


@pytest.mark.parametrize(
    "answers",
    [
        [answer(2.5, 2.6, 1, 1), answer(4.0, 4.1, 2, 2)],
        # The index lags: the text shown is of now.
        [answer(4.0, 4.1, 1, 2), answer(4.5, 4.6, 2, 2)],
        # Committed some time in between, or not yet.
        [answer(3.05, 3.06, 1, 1)],
        [answer(3.05, 3.06, 2, 2)],
        # A search begun before the withdrawal, and one begun after it.
        [answer(4.0, 4.9, 2, 2), answer(6.0, 6.1, None, None)],
        # The index still has what was before the withdrawal, then hears of that, then of the rest.
        [answer(8.0, 8.1, 2, 3), answer(8.2, 8.3, None, None), answer(8.4, 8.5, 3, 3)],
        # Not yet indexed.
        [answer(1.5, 1.6, None, None)],
    ],
)
def test_what_may_be_true_is_no_lie(answers):
    assert heard(*answers) == {}


@pytest.mark.parametrize(
    ("answers", "lie"),
    [
        ([answer(6.0, 6.1, 2, 2)], "shown though it was not so"),  # withdrawn
        ([answer(4.0, 4.1, 1, 1)], "shown though it was not so"),  # an old text
        ([answer(0.1, 0.2, 1, 1)], "shown though it was not so"),  # not yet saved
        ([answer(0.1, 0.2, 1, None)], "found a version that was never saved"),
        ([answer(2.5, 2.6, 2, 1)], "found a version that was never saved"),  # rolled back
        ([answer(4.0, 4.1, 4, 2)], "found a version that was never saved"),
        ([answer(4.0, 4.1, 2, 2), answer(4.2, 4.3, 1, 2)], "went back to an older version"),
        ([answer(4.0, 4.1, 2, 2), answer(4.2, 4.3, None, None)], "missed what it had found before"),
        ([answer(8.0, 8.1, 3, 3), answer(8.2, 8.3, None, None)], "missed what it had found before"),
        ([answer(4.0, 4.1, 2, 2, wrong=("two documents",))], "two documents"),
    ],
)
def test_every_lie_is_heard(answers, lie):
    assert lie in heard(*answers)


def test_what_must_be_found_in_the_end():
    assert Judge(CHANGES).latest() == {"p0n1": 3}
    assert Judge(CHANGES[:4]).latest() == {}


def test_a_log_tells_what_was_begun_and_not_ended(tmp_path):
    log = Log(tmp_path / "log")
    log.write(begin=1.0, article="p0n1", version=1, state=SHOWN)
    log.write(end=1.1, state=SHOWN)
    log.write(begin=2.0, article="p0n1", version=2, state=SHOWN)
    begun = [Change("p0n1", 1, SHOWN, 1.0, 1.1), Change("p0n1", 2, SHOWN, 2.0, -1.0)]
    assert told(tmp_path / "log", settled=False) == begun
    with pytest.raises(AssertionError):
        told(tmp_path / "log")
