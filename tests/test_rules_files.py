"""Rule files: what is wrong refuses the file whole, with file, line and cause; the linter; the pages."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from matcher.rules.errors import RuleError
from matcher.rules.facts import Facts
from matcher.rules.library import load
from matcher.rules.linter import check
from matcher.rules.pages import page, write_pages
from matcher.rules.syntax import LARGEST_FILE, parse_rule
from matcher.rules.tables import Source, Table
from matcher.rules.testform import read_test
from matcher.rules.verdict import judge
from matcher.rules.vocabulary import read_vocabulary, vocabulary

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "data" / "rules"
ON = date(2026, 11, 24)
LIBRARY = load()

HEAD = """scheme = "scheme:sample"
name = "Sample"
applicants = ["cluster"]
complete = true
review = 2030-01-01

[[version]]
source = "Gazette"
as_of = "2024"
"""
CONDITION = """
[[version.condition]]
id = "looms"
text = "At least 200 looms."
text_ml = "200 തറികളെങ്കിലും."
source = "Gazette"
as_of = "2024"
test = { fact = "looms", op = ">=", value = 200 }
"""
AMOUNT = """
[[version.amount]]
id = "grant"
text = "Half."
text_ml = "പകുതി."
source = "Gazette"
as_of = "2024"
kind = "grant"
percent = 50
of = "project_cost"
"""
GOOD = HEAD + CONDITION + AMOUNT


def parse(text):
    return parse_rule(text, "sample.toml", vocabulary())


def line_with(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(part))


def test_the_sample_is_good():
    rule = parse(GOOD)
    assert [clause.id for clause in rule.versions[0].clauses] == ["applicant", "looms"]


@pytest.mark.parametrize(
    ("old", "new", "cause", "at"),
    [
        ('fact = "looms"', 'fact = "lomms"', "no fact 'lomms'; did you mean looms", "test ="),
        ('op = ">="', 'op = "=>"', "does not go with looms", "test ="),
        ("value = 200", 'value = "200"', "does not fit looms, a number", "test ="),
        ("value = 200", "value = -200", "no value that looms", "test ="),
        ("value = 200", "value = true", "does not fit looms", "test ="),
        ("value = 200", "value = nan", "nan is no number to compare with", "test ="),
        ("value = 200", "value = inf", "inf is no number to compare with", "test ="),
        ("value = 200 }", "value = 200, vlaue = 3 }", "no such key; did you mean value", "test ="),
        ("value = 200", 'value = 200, unit = "km"', "is in looms, not in km", "test ="),
        ('op = ">=", value = 200', "within_years = 10", "a fact that is a date", "test ="),
        (
            'test = { fact = "looms", op = ">=", value = 200 }',
            "",
            "test: it is missing",
            "[[version.condition]]",
        ),
        ("test = {", "tset = {", "test: it is missing", "[[version.condition]]"),
        ('id = "looms"', 'id = "Looms 1"', "small letters", 'id = "Looms 1"'),
        ('id = "looms"', 'id = "applicant"', "not 'applicant'", 'id = "applicant"'),
        ('text = "At least 200 looms."', 'text = ""', "it is empty", 'text = ""'),
        ("complete = true", 'complete = "yes"', "true or false", "complete"),
        ("review = 2030-01-01", 'review = "2030-01-01"', "a date without quotes", "review"),
        ("review = 2030-01-01", "review = 2030-01-01T10:00:00", "a date without quotes", "review"),
        ('applicants = ["cluster"]', 'applicants = ["clusters"]', "none of enterprise", "applicants"),
        ('applicants = ["cluster"]', "applicants = []", "at least one", "applicants"),
        (
            'as_of = "2024"\n\n[[version.cond',
            'as_of = "24"\n\n[[version.cond',
            "is not a date",
            'as_of = "24"',
        ),
        ('scheme = "scheme:sample"', 'scheme = "scheme:other"', "is to be called other.toml", "scheme ="),
        ('scheme = "scheme:sample"', 'scheme = "sample"', "no id of a scheme", "scheme ="),
        ('kind = "grant"', 'kind = "gift"', "none of grant", "kind ="),
        ("percent = 50", "percent = 150", "0 to 100", "percent"),
        ("percent = 50", "percent = 50\nfixed = 3", "not two", "[[version.amount]]"),
        ('of = "project_cost"', 'of = "looms"', "a fact in INR", "of ="),
        ('percent = 50\nof = "project_cost"', 'per_unit = 50\nof = "project_cost"', "a count", "of ="),
        ('of = "project_cost"\n', "", "need the fact that they are of", "[[version.amount]]"),
        ('of = "project_cost"', 'of = "project_cost"\nfloor = 9\nceiling = 3', "below the floor", "ceiling"),
        (
            "[[version.amount]]",
            "[[version.amuont]]",
            "no such key; did you mean amount",
            "[[version.amuont]]",
        ),
        ('name = "Sample"', 'name = "Sample', "it is no TOML", 'name = "Sample'),
        ('name = "Sample"', 'name = "Sample"\nname = "Again"', "it is no TOML", 'name = "Again"'),
    ],
)
def test_what_is_wrong_refuses_the_file_with_its_line(old, new, cause, at):
    assert old in GOOD
    broken = GOOD.replace(old, new, 1)
    with pytest.raises(RuleError) as refused:
        parse(broken)
    assert cause in refused.value.cause
    assert refused.value.line == line_with(broken, at)
    assert str(refused.value).startswith(f"sample.toml, line {refused.value.line}: ")


def test_sources_have_to_be_named():
    broken = HEAD + CONDITION.replace('source = "Gazette"\n', "")
    with pytest.raises(RuleError) as refused:
        parse(broken)
    assert refused.value.kind == "missing source"


def test_ids_stand_once():
    with pytest.raises(RuleError, match="'looms' stands there twice"):
        parse(HEAD + CONDITION + CONDITION)


def test_a_version_cannot_end_before_it_begins():
    with pytest.raises(RuleError, match="before valid_from"):
        parse(
            GOOD.replace(
                'as_of = "2024"', 'as_of = "2024"\nvalid_from = 2024-02-01\nvalid_to = 2024-01-01', 1
            )
        )


def nested(levels):
    test = '{ fact = "looms", op = ">=", value = 200 }'
    for _ in range(levels - 1):
        test = f"{{ not = {test} }}"
    return HEAD + CONDITION.replace('{ fact = "looms", op = ">=", value = 200 }', test)


def test_twelve_levels_are_the_most():
    assert parse(nested(12))
    with pytest.raises(RuleError, match="more than 12 deep"):
        parse(nested(13))


@pytest.mark.parametrize("key", ["all", "any", "not"])
def test_a_test_that_contains_itself_is_refused(key):
    """TOML cannot write one; whatever builds the tables otherwise cannot hang the reader."""
    raw = {}
    raw[key] = raw if key == "not" else [raw]
    with pytest.raises(RuleError, match="more than 12 deep"):
        read_test(Table(Source("x.toml", ""), (), raw), LIBRARY.facts)


@pytest.mark.parametrize("levels", [100, 5000])
def test_depth_cannot_exhaust_the_parser(levels):
    with pytest.raises(RuleError):
        parse(nested(levels))
    across = "[\n" * levels + "]\n" * levels
    with pytest.raises(RuleError):
        parse(HEAD + f"x = {across}")


def test_huge_rules_are_refused():
    with pytest.raises(RuleError, match="larger than 256 KiB"):
        parse(GOOD + "#" * LARGEST_FILE)
    parts = ", ".join(['{ fact = "looms", op = ">=", value = 200 }'] * 65)
    with pytest.raises(RuleError, match="more than 64"):
        parse(HEAD + CONDITION.replace("test = {", f"test = {{ any = [{parts}] }} #"))
    clause = CONDITION.replace("test = {", f"test = {{ any = [{parts[: parts.rindex(', {')]}] }} #")
    many = HEAD + "".join(clause.replace('"looms"\ntext', f'"looms-{n}"\ntext') for n in range(40))
    with pytest.raises(RuleError, match="the most is 2000"):
        parse(many)


@pytest.mark.parametrize(
    "hostile", ["__import__('os').system('id')", "MATCH (n) DETACH DELETE n", "${7*7}", "{0.__class__}"]
)
def test_hostile_texts_in_a_rule_stay_texts(hostile):
    rule = parse(
        GOOD.replace("At least 200 looms.", hostile).replace('name = "Sample"', f'name = "{hostile}"')
    )
    assert hostile in page(rule, vocabulary())
    with pytest.raises(RuleError):
        parse(GOOD.replace('fact = "looms"', f'fact = "{hostile}"'))
    with pytest.raises(RuleError):
        parse(GOOD.replace('op = ">="', f'op = "{hostile}"'))


@pytest.fixture
def folder(tmp_path):
    shutil.copy(RULES / "facts.toml", tmp_path)
    (tmp_path / "sample.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_broken_file_leaves_the_version_before_in_force(folder):
    first = load(folder)
    path = folder / "sample.toml"
    path.write_text(GOOD.replace("value = 200", "value = 300"), encoding="utf-8")
    (folder / "new.toml").write_text(GOOD, encoding="utf-8")
    second = load(folder, first)
    facts = Facts.of(user={"looms": 250, "applicant_kind": "cluster"}, today=ON)
    assert judge(first, "sample", facts, ON).status == "eligible"
    assert judge(second, "sample", facts, ON).status == "not_eligible"
    path.write_text(GOOD.replace("value = 200", "value = 400").replace('kind = "grant"', "kind = 7"), "utf-8")
    third = load(folder, second)
    assert third.rule("sample") is second.rule("sample")
    refusals = {refusal.file: refusal for refusal in third.refused}
    assert refusals["sample.toml"].kept
    assert "stays in force" in str(refusals["sample.toml"])
    assert not refusals["new.toml"].kept
    assert [refusal.kept for refusal in load(folder).refused] == [False, False]


def test_a_broken_vocabulary_leaves_everything_in_force(folder):
    before = load(folder)
    (folder / "facts.toml").write_text("[facts.looms]\ntype = 'loom'", encoding="utf-8")
    after = load(folder, before)
    assert after.rules == before.rules
    assert after.facts is before.facts
    assert after.refused[0].file == "facts.toml"
    with pytest.raises(RuleError):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('type = "number"', 'type = "nmber"'), ("cost = 1", "cost = 9"), ("cost = 1", 'cost = "1"'),
        ("changeable =", "changable ="), ("values = [", "valeus = ["), ('prefix = "state"', "whole = true"),
        ("[facts.looms]", "[facts.units]"), ("[facts.looms]", "[fatcs.looms]"),
        ('after = "mentor"', 'after = "mentr"'), ('after = "mentor"', 'after = "action_plan_years"'),
    ],
)  # fmt: skip
def test_a_vocabulary_with_a_slip_is_refused(folder, old, new):
    path = folder / "facts.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_vocabulary(folder)
    assert refused.value.file == "facts.toml"


def test_a_rule_file_that_is_no_text_is_refused(folder):
    (folder / "sample.toml").write_bytes(b'scheme = "a"\nname = "\xff\xfe"\n')
    [refusal] = load(folder).refused
    assert (refusal.line, "UTF-8" in refusal.cause) == (2, True)


def linted(folder, text, on=ON):
    (folder / "sample.toml").write_text(text, encoding="utf-8")
    return {(finding.kind, finding.level) for finding in check(load(folder), on)}


def two_conditions(test):
    return GOOD + CONDITION.replace('id = "looms"', 'id = "second"').replace(
        '{ fact = "looms", op = ">=", value = 200 }', test
    )


LATER = "\n[[version]]\nsource = 'Gazette'\nas_of = '2025'\n" + CONDITION.replace("version.", "version.")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (GOOD.replace('fact = "looms"', 'fact = "lomms"'), ("unknown fact", "error")),
        (GOOD.replace("value = 200", 'value = 200, unit = "km"'), ("unit mismatch", "error")),
        (two_conditions('{ fact = "project_cost", op = "<=", value = 5 }'), ("unit mismatch", "warning")),
        (two_conditions('{ fact = "looms", op = "<", value = 100 }'), ("contradiction", "error")),
        (two_conditions('{ fact = "looms", op = ">=", value = 0 }'), ("unreachable branch", "error")),
        (
            two_conditions('{ all = [{ fact = "spv", op = "=", value = true }, '
                           '{ not = { fact = "spv", op = "=", value = true } }] }'),
            ("unreachable branch", "error"),
        ),
        (
            two_conditions('{ any = [{ fact = "units", op = ">", value = 5 }, '
                           '{ fact = "units", op = ">", value = 9 }] }'),
            ("unreachable branch", "warning"),
        ),
        (
            GOOD + AMOUNT.replace('"grant"', '"other"', 1).replace("percent", 'share = "grant"\npercent'),
            ("unreachable branch", "error"),
        ),
        (GOOD + LATER, ("overlapping dates", "error")),
        (GOOD.replace("2030-01-01", "2026-01-01"), ("past review date", "warning")),
        (GOOD.replace('source = "Gazette"', 'source = ""', 1), ("missing source", "error")),
        (HEAD + CONDITION.replace('"Gazette"', '""'), ("missing source", "error")),
        (GOOD.replace("200 തറികളെങ്കിലും.", ""), ("missing translation", "warning")),
    ],
)  # fmt: skip
def test_the_linter_finds(folder, text, finding):
    assert finding in linted(folder, text)


def test_the_linter_is_content_with_a_good_rule(folder):
    assert linted(folder, GOOD) == set()
    apart = GOOD.replace('as_of = "2024"', 'as_of = "2024"\nvalid_to = 2024-12-31', 1)
    assert (
        linted(folder, apart + LATER.replace("as_of = '2025'", "as_of = '2025'\nvalid_from = 2025-01-01"))
        == set()
    )
    assert linted(folder, GOOD + LATER.replace("[[version]]", "[[version]]\nreading = 'another'", 1)) == set()


def test_the_rules_of_the_project_are_sound():
    assert [str(refusal) for refusal in LIBRARY.refused] == []
    assert [str(finding) for finding in check(LIBRARY, ON) if finding.level == "error"] == []


def test_every_rule_is_of_a_scheme_in_the_table():
    with (ROOT / "data" / "schemes.csv").open(encoding="utf-8", newline="") as rows:
        schemes = {row["id"] for row in csv.DictReader(rows)}
    assert set(LIBRARY.rules) <= schemes


def test_the_pages_are_those_of_the_rules(tmp_path):
    write_pages(LIBRARY, tmp_path)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "schemes").iterdir()}
    assert kept == made, "run `sangam rules pages docs/schemes`"
    assert write_pages(LIBRARY, tmp_path) == []
    (tmp_path / "gone.md").write_text("a rule that is no more", encoding="utf-8")
    assert write_pages(LIBRARY, tmp_path) == [tmp_path / "gone.md"]


def test_a_page_tells_what_an_official_needs():
    text = page(LIBRARY.rule("mse-cdp"), LIBRARY.facts)
    for part in (
        "tell only part of this rule",
        "from 2022-05-27 to 2026-03-31",
        "project cost is at least Rs 5,00,00,000",
        "80% of project cost, at most Rs 8,00,00,000",
        "compliance chart no. 8",
        "Only when: kind of applicant is",
    ):
        assert part in text
    assert text.index("from 2022-05-27") < text.index("from the beginning")
