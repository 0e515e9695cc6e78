"""What an encoder may learn from: which texts are pairs, which are counterexamples, and what is held out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.store import open_store
from matcher.snapshot import Snapshot
from matcher.training.history import History, Pair, Work, of_folder, of_snapshot
from matcher.training.judging import Exam, reciprocal_rank
from matcher.training.pairs import SAME_INSTITUTION, at_most, negatives, of_epoch, split

COLUMNS = ("project_id", "year", "firm", "institution_id", "agency", "title", "abstract")
TOPICS = ("coir yarn spinning", "latex glove testing", "cashew shell drying", "handloom dye house",
          "boat hull repair", "spice oil extraction")  # fmt: skip


# -- reading --


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def history_folder(path: Path, count: int = 60) -> Path:
    """A folder with six institutions, each at work on one topic for ever new firms, and no queries."""
    path.mkdir(parents=True)
    names = ("Abel", "Bohr", "Curie", "Darwin", "Euler", "Faraday")
    write_csv(
        path / "institutions.csv",
        [{"id": f"i{n}", "name": f"{one} Institute"} for n, one in enumerate(names)],
    )
    rows = [
        {
            "project_id": f"p{n}", "year": 1990 + n % 8, "firm": f"firm {n}", "institution_id": f"i{n % 6}",
            "agency": "", "title": f"Better {TOPICS[n % 6]} method {n}",
            "abstract": f"With {names[n % 6]} we improve {TOPICS[n % 6]} for makers of lot {n} by trial.",
        }
        for n in range(count)
    ]  # fmt: skip
    write_csv(path / "collaborations.csv", rows)
    return path


def test_a_folder_is_read_without_the_names_of_institutions(tmp_path: Path) -> None:
    history = of_folder(history_folder(tmp_path / "b", 12))
    assert (len(history.works), len(history.pairs), history.skipped) == (12, 12, 0)
    first = history.works[0]
    assert (first.firm, first.owners, first.year) == ("firm 0", {"i0"}, 1990)
    assert first.text.startswith("Better coir yarn spinning method 0. With we improve")
    assert history.pairs[0].left == "Better coir yarn spinning method 0"
    assert "Abel" not in str(history)


def test_a_title_that_the_abstract_begins_with_is_taken_off(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 6)
    title = "Coir yarn spinning frames"
    row = dict.fromkeys(COLUMNS, "") | {
        "project_id": "q", "year": "1991", "firm": "f", "institution_id": "i1", "title": title,
        "abstract": f"{title}. A frame with two heads for small makers.",
    }  # fmt: skip
    write_csv(folder / "collaborations.csv", [row])
    (pair,) = of_folder(folder).pairs
    assert (pair.left, pair.right) == (title, "A frame with two heads for small makers")


def test_a_project_of_two_institutions_is_one_work(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 6)
    row = dict(
        zip(
            COLUMNS,
            ("q", "1991", "f", "i1", "", "Coir yarn spinning", "Better spinning of coir yarn"),
            strict=True,
        )
    )
    write_csv(folder / "collaborations.csv", [row, row | {"institution_id": "i2"}])
    (work,) = of_folder(folder).works
    assert work.owners == {"i1", "i2"}


def test_only_work_from_before_the_queries_and_of_other_firms_counts(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b")
    # Neither texts nor answers: a file without those columns will do.
    write_csv(folder / "queries.csv", [{"year": "1994", "firm": "firm 1"}, {"year": "1996", "firm": "new"}])
    (folder / "qrels.csv").write_text("this is never read")
    history = of_folder(folder)
    assert history.until == 1994
    assert {work.year for work in history.works} == {1990, 1991, 1992, 1993}
    assert "firm 1" not in {firm for pair in history.pairs for firm in pair.firms}
    assert len(history.works) + history.skipped == 60
    assert {work.year for work in of_folder(folder, 1992).works} == {1990, 1991}


def test_work_without_a_year_counts_only_where_no_year_is_set(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 6)
    rows = read_csv(folder / "collaborations.csv")
    write_csv(folder / "collaborations.csv", [row | {"year": ""} for row in rows])
    assert len(of_folder(folder).works) == 6
    assert len(of_folder(folder, 2000).works) == 0


def test_an_institution_that_is_not_listed_is_told(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 6)
    rows = read_csv(folder / "collaborations.csv")
    write_csv(folder / "collaborations.csv", [rows[0], rows[1] | {"institution_id": "nobody"}])
    with pytest.raises(InputError, match="line 3: institution 'nobody'"):
        of_folder(folder)


def test_the_graph_has_pairs_of_all_kinds(loaded_embedded_url: str) -> None:
    with open_store(loaded_embedded_url) as store:
        snapshot = Snapshot.of(store)
    history = of_snapshot(snapshot)
    kinds = {pair.kind for pair in of_epoch(history, np.random.default_rng(0))}
    assert kinds == {
        "description and offers",
        "cluster and needs",
        "technology and what it does",
        SAME_INSTITUTION,
    }
    # What stands in one institution's name only may still be what texts are about.
    assert any("banana" in text.casefold() for text in history.described.values())
    before = of_snapshot(snapshot, 2015)
    assert {work.year for work in before.works} <= set(range(1900, 2015))
    assert len(before.works) + before.skipped == len(history.works)
    assert history.hash() == of_snapshot(snapshot).hash() != before.hash()


# -- pairs --

_WORKS = st.lists(
    st.builds(
        Work,
        text=st.sampled_from([f"text {n}" for n in range(20)]),
        owners=st.frozensets(st.sampled_from("ABCDE"), min_size=1, max_size=2),
        firm=st.sampled_from([f"firm {n}" for n in range(12)]),
        year=st.one_of(st.none(), st.integers(1980, 2000)),
    ),
    max_size=40,
)
_SEEDS = st.integers(0, 2**31)


def history_of(works: Sequence[Work]) -> History:
    pairs = [Pair(f"title {n}", w.text, w.owners, frozenset([w.firm]), "t") for n, w in enumerate(works)]
    return History(tuple(works), tuple(pairs), {"A": "a description"})


@given(_WORKS, _SEEDS)
def test_what_shares_firm_institution_or_text_is_no_counterexample(works: list[Work], seed: int) -> None:
    pairs = of_epoch(history_of(works), np.random.default_rng(seed))
    found = negatives(pairs)
    assert found.shape == (len(pairs), len(pairs))
    for row, one in enumerate(pairs):
        for column, other in enumerate(pairs):
            shared = one.owners & other.owners or one.firms & other.firms
            texts = {one.left, one.right} & {other.left, other.right}
            assert found[row, column] == (not shared and not texts)


@given(_WORKS, _SEEDS)
def test_works_are_paired_within_an_institution_for_two_firms(works: list[Work], seed: int) -> None:
    history = history_of(works)
    by_text: dict[str, list[Work]] = {}
    for work in works:
        by_text.setdefault(work.text, []).append(work)
    found = [p for p in of_epoch(history, np.random.default_rng(seed)) if p.kind == SAME_INSTITUTION]
    assert 2 * len(found) <= len(works)
    for pair in found:
        assert len(pair.firms) == 2
        assert pair.left != pair.right
        assert any(
            one.owners & other.owners and {one.firm, other.firm} == pair.firms
            for one in by_text[pair.left] for other in by_text[pair.right]
        )  # fmt: skip
    assert [p for p in of_epoch(history, np.random.default_rng(seed), ties=False) if p in found] == []


@given(_WORKS, _SEEDS, st.sampled_from([0.0, 0.2, 0.5, 1.0]))
def test_no_firm_is_on_both_sides(works: list[Work], seed: int, share: float) -> None:
    history = history_of(works)
    parts = split(history, share, seed)
    sides = []
    for part in (parts.learned, parts.held_out):
        pairs = of_epoch(part, np.random.default_rng(seed))
        sides.append({w.firm for w in part.works} | {firm for pair in pairs for firm in pair.firms})
    assert sides[0].isdisjoint(sides[1])
    assert len(parts.learned.works) + len(parts.held_out.works) == len(works)
    assert len(sides[1]) == round(share * len({work.firm for work in works}))


@given(_WORKS, _SEEDS)
def test_the_same_seed_gives_the_same_pairs(works: list[Work], seed: int) -> None:
    history = history_of(works)
    one, other = (of_epoch(split(history, 0.3, seed).learned, np.random.default_rng(seed)) for _ in range(2))
    assert one == other
    few = at_most(history, 7, seed)
    assert few == at_most(history, 7, seed)
    assert len(few.works) == len(few.pairs) == min(7, len(works))
    assert at_most(history, 40, seed) == history


# -- what was held out --


def test_equal_scores_are_ordered_by_row() -> None:
    scores = np.array([0.1, 0.9, 0.9, 0.2])
    assert [reciprocal_rank(scores, row) for row in range(4)] == [1 / 4, 1.0, 1 / 2, 1 / 3]


def test_only_earlier_work_for_other_firms_answers_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.training.judging.LEAST_QUESTIONS", 1)
    works = (
        Work("later", frozenset("A"), "f1", 1999),
        Work("own", frozenset("A"), "asks", 1980),
        Work("earlier", frozenset("B"), "f2", 1985),
        Work("undated", frozenset("C"), "f3"),
        Work("question", frozenset("C"), "asks", 1990),
    )
    history = History(works, (), {})
    exam = Exam.of(history, History(works[4:], (), {}))
    texts = exam.texts()
    # "later" and "own" are the question's very likeness, "earlier" is nearer to it than "undated".
    likeness = {"later": 1.0, "own": 1.0, "question": 1.0, "earlier": 0.9, "undated": 0.5}
    rows = np.array([[likeness[text], np.sqrt(1 - likeness[text] ** 2)] for text in texts], dtype=np.float32)
    # The firm's other work of 1980 is a question too: it knows nothing dated before, and C by "undated".
    assert [exam.works[row].text for row in exam.questions] == ["own", "question"]
    figures = exam.figures(texts, rows)
    # "own": A has nothing left, C has 0.5, so A is after C and before B: 1/2. "question": B, then C: 1/2.
    assert figures.institutions == pytest.approx(1 / 2)
    assert figures.deciding == figures.institutions


def test_few_questions_leave_the_decision_to_the_pairs() -> None:
    pairs = tuple(Pair(f"l{n}", f"r{n}", frozenset(), frozenset([f"f{n}"]), "t") for n in range(3))
    exam = Exam.of(History((), pairs, {}), History((), pairs, {}))
    texts = exam.texts()
    own = np.array([[float(text[1] == str(n)) for n in range(3)] for text in texts], dtype=np.float32)
    figures = exam.figures(texts, own)
    assert (figures.institutions, figures.pairs, figures.deciding) == (None, 1.0, 1.0)
