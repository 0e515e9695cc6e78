"""Weights that were learned and adopted: a readable file beside the store that keeps every version.

A store in a file has it beside itself (`sangam.kgl.learned.json`); that of a server lies in the user's data
folder (`SANGAM_LEARNED`, or `~/.local/share/sangam/learned`), named by the server's address.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graph.errors import InputError
from matcher.attention import Attention
from matcher.calibration import Calibration

DEFAULT = "default"
_ABOUT = "What `sangam learn` adopted for the ranking of mentors; the last line of `history` is in use."


@dataclass(frozen=True)
class Version:
    """Something learned.

    Attributes:
        id: names it: its number and a hash of the rest.
        weights, attention: of the signals; None: the defaults.
        calibration: from scores to probabilities; None where there is none.
        told: what it was learned from and how it was measured.
    """

    id: str
    weights: Mapping[str, float] | None
    attention: Attention | None
    calibration: Calibration | None
    told: Mapping[str, Any]

    @property
    def model(self) -> str:
        """The encoder that it was learned with; it means nothing for another."""
        return str(self.told["model"])

    @property
    def reader(self) -> str | None:
        """The second encoder, by which past work was read; None: the same."""
        return self.told.get("reader")


@dataclass(frozen=True)
class Adopted:
    """All versions of a store, and which was in use since when, the oldest first."""

    versions: tuple[Version, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    by_id: Mapping[str, Version] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.id: one for one in self.versions})

    @property
    def in_use(self) -> str:
        """The id of the version in use."""
        return self.history[-1][1] if self.history else DEFAULT

    def on(self, day: date) -> str:
        """The id of the version that was in use at the end of a day."""
        past = [identity for at, identity in self.history if at[:10] <= day.isoformat()]
        return past[-1] if past else DEFAULT

    def with_new(self, version: Version, at: datetime | None = None) -> Adopted:
        """With a version more, in use."""
        return Adopted((*self.versions, version), (*self.history, (_moment(at), version.id)))

    def rolled_back(self, at: datetime | None = None) -> Adopted:
        """With the version in use that was so before the one that is now; nothing is deleted.

        Raises:
            InputError: the defaults are in use already.
        """
        stack = [DEFAULT]
        for _, identity in self.history:
            while identity in stack and stack[-1] != identity:
                stack.pop()
            if stack[-1] != identity:
                stack.append(identity)
        if len(stack) == 1:
            raise InputError("the default weights are in use; there is nothing to go back from")
        return Adopted(self.versions, (*self.history, (_moment(at), stack[-2])))


def place(url: str) -> Path:
    """Where the file of a store lies, by its address without a password."""
    if "://" not in url:
        return Path(f"{url}.learned.json")
    moved, data = os.environ.get("SANGAM_LEARNED"), os.environ.get("XDG_DATA_HOME")
    folder = Path(moved) if moved else Path(data or Path.home() / ".local" / "share") / "sangam" / "learned"
    return folder / f"{re.sub('[^a-zA-Z0-9.-]+', '-', url).strip('-')}.json"


def read(path: Path) -> Adopted:
    """What is adopted; nothing where there is no file.

    Raises:
        InputError: the file is there and cannot be read as one.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Adopted(
            tuple(_version(one) for one in held["versions"]),
            tuple((str(one["at"]), str(one["in_use"])) for one in held["history"]),
        )
    except FileNotFoundError:
        return Adopted()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} does not hold learned weights that can be read ({error}); "
            "restore it, or move it away to use the defaults"
        ) from error


def write(path: Path, adopted: Adopted) -> None:
    """Keep it; the file is replaced as a whole or not at all."""
    held = {
        "about": _ABOUT,
        "versions": [version_json(one) for one in adopted.versions],
        "history": [{"at": at, "in_use": identity} for at, identity in adopted.history],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error


def version_json(version: Version) -> dict[str, Any]:
    """A version as the file has it."""
    return {
        "id": version.id,
        "weights": dict(version.weights) if version.weights is not None else None,
        "attention": asdict(version.attention) if version.attention else None,
        "calibration": asdict(version.calibration) if version.calibration else None,
        **version.told,
    }


def named(
    number: int, weights: Mapping[str, float] | None, attention: Attention | None,
    calibration: Calibration | None, told: Mapping[str, Any],
) -> Version:  # fmt: skip
    """A version under the id that its number and content give."""
    plain = Version("", weights, attention, calibration, told)
    mark = hashlib.sha256(json.dumps(version_json(plain), sort_keys=True).encode()).hexdigest()[:8]
    return Version(f"v{number}-{mark}", weights, attention, calibration, told)


def _version(held: Mapping[str, Any]) -> Version:
    own = {one.name for one in fields(Version)} - {"told"}
    attention, calibration = held["attention"], held["calibration"]
    return Version(
        str(held["id"]), held["weights"], Attention(**attention) if attention else None,
        Calibration(**calibration) if calibration else None,
        {name: value for name, value in held.items() if name not in own},
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat()
