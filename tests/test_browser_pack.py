"""The pack for Neo4j Browser: every saved query gives rows, on both stores the same, and the guide,
the style sheet and the picture say what the model says.
"""

from __future__ import annotations

import io
import re
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import kglite
import neo4j
import pytest
from conftest import Neo4j

from graph import browser, server
from graph.model import LABEL, RELATIONSHIPS
from graph.queries import asset, names, query
from graph.store import open_store
from ingest.pipeline import ingest_records
from ingest.synthetic import synthetic_enterprises

ROOT = Path(__file__).resolve().parents[1]
BASE = "http://127.0.0.1:7474/browser/sangam/"
QUERIES = names("browser")
# Draws the schema itself, by a procedure of Neo4j.
ONLY_NEO4J = "browser/model_picture"
# Tells of generated enterprises, of which the project's tables hold none.
GENERATED = "browser/generated_enterprises"
# Ask for verdicts, which `sangam schemes write` puts into the graph: tests/test_rules_write.py runs them.
VERDICTS = {name for name in QUERIES if name.startswith("browser/verdicts_")}
ON_TABLES = [name for name in QUERIES if name not in (ONLY_NEO4J, GENERATED, *VERDICTS)]
TYPES = {kind.type for kind in RELATIONSHIPS}
Row = dict[str, Any]


# -- reading the stores --


def connect(url: str) -> neo4j.Driver:
    parts = urlsplit(url)
    assert parts.username is not None
    assert parts.password is not None
    return neo4j.GraphDatabase.driver(
        f"{parts.scheme}://{parts.hostname}:{parts.port}",
        auth=(parts.username, parts.password),
        notifications_min_severity="OFF",
    )


@pytest.fixture
def driver(loaded_neo4j_url: str) -> Iterator[neo4j.Driver]:
    with connect(loaded_neo4j_url) as found:
        yield found


@pytest.fixture(scope="module")
def samples() -> dict[str, Any]:
    """What each sample stands for, as Cypher reads it."""
    graph = kglite.KnowledgeGraph()
    return {
        name: next(iter(graph.cypher(f"RETURN {text} AS value")))["value"]
        for name, text in browser.parameters().items()
    }


def asked(name: str, samples: dict[str, Any]) -> dict[str, Any]:
    return {key: samples[key] for key in query(name).parameters}


def plain(value: Any) -> Any:
    """A value of either store; of a node or relationship its properties."""
    if isinstance(value, neo4j.graph.Entity):
        return dict(value)
    if isinstance(value, dict) and "properties" in value:
        return {k: v for k, v in value["properties"].items() if k not in ("title", "type")}
    return value


def plain_rows(rows: Any) -> list[Row]:
    return [{key: plain(value) for key, value in dict(row).items()} for row in rows]


def embedded_rows(path: str, name: str, parameters: dict[str, Any]) -> list[Row]:
    graph = kglite.open_session(path)
    return plain_rows(graph.cypher(query(name).text, params=parameters))


# -- the saved queries --


def test_there_are_enough_and_the_start_of_a_title_tells_which() -> None:
    assert len(QUERIES) >= 12
    # Favorites show some 27 letters of a title: enough to tell one from the other.
    titles = [query(name).title[:27] for name in QUERIES]
    assert len(set(titles)) == len(titles)
    assert all(len(query(name).title) <= 110 for name in QUERIES)


def test_a_parameter_has_the_same_sample_wherever_it_is_used() -> None:
    """So that the guide can set them all at once."""
    for name in QUERIES:
        for key, sample in query(name).samples.items():
            assert browser.parameters()[key] == sample, (name, key)


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ON_TABLES)
def test_a_saved_query_gives_rows_and_the_same_on_both_stores(
    name: str, driver: neo4j.Driver, loaded_embedded_url: str, samples: dict[str, Any]
) -> None:
    parameters = asked(name, samples)
    found = plain_rows(driver.execute_query(query(name).text, parameters).records)
    assert found
    assert embedded_rows(loaded_embedded_url, name, parameters) == found


@pytest.mark.neo4j
@pytest.mark.parametrize("name", [name for name in ON_TABLES if query(name).samples])
def test_numbers_may_come_as_neo4j_browser_sends_them(
    name: str, driver: neo4j.Driver, samples: dict[str, Any]
) -> None:
    """It makes a floating-point number of every number in a map of parameters."""
    parameters = asked(name, samples)
    sent = {k: float(v) if isinstance(v, int) else v for k, v in parameters.items()}
    text = query(name).text
    whole = plain_rows(driver.execute_query(text, parameters).records)
    assert plain_rows(driver.execute_query(text, sent).records) == whole


