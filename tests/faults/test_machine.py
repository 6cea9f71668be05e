"""Whatever is done in whatever order: index and database say the same after each drain."""

from __future__ import annotations

from tests.faults.counts import OPERATIONS

DEEDS = {"create", "edit", "withdraw", "delete", "rollback", "update", "person", "mention", "merge"}
DEEDS |= {"rename", "drain", "kill", "rebuild", "kill a rebuild", "comparisons"}


def test_random_operations_keep_database_and_index_equal(play):
    """Any difference ends the play with the operations that led to it."""
    counted = play("machine", OPERATIONS)
    assert counted["operations"] >= OPERATIONS
    assert set(counted["done"]) == DEEDS
    assert counted["done"]["comparisons"] > OPERATIONS // 20
