"""Sentences of Django's that its Arabic catalog says wrongly, or not at all.

Ours is asked before Django's, so that naming them here and translating them is all there is to do.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext_lazy

# The first is "was added" there.
SAID = (
    _("The {name} “{obj}” was changed successfully."),
    _("Password-based authentication"),
    _("Password-based authentication was disabled."),
    _("Enabled"),
    _("Disabled"),
    _("Reset password"),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _(
        "Whether the user will be able to authenticate using a password or not. "
        "If disabled, they may still be able to authenticate using other backends, "
        "such as Single Sign-On or LDAP."
    ),
    # Written as everywhere else in the archive.
    _("April"),
)
IN_SHORT = (pgettext_lazy("abbrev. month", "April"),)