@pytest.mark.neo4j
@pytest.mark.parametrize("name", [name for name in ON_TABLES if ", drawn: " in query(name).title])
def test_a_drawing_returns_nodes_and_the_ties_between_them(
    name: str, driver: neo4j.Driver, samples: dict[str, Any]
) -> None:
    result = driver.execute_query(query(name).text, asked(name, samples))
    found = [value for record in result.records for value in record.values() if value is not None]
    ties = [value for value in found if isinstance(value, neo4j.graph.Relationship)]
    nodes = {value.element_id for value in found if isinstance(value, neo4j.graph.Node)}
    assert ties
    assert len(nodes) <= 100, "more than can be read"
    for tie in ties:
        assert {end.element_id for end in tie.nodes if end is not None} <= nodes


@pytest.mark.neo4j
def test_the_model_is_drawn_from_the_database(driver: neo4j.Driver) -> None:
    [drawn] = driver.execute_query(query(ONLY_NEO4J).text).records
    assert {"Cluster", "Institution", "Technology"} <= {node["name"] for node in drawn["nodes"]}


@pytest.mark.neo4j
def test_generated_enterprises_are_counted_by_both_stores(driver: neo4j.Driver, tmp_path: Path) -> None:
    """On the shared server they are written in a transaction that is rolled back."""
    common = {"source": "test", "as_of": "2026", "synthetic": True}
    firm = {"id": "enterprise:s1", "name": "Synthetic enterprise 1", "size": "micro", **common}
    steps: list[tuple[str, Row]] = [
        ("load/state", {"id": "state:a", "properties": {"id": "state:a", "name": "A", **common}}),
        ("load/district", {"id": "district:a", "properties": {"id": "district:a", "name": "A", **common}}),
        ("load/enterprise", {"id": firm["id"], "properties": firm}),
        ("load/enterprise_located_in_district", {"start_id": firm["id"], "end_id": "district:a", "key": "-",
                                                 "properties": {"key": "-", **common}}),
    ]  # fmt: skip
    wanted = {
        "district": "A",
        "generated_not_real": 1,
        "micro": 1,
        "small": 0,
        "medium": 0,
        "id": "district:a",
    }
    with driver.session() as session, session.begin_transaction() as transaction:
        for name, row in steps:
            transaction.run(query(name).text, rows=[row]).consume()
        assert plain_rows(transaction.run(query(GENERATED).text)) == [wanted]
        transaction.rollback()
    with open_store(tmp_path / "g.kgl", "write") as store:
        for name, row in steps:
            store.write(name, rows=[row])
        assert store.read(GENERATED) == [wanted]


def test_generated_enterprises_are_no_evidence(
    loaded_embedded_url: str, tmp_path: Path, samples: dict[str, Any]
) -> None:
    """With two thousand of them in the graph, every other question has the answer that it had."""
    path = str(shutil.copy(loaded_embedded_url, tmp_path / "g.kgl"))
    with open_store(path, "write") as store:
        ingest_records(store, "generated", synthetic_enterprises(store, count=2000))
    for name in ON_TABLES:
        parameters = asked(name, samples)
        before = embedded_rows(loaded_embedded_url, name, parameters)
        after = embedded_rows(path, name, parameters)
        if name == "browser/model_kinds":
            assert {"kind": "Enterprise", "real": 0, "generated": 2000} in after
            after = [row for row in after if row["kind"] != "Enterprise"]
        assert after == before, name
    counted = embedded_rows(path, GENERATED, {})
    assert sum(row["generated_not_real"] for row in counted) == 2000


def test_an_unknown_size_is_shown_as_unknown(loaded_embedded_url: str) -> None:
    rows = embedded_rows(loaded_embedded_url, "browser/candidates_by_threshold", {"state": "state:kerala"})
    for row in rows:
        unknown = row["number"] == "unknown"
        assert row["size_rule"].startswith("unknown") == (unknown or row["category"] is None)
        if not row["size_rule"].startswith("unknown"):
            assert (int(row["number"]) >= row["needed"]) == (row["size_rule"] == "enough")
            assert (row["needed"], row["counted"]) == (
                (200, "looms") if row["category"] == "handloom_powerloom" else (20, "units")
            )
    assert {row["size_rule"] for row in rows} >= {"enough", "unknown: units"}
    assert {row["champion"] for row in rows} <= {"yes", "no", "unknown"}


