"""`sangam schemes` and `sangam rules`: verdicts, the conversation, plans, and bad input."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import ExitCode
from matcher.rules.library import load
from matcher.rules.vocabulary import rules_folder

COIR = "Alappuzha coir"
LIBRARY = load()
ON = ("--on", "2026-11-24")
WEAVERS = 'applicant_kind = "cluster"\ncategory = "handloom_powerloom"\nstate = "state:kerala"\n'
Run = Callable[..., Result]


@pytest.fixture
def run(loaded_embedded_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the loaded store, as the settings name it; `said` is piped in."""
    monkeypatch.setenv("SANGAM_STORE", loaded_embedded_url)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("SANGAM_RULES", raising=False)

    def run(*words: object, said: str = "") -> Result:
        found = CliRunner().invoke(app, [str(word) for word in words], input=said)
        assert "Traceback" not in found.output
        return found

    return run


@pytest.fixture
def weavers(tmp_path: Path) -> Path:
    path = tmp_path / "weavers.toml"
    path.write_text(WEAVERS, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two of the project's rules."""
    target = tmp_path / "rules"
    target.mkdir()
    for path in rules_folder().glob("*.toml"):
        if path.name.startswith("facts") or path.name in ("odoi.toml", "sfurti.toml"):
            shutil.copy(path, target)
    return target


def text(found: Result) -> str:
    assert found.exit_code == 0, found.output
    return " ".join(found.stdout.split())


def data(found: Result) -> Any:
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def verdict(told: Any, scheme: str) -> Any:
    judged = told.get("eligibility", told)
    return next(each for each in judged["verdicts"] if each["scheme"] == scheme)


# -- verdicts --


def test_the_bare_command_tells_verdicts_and_what_sources_connect(run: Run) -> None:
    told = text(run("schemes", COIR, *ON))
    assert told == text(run("schemes", "for", COIR, *ON))
    assert told.startswith("Alappuzha coir cluster By the rules that are written down")
    assert "Not yet known" in told
    assert "To ask next" in told
    assert "What sources connect with it" in told
    assert "Sources [1]" in told
    assert "A handicraft, traditional industry or service cluster has at least 20 units" in text(
        run("schemes", "--all", COIR, *ON)
    )


def test_options_may_stand_before_the_subject(run: Run) -> None:
    assert text(run("schemes", *ON, COIR)) == text(run("schemes", COIR, *ON))


def test_a_handloom_cluster_without_a_number_of_looms_is_asked_how_many(run: Run, weavers: Path) -> None:
    more = ("--profile", weavers, "--scheme", "odoi", *ON)
    for name, value in (("spv", "yes"), ("champion", "yes"), ("mentor", "yes"), ("action_plan", "yes"),
                        ("action_plan_years", "2"), ("established", "yes"),
                        ("share_in_constituency", "100%")):  # fmt: skip
        more = (*more, "--fact", f"{name}={value}")
    told = data(run("schemes", *more, "--json"))
    assert verdict(told, "scheme:odoi")["missing"] == ["looms"]
    assert told["eligibility"]["next_question"]["fact"] == "looms"
    assert "How many looms" in text(run("schemes", *more))
    enough = text(run("schemes", *more, "--fact", "looms=2,00"))
    assert "Eligible (1)" in enough
    few = text(run("schemes", *more, "--fact", "looms=199"))
    assert "Not eligible (1)" in few
    assert "Not met: A handloom or powerloom cluster has at least 200 looms. [1]" in few
    assert "looms: 199 looms (said)" in few


def test_a_new_cluster_beside_an_established_one_is_refused_with_the_clause(run: Run, weavers: Path) -> None:
    facts = ("--fact", "established=no", "--fact", "established_cluster_in_constituency=yes")
    told = text(run("schemes", "--profile", weavers, "--scheme", "odoi", *facts, *ON))
    assert "Not eligible (1)" in told
    assert "A new cluster is taken up only where the constituency has no established one." in told
    assert "Innovation Model: established cluster first" in told
    not_met = "Not met: A new cluster is taken up only where the constituency has no established one."
    for command in ("plan", "ask"):
        found = run("schemes", command, "--profile", weavers, "--scheme", "odoi", *facts, *ON)
        assert not_met in " ".join(found.stdout.split())


def test_of_a_partial_rule_that_nothing_speaks_against_it_is_told_what_it_gives(
    run: Run, tmp_path: Path
) -> None:
    profile = tmp_path / "firm.toml"
    profile.write_text(
        'applicant_kind = "enterprise"\nstate = "state:kerala"\nactivity = "manufacturing"\nudyam = true\n'
        'size = "micro"\nfixed_capital = 4000000\n',
        encoding="utf-8",
    )
    told = text(run("schemes", "--profile", profile, "--scheme", "ess-2023", *ON))
    assert "No condition fails, but the sources tell only part of this rule" in told
    assert "at most Rs 40 lakh. (up to Rs 18,00,000)" in told


def test_what_may_settle_one_scheme_is_told_as_a_chance(run: Run, weavers: Path) -> None:
    told = text(run("schemes", "--profile", weavers, "--scheme", "odoi", *ON))
    assert "It bears on One District One Idea: MSME Innovation Clusters; 50 in 100 answers" in told


def test_what_is_said_is_marked_and_a_conflict_with_the_graph_is_shown(run: Run) -> None:
    told = text(run("schemes", COIR, "--scheme", "odoi", "--fact", "units=12", *ON))
    assert "Sources disagree on units in the cluster" in told
    assert "10,000 units" in told
    assert "said by the applicant" in told


def test_rules_are_those_of_the_day_and_a_late_review_is_told(run: Run) -> None:
    before = verdict(data(run("schemes", COIR, "--on", "2026-03-31", "--json")), "scheme:mse-cdp")
    after = verdict(data(run("schemes", COIR, "--on", "2026-04-01", "--json")), "scheme:mse-cdp")
    assert (before["group"], after["group"]) == ("unknown", "ended")
    late = next(rule for rule in LIBRARY.rules.values() if "cluster" in rule.applicants
                and rule.review.year < 2026)  # fmt: skip
    told = text(run("schemes", COIR, "--scheme", late.scheme, *ON))
    assert f"was to be checked again by {late.review}" in told


def test_the_answer_can_be_had_in_malayalam(run: Run) -> None:
    told = text(run("schemes", COIR, "--lang", "ml", "--scheme", "odoi", *ON))
    assert "ഇനിയും തീരുമാനിക്കാനാവാത്തവ (1)" in told
    assert "അറിയില്ല: ക്ലസ്റ്റർ ഒരു എസ്.പി.വി. രൂപീകരിച്ച്" in told


def test_the_table_has_a_row_for_each_scheme_judged_or_connected(run: Run) -> None:
    told = data(run("schemes", COIR, *ON, "--json"))
    rows = list(csv.DictReader(io.StringIO(run("schemes", COIR, *ON, "--csv").stdout)))
    assert [row["id"] for row in rows[: len(LIBRARY.rules)]] == [
        each["scheme"] for each in told["eligibility"]["verdicts"]
    ]
    assert {row["id"] for row in rows} == set(LIBRARY.rules) | {each["id"] for each in told["results"]}
    assert len({row["id"] for row in rows}) == len(rows)


def test_somebody_is_to_be_named(run: Run, weavers: Path) -> None:
    assert run("schemes", "--scheme", "odoi").exit_code == ExitCode.USAGE
    assert run("schemes", COIR, "--profile", weavers).exit_code == ExitCode.USAGE
    assert run("schemes", "alapuzha coyr").exit_code == ExitCode.NOT_FOUND
    assert run("schemes", COIR, "--scheme", "mse-cpd").exit_code == ExitCode.NOT_FOUND


# -- the conversation --


def test_a_conversation_settles_everything_and_what_was_said_is_kept(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "said.toml"
    said = "no\n" * 40
    told = run("schemes", "ask", COIR, "--save", kept, *ON, said=said)
    assert told.exit_code == 0
    shown = " ".join(told.stdout.split())
    assert "Settled: " in shown
    assert "What is settled" in shown
    facts = tomllib.loads(kept.read_text(encoding="utf-8"))
    assert facts
    assert all(value is False for value in facts.values())
    after = data(run("schemes", COIR, "--facts", kept, *ON, "--json"))
    for name in facts:
        assert after["eligibility"]["facts"][name][-1]["origin"] == "user"


def test_back_why_do_not_know_and_stop_are_understood(run: Run) -> None:
    told = run("schemes", "ask", COIR, "--scheme", "odoi", *ON, said="back\nwhy\nyes\nback\n?\nstop\n")
    shown = " ".join(told.stdout.split())
    assert "This is the first question" in shown
    assert shown.count("One District One Idea") == 2
    assert "Stopped here" in shown
    assert "0 answers, 1 not known." in shown
    first = [line.strip() for line in told.stdout.splitlines() if line.startswith("1. ")]
    assert len(first) == 2
    assert first[0] == first[1]


def test_an_answer_that_makes_no_sense_is_asked_again(run: Run, weavers: Path) -> None:
    answers = "\n".join(["perhaps", "MATCH (n) DETACH DELETE n", "yes", "stop"])
    told = run("schemes", "ask", "--profile", weavers, "--scheme", "odoi", *ON, "--json", said=answers)
    assert told.exit_code == 0
    assert json.loads(told.stdout)["questions"] == 1
    assert told.stderr.count("Please try again") == 2


def test_the_end_of_the_answers_ends_the_conversation(run: Run) -> None:
    told = run("schemes", "ask", COIR, *ON, said="")
    assert told.exit_code == 0
    assert "Stopped here" in told.stdout
    nothing = run("schemes", "ask", COIR, "--scheme", "nhdp-handloom-cdp", *ON, said="")
    assert "nothing that could be asked would change a verdict" in " ".join(nothing.stdout.split())


def test_choices_can_be_given_by_number_and_places_by_name(run: Run, tmp_path: Path) -> None:
    profile, kept = tmp_path / "p.toml", tmp_path / "said.toml"
    known = ("spv", "champion", "established", "mentor", "action_plan")
    lines = ['applicant_kind = "cluster"', *(f"{name} = true" for name in known)]
    lines += ["action_plan_years = 1", "share_in_constituency = 1.0", "units = 20", "registered_units = 20"]
    profile.write_text("\n".join(lines), encoding="utf-8")
    ask = ("schemes", "ask", "--profile", profile, "--scheme", "odoi", *ON, "--save", kept)
    told = run(*ask, said="Kerala\n1\n")
    assert tomllib.loads(kept.read_text(encoding="utf-8"))["category"] == "manufacturing"
    assert tomllib.loads(kept.read_text(encoding="utf-8"))["state"] == "state:kerala"
    assert "Eligible (1)" in told.stdout


# -- plan and change --


def test_a_plan_tells_what_to_do_and_a_change_what_would_help(run: Run) -> None:
    plan = text(run("schemes", "plan", COIR, *ON))
    assert "What to do, in this order 1. " in plan
    assert data(run("schemes", "plan", COIR, *ON, "--json"))["chosen"]
    told = data(run("schemes", "change", COIR, "odoi", "--fact", "spv=no", *ON, "--json"))
    assert [step["fact"] for step in told["steps"]] == ["spv"]
    assert "Registered SPV" in text(run("schemes", "change", COIR, "odoi", "--fact", "spv=no", *ON))
    closed = run("schemes", "change", COIR, "coir-udyami", *ON)
    assert closed.exit_code == ExitCode.PARTLY
    assert "takes no applications" in closed.stdout
    assert "Subsumed in PMEGP in March 2018; apply there." in " ".join(closed.stdout.split())
    assert run("schemes", "change", COIR).exit_code == ExitCode.USAGE


# -- the rules --


def test_rules_are_checked_with_file_line_and_cause(run: Run, folder: Path) -> None:
    assert "2 rules, 0 errors" in text(run("rules", "check", folder))
    file = folder / "odoi.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('fact = "looms"', 'fact = "lomms"', 1), encoding="utf-8")
    line = next(n for n, each in enumerate(good.splitlines(), 1) if 'fact = "looms"' in each)
    found = run("rules", "check", folder)
    assert found.exit_code == ExitCode.PARTLY
    shown = " ".join(found.stdout.split())
    assert f"odoi.toml, line {line}" in shown
    assert "lomms" in shown
    told = json.loads(run("rules", "check", folder, "--json").stdout)
    assert told["errors"] == 1
    assert told["findings"][0]["file"] == "odoi.toml"
    assert run("rules", "check", folder / "none").exit_code == ExitCode.USAGE


def test_a_refused_file_is_told_and_the_others_are_asked(run: Run, folder: Path) -> None:
    (folder / "odoi.toml").write_text("scheme = [", encoding="utf-8")
    found = run("schemes", COIR, "--rules", folder, *ON, "--json")
    assert found.exit_code == 0
    assert [each["scheme"] for each in json.loads(found.stdout)["eligibility"]["verdicts"]] == [
        "scheme:sfurti"
    ]
    assert "a rule file is refused and not asked: odoi.toml, line 1" in " ".join(found.stderr.split())


def test_pages_are_written_for_the_rules_of_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    assert run("rules", "pages", pages, "--rules", folder).exit_code == 0
    assert sorted(path.name for path in pages.iterdir()) == ["README.md", "odoi.md", "sfurti.md"]
    again = run("rules", "pages", pages, "--rules", folder)
    assert again.stdout == ""


def test_rules_are_listed_and_shown(run: Run) -> None:
    listed = data(run("rules", "list", *ON, "--json"))
    assert {each["scheme"] for each in listed["rules"]} == set(LIBRARY.rules)
    rows = list(csv.DictReader(io.StringIO(run("rules", "list", *ON, "--csv").stdout)))
    assert len(rows) == len(LIBRARY.rules)
    shown = text(run("rules", "show", "odoi", *ON))
    assert "A handloom or powerloom cluster has at least 200 looms." in shown
    assert "The ODOI Challenge: handloom and powerloom clusters" in shown
    assert "History" in shown
    assert run("rules", "show", "odio").exit_code == ExitCode.NOT_FOUND


# -- bad input --


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("looms=-3", "looms: -3 is out of range"), ("lomms=3", "did you mean looms"),
        ("looms", "write it as name=value"), ("looms=many", "looms: 'many' is no number"),
        ("incorporated_on=2999-01-01", "lies in the future"), ("spv=perhaps", "neither yes nor no"),
        ("turnover=5 dollars", "does not fit"), ("category=$(id)", "is not one of"),
        ("looms=__import__('os')", "is no number"), ("state=' OR 1=1", "ids look like state:name"),
        ("district_shares=district:kollam=0.8,district:idukki=0.7", "150%"),
        ("=3", "write it as name=value"), ("looms=9 to 2", "low end"),
    ],
)  # fmt: skip
def test_a_bad_fact_names_its_field(run: Run, fact: str, told: str) -> None:
    found = run("schemes", COIR, "--fact", fact)
    assert found.exit_code == ExitCode.INPUT
    assert found.stdout == ""
    assert told in " ".join(found.stderr.split())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("looms = ", "no file of facts"), ("looms = -3", "out of range"), ("lomms = 3", "did you mean looms"),
        ("[facts.looms]\nlow = 9\nhigh = 2", "low end"), ("spv = 'yes'", "neither yes nor no"),
        ("looms = 2024-01-01T10:00:00", "no number"), ("x" * 70000, "larger than"),
        ("\ufffe[[[", "no file of facts"),
        ("a = " + "[" * 5000, "no file of facts"),
    ],
)  # fmt: skip
def test_a_bad_file_of_facts_is_refused(run: Run, tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    for words in ((COIR, "--facts", path), ("--profile", path)):
        found = run("schemes", *words)
        assert found.exit_code == ExitCode.INPUT
        assert told in " ".join(found.stderr.split())


@pytest.mark.parametrize("on", ["2026-02-30", "20260101", "2026-W01-1", "1900-01-01", "today"])
def test_a_day_that_is_none_is_refused(run: Run, on: str) -> None:
    found = run("schemes", COIR, "--on", on)
    assert found.exit_code == ExitCode.INPUT
    assert "--on" in found.stderr
