"""The one way in for people and programs: a store, an encoder, and answers on the newest snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from threading import Lock

from graph.changes import State
from graph.errors import InputError
from graph.store import GraphStore, revision
from matcher.adopted import Adopted, Version, place
from matcher.adopted import read as read_adopted
from matcher.as_of import known_by
from matcher.delta import Delta
from matcher.encoder import Encoder
from matcher.engine import Answer, Engine
from matcher.explain.replay import Kind
from matcher.explain.why import Why, why
from matcher.feedback.record import today
from matcher.following import Steps, newest
from matcher.language.description import in_english
from matcher.language.names import names_of
from matcher.meant import meant
from matcher.profiles import Profile, described, place_in
from matcher.reader import Reader, reader_of
from matcher.snapshot import Snapshot
from matcher.succession import followed
from matcher.vectors import VectorCache, kept

# A graph as of a day takes a second to prepare and some 30 MB to keep.
_EARLIER = 2


@dataclass(frozen=True)
class Example:
    """Something that is not in the graph: a description, and what more is known of it.

    Attributes:
        text: what it makes, how, and what it needs; or what the technology does.
        district, state: id or name.
        industries, capabilities: ids or names.
    """

    text: str
    name: str = ""
    district: str = ""
    state: str = ""
    industries: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


class Service:
    """Answers questions on a store; follows the graph when its revision moves.

    Args:
        encoder: opened when the first question needs it.
        reader: the second encoder that goes with it.
    """

    def __init__(
        self, store: GraphStore, encoder: Callable[[], Encoder],
        reader: Callable[[Encoder], Reader | None] = reader_of,
    ) -> None:  # fmt: skip
        self.store = store
        self._open_encoder = encoder
        self._reader_of = reader
        self._reader: Reader | None = None
        self._vectors: VectorCache | None = None
        self._model = ""
        self._engine: Engine | None = None
        self._snapshot: Snapshot | None = None
        self._revision = -1
        # The change that made the revision, by its name in the graph's log; empty when that has it not.
        self._change = ""
        self._steps = Steps()
        self._adopted: Adopted | None = None
        self._mark: tuple[int, int, int] | None = None
        self._earlier: dict[tuple[date, str], Engine] = {}
        self._lock = Lock()
        self._encoder_lock = Lock()

    def snapshot(self) -> Snapshot:
        """The graph as it is now; when it has changed, only that is read, or all where the extent is unknown.

        Needs no encoder.
        """
        with self._lock:
            replaced = self.store.refresh()
            current = revision(self.store)
            if self._snapshot is None or replaced or current != self._revision:
                at = State(self._revision, self._change)
                found, delta, now = newest(self.store, self._snapshot, at, current)
                # An equal graph keeps its snapshot, and with it the engine built on it.
                if self._snapshot is None or found.id != self._snapshot.id:
                    self._steps.add(self._snapshot, found, delta)
                    self._snapshot = found
                self._revision, self._change = now.revision, now.mark
            return self._snapshot

    def delta(self, before: Snapshot, after: Snapshot) -> Delta | None:
        """What is different from an earlier snapshot of this service to a later one; None: not known."""
        with self._lock:
            return self._steps.between(before, after)

    def engine(self) -> Engine:
        """The engine on the graph as it is now; built anew only when the graph has changed."""
        snapshot = self.snapshot()
        with self._encoder_lock:
            if self._engine is None or self._engine.snapshot is not snapshot:
                if self._vectors is None:
                    encoder = self._open_encoder()
                    self._vectors, self._reader = kept(encoder), self._reader_of(encoder)
                    self._model = encoder.name
                self._engine = self._engine_on(snapshot, self._vectors)
                self._earlier.clear()
            lesson = self._lesson(self._model, self.adopted.in_use)
            if self._engine.lesson != lesson:
                self._engine = self._engine.taught(lesson)
            return self._engine

    def _engine_on(self, snapshot: Snapshot, vectors: VectorCache) -> Engine:
        before = self._engine
        if before is None:
            return Engine(snapshot, vectors, self._model, self._reader)
        delta = self.delta(before.snapshot, snapshot)
        return before.on(snapshot) if delta is None else followed(before, snapshot, delta)

    @property
    def adopted(self) -> Adopted:
        """What `sangam learn` adopted for this store; read again when its file has changed."""
        path = place(self.store.url)
        try:
            found = path.stat()
            mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        except OSError:
            mark = None
        if mark != self._mark or self._adopted is None:
            self._adopted, self._mark = read_adopted(path), mark
        return self._adopted

    def _lesson(self, model: str, version: str) -> Version | None:
        """A version of what was adopted, if it was learned with the encoders that are used."""
        lesson = self.adopted.by_id.get(version)
        if lesson is None or lesson.model != model:
            return None
        reads = self._reader.name if self._reader else None
        return lesson if lesson.attention is None or lesson.reader == reads else None

    def engine_of(self, as_of: date | None = None, on: date | None = None, version: str = "") -> Engine:
        """The engine as of a day, from facts known then; or for answers as on another day.

        Args:
            as_of: facts, feedback and weights of a later day are left out; None: everything counts.
            on: the day of the answer, today when None; that of `as_of` where there is one.
            version: of the weights; by default those in use, on the day where one is given.

        Raises:
            InputError: the day of `as_of` has not come yet.
        """
        if as_of is not None and as_of > today():
            raise InputError(f"{as_of} has not come yet; give today or an earlier day")
        engine = self.engine()
        if as_of is None and on is None and not version:
            return engine
        if as_of is None:
            return engine.taught(self._lesson(engine.model, version or self.adopted.in_use), on)
        version = version or self.adopted.on(as_of)
        with self._encoder_lock:
            found = self._earlier.get((as_of, version))
            if found is None:
                while len(self._earlier) >= _EARLIER:
                    self._earlier.pop(next(iter(self._earlier)))
                snapshot, told = known_by(engine.snapshot, as_of)
                found = Engine(snapshot, engine.vectors, engine.model, engine.reader)
                found.known_by = told
                found = found.taught(self._lesson(engine.model, version), as_of)
                self._earlier[as_of, version] = found
            return found

    def mentors(
        self, cluster: str | Example, *, top: int = 10, weights: Mapping[str, float] | None = None,
        as_of: date | None = None,
    ) -> Answer:  # fmt: skip
        """Mentor institutions for a cluster, named by id or name, or described.

        Args:
            as_of: answer from what was known on that day; None: from all that is known.

        Raises:
            NotFoundError: there is no such cluster; it carries near ones.
            InputError: the weights or the description cannot be used.
        """
        return self.asked(self.engine_of(as_of), "mentors", cluster, top=top, weights=weights)

    def _cluster(self, engine: Engine, cluster: str | Example) -> Profile:
        if isinstance(cluster, Example):
            return self._described(engine, cluster)
        return engine.cluster(self.find(engine.snapshot, ["cluster"], cluster))

    def pilots(
        self, technology: str | Example, *, top: int = 10, weights: Mapping[str, float] | None = None,
        as_of: date | None = None,
    ) -> Answer:  # fmt: skip
        """Pilot clusters for a start-up's or an institute's technology, named or described.

        Args:
            as_of: as for `mentors`.

        Raises:
            NotFoundError, InputError: as for `mentors`.
        """
        return self.asked(self.engine_of(as_of), "pilots", technology, top=top, weights=weights)

    def asked(
        self, engine: Engine, question: str, about: str | Example, *,
        top: int = 10, weights: Mapping[str, float] | None = None,
    ) -> Answer:  # fmt: skip
        """The answer of an engine to a question, `mentors` or `pilots`, with what was asked.

        Raises:
            NotFoundError, InputError: as for `mentors`.
        """
        if question == "mentors":
            answer = engine.mentors(self._cluster(engine, about), top=top, weights=weights)
        else:
            answer = engine.pilots(self._technology(engine, about), top=top, weights=weights)
        if isinstance(about, str):
            return answer
        # A description is kept as it was given, before it is read in English, what it names by ids.
        told = asdict(self._named(engine.snapshot, about)).items()
        given = {key: list(value) if isinstance(value, tuple) else value for key, value in told}
        return replace(answer, asked={**answer.asked, "example": given})

    def why(
        self, question: Kind, about: str | Example, candidate: str, *, top: int = 10,
        weights: Mapping[str, float] | None = None, change: bool = True, as_of: date | None = None,
    ) -> Why:  # fmt: skip
        """Why a candidate stands where it does, as a mentor or as a place of a pilot, ranked or not.

        Args:
            about: the cluster, or the start-up or technology.
            candidate: the institution, or the cluster.
            change: whether to look for what would bring it among the first; it takes a second or two.
            as_of: as for `mentors`.

        Raises:
            NotFoundError, InputError: as for `mentors`; or there is no such candidate.
        """
        engine, mentors = self.engine_of(as_of), question == "mentors"
        found = self.find(engine.snapshot, ["institution" if mentors else "cluster"], candidate)
        profile = self._cluster(engine, about) if mentors else self._technology(engine, about)
        return why(engine, question, profile, found, top=top, weights=weights, change=change)

    def _technology(self, engine: Engine, technology: str | Example) -> Profile:
        if isinstance(technology, Example):
            return self._described(engine, technology)
        return engine.technology(self.find(engine.snapshot, ["startup", "technology"], technology))

    def _described(self, engine: Engine, example: Example) -> Profile:
        snapshot = engine.snapshot
        if not example.text.strip():
            raise InputError("the description is empty; say what is made and what is needed")
        example = self._named(snapshot, example)
        return described(
            in_english(example.text, names_of(self.store)),
            place_in(snapshot, example.district or None, example.state or None),
            industries=example.industries,
            capabilities=example.capabilities,
            name=example.name,
        )

    def _named(self, snapshot: Snapshot, example: Example) -> Example:
        """An example with ids in place of the names that it gives."""
        return replace(
            example,
            district=self.find(snapshot, ["district"], example.district) if example.district else "",
            state=self.find(snapshot, ["state"], example.state) if example.state else "",
            industries=tuple(self.find(snapshot, ["industry"], one) for one in example.industries),
            capabilities=tuple(self.find(snapshot, ["capability"], one) for one in example.capabilities),
        )

    def find(self, snapshot: Snapshot, kinds: Sequence[str], asked: str) -> str:
        """The id of what is asked for in a snapshot; as `meant`.

        Raises:
            NotFoundError: as for `meant`.
        """
        return meant(self.store, snapshot, kinds, asked, now=self.snapshot())