def test_an_isolated_cluster_has_no_institution(loaded_embedded_url: str) -> None:
    """Neither the pairs that share one nor the brokers name a cluster that is called isolated."""
    isolated = embedded_rows(loaded_embedded_url, "browser/isolated_clusters", {"state": "state:kerala"})
    shared = embedded_rows(loaded_embedded_url, "browser/shared_mentors", {"state": "state:kerala"})
    assert not {row["id"] for row in isolated} & {row[key] for row in shared for key in ("id", "other_id")}


# -- the guide --


class Page(HTMLParser):
    """Reads the guide: slides, what can be run, and every address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.slides = 0
        self.runnable: list[str] = []
        self.commands: list[str] = []
        self.open: list[str] = []
        self._in_pre = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append(tag)
        self.slides += tag == "slide"
        if tag == "pre" and "runnable" in (found.get("class") or ""):
            self._in_pre = True
            self.runnable.append("")
        if command := found.get("data-exec"):
            self.commands.append(command)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "pre":
            self._in_pre = False

    def handle_data(self, data: str) -> None:
        if self._in_pre:
            self.runnable[-1] += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(browser.guide(BASE))


def test_the_guide_quotes_every_saved_query_once(page: Page) -> None:
    quoted = [text for text in page.runnable if not text.startswith(":")]
    assert sorted(quoted) == sorted(query(name).text for name in QUERIES)
    assert page.slides == asset("browser/guide.html").count("<slide ")
    assert page.slides >= 8
    assert page.open == []


def test_the_guide_sets_parameters_before_each_query_that_takes_any(page: Page) -> None:
    by_text = {query(name).text: query(name) for name in QUERIES}
    before = ""
    for text in page.runnable:
        if found := by_text.get(text):
            assert set(found.parameters) == set(re.findall(r"(\w+): ", before.removeprefix(":param")))
        before = text if text.startswith(":param") else ""


def test_the_guide_offers_style_and_parameters_by_a_click(page: Page) -> None:
    style, parameters = page.commands
    assert style == f"style {BASE}style.grass"
    assert parameters.startswith("param {cluster: 'cluster:alappuzha-coir', ")
    assert set(re.findall(r"(\w+): ['\d]", parameters)) == set(browser.parameters())


def test_neo4j_browser_leaves_the_guide_as_it_is() -> None:
    """It strips what looks like an event handler, even from the text of a query (`cleanHtml`)."""
    text = browser.guide(BASE)
    handlers = re.compile(r"""(\s+(on[^\s=]+)[^\s=]*\s*=\s*("[^"]*"|'[^']*'|[\w\-.:]+\s*))""", re.IGNORECASE)
    assert not handlers.search(text)
    assert "<script" not in text
    assert "javascript:" not in text


def test_nothing_in_the_pack_is_loaded_from_elsewhere() -> None:
    for name in ("guide.html", "style.grass"):
        text = browser.pack(BASE)[name].decode()
        addresses = re.findall(r"https?://[^\s\"'<>]+", text)
        assert {a for a in addresses if not a.startswith(BASE)} <= {"http://www.w3.org/2000/svg"}
        assert "//" not in re.sub(r"https?://", "", text)


# -- style sheet, picture, archive --


def rules() -> dict[str, dict[str, str]]:
    """The style sheet as Neo4j Browser reads it: no comments, no colon inside a value."""
    text = asset("browser/style.grass")
    found = {}
    for selector, body in re.findall(r"([\w.]+) \{([^{}]*(?:'[^']*'[^{}]*)*)\}", text):
        pairs = [line.split(":") for line in body.split(";") if line.strip()]
        assert all(len(pair) == 2 for pair in pairs), selector
        found[selector] = {key.strip(): value.strip() for key, value in pairs}
    assert len(found) == text.count("\n}")
    return found


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_kind_of_node_has_a_colour_and_a_caption_that_can_be_read() -> None:
    styles = rules()
    captions = {}
    for label, kind in LABEL.items():
        style = styles[f"node.{label}"]
        light, dark = sorted((luminance(style["color"]), luminance(style["text-color-internal"])))[::-1]
        assert (light + 0.05) / (dark + 0.05) >= 4.5, label
        captions[label] = re.findall(r"\{(\w+)\}", style["caption"])
        assert captions[label]
        assert set(captions[label]) <= {field.name for field in kind.fields}
    colours = [styles[f"node.{label}"]["color"] for label in LABEL]
    assert len(set(colours)) == len(colours)


