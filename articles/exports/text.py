"""Text that other formats can hold."""

import re

# XML 1.0 has no way to write these, and calendars stumble over them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without control characters; tabs and line ends stay."""
    return _CONTROLS.sub("", text)
