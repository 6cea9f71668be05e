"""Parts of pages that are the same on many: made once for each version of the archive."""

from __future__ import annotations

from threading import Lock
from typing import Any

from cachetools import LRUCache
from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.display import language
from articles.templatetags.sijill import preferences_of, request_of

register = template.Library()

# Some two kilobytes each.
MOST = 2_000
_parts: LRUCache[Any, str] = LRUCache(MOST)
_lock = Lock()


class Kept(template.Node):
    def __init__(self, name: str, key: template.base.FilterExpression, inside: template.NodeList):
        self.name, self.key, self.inside = name, key, inside

    def render(self, context: template.Context) -> SafeString:
        version = getattr(request_of(context), "archive_version", None)
        if version is None:
            return self.inside.render(context)
        reader = preferences_of(context)
        key = (self.name, self.key.resolve(context), version, language(), reader)
        with _lock:
            text = _parts.get(key)
        if text is None:
            text = self.inside.render(context)
            with _lock:
                _parts[key] = text
        return mark_safe(text)  # noqa: S308  rendered


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """{% kept "name" key %}...{% endkept %}: what shows nothing but the row of the archive with
    this key, in the reader's language, digits and names of months.

    A request that says no version (an editor's, a test's without the middleware) has it made anew.
    """
    _tag, name, key = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name, parser.compile_filter(key), inside)
