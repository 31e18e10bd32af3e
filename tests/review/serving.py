"""A publication to review, and `translate review` run over it, for the tests of the page."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hexapla.catalogs.catalog import Catalog, Draft, Entry
from tests.conftest import ROOT, hear_interrupts

REVIEWER = "Ana Ruiz <ana@example.org>"
DOMAIN = "coalition-in-syria"

# The states of the sample's entries, by their number: drafts, one with a wrong number, one
# empty, one with a note, one stale, one edited.
_DRAFTS = (3, 4, 7, 12, 14, 21, 25)
_WRONG, _EMPTY, _STALE, _EDITED, _NOTED = 4, 9, 15, 18, 14


def make_publication(folder: Path) -> Path:
    """The sample publication with work left to do in every language."""
    for name in ("seeds", "locales", "i18n"):
        shutil.copytree(ROOT / name, folder / name)
    for path in folder.glob(f"locales/*/LC_MESSAGES/{DOMAIN}.po"):
        catalog = Catalog.load(path)
        catalog.with_entries(_left(at, entry) for at, entry in enumerate(catalog.entries)).save()
    return folder


def make_many(folder: Path, articles: int) -> Path:
    """A number of short English articles, to be translated into Spanish and Arabic."""
    (folder / "i18n").mkdir(parents=True)
    (folder / "i18n/publication.toml").write_text(
        'sources = ["news"]\nlanguages = ["es", "ar"]\nsource-language = "en"\n'
    )
    (folder / "news").mkdir()
    for number in range(articles):
        text = "".join(f"On day {day} it rained for {number} hours.\n" for day in range(40))
        (folder / "news" / f"rain-{number:03}.txt").write_text(text)
    return folder


def _left(at: int, entry: Entry) -> Entry:
    if at == _EMPTY:
        return entry.edit(msgstr="")
    if at == _STALE:
        return entry.edit(flags=("fuzzy",), previous=entry.msgid.replace("jointly", "together"))
    if at == _EDITED:
        return entry.edit(flags=("fuzzy",), msgstr=f"{entry.msgstr} .")
    if at not in _DRAFTS:
        return entry
    text = entry.msgstr.replace("100", "10") if at == _WRONG else entry.msgstr
    draft = Draft.of("argos-en_es 1.9", 0.93 - at % 7 * 0.06, entry.msgid, text)
    notes = ("Check the name of the forum with the editors.",) if at == _NOTED else ()
    return entry.edit(msgstr=text, flags=("fuzzy",), comments=(*notes, draft.comment()))


def catalog_path(folder: Path, locale: str = "es") -> Path:
    """A catalog of the sample."""
    return folder / "locales" / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


@dataclass
class Answer:
    """A response of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed as JSON."""
        return json.loads(self.body)


class Server:
    """`translate review` over a folder, in a separate process."""

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.folder = folder
        home = folder.parent / f"{folder.name}-home"
        home.mkdir(exist_ok=True)
        environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
        command = [sys.executable, "-m", "hexapla", "review", "--no-open", "--json"]
        command += ["--port", str(port)] if port else []
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,
        )
        assert self.process.stdout is not None
        lines: list[bytes] = []
        while not lines or lines[-1] != b"}\n":
            line = self.process.stdout.readline()
            assert line, self.process.stderr and self.process.stderr.read().decode()
            lines.append(line)
        self.url: str = json.loads(b"".join(lines))["results"][0]["url"]
        parts = urlsplit(self.url)
        self.port = parts.port or 0
        self.origin = f"http://127.0.0.1:{self.port}"
        self.token = parse_qs(parts.query)["token"][0]
        self.cookie = f"hexapla-{self.port}={self.token}"

    def enter(self, page: Any) -> None:
        """Open the printed address in a browser's page, and wait for the list of articles.

        The address answers with a page that leads on to the list. Who opens another address
        before the list is there is interrupted.
        """
        page.goto(self.url)
        page.wait_for_selector(".cell:visible")

    def ask(
        self, path: str, data: Any = None, *, method: str | None = None, **headers: str | None
    ) -> Answer:
        """Send a request; with JSON, a POST. Headers whose value is None are left out."""
        fields: dict[str, str | None] = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": self.cookie,
        }
        body = None
        if data is not None:
            body = data if isinstance(data, bytes) else json.dumps(data).encode()
            fields |= {"Origin": self.origin, "Content-Type": "application/json"}
        fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.putrequest(
                method or ("GET" if body is None else "POST"), path, skip_host=True,
                skip_accept_encoding=True,
            )  # fmt: skip
            for name, value in fields.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None and "Content-Length" not in fields:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())

    def article(self, language: str = "es") -> Any:
        """The sample article in a language."""
        return self.ask(f"/api/article/{language}/{DOMAIN}").json

    def overview(self) -> Any:
        """The progress of all articles, once all have been read."""
        while (news := self.ask("/api/progress").json)["read"] < news["articles"]:
            time.sleep(0.02)  # leaves the time to the server
        return news

    def save(self, ident: str, action: str, base: str, language: str = "es", **more: Any) -> Answer:
        """Send a decision on an entry."""
        fields = {"id": ident, "action": action, "base": base, **more}
        return self.ask(f"/api/save/{language}/{DOMAIN}", fields)

    def interrupt(self) -> tuple[int, str]:
        """End the server as Ctrl-C does; returns the exit code and standard error."""
        self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err.decode()

    def kill(self) -> None:
        """End the server as a crash does."""
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[Server]:
    """A server that runs during the block."""
    server = Server(folder, *options, port=port)
    try:
        yield server
    finally:
        server.kill()
