"""What is worked out late or for some only equals what is worked out for all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher import sketch
from matcher import values as values_of
from matcher.blocks import Rows, Vector, cosines
from matcher.candidates import on_sphere
from matcher.centrality import Arrival, Network, pagerank, walked
from matcher.encoder import Vectors
from matcher.engine import Engine
from matcher.features import SETS, weights_of
from matcher.feedback.record import Feedback
from matcher.feedback.rejections import LIKE, Rejections
from matcher.lexicon import Lexicon, matched, terms
from matcher.ranking import judged, ordered
from matcher.signals import rejections
from matcher.signals.base import Feature, Scene
from matcher.signals.place import kilometres
from matcher.snapshot import Snapshot
from matcher.values import Matrix, Values, compute, total

_SOME = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_WORDS = ("coir", "yarn", "dyeing", "loom", "cashew", "shelling", "rubber", "sheet", "drying", "testing")
_SAID = {"source": "a test", "as_of": "2026", "synthetic": True}
_DIMENSION = 8


class Seeded:
    """Vectors drawn from each text's own seed; of few dimensions, so that many are alike beyond chance."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, shape (number of texts, dimension)."""
        found = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(text.encode(), "little") % 2**63
            found[row] = np.random.default_rng(seed).standard_normal(_DIMENSION)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def engine(seed: int, institutions: int, clusters: int, twins: int) -> Engine:
    """A small graph drawn from a seed; so many institutions have the facts of others under another id."""
    rng = np.random.default_rng(seed)
    nodes: list[dict[str, object]] = []
    ties: list[dict[str, object]] = []

    def node(label: str, identity: str, **more: object) -> str:
        nodes.append({"label": label, "properties": {"id": identity, "name": identity, **more, **_SAID}})
        return identity

    def tie(start: str, type_: str, end: str, **more: object) -> None:
        said = {"key": "-", **more, **_SAID}
        ties.append({"start_id": start, "type": type_, "end_id": end, "properties": said})

    def text() -> str:
        return " ".join(rng.choice(_WORDS, rng.integers(1, 4)))

    def place() -> dict[str, float]:
        if rng.random() < 0.2:
            return {}
        return {"latitude": float(rng.uniform(8, 30)), "longitude": float(rng.uniform(70, 88))}

    states = [node("State", f"state:{i}") for i in range(3)]
    industries = [node("Industry", f"industry:{code}", code=code) for code in ("1311", "1313", "2219", "10")]
    helps = [node("Capability", f"capability:{i}") for i in range(4)]
    tools = [node("Technology", f"technology:{i}", what_it_does=text()) for i in range(3)]
    for tool in tools:
        tie(tool, "APPLIES_TO", str(rng.choice(industries)))
    made = [
        node("Cluster", f"cluster:{i:03}", processes=[text() for _ in range(rng.integers(0, 14))], **place())
        for i in range(clusters)
    ]
    for cluster in made:
        for help_ in rng.choice(helps, rng.integers(0, 4), replace=False):
            tie(cluster, "NEEDS", str(help_), statement=text())
        for tool in rng.choice(tools, rng.integers(0, 2), replace=False):
            tie(cluster, "USES", str(tool))
        tie(cluster, "ACTIVE_IN", str(rng.choice(industries)))
        tie(cluster, "LOCATED_IN", str(rng.choice(states)))
    drawn: list[tuple[dict[str, object], list[tuple[str, str, dict[str, object]]]]] = []
    for i in range(institutions):
        if i >= institutions - twins and drawn:
            facts, own = drawn[int(rng.integers(len(drawn)))]
        else:
            own = [("OFFERS", str(h), {"statement": text()})
                   for h in rng.choice(helps, rng.integers(0, 4), replace=False)]  # fmt: skip
            own += [
                ("ACTIVE_IN", str(rng.choice(industries)), {}),
                ("LOCATED_IN", str(rng.choice(states)), {}),
            ]
            helped = rng.choice(made, min(len(made), rng.integers(0, 3)), replace=False)
            own += [("COLLABORATED_WITH", str(cluster), {"what": text()}) for cluster in helped]
            facts = {"name": text(), "kind": "university", **place()}
            drawn.append((facts, own))
        body = node("Institution", f"institution:{i:03}", **facts)
        for type_, end, more in own:
            tie(body, type_, end, **more)
    return Engine(Snapshot.build(nodes, ties), Seeded(), "seeded")