def test_enterprises_are_drawn_hollow_with_a_name_that_says_what_they_are() -> None:
    """A style rule sees labels, not properties: generated ones show by their name."""
    style = rules()["node.Enterprise"]
    assert (style["color"], style["caption"]) == ("#FFFFFF", "'{name}'")


def test_the_style_sheet_knows_no_kind_that_the_model_does_not() -> None:
    selectors = {selector.partition(".")[::2] for selector in rules()}
    own = {"", "SangamGraph", "SangamChange"}
    assert {name for what, name in selectors if what == "node"} - own == set(LABEL)
    assert {name for what, name in selectors if what == "relationship"} - {""} <= TYPES


def test_the_picture_of_the_model_is_of_this_model_in_the_colours_of_the_style_sheet() -> None:
    picture = ElementTree.fromstring(asset("browser/model.svg"))
    nodes = [node for node in picture.iter() if "data-label" in node.attrib]
    ties = [node for node in picture.iter() if "data-tie" in node.attrib]
    known = {(LABEL_OF[kind.start], kind.type, LABEL_OF[kind.end]) for kind in RELATIONSHIPS}
    assert len(ties) >= 10
    for tie in ties:
        start, type_, end = tie.attrib["data-tie"].split()
        assert (start, type_, end) in known
        assert tie.text == type_
    for node in nodes:
        assert node.attrib["fill"] == rules()[f"node.{node.attrib['data-label']}"]["color"]


LABEL_OF = {kind.key: label for label, kind in LABEL.items()}


def test_the_archive_holds_the_files_themselves_in_one_folder() -> None:
    with zipfile.ZipFile(io.BytesIO(browser.saved_queries())) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    files = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "cypher/browser").glob("*.cypher")
    }
    assert held == {f"Sangam/{name}": text for name, text in files.items()}
    assert browser.saved_queries() == browser.saved_queries()


def test_the_pack_can_be_written_for_another_server(tmp_path: Path) -> None:
    base = "https://maps.example.org/pack/"
    browser.write_pack(tmp_path / "new", base)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "guide.html",
        "queries.zip",
        "style.grass",
    ]
    assert f"style {base}style.grass" in (tmp_path / "new" / "guide.html").read_text(encoding="utf-8")


# -- the local server --


@pytest.fixture
def own_server(neo4j_server: Neo4j, driver: neo4j.Driver) -> dict[str, str]:
    """The settings of the server that the tests started."""
    rows = driver.execute_query("SHOW SETTINGS YIELD name, value RETURN name, value").records
    found = {row["name"]: row["value"] for row in rows}
    if not found.get("browser.post_connect_cmd"):
        pytest.skip("SANGAM_TEST_NEO4J_URL names a server that Sangam did not start: it has no guide")
    return found


@pytest.mark.neo4j
def test_the_local_server_opens_the_guide_and_serves_the_pack(own_server: dict[str, str]) -> None:
    base = f"http://{own_server['server.http.advertised_address']}/browser/sangam/"
    assert own_server["browser.post_connect_cmd"] == f"guide {base}guide.html"
    assert "127.0.0.1" in own_server["browser.remote_content_hostname_whitelist"]
    for name, content in browser.pack(base).items():
        with urllib.request.urlopen(base + name, timeout=10) as answer:
            assert answer.read() == content


@pytest.mark.neo4j
def test_the_local_server_keeps_neo4j_browser_from_calling_elsewhere(own_server: dict[str, str]) -> None:
    address = f"http://{own_server['server.http.advertised_address']}/browser/"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert b"Neo4j Browser" in answer.read()
        policy = answer.headers["Content-Security-Policy"]
    hosts = set(re.findall(r"[\w-]+(?:\.[\w-]+)+", policy))
    assert hosts == {"127.0.0.1"}


def test_the_archive_that_was_fetched_stays_as_it_is(tmp_path: Path) -> None:
    jar, other = tmp_path / "neo4j-browser-5.24.0.jar", tmp_path / "neo4j-5.26.30.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("browser/index.html", "<html></html>")
    before = jar.read_bytes()
    found = browser.with_pack([other, jar], tmp_path / "copy.jar", BASE)
    assert found == [other, tmp_path / "copy.jar"]
    assert jar.read_bytes() == before
    with zipfile.ZipFile(found[1]) as archive:
        assert archive.namelist()[0] == "browser/index.html"
        assert archive.read("browser/sangam/guide.html").decode() == browser.guide(BASE)
    assert any(name.startswith("org.neo4j.client:neo4j-browser:") for name in server.NEO4J)
