"""Sentences of Django's that its Arabic catalog says wrongly, or with other marks of quotation than
ours, or not at all.

Ours is asked before Django's, so that naming them here and translating them is all there is to do.
Names of nouns come without an article and of either gender: no verb of ours agrees with one. What
scripts say stands in djangojs.po, which articles.desk puts behind Django's own.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

# The first is "was added" there.
SAID = (
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("You may edit it again below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    _("Delete selected %(verbose_name_plural)s"),
    _("Successfully deleted %(count)d %(items)s."),
    _("0 of %(cnt)s selected"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Click here to select the objects across all pages"),
    _("Clear selection"),
    _("Added “%(object)s”."),
    _("Changed “%(object)s” — %(changes)s"),
    _("Deleted “%(object)s.”"),
    _("Added {name} “{object}”."),
    _("Changed {fields} for {name} “{object}”."),
    _("Deleted {name} “{object}”."),
    _("Changed {fields}."),
    _("No fields changed."),
    _("Hold down “Control”, or “Command” on a Mac, to select more than one."),
    _("No, take me back"),
    _("You don’t have permission to view or edit anything."),
    _("After you’ve created a user, you’ll be able to edit more user options."),
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
COUNTED = (ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),)
