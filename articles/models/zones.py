"""Names of time zones, as the zone database has them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def is_time_zone(name: str) -> None:
    """Refuse what is no name of a zone."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write one such as Europe/Moscow or Asia/Qatar."),
            params={"name": name},
        )
