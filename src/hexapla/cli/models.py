"""`translate models`: the neural models on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, progress_bar, table, warn
from hexapla.cli.session import Session
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.engines.argos.downloads import Available
    from hexapla.engines.argos.installing import Installation
    from hexapla.engines.argos.packages import Installed

__all__ = ["app", "warn_of_broken"]

app = typer.Typer(
    no_args_is_help=True,
    help="The neural models on this machine: Argos packages, and other CTranslate2 models.\n\n\b\n"
    "translate models install en-es\n"
    "translate models install file.argosmodel\n"
    "translate models list",
)

_NONE = "no packages installed: translate models install en-es installs one"

_INDEX = "An index of packages other than Argos' own: an index.json, or a folder of packages."
_Index = Annotated[str | None, typer.Option("--index", metavar="URL|DIR", help=_INDEX)]
_Trust = Annotated[
    bool, typer.Option("--trust", help="Accept packages even if their digest has changed.")
]
_Pairs = Annotated[
    list[str] | None,
    typer.Argument(metavar="PAIR", help="Pairs such as en-es (default: all that are installed)."),
]


@app.command("list")
def list_(as_json: options.AsJson = False) -> None:
    """List the installed packages.

    \b
    translate models list
    """
    from hexapla.engines.argos.packages import installed

    packages = installed()
    warn_of_broken()
    if as_json:
        echo_json([{**_json(one), "bytes": one.size} for one in packages])
    elif packages:
        table(
            ("pair", "version", "MB", "folder"),
            [(str(p.pair), p.version, f"{p.size / 1e6:.1f}", str(p.path)) for p in packages],
        )
    else:
        echo(_NONE)


def warn_of_broken() -> None:
    """Warn of packages that can't translate."""
    from hexapla.engines.argos.packages import broken

    for one in broken():
        warn(f"{one.path}: can't translate: {one.reason}; {one.remedy}")


@app.command()
def available(index: _Index = None, as_json: options.AsJson = False) -> None:
    """List the packages that an index offers; opens a network connection.

    An index is an index.json as Argos has it: the metadata of packages, each with links to its
    file, which may be relative. A folder of package files works as an index, too.

    \b
    translate models available
    translate models available --index /media/stick/models
    """
    from hexapla.engines.argos import downloads

    offers = downloads.available(index)
    if as_json:
        echo_json([_name_json(offer) for offer in offers])
    else:
        table(("pair", "version"), [(str(offer.pair), offer.version) for offer in offers])


@app.command()
def install(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|PAIR", help="Package files, or pairs to download."),
    ] = None,
    locked: Annotated[
        bool, typer.Option("--locked", help="Install exactly what i18n/models.lock names.")
    ] = False,
    index: _Index = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Install packages from files, or download those of pairs; they replace others of the pair.

    The digest of a package is pinned when it is first installed: a different package with the same
    version is refused later, wherever it comes from. A publication's i18n/models.lock names the
    models that drafted it. Drafting warns of one that is missing, and --locked installs them.

    \b
    translate models install en-es
    translate models install translate-en_es-1_9.argosmodel
    translate models install --locked
    """
    from hexapla.engines.argos import installing

    if bool(wanted) == locked:
        raise UsageError("nothing to install", hint="name files or pairs, or use --locked")
    if locked:
        models = Session().publication.locked_models()
        calls = [partial(installing.install_locked, model) for model in models]
    else:
        calls = [partial(installing.install, one) for one in wanted or ()]

    def installations() -> Iterator[Installation]:
        for call in calls:
            with progress_bar(quiet=as_json, in_bytes=True) as progress:
                done = call(index=index, trust=trust, progress=progress)
            yield done

    _show("installed", installations(), as_json)


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the model.")],
    from_: Annotated[str, typer.Option("--from", metavar="LANGUAGE", help="Its source language.")],
    to: Annotated[str, typer.Option("--to", metavar="LANGUAGE", help="Its target language.")],
    name: Annotated[
        str | None,
        typer.Option("--name", help="The version that drafts name (default: the folder's name)."),
    ] = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Add a CTranslate2 model that has a SentencePiece model, such as OPUS-MT or NLLB.

    \b
    translate models add opus-mt-en-fi --from en --to fi
    translate models add nllb-200-distilled-600M --from en --to wo
    """
    from hexapla.engines.argos import installing
    from hexapla.engines.engine import Pair
    from hexapla.languages import Language

    pair = Pair(Language(from_).tag, Language(to).tag)
    _show("added", [installing.add_folder(folder, pair, name, trust=trust)], as_json)


@app.command()
def verify(pairs: _Pairs = None, trust: _Trust = False, as_json: options.AsJson = False) -> None:
    """Hash every file of the packages, and compare with what was installed.

    \b
    translate models verify
    """
    from hexapla.engines.argos import packages
    from hexapla.engines.argos.verifying import verify

    found = list(verify(packages.of_pairs(pairs or ()), trust=trust))
    wrecks = packages.broken() if not pairs else []
    if as_json:
        rows = [{**_json(one.package), "digest": one.digest, "state": one.state} for one in found]
        echo_json([*rows, *({"path": str(one.path), "state": one.reason} for one in wrecks)])
    else:
        lines = [f"{one.package.name}: {one.state} ({one.digest})" for one in found]
        for line in [*lines, *(f"{one.path}: {one.reason}" for one in wrecks)] or [_NONE]:
            echo(line)
    if wrecks or any(one.has_changed for one in found):
        raise typer.Exit(1)


@app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bundle to write.")],
    pairs: _Pairs = None,
) -> None:
    """Write installed packages into one file, for machines without a network.

    \b
    translate models export models.zip en-es en-fr
    """
    from hexapla.engines.argos import bundles, packages

    chosen = packages.of_pairs(pairs or ())
    bundles.export(chosen, file)
    echo(f"wrote {file}: {', '.join(package.name for package in chosen)}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A bundle.")],
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Install every package of a bundle.

    \b
    translate models import models.zip
    """
    from hexapla.engines.argos import installing

    _show("installed", installing.import_bundle(file, trust=trust), as_json)


@app.command()
def remove(
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="Source and target: en-es.")],
    as_json: options.AsJson = False,
) -> None:
    """Remove the packages of a pair.

    \b
    translate models remove en-es
    """
    from hexapla.engines.argos import packages

    gone = packages.remove(packages.parse_pair(pair))
    if as_json:
        echo_json([str(package.path) for package in gone])
    else:
        for package in gone:
            echo(f"removed {package.pair} {package.version}")


def _show(what: str, installations: Iterable[Installation], as_json: bool) -> None:
    """Say of each package, as it is installed, where it is and which versions it replaced."""
    done = []
    for one in installations:
        done.append(one.package)
        if not as_json:
            place = f", in place of {', '.join(one.replaced)}" if one.replaced else ""
            verb = "has" if one.was_here else what
            echo(f"{verb} {one.package.name} in {one.package.path}{place}")
    if as_json:
        echo_json([_json(package) for package in done])


def _json(package: Installed) -> dict[str, str]:
    return {**_name_json(package), "path": str(package.path)}


def _name_json(one: Installed | Available) -> dict[str, str]:
    return {"source": one.pair.source, "target": one.pair.target, "version": one.version}
