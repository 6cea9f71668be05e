"""Django knows no Arabic form of a day with its hour, and falls back to the English one."""

from archive.formats.inputs import (  # noqa: F401  Django reads them here
    DATE_INPUT_FORMATS,
    DATETIME_INPUT_FORMATS,
    TIME_INPUT_FORMATS,
)

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
