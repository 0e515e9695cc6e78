"""The sheet: what is filled in comes back as it was, whatever is hostile in it is refused by cell."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from api_service import encoder, service, store_file
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.app import create_app
from api.cli.app import app as commands
from api.routes.desk import XLSX
from graph.errors import InputError
from graph.store import GraphStore, open_store
from matcher.desk import Desk, desk, desk_json
from matcher.desk.choices import NO, NOT_KNOWN, YES, Choices, choices_of, chosen, roles
from matcher.desk.reading import Filled, SheetError, read
from matcher.desk.rows import SHARES, Row, rows_of
from matcher.desk.sheet import ANSWER, DAY_CELL, DESK, FIRST, FORMULA, KEY, LISTS, ROLE_CELL, safe, write
from matcher.desk.statements import ROLES, said
from matcher.rules.library import load
from matcher.service import Service

LIBRARY = load()
ON = date(2026, 11, 24)
# A district with few clusters: a workbook is slow to open.
DISTRICT = "kasaragod"
ROLE = next(iter(roles()))


@cache
def found() -> Desk:
    return desk(service(), LIBRARY, DISTRICT, ON)


@cache
def choices() -> Choices:
    return Choices.of(service().snapshot(), found().id)


@cache
def blank() -> bytes:
    return write(found(), choices())


@cache
def asked() -> dict[str, Row]:
    return {row.key: row for row in rows_of(found())}


def key_of(fact: str, cluster: str | None = None) -> str:
    return next(k for k, row in asked().items() if row.fact.name == fact and cluster in (None, row.cluster))


def filled(
    answers: dict[str, object], *, role: object = ROLE, day: object = ON, change: Callable[[Any], None] = id
) -> bytes:
    """The sheet with answers by key; `change` may do more to the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    sheet = book[DESK]
    sheet[ROLE_CELL], sheet[DAY_CELL] = role, day
    for line in sheet.iter_rows(min_row=FIRST):
        if line[KEY].value in answers:
            line[ANSWER].value = answers[line[KEY].value]
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(content: bytes) -> Filled:
    return read(content, found(), choices(), ON)


def cell_of(key: str) -> str:
    return f"E{FIRST + list(asked()).index(key)}"


# -- what is written --


def test_each_cluster_and_open_fact_has_a_row_with_the_question_in_both_languages() -> None:
    rows = rows_of(found())
    assert len({row.key for row in rows}) == len(rows)
    for entry in found().clusters:
        mine = [row for row in rows if row.cluster == entry.id]
        missing = set(entry.verdict.missing) - {"share_in_constituency"}
        assert missing <= {row.fact.name for row in mine}
    for row in rows:
        assert row.question.isascii() or row.about
        assert any("\u0d00" <= sign <= "\u0d7f" for sign in row.question_ml)


def test_what_is_known_stands_there_with_its_source_and_the_answer_is_blank() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank()))[DESK]
    category = next(line for line in sheet.iter_rows(min_row=FIRST) if "|category|" in line[KEY].value)
    assert category[5].value in ("handicraft", "handloom powerloom", "manufacturing", "other traditional")
    assert category[6].value
    assert all(line[ANSWER].value is None for line in sheet.iter_rows(min_row=FIRST))


def test_answers_are_chosen_from_lists_and_only_they_can_be_typed_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    sheet = book[DESK]
    assert sheet.protection.sheet
    assert book[LISTS].sheet_state == "hidden"
    ruled = {
        str(place): rule for rule in sheet.data_validations.dataValidation for place in rule.sqref.ranges
    }
    spv = cell_of(key_of("spv"))
    rule = next(r for r in ruled.values() if spv in r.sqref)
    assert (rule.type, rule.formula1.startswith(f"={LISTS}!")) == ("list", True)
    units = next(r for r in ruled.values() if cell_of(key_of("action_plan_years")) in r.sqref)
    assert units.type == "decimal"
    for line in sheet.iter_rows(min_row=FIRST):
        assert [cell.protection.locked for cell in line].count(False) == 1
        assert not line[ANSWER].protection.locked


def test_no_cell_of_it_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    for sheet in book:
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)


