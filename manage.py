#!/usr/bin/env python
"""Django's command line for Sijill."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A mistake in the surroundings is told in one line; a traceback would bury it.
        sys.exit(f"Sijill cannot start: {error}")


if __name__ == "__main__":
    main()
