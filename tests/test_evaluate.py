"""Measures against hand-checked cases, benchmark folders, leaks, and the developer benchmarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from api_service import encoder

from graph.errors import InputError
from matcher.benchmark import read_linkages
from matcher.candidates import Ask, Candidates
from matcher.encoder import Vectors
from matcher.evaluate import linkages, rewired
from matcher.features import MENTORS
from matcher.measures import interval, measured, paired_p
from matcher.profiles import Place
from matcher.reader import reader_of
from matcher.signals.base import Scene
from matcher.values import compute
from matcher.vectors import VectorCache, kept

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench"


@pytest.fixture(scope="module")
def vectors() -> VectorCache:
    return kept(encoder())


def folder(path: Path, leak: str = "") -> Path:
    path.mkdir()
    (path / "institutions.csv").write_text(
        "id,name,state,description\ni1,Coir school,Kerala,coir fibre research; coir mats\n"
        "i2,Fish school,Kerala,fish drying; seafood testing\n", encoding="utf-8")  # fmt: skip
    planted = f"p3,{leak},i2,,Coir yarn,coir yarn spinning\n" if leak else ""
    (path / "collaborations.csv").write_text(
        "project_id,year,firm,institution_id,agency,title,abstract\n"
        "p1,2001,Firm A,i1,,Mats,coir mats from yarn\np2,2002,Firm B,i2,,Fish,dried fish\n" + planted,
        encoding="utf-8")  # fmt: skip
    (path / "queries.csv").write_text(
        "query_id,year,firm,agency,title,abstract,place,state\n"
        "q1,2010,Asked firm,,Coir yarn,coir yarn spinning,Alappuzha,Kerala\n", encoding="utf-8")  # fmt: skip
    (path / "qrels.csv").write_text("query_id,institution_id\nq1,i1\n", encoding="utf-8")
    return path


def test_measures_of_a_hand_checked_case() -> None:
    found = measured([["b", "a", "c"], ["x"], []], [frozenset("a"), frozenset("a"), frozenset("a")])
    assert found["mrr"].tolist() == [0.5, 0.0, 0.0]
    assert found["ndcg@10"][0] == pytest.approx(1 / np.log2(3))
    assert found["hit@5"].tolist() == [1.0, 0.0, 0.0]


def test_the_sixth_of_equal_scores_keeps_its_place() -> None:
    found = measured([list("bcdefga")], [frozenset("a")])
    assert found["mrr"][0] == pytest.approx(1 / 7)
    assert (found["hit@5"][0], found["hit@10"][0]) == (0.0, 1.0)


def test_interval_and_significance() -> None:
    values = np.array([0.0, 1.0] * 50)
    low, high = interval(values)
    assert 0.38 < low < 0.5 < high < 0.62
    assert interval(values) == (low, high)
    assert paired_p(values, values) == 1.0
    assert paired_p(np.ones(30), np.zeros(30)) < 0.001
    assert paired_p(values, 1 - values) > 0.5


def test_a_folder_is_evaluated_with_all_methods(tmp_path: Path, vectors: VectorCache) -> None:
    places = {"alappuzha": Place(9.49, 76.33, "district:alappuzha", "kerala")}
    benchmark = read_linkages(folder(tmp_path / "b"), places)
    assert benchmark.queries[0].profile.place.latitude == 9.49

    class Unread:
        def vectors(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError("too few ties to learn from, so that nothing needs the second encoder")

    report = linkages(benchmark, vectors, reader=Unread()).report()
    assert report["queries"] == 1
    assert report["methods"]["sangam"]["mrr"] == 1.0
    assert {"random", "popularity", "bm25", "tfidf", "embedding_best"} <= set(report["methods"])


@pytest.mark.parametrize(
    ("signal", "within", "seen_by"),
    [("past_work", 0.02, 0.3), ("experience", 0.05, 0.03), ("closest_work", 0.05, 0.03)],
)
@pytest.mark.parametrize("leak", ["2005,Asked firm", "2010,Other firm", "2011,Other firm"])
@pytest.mark.parametrize("second", [False, True])
def test_a_planted_leak_does_not_count(
    tmp_path: Path, vectors: VectorCache, leak: str, signal: str, within: float, seen_by: float, second: bool
) -> None:
    """Work of the asked firm itself, and work of the query's year or later, tells nothing."""
    reader = reader_of(encoder()) if second else None
    clean = read_linkages(folder(tmp_path / "clean"), {})
    leaking = read_linkages(folder(tmp_path / "leak", leak), {})
    past = [f.name for f in MENTORS].index(signal)
    values = []
    for benchmark in (clean, leaking):
        over = Candidates.of(benchmark.institutions, vectors)
        query = benchmark.queries[0]
        scene = Scene(Ask.of(query.profile, vectors, query.year), over, reader=reader)
        values.append(compute(scene, MENTORS)[past][over.index["i2"]])
    # Words of the leak are in the vocabulary, so that weights of words move a little.
    assert values[1] == pytest.approx(values[0], abs=within)
    loose = Scene(Ask.of(leaking.queries[0].profile, vectors), Candidates.of(leaking.institutions, vectors))
    anybody = Scene(
        Ask(loose.ask.profile.__class__("", "x", loose.ask.profile.whole), loose.ask.whole, loose.ask.parts),
        loose.over, reader=reader,
    )  # fmt: skip
    seen = compute(anybody, MENTORS)[past][loose.over.index["i2"]]
    assert seen > values[1] + seen_by, "the leak would have been seen"


