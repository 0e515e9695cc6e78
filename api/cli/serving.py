"""`sangam serve`: the HTTP API."""

from __future__ import annotations

import errno
import gc
import socket
from typing import Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.output import say
from api.cli.schemes_asking import RulesOption
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError

_LAST_PORT = 65535
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=_LAST_PORT, help="The port.")] = 8000,
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    accept_sheets: Annotated[
        bool | None,
        typer.Option(
            "--accept-sheets/--no-accept-sheets",
            help="Whether sheets of the programme desk and feedback sent to the server are kept in the "
            "graph; by default only when nobody but this machine can reach it.",
        ),
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Serve the HTTP API until Ctrl-C; its documentation is at /docs, the programme desk at /desk."""
    refuse_taken(host, port)
    import uvicorn

    from api.app import create_app
    from matcher.rules.keeper import Keeper

    kept = Keeper(rules)
    for refusal in kept.library.refused:
        say(f"a rule file is refused: {refusal}")
    with service_on(store, model) as service:
        app = create_app(service, rules_kept=kept)
        if accept_sheets if accept_sheets is not None else host in _LOOPBACK:
            app.state.writer = lambda: opened(store, "write")
        where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        # What the program and the rules consist of stays: without this the collector looks through all of it
        # in the middle of an answer, which then takes twice as long.
        gc.collect()
        gc.freeze()
        say(f"serving at {where}, documentation at {where}/docs, desk at {where}/desk; stop with Ctrl-C")
        uvicorn.run(app, host=host, port=port, log_level="warning")


def refuse_taken(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Raises:
        InputError: it is taken, or is not of this machine; the message says what to do.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise InputError(f"'{host}' is no address of this machine; 127.0.0.1 is the usual one") from error
    with socket.socket(family, kind, protocol) as probe:
        # Without this, a port counts as taken for a minute after its server has stopped.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except PermissionError as error:
            raise InputError(f"port {port} is for the administrator; take one above 1023") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < _LAST_PORT else port - 1
                raise InputError(
                    f"port {port} of {host} is taken by another program; "
                    f"take another port: sangam serve --port {other}"
                ) from error
            raise InputError(
                f"{host} is no address of this machine ({error.strerror}); 127.0.0.1 is the usual one"
            ) from error
