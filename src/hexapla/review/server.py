"""The web server of a review: its port, how it starts and how it stops."""

from __future__ import annotations

import errno
import hashlib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.errors import UsageError
from hexapla.message import msg
from hexapla.review.guard import Guard, Rules, is_local

if TYPE_CHECKING:
    from hexapla.review.review import Review

__all__ = ["LOCAL", "Certificate", "listen", "serve"]

LOCAL = "127.0.0.1"
# Publications get their ports from this range, below the one systems use for outgoing connections.
_BUSY = (errno.EADDRINUSE, errno.EACCES)  # the port is in use, or only for root
_FIRST_PORT, _PORTS = 20_000, 10_000
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for TLS and its private key: the paths of two PEM files."""

    file: Path
    key: Path

    def check(self) -> None:
        """Raise UsageError if the files can't be used together."""

        def refuse() -> str:
            raise ValueError("the key has a password")

        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.file, self.key, refuse)
        except (OSError, ValueError) as error:
            raise UsageError(
                msg(
                    "can't be used for TLS: {getattr}",
                    getattr=getattr(error, "strerror", None) or error,
                ),
                where=str(self.file),
                hint=msg("give --cert and --key as PEM files, the key without a password"),
            ) from None


def listen(
    root: Path, host: str = LOCAL, port: int | None = None, *, encrypted: bool = False
) -> tuple[socket.socket, Rules]:
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
        scheme = "https" if encrypted else "http"
        return listener, Rules(host, listener.getsockname()[1], names=names, scheme=scheme)
    place = f"{host}:{port}" if port is not None else host
    raise UsageError(
        msg(
            "can't listen on {place}: {strerror}", place=place, strerror=failure.strerror or failure
        ),
        hint=msg("check --host") if failure.errno not in _BUSY else msg("choose another --port"),
    )


def serve(
    review: Review, listener: socket.socket, rules: Rules, certificate: Certificate | None = None
) -> None:
    """Serve the review until interrupted, over TLS if there is a certificate."""
    import uvicorn

    from hexapla.review.app import application
    from hexapla.review.connections import BoundedProtocol

    config = uvicorn.Config(
        Guard(application(review), rules),
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        ssl_certfile=certificate.file if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
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
