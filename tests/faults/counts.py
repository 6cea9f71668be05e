"""How much the fault tests do. SIJILL_FAULTS=full: all that docs/durability.md promises; else as
much of the same as fits into every run of the tests."""

from __future__ import annotations

import os

FULL = os.environ.get("SIJILL_FAULTS") == "full"

# Four processes save so often each, while two others search.
SAVES = 500 if FULL else 200
# SIGKILLs at random moments, and after how many of them everything is compared.
KILLS = 200 if FULL else 50
KILLS_A_ROUND = 10
# Of the steps of a process to the disk or the database, every how many-th is its last one once.
STRIDE = 1 if FULL else 13
# Rounds on a disk that is full.
FULL_DISKS = 24 if FULL else 6
# Random operations of the state machine.
OPERATIONS = 10_000 if FULL else 1_000
