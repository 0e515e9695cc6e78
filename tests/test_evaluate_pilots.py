"""Evaluating pilots: files, the zero-shot ranking, expansion, and the developer benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from api_service import encoder

from graph.errors import InputError
from matcher.evaluate_pilots import pilots, read_technologies
from matcher.expansion import expanded, unit
from matcher.vectors import VectorCache, kept

FILE = Path(__file__).resolve().parents[2] / "shared" / "bench" / "pilots" / "technologies.csv"
ROWS = """title,technology_description,field
Husk machine,It takes fibre out of coconut husk. No retting.,Coir fibre and mats
Mat printer,Prints mats of coir.,Coir fibre and mats
Fish dryer,Dries fish with the sun. For sardines.,Fish drying and seafood
Ice box,Keeps fish cold on boats.,Fish drying and seafood
"""


@pytest.fixture(scope="module")
def vectors() -> VectorCache:
    return kept(encoder())


def test_technologies_come_before_the_field_they_were_made_for(tmp_path: Path, vectors: VectorCache) -> None:
    file = tmp_path / "technologies.csv"
    file.write_text(ROWS, encoding="utf-8")
    report = pilots(read_technologies(file), vectors)
    assert (report["n"], report["fields"]) == (4, 2)
    assert report["mrr"] == report["hit@1"] == 1.0 == report["methods"]["sangam"]["mrr"]
    assert set(report["methods"]) == {"random", "popularity", "tfidf", "embedding", "sangam"}
    assert report["methods"]["popularity"]["hit@1"] == 0.5


def test_labels_are_not_looked_at_but_to_judge(tmp_path: Path, vectors: VectorCache) -> None:
    """Swapping all labels swaps right and wrong, and changes no score."""
    swapped = ROWS.replace("Coir fibre and mats", "X").replace(
        "Fish drying and seafood", "Coir fibre and mats"
    )
    file = tmp_path / "technologies.csv"
    file.write_text(swapped.replace(",X\n", ",Fish drying and seafood\n"), encoding="utf-8")
    assert pilots(read_technologies(file), vectors)["hit@1"] == 0.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title,field\na,b\n", "technology_description"),
        ("title,technology_description,field\n", "there are no rows"),
        ("title,technology_description,field\na,b,\n", "row 2: field is empty"),
        ("title,technology_description,field\n,,x\n", "row 2: title and technology_description"),
        ("title,technology_description,field\na,b,x\nc,d,x\n", "same field"),
    ],
)
def test_broken_files_are_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_technologies(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_technologies(tmp_path / "none.csv")


def test_expansion_moves_towards_the_texts_that_single_it_out() -> None:
    rng = np.random.default_rng(0)
    centres = unit(rng.normal(size=(2, 30)).astype(np.float32))
    pool = unit(np.vstack([c + 0.15 * rng.normal(size=(40, 30)) for c in centres]).astype(np.float32))
    own = unit((centres + 0.25 * rng.normal(size=(2, 30))).astype(np.float32))
    moved = expanded(own, pool)
    assert ((moved * centres).sum(axis=1) > (own * centres).sum(axis=1)).all()
    assert np.allclose(np.linalg.norm(moved, axis=1), 1.0)
    assert np.array_equal(expanded(own, pool[:3]), own), "too few texts to learn from"
    assert np.array_equal(expanded(own[:1], pool), own[:1]), "nobody to be told apart from"


@pytest.mark.skipif(not FILE.is_file(), reason="the benchmark folders are not beside this checkout")
def test_the_ranking_beats_every_plain_method_on_the_developer_share(vectors: VectorCache) -> None:
    report = pilots(read_technologies(FILE), vectors)
    assert report["methods"]["sangam"]["ci95"][0] > report["methods"]["tfidf"]["mrr"]
    assert report["mrr"] > max(v["mrr"] for name, v in report["methods"].items() if name != "sangam")
    assert report["p_value"] < 0.01
