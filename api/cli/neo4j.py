"""`sangam neo4j`: a real Neo4j with Neo4j Browser on this machine, nothing installed beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.output import AsJson, console, print_json, say
from api.cli.render import paragraph
from graph.server import LocalServer
from graph.server import start as start_server
from graph.server import status as status_of
from graph.server import stop as stop_server

app = typer.Typer(no_args_is_help=True, help="A local Neo4j with Neo4j Browser, to look around in the graph.")
DEFAULT_FOLDER = Path(".neo4j")
Folder = Annotated[Path, typer.Option("--folder", help="Where its data, logs and password are kept.")]


@app.command()
def start(folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Start it (the first time it is downloaded: 155 MB), and say where it is."""
    _give(start_server(folder, on_progress=say), folder, as_json)


@app.command()
def stop(folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Stop it; its data stay."""
    stopped = stop_server(folder)
    if as_json:
        print_json({"stopped": stopped})
    else:
        paragraph(console(), "Neo4j is stopped." if stopped else f"No Neo4j was running in {folder}.")


@app.command()
def status(folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Say whether it runs, and where; the exit code is 1 when it does not."""
    server = status_of(folder)
    if server is not None:
        _give(server, folder, as_json)
        return
    if as_json:
        print_json({"running": False})
    else:
        paragraph(console(), f"No Neo4j runs in {folder}; start it with: sangam neo4j start")
    raise typer.Exit(ExitCode.PARTLY)


def _give(server: LocalServer, folder: Path, as_json: bool) -> None:
    if as_json:
        found = {"url": server.url, "browser": server.browser, "user": server.user}
        print_json({**found, "password_file": str(server.password_file)})
        return
    out = console()
    paragraph(out, "Neo4j is running on this machine.", style="bold")
    for name, value in (
        ("Neo4j Browser", server.browser),
        ("Connect to", server.url),
        ("User", server.user),
        ("Password", f"in the file {server.password_file}"),
    ):
        out.print(f"  {name + ':':15}{value}", soft_wrap=True)
    out.print()
    paragraph(out, "Open Neo4j Browser and sign in with that user and password; a guide opens by itself.")
    given = "" if folder == DEFAULT_FOLDER else f" --folder {folder}"
    paragraph(out, f"Load the graph into it:  sangam ingest --store {folder}")
    paragraph(out, f"or copy one that is there:  sangam copy sangam.kgl {folder}")
    paragraph(out, f"Stop it:  sangam neo4j stop{given}")
