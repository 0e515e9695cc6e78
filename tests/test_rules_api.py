"""Eligibility, next question, plan, change and the rules over HTTP: answers, bad input, and reloading."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from api_service import service
from fastapi.testclient import TestClient

from api.app import create_app
from api.eligibility_schemas import EligibilityBatchOut, EligibilityOut, NextQuestionOut
from api.limits import PROFILES
from api.plan_schemas import ChangeOut, PlanOut
from matcher.rules import keeper
from matcher.rules.keeper import Keeper
from matcher.rules.library import load
from matcher.rules.subject import facts_for
from matcher.rules.verdict import judge_all
from matcher.rules.vocabulary import rules_folder

COIR = "cluster:alappuzha-coir"
LIBRARY = load()
WEAVERS = {"applicant_kind": "cluster", "category": "handloom_powerloom", "state": "state:kerala"}
HOSTILE = [
    "' OR 1=1 --", "MATCH (n) DETACH DELETE n", "`}) DETACH DELETE n //", "__import__('os').system('id')",
    "{{7*7}}", "${7*7}", "$rows", "<script>alert(1)</script>", "\u202e\u0000", "../../etc/passwd", "=1+1",
    "a" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    with TestClient(create_app(service())) as client:
        yield client


def data(response: Any) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def refused(response: Any, status: int = 422) -> Any:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()


# -- verdicts --


def test_a_cluster_of_the_graph_is_judged_as_python_judges_it(api: TestClient) -> None:
    told = data(api.get(f"/v1/clusters/{COIR}/eligibility?on=2026-11-24"))
    EligibilityOut.model_validate(told)
    facts = facts_for(service().store, COIR)
    wanted = {each.scheme: each.status for each in judge_all(LIBRARY, facts, date(2026, 11, 24))}
    assert {each["scheme"]: each["status"] for each in told["verdicts"]} == wanted
    assert sum(told["counts"].values()) == len(wanted)
    assert told["subject"] == {"id": COIR, "name": "Alappuzha coir cluster"}
    odoi = next(each for each in told["verdicts"] if each["scheme"] == "scheme:odoi")
    conditions = odoi["readings"][0]["conditions"]
    assert {each["state"] for each in conditions} >= {"met", "missing"}
    for each in conditions:
        assert each["text"]
        assert each["text_ml"]
        assert each["source"]
        assert each["as_of"]
    units = next(each for each in conditions if each["id"].endswith("units") and each["state"] == "met")
    assert units["facts"]["units"][0]["origin"] == "graph"
    assert units["facts"]["units"][0]["source"]
    assert told["next_question"]["text"].endswith("?")


@pytest.mark.parametrize(("plural", "id"), [("startups", "aakri"), ("enterprises", "enterprise:syn-000001")])
def test_start_ups_and_enterprises_are_judged_too(api: TestClient, plural: str, id: str) -> None:
    told = data(api.get(f"/v1/{plural}/{id}/eligibility"))
    EligibilityOut.model_validate(told)
    assert told["counts"]["other_applicants"] < len(LIBRARY.rules)
    kinds = {each["scheme"] for each in told["verdicts"] if each["group"] != "other_applicants"}
    takers = {"startups": "startup", "enterprises": "enterprise"}[plural]
    for scheme in kinds:
        assert takers in LIBRARY.rules[scheme].applicants


def test_a_verdict_is_told_in_sentences_of_the_language_asked_for(api: TestClient) -> None:
    english = data(api.get(f"/v1/clusters/{COIR}/eligibility?lang=en"))["verdicts"][0]["sentences"]
    malayalam = data(api.get(f"/v1/clusters/{COIR}/eligibility?lang=ml"))["verdicts"][0]["sentences"]
    # What a source remarks is told in English only.
    assert len(malayalam) <= len(english) <= len(malayalam) + 1
    assert not any("\u0d00" <= sign <= "\u0d7f" for sign in english[0])
    assert any("\u0d00" <= sign <= "\u0d7f" for sign in malayalam[0])


def test_the_rules_are_those_of_the_day(api: TestClient) -> None:
    """The rule of MSE-CDP that is known ended on 2026-03-31."""

    def reason(on: str) -> Any:
        told = data(api.get(f"/v1/clusters/{COIR}/eligibility?on={on}"))
        return next(each["reason"] for each in told["verdicts"] if each["scheme"] == "scheme:mse-cdp")

    assert reason("2026-03-31") == "missing"
    assert reason("2026-04-01") == "lapsed"


def test_a_missing_fact_is_never_a_no_and_the_answer_decides(api: TestClient) -> None:
    def odoi(**more: Any) -> Any:
        sent = {"facts": {**WEAVERS, **more}, "schemes": ["odoi"]}
        return data(api.post("/v1/eligibility", json=sent))

    unknown = odoi()
    assert unknown["verdicts"][0]["status"] == "unknown"
    assert "looms" in unknown["verdicts"][0]["missing"]
    few = odoi(looms=199)["verdicts"][0]
    assert few["status"] == "not_eligible"
    failed = [each for each in few["readings"][0]["conditions"] if each["state"] == "failed"]
    assert [each["text"] for each in failed] == ["A handloom or powerloom cluster has at least 200 looms."]
    assert odoi(looms=200)["verdicts"][0]["status"] == "unknown"
    whole = odoi(
        looms=200, spv=True, champion=True, established=True, share_in_constituency=1, mentor=True,
        action_plan=True, action_plan_years=2,
    )  # fmt: skip
    assert whole["verdicts"][0]["status"] == "eligible"
    assert whole["next_question"] is None


def test_what_is_said_stands_beside_what_the_graph_knows(api: TestClient) -> None:
    told = data(api.post("/v1/eligibility", json={"id": COIR, "facts": {"units": 12}, "schemes": ["odoi"]}))
    assert [one["origin"] for one in told["facts"]["units"]] == ["graph", "user"]
    assert [one["value"] for one in told["verdicts"][0]["conflicts"]["units"]] == [10000, 12]
    assert told["verdicts"][0]["status"] == "unknown"


# -- batches --


def test_a_batch_is_answered_one_by_one_and_a_bad_profile_spoils_no_other(api: TestClient) -> None:
    profiles = [
        {"key": "a", "facts": WEAVERS},
        {"key": "b", "facts": {"looms": -1}},
        {"key": "c", "id": "cluster:nowhere-at-all"},
        {"key": "d", "id": COIR},
    ]
    told = data(api.post("/v1/eligibility", json={"profiles": profiles}))
    EligibilityBatchOut.model_validate(told)
    assert [each["key"] for each in told["answers"]] == ["a", "b", "c", "d"]
    good, negative, missing, coir = told["answers"]
    assert good["problem"] is None
    assert negative["answer"] is None
    assert negative["problem"]["errors"][0]["field"] == "body.profiles.1.facts.looms"
    assert missing["problem"]["status"] == 404
    assert coir["answer"]["subject"]["id"] == COIR
    alone = data(api.post("/v1/eligibility", json={"facts": WEAVERS}))
    assert [e["status"] for e in alone["verdicts"]] == [e["status"] for e in good["answer"]["verdicts"]]


def test_a_thousand_profiles_are_taken_and_no_more(api: TestClient) -> None:
    many = [{"facts": {**WEAVERS, "looms": number}} for number in range(PROFILES)]
    told = data(api.post("/v1/eligibility", json={"profiles": many, "schemes": ["odoi"]}))
    found = [each["answer"]["verdicts"][0]["status"] for each in told["answers"]]
    assert found == ["not_eligible"] * 200 + ["unknown"] * (PROFILES - 200)
    assert "readings" not in told["answers"][0]["answer"]["verdicts"][0]
    wrong = refused(api.post("/v1/eligibility", json={"profiles": [*many, {}]}))
    assert wrong["errors"][0]["field"] == "body.profiles"


def test_a_body_is_one_applicant_or_many(api: TestClient) -> None:
    for sent in ({"profiles": []}, {"profiles": [{}], "id": COIR}, {"profiles": [{}], "facts": WEAVERS}):
        refused(api.post("/v1/eligibility", json=sent))


# -- next question, plan, change --


def test_the_questions_of_a_conversation_end_and_settle_everything(api: TestClient) -> None:
    facts: dict[str, Any] = dict(WEAVERS)
    answers = {"yes_no": True, "number": 1, "date": "2020-01-01"}
    for _ in range(100):
        told = data(
            api.post("/v1/schemes/next-question", json={"facts": facts, "schemes": ["odoi", "sfurti"]})
        )
        NextQuestionOut.model_validate(told)
        question = told["question"]
        if question is None:
            break
        assert question["fact"] in told["left"]
        assert question["fact"] not in facts
        kind = question["kind"]
        facts[question["fact"]] = question["choices"][0] if kind == "choice" else answers[kind]
    assert question is None
    assert told["left"] == []
    assert told["open"] == []


def test_a_question_that_nobody_can_answer_is_not_asked_again(api: TestClient) -> None:
    sent: dict[str, Any] = {"facts": WEAVERS, "skipped": []}
    first = data(api.post("/v1/schemes/next-question", json=sent))["question"]["fact"]
    second = data(api.post("/v1/schemes/next-question", json={**sent, "skipped": [first]}))
    assert second["question"]["fact"] != first
    assert first not in second["left"]
    wrong = refused(api.post("/v1/schemes/next-question", json={**sent, "skipped": ["lomms"]}))
    assert wrong["errors"][0]["field"] == "body.skipped.0"
    assert "did you mean looms" in wrong["detail"]


def test_a_plan_is_the_same_for_a_cluster_by_address_and_in_a_body(api: TestClient) -> None:
    by_address = data(api.get(f"/v1/clusters/{COIR}/plan"))
    PlanOut.model_validate(by_address)
    assert data(api.post("/v1/schemes/plan", json={"id": COIR})) == by_address
    chosen = {each["scheme"] for each in by_address["chosen"]}
    assert chosen
    refused_ones = {each["scheme"] for each in by_address["left_out"] if each["reason"] == "not_eligible"}
    assert not chosen & refused_ones


def test_what_would_help_is_told_and_holds_when_it_is_done(api: TestClient) -> None:
    facts = {**WEAVERS, "looms": 150, "spv": False, "champion": True, "established": True, "mentor": True,
             "share_in_constituency": 1, "action_plan": True, "action_plan_years": 1}  # fmt: skip
    told = data(api.post("/v1/schemes/change", json={"facts": facts, "scheme": "odoi"}))
    ChangeOut.model_validate(told)
    assert told["possible"]
    steps = {step["fact"]: step["value"] for step in told["steps"]}
    assert steps == {"looms": 200, "spv": True}
    after = data(api.post("/v1/eligibility", json={"facts": {**facts, **steps}, "schemes": ["odoi"]}))
    assert after["verdicts"][0]["status"] == "eligible"
    closed = data(api.post("/v1/schemes/change", json={"facts": facts, "scheme": "coir-udyami"}))
    assert not closed["possible"]
    assert closed["obstacles"][0]["why"] == "closed"


# -- rules and facts --


def test_the_rules_are_listed_and_shown_with_sources_and_history(api: TestClient) -> None:
    listed = data(api.get("/v1/rules?on=2026-11-24"))
    assert [each["scheme"] for each in listed["rules"]] == sorted(LIBRARY.rules)
    assert listed["refused"] == []
    shown = data(api.get("/v1/rules/mse-cdp?on=2026-01-01"))
    assert shown["scheme"] == "scheme:mse-cdp"
    assert shown["in_force"][0]["conditions"][0]["source"]
    assert len(shown["history"]) == shown["versions"] == len(LIBRARY.rule("mse-cdp").versions)
    assert any(each["in_force"] for each in shown["history"])
    near = refused(api.get("/v1/rules/scheme:mse-cpd"), 404)
    assert "scheme:mse-cdp" in near["near"]
    facts = data(api.get("/v1/facts"))["facts"]
    assert {each["name"] for each in facts} == set(LIBRARY.facts)


def test_the_description_types_every_fact_by_its_name(api: TestClient) -> None:
    described = api.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    properties = schemas["EligibilityQuestion"]["properties"]["facts"]["properties"]
    assert set(properties) == set(LIBRARY.facts)
    assert properties["looms"]["anyOf"][0] == {"type": "number", "minimum": 0}
    assert {"type": "boolean"} in properties["spv"]["anyOf"]
    assert properties["category"]["anyOf"][0]["enum"] == list(LIBRARY.facts["category"].values)


def test_an_answer_has_an_entity_tag_that_changes_with_the_day(api: TestClient) -> None:
    first = api.get(f"/v1/clusters/{COIR}/eligibility?on=2026-01-01")
    tag = first.headers["etag"]
    assert api.get(first.request.url, headers={"If-None-Match": tag}).status_code == 304
    other = api.get(f"/v1/clusters/{COIR}/eligibility?on=2026-01-02", headers={"If-None-Match": tag})
    assert other.status_code == 200


# -- bad input --


@pytest.mark.parametrize(
    ("facts", "field", "told"),
    [
        ({"looms": "many"}, "looms", "no number"),
        ({"looms": -5}, "looms", "out of range"),
        ({"looms": True}, "looms", "no number"),
        ({"spv": "yes"}, "spv", "neither yes nor no"),
        ({"spv": 1}, "spv", "neither yes nor no"),
        ({"category": "weaving"}, "category", "is not one of"),
        ({"incorporated_on": "2999-01-01"}, "incorporated_on", "in the future"),
        ({"incorporated_on": "yesterday"}, "incorporated_on", "no date"),
        ({"turnover": {"value": 5, "unit": "dollars"}}, "turnover", "does not fit"),
        ({"units": {"low": 9, "high": 2}}, "units", "low end"),
        ({"district_shares": {"district:kollam": 0.8, "district:idukki": 0.7}}, "district_shares", "150%"),
        ({"lomms": 3}, "lomms", "did you mean looms"),
        ({"state": "kerala"}, "state", "state:name"),
    ],
)  # fmt: skip
def test_a_bad_fact_names_its_field_and_what_to_do(
    api: TestClient, facts: dict[str, Any], field: str, told: str
) -> None:
    for path, more in (
        ("eligibility", {}), ("schemes/next-question", {}), ("schemes/plan", {}),
        ("schemes/change", {"scheme": "odoi"}),
    ):  # fmt: skip
        found = refused(api.post(f"/v1/{path}", json={"facts": facts, **more}))
        assert [each["field"] for each in found["errors"]] == [f"body.facts.{field}"]
        assert told in found["errors"][0]["detail"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_sent_is_ever_evaluated(api: TestClient, text: str) -> None:
    before = service().store.read("read/node_total")
    bodies: list[dict[str, Any]] = [{"facts": {name: text}} for name in LIBRARY.facts]
    bodies += [{"facts": {text: 1}}, {"id": text}, {"schemes": [text]}, {"on": text}, {"lang": text}]
    bodies += [{"facts": {"looms": {text: text}}}, {"facts": {"looms": [text]}}]
    for body in bodies:
        response = api.post("/v1/eligibility", json=body)
        # A fact that is plain text may be anything printable; nothing else is taken.
        free = next(iter(body.get("facts", {})), "")
        texts = free in LIBRARY.facts and LIBRARY.facts[free].type == "text"
        assert response.status_code in ((200, 422) if texts else (404, 422)), (body, response.text[:300])
    safe = quote(text, safe="")
    for path in (
        f"/v1/rules/{safe}",
        f"/v1/clusters/{safe}/eligibility",
        f"/v1/clusters/{COIR}/plan?on={safe}",
    ):
        assert api.get(path).status_code in (404, 422)
    assert api.post("/v1/schemes/change", json={"scheme": text}).status_code in (404, 422)
    assert api.post("/v1/schemes/next-question", json={"skipped": [text]}).status_code == 422
    assert service().store.read("read/node_total") == before


@pytest.mark.parametrize(
    "on", ["2026-02-30", "2026-1-1", "1946-12-31", "2101-01-01", "20260101", "2026-W01-1", ""]
)
def test_a_day_that_is_none_is_refused(api: TestClient, on: str) -> None:
    found = refused(api.get(f"/v1/clusters/{COIR}/eligibility", params={"on": on}))
    assert found["errors"][0]["field"] == "query.on"
    found = refused(api.post("/v1/eligibility", json={"on": on}))
    assert found["errors"][0]["field"] == "body.on"


# -- a running server keeps its rules --


def test_a_broken_file_leaves_the_version_before_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_SECONDS", 0.0)
    folder = tmp_path / "rules"
    shutil.copytree(rules_folder(), folder)
    file = folder / "odoi.toml"
    good = file.read_text(encoding="utf-8")
    api = TestClient(create_app(service(), rules_kept=Keeper(folder)))
    facts = {**WEAVERS, "looms": 150}

    def verdict() -> str:
        sent = {"facts": facts, "schemes": ["odoi"]}
        return str(data(api.post("/v1/eligibility", json=sent))["verdicts"][0]["status"])

    assert verdict() == "not_eligible"
    before = data(api.get("/v1/rules"))
    for broken in (good.replace('fact = "looms"', 'fact = "lomms"'), good[:400], "scheme = [", "\ufffe"):
        file.write_text(broken, encoding="utf-8")
        assert verdict() == "not_eligible"
        told = data(api.get("/v1/rules"))
        assert [each["file"] for each in told["refused"]] == ["odoi.toml"]
        assert told["refused"][0]["version_before_in_force"]
        assert told["refused"][0]["cause"]
        assert told["digest"] == before["digest"]
    facts_file = folder / "facts.toml"
    words = facts_file.read_text(encoding="utf-8")
    facts_file.write_text("[facts.looms", encoding="utf-8")
    assert verdict() == "not_eligible"
    assert data(api.get("/v1/rules"))["refused"][0]["file"] == "facts.toml"
    facts_file.write_text(words, encoding="utf-8")
    file.write_text(good.replace("value = 200", "value = 100"), encoding="utf-8")
    assert verdict() == "unknown"
    after = data(api.get("/v1/rules"))
    assert after["refused"] == []
    assert after["digest"] != before["digest"]
    file.write_text(f"# a remark changes nothing\n{good}", encoding="utf-8")
    assert data(api.get("/v1/rules"))["digest"] == before["digest"]


def test_a_kept_rule_keeps_the_facts_that_it_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_SECONDS", 0.0)
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in ("odoi.toml", "facts.toml"):
        shutil.copy(rules_folder() / name, folder)
    kept = Keeper(folder)
    words = (folder / "facts.toml").read_text(encoding="utf-8")
    (folder / "facts.toml").write_text(words.replace("[facts.looms]", "[facts.handlooms]"), encoding="utf-8")
    assert [each.kept for each in kept.library.refused] == [True]
    assert {"looms", "handlooms"} <= set(kept.library.facts)
    shutil.rmtree(folder)
    assert set(kept.library.rules) == {"scheme:odoi"}


def test_one_answer_takes_less_than_20_ms(api: TestClient) -> None:
    """In processor time, the best of several; a machine with others at work is allowed twice that."""
    for ask in (
        lambda: api.get(f"/v1/clusters/{COIR}/eligibility"),
        lambda: api.post("/v1/eligibility", json={"facts": WEAVERS}),
        lambda: api.post("/v1/schemes/next-question", json={"facts": WEAVERS}),
    ):
        took = []
        for _ in range(7):
            start = time.process_time()
            assert ask().status_code == 200
            took.append(time.process_time() - start)
        assert min(took) < 0.02 * 2, took
