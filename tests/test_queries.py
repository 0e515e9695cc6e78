"""Query files: their form, and what is said of one that is malformed."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import QueryError
from graph.queries import names, parse, query

GOOD = """// Title
// $a: one, $b: another
// :param a => 1
// :param b => 'x'
MATCH (n {a: $a})
RETURN $b AS b
"""
FOLDER = Path(__file__).resolve().parents[1] / "cypher"


def test_a_query_is_read() -> None:
    found = parse("read/some", GOOD)
    assert (found.name, found.title) == ("read/some", "Title")
    assert found.text == "MATCH (n {a: $a})\nRETURN $b AS b"
    assert found.parameters == ("a", "b")
    assert found.samples == {"a": "1", "b": "'x'"}
    assert parse("x", "// T\nRETURN 1 AS a;\n").text == "RETURN 1 AS a"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("RETURN 1 AS a", "has no title comment"),
        ("//\nRETURN 1 AS a", "has no title comment"),
        ("", "has no title comment"),
        ("// Title", "is to hold one statement"),
        ("// Title\nRETURN 1 AS a; RETURN 2 AS b", "is to hold one statement"),
        (GOOD.replace("$a: one, ", ""), "declares b, samples a, b and uses a, b"),
        (GOOD.replace("// :param a => 1\n", ""), "declares a, b, samples b and uses a, b"),
        (GOOD.replace("{a: $a}", ""), "declares a, b, samples a, b and uses b"),
        (GOOD.replace("RETURN $b", "RETURN $b + $c"), "uses a, b, c"),
    ],
)
def test_a_malformed_query_is_refused(content: str, said: str) -> None:
    with pytest.raises(QueryError, match=r"query read/some") as refused:
        parse("read/some", content)
    assert said in str(refused.value)


def test_parameters_are_checked() -> None:
    asked = parse("read/some", GOOD)
    asked.check({"b": 1, "a": 2})
    for given in ({}, {"a": 1}, {"a": 1, "b": 2, "c": 3}):
        with pytest.raises(QueryError, match="query read/some takes a, b, was given"):
            asked.check(given)
    with pytest.raises(QueryError, match="takes nothing, was given x"):
        parse("y", "// T\nRETURN 1 AS a").check({"x": 1})


@pytest.mark.parametrize("name", ["read/nothing", "load/../read/nothing", "", "read"])
def test_a_query_that_is_not_there(name: str) -> None:
    with pytest.raises(QueryError, match="there is no query"):
        query(name)


def test_every_file_is_found_by_name_and_well_formed() -> None:
    for folder in ("load", "read", "schema"):
        files = {
            p.relative_to(FOLDER).with_suffix("").as_posix() for p in (FOLDER / folder).rglob("*.cypher")
        }
        assert set(names(folder)) == files
        assert list(names(folder)) == sorted(files)
        for name in files:
            found = query(name)
            assert found.title[0].isupper()
            assert not found.title.endswith(".")


@pytest.mark.parametrize("folder", ["load", "read", "schema"])
def test_queries_keep_to_what_both_stores_run(folder: str) -> None:
    """The features that the embedded store lacks or answers otherwise."""
    lacking = (
        "point.distance",
        "percentileCont",
        "stDev",
        "vector.similarity",
        "/*",
        "shortestPath",
        "apoc.",
    )
    for name in names(folder):
        text = query(name).text
        assert [word for word in lacking if word in text] == [], name


def test_reading_queries_write_nothing() -> None:
    for name in names("read"):
        words = query(name).text.replace("(", " ").split()
        assert not {"CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DETACH", "DROP"} & set(words), name