@given(st.text(max_size=60))
def test_a_text_that_would_be_run_is_written_as_text(text: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"].value = safe(text)
    assert not safe(text).startswith(FORMULA)
    assert sheet["A1"].data_type in ("s", "n")
    assert safe(text).endswith(text[1:]) or not text.isprintable()


def test_a_hostile_name_in_the_graph_stays_text() -> None:
    from dataclasses import replace

    first, *rest = found().seats
    entry = replace(
        found().clusters[0], record={**found().clusters[0].record, "name": '=HYPERLINK("http://x",1)\x07'}
    )
    spoiled = replace(found(), seats=(replace(first, entries=(entry,)), *rest), unplaced=())
    sheet = openpyxl.load_workbook(io.BytesIO(write(spoiled, choices())))[DESK]
    names = {line[1].value for line in sheet.iter_rows(min_row=FIRST)}
    assert '\'=HYPERLINK("http://x",1) ' in names


# -- the round trip --


def answer_for(row: Row) -> st.SearchStrategy[tuple[object, object]]:
    """A cell that an officer could fill in, and the value that it stands for."""
    fact = row.fact
    unknown = st.just((NOT_KNOWN, None))
    if fact.name == SHARES:
        seats = st.lists(st.sampled_from(list(choices().seats.items())), min_size=1, max_size=3, unique=True)
        return seats.map(
            lambda found: (
                "; ".join(f"{text.split()[0]}: {20 + at * 5}%" for at, (text, _) in enumerate(found)),
                {seat: (20 + at * 5) / 100 for at, (_, seat) in enumerate(found)},
            )
        )
    if fact.name == "constituency":
        return st.one_of(unknown, st.sampled_from(list(choices().seats.items())))
    if fact.type == "yes_no":
        return st.sampled_from([(YES, True), (NO, False), (True, True), ("ഇല്ല", False), (NOT_KNOWN, None)])
    if fact.type == "choice":
        pairs = [(text, chosen(fact, text)) for text in choices_of(fact)[:-1]]
        return st.one_of(unknown, st.sampled_from(pairs))
    assert fact.type == "number"
    high = 50 if fact.high is None else int(fact.high)
    whole = st.integers(0, high).map(lambda n: (n, n))
    ranges = st.tuples(st.integers(0, high - 1), st.integers(1, 5)).map(
        lambda pair: (
            f"{pair[0]} to {min(high, sum(pair))}",
            {"low": pair[0], "high": min(high, sum(pair))} if pair[0] != min(high, sum(pair)) else pair[0],
        )
    )
    return st.one_of(unknown, whole, ranges)


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, tuple[object, object]]:
    rows = draw(st.lists(st.sampled_from(list(asked().values())), unique_by=lambda row: row.key, max_size=12))
    return {row.key: draw(answer_for(row)) for row in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sheets(),
    st.sampled_from(list(roles().items())),
    st.sampled_from([date(2026, 11, 1), datetime(2026, 11, 1), "2026-11-01", "1/11/2026", "01-11-2026"]),
)
def test_what_is_filled_in_is_read_back_and_nothing_else(
    answers: dict[str, tuple[object, object]], role: tuple[str, str], day: object
) -> None:
    read_back = taken(filled({key: cell for key, (cell, _) in answers.items()}, role=role[0], day=day))
    got = {row.key: each.value for row, each in zip(read_back.rows, read_back.statements, strict=True)}
    assert got == {key: value for key, (_, value) in answers.items()}
    assert all((each.role, each.as_of) == (role[1], "2026-11-01") for each in read_back.statements)
    assert all(ROLES[role[1]][0] in each.source for each in read_back.statements)


def test_rows_may_be_sorted_and_columns_of_what_is_known_changed() -> None:
    key = key_of("spv")

    def change(book: Any) -> None:
        sheet = book[DESK]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=FIRST)]
        for line, values in zip(sheet.iter_rows(min_row=FIRST), reversed(lines), strict=True):
            for cell, value in zip(line, values, strict=True):
                cell.value = value
        sheet["F9"] = "something else"

    [each] = taken(filled({key: YES}, change=change)).statements
    assert (each.cluster, each.fact, each.value) == (asked()[key].cluster, "spv", True)


def test_a_row_that_the_desk_no_longer_asks_is_still_taken() -> None:
    cluster = found().clusters[0].id

    def change(book: Any) -> None:
        line = next(iter(book[DESK].iter_rows(min_row=FIRST)))
        line[KEY].value = f"{cluster}|technology_tried_before|technology:backwater-retting"
        line[ANSWER].value = NO

    [each] = taken(filled({}, change=change)).statements
    assert (each.about, each.value) == ("technology:backwater-retting", False)


