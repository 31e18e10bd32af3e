"""The five promises, each as a test over the whole pipeline."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog
from hexapla.editions.edition import Policy, build
from hexapla.errors import InputError
from tests.conftest import ROOT, Translate, run_async

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("the network was touched")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_nothing_leaves_the_machine(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "born.txt").write_text(
        "The sisters\n\nShe was born last year. My sister was born in the winter of last year.\n"
    )
    assert translate("models", "install", NANO).code == 0
    done = translate("born.txt", "--to", "es", "--engine", "argos")
    assert (done.code, done.err) == (0, "")
    assert "Ella nació el año pasado." in (tmp_path / "editions/es/born.txt").read_text("utf-8")
    for command in ("status", "engines", "publish", "extract", "draft"):
        assert translate(command).code == 0
    assert translate("models", "list").code == 0
    assert translate("-", "--to", "es", "--from", "en", stdin=b"Thank you.\n").code == 0


@pytest.mark.usefixtures("no_network")
def test_the_review_listens_on_this_machine_only(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is connected to, and what listens is reached from here alone."""
    bound: list[Any] = []
    answers: list[int] = []
    bind = socket.socket.bind

    def watched(self: socket.socket, address: Any) -> None:
        bound.append(address)
        bind(self, address)

    def serve(server: Any, sockets: list[socket.socket]) -> None:
        port = sockets[0].getsockname()[1]
        token = server.config.app._rules.token
        for path in ("/", "/es/born", "/api/article/es/born", "/api/progress", "/edition/es/born"):
            answers.append(run_async(_answer(server.config.app, path, port, token)))

    monkeypatch.setattr(socket.socket, "bind", watched)
    monkeypatch.setattr("uvicorn.Server.run", serve)
    (tmp_path / "born.txt").write_text("She was born last year. It rained all day.\n")
    done = translate("review", "born.txt", "--to", "es", "--from", "en", "--no-open", "--json")
    assert (done.code, done.err) == (0, "")
    assert set(done.json) == {"url", "host", "port"}
    assert answers == [200] * 5
    assert {address[0] for address in bound} == {"127.0.0.1"}


async def _answer(application: Any, path: str, port: int, token: str) -> int:
    headers = {"host": f"127.0.0.1:{port}", "cookie": f"hexapla-{port}={token}"}
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        status.extend([message["status"]] if "status" in message else [])

    await application(scope, receive, send)
    return status[0]


LAYOUT = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\t",
        "  ",
        " ",
        "\f",
        "\u00a0",
        "\u3000",
        "- ",
        "1. ",
        "> ",
        "\u200f",
        "\u2028",
        "\v",
    ]
)
WORDS = st.sampled_from(
    [
        "It rained.",
        "Dr. Smith left",
        "“Yes!”",
        "👩‍👩‍👧",
        "e\u0301te\u0301.",
        "שלום עולם.",
        "雨が降った。次の日。",
        "U.S.",
        "100%",
        "...",
        "⟦x⟧",
        "a",
        "\u202babc\u202c",
    ]
)
TEXTS = st.builds(
    lambda parts, bom, end: (b"\xef\xbb\xbf" if bom else b"") + ("".join(parts) + end).encode(),
    st.lists(st.one_of(LAYOUT, WORDS, st.text(max_size=5)), max_size=40),
    st.booleans(),
    st.sampled_from(["", "\n", "\r\n", " \n", "\n\n\n"]),
)


@given(TEXTS)
@example(b"\xef\xbb\xbfA heading\r\n\r\nBody text.\r\nMore of it. \t\r\n\fx")
@example((ROOT / "seeds" / "coalition-in-syria.txt").read_bytes())
def test_an_edition_that_repeats_its_source_is_its_source(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "article.txt").write_bytes(data)
        publication = Publication.open(folder)
        (article,) = publication.articles([folder / "article.txt"])
        try:
            prepared = publication.prepare(article, Language("en"))
        except InputError:
            return  # nothing to translate, or no text
        repeated = Catalog.new({"Language": "en"}).with_entries(
            entry.edit(msgstr=entry.msgid) for entry in prepared.template.entries
        )
        repeated = Catalog.parse(repeated.dump(), "en.po")
        edition = build(prepared.document, repeated, prepared.language, Policy())
        assert edition.data == data
        assert edition.counts.reviewed == len(prepared.document.segments)


def test_a_persons_words_survive_a_machine(translate: Translate, tmp_path: Path) -> None:
    words = ["Palabras de una persona.", "Otras palabras."]
    article = tmp_path / "a.txt"
    article.write_text("It rained all day. The road was closed.\n")
    run = ("a.txt", "--to", "es", "--from", "en", "--engine", "upper")
    assert translate(*run).code == 0
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    path.write_text(
        path.read_text("utf-8")
        .replace("IT RAINED ALL DAY.", words[0])
        .replace("THE ROAD WAS CLOSED.", words[1]),
        encoding="utf-8",
    )
    for text in ("It rained all day.\n", "Quite another article.\n", "It rained all night. Yes.\n"):
        article.write_text(text)
        assert translate(*run).code == 0
        for said in words:
            assert said in path.read_text("utf-8")


def test_the_repository_is_a_publication() -> None:
    publication = Publication.open(ROOT / "seeds")
    assert publication.root == ROOT
    assert [article.name for article in publication.articles()] == ["seeds/coalition-in-syria.txt"]
