"""What the templates of the desk say beyond Django's own."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

NAMELESS = '<th class="original"></th>'


@register.filter(is_safe=True)
def with_first_column(table: SafeString) -> SafeString:
    """Django's table of rows with a heading, for the ear, over the column that names each row."""
    heading = format_html(
        '<th class="original"><span class="visually-hidden">{}</span></th>', _("Row")
    )
    return mark_safe(table.replace(NAMELESS, heading, 1))  # noqa: S308  Django's own, rendered
