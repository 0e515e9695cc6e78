"""Cases worked out from the sources by another hand than the rules': facts, verdict and amount."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.rules.explain import explain
from matcher.rules.facts import Facts
from matcher.rules.library import load
from matcher.rules.verdict import judge

CASES_FOLDER = Path(__file__).resolve().parent / "cases"
RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
LIBRARY = load()
AT_LEAST = 150
_KEYS = {
    "id", "scheme", "on", "facts", "verdict", "amount", "amount_low", "amount_high", "amount_kind",
    "source", "why",
}  # fmt: skip


def _read() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []
    for path in sorted(CASES_FOLDER.glob("*.toml")):
        cases += tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    return cases


CASES = _read()


def day(case: dict[str, Any]) -> date:
    on = case["on"]
    return on if isinstance(on, date) else date.fromisoformat(on)


def verdict_of(library, case):
    facts = Facts.of(user=case["facts"], facts=library.facts, today=max(day(case), date.today()))
    return judge(library, case["scheme"], facts, day(case))


def test_there_are_enough_cases_and_each_is_whole():
    assert len(CASES) >= AT_LEAST
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert set(case) <= _KEYS, case["id"]
        assert case["source"], case["id"]
        assert case["why"], case["id"]
        assert ("amount" in case) + ("amount_high" in case) <= 1, case["id"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case):
    verdict = verdict_of(LIBRARY, case)
    told = "\n".join([f"{case['id']}: {case['why']}", *explain(verdict, LIBRARY.facts)])
    assert verdict.status == case["verdict"], told
    kind = case.get("amount_kind")
    low, high = case.get("amount_low", case.get("amount")), case.get("amount_high", case.get("amount"))
    if low is None and high is None:
        return
    found = verdict.amounts
    assert kind is not None or len(found) == 1, f"{told}\nthe case is to say the kind: {sorted(found)}"
    value = found.get(kind or next(iter(found)))
    assert value is not None, told
    for bound, expected in ((value.low, low), (value.high, high)):
        assert expected is None or bound == pytest.approx(expected, abs=1), told


THRESHOLDS = (
    ("odoi", "value = 200", "value = 400"), ("mse-cdp", "percent = 70", "percent = 71"),
    ("cgtmse", "value = 100000000", "value = 1"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "old", "new"), THRESHOLDS)
def test_a_changed_threshold_makes_some_case_fail(slug, old, new, tmp_path):
    for path in RULES.glob("facts*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = (RULES / f"{slug}.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{slug}.toml").write_text(text.replace(old, new), encoding="utf-8")
    changed = load(tmp_path)
    cases = [case for case in CASES if case["scheme"] == f"scheme:{slug}"]

    def told(library):
        found = (verdict_of(library, case) for case in cases)
        return [(verdict.status, verdict.amounts) for verdict in found]

    assert told(changed) != told(LIBRARY)
