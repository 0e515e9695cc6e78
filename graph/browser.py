"""The pack for Neo4j Browser: a guide, a style sheet and saved queries, made from `cypher/browser/`.

The local server hands it out together with Neo4j Browser, from the same address, so that nothing is
loaded from elsewhere. The guide quotes the query files themselves: there is one text of each.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from graph.queries import Query, asset, names, query, source

FOLDER = "browser"
# Where Neo4j serves Neo4j Browser, and the pack below it.
PATH = "browser/sangam/"
_JAR = "neo4j-browser-"
# Favorites are grouped by the folder inside the archive.
_FAVORITES = "Sangam"
_PLACE = re.compile(r"\{\{ (\w+)(?: (\w+))? \}\}")
_EPOCH = (2020, 1, 1, 0, 0, 0)


def guide(base: str) -> str:
    """The guide as HTML of Neo4j Browser, one `<slide>` a page.

    Args:
        base: the address, with a slash at its end, under which the files of the pack are served.
    """
    values = {
        "base": base,
        "picture": asset(f"{FOLDER}/model.svg"),
        "parameters": escape(_map(parameters())),
    }

    def fill(place: re.Match[str]) -> str:
        word, name = place.groups()
        return _shown(query(f"{FOLDER}/{name}")) if name else values[word]

    return _PLACE.sub(fill, asset(f"{FOLDER}/guide.html"))


def parameters() -> dict[str, str]:
    """Every parameter of the saved queries with its sample, sorted by name."""
    samples: dict[str, str] = {}
    for name in names(FOLDER):
        samples |= query(name).samples
    return dict(sorted(samples.items()))


def saved_queries() -> bytes:
    """The archive of all saved queries that Neo4j Browser takes as Favorites, in one folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names(FOLDER):
            file, text = source(name)
            archive.writestr(zipfile.ZipInfo(f"{_FAVORITES}/{file}", _EPOCH), text)
    return buffer.getvalue()


def pack(base: str) -> dict[str, bytes]:
    """The files of the pack by name; `base` as for `guide`."""
    return {
        "guide.html": guide(base).encode(),
        "style.grass": asset(f"{FOLDER}/style.grass").encode(),
        "queries.zip": saved_queries(),
    }


def write_pack(folder: Path, base: str) -> None:
    """Write the pack into a folder, for a web server of one's own; `base` as for `guide`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in pack(base).items():
        (folder / name).write_bytes(content)


def with_pack(jars: Sequence[Path], target: Path, base: str) -> list[Path]:
    """The class path of Neo4j with Neo4j Browser replaced by a copy that holds the pack.

    The server then serves the pack under `PATH`. The archive that was fetched stays as it is.

    Args:
        jars: the class path, Neo4j Browser's archive in it.
        target: where the copy is written; one that is there is replaced.
        base: as for `guide`, the address of `PATH` on that server.
    """
    return [_copied(jar, target, base) if jar.name.startswith(_JAR) else jar for jar in jars]


def settings(base: str) -> str:
    """The lines of `neo4j.conf` that open the guide on connecting and keep Neo4j Browser at home.

    Neo4j Browser fetches guides and styles only from hosts that are listed. Left alone it also
    calls font, chat, statistics and error-report services; the security policy stops that.
    """
    here = "http://127.0.0.1:* http://localhost:*"
    policy = (
        "default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        f"connect-src 'self' ws: wss: {here}"
    )
    return (
        f"browser.remote_content_hostname_whitelist={urlsplit(base).hostname},localhost\n"
        f"browser.post_connect_cmd=guide {base}guide.html\n"
        f"dbms.security.http_static_content_security_policy_header={policy}\n"
    )


def _copied(jar: Path, target: Path, base: str) -> Path:
    shutil.copyfile(jar, target)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pack(base).items():
            archive.writestr(zipfile.ZipInfo(f"{PATH}{name}", _EPOCH), content)
    return target


def _shown(asked: Query) -> str:
    """A query as a part of a page: its title, remarks, parameters and text, the last two to click."""
    parts = [f"<h4>{escape(asked.title)}</h4>"]
    if asked.remarks:
        parts.append(f"<p><small>{escape(' '.join(asked.remarks))}</small></p>")
    if asked.samples:
        parts.append(_clickable(f":param {_map(asked.samples)}"))
    parts.append(_clickable(asked.text))
    return "\n".join(parts)


def _clickable(text: str) -> str:
    style = "white-space: pre-wrap; font-size: 12px"
    return f'<pre class="pre-scrollable code runnable" style="{style}">{escape(text)}</pre>'


def _map(samples: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in sorted(samples.items())) + "}"
