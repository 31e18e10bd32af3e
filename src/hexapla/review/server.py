"""The server of a review: where it listens, and how it ends."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.errors import UsageError
from hexapla.review.guard import Guard, Rules, is_local

if TYPE_CHECKING:
    from hexapla.review.reviewing import Office

__all__ = ["LOCAL", "listen", "serve"]

LOCAL = "127.0.0.1"
# Where a publication's own port lies: out of the way of what systems hand out.
_FIRST_PORT, _PORTS = 20_000, 10_000
_ATTEMPTS = 20


def listen(root: Path, host: str = LOCAL, port: int | None = None) -> tuple[socket.socket, Rules]:
    """A socket that listens, with the rules for who may speak on it.

    Without ``port`` a publication has one of its own, so that a browser finds what it kept for
    it; another one where that is taken. Raises UsageError where a host or port can't be had.
    """
    own = _FIRST_PORT + int(hashlib.sha256(str(root).encode()).hexdigest(), 16) % _PORTS
    wanted = [port] if port is not None else [*range(own, own + _ATTEMPTS), 0]
    for one in wanted:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, one), family=family, backlog=128)
        except OSError as error:
            failure = error
            continue
        names = () if is_local(host) else _own_names()
        return listener, Rules(host, listener.getsockname()[1], names=names)
    place = f"{host}:{port}" if port is not None else host
    raise UsageError(
        f"can't listen on {place}: {failure.strerror or failure}", hint="choose another --port"
    )


def serve(office: Office, listener: socket.socket, rules: Rules) -> None:
    """Serve until interrupted, and read what there is meanwhile."""
    import uvicorn

    from hexapla.review.app import application

    config = uvicorn.Config(
        Guard(application(office), rules),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    office.start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        office.close()
        listener.close()


def _own_names() -> list[str]:
    name = socket.gethostname()
    return [name, f"{name}.local"] if name and "." not in name else [name]
