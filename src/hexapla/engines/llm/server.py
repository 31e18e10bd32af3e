"""A server with OpenAI's API: its models, and answers to prompts."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

from hexapla.engines.llm import connection
from hexapla.engines.llm.address import Address
from hexapla.engines.llm.connection import RefusedError, Response
from hexapla.errors import EngineError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Answer", "Model", "RejectedError", "Server"]

WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds to wait before a request is sent again, if the server is busy or loads its model."""

_LONGEST_WAIT = 60.0
_BUSY = frozenset([425, 429, 503])
# These may be due to the request itself, so it is sent again only a few times.
_BROKEN = frozenset([408, 500, 502, 504])
_FEW = 2
_NO_SUCH_CALL = frozenset([404, 405, 501])
_FINAL_ERRORS = (ConnectionRefusedError, FileNotFoundError, PermissionError, socket.gaierror)
_PROBE_SECONDS = 10.0
_MOST_SLOTS = 64
_SHOWN = 160
_LONGEST_NAME = 200
_DIGEST = lazy_re(r"(?:sha256:)?[0-9a-f]{12,64}")
_KEPT = msg("try again when it is ready: what is done is kept")


class RejectedError(Exception):
    """The server doesn't accept a request; ``status`` is the HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Model:
    """A model that a server has, with a digest of its files if the server names one."""

    id: str
    digest: str = ""

    @property
    def short_digest(self) -> str:
        """Eight hex digits that stand for its name and its files."""
        return hashlib.sha256(f"{self.id}\0{self.digest}".encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote; ``complete`` is False if it was cut off."""

    text: str
    complete: bool


