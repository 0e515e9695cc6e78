"""Renders the pages of the programme desk from the same data that the API gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.cells import cell_problem
from api.pages.words import HOW, SIZE, short, word
from graph.fields import UNDATED
from matcher.rules.amounts import Interval
from matcher.rules.phrases import Language, money

# What stands in a source before its address.
_ADDRESS = re.compile(r"[,;:]?\s*https?://\S+")
_PLAN_SHOWN = 4
_GROUPS = ("gift", "help", "guarantee", "loan")
# Rules that every cluster of the desk meets, so that they tell nothing apart.
_PLAIN = ("applicant", "kerala")
# Facts that say to whom a rule applies.
_APPLIES = ("category", "established")


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("api.pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters["plain_source"] = plain_source
    found.filters["cell_problem"] = cell_problem
    return found


def page(name: str, language: Language, **given: Any) -> str:
    """A page as HTML; everything given is escaped."""
    template = _environment().get_template(f"{name}.html")
    return template.render(
        language=language, w=lambda key, **slots: word(key, language, **slots), **given
    )  # fmt: skip


def desk_page(data: Mapping[str, Any], language: Language, on_query: str = "", *, alone: bool = False) -> str:
    """The desk of a district, from `desk_json` in that language.

    Args:
        on_query: what links carry on, such as `&on=2026-01-31`.
        alone: a file of its own, without links to a server.
    """
    teller = Teller(language)
    return page(
        "desk", language, desk=_with_keys(data, teller), columns=columns(data, language),
        questions=questions(data), teller=teller, district=data["district"]["id"].partition(":")[2],
        on_query=on_query, alone=alone,
    )  # fmt: skip


def _with_keys(data: Mapping[str, Any], teller: Teller) -> dict[str, Any]:
    """The data with a mark for each cluster that is unique on the page, and its line of facts."""

    def marked(cluster: Mapping[str, Any], where: str) -> dict[str, Any]:
        key = f"{cluster['id'].partition(':')[2]}-{where}"
        return {**cluster, "key": key, "facts_line": teller.facts_line(cluster)}

    seats = [
        {**seat, "clusters": [marked(each, str(seat["number"])) for each in seat["clusters"]]}
        for seat in data["constituencies"]
    ]
    return {**data, "constituencies": seats, "unplaced": [marked(each, "0") for each in data["unplaced"]]}


def plain_source(source: str) -> str:
    """A source without its web address, for paper."""
    return _ADDRESS.sub("", source).strip(" ,;") or source


def columns(data: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """The columns of the overview: a rule's id (or `size`) and its short head."""
    found: dict[str, str] = {}
    for rule in data["programme"]["rules"]:
        key = "size" if rule["id"] in SIZE else rule["id"]
        if key not in _PLAIN:
            found.setdefault(key, short(key, language))
    return list(found.items())


