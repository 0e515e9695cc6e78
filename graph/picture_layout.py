"""Where each part of the picture of the graph model stands, and the check that none covers another.

Clusters are the middle layer; above them who helps and with what, below them whom they consist of and
who pays; places stand on the left, industries on the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

from graph.errors import ModelError
from graph.model import NODE, RELATIONSHIP

WIDTH, HEIGHT = 1540, 990
Point: TypeAlias = tuple[float, float]
# Average width of a letter of a label, in pixels.
_LABEL = 7.4


@dataclass(frozen=True)
class Box:
    """A rectangle: its top left corner, width, height and group of colours."""

    x: float
    y: float
    w: float
    h: float
    group: str

    def meets(self, other: Box, gap: float = 0) -> bool:
        """Whether the two overlap, or come closer than the gap."""
        apart_x = self.x + self.w + gap <= other.x or other.x + other.w + gap <= self.x
        apart_y = self.y + self.h + gap <= other.y or other.y + other.h + gap <= self.y
        return not (apart_x or apart_y)


@dataclass(frozen=True)
class Line:
    """An arrow along right angles that stands for one or more kinds of relationship.

    Attributes:
        ties: `TYPE start>end`, several ends or starts separated by commas, several types by `+`.
        points: its corners, the arrow's head last.
        at: the middle of its label.
    """

    ties: str
    points: tuple[Point, ...]
    at: Point

    @property
    def label(self) -> str:
        """The types, as written beside it."""
        return self.ties.partition(" ")[0].replace("+", " · ")

    @property
    def kinds(self) -> frozenset[str]:
        """Names of the kinds of relationship that it stands for."""
        types, _, ends = self.ties.partition(" ")
        starts, _, targets = ends.partition(">")
        return frozenset(
            f"{start}_{type_.lower()}_{end}"
            for type_ in types.split("+")
            for start in starts.split(",")
            for end in targets.split(",")
        )

    @property
    def start(self) -> str:
        """The first kind of node that it starts from."""
        return self.ties.partition(" ")[2].partition(">")[0].split(",")[0]

    @property
    def label_box(self) -> Box:
        """The room that the label takes."""
        width = len(self.label) * _LABEL + 6
        return Box(self.at[0] - width / 2, self.at[1] - 8, width, 16, "")


PLACES = Box(24, 120, 236, 765, "place")
BOXES: Mapping[str, Box] = {
    "state": Box(36, 172, 100, 176, "place"),
    "constituency": Box(148, 172, 100, 176, "place"),
    "district": Box(36, 500, 212, 372, "place"),
    "institution": Box(480, 130, 270, 86, "help"),
    "startup": Box(920, 130, 230, 86, "help"),
    "capability": Box(390, 290, 190, 86, "means"),
    "technology": Box(820, 290, 220, 86, "means"),
    "cluster": Box(380, 450, 800, 96, "cluster"),
    "association": Box(380, 640, 190, 86, "members"),
    "enterprise": Box(660, 640, 190, 86, "members"),
    "product": Box(990, 640, 160, 86, "economy"),
    "bank": Box(380, 800, 190, 86, "money"),
    "claim": Box(660, 800, 190, 86, "claim"),
    "scheme": Box(990, 800, 190, 86, "money"),
    "feedback": Box(960, 902, 225, 80, "claim"),
    "industry": Box(1300, 120, 200, 765, "economy"),
}
SAID_OF = ",".join(kind.end for kind in RELATIONSHIP.values() if kind.start == "claim")
ANYTHING = Box(620, 940, 270, 30, "claim")
PAIR = Box(1250, 930, 260, 30, "claim")

LINES: tuple[Line, ...] = (
    Line("PART_OF district>state", ((86, 500), (86, 348)), (86, 440)),
    Line("PART_OF constituency>district", ((198, 348), (198, 500)), (198, 410)),
    Line("PART_OF industry>industry",
         ((1500, 690), (1522, 690), (1522, 740), (1500, 740)), (1455, 715)),
    Line("LOCATED_IN startup>state,district",
         ((970, 130), (970, 50), (142, 50), (142, 120)), (360, 50)),
    Line("LOCATED_IN institution>state,district", ((480, 172), (260, 172)), (360, 172)),
    Line("LOCATED_IN cluster>constituency",
         ((380, 475), (305, 475), (305, 280), (248, 280)), (305, 400)),
    Line("LOCATED_IN cluster>state,district", ((380, 520), (260, 520)), (322, 520)),
    Line("LOCATED_IN association>state,district", ((380, 682), (260, 682)), (322, 682)),
    Line("LOCATED_IN enterprise>district", ((700, 726), (700, 763), (248, 763)), (440, 763)),
    Line("ACTIVE_IN institution>industry",
         ((700, 130), (700, 85), (1400, 85), (1400, 120)), (1235, 85)),
    Line("ACTIVE_IN startup>industry", ((1150, 172), (1300, 172)), (1222, 172)),
    Line("APPLIES_TO technology>industry", ((1040, 352), (1300, 352)), (1222, 352)),
    Line("ACTIVE_IN cluster>industry", ((1180, 498), (1300, 498)), (1236, 498)),
    Line("ACTIVE_IN enterprise>industry", ((810, 726), (810, 763), (1300, 763)), (1090, 763)),
    Line("SUPPORTS scheme>industry", ((1180, 843), (1300, 843)), (1236, 843)),
    Line("OFFERS institution>capability", ((530, 216), (530, 290)), (530, 253)),
    Line("MENTORS institution>cluster", ((620, 216), (620, 450)), (620, 310)),
    Line("COLLABORATED_WITH institution>cluster", ((715, 216), (715, 450)), (715, 340)),
    Line("DEVELOPS institution>technology", ((750, 190), (870, 190), (870, 290)), (870, 240)),
    Line("DEVELOPS startup>technology", ((985, 216), (985, 290)), (985, 253)),
    Line("COLLABORATED_WITH startup>cluster", ((1115, 216), (1115, 450)), (1115, 310)),
    Line("NEEDS cluster>capability", ((485, 450), (485, 376)), (485, 413)),
    Line("NEEDS cluster>technology", ((860, 450), (860, 376)), (860, 413)),
    Line("USES cluster>technology", ((920, 450), (920, 376)), (920, 413)),
    Line("PILOTED_IN technology>cluster", ((1000, 376), (1000, 450)), (1000, 413)),
    Line("SUPPLIES+SHARES cluster>cluster",
         ((880, 546), (880, 592), (960, 592), (960, 546)), (920, 592)),
    Line("MEMBER_OF enterprise>cluster", ((755, 640), (755, 546)), (755, 592)),
    Line("REPRESENTS association>cluster", ((475, 640), (475, 546)), (475, 592)),
    Line("MAKES cluster>product", ((1060, 546), (1060, 640)), (1060, 592)),
    Line("MAKES enterprise>product", ((850, 682), (990, 682)), (918, 682)),
    Line("SERVES bank>cluster", ((570, 843), (615, 843), (615, 546)), (615, 666)),
    Line("SERVES bank>district", ((380, 822), (248, 822)), (322, 822)),
    Line("LEADS bank>district", ((380, 858), (248, 858)), (322, 858)),
    Line("SUPPORTS scheme>cluster", ((1165, 800), (1165, 546)), (1165, 592)),
    Line("ASSESSED_FOR cluster>scheme",
         ((1180, 535), (1225, 535), (1225, 820), (1180, 820)), (1225, 620)),
    Line("ASSESSED_FOR enterprise>scheme",
         ((835, 726), (835, 783), (1010, 783), (1010, 800)), (925, 783)),
    Line("ASSESSED_FOR startup>scheme",
         ((1150, 200), (1275, 200), (1275, 865), (1180, 865)), (1212, 200)),
    Line(f"ABOUT claim>{SAID_OF}", ((755, 886), (755, 940)), (755, 909)),
    Line("ABOUT feedback>cluster,institution,startup,technology", ((1185, 945), (1250, 945)), (1217, 945)),
)  # fmt: skip


def check(boxes: Mapping[str, Box], lines: Iterable[Line]) -> None:
    """Compare the drawing with the model, and its parts with each other.

    Raises:
        ModelError: a kind is missing or unknown, or one part covers another.
    """
    drawn = [kind for line in lines for kind in line.kinds]
    _same("nodes", set(boxes), set(NODE))
    _same("relationships", set(drawn), set(RELATIONSHIP))
    if len(drawn) != len(set(drawn)):
        raise ModelError("the picture draws a kind of relationship twice")
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        if a.meets(b, 8):
            raise ModelError(f"in the picture {one} and {other} overlap")
    labels = [line for line in lines if line.start != line.ties.rpartition(">")[2]]
    for line in labels:
        for key, box in boxes.items():
            if line.label_box.meets(box):
                raise ModelError(f"in the picture {line.ties} is written over {key}")
    for first, second in combinations(lines, 2):
        if first.label_box.meets(second.label_box):
            raise ModelError(f"in the picture {first.ties} is written over {second.ties}")
        if any(second.label_box.meets(part) for part in _segments(first)) or any(
            first.label_box.meets(part) for part in _segments(second)
        ):
            raise ModelError(f"in the picture a line crosses a label: {first.ties}, {second.ties}")
    for line in lines:
        ends = {line.start, *line.ties.rpartition(">")[2].split(",")}
        for key, box in boxes.items():
            if key not in ends and any(box.meets(part) for part in _segments(line)):
                raise ModelError(f"in the picture {line.ties} runs through {key}")


def _same(what: str, drawn: set[str], wanted: set[str]) -> None:
    if drawn != wanted:
        missing, unknown = sorted(wanted - drawn), sorted(drawn - wanted)
        raise ModelError(
            f"the picture of the model lacks the {what} {missing} and has unknown {unknown}; "
            "change BOXES and LINES in graph/picture_layout.py"
        )


def _segments(line: Line) -> list[Box]:
    return [
        Box(min(x, u) - 1, min(y, v) - 1, abs(x - u) + 2, abs(y - v) + 2, "")
        for (x, y), (u, v) in pairwise(line.points)
    ]
