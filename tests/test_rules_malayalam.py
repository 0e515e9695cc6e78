"""The Malayalam side of rules and facts: there for every English text, in Malayalam letters, same numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from matcher.rules.vocabulary import rules_folder

MALAYALAM = re.compile("[\u0d00-\u0d7f]")
SIDES = ("text", "name", "label", "question", "remedy")
FILES = sorted(path.name for path in rules_folder().glob("*.toml"))


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((rules_folder() / name).read_text(encoding="utf-8"))


def tables(part: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a file, with where it stands."""
    if isinstance(part, dict):
        yield place, part
        for key, value in part.items():
            yield from tables(value, f"{place}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part, start=1):
            yield from tables(value, f"{place}[{number}]")


def pairs(name: str) -> Iterator[tuple[str, str, str]]:
    """Where it stands, the English and the Malayalam of every text; `""` where there is no Malayalam."""
    for place, table in tables(read(name), name):
        for side in SIDES:
            english = table.get(side)
            if isinstance(english, str) and english:
                yield f"{place}.{side}", english, str(table.get(f"{side}_ml", ""))


def numbers(text: str) -> list[float]:
    """The numbers of a text, in order of size; 1,00,000 and 100000 are the same."""
    plain = re.sub(r"(?<=\d),(?=\d)", "", text)
    return sorted(float(found) for found in re.findall(r"\d+(?:\.\d+)?", plain))


@pytest.mark.parametrize("name", FILES)
def test_every_text_has_malayalam(name: str) -> None:
    without = [place for place, _, malayalam in pairs(name) if not MALAYALAM.search(malayalam)]
    assert not without


@pytest.mark.parametrize("name", FILES)
def test_numbers_agree_in_both_languages(name: str) -> None:
    differ = [
        (place, english, malayalam)
        for place, english, malayalam in pairs(name)
        if numbers(english) != numbers(malayalam)
    ]
    assert not differ


@pytest.mark.parametrize("name", FILES)
def test_malayalam_ends_as_the_english_does(name: str) -> None:
    signs = {"text": ".", "remedy": ".", "question": "?"}
    differ = [
        (place, malayalam)
        for place, _, malayalam in pairs(name)
        if not malayalam.endswith(signs.get(place.rpartition(".")[2], ""))
    ]
    assert not differ


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("facts")])
def test_facts_have_labels_and_choices_in_both_languages(name: str) -> None:
    lacking = []
    for fact, table in read(name)["facts"].items():
        choices = table.get("values_ml", [])
        whole = len(choices) == len(table.get("values", [])) and all(map(MALAYALAM.search, choices))
        if not table.get("label") or not table.get("label_ml") or not whole:
            lacking.append(fact)
        if len(set(choices)) != len(choices):
            lacking.append(f"{fact}: the same word for two choices")
    assert not lacking


def test_labels_tell_facts_apart() -> None:
    labels: dict[str, list[str]] = {}
    for name in FILES:
        if name.startswith("facts"):
            for fact, table in read(name)["facts"].items():
                labels.setdefault(table["label_ml"], []).append(fact)
    assert not {label: facts for label, facts in labels.items() if len(facts) > 1}