def questions(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The next questions, each once with the clusters that it is to be asked about."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[tuple[str, str]] = set()
    seats = [(seat["clusters"]) for seat in data["constituencies"]]
    for cluster in (each for clusters in (*seats, data["unplaced"]) for each in clusters):
        ask = cluster["next_question"]
        if ask is None or (ask["text"], cluster["id"]) in seen:
            continue
        seen.add((ask["text"], cluster["id"]))
        found.setdefault(ask["text"], {"text": ask["text"], "clusters": []})["clusters"].append(cluster)
    return sorted(found.values(), key=lambda each: -len(each["clusters"]))


class Teller:
    """Small turns of phrase that templates need."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def mark(self, cluster: Mapping[str, Any], column: str) -> str:
        """How a cluster stands in a column of the overview: a state, or `conflict`."""
        ids = SIZE if column == "size" else (column,)
        found = [rule for rule in cluster["rules"] if rule["id"] in ids and rule["state"] != "not_applicable"]
        if not found:
            return "not_applicable"
        for state in ("failed", "missing", "met"):
            for rule in found:
                if rule["state"] == state:
                    return "conflict" if state == "missing" and rule["conflicting"] else state
        return "not_applicable"

    def split(self, cluster: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        """The rules that tell clusters apart: those with an outcome or a conflict, and the open ones."""
        rules = [rule for rule in cluster["rules"] if rule["state"] != "not_applicable"]
        rules = [rule for rule in rules if rule["id"] not in _PLAIN or rule["state"] != "met"]
        decided = [rule for rule in rules if self.state(rule) != "missing"]
        return decided, [rule for rule in rules if self.state(rule) == "missing"]

    def partly(self, rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What is known for an open rule beside what it applies to."""
        return [each for each in rule["known"] if each["fact"] not in _APPLIES]

    def state(self, rule: Mapping[str, Any]) -> str:
        """The state of a rule, `conflict` where it hangs on facts that disagree."""
        return "conflict" if rule["state"] == "missing" and rule["conflicting"] else str(rule["state"])

    def status(self, cluster: Mapping[str, Any]) -> str:
        """How a cluster stands as a whole."""
        if cluster["status"] != "unknown":
            return word(f"status_{cluster['status']}", self.language)
        key = {"missing": "unknown", "conflict": "conflict"}.get(cluster["reason"] or "", "other")
        return word(f"status_{key}", self.language)

    def name(self, named: Mapping[str, Any]) -> str:
        """A name in the language of the page where it is known."""
        return str((self.language == "ml" and named["name_ml"]) or named["name"])

    def lang(self, named: Mapping[str, Any]) -> str:
        """The language in which that name is."""
        return self.language if self.language == "en" or named["name_ml"] else "en"

    def names(self, several: Sequence[Mapping[str, Any]]) -> str:
        """Names in a row."""
        return ", ".join(self.name(each) for each in several)

    def told(self, rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What is known for a rule; its condition by category only where nothing else is."""
        known = [each for each in rule["known"] if each["fact"] not in _APPLIES]
        return known or list(rule["known"])

    def facts_line(self, cluster: Mapping[str, Any]) -> str:
        """Category, age and size in a line."""
        if cluster["established"] is None:
            age = "established_unknown"
        else:
            age = "established" if cluster["established"] else "new"
        told = [cluster["category_text"] or "", word(age, self.language)]
        for key in ("units", "looms"):
            if cluster[key] is not None:
                told.append(word(f"{key}_known", self.language, number=f"{cluster[key]:,}"))
        if cluster["place"]:
            told.append(word("place_known", self.language, place=cluster["place"]))
        return " · ".join(each for each in told if each)

    def how(self, tried: Mapping[str, Any]) -> str:
        """How a technology is known in a cluster."""
        return HOW.get(str(tried["how"]), HOW["in_use"])[self.language == "ml"]

    def day(self, as_of: str) -> str:
        """A date, or that there is none."""
        return word("undated", self.language) if as_of == UNDATED else as_of

    def plan(self, cluster: Mapping[str, Any]) -> tuple[Sequence[Mapping[str, Any]], int]:
        """The first schemes of a plan but the programme itself, and how many more there are."""
        programme = "scheme:odoi"
        found = [each for each in cluster["plan"]["chosen"] if each["scheme"] != programme]
        return found[:_PLAN_SHOWN], max(0, len(found) - _PLAN_SHOWN)

    def plan_state(self, chosen: Mapping[str, Any]) -> str:
        """How certain a scheme is; what is missing is counted, as the sheet and the data name it."""
        if chosen["reason"] != "missing":
            return str(chosen["state"])
        number = len(chosen["missing"])
        return word("plan_open" if number > 1 else "plan_open_one", self.language, number=number)

    def amounts(self, chosen: Mapping[str, Any]) -> str:
        """What a scheme comes to, by group."""
        told = []
        for group in _GROUPS:
            sums = chosen["amounts"].get(group)
            if sums is not None:
                high = float("inf") if sums["high"] is None else float(sums["high"])
                value = money(Interval(float(sums["low"]), high), self.language)
                told.append(f"{word(f'group_{group}', self.language)}: {value}")
        return "; ".join(told)