def rejected(made: Engine, rows: Sequence[tuple[int, int]]) -> Rejections | None:
    """Rejections by clusters of institutions, given by their numbers."""
    records = [
        Feedback(f"feedback:{at}", "mentors", made.clusters.ids[cluster % len(made.clusters)],
                 made.institutions.ids[row % len(made.institutions)], "reject", "officer", "2026-01-01",
                 reason="no_answer")
        for at, (cluster, row) in enumerate(rows)
    ]  # fmt: skip
    return Rejections.of(records, made.clusters, made.institutions)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Scene, tuple[Feature, ...]]:
    """A question in a small graph, and the signals of its ranking."""
    institutions, clusters = draw(st.integers(1, 70)), draw(st.integers(1, 40))
    made = engine(
        draw(st.integers(0, 2**20)), institutions, clusters, draw(st.integers(0, institutions // 2))
    )
    question = draw(st.sampled_from(["mentors", "mentors", "pilots"]))
    if question == "pilots":
        profile = made.technology(f"technology:{draw(st.integers(0, 2))}")
        return replace(made.scene(profile, made.clusters), prototypes=made.prototypes), SETS["pilots"]
    scene = made.scene(made.clusters.profiles[draw(st.integers(0, clusters - 1))], made.institutions)
    pairs = draw(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=40))
    return replace(scene, rejections=rejected(made, pairs)), SETS["mentors"]


@st.composite
def weighted(draw: st.DrawFn, features: tuple[Feature, ...]) -> Mapping[str, float] | None:
    """The weights of a request: none, one costly signal alone, or any, many of them 0."""
    costly = [feature.name for feature in features if feature.among is not None]
    how = draw(st.sampled_from(["default", "any", "any", "costly alone", "costly most"]))
    if how == "default":
        return None
    if how == "costly alone":
        alone = draw(st.sampled_from(costly))
        return {feature.name: float(feature.name == alone) for feature in features}
    some = st.one_of(st.just(0.0), st.floats(1e-3, 1.0), st.just(50.0))
    given_ = {feature.name: draw(some) for feature in features}
    if how == "costly most":
        given_ |= dict.fromkeys(costly, 20.0)
    assume(any(given_.values()))
    return given_


def plainly(
    scene: Scene, features: tuple[Feature, ...], weights: Mapping[str, float]
) -> tuple[Matrix, Matrix]:
    """All signals of all candidates, and their scores, by what the signals are defined as."""
    values = compute(scene, features)
    scores = total(values, features, weights)
    if scene.rejections is None:
        return values, scores
    taken = rejections.taken(rejections.rejections(scene), scores)
    return np.vstack([values, taken]), scores - rejections.WEIGHT * taken


@_SOME
@given(data=st.data())
def test_the_first_are_the_same_to_the_last_bit(data: st.DataObject) -> None:
    scene, features = data.draw(scenes())
    own = data.draw(weighted(features))
    used = weights_of(features, own)
    counted = tuple(one for one in features if one.weight > 0 or used[one.name] > 0)
    values, scores = plainly(scene, counted, used)
    n = len(scene.over)
    without = data.draw(st.sets(st.sampled_from(scene.over.ids), max_size=n - 1))
    top = data.draw(st.one_of(st.integers(1, min(5, n)), st.integers(1, n)))
    kept = np.array([identity not in without for identity in scene.over.ids])
    # `ordered` compares twelve digits; here the whole order is told apart by hand.
    by_hand = sorted(np.flatnonzero(kept), key=lambda row: (-round(scores[row], 12), scene.over.ids[row]))[
        :top
    ]
    held = Values(scene, counted, used)
    many = data.draw(st.sampled_from([1, 1000]))
    # Of eight numbers three are kept, so that the sketches have something to bound.
    with patch.object(values_of, "_MANY", many), patch.object(sketch, "AXES", 3):
        rows, found = held.contenders(kept, top)
    event(f"narrowed: {len(rows) < kept.sum()}")
    event(f"by sketches: {'_sketched' in vars(held)}")
    assert (np.diff(rows) > 0).all()
    assert kept[rows].all()
    assert found.tobytes() == scores[rows].tobytes()
    first = ordered(found, np.ones(len(rows), dtype=bool), top)
    assert [int(rows[at]) for at in first] == by_hand
    assert "all" not in vars(held)

    standings = judged(scene, features, weights=own, without=frozenset(without))
    if standings.nobody:
        return
    assert list(standings.order(top)) == by_hand
    assert standings.scores.tobytes() == scores.tobytes()
    assert standings.values.tobytes() == values.tobytes()
    for one, row in zip(standings.ranking(top).results, by_hand, strict=True):
        assert one.id == scene.over.ids[row]
        assert one.score == pytest.approx(scores[row], abs=1e-12)


@_SOME
@given(data=st.data())
def test_some_have_the_values_that_they_have_among_all(data: st.DataObject) -> None:
    scene, features = data.draw(scenes())
    used = weights_of(features, data.draw(weighted(features)))
    chosen = data.draw(st.sets(st.integers(0, len(scene.over) - 1)))
    rows = np.array(sorted(chosen), dtype=np.intp)
    values, _ = plainly(scene, features, used)
    fresh = Values(scene, features, used)
    assert fresh.among(rows).tobytes() == values[:, rows].tobytes()
    assert fresh.all.tobytes() == values.tobytes()
    assert fresh.among(rows).tobytes() == values[:, rows].tobytes()
    late = [feature for feature in features if feature.among is not None]
    assert {feature.name for feature in late} == {"best_parts", "whole_text"}
    for feature in late:
        assert feature.among is not None
        everybody = feature.compute(scene)
        assert feature.among(scene, rows).tobytes() == everybody[rows].tobytes()
        # Alone, too: sums of one column are made in another order than sums of many.
        alone = [feature.among(scene, np.array([row]))[0] for row in range(len(everybody))]
        assert np.array(alone).tobytes() == everybody.tobytes()


@given(
    seed=st.integers(0, 2**20), n=st.integers(1, 40), dimension=st.integers(1, 24), axes=st.integers(1, 24),
    spread=st.sampled_from([0.0, 0.01, 1.0]),
)  # fmt: skip
@settings(deadline=None)
def test_sketches_bound_cosines_closely(seed: int, n: int, dimension: int, axes: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal(dimension) + spread * rng.standard_normal((n, dimension))
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    with patch.object(sketch, "AXES", axes):
        made = sketch.Axes.of(vectors)
    short = made.sketched(vectors)
    assert short.shape == (n, min(axes, dimension) + 1)
    exact, bound = cosines(vectors, vectors), cosines(short, short)
    assert (bound >= exact).all()
    rest = np.sqrt(np.maximum(1 - np.linalg.norm(vectors @ made.axes, axis=1) ** 2, 0))
    # Never more than what the rests of both can add to it, to and fro.
    assert (bound <= exact + 2 * np.outer(rest, rest) + 5e-3 * (rest + rest[:, None]) + 1e-4).all()


def test_sketches_leave_fewer_to_work_out() -> None:
    made = engine(7, 600, 10, 0)
    scene = made.scene(made.clusters.profiles[0], made.institutions)
    features = SETS["mentors"]
    used = weights_of(features, {"whole_text": 5.0, "best_parts": 5.0})
    worked: dict[bool, int] = {}
    for many in (1, 1000):
        held = Values(scene, features, used)
        with (
            patch.object(values_of, "_MANY", many), patch.object(sketch, "AXES", 6),
            patch.object(values_of, "_some", wraps=values_of._some) as some,
        ):  # fmt: skip
            held.contenders(np.ones(600, dtype=bool), 3)
        worked[many == 1] = sum(len(call.args[2]) for call in some.call_args_list if call.args[1] is scene)
    assert worked[True] < 0.6 * worked[False]


def test_equal_candidates_come_by_id() -> None:
    # Eighty institutions with the facts of one: none can be left out for its score, the ids decide.
    made = engine(3, 80, 3, 79)
    scene = made.scene(made.clusters.profiles[0], made.institutions)
    alone = {feature.name: float(feature.name == "whole_text") for feature in SETS["mentors"]}
    for weights in (None, alone):
        used = weights_of(SETS["mentors"], weights)
        rows, scores = Values(scene, SETS["mentors"], used).contenders(np.ones(80, dtype=bool), 5)
        assert ordered(scores, np.ones(len(rows), dtype=bool), 5) == [0, 1, 2, 3, 4]
        assert rows[:5].tolist() == [0, 1, 2, 3, 4]


def test_who_was_rejected_and_leads_all_the_same_is_found() -> None:
    leading = 0
    for seed in range(12):
        made = engine(seed, 80, 30, 0)
        scene = made.scene(made.clusters.profiles[0], made.institutions)
        used = weights_of(SETS["mentors"])
        alike = made.clusters.whole[1:] @ scene.ask.whole[0]
        # All are rejected by the cluster most like it, so that the first are so, too.
        by = 1 + int(np.argmax(alike))
        assert alike.max() > LIKE
        scene = replace(scene, rejections=rejected(made, [(by, row) for row in range(80)]))
        values, scores = plainly(scene, SETS["mentors"], used)
        by_hand = ordered(scores, np.ones(80, dtype=bool), 3)
        rows, found = Values(scene, SETS["mentors"], used).contenders(np.ones(80, dtype=bool), 3)
        assert set(by_hand) <= set(rows.tolist())
        assert found.tobytes() == scores[rows].tobytes()
        leading += int((values[-1][by_hand] > 0).sum())
    assert leading == 36


def test_the_costly_signals_are_worked_out_for_few() -> None:
    made = engine(7, 400, 10, 0)
    scene = made.scene(made.clusters.profiles[0], made.institutions)
    for_some: list[int] = []
    for_all: list[str] = []

    def watched(feature: Feature) -> Feature:
        if feature.among is None:
            return feature
        among, of_all = feature.among, feature.compute

        def some(scene: Scene, rows: Rows) -> Vector:
            for_some.append(len(rows))
            return among(scene, rows)

        def everybody(scene: Scene) -> Vector:
            for_all.append(feature.name)
            return of_all(scene)

        return replace(feature, among=some, compute=everybody)

    features = tuple(map(watched, SETS["mentors"]))
    rows, _ = Values(scene, features, weights_of(features)).contenders(np.ones(400, dtype=bool), 3)
    assert len(rows) < 100
    assert max(for_some) < 300, "the cheap signals narrow the field before a costly one is worked out"
    assert for_all == []


@given(
    n=st.integers(1, 14), edges=st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30),
    seeds=st.sets(st.integers(0, 13), min_size=1, max_size=5),
    wanted=st.sets(st.integers(0, 13)), damping=st.floats(0.1, 0.95), rounds=st.integers(3, 9),
)  # fmt: skip
@settings(deadline=None)
def test_a_walk_that_arrives_at_some_nodes(
    n: int, edges: list[tuple[int, int]], seeds: set[int], wanted: set[int], damping: float, rounds: int
) -> None:
    ids = [f"n{i:02}" for i in range(n)]
    network = Network.of(ids, [(f"n{a % n:02}", f"n{b % n:02}") for a, b in edges])
    start = np.zeros(n)
    start[[seed % n for seed in seeds]] = 1.0
    rows = np.array(sorted(row for row in wanted if row < n), dtype=np.intp)
    event(f"an isolated seed: {bool((network.dangling & (start > 0)).any())}")
    found = walked(network, np.flatnonzero(start), Arrival.at(network, rows), damping=damping, rounds=rounds)
    plain = pagerank(network, start, damping=damping, rounds=rounds, tolerance=0)[rows]
    np.testing.assert_allclose(found, plain, rtol=0, atol=1e-14)


_TEXT = st.lists(st.sampled_from([*_WORDS, "Units", "of", "looms", "zinc", "tyre", "കയർ"]), max_size=9).map(
    " ".join
)


@given(texts=st.lists(_TEXT, min_size=1, max_size=8), past=st.lists(_TEXT, max_size=5), asked=_TEXT)
@settings(deadline=None)
def test_words_weigh_what_scikit_learn_says(texts: list[str], past: list[str], asked: str) -> None:
    lexicon = Lexicon.of(texts, past)
    found = lexicon.weighed(asked)
    assert found.shape == (1, len(lexicon.vocabulary))
    if not any(map(terms, [*texts, *past])):
        assert found.nnz == 0
        return
    plain = TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit([*texts, *past])
    assert plain.vocabulary_ == lexicon.vocabulary
    for made, of in ((found, [asked]), (lexicon.terms, texts), (lexicon.past_terms, past)):
        if of:
            np.testing.assert_allclose(made.toarray(), plain.transform(of).toarray(), rtol=0, atol=1e-12)


@given(seed=st.integers(0, 2**20), rows=st.integers(0, 12), columns=st.integers(1, 9),
       held=st.floats(0, 1), spoken=st.floats(0, 1))  # fmt: skip
@settings(deadline=None)
def test_what_matches_is_the_sparse_product(
    seed: int, rows: int, columns: int, held: float, spoken: float
) -> None:
    rng = np.random.default_rng(seed)
    table = sp.csr_array(rng.random((rows, columns)) * (rng.random((rows, columns)) < held))
    asked = sp.csr_array(rng.random((1, columns)) * (rng.random((1, columns)) < spoken))
    found = matched(sp.csc_array(table), asked)
    assert found.shape == (rows,)
    np.testing.assert_allclose(found, (table @ asked.T).toarray().ravel(), rtol=0, atol=1e-12)


def _haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Sinnott 1984, in km on the sphere of radius 6371.0088."""
    (a, b), (c, d) = one, other
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


_PLACES = st.tuples(st.floats(-90, 90).map(math.radians), st.floats(-180, 180).map(math.radians))


@given(here=_PLACES, there=st.lists(_PLACES, min_size=1, max_size=6), apart=st.floats(0, 1e-6))
def test_kilometres_are_those_of_the_haversine_formula(
    here: tuple[float, float], there: list[tuple[float, float]], apart: float
) -> None:
    places = [*there, here, (here[0], here[1] + apart), (math.nan, math.nan), (-here[0], here[1] + math.pi)]
    points = on_sphere(np.array([one[0] for one in places]), np.array([one[1] for one in places]))
    found = kilometres(*here, points)
    half = math.pi * 6371.0088
    for km, place in zip(found[:-2], places[:-2], strict=True):
        plain = _haversine(here, place)
        # Within a kilometre of the antipode the arcsine makes metres of the last bit, in either formula.
        assert km == pytest.approx(plain, rel=0, abs=1e-6 if plain < half - 1 else 1e-3)
    assert found[len(there)] == 0.0
    assert math.isnan(found[-2])
    assert found[-1] == pytest.approx(half, rel=0, abs=1e-3)
