"""What is wrong with a cell of the sheet, told in Malayalam on the page: no sentence is left in English."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date
from types import ModuleType

import pytest

import matcher.desk.cells
import matcher.desk.reading
import matcher.rules.reading
from api.pages.cells import PROBLEMS, cell_problem
from api.pages.render import page
from matcher.desk.reading import BadCell
from matcher.rules.errors import FactError
from matcher.rules.reading import read_text
from matcher.rules.vocabulary import vocabulary

MALAYALAM = re.compile("[\u0d00-\u0d7f]")
TODAY = date(2026, 11, 24)


def words(node: ast.expr, module: ModuleType) -> str:
    """A sentence of the source with 7 in its slots, or the module's own words where a slot names them."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.dump(node)
    told = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            name = part.value.id if isinstance(part.value, ast.Name) else ""
            found = getattr(module, name, None)
            told += found if isinstance(found, str) else "7"
        else:
            told += words(part, module)
    return told


def sentences(module: ModuleType) -> list[str]:
    """What the module says of bad cells: the causes of its errors, and its own `problem = ...`."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FactError":
            found.append(words(node.args[1], module))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "problem":
            found.append(words(node.value, module))
    return found


ALL = [
    sentence
    for module in (matcher.desk.cells, matcher.desk.reading, matcher.rules.reading)
    for sentence in sentences(module)
]


def test_the_sources_hold_sentences() -> None:
    assert len(ALL) > 30


@pytest.mark.parametrize("sentence", sorted(set(ALL)))
def test_every_sentence_has_malayalam(sentence: str) -> None:
    told, language = cell_problem(sentence, "ml")
    assert language == "ml"
    assert MALAYALAM.search(told)
    assert cell_problem(sentence, "en") == (sentence, "en")


@pytest.mark.parametrize("at", range(len(PROBLEMS)))
def test_every_pattern_is_of_a_sentence_and_fills_its_slots(at: int) -> None:
    pattern, malayalam = PROBLEMS[at]
    assert set(re.findall(r"{(\w+)}", malayalam)) <= set(re.compile(pattern).groupindex)


@pytest.mark.parametrize(
    ("fact", "typed", "told"),
    [
        ("spv", "maybe", "'maybe' ഉണ്ട്/ഇല്ല എന്ന ഉത്തരമല്ല; അറിയില്ലെങ്കിൽ ഒഴിച്ചിടുക"),
        ("action_plan_years", "51", "51 പരിധിക്കു പുറത്താണ്; 0 മുതൽ 50 വരെയാകാം"),
        ("looms", "-1", "-1 പരിധിക്കു പുറത്താണ്; കുറഞ്ഞത് 0 വേണം"),
        ("looms", "1.5", "1.5 പൂർണ്ണസംഖ്യയല്ല; പൂർണ്ണസംഖ്യ എഴുതുക"),
        ("action_plan_years", "soon", "'soon' സംഖ്യയല്ല; അറിയില്ലെങ്കിൽ ഒഴിച്ചിടുക"),
        ("category", "banking", "'banking' പട്ടികയിലില്ല; പട്ടികയിൽനിന്ന് തിരഞ്ഞെടുക്കുക"),
        ("incorporated_on", "2027-01-01", "2027-01-01 വരാനിരിക്കുന്ന തീയതിയാണ്; അത് നടന്ന തീയതി എഴുതുക, "
         "അല്ലെങ്കിൽ ഒഴിച്ചിടുക"),
        ("looms", "300 to 100", "പരിധിയുടെ കുറഞ്ഞ അറ്റം കൂടിയ അറ്റത്തേക്കാൾ വലുതാണ്"),
    ],
)  # fmt: skip
def test_what_was_typed_and_the_bounds_stand_in_the_malayalam(fact: str, typed: str, told: str) -> None:
    with pytest.raises(FactError) as caught:
        read_text(vocabulary()[fact], typed, TODAY)
    problem = str(caught.value).removeprefix(f"{fact}: ")
    assert cell_problem(problem, "ml") == (told, "ml")


def test_a_sentence_that_is_not_known_stays_english() -> None:
    assert cell_problem("something new", "ml") == ("something new", "en")


def test_the_page_tells_bad_cells_in_its_language() -> None:
    cells = [
        BadCell(
            "Desk", "E9", "Coir: looms", "there is no constituency '<b>'; choose from the list", "കയർ: തറികൾ"
        ),
        BadCell("Desk", "E10", "Coir: SPV", "something new", "കയർ: എസ്.പി.വി."),
    ]
    shown = page("error", "ml", detail="", near=(), cells=cells, back="x")
    assert '<td lang="ml">&#39;&lt;b&gt;&#39; എന്ന മണ്ഡലമില്ല' in shown
    assert "കയർ: തറികൾ" in shown
    assert "Coir: looms" not in shown
    assert '<td lang="en">something new' in shown
    assert "Coir: looms" in page("error", "en", detail="", near=(), cells=cells, back="x")
