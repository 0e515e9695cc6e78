"""The desk as a page: both languages, nothing from elsewhere, readable without script, safe to show."""

from __future__ import annotations

import copy
import itertools
import re
import string
from collections import Counter
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from api_service import service
from fastapi.testclient import TestClient

from api.app import create_app
from api.pages.render import columns, desk_page, plain_source
from api.pages.words import HOW, SHORT, SIZE, WORDS
from matcher.desk import desk, desk_json
from matcher.rules.library import load
from matcher.rules.phrases import Language

LIBRARY = load()
ON = date(2026, 11, 24)
_MALAYALAM = re.compile("[\u0d00-\u0d7f]")
DISTRICTS = ("alappuzha", "palakkad")


@cache
def data(district: str, language: Language) -> dict[str, Any]:
    return desk_json(desk(service(), LIBRARY, district, ON), language)


@cache
def rendered(district: str, language: Language) -> str:
    return desk_page(data(district, language), language)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(service()))


class Page(HTMLParser):
    """The elements of a page, with the language in which each text stands."""

    VOID = frozenset({"meta", "link", "br", "input", "hr", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag not in self.VOID:
            self.open.append((tag, found.get("lang", self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, text: str) -> None:
        if text.strip() and self.open and self.open[-1][0] not in ("style", "title"):
            self.texts.append((self.open[-1][1], text.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]


# -- words --


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", [*WORDS])
def test_each_text_is_there_in_both_languages_with_the_same_slots(key: str) -> None:
    english, malayalam = WORDS[key]
    assert english
    assert malayalam
    assert slots(english) == slots(malayalam)
    if key != "other_language":
        assert not _MALAYALAM.search(english)
        assert _MALAYALAM.search(malayalam)


def test_each_rule_of_the_programme_has_a_short_head_in_both_languages() -> None:
    for version in LIBRARY.rule("scheme:odoi").versions:
        ids = {"size" if clause.id in SIZE else clause.id for clause in version.clauses}
        assert ids <= SHORT.keys()
    assert all(_MALAYALAM.search(malayalam) for _, malayalam in (*SHORT.values(), *HOW.values()))


# -- the page as it is --


@pytest.mark.parametrize("language", ["en", "ml"])
@pytest.mark.parametrize("district", DISTRICTS)
def test_the_page_is_well_formed_and_accessible(district: str, language: Language) -> None:
    page = Page(rendered(district, language))
    assert page.open == []
    assert page.all("html")[0]["lang"] == language
    ids = Counter(attrs["id"] for _, attrs in page.elements if "id" in attrs)
    assert [identity for identity, times in ids.items() if times > 1] == []
    for attrs in page.all("a"):
        if attrs["href"].startswith("#"):
            assert attrs["href"][1:] in ids
    for _, attrs in page.elements:
        for name in ("aria-labelledby", "for"):
            assert name not in attrs or attrs[name] in ids
    tables, captions = len(page.all("table")), len(page.all("caption"))
    assert tables == captions > 2
    assert all(attrs.get("scope") for attrs in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", ["en", "ml"])
def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(language: Language) -> None:
    page = Page(rendered("alappuzha", language))
    assert not page.all("script")
    for tag, attrs in page.elements:
        assert not [name for name in attrs if name.startswith("on")], tag
        for name in ("src", "href", "action"):
            assert not re.match(r"(https?:)?//", attrs.get(name, "")), attrs
    assert "@import" not in rendered("alappuzha", language)
    assert "url(" not in rendered("alappuzha", language)


def test_the_malayalam_page_is_malayalam() -> None:
    """What is not marked as English has Malayalam letters, or none at all, but for names and sums."""
    page = Page(rendered("alappuzha", "ml"))
    english = {text for _, (text, _) in WORDS.items()}
    strays = [
        text
        for language, text in page.texts
        if language == "ml" and not _MALAYALAM.search(text) and re.search(r"[A-Za-z]{3}", text)
    ]
    assert not english & {text for _, text in page.texts} - {"English"}
    # Names of institutions in a row, and sentences whose names the data has in English only.
    assert len(strays) < 0.02 * len(page.texts), strays[:10]


def test_signs_are_told_in_words_too() -> None:
    text = rendered("alappuzha", "en")
    for sign, word in (("✓", "met"), ("✗", "not met"), ("?", "not known")):
        assert re.search(
            rf'aria-hidden="true">{re.escape(sign)}</span>(<span class="hidden">)? ?{word}<', text
        )


def test_it_has_rules_for_paper() -> None:
    text = rendered("alappuzha", "en")
    assert "@media print" in text
    assert "size: A4" in text


def test_the_page_says_of_each_cluster_what_the_data_says() -> None:
    told, text = data("alappuzha", "en"), rendered("alappuzha", "en")
    for seat in told["constituencies"]:
        for cluster in seat["clusters"]:
            assert f'id="c-{cluster["id"].partition(":")[2]}-{seat["number"]}"' in text
            assert cluster["name"].replace("'", "&#39;") in text
    assert "Is there one person of the cluster who is committed to the programme" in text


def test_size_is_one_column_whatever_the_category() -> None:
    heads = [key for key, _ in columns(data("alappuzha", "en"), "en")]
    assert heads == [
        "size", "spv", "champion", "established-first", "larger-share", "mentor", "action-plan", "two-years",
    ]  # fmt: skip


def test_sources_lose_their_address_on_paper_only() -> None:
    assert plain_source("The Hindu, Seafood park, 2020-10-30, https://x.example/a?b=1,2") == (
        "The Hindu, Seafood park, 2020-10-30"
    )
    assert plain_source("https://x.example/a") == "https://x.example/a"


# -- hostile values --

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def _spoiled(value: Any, key: str = "") -> Any:
    """Every text of the data replaced, but for keys that the program itself chooses."""
    kept = {"id", "on", "state", "standing", "status", "reason", "language", "fact", "how", "role", "review",
            "origin", "scheme", "as_of", "kind"}  # fmt: skip
    if isinstance(value, dict):
        return {name: _spoiled(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_spoiled(part, key) for part in value]
    return HOSTILE if isinstance(value, str) and key not in kept else value


@pytest.mark.parametrize("language", ["en", "ml"])
def test_nothing_in_the_data_becomes_markup(language: Language) -> None:
    text = desk_page(_spoiled(copy.deepcopy(data("alappuzha", language))), language)
    page = Page(text)
    assert page.open == []
    assert not page.all("script")
    assert not page.all("img")
    assert "7*7" in text
    assert "&lt;script&gt;" in text


# -- served --


def test_the_index_lists_the_districts_in_both_languages(client: TestClient) -> None:
    english = client.get("/desk")
    assert english.status_code == 200
    assert len(re.findall(r'href="desk/[a-z]+\?lang=en"', english.text)) == 14
    malayalam = client.get("/desk", params={"lang": "ml"})
    assert "ആലപ്പുഴ" in malayalam.text
    assert '<html lang="ml">' in malayalam.text


def test_the_page_is_served_with_headers_that_keep_it_alone(client: TestClient) -> None:
    answer = client.get("/desk/alappuzha", params={"lang": "ml", "on": "2026-11-24"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "പ്രോഗ്രാം ഡെസ്ക്: ആലപ്പുഴ ജില്ല" in answer.text
    # Links carry the day on.
    assert "on=2026-11-24" in answer.text


def test_a_district_that_is_not_there_is_a_page_with_near_ones(client: TestClient) -> None:
    answer = client.get("/desk/alapuza%3Cb%3E")
    assert answer.status_code == 404
    assert "<h1>This could not be done</h1>" in answer.text
    assert "district:alappuzha" in answer.text
    assert "<b>" not in answer.text


def test_the_same_as_data(client: TestClient) -> None:
    answer = client.get("/v1/districts/alappuzha/desk", params={"lang": "ml", "on": "2026-11-24"})
    assert answer.json() == data("alappuzha", "ml")
    again = client.get(
        "/v1/districts/alappuzha/desk",
        params={"lang": "ml", "on": "2026-11-24"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304
    assert client.get("/v1/districts/alappuzha/desk", params={"on": "24-11-2026"}).status_code == 422
    assert client.get("/v1/districts/nowhere/desk").status_code == 404


def test_the_data_has_the_form_that_the_description_says(client: TestClient) -> None:
    from api.desk_schemas import DeskOut

    told = data("alappuzha", "en")
    assert DeskOut.model_validate(told).model_dump(exclude_unset=True) == told
