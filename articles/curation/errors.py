"""How a verb refuses."""


class CurationError(Exception):
    """The verb does not apply to what it was asked for; the message says why and what to do."""
