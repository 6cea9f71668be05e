"""The lanes as one picture: an SVG file that says by itself what it shows, and can be printed.

Its looks stand in attributes, not in a style: our content policy forbids styles inside a document,
and programs that draw SVG understand attributes best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape as escape_markup

from articles.display.counts import counted
from articles.display.dates import format_range
from articles.display.lanes import is_open, keys, ticks
from articles.display.numbers import number
from articles.display.preferences import Preferences
from articles.exports.text import clean
from articles.timeline import Lanes
from articles.timeline.lanes import Lane, Mark

LANE, HEAD, FOOT, NAMES, EDGE = 40, 96, 56, 220, 24  # pixels
LEAST = 960  # width of the axis
FONT = "IBM Plex Sans Arabic, Noto Sans Arabic, Segoe UI, Tahoma, sans-serif"
PAPER, INK, GREY, RULE, DATA, RED = "#fff", "#191d1b", "#59625d", "#cbd1ca", "#465751", "#a31b20"


@dataclass(frozen=True)
class Picture:
    """What a drawing says beside its lanes; `page` gives the address of a meeting by its number."""

    title: str
    summary: str
    source: str
    language: str
    page: Callable[[int], str]


def lanes_svg(drawn: Lanes | None, about: Picture) -> str:
    """Draw the lanes; without any, the words alone."""
    axis = max(LEAST, drawn.axis.width) if drawn else LEAST
    width = NAMES + axis + 2 * EDGE
    height = HEAD + FOOT + (len(drawn.lanes) * LANE if drawn else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="14" fill="{INK}"'
        f' role="img" aria-labelledby="t d" xml:lang="{about.language}">',
        f'<title id="t">{escape(about.title)}</title>',
        f'<desc id="d">{escape(about.summary)} {escape(about.source)}</desc>',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
    ]
    drawing = _Drawing(about, axis)
    parts += drawing.head()
    if drawn:
        parts += drawing.axis(drawn, height - FOOT)
        parts += [drawing.lane(lane, n) for n, lane in enumerate(drawn.lanes)]
        parts += [drawing.mark(mark) for mark in drawn.marks]
    parts += drawing.foot(drawn, height)
    return "".join((*parts, "</svg>\n"))


class _Drawing:
    """Knows where things lie: names at the side where reading begins, time running away from it."""

    def __init__(self, about: Picture, axis: int) -> None:
        self.about, self.width, self.axis_width = about, NAMES + axis + 2 * EDGE, axis
        self.rtl = about.language == "ar"
        self.prefs = Preferences()

    def x(self, at: float) -> float:
        """A place on the axis, a fraction from its early end."""
        return self.side(NAMES + EDGE + at * self.axis_width)

    def side(self, distance: float) -> float:
        """So many pixels from the side where reading begins."""
        return self.width - distance if self.rtl else distance

    def text(self, words: str, distance: float, y: float, more: str = "") -> str:
        direction = ' direction="rtl"' if self.rtl else ""
        return (
            f'<text x="{self.side(distance):.1f}" y="{y}"{direction}{more}>{escape(words)}</text>'
        )

    def head(self) -> Iterator[str]:
        yield self.text(self.about.title, EDGE, 32, ' font-size="20" font-weight="600"')
        yield self.text(self.about.summary, EDGE, 54, f' fill="{GREY}"')

    def axis(self, drawn: Lanes, bottom: int) -> Iterator[str]:
        """Where the stretches of time begin, and what they are called."""
        far = self.side(NAMES + EDGE + self.axis_width)
        near = self.side(NAMES + EDGE)
        yield f'<path d="M{near} {HEAD}H{far}" stroke="{INK}"/>'
        stretches = drawn.axis.months or drawn.axis.units
        for unit, tick in zip(
            stretches, ticks(drawn, self.prefs, self.about.language, _nowhere), strict=True
        ):
            x = self.x(unit.x)
            yield f'<path d="M{x:.1f} {HEAD - 6}V{bottom}" stroke="{RULE}"/>'
            label = f"{tick.label} {tick.year}".strip()
            place = NAMES + EDGE + unit.x * self.axis_width + 4
            yield self.text(label, place, HEAD - 8, f' font-size="12" fill="{GREY}"')

    def lane(self, lane: Lane, n: int) -> str:
        y = self._y(n)
        name = str(lane.entity.name) if lane.entity else ""
        if not name:
            name = counted("more_people", lane.people, self.prefs)
        count = number(lane.count, self.prefs, self.about.language)
        ends = f"M{self.x(0):.1f} {y}H{self.x(1):.1f}"
        words = self.text(f"{name} ({count})", EDGE, y + 5)
        return f'{words}<path d="{ends}" stroke="{RULE}"/>'

    def mark(self, mark: Mark) -> str:
        """A meeting: a dot on the lane of each who was there, joined, and a link to its page."""
        ys = [self._y(lane) for lane in mark.lanes]
        own = [self._y(lane) for lane in mark.lanes if lane != mark.shared]
        x = self.x(mark.x + mark.width / 2 if mark.row.by_month else mark.x)
        signs = []
        if len(own) > 1:
            signs.append(f'<path d="M{x:.1f} {own[0]}V{own[-1]}" stroke="{DATA}" opacity=".5"/>')
        if mark.width:
            dashes = ' stroke-dasharray="3 3"' if mark.row.by_month else ""
            ends = self.x(mark.x), self.x(mark.x + mark.width)
            span = "".join(f"M{ends[0]:.1f} {y}H{ends[1]:.1f}" for y in ys)
            signs.append(f'<path d="{span}" stroke="{DATA}" stroke-width="3"{dashes}/>')
        fill = PAPER if is_open(mark) else DATA
        signs += [
            f'<circle cx="{x:.1f}" cy="{y}" r="4.5" fill="{fill}" stroke="{DATA}"/>' for y in ys
        ]
        if mark.disputed:
            red = "".join(f"M{x - 5:.1f} {y + 12}l10 -3" for y in ys)
            signs.append(f'<path d="{red}" stroke="{RED}" stroke-width="2"/>')
        row, language = mark.row, self.about.language
        day = format_range(row.start, row.end, self.prefs, language, row.precision)
        title = f"<title>{escape(mark.title)} ({escape(day)})</title>"
        return f'<a href="{escape(self.about.page(row.pk))}">{title}{"".join(signs)}</a>'

    def foot(self, drawn: Lanes | None, height: int) -> Iterator[str]:
        """What the signs mean, and where all of it can be looked up."""
        distance = float(EDGE)
        for key in keys(drawn) if drawn else []:
            label = f"{key.label} ({number(key.count, self.prefs, self.about.language)})"
            yield self._sign(key.sign, distance + 8, height - 32)
            yield self.text(label, distance + 22, height - 27, ' font-size="12"')
            distance += 48 + 7 * len(label)
        yield (
            f'<text x="{self.side(EDGE):.1f}" y="{height - 8}" font-size="12" fill="{GREY}"'
            f' text-anchor="{"end" if self.rtl else "start"}">{escape(self.about.source)}</text>'
        )

    def _sign(self, sign: str, distance: float, y: int) -> str:
        x = self.side(distance)
        if sign in ("held", "open"):
            fill = DATA if sign == "held" else PAPER
            return f'<circle cx="{x:.1f}" cy="{y}" r="4.5" fill="{fill}" stroke="{DATA}"/>'
        if sign == "disputed":
            return f'<path d="M{x - 5:.1f} {y + 2}l10 -3" stroke="{RED}" stroke-width="2"/>'
        dashes = ' stroke-dasharray="3 3"' if sign == "month" else ""
        return f'<path d="M{x - 6:.1f} {y}h12" stroke="{DATA}" stroke-width="3"{dashes}/>'

    def _y(self, lane: int) -> int:
        return HEAD + lane * LANE + LANE // 2


def escape(text: str) -> str:
    """`text` as XML may hold it."""
    return escape_markup(clean(text))


def _nowhere(first: object, last: object) -> str:
    """The stretches of a picture lead nowhere."""
    return ""
