"""HTTP for one request: no redirects, no proxies, a limit to its time and to its answer's size."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from time import monotonic
from typing import Any, Protocol

from hexapla.engines.llm.address import Address, is_loopback
from hexapla.message import msg

__all__ = ["LARGEST", "Cancellable", "RefusedError", "Response", "request"]

LARGEST = 4 * 2**20
"""The most bytes of an answer that are read."""

_CHUNK = 65_536
_CONNECT_SECONDS = 10.0
_LOCALHOST = ("127.0.0.1", "::1")


class RefusedError(Exception):
    """An answer or a server that must not be used; the text says why, as a clause."""


class Response:
    """The status, headers and body of an answer."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers.items()}


def request(
    address: Address,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
    seconds: float,
    live: set[Cancellable] | None = None,
) -> Response:
    """Send a request, and read the whole answer within ``seconds``.

    While it runs, ``live`` has an object that another thread can use to end it.

    Raises RefusedError for a server on another machine that should be on this one, for an answer
    that is too large, and for one that redirects; OSError (TimeoutError) and
    http.client.HTTPException if the connection fails.
    """
    deadline = monotonic() + seconds
    connected = _connected(address, min(seconds, _CONNECT_SECONDS))
    live = set() if live is None else live
    timed = _Timed(connected, deadline)
    with closing(connected), _member(live, timed):
        connection = http.client.HTTPConnection(address.host or "localhost", address.port or None)
        connection.sock = timed
        connection.request(method, path, body, {**headers, "Connection": "close"})
        with connection.getresponse() as response:
            if 300 <= response.status < 400:
                raise RefusedError(msg("it redirects to another address; name that one"))
            data = _read(response)
            return Response(response.status, dict(response.getheaders()), data)


class Cancellable(Protocol):
    """A request that another thread may end."""

    def cancel(self) -> None:
        """End it: whoever waits for it gets an OSError."""


@contextmanager
def _member(live: set[Cancellable], one: Cancellable) -> Iterator[None]:
    live.add(one)
    try:
        yield
    finally:
        live.discard(one)


def _read(response: http.client.HTTPResponse) -> bytes:
    out = bytearray()
    # Not `read`: it reads a chunk whose size is said to be negative without a limit.
    while chunk := response.read1(_CHUNK):
        out += chunk
        if len(out) > LARGEST:
            raise RefusedError(
                msg("its answer has more than {largest} MB", largest=LARGEST // 2**20)
            )
    return bytes(out)


def _connected(address: Address, seconds: float) -> socket.socket:
    if address.socket:
        family = getattr(socket, "AF_UNIX", None)
        if family is None:
            raise RefusedError(msg("this system has no Unix sockets"))
        client = socket.socket(family)
        try:
            client.settimeout(seconds)
            client.connect(address.socket)
        except BaseException:
            client.close()
            raise
        return client
    failure: OSError | None = None
    for family, place in _places(address):
        client = socket.socket(family, socket.SOCK_STREAM)
        try:
            client.settimeout(seconds)
            client.connect(place)
        except OSError as error:
            client.close()
            failure = failure or error
            continue
        return _checked(client, address)
    raise failure or OSError("the host has no address")


def _places(address: Address) -> Iterator[tuple[int, Any]]:
    """The addresses to try. No name server is asked for those of this machine."""
    if not address.local:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        yield from dict.fromkeys((int(one[0]), one[4]) for one in found)
        return
    for host in _LOCALHOST if address.host == "localhost" else (address.host,):
        yield (socket.AF_INET6 if ":" in host else socket.AF_INET), (host, address.port)


def _checked(client: socket.socket, address: Address) -> socket.socket:
    """The connection, with TLS if the address asks for it, if it leads where it should."""
    try:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.local and not is_loopback(client.getpeername()[0]):
            raise RefusedError(msg("it is not on this machine"))
        if address.tls:
            context = ssl.create_default_context()
            return context.wrap_socket(client, server_hostname=address.host)
    except BaseException:
        client.close()
        raise
    return client


class _Timed:
    """A socket for http.client that doesn't wait beyond a deadline, however slowly bytes come."""

    def __init__(self, client: socket.socket, deadline: float) -> None:
        self._client, self._deadline = client, deadline

    def _limit(self) -> None:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._client.settimeout(left)

    def sendall(self, data: Any) -> None:
        self._limit()
        self._client.sendall(data)

    def recv_into(self, buffer: Any) -> int:
        self._limit()
        return self._client.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Raw(self))

    def cancel(self) -> None:
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Nothing: http.client calls this while the answer is still being read."""


class _Raw(io.RawIOBase):
    def __init__(self, timed: _Timed) -> None:
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.recv_into(buffer)
