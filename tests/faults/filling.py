"""Run by tests: fill the archive of a site with so many articles, of which some are the play's."""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()
    from tests.faults import archive

    if len(sys.argv) > 2:  # one more article of the play
        archive.Desk().create(sys.argv[2], 1)
    else:
        archive.found_archive(int(sys.argv[1]))
        for number in range(5):
            archive.Desk().create(archive.name_of(0, number), 1)
