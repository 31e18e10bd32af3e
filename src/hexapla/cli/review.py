"""`translate review`: review translations in a browser."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import envelope, options
from hexapla.cli.options import refuse
from hexapla.cli.output import echo, echo_json, note, warn
from hexapla.cli.session import Session
from hexapla.errors import UsageError
from hexapla.message import msg
from hexapla.programs import git_user

if TYPE_CHECKING:
    from hexapla.review.guard import Rules
    from hexapla.review.server import Certificate

__all__ = ["review"]

_PACKAGES = ("anyio", "jinja2", "starlette", "uvicorn")


def review(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            metavar="N",
            help="Port to listen on (default: a free one, always the same for a folder).",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to listen on. Others than 127.0.0.1 need --allow-network.",
        ),
    ] = "127.0.0.1",
    allow_network: Annotated[
        bool,
        typer.Option(
            "--allow-network",
            help="Let other machines connect. Whoever has the printed address can change your "
            "translations.",
        ),
    ] = False,
    cert: Annotated[
        Path | None,
        typer.Option("--cert", metavar="FILE", help="Certificate for TLS, a PEM file."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="Private key of the certificate, a PEM file."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Don't open a browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Allow no changes.")] = False,
    as_: options.As = None,
    as_json: options.AsJson = False,
) -> None:
    """Review translations in a browser. Press Ctrl-C to stop.

    \b
    translate review
    translate review article.txt --to es --as 'Ana Ruiz <ana@example.org>'
    translate review --no-open --port 8080

    What you approve is saved in the .po file immediately. Only you can open the page: the server
    listens on this machine only, and the address contains a secret. The manual's page
    The review page has more.
    """
    if read_only:
        refuse(msg("with --read-only"), {"--as": as_})
    _refuse_missing()
    _refuse_network(host, allow_network=allow_network)
    certificate = _certificate(cert, key)
    from hexapla.publication.updating import refuse_own_language
    from hexapla.review import guard, server

    session = Session()
    own = session.source_language(from_)
    found = session.articles(articles)
    languages = session.languages(to, [(article, own) for article in found])
    targets = list(zip(found, languages, strict=True))
    for article, several in targets:
        refuse_own_language(article, own, several)
    glossary = session.publication.layout.glossary()
    listener, rules = server.listen(
        session.publication.root, host, port, encrypted=certificate is not None
    )
    # A browser can connect from here on; it waits while the rest is loaded.
    _announce(rules, as_json=as_json, local=guard.is_local(host))
    if not no_open:
        _open(rules.one_time_address)

    from hexapla.review.review import Review

    name = as_ if as_ is not None else git_user(session.publication.root)
    started = Review(
        session.publication,
        targets,
        source=own if from_ else None,
        glossary=glossary,
        reviewer=" ".join((name or "").split()),
        read_only=read_only,
    )
    server.serve(started, listener, rules, certificate)
    if not as_json:
        note(msg("the review has ended; everything you approved is saved"))
    session.finish()


def _refuse_missing() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise UsageError(
            msg("the review needs {missing}, which is not installed", missing=missing[0]),
            hint=msg("install hexapla[review]"),
        )


def _refuse_network(host: str, *, allow_network: bool) -> None:
    from hexapla.review.guard import is_local

    if not (allow_network or is_local(host)):
        raise UsageError(
            msg("--host {host} lets other machines connect", host=host),
            hint=msg("add --allow-network if you trust everyone in this network"),
        )


def _certificate(cert: Path | None, key: Path | None) -> Certificate | None:
    from hexapla.review.server import Certificate

    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise UsageError(msg("--cert and --key belong together"), hint=msg("give both"))
    certificate = Certificate(cert, key)
    certificate.check()
    return certificate


def _announce(rules: Rules, *, as_json: bool, local: bool) -> None:
    import sys

    if as_json:
        envelope.add_results([{"url": rules.address, "host": rules.host, "port": rules.port}])
    else:
        echo(rules.address)
        note(msg("the review is running at this address; press Ctrl-C to stop it"))
    if not local:
        warn(msg("this address is the key: anyone who has it can change your translations"))
        if rules.scheme == "http":
            warn(
                msg("the connection is not encrypted: others in the network can read the address"),
                hint=msg("use --cert and --key"),
            )
    started = envelope.current()
    if started:  # printed now and not at the end, because the command runs until it is stopped
        envelope.start(None)
        echo_json(started.as_data(0))
    sys.stdout.flush()


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        warn(msg("can't open a browser"), hint=msg("open the address yourself"))