# -- bad cells --


@pytest.mark.parametrize(
    ("fact", "cell", "words"),
    [
        ("spv", "=1+1", "formula"),
        ("spv", "+SUM(A1)", "begins like a formula"),
        ("spv", "@SUM(A1)", "begins like a formula"),
        ("spv", "-1+cmd|' /C calc'!A0", "begins like a formula"),
        ("spv", "perhaps", "neither yes nor no"),
        ("spv", 1, "neither yes nor no"),
        ("spv", datetime(2026, 1, 2), "made a day of it"),
        ("category", "banking", "not one of"),
        ("action_plan_years", -1, "out of range"),
        ("action_plan_years", 51, "out of range"),
        ("action_plan_years", "soon", "is no number"),
        ("action_plan_years", True, "is no number"),
        ("action_plan_years", "9" * 400, "finite number"),
        ("constituency_shares", "2: 60%, 3: 50%", "add up to 110%"),
        ("constituency_shares", "2: 60%, 2: 10%", "named twice"),
        ("constituency_shares", "Nowhere: 60%", "no constituency 'Nowhere'"),
        ("constituency_shares", "all of it", "is no share"),
        ("spv", "x" * 600, "plain text"),
        ("spv", "yes\x0b"[:3] + "\u202e", "plain text"),
    ],
)
def test_a_bad_cell_is_named_by_sheet_row_and_column(fact: str, cell: object, words: str) -> None:
    key = key_of(fact)
    with pytest.raises(SheetError, match="nothing of the sheet was kept") as caught:
        taken(filled({key: cell, key_of("champion"): YES}))
    [bad] = caught.value.cells
    assert (bad.sheet, bad.cell) == (DESK, cell_of(key))
    assert words in bad.problem
    row = cell_of(key)[1:]
    assert f"sheet {DESK}, row {row}, column E ({asked()[key].name}" in str(caught.value)


def test_all_bad_cells_are_named_at_once() -> None:
    keys = [key for key, row in asked().items() if row.fact.name == "spv"]
    with pytest.raises(SheetError) as caught:
        taken(filled(dict.fromkeys(keys, "maybe"), role="Somebody", day=date(2027, 1, 1)))
    assert [one.cell for one in caught.value.cells] == [ROLE_CELL, DAY_CELL, *map(cell_of, keys)]


@pytest.mark.parametrize(
    ("role", "day", "cell"),
    [
        (None, ON, ROLE_CELL), ("A. Person", ON, ROLE_CELL), ("=A1", ON, ROLE_CELL),
        (ROLE, None, DAY_CELL), (ROLE, "yesterday", DAY_CELL), (ROLE, "31/02/2026", DAY_CELL),
        (ROLE, date(1999, 1, 1), DAY_CELL), (ROLE, True, DAY_CELL),
    ],
)  # fmt: skip
def test_answers_need_a_role_and_a_day(role: object, day: object, cell: str) -> None:
    with pytest.raises(SheetError) as caught:
        taken(filled({key_of("spv"): YES}, role=role, day=day))
    assert [one.cell for one in caught.value.cells] == [cell]


def test_an_empty_sheet_says_nothing() -> None:
    assert taken(blank()).statements == ()


def test_two_rows_of_one_question_must_agree() -> None:
    key = key_of("spv")

    def change(book: Any) -> None:
        lines = list(book[DESK].iter_rows(min_row=FIRST))
        lines[-1][KEY].value, lines[-1][ANSWER].value = key, NO

    with pytest.raises(SheetError, match="answers the same question otherwise"):
        taken(filled({key: YES}, change=change))


@pytest.mark.parametrize(
    "key",
    [
        "cluster:alappuzha-coir|spv|", "cluster:nowhere|spv|", "nonsense", "", None, "=A1",
        "{cluster}|state|", "{cluster}|nothing|", "{cluster}|spv|technology:backwater-retting",
        "{cluster}|technology_tried_before|technology:nowhere",
        "{cluster}|largest_share_in_constituency|constituency:9999",
        "{cluster}|spv|' OR 1=1 //",
    ],
)  # fmt: skip
def test_a_row_that_the_desk_never_asks_is_refused(key: str | None) -> None:
    own = found().clusters[0].id

    def change(book: Any) -> None:
        line = next(iter(book[DESK].iter_rows(min_row=FIRST)))
        line[KEY].value = key.replace("{cluster}", own) if key else key
        line[ANSWER].value = "yes"

    with pytest.raises(SheetError, match="the desk does not ask this"):
        taken(filled({}, change=change))


