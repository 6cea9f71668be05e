"""The meetings of the lanes as SVG, and the same ones as a list.

Written here and not in a template: there may be a thousand, and each has a drawing and a line. So
attributes stand without quotes where HTML needs none, and the address of a meeting without its
slug, which is percent-encoded and longer than all the rest: it leads to the full one."""

from __future__ import annotations

from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import display
from articles.display import language
from articles.display.lanes import is_open, place
from articles.templatetags.sijill import langattrs, preferences_of
from articles.timeline import Lanes
from articles.timeline.lanes import Mark

register = template.Library()

LANE, LINE = 56, 42  # pixels: height of a lane, and how far down in it its line runs


def _y(lane: int) -> int:
    return lane * LANE + LINE


@register.simple_tag
def lanes_height(drawn: Lanes) -> int:
    """The height of the drawing in pixels."""
    return len(drawn.lanes) * LANE


@register.simple_tag
def lane_lines(drawn: Lanes) -> SafeString:
    """The line of each lane."""
    parts = (
        f'<line class="grid" x1="0" x2="100%" y1="{_y(n)}" y2="{_y(n)}"/>'
        for n in range(len(drawn.lanes))
    )
    return mark_safe("".join(parts))  # noqa: S308  numbers


@register.simple_tag
def lane_marks(drawn: Lanes) -> SafeString:
    """Every meeting as a link: a dot on each lane of who was there, joined by a line."""
    before, after = _address()
    code = language()
    parts = [
        f"<a href={before}{mark.row.pk}{after} aria-labelledby=m{mark.row.pk}>"
        f"{_signs(mark, code)}</a>"
        for mark in drawn.marks
    ]
    return mark_safe("".join(parts))  # noqa: S308  numbers


def _signs(mark: Mark, code: str) -> str:
    ys = [_y(lane) for lane in mark.lanes]
    dots = "".join(f"M0 {y}h0" for y in ys)
    # The shared lane is nobody's: a line down to it would say nothing, and cross all others.
    own = [_y(lane) for lane in mark.lanes if lane != mark.shared]
    tie = f'<path class=t d="M0 {own[0]}V{own[-1]}"/>' if len(own) > 1 else ""
    red = "".join(f"M-5 {y + 12}l10-3" for y in ys) if mark.disputed else ""
    red = f'<path class=r d="{red}"/>' if red else ""
    middle = mark.x + mark.width / 2 if mark.row.by_month else mark.x
    return (
        f"{_span(mark, ys, code)}<svg x={place(middle, code)}>{tie}"
        f'<path class={"o" if is_open(mark) else "p"} d="{dots}"/>{red}</svg>'
    )


def _span(mark: Mark, ys: list[int], code: str) -> str:
    """The days or the month that a meeting covers, on each of its lanes."""
    if not mark.width:
        return ""
    kind = "w" if mark.row.by_month else "l"
    ends = f"x1={place(mark.x, code)} x2={place(mark.x + mark.width, code)}"
    return "".join(f'<line class={kind} {ends} y1={y} y2="{y}"/>' for y in ys)


@register.simple_tag(takes_context=True)
def lane_list(context: template.Context, drawn: Lanes) -> SafeString:
    """The same meetings as lines of a list, which also give the drawing its words."""
    prefs, code = preferences_of(context), language()
    before, after = _address()
    comma = "، " if code == "ar" else ", "
    parts = []
    for mark in drawn.marks:
        row, title = mark.row, mark.title
        day = display.format_range(row.start, row.end, prefs, code, row.precision)
        foreign = langattrs(title) if title.lang != code else ""
        parts.append(
            f'<li id=m{row.pk}><a href="{before}{row.pk}{after}"{foreign}>{escape(title)}</a>'
            f"{comma}{day}"
        )
    return mark_safe("".join(parts))  # noqa: S308  escaped


def _address() -> tuple[str, str]:
    """What stands before and after the number of a meeting in its address."""
    before, after = reverse("meeting", args=[0]).split("0")
    return before, after
