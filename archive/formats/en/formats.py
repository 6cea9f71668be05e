"""English dates are typed as Arabic ones are; written, they are Django's own."""

from archive.formats.inputs import (  # noqa: F401  Django reads them here
    DATE_INPUT_FORMATS,
    DATETIME_INPUT_FORMATS,
    TIME_INPUT_FORMATS,
)
