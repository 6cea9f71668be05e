"""The index under faults: real processes, real kills, a real full disk.

A play (together, killing, dying, full_disk, machine) is run by its test in a process of its own on
a new archive, forks whoever takes part, and prints what was counted. Tests assert the counts, never
the clock. counts.py says how much is done: SIJILL_FAULTS=full does all of it."""