class Server:
    """A server at an address.

    ``key`` is sent as a bearer token. ``timeout`` is in seconds, for one answer. Several threads
    may ask at the same time.
    """

    def __init__(self, address: Address, key: str = "", timeout: float = 300.0) -> None:
        self.address = address
        self._stopped = Event()
        self._live: set[connection.Cancellable] = set()
        self._timeout = timeout
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": "hexapla",
        }
        if key:
            self._headers["Authorization"] = f"Bearer {key}"

    def models(self) -> list[Model] | None:
        """The models of the server, with digests if it is Ollama; None if it doesn't list any.

        Raises EngineError if it doesn't answer, or refuses to.
        """
        try:
            response = self._sent(
                "GET", f"{self.address.path}/models", None, _PROBE_SECONDS, WAITS[:3]
            )
        except RejectedError as error:
            if error.status in _NO_SUCH_CALL:
                return None
            raise EngineError(
                msg(
                    "the server at {address} doesn't list its models: {error}",
                    address=self.address,
                    error=error,
                ),
                hint=_advice(error.status),
            ) from None
        found = self._listed(response, "data", "id")
        if found is None:
            return None
        digests = self._digests()
        return [Model(name, digests.get(name, "")) for name in found]

    def slots(self) -> int:
        """How many requests llama.cpp's server answers at once; 0 if it isn't known."""
        data = self._told("/props")
        slots = data.get("total_slots") if data else None
        return min(slots, _MOST_SLOTS) if isinstance(slots, int) and slots > 0 else 0

    def ask(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a request, ``/chat/completions`` or ``/completions``.

        Raises RejectedError for a request that this server doesn't accept or doesn't answer in
        time, EngineError if it fails, even after some attempts.
        """
        data = json.dumps(body).encode()
        response = self._sent("POST", f"{self.address.path}{path}", data, self._timeout, WAITS)
        return _answer(_json(response.body))

    def stop(self) -> None:
        """End all requests; nothing can be asked any more."""
        self._stopped.set()
        for one in list(self._live):
            one.cancel()

    def _digests(self) -> dict[str, str]:
        data = self._told("/api/tags")
        listed = data.get("models") if data else None
        return {
            str(one.get("name")): str(one.get("digest"))
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, dict) and _DIGEST.fullmatch(str(one.get("digest")))
        }

    def _told(self, path: str) -> dict[str, Any] | None:
        """What a server of one kind says about itself; None if it isn't of that kind."""
        place = f"{self.address.path.removesuffix('/v1')}{path}"
        try:
            response = connection.request(
                self.address, "GET", place, None, self._headers, _PROBE_SECONDS
            )
        except (OSError, http.client.HTTPException, RefusedError):
            return None
        data = _json(response.body) if response.status == 200 else None
        return data if isinstance(data, dict) else None

    def _listed(self, response: Response, key: str, name: str) -> list[str] | None:
        data = _json(response.body)
        listed = data.get(key) if isinstance(data, dict) else None
        if not isinstance(listed, list):
            return None
        names = [str(one.get(name, "")) for one in listed if isinstance(one, dict)]
        return [one for one in names if 0 < len(one) <= _LONGEST_NAME and one.isprintable()]

    def _sent(
        self, method: str, path: str, body: bytes | None, seconds: float, waits: tuple[float, ...]
    ) -> Response:
        """A good response; it is asked for again if the server is busy or breaks off."""
        problem = ""
        for attempt, wait in enumerate((*waits, 0.0)):
            if self._stopped.is_set():
                break
            try:
                response = connection.request(
                    self.address, method, path, body, self._headers, seconds, self._live
                )
            except RefusedError as error:
                raise EngineError(
                    msg(
                        "the server at {address} is not used: {error}",
                        address=self.address,
                        error=error,
                    ),
                    hint=msg("check url in [llm]"),
                ) from None
            except _FINAL_ERRORS as error:
                raise self._dead(error) from None
            except TimeoutError:
                # Asking again would take as long: the caller asks for less.
                raise RejectedError(408, f"it gave no answer within {seconds:g} s") from None
            except (OSError, http.client.HTTPException) as error:
                problem = _clause(str(error)) or type(error).__name__
                self._stopped.wait(wait)
                continue
            if response.status == 200:
                return response
            problem = _reason(response)
            again = response.status in _BUSY or (response.status in _BROKEN and attempt < _FEW)
            if not again:
                raise RejectedError(response.status, problem)
            self._stopped.wait(_pause(response, wait))
        raise EngineError(
            msg("the server at {address} fails: {problem}", address=self.address, problem=problem),
            hint=_KEPT,
        )

    def _dead(self, error: OSError) -> EngineError:
        reason = msg("no such host") if isinstance(error, socket.gaierror) else error.strerror or ""
        return EngineError(
            msg(
                "no server answers at {address} ({reason})",
                address=self.address,
                reason=reason.lower(),
            ),
            hint=msg("start it, or change url in [llm]"),
        )


def _pause(response: Response, wait: float) -> float:
    """How long to wait for a busy server: what it asks for, within reason, or else ``wait``."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_WAIT) if wait and asked.isdecimal() else wait


def _advice(status: int) -> str:
    if status == 408:
        return msg("wait until it is ready, and try again")
    if status in (401, 403):
        return msg("set HEXAPLA_LLM_KEY to its key, and HEXAPLA_LLM_URL to its address")
    return msg("see its log")


def _json(body: bytes) -> Any:
    """The data in an answer; None if it isn't JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _answer(data: Any) -> Answer:
    """The text in an answer; empty and incomplete if there is none."""
    choices = data.get("choices") if isinstance(data, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        return Answer("", complete=False)
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else choice.get("text")
    if not isinstance(text, str):
        return Answer("", complete=False)
    return Answer(text, choice.get("finish_reason") != "length")


def _reason(response: Response) -> str:
    """What a server says about an error, as a clause."""
    data = _json(response.body)
    error = data.get("error", data.get("detail")) if isinstance(data, dict) else None
    said = error.get("message") if isinstance(error, dict) else error
    text = (
        said if isinstance(said, str) and said.strip() else response.body.decode("utf-8", "replace")
    )
    return _clause(text) or f"HTTP status {response.status}"


def _clause(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
