"""The command `sangam`: its commands, and how every error ends it."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli.assign import app as assign
from api.cli.checking import doctor
from api.cli.demonstrating import demo
from api.cli.desk import desk
from api.cli.evaluating import app as evaluate
from api.cli.exits import ExitCode, code_of, listed
from api.cli.feedback import feedback
from api.cli.finding import search
from api.cli.graphs import copy, docs, info
from api.cli.learn import learn
from api.cli.loading import ingest
from api.cli.match import app as match
from api.cli.neo4j import app as neo4j
from api.cli.output import say
from api.cli.replay import replay
from api.cli.rules import rules
from api.cli.schemes import schemes
from api.cli.serving import serve
from api.cli.training import train_encoder
from api.cli.why import why
from graph.errors import NotFoundError, SangamError

# In the order in which a newcomer needs them.
_ORDER = (
    "demo", "ingest", "match", "assign", "why", "feedback", "learn", "replay", "evaluate", "train-encoder",
    "schemes", "rules", "desk", "search", "info", "serve", "neo4j", "copy", "doctor", "completion", "docs",
)  # fmt: skip


class SangamGroup(TyperGroup):
    """Turns each error that Sangam raises on purpose into one clear message and its exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the help."""
        return sorted(super().list_commands(ctx), key=_ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except SangamError as error:
            say(f"sangam: {' '.join(str(error).split())}")
            if isinstance(error, NotFoundError) and error.near:
                say("Did you mean:")
                for near in error.near:
                    say(f"  {near}")
            raise typer.Exit(code_of(error)) from error
        except BrokenPipeError as error:
            # Whoever read the answer, such as `head`, has had enough; what is left goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(ExitCode.DONE) from error
        except KeyboardInterrupt as error:
            say("sangam: stopped; what was finished is kept, and running it again completes it")
            raise typer.Exit(ExitCode.STOPPED) from error


app = typer.Typer(
    cls=SangamGroup,
    name="sangam",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Maps MSME clusters, institutions, start-ups, banks and schemes, and tells which institution "
    "should mentor which cluster and which cluster should pilot which technology.",
    epilog="[bold]Exit codes[/bold]\n\n" + listed(),
)
app.command("demo")(demo)
app.command("ingest")(ingest)
app.add_typer(match, name="match")
app.add_typer(assign, name="assign")
app.command("why")(why)
app.command("feedback")(feedback)
app.command("learn")(learn)
app.command("replay")(replay)
app.add_typer(schemes, name="schemes")
app.add_typer(rules, name="rules")
app.add_typer(evaluate, name="evaluate")
app.command("train-encoder")(train_encoder)
app.command("desk")(desk)
app.command("search")(search)
app.command("serve")(serve)
app.add_typer(neo4j, name="neo4j")
app.command("copy")(copy)
app.command("info")(info)
app.command("doctor")(doctor)
app.command("docs")(docs)


@app.command()
def completion(
    ctx: typer.Context,
    install: bool = typer.Option(False, "--install", help="Install it for your shell instead."),
) -> None:
    """Print the script that completes commands and names in your shell."""
    option = "--install-completion" if install else "--show-completion"
    root = ctx.find_root()
    root.command.main(args=[option], prog_name="sangam", standalone_mode=False)


def main() -> None:
    """The entry point: run the command that was typed, and end with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Names in Malayalam are printed even where the locale knows ASCII only.
        if hasattr(stream, "reconfigure") and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
    try:
        app(prog_name="sangam")
    except Exception as error:
        say(f"sangam: this is a defect of the program: {type(error).__name__}: {error}")
        if os.environ.get("SANGAM_DEBUG"):
            raise
        say("sangam: run it again with SANGAM_DEBUG=1 for the details, and report them")
        sys.exit(ExitCode.DEFECT)
