"""Completes names of entities in the shell, from the graph that the settings name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from api.cli.stores import DEFAULT, opened
from graph.errors import SangamError
from graph.model import LABEL

_MOST = 40


def cluster_names(incomplete: str) -> list[tuple[str, str]]:
    """Short ids of clusters that begin so, with their names."""
    return _begun(("cluster",), incomplete)


def technology_names(incomplete: str) -> list[tuple[str, str]]:
    """Short ids of start-ups and technologies that begin so, with their names."""
    return _begun(("startup", "technology"), incomplete)


def candidate_names(incomplete: str) -> list[tuple[str, str]]:
    """Short ids of clusters, institutions, start-ups and technologies that begin so, with their names."""
    return _begun(("cluster", "institution", "startup", "technology"), incomplete)


def subject_names(incomplete: str) -> list[tuple[str, str]]:
    """Short ids of clusters and start-ups that begin so, with their names."""
    return _begun(("cluster", "startup"), incomplete)


def district_names(incomplete: str) -> list[tuple[str, str]]:
    """Short ids of districts that begin so, with their names."""
    return _begun(("district",), incomplete)


def _begun(kinds: Sequence[str], incomplete: str) -> list[tuple[str, str]]:
    try:
        # The shell asks before options are parsed, so the setting is read here.
        with opened(os.environ.get("SANGAM_STORE") or DEFAULT) as store:
            rows = store.read("read/directory")
    except SangamError:
        return []  # there is no graph to complete from; the command itself will say so
    found = [
        (str(row["id"]).partition(":")[2], str(row["name"]))
        for row in rows
        if row["label"] in LABEL and LABEL[row["label"]].key in kinds
    ]
    return [pair for pair in found if pair[0].startswith(incomplete.lower())][:_MOST]
