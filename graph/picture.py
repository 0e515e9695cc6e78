"""The picture of the graph model: a layered drawing in plain SVG, laid out by hand.

What it shows is compared with the model, so a kind of node or relationship that is added has to
be drawn before the documents can be written.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap

from graph.model import NODE
from graph.picture_layout import (
    ANYTHING,
    BOXES,
    HEIGHT,
    LINES,
    PAIR,
    PLACES,
    SAID_OF,
    WIDTH,
    Box,
    Line,
    check,
)

# Fill and stroke of each group.
_COLOURS = {
    "cluster": ("#d9f0e3", "#1b7f4d"),
    "members": ("#eef8f1", "#4f9a73"),
    "help": ("#e4ecfb", "#3559a8"),
    "means": ("#efe9fb", "#6b4fa8"),
    "money": ("#fdebd9", "#b3611a"),
    "place": ("#e6f3f6", "#1f7183"),
    "economy": ("#fbf3d3", "#8f6f00"),
    "claim": ("#f1f1f1", "#6a6a6a"),
}
# Average widths of a letter of a title and of small text, in pixels.
_TITLE, _SMALL = 9.4, 5.9
# What says something of others, and of which nobody says anything.
_KEPT = ("claim", "feedback")


def picture() -> str:
    """The drawing as SVG text.

    Raises:
        ModelError: it shows other kinds than the model has, or parts of it cover each other.
    """
    check(BOXES, LINES)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" font-family="Helvetica, Arial, sans-serif" role="img">',
            "<title>The graph model of Sangam</title>",
            "<defs>",
            *(_marker(group, stroke) for group, (_, stroke) in _COLOURS.items()),
            "</defs>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            _rectangle(PLACES, "6 4", "#f6fbfc"),
            _text(PLACES.x + 14, PLACES.y + 24, "Places", 16, "bold", _COLOURS["place"][1]),
            _text(
                PLACES.x + 14,
                PLACES.y + 41,
                "Arrows to this frame: State or District",
                11.5,
                "normal",
                "#333333",
            ),
            *(_path(line) for line in LINES),
            *(_node(key, box) for key, box in BOXES.items()),
            *_anything(),
            *(_label(line) for line in LINES),
            "</svg>\n",
        )
    )


def _marker(group: str, stroke: str) -> str:
    return (
        f'<marker id="head-{group}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z" fill="{stroke}"/></marker>'
    )


def _path(line: Line) -> str:
    group = BOXES[line.start].group
    stroke = _COLOURS[group][1]
    course = "M" + " L".join(f"{x:g} {y:g}" for x, y in line.points)
    dash = ' stroke-dasharray="5 4"' if group == "claim" else ""
    # A white line beneath lets the later of two crossing lines pass over the other.
    return (
        f'<path d="{course}" fill="none" stroke="#ffffff" stroke-width="7"/>'
        f'<path d="{course}" fill="none" stroke="{stroke}" stroke-width="1.6"{dash} '
        f'marker-end="url(#head-{group})"/>'
    )


def _label(line: Line) -> str:
    box = line.label_box
    group = BOXES[line.start].group
    back = _COLOURS[group][0] if line.start == "industry" else "#ffffff"
    return f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" fill="{back}"/>' + _text(
        line.at[0], line.at[1] + 4, line.label, 11, "bold", _COLOURS[group][1], "middle"
    )


def _node(key: str, box: Box) -> str:
    middle = box.x + box.w / 2
    lines = wrap(NODE[key].doc, int((box.w - 14) / _SMALL))
    top = box.y + box.h / 2 - 7.5 * len(lines) + 1
    title_size = 20 if key == "cluster" else 15
    if len(NODE[key].label) * _TITLE > box.w:
        title_size = 13
    parts = [
        _rectangle(box, "", _COLOURS[box.group][0]),
        _text(middle, top, NODE[key].label, title_size, "bold", _COLOURS[box.group][1], "middle"),
    ]
    parts += [
        _text(middle, top + 19 + 15 * number, line, 11.5, "normal", "#333333", "middle")
        for number, line in enumerate(lines)
    ]
    return "".join(parts)


def _anything() -> list[str]:
    apart = [kind.label for kind in NODE.values() if kind.key not in (*SAID_OF.split(","), *_KEPT)]
    text = "any of these but " + " and ".join(apart) if apart else "any of these"
    found: list[str] = []
    for box, what in ((ANYTHING, text), (PAIR, "the two sides of a suggested pair")):
        middle = box.x + box.w / 2
        found.append(_rectangle(box, "5 4", "#ffffff"))
        found.append(_text(middle, box.y + 19, what, 12, "normal", "#333333", "middle"))
    return found


def _rectangle(box: Box, dash: str, fill: str) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" rx="9" fill="{fill}" '
        f'stroke="{_COLOURS[box.group][1]}" stroke-width="1.6"{dashed}/>'
    )


def _text(x: float, y: float, text: str, size: float, weight: str, fill: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
