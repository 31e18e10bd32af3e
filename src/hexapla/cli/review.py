"""`translate review`: review translations in a browser."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, log_once, warn
from hexapla.cli.session import Session
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.review.guard import Rules

__all__ = ["review"]

_PACKAGES = ("anyio", "jinja2", "starlette", "uvicorn")


def review(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Listen on this port."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Listen on this address. Only for a network you trust.",
        ),
    ] = "127.0.0.1",
    no_open: Annotated[bool, typer.Option("--no-open", help="Don't open a browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Refuse every change.")] = False,
    reviewer: Annotated[
        str | None,
        typer.Option(
            "--reviewer",
            metavar="'NAME <MAIL>'",
            help="Your name (default: git's user; otherwise the page asks).",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Review translations in a browser. Press Ctrl-C to stop.

    \b
    translate review
    translate review article.txt --to es --reviewer 'Ana Ruiz <ana@example.org>'
    translate review --no-open --port 8080

    What you approve is saved in the .po file at once. Nobody else can open the page: it listens on
    this machine only, and its address contains a secret.
    """
    _refuse_missing()
    from hexapla.publication.updating import refuse_own_language
    from hexapla.review import guard, server

    session = Session()
    log_once()  # an article is read more than once
    own = session.source_language(source)
    found = session.articles(articles)
    languages = session.languages(to, [(article, own) for article in found])
    targets = list(zip(found, languages, strict=True))
    for article, several in targets:
        refuse_own_language(article, own, several)
    glossary = session.publication.layout.glossary()
    listener, rules = server.listen(session.publication.root, host, port)
    # From here on a browser can connect. It waits while the rest is loaded.
    _announce(rules, as_json=as_json, local=guard.is_local(host))
    if not no_open:
        _open(rules.one_time_address)

    from hexapla.review import git
    from hexapla.review.review import Review

    name = reviewer if reviewer is not None else git.git_user(session.publication.root)
    started = Review(
        session.publication,
        targets,
        source=own if source else None,
        glossary=glossary,
        reviewer=" ".join((name or "").split()),
        read_only=read_only,
    )
    server.serve(started, listener, rules)
    if not as_json:
        warn("the review has ended; everything you approved is saved")
    session.finish()


def _refuse_missing() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the review needs {missing[0]}, which is not installed",
            hint="install hexapla[review]: uv sync --extra review",
        )


def _announce(rules: Rules, *, as_json: bool, local: bool) -> None:
    import sys

    if as_json:
        echo_json({"url": rules.address, "host": rules.host, "port": rules.port})
    else:
        echo(rules.address)
        warn("the review is running at this address; press Ctrl-C to stop it")
    if not local:
        warn(
            "anyone who has this address can change your translations, and the connection is not "
            "encrypted"
        )
    sys.stdout.flush()


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        warn("can't open a browser: open the address yourself")
