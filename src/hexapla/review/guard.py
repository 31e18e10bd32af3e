"""Access control: who may use the review, and what the browser may do with its answers.

Every request passes through here first. It must name one of this server's hosts, which prevents
DNS rebinding. It must come from the review's own pages, which keeps out forms and scripts of other
sites. And it must carry the token of this server process, which only the printed address contains.
Bodies must be JSON, and small. The headers of every answer forbid the browser to load anything
from elsewhere, or to run a script that is part of a page.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

__all__ = ["MAX_BODY", "SANDBOX", "Guard", "Rules", "is_local"]

MAX_BODY = 1_000_000
"""The largest body of a request, in bytes."""

_ENTRY_PAGE = (
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
"""The content security policy of an edition: it is untrusted markup, so no script may run."""

_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-store",
    # Otherwise browsers look up the hosts of all links in an edition.
    b"x-dns-prefetch-control": b"off",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def is_local(host: str) -> bool:
    """Whether a host address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Rules:
    """Where the review listens, and the secrets that open it.

    ``token`` is valid until the server stops. ``ticket`` is valid once: it is for starting the
    browser, because other users can see the command line of a process. ``names`` are other names
    of this machine. ``scheme`` is "https" with a certificate.
    """

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    names: Collection[str] = ()
    scheme: str = "http"

    @property
    def cookie(self) -> str:
        """The name of the cookie, with the port in it: browsers share cookies between ports."""
        return f"hexapla-{self.port}"

    @property
    def address(self) -> str:
        """The address that opens the review, with the token."""
        return self._address(self.token)

    @property
    def one_time_address(self) -> str:
        """The address that opens the review, with the ticket."""
        return self._address(self.ticket)

    def _address(self, secret: str) -> str:
        host = self.host if ":" not in self.host else f"[{self.host}]"
        if host in ("0.0.0.0", "[::]"):
            host = next(iter(self.names), "127.0.0.1")
        return f"{self.scheme}://{host}:{self.port}/?token={secret}"

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server.

        On a network, every IP address is accepted: unlike a name, it can't be made to point here.
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
    """The application, protected by the rules."""

    def __init__(self, application: Application, rules: Rules) -> None:
        self._application = application
        self._rules = rules
        self._tickets = {rules.ticket}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application, or refuse it."""
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
            await _answer(send, 401, "Open the address that `translate review` printed.")
            return
        body = await _read(receive)
        if body is None:
            await _answer(send, 413, f"The request has more than {MAX_BODY} bytes.")
            return
        await self._application(scope, _replay(body, receive), _with_headers(send))

    def _refusal(self, scope: Scope, headers: MutableMapping[str, str]) -> tuple[int, str] | None:
        host, origin, method = headers.get("host", ""), headers.get("origin"), scope["method"]
        if not self._rules.knows(host):
            return 421, "This server does not have that host name."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "This method is not supported."
        if origin is not None and origin != f"{self._rules.scheme}://{host}":
            return 403, "Requests from other sites are not allowed."
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return 403, "Requests from other sites are not allowed."
        if method == "POST":
            if origin is None:
                return 403, "A change must come from the review's own page."
            if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return 415, "A change must be JSON."
        if _too_long(headers.get("content-length", "0")):
            return 413, f"The request has more than {MAX_BODY} bytes."
        return None

    def _offered(self, scope: Scope) -> str | None:
        if scope["method"] != "GET" or scope["path"] != "/":
            return None
        values = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        return values[0] if values else None

    async def _enter(self, send: Send, offered: str) -> None:
        """Put the token into a cookie, and send the browser on to an address without it.

        A redirect would not do: if the address was opened from another site, such as a chat, the
        browser would not send the new cookie along.
        """
        if offered in self._tickets:
            self._tickets.discard(offered)
        elif not self._is_token(offered):
            await _answer(send, 401, "This address has expired. Run `translate review` again.")
            return
        cookie = f"{self._rules.cookie}={self._rules.token}; HttpOnly; SameSite=Strict; Path=/"
        cookie += "; Secure" if self._rules.scheme == "https" else ""
        headers = {b"content-type": b"text/html; charset=utf-8", b"set-cookie": cookie.encode()}
        await _answer(send, 200, _ENTRY_PAGE, headers)

    def _has_token(self, headers: MutableMapping[str, str]) -> bool:
        # Not with http.cookies: before Python 3.12.6, it takes quadratic time for quoted values.
        pairs = (pair.strip().partition("=") for pair in headers.get("cookie", "").split(";"))
        found = next((value for name, _, value in pairs if name == self._rules.cookie), None)
        return found is not None and self._is_token(found)

    def _is_token(self, offered: str) -> bool:
        return secrets.compare_digest(offered.encode(), self._rules.token.encode())


def _single(pairs: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by name. A header that is sent twice gets a value that no rule accepts."""
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.decode("latin-1").lower()
        found[key] = value.decode("latin-1") if key not in found else f"{found[key]}, twice"
    return found


def _too_long(length: str) -> bool:
    return not length.isascii() or not length.isdigit() or int(length[:20]) > MAX_BODY


async def _read(receive: Receive) -> bytes | None:
    """The body of a request, or None if it is too long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that returns a body which has been read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


def _with_headers(send: Send) -> Send:
    """A ``send`` that adds the headers of every answer, unless the answer sets them itself."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name, value) for name, value in _HEADERS.items() if name not in own]
            message["headers"] = [*message.get("headers", ()), *more]
        await send(message)

    return wrapped


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
