"""The web server of a review: its port, how it starts and how it stops."""

from __future__ import annotations

import errno
import hashlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.errors import UsageError
from hexapla.review.guard import Guard, Rules, is_local

if TYPE_CHECKING:
    from hexapla.review.review import Review

__all__ = ["LOCAL", "listen", "serve"]

LOCAL = "127.0.0.1"
# Publications get their ports from this range, below the one systems use for outgoing connections.
_BUSY = (errno.EADDRINUSE, errno.EACCES)  # the port is in use, or only for root
_FIRST_PORT, _PORTS = 20_000, 10_000
_ATTEMPTS = 20


def listen(root: Path, host: str = LOCAL, port: int | None = None) -> tuple[socket.socket, Rules]:
    """A listening socket, and the access rules for it.

    Without ``port``, a publication always gets the same port (or the next free one), so that the
    browser finds the unsaved text it kept for this address. Raises UsageError if the host or the
    port is not available.
    """
    own = _FIRST_PORT + int(hashlib.sha256(str(root).encode()).hexdigest(), 16) % _PORTS
    candidates = [port] if port is not None else [*range(own, own + _ATTEMPTS), 0]
    for candidate in candidates:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, candidate), family=family, backlog=128)
        except OSError as error:
            failure = error
            continue
        names = () if is_local(host) else _own_names()
        return listener, Rules(host, listener.getsockname()[1], names=names)
    place = f"{host}:{port}" if port is not None else host
    raise UsageError(
        f"can't listen on {place}: {failure.strerror or failure}",
        hint="check --host" if failure.errno not in _BUSY else "choose another --port",
    )


def serve(review: Review, listener: socket.socket, rules: Rules) -> None:
    """Serve the review until interrupted."""
    import uvicorn

    from hexapla.review.app import application

    config = uvicorn.Config(
        Guard(application(review), rules),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    review.start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        review.close()
        listener.close()


def _own_names() -> list[str]:
    name = socket.gethostname()
    return [name, f"{name}.local"] if name and "." not in name else [name]
