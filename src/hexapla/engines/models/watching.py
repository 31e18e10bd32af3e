"""HTTP from servers that nobody knows: what they send without an end, or too slowly, ends.

Python's own client waits as long as headers come, in whatever number of answers "100 Continue" and
after the last chunk of a body, and reads the whole body of a redirect.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from http.client import HTTPResponse
from time import monotonic
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    build_opener,
)

from hexapla.message import msg

__all__ = ["opener"]

# Headers, and the sizes of chunks: far more than servers send beside a block of the body.
_MOST_BESIDE = 2**20


def opener(
    seconds: float, least: int, check_redirect: Callable[[str, str], None]
) -> OpenerDirector:
    """What opens addresses with http and https, for one file.

    A server that sends fewer than ``least`` bytes of the file in ``seconds`` is too slow: that
    raises ConnectionError, as headers without an end do. ``check_redirect`` gets the address that
    redirects and the new one, and raises an error if that must not be followed.
    """
    pace = _Pace(seconds, least)

    class Watching:
        def do_open(self, http_class: Any, req: Any, **http_conn_args: Any) -> Any:
            def response(*given: Any, **named: Any) -> _Response:
                return _Response(pace, *given, **named)

            connection = type(
                "Connection", (http_class,), {"response_class": staticmethod(response)}
            )
            return super().do_open(connection, req, **http_conn_args)  # type: ignore[misc]

    class Plain(Watching, HTTPHandler):
        pass

    class Encrypted(Watching, HTTPSHandler):
        pass

    class Redirection(HTTPRedirectHandler):
        def redirect_request(
            self, req: Any, fp: Any, code: Any, text: Any, headers: Any, url: str
        ) -> Any:
            fp.close()  # otherwise all of its body is read
            check_redirect(req.full_url, url)
            return super().redirect_request(req, fp, code, text, headers, url)

    return build_opener(Plain, Encrypted, Redirection)


class _Pace:
    """How fast the bytes of a file come, and how many others do."""

    def __init__(self, seconds: float, least: int) -> None:
        self._seconds, self._least = seconds, least
        self._started, self._had, self._beside = monotonic(), 0, 0

    def received(self, size: int) -> None:
        """Count bytes of any kind. Raises ConnectionError if they are not what was asked for."""
        self._beside += size
        if self._beside > _MOST_BESIDE:
            raise ConnectionError(msg("it sends headers without an end"))
        if monotonic() - self._started >= self._seconds:
            if self._had < self._least:
                raise ConnectionError(msg("the connection is too slow"))
            self._started, self._had = monotonic(), 0

    def delivered(self, size: int) -> None:
        """Count bytes of the file."""
        self._had += size
        self._beside = 0


class _Response(HTTPResponse):
    def __init__(self, pace: _Pace, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._pace = pace
        # The type that its base class declares is that of what `detach` returns nothing of.
        fp: Any = self.fp
        self.fp = io.BufferedReader(_Raw(fp.detach(), pace))

    def read1(self, n: int = -1) -> bytes:
        block = super().read1(n)
        self._pace.delivered(len(block))
        return block


class _Raw(io.RawIOBase):
    """The bytes of a connection, counted."""

    def __init__(self, raw: Any, pace: _Pace) -> None:
        self._raw, self._pace = raw, pace

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size: int = self._raw.readinto(buffer) or 0
        self._pace.received(size)
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()
