"""Where this site is, for addresses that must work away from it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site_of(request: HttpRequest) -> str:
    """Scheme and host without a final slash: SITE_URL where it is set, else as it was asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
