"""`translate models`: the Argos packages of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, progress_bar, table
from hexapla.errors import InputError

if TYPE_CHECKING:
    from hexapla.engines import models

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="The neural models (Argos packages) of this machine.\n\n\b\n"
    "translate models install en-es\n"
    "translate models install file.argosmodel\n"
    "translate models list",
)

_Index = Annotated[
    str | None,
    typer.Option("--index", metavar="URL|DIR", help="Another index of packages than Argos' own."),
]
_Pair = Annotated[str, typer.Argument(metavar="PAIR", help="Source and target: en-es.")]


@app.command("list")
def list_(as_json: options.AsJson = False) -> None:
    """List the packages that are installed.

    \b
    translate models list
    """
    from hexapla.engines.models import installed

    packages = installed()
    if as_json:
        echo_json(
            [
                {
                    "source": one.pair.source,
                    "target": one.pair.target,
                    "version": one.version,
                    "bytes": one.size,
                    "path": str(one.path),
                }
                for one in packages
            ]
        )
    elif packages:
        table(
            ("pair", "version", "MB", "folder"),
            [(str(p.pair), p.version, f"{p.size / 1e6:.1f}", str(p.path)) for p in packages],
        )
    else:
        echo("no packages installed: translate models install en-es gets one")


@app.command()
def available(index: _Index = None, as_json: options.AsJson = False) -> None:
    """List the packages that an index offers; opens a network connection.

    \b
    translate models available
    """
    from hexapla.engines import downloads

    offers = downloads.available(index)
    if as_json:
        echo_json(
            [
                {"source": o.pair.source, "target": o.pair.target, "version": o.version}
                for o in offers
            ]
        )
    else:
        table(("pair", "version"), [(str(offer.pair), offer.version) for offer in offers])


@app.command()
def install(
    packages: Annotated[
        list[str],
        typer.Argument(metavar="FILE|PAIR", help="Package files, or pairs to download."),
    ],
    index: _Index = None,
    as_json: options.AsJson = False,
) -> None:
    """Install packages from files, or download those of pairs.

    \b
    translate models install en-es
    translate models install translate-en_es-1_9.argosmodel
    """
    from hexapla.engines import models

    done = []
    for wanted in packages:
        path = Path(wanted)
        if path.exists() or wanted.endswith(".argosmodel"):
            done.append(models.install(path))
        else:
            done.append(_download(wanted, index, quiet=as_json))
        if not as_json:
            echo(f"installed {done[-1].pair} {done[-1].version} in {done[-1].path}")
    if as_json:
        echo_json(
            [
                {
                    "source": one.pair.source,
                    "target": one.pair.target,
                    "version": one.version,
                    "path": str(one.path),
                }
                for one in done
            ]
        )


@app.command()
def remove(pair: _Pair, as_json: options.AsJson = False) -> None:
    """Remove the packages of a pair.

    \b
    translate models remove en-es
    """
    from hexapla.engines import models

    gone = models.remove(models.parse_pair(pair))
    if as_json:
        echo_json([str(package.path) for package in gone])
    else:
        for package in gone:
            echo(f"removed {package.pair} {package.version}")


def _download(wanted: str, index: str | None, *, quiet: bool) -> models.Installed:
    from platformdirs import user_cache_path

    from hexapla.engines import downloads, models

    pair = models.parse_pair(wanted)
    offers = [offer for offer in downloads.available(index) if offer.pair == pair]
    if not offers:
        raise InputError(
            f"the index has no package for {pair}", hint="see translate models available"
        )
    target = user_cache_path("hexapla") / "downloads" / offers[0].filename
    with progress_bar(quiet=quiet) as progress:
        downloads.download(
            offers[0],
            target,
            lambda done, total: progress(f"{pair} (bytes)", done, total or done),
        )
    package = models.install(target)
    target.unlink()
    return package
