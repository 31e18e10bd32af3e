"""Servers with models that send what no server should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path

import pytest

from hexapla.engines.models import downloads
from hexapla.engines.models.downloads import File, download, read_index
from hexapla.errors import InputError
from tests.conftest import Translate

HEAD = b"HTTP/1.1 200 OK\r\n"
# What is sent at once, and then again and again.
ENDLESS = {
    "answers to continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n", b"a: b\r\n" * 1_000),
    "headers": (HEAD, b"a: b\r\n" * 1_000),
    "a header": (HEAD, b"a" * 10_000),
    "a redirect": (b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", b"a" * 10_000),
    "an error": (b"HTTP/1.1 404 Not Found\r\n\r\n", b"a" * 10_000),
    "the size of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2;", b"a" * 10_000),
    "no HTTP": (b"", b"a" * 10_000),
}


@contextmanager
def answering(first: bytes, *after: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that answers each request by these bytes, the last of them without an end."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def answer(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(20)
            client.recv(65_536)
            client.sendall(first)
            for block in repeat(after[-1]) if after else ():
                client.sendall(block)
                if over.wait(pause):
                    break

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=listening.accept()[:1], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("kind", ENDLESS)
def test_an_answer_without_an_end_ends(kind: str, tmp_path: Path) -> None:
    with answering(*ENDLESS[kind]) as address:
        with pytest.raises(InputError, match="the index can't be read: "):
            read_index(address)
        with pytest.raises(InputError, match="can't be downloaded: "):
            download(File("x", (f"{address}/x",)), tmp_path / "x")


@pytest.mark.parametrize("first", [HEAD, HEAD + b"a: ", b"HTTP/1.", b""])
def test_slow_headers_end(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_SLOW_SECONDS", 0.3)
    slow = pytest.raises(InputError, match="the connection is too slow")
    with answering(first, b"a", pause=0.01) as address, slow:
        read_index(address)


def test_no_address_fills_the_screen(translate: Translate) -> None:
    to = b"ftp://" + b"a" * 60_000
    with answering(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\n\r\n") as address:
        done = translate("models", "available", "--index", address)
    assert (done.code, done.out) == (3, "")
    assert "which is not safe; name another index" in done.err
    assert len(done.err) < 5_000


def test_the_reason_is_in_the_reader_s_language(
    translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with answering(*ENDLESS["trailers"]) as address:
        done = translate("models", "available", "--index", address)
    assert "sendet Kopfzeilen ohne Ende" in done.err
