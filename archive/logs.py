"""What a line of the log says of a refused request."""

from __future__ import annotations

import logging


class OneLineOfRefusals(logging.Filter):
    """Leave the traceback out of what is no failure of ours.

    A refusal (403) and a page that is not there (404) are answers like any other: the line says
    which address was refused, and a screen of our own code behind it would hide what did fail."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
