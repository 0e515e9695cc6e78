"""The documents that are generated: they say what the model and the tables say, and the picture is sound."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.describe import graph_model, write_docs
from graph.errors import ModelError
from graph.fields import Field, Type
from graph.model import NODES, RELATIONSHIPS
from graph.picture import picture
from graph.picture_layout import BOXES, HEIGHT, LINES, WIDTH, Box, Line, check
from ingest.describe import data_page, write_data_docs
from ingest.tables import TABLES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SVG = "{http://www.w3.org/2000/svg}"


def test_what_is_checked_in_is_what_the_model_says(tmp_path: Path) -> None:
    written = write_docs(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "graph-model.md", "images/graph-model.svg",
    ]  # fmt: skip
    for path in written:
        held = DOCS / path.relative_to(tmp_path)
        assert held.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), "run `make docs`"


def test_what_is_checked_in_is_what_the_tables_hold(tmp_path: Path) -> None:
    (path,) = write_data_docs(tmp_path, ROOT / "data")
    assert (DOCS / "data.md").read_text(encoding="utf-8") == path.read_text("utf-8"), "run `make docs`"


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading, by their first cell."""
    found: dict[str, list[str]] = {}
    _, _, below = text.partition(f"\n{heading}\n")
    assert below, heading
    for line in below.splitlines():
        if line.startswith("#"):
            break
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.replace("\\|", "¦").strip("|").split("|")]
            found[cells[0].strip("`")] = cells[1:]
    return found


def test_every_field_of_the_model_is_in_its_table() -> None:
    text = graph_model()
    common = rows(text, "## Nodes")
    for kind in NODES:
        own = rows(text, f"### {kind.label}")
        assert kind.doc in text
        for field in kind.fields:
            cells = (own | common)[field.name]
            assert len(cells) == 5
            assert cells[0] == field.type
            assert cells[1] == field.unit
            assert cells[2] == ("yes" if field.required else "")
            assert cells[4] == field.doc.replace("|", "¦")
            for value in field.allowed:
                assert f"`{value}`" in cells[3]
    common = rows(text, "## Relationships")
    labels = {kind.key: kind.label for kind in NODES}
    for tie in RELATIONSHIPS:
        assert f"`({labels[tie.start]})-[:{tie.type}]->({labels[tie.end]})`" in text
        own = rows(text, f"### {tie.type}")
        for field in tie.fields:
            assert (own | common)[field.name][4] == field.doc.replace("|", "¦")


def test_a_field_says_its_bounds() -> None:
    text = graph_model()
    assert rows(text, "### Cluster")["units"][:4] == ["integer", "units", "", "0 or more"]
    assert rows(text, "### LOCATED_IN")["share"][3] == "0 to 1"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_is_svg_that_names_every_kind() -> None:
    svg = picture()
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    written = texts(svg)
    for kind in NODES:
        assert kind.label in written
    for tie in RELATIONSHIPS:
        assert any(tie.type in text.split(" · ") for text in written), tie.type
    for rectangle in root.iter(f"{SVG}rect"):
        x, y = float(rectangle.get("x", 0)), float(rectangle.get("y", 0))
        assert x >= 0
        assert y >= 0
        assert x + float(rectangle.get("width", 0)) <= WIDTH
        assert y + float(rectangle.get("height", 0)) <= HEIGHT


def test_text_stays_inside_its_box() -> None:
    root = ElementTree.fromstring(picture())
    boxes = {(box.x + box.w / 2): box for box in BOXES.values()}
    placed = 0
    for element in root.iter(f"{SVG}text"):
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        held = [b for b in BOXES.values() if b.x + b.w / 2 == x and b.y < y < b.y + b.h]
        for box in held:
            size = float(element.get("font-size", 0))
            letter = size * (0.62 if element.get("font-weight") == "bold" else 0.5)
            assert len(element.text or "") * letter < box.w
            assert box.y + size * 0.8 < y < box.y + box.h - 3
            placed += 1
    assert placed >= 2 * len(boxes) > 0


def test_every_line_ends_at_its_boxes() -> None:
    for line in LINES:
        if line.label in ("LOCATED_IN", "ABOUT"):  # some lead to the frame of places, or to anything
            continue
        for key, (x, y) in ((line.start, line.points[0]), (line.ties.rpartition(">")[2], line.points[-1])):
            box = BOXES[key]
            edge = x in (box.x, box.x + box.w) or y in (box.y, box.y + box.h)
            inside = box.x <= x <= box.x + box.w and box.y <= y <= box.y + box.h
            assert edge, line.ties
            assert inside, line.ties


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda b, l: (b | {"bank": replace(b["bank"], x=b["claim"].x)}, l), "bank and claim overlap"),
        (lambda b, l: ({k: v for k, v in b.items() if k != "bank"}, l), r"lacks the nodes \['bank'\]"),
        (lambda b, l: (b, [x for x in l if x.label != "LEADS"]), "bank_leads_district"),
        (lambda b, l: (b, [*l, l[0]]), "twice"),
        (lambda b, l: (b, _moved(l, "LEADS", at=(320, 822))), "written over"),
        (lambda b, l: (b, _moved(l, "LEADS", at=(470, 850))), "written over bank"),
        (lambda b, l: (b, _moved(l, "LEADS", points=((380, 858), (380, 700)))), "runs through association"),
        (lambda b, l: (b, _moved(l, "OFFERS", at=(620, 260))), "crosses a label"),
    ],
)  # fmt: skip
def test_a_drawing_that_is_wrong_is_refused(change: object, reason: str) -> None:
    boxes, lines = change(dict(BOXES), list(LINES))  # type: ignore[operator]
    with pytest.raises(ModelError, match=reason):
        check(boxes, lines)


def _moved(lines: list[Line], label: str, **new: object) -> list[Line]:
    return [replace(line, **new) if line.label == label else line for line in lines]  # type: ignore[arg-type]


def test_boxes_that_touch_do_not_overlap() -> None:
    box = Box(0, 0, 10, 10, "")
    assert not box.meets(Box(10, 0, 10, 10, ""))
    assert box.meets(Box(10, 0, 10, 10, ""), gap=1)
    assert box.meets(Box(9, 9, 10, 10, ""))
    assert not box.meets(Box(0, 11, 10, 10, ""))


def test_the_page_of_tables_counts_what_is_there(tmp_path: Path) -> None:
    with (tmp_path / "clusters.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "units", "state", "source", "as_of"])
        writer.writerow(["cluster:a", "A", "12", "state:kerala", "One | two", "2019"])
        writer.writerow(["cluster:b", "B", "", "state:goa", "Other", "undated"])
    page = data_page(tmp_path)
    assert "| [clusters.csv](#clusters) | 2 | 1 | 2 | 2019 to 2019 |" in page
    cells = rows(page, "### clusters")
    assert cells["units"][0] == "1"
    assert cells["name"][0] == "2"
    assert "| 1 | One \\| two |" in page
    assert "ships none: `states`" in page
    for table in TABLES:
        columns = rows(page, f"### {table.name}")
        assert list(columns) == list(table.columns)


def test_bounds_in_words() -> None:
    from graph.describe import allowed

    assert allowed(Field("a", "", Type.INTEGER, high=5)) == "5 or less"
    assert allowed(Field("a", "", Type.INTEGER)) == ""
