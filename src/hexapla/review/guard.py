"""Who may speak to the review, and what a browser may do with what it answers.

Everything passes here first. A request must name one of our own hosts, which stops DNS rebinding;
come from our own pages, which stops other sites' forms and scripts; and carry the token of this
start, which only the first address has. Bodies are JSON and small. Answers forbid the browser to
load anything from elsewhere or to run anything that stands in a page.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

__all__ = ["LARGEST_BODY", "SANDBOX", "Guard", "Rules", "is_local"]

LARGEST_BODY = 1_000_000
"""The most bytes that a request may carry."""

_ENTRANCE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Review</title>'
    '<link rel="icon" href="/static/icon.svg">'
    '<meta http-equiv="refresh" content="0; url=/"><p><a href="/">Review</a></p></html>'
)
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)
"""The policy for an edition: somebody else's markup, of which no script ever runs."""

_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-store",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def is_local(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Rules:
    """Where the review listens, the token of this start, and other names of this machine.

    ``ticket`` is good for one entry: the address that a browser is started with can be seen by
    others on the machine, in the list of processes.
    """

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    names: Collection[str] = ()

    @property
    def cookie(self) -> str:
        """The cookie's name. Browsers share cookies between ports, so that it names ours."""
        return f"hexapla-{self.port}"

    @property
    def address(self) -> str:
        """The first address, with the token."""
        return self._entrance(self.token)

    @property
    def address_for_once(self) -> str:
        """The first address, with the ticket."""
        return self._entrance(self.ticket)

    def _entrance(self, secret: str) -> str:
        host = self.host if ":" not in self.host else f"[{self.host}]"
        if host in ("0.0.0.0", "[::]"):
            host = next(iter(self.names), "127.0.0.1")
        return f"http://{host}:{self.port}/?token={secret}"

    def knows(self, host: str) -> bool:
        """Whether a Host header names us: on a network an address does, too, as it can't be
        pointed elsewhere.
        """
        name, colon, port = host.rpartition(":")
        if not colon or port != str(self.port):
            return False
        if name in _LOCAL:
            return True
        if is_local(self.host):
            return False
        return name in (self.host, *self.names) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


class Guard:
    """The application behind the rules."""

    def __init__(self, application: Application, rules: Rules) -> None:
        self._application = application
        self._rules = rules
        self._tickets = {rules.ticket}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        headers = _single(scope["headers"])
        offered = self._offered(scope)
        if offered is not None and self._rules.knows(headers.get("host", "")):
            await self._enter(send, offered)
            return
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _answer(send, *refusal)
            return
        if not self._has_token(headers):
            await _answer(send, 401, "Open the address that `translate review` has printed.")
            return
        body = await _read(receive)
        if body is None:
            await _answer(send, 413, f"That is more than {LARGEST_BODY} bytes.")
            return
        await self._application(scope, _replay(body, receive), _armoured(send))

    def _refusal(self, scope: Scope, headers: MutableMapping[str, str]) -> tuple[int, str] | None:
        host, origin, method = headers.get("host", ""), headers.get("origin"), scope["method"]
        if not self._rules.knows(host):
            return 421, "This is not the host that you asked for."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "There is no such method here."
        if origin is not None and origin != f"http://{host}":
            return 403, "Another site may not ask this."
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return 403, "Another site may not ask this."
        if method == "POST":
            if origin is None:
                return 403, "A change must come from the review's own page."
            if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return 415, "A change must be JSON."
        if _too_long(headers.get("content-length", "0")):
            return 413, f"That is more than {LARGEST_BODY} bytes."
        return None

    def _offered(self, scope: Scope) -> str | None:
        if scope["method"] != "GET" or scope["path"] != "/":
            return None
        values = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        return values[0] if values else None

    async def _enter(self, send: Send, offered: str) -> None:
        """Take the token into a cookie, and out of the address.

        Not by a redirect: where the address was followed from another site's page, such as a
        chat, a browser would leave the new cookie out.
        """
        if offered in self._tickets:
            self._tickets.discard(offered)
        elif not self._is_token(offered):
            await _answer(send, 401, "This address is of another start, or for once and used up.")
            return
        cookie = f"{self._rules.cookie}={self._rules.token}; HttpOnly; SameSite=Strict; Path=/"
        headers = {b"content-type": b"text/html; charset=utf-8", b"set-cookie": cookie.encode()}
        await _answer(send, 200, _ENTRANCE, headers)

    def _has_token(self, headers: MutableMapping[str, str]) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._rules.cookie)
        except CookieError:
            return False
        return found is not None and self._is_token(found.value)

    def _is_token(self, offered: str) -> bool:
        return secrets.compare_digest(offered.encode(), self._rules.token.encode())


def _single(pairs: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by name; one that comes twice has no value that any rule accepts."""
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.decode("latin-1").lower()
        found[key] = value.decode("latin-1") if key not in found else f"{found[key]}, twice"
    return found


def _too_long(length: str) -> bool:
    return not length.isascii() or not length.isdigit() or int(length[:20]) > LARGEST_BODY


async def _read(receive: Receive) -> bytes | None:
    """A request's body; None where it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _armoured(send: Send) -> Send:
    """Send with the headers that every answer has, unless it brings its own."""

    async def armoured(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name, value) for name, value in _HEADERS.items() if name not in own]
            message["headers"] = [*message.get("headers", ()), *more]
        await send(message)

    return armoured


async def _answer(
    send: Send, status: int, text: str, headers: MutableMapping[bytes, bytes] | None = None
) -> None:
    body = text.encode()
    fields = {
        b"content-type": b"text/plain; charset=utf-8",
        b"content-length": str(len(body)).encode(),
        **_HEADERS,
        **(headers or {}),
    }
    await send({"type": "http.response.start", "status": status, "headers": list(fields.items())})
    await send({"type": "http.response.body", "body": body})
