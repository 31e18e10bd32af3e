"""Where a server is, and whether texts may be sent there.

Somebody else may have written `i18n/publication.toml`. What it says can therefore only name a port
of this machine, or a socket in the publication's folder. Everything else needs the user's word.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hexapla.engines.llm.settings import Settings
from hexapla.errors import UsageError
from hexapla.files import leads_out
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Address", "check_settings", "is_loopback", "permitted"]

_PATH = lazy_re(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_HOST = lazy_re(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_USUAL_PATH = "/v1"
_CALL = "/chat/completions"
_EXAMPLE = msg("use http://127.0.0.1:8080/v1, or unix:/path/to/socket")


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address: ``host`` and ``port``, or the path of a Unix ``socket``.

    ``path`` precedes that of each call: ``/v1``. ``local`` tells whether the server must be on this
    machine: the address of the other end of the connection is checked, too.
    """

    host: str = ""
    port: int = 0
    path: str = _USUAL_PATH
    tls: bool = False
    socket: str = ""
    local: bool = True

    @classmethod
    def of(cls, url: str) -> Address:
        """The address that a URL names. Raises UsageError if it isn't valid."""
        try:
            return _parsed(url)
        except ValueError as error:
            raise UsageError(
                msg("url can't be {url!r}: {error}", url=url, error=error), hint=_EXAMPLE
            ) from None

    def __str__(self) -> str:
        if self.socket:
            return f"unix:{self.socket}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


def _parsed(url: str) -> Address:
    if not url.isprintable() or " " in url:
        raise ValueError("it has spaces or characters that can't be printed")
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise ValueError("it has a query")
    if parts.username is not None or parts.password is not None:
        raise ValueError("it has a password; set HEXAPLA_LLM_KEY instead")
    if parts.scheme in ("unix", "http+unix"):
        return _parsed_socket(parts.netloc, parts.path)
    if parts.scheme not in ("http", "https"):
        raise ValueError("it doesn't begin with http://, https:// or unix:")
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host):
        raise ValueError("it names no host")
    tls = parts.scheme == "https"
    port = parts.port if parts.port is not None else (443 if tls else 80)
    return Address(host, port, _path(parts.path), tls, local=_names_this_machine(host))


def _parsed_socket(netloc: str, path: str) -> Address:
    """A socket: its path, or with slashes as %2F and then a path for the calls."""
    if netloc:
        return Address(socket=_absolute(unquote(netloc)), path=_path(path))
    return Address(socket=_absolute(unquote(path)))


def _absolute(path: str) -> str:
    if not path or "\0" in path:
        raise ValueError("it names no socket")
    return path


def _path(path: str) -> str:
    path = path.rstrip("/").removesuffix(_CALL)
    if not _PATH.fullmatch(path):
        raise ValueError("its path has other characters than letters, digits and -._~")
    return path or _USUAL_PATH


def is_loopback(host: str) -> bool:
    """Whether a numeric address is one of this machine only."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _names_this_machine(host: str) -> bool:
    """Whether a host is this machine, without asking a name server, which would be told of it."""
    return host == "localhost" or is_loopback(host)


def check_settings(settings: Settings) -> None:
    """Raise UsageError if the address, whoever has chosen it, or the key isn't valid."""
    if not (settings.key.isascii() and settings.key.isprintable()):
        raise UsageError(
            msg("has characters that a key can't have"),
            where="HEXAPLA_LLM_KEY",
            hint=msg("set it to the key alone"),
        )
    try:
        Address.of(settings.url)
    except UsageError as error:
        where = "HEXAPLA_LLM_URL" if settings.users_url else None
        raise UsageError(error.message, where=where, hint=error.hint) from None


def permitted(settings: Settings) -> Address:
    """The address of the configured server, if texts may be sent there.

    Raises UsageError if the address isn't valid, or needs the user's permission.
    """
    address = Address.of(settings.url)
    if address.socket:
        return _permitted_socket(address, settings)
    if not address.local:
        _refuse_remote(address, settings)
    return address


def _permitted_socket(address: Address, settings: Settings) -> Address:
    root = Path.cwd() if settings.users_url else settings.folder or Path.cwd()
    path = Path(os.path.normpath(root / address.socket))
    if not settings.users_url and leads_out(path, root):
        raise UsageError(
            msg("{address} is not in the publication", address=address),
            hint=msg("to use it, set HEXAPLA_LLM_URL={address}", address=address),
        )
    return Address(socket=str(path), path=address.path)


def _refuse_remote(address: Address, settings: Settings) -> None:
    """Raise UsageError unless publication and user both say that texts may leave this machine."""
    if not (settings.remote or settings.users_url):
        raise UsageError(
            msg("{address} is not an address of this machine, such as 127.0.0.1", address=address),
            hint=msg("to send texts there, set remote = true in [llm]"),
        )
    if address.host not in settings.users_hosts:
        raise UsageError(
            msg(
                "{address} is another machine, and you have not allowed texts to be sent there",
                address=address,
            ),
            hint=msg("to allow it, set HEXAPLA_LLM_REMOTE={host}", host=address.host),
        )