def test_rewiring_keeps_how_many_ties_each_has(tmp_path: Path, vectors: VectorCache) -> None:
    benchmark = read_linkages(folder(tmp_path / "b", "2005,Other firm"), {})
    dealt = rewired(benchmark.institutions)
    assert [len(one.past) for one in dealt] == [len(one.past) for one in benchmark.institutions]
    texts = lambda them: sorted(past.text for one in them for past in one.past)  # noqa: E731
    assert texts(dealt) == texts(benchmark.institutions)
    report = linkages(benchmark, vectors).report()
    assert report["calibration"] is None
    assert report["learned"] is None
    assert 0 <= report["spread"]["sangam"]["gini"] < 1
    assert report["spread"]["sangam"]["coverage"] == 1.0  # both stand among the first ten


class Blind:
    """Vectors that say nothing of a text but which it is."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        drawn = [np.random.default_rng(list(text.encode())).standard_normal(8) for text in texts]
        found = np.array(drawn, dtype=np.float32).reshape(len(texts), 8)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


class Knowing(Blind):
    """As those, but texts of one topic, which no word of them says, lie together."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        topics = [int(found[1]) if (found := re.search("topic([0-9])", text)) else 9 for text in texts]
        found = 0.3 * super().vectors(texts)
        found[np.arange(len(texts)), np.array(topics, dtype=np.intp) % 8] += 1
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def test_what_reads_past_work_is_learned_from_and_used(tmp_path: Path) -> None:
    """Institutions of a topic each, and texts that only the second encoder can tell apart."""
    rng = np.random.default_rng(4)
    past, asked, right = [], [], []
    for at in range(500):
        topic = int(rng.integers(6))
        # Each word is one of its own, so that no two texts have one in common.
        row = (f"firm{at % 90}", f"title{at}", f"topic{topic}n{at}")
        if at < 440:
            past.append(f"p{at},{1990 + at // 50},{row[0]},i{topic},{row[1]},{row[2]}")
        else:
            asked.append(f"q{at},2010,asker{at},{row[1]},{row[2]}")
            right.append(f"q{at},i{topic}")
    tables = {
        "institutions": ["id,name", *(f"i{at},name{at}" for at in range(6))],
        "collaborations": ["project_id,year,firm,institution_id,title,abstract", *past],
        "queries": ["query_id,year,firm,title,abstract", *asked],
        "qrels": ["query_id,institution_id", *right],
    }  # fmt: skip
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    benchmark = read_linkages(tmp_path, {})
    blind, knowing = (linkages(benchmark, Blind(), reader=one).report() for one in (None, Knowing()))
    assert blind["methods"]["sangam"]["mrr"] < 0.6
    assert knowing["methods"]["sangam"]["mrr"] > 0.9
    attention = knowing["learned"]["attention"]
    assert attention["reading"] > 2 * attention["words"]
    assert knowing["methods"]["embedding_best"] == blind["methods"]["embedding_best"]
    # Of six topics each is dealt one order: chance, .41 on average, varies much.
    assert knowing["rewired"]["mrr"] < 0.8


def test_broken_folders_are_told(tmp_path: Path) -> None:
    broken = folder(tmp_path / "b")
    (broken / "qrels.csv").write_text("query_id,institution_id\nq1,nobody\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"qrels\.csv"):
        read_linkages(broken, {})
    queries = (broken / "queries.csv").read_text(encoding="utf-8")
    for name, row, told in (
        ("qrels", "q1,nobody", r"qrels\.csv, line 3: institution_id 'nobody' is not in institutions\.csv"),
        ("qrels", "q77,i1", r"qrels\.csv, line 3: query_id 'q77' is not in queries\.csv"),
        ("qrels", "q1,i1,much", r"qrels\.csv, line 3: relevance 'much' is no number"),
        ("qrels", "q1,i1,nan", r"qrels\.csv, line 3: relevance 'nan' is no number"),
        ("queries", "q1,2010,Another,x,y", r"queries\.csv, line 3: query_id 'q1' stands in line 2 already"),
        ("queries", "q2,20x0,Another,x,y", r"queries\.csv, line 3: year '20x0' is no year"),
        ("queries", ",2010,Another,x,y", r"queries\.csv, line 3: query_id is empty"),
        ("institutions", "i1,Twice", r"institutions\.csv, line 4: id 'i1' stands in line 2 already"),
        ("collaborations", "p9,99,F,i1,x,y", r"collaborations\.csv, line \d: year '99' is no year"),
        (
            "collaborations",
            "p9,1999,F,i9,x,y",
            r"collaborations\.csv, line \d: institution_id 'i9' is not in",
        ),
    ):
        broken = folder(tmp_path / f"{name}-{len(row)}-{row[:6]}")
        if name == "qrels":
            (broken / "qrels.csv").write_text(
                "query_id,institution_id,relevance\nq1,i2,1\n", encoding="utf-8"
            )
        with (broken / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
        with pytest.raises(InputError, match=told):
            read_linkages(broken, {})
    (broken / "queries.csv").write_bytes(queries.encode().replace(b"q1", b"q\xff"))
    with pytest.raises(InputError, match="save it as CSV UTF-8"):
        read_linkages(broken, {})
    (broken / "queries.csv").write_text("query_id,year\nq1,2010\n", encoding="utf-8")
    with pytest.raises(InputError, match="firm"):
        read_linkages(broken, {})
    (broken / "institutions.csv").unlink()
    with pytest.raises(InputError, match=r"institutions\.csv"):
        read_linkages(broken, {})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the benchmark folders are not beside this checkout")
def test_the_ranking_beats_every_baseline_on_the_projects_own_question(vectors: VectorCache) -> None:
    report = linkages(read_linkages(SHARED / "mentors_india", {}), vectors).report()
    methods = {name: found["mrr"] for name, found in report["methods"].items()}
    assert methods["sangam"] > max(value for name, value in methods.items() if name != "sangam")