def _without(book: Any, sheet: str) -> None:
    del book[sheet]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: _without(book, LISTS), "no sheets"),
        (lambda book: setattr(book[LISTS]["A1"], "value", "other"), "no sheet of this desk"),
        (lambda book: setattr(book[LISTS]["A2"], "value", "district:idukki"), "of another district"),
        (lambda book: setattr(book[DESK]["E7"], "value", "Answers"), "heads of the columns"),
    ],
)
def test_another_file_is_refused_whole(change: Callable[[Any], None], words: str) -> None:
    with pytest.raises(InputError, match=words):
        taken(filled({key_of("spv"): YES}, change=change))


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 70_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read"), (b"PK\x03\x04 nothing", "cannot be read"), (b"a,b\n1,2\n", "cannot be read"),
        (b"x" * 5_000_001, "more than 5 MB"), (_bomb(), "unpacks to far more"), (blank, "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_is_refused(content: Any, words: str) -> None:
    made = content if isinstance(content, bytes) else content()[: len(blank()) // 2]
    with pytest.raises(InputError, match=words):
        taken(made)


# -- kept, by command and by server --


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sangam.kgl"
    shutil.copy(store_file(), path)
    return path


@pytest.mark.slow
def test_the_command_writes_the_sheet_and_loads_it(file: Path, tmp_path: Path) -> None:
    run, sheet, page = CliRunner(), tmp_path / "desk.xlsx", tmp_path / "desk.html"
    base = ["desk", DISTRICT, "--store", str(file)]
    made = run.invoke(commands, [*base, "--xlsx", str(sheet)])
    assert made.exit_code == 0, made.output
    again = run.invoke(commands, [*base, "--xlsx", str(sheet)])
    assert (again.exit_code, "is there already" in again.output) == (5, True)
    key = key_of("spv")
    book = openpyxl.load_workbook(sheet)
    book[DESK][ROLE_CELL], book[DESK][DAY_CELL] = ROLE, date(2026, 11, 1)
    book[DESK][cell_of(key)] = "maybe"
    book.save(sheet)
    bad = run.invoke(commands, [*base, "--load", str(sheet)])
    assert (bad.exit_code, f"row {cell_of(key)[1:]}, column E" in bad.output) == (5, True)
    with open_store(file) as store:
        assert said(store, [asked()[key].cluster]) == {}
    book[DESK][cell_of(key)] = YES
    book.save(sheet)
    done = run.invoke(commands, [*base, "--load", str(sheet)])
    assert (done.exit_code, "1 answer was kept" in done.output) == (0, True), done.output
    with open_store(file) as store:
        [each] = said(store, [asked()[key].cluster])[asked()[key].cluster]
    assert (each.fact, each.value, each.as_of) == ("spv", True, "2026-11-01")
    shown = run.invoke(commands, [*base, "--lang", "ml", "--html", str(page)])
    assert shown.exit_code == 0, shown.output
    assert "ഫീൽഡിൽനിന്ന്, 2026-11-01" in page.read_text(encoding="utf-8")
    text = run.invoke(commands, base)
    assert "registered SPV: yes (said by the field, 2026-11-01)" in " ".join(text.output.split())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that may keep what it is sent."""
    path = tmp_path_factory.mktemp("served") / "sangam.kgl"
    shutil.copy(store_file(), path)

    def writer() -> AbstractContextManager[GraphStore]:
        return open_store(path, "write")

    with open_store(path) as store:
        app = create_app(Service(store, encoder))
        app.state.writer = writer
        yield TestClient(app)


ADDRESS = f"/v1/districts/{DISTRICT}/desk/xlsx"


def test_the_server_takes_a_sheet_and_shows_it_on_the_desk(client: TestClient) -> None:
    key = key_of("champion")
    sent = client.post(
        ADDRESS, content=filled({key: YES}, day=date(2026, 11, 2)), headers={"content-type": XLSX}
    )
    assert sent.status_code == 200, sent.text
    assert sent.json()["kept"] is True
    [answer] = sent.json()["answers"]
    assert (answer["cluster_id"], answer["fact"], answer["value"]) == (asked()[key].cluster, "champion", True)
    told = client.get(f"/v1/districts/{DISTRICT}/desk").json()
    clusters = [each for seat in told["constituencies"] for each in seat["clusters"]] + told["unplaced"]
    [said_of_it] = next(each for each in clusters if each["id"] == asked()[key].cluster)["said"]
    assert (said_of_it["fact"], said_of_it["as_of"], said_of_it["role"]) == ("champion", "2026-11-02", "dinc")


def test_the_form_of_the_page_loads_a_sheet(client: TestClient) -> None:
    key = key_of("mentor")
    files = {"sheet": ("desk.xlsx", filled({key: NO}), XLSX)}
    sent = client.post(f"/desk/{DISTRICT}.xlsx", params={"lang": "ml"}, files=files)
    assert sent.status_code == 200, sent.text
    assert "1 ഉത്തരങ്ങൾ സൂക്ഷിച്ചു" in sent.text
    got = client.get(f"/desk/{DISTRICT}.xlsx")
    assert got.headers["content-type"] == XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(got.content))[DESK]
    before = {line[KEY].value: line[7].value for line in sheet.iter_rows(min_row=FIRST)}
    assert before[key] == f"no ({ON.isoformat()})"


def test_bad_cells_are_a_problem_by_field_and_nothing_is_kept(client: TestClient) -> None:
    cluster = asked()[key_of("action_plan")].cluster
    held = desk_json_of(client, cluster)["said"]
    content = filled({key_of("action_plan", cluster): YES, key_of("spv", cluster): "maybe"})
    sent = client.post(ADDRESS, content=content, headers={"content-type": XLSX})
    assert sent.status_code == 422
    assert [one["field"] for one in sent.json()["errors"]] == [f"{DESK}!{cell_of(key_of('spv', cluster))}"]
    page = client.post(f"/desk/{DISTRICT}.xlsx", files={"sheet": ("d.xlsx", content, XLSX)})
    assert (page.status_code, f"{DESK}!{cell_of(key_of('spv', cluster))}" in page.text) == (422, True)
    assert desk_json_of(client, cluster)["said"] == held


def desk_json_of(client: TestClient, cluster: str) -> dict[str, Any]:
    told = client.get(f"/v1/districts/{DISTRICT}/desk").json()
    clusters = [each for seat in told["constituencies"] for each in seat["clusters"]] + told["unplaced"]
    return next(each for each in clusters if each["id"] == cluster)


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_a_sheet_from_a_page_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    files = {"sheet": ("desk.xlsx", filled({key_of("spv"): YES}), XLSX)}
    sent = client.post(f"/desk/{DISTRICT}.xlsx", files=files, headers=headers)
    assert (sent.status_code, "from another site" in sent.text) == (422, True)


@pytest.mark.parametrize("files", [{"other": ("a", b"x")}, {"sheet": ("a", b"")}])
def test_a_form_without_a_file_says_so(client: TestClient, files: dict[str, Any]) -> None:
    sent = client.post(f"/desk/{DISTRICT}.xlsx", files=files)
    assert (sent.status_code, "no file came" in sent.text) == (422, True)


def test_a_server_that_may_not_write_checks_only() -> None:
    sent = TestClient(create_app(service())).post(
        ADDRESS, content=filled({key_of("spv"): YES}), headers={"content-type": XLSX}
    )
    assert (sent.status_code, sent.json()["kept"]) == (200, False)
    assert said(service().store, [asked()[key_of("spv")].cluster]) == {}


def test_the_desk_of_the_sheet_is_that_of_the_data() -> None:
    told = desk_json(found())
    clusters = [each["id"] for seat in told["constituencies"] for each in seat["clusters"]]
    assert {row.cluster for row in rows_of(found())} == {
        *clusters,
        *(each["id"] for each in told["unplaced"]),
    }


def test_a_nested_body_is_not_let_through_by_calling_it_a_file() -> None:
    deep = b'{"queries": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    for kind in ("multipart/form-data; boundary=x", XLSX):
        sent = TestClient(create_app(service())).post(
            "/v1/match/mentors", content=deep, headers={"content-type": kind}
        )
        assert sent.status_code == 422
