"""The rules of the house: which package may import which, where queries live, how long a file may be."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# ingest -> graph <- matcher <- api, and api may call ingest; cypher and data hold no code.
MAY_IMPORT = {
    "graph": set(),
    "ingest": {"graph"},
    "matcher": {"graph"},
    "api": {"graph", "matcher", "ingest"},
}
OWN = {*MAY_IMPORT, "cypher", "data", "tests", "bench"}
ONLY_IN = {"neo4j": {"graph/neo4j.py"}, "kglite": {"graph/embedded.py"}}
LONGEST = 300
# Longer than the rule allows, each with its own limit and the reason that it is one idea.
LONGER = {
    "graph/model.py": (400, "the declarations of all kinds, which read best on one page"),
    "graph/server.py": (560, "the life of one server process"),
}
# Two words of Cypher that do not follow each other in English prose; upper case only.
_CYPHER = re.compile(
    r"\b(?:OPTIONAL MATCH|DETACH DELETE|UNWIND\s+[$\w\[]|(?:MATCH|MERGE|CREATE)\s*\("
    r"|RETURN\s+\w+(?:\.|\s+AS\b|\()|CALL\s+db\.|CALL\s*\(|CREATE\s+(?:CONSTRAINT|INDEX|FULLTEXT|VECTOR|RANGE|TEXT)\b|REQUIRE\s+\w+\.)"
)
FILES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path) -> frozenset[str]:
    """The top packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import would stay in its package, but hides which one that is.
            found.add((node.module or "").partition(".")[0] if node.level == 0 else "(relative)")
    return frozenset(found)


def texts(node: ast.AST) -> list[str]:
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_package_is_looked_at() -> None:
    assert {named(path).partition("/")[0] for path in FILES} == set(MAY_IMPORT)
    assert len(FILES) > 40


def test_a_package_imports_only_what_it_may() -> None:
    wrong = []
    for path in FILES:
        own = named(path).partition("/")[0]
        foreign = imports(path) & (OWN - {own} | {"(relative)"})
        wrong += [f"{named(path)} imports {name}" for name in foreign - MAY_IMPORT[own]]
    assert wrong == []


def test_one_module_knows_each_store() -> None:
    for package, where in ONLY_IN.items():
        assert {named(path) for path in FILES if package in imports(path)} == where


def test_no_query_text_stands_in_python() -> None:
    found = [(named(path), text) for path in FILES for text in texts(tree(path)) if _CYPHER.search(text)]
    assert found == []


def test_query_text_is_recognised() -> None:
    """The rule above would catch the statements that there are."""
    statements = [path.read_text(encoding="utf-8") for path in (ROOT / "cypher").rglob("*.cypher")]
    assert len(statements) > 100
    assert [text for text in statements if not _CYPHER.search(text)] == []
    assert not _CYPHER.search("MATCH the officer's words, and RETURN what was found: CREATE nothing.")


def test_only_the_query_loader_reads_the_query_folder() -> None:
    """Nobody else names the folder or the ending of its files in a call."""
    reading = {
        named(path)
        for path in FILES
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        for text in texts(call)
        if re.search(r"^cypher(/|$)|\.cypher$", text)
    }
    assert reading == {"graph/queries.py"}


def test_a_file_is_short_enough_to_read() -> None:
    limits = {named(path): LONGER.get(named(path), (LONGEST, ""))[0] for path in FILES}
    assert [(named(path), lines(path)) for path in FILES if lines(path) > limits[named(path)]] == []


def test_no_file_is_excused_that_keeps_the_rule() -> None:
    assert [name for name in LONGER if lines(ROOT / name) <= LONGEST] == []


def test_the_median_file_is_short() -> None:
    lengths = sorted(map(lines, FILES))
    assert lengths[len(lengths) // 2] <= 130
