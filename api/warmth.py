"""Loads graph and encoder in the background when the server starts, so that no question waits for it."""

from __future__ import annotations

import logging
from threading import Thread

from api.problems import BusyError
from graph.errors import SangamError
from matcher.service import Service

_log = logging.getLogger("sangam.api")


class Warmth:
    """Whether everything that answers need has been loaded.

    What fails is not tried again here: the next question does so, and has the error as its answer.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin loading."""
        self._thread = Thread(target=self._warm, name="sangam-warm", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Go on only when loading is over.

        Raises:
            BusyError: it is not.
        """
        if self._thread is not None and self._thread.is_alive():
            raise BusyError("the graph is being prepared; ask again in a moment")

    def _warm(self) -> None:
        try:
            engine = self._service.engine()
            for part in ("clusters", "institutions", "network", "standing"):
                getattr(engine, part)
        except SangamError as error:
            _log.warning("not ready yet: %s", error)
