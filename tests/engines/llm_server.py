"""A server with OpenAI's API for tests: it translates word for word, or fails as it is told to."""

from __future__ import annotations

import json
import re
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

__all__ = ["Fault", "LlmServer", "serving", "translated"]

_WORD = re.compile(r"<[^<>]*>|[A-Z]\d+\b|[^\W\d_]+")


def translated(text: str) -> str:
    """Each word with another ending; tags, stand-ins and numbers stay."""

    def word(match: re.Match[str]) -> str:
        own = match[0]
        return (
            own if own[0] == "<" or own[-1].isdigit() else f"{own}{'EZ' if own.isupper() else 'ez'}"
        )

    return _WORD.sub(word, text)


@dataclass
class LlmServer:
    """What the server does, and the requests that it got.

    ``faults`` are used up, one for each request for a translation; see `Fault`.
    """

    model: str = "tiny"
    translate: Callable[[str], str] = translated
    faults: list[Fault] = field(default_factory=list)
    formats: tuple[str, ...] = ("json_schema", "json_object")
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    digest: str = ""
    slots: int = 1
    overdue: bool = False
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def sentences(self) -> list[str]:
        """All sentences that were asked for, in the order of the requests."""
        return [text for body in self.requests for text in asked_in(body)]

    def answer(self, body: dict[str, Any]) -> Any:
        """The content of a good answer, or its whole body."""
        found = [self.translate(text) for text in asked_in(body)]
        if "JSON" not in prompt_of(body):
            return found[0]
        return json.dumps({str(at): text for at, text in enumerate(found, 1)}, ensure_ascii=False)


Fault = Callable[[LlmServer, dict[str, Any]], tuple[int, Any]]
"""Makes the answer to a request: an HTTP status, and the content, a whole body, or raw bytes."""


def prompt_of(body: dict[str, Any]) -> str:
    """All texts of a request."""
    if "prompt" in body:
        return str(body["prompt"])
    return "\n\n".join(message["content"] for message in body["messages"])


def asked_in(body: dict[str, Any]) -> list[str]:
    """The sentences to translate in a request."""
    prompt = prompt_of(body)
    start = prompt.rfind("\n[\n")
    if start < 0:
        return [prompt.rpartition("Text: ")[2].strip()]
    rows = json.loads(prompt[start:])
    return [row["text"].replace("\u2060", "") for row in rows if "id" in row]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    own: LlmServer

    def log_message(self, *args: Any) -> None:
        pass

    def address_string(self) -> str:
        return "test"

    def do_GET(self) -> None:
        own = self.own
        with own.lock:
            own.paths.append(self.path)
            own.headers.append({k.lower(): v for k, v in self.headers.items()})
        if self.path == "/v1/models":
            self.reply(200, {"object": "list", "data": [{"id": own.model, "object": "model"}]})
        elif self.path == "/props" and own.slots:
            self.reply(200, {"total_slots": own.slots})
        elif self.path == "/api/tags" and own.digest:
            self.reply(200, {"models": [{"name": own.model, "digest": own.digest}]})
        else:
            self.reply(404, {"error": {"message": "no such page"}})

    def do_POST(self) -> None:
        own = self.own
        if not self.path.startswith("/v1/"):
            self.close_connection = True
            self.reply(404, {"error": {"message": "no such page"}})
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with own.lock:
            own.paths.append(self.path)
            own.headers.append({k.lower(): v for k, v in self.headers.items()})
            wanted = body.get("response_format", {}).get("type")
            if wanted and wanted not in own.formats:
                self.reply(400, {"error": {"message": f"unknown response_format {wanted}"}})
                return
            own.requests.append(body)
            fault = own.faults.pop(0) if own.faults else None
        status, content = fault(own, body) if fault else (200, own.answer(body))
        if isinstance(content, bytes):
            self.wfile.write(content)
            self.close_connection = True
            return
        if isinstance(content, str) and status == 200:
            content = chat(content) if "messages" in body else completion(content)
        self.reply(status, content)

    def reply(self, status: int, data: Any) -> None:
        raw = json.dumps(data).encode() if not isinstance(data, str) else data.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def chat(content: str, reason: str = "stop") -> dict[str, Any]:
    """The body of a chat's answer."""
    message = {"role": "assistant", "content": content}
    return {"choices": [{"index": 0, "finish_reason": reason, "message": message}]}


def completion(content: str) -> dict[str, Any]:
    """The body of a completion's answer."""
    return {"choices": [{"index": 0, "finish_reason": "stop", "text": content}]}


class _UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """Say nothing: clients break off."""


@contextmanager
def serving(own: LlmServer, path: Path | None = None) -> Iterator[LlmServer]:
    """Serve on a free port of this machine, or on a Unix socket at ``path``."""
    handler = type("Handler", (_Handler,), {"own": own})
    server: Any = _UnixServer(str(path), handler) if path else _Server(("127.0.0.1", 0), handler)
    own.url = f"unix:{path}" if path else f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def held_until(event: Event) -> Fault:
    """A good answer after an event, or after so long that somebody has waited for it."""

    def fault(own: LlmServer, body: dict[str, Any]) -> tuple[int, Any]:
        own.overdue |= not event.wait(60)
        return 200, own.answer(body)

    return fault
