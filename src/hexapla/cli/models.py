"""`translate models`: install and list neural models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse
from hexapla.cli.output import echo, progress_bar, table, warn
from hexapla.cli.session import Session
from hexapla.errors import UsageError
from hexapla.message import joined, msg

if TYPE_CHECKING:
    from hexapla.engines.models.installing import Installation
    from hexapla.engines.models.offers import Available
    from hexapla.engines.models.package import Installed

__all__ = ["app", "warn_of_broken"]

app = typer.Typer(
    no_args_is_help=True,
    help="Install and list neural models (Firefox, Argos, CTranslate2).\n\n\b\n"
    "translate models install en-es\n"
    "translate models install translate-en_es-1_9.argosmodel\n"
    "translate models list",
)

_STATES = {
    "ok": msg("ok"),
    "pinned now": msg("pinned now"),
    "changed since it was installed": msg("changed since it was installed"),
}
_NONE = msg("no packages installed; to install one: translate models install en-es")

_Index = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="URL|DIR",
        help="Where to look for models: an index.json of packages, a records.json of Mozilla's "
        "models, or a folder with either or with package files (default: the indexes of Mozilla "
        "and Argos).",
    ),
]
_Trust = Annotated[
    bool, typer.Option("--trust", help="Accept packages even if their digest has changed.")
]
_Pairs = Annotated[
    list[str] | None,
    typer.Argument(metavar="PAIR", help="Pairs of languages, such as en-es (default: all)."),
]


@app.command("list")
def list_(as_json: options.AsJson = False) -> None:
    """List the installed packages, with their sizes in megabytes.

    \b
    translate models list
    """
    from hexapla.engines.models.packages import installed

    packages = installed()
    warn_of_broken()
    if as_json:
        add_results({**_json(one), "bytes": one.size} for one in packages)
    elif packages:
        table(
            (msg("pair"), msg("engine"), msg("version"), msg("MB"), msg("licence"), msg("folder")),
            [
                (str(p.pair), p.engine, p.version, f"{p.size / 1e6:.1f}", p.licence, str(p.path))
                for p in packages
            ],
        )
    else:
        echo(_NONE)


def warn_of_broken() -> None:
    """Warn of packages that can't translate."""
    from hexapla.engines.models.packages import broken

    for one in broken():
        warn(
            msg("can't translate: {reason}", reason=one.reason),
            where=str(one.path),
            hint=one.remedy,
        )


@app.command()
def available(index: _Index = None, as_json: options.AsJson = False) -> None:
    """List the models that can be downloaded. Opens a network connection.

    \b
    translate models available
    translate models available --index /media/stick/models

    Mozilla's models are listed if hexapla[firefox] is installed. An index is a file index.json like
    that of Argos: the metadata of packages, each with links to its file, which can be relative. Or
    it is a file records.json like that of Mozilla, with the location of each file. A folder of
    package files works, too, without a network.
    """
    from hexapla.engines.models import indexes

    offers = indexes.available(index)
    if as_json:
        add_results({**_name_json(offer), "bytes": offer.size} for offer in offers)
    else:
        table(
            (msg("pair"), msg("engine"), msg("version"), msg("MB")),
            [(str(one.pair), one.engine, one.version, _megabytes(one)) for one in offers],
        )


@app.command()
def install(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|PAIR", help="Package files, or pairs to download."),
    ] = None,
    locked: Annotated[
        bool, typer.Option("--locked", help="Install exactly the models in i18n/models.lock.")
    ] = False,
    index: _Index = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Which of Mozilla's models: base-memory, base or tiny (default: the first of "
            "these that there is).",
        ),
    ] = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Install packages, from files or by downloading them.

    \b
    translate models install en-es
    translate models install en-es --kind tiny
    translate models install translate-en_es-1_9.argosmodel
    translate models install --locked

    For a pair, it downloads Mozilla's model, if there is one and hexapla[firefox] is installed, and
    otherwise the package of Argos. A new package replaces an older one of the same pair and engine.
    Its digest is recorded when it is first installed; later, a different package with the same
    version is refused, unless --trust is given.

    i18n/models.lock lists the models that drafted a publication. Drafting warns if one is missing,
    and --locked installs them.
    """
    from hexapla.engines.models import installing

    if wanted and locked:
        raise UsageError(
            msg("--locked can't be combined with packages"), hint=msg("leave one of them out")
        )
    if not (wanted or locked):
        raise UsageError(
            msg("nothing to install"), hint=msg("name files or pairs, or use --locked")
        )
    if wanted and all(map(installing.names_file, wanted)):
        refuse(
            msg("with package files, which are not downloaded"), {"--index": index, "--kind": kind}
        )
    if locked:
        refuse(msg("with --locked"), {"--kind": kind})
        models = Session().publication.locked_models()
        calls = [partial(installing.install_locked, model) for model in models]
    else:
        calls = [partial(installing.install, one, kind=kind) for one in wanted or ()]

    def installations() -> Iterator[Installation]:
        for call in calls:
            with progress_bar(quiet=as_json, in_bytes=True) as progress:
                done = call(index=index, trust=trust, progress=progress)
            yield done

    _show("installed", installations(), as_json)


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the model.")],
    from_: Annotated[
        str, typer.Option("--from", "-f", metavar="LANGUAGE", help="Source language of the model.")
    ],
    to: Annotated[
        str, typer.Option("--to", "-t", metavar="LANGUAGE", help="Target language of the model.")
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help="Version to record in drafts (default: the folder's name).",
        ),
    ] = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Add a CTranslate2 model, such as OPUS-MT, NLLB or MADLAD-400, or one of Mozilla's.

    \b
    translate models add opus-mt-en-fi --from en --to fi
    translate models add nllb-200-distilled-600M --from en --to wo
    translate models add madlad400-3b-mt --from en --to gl
    translate models add firefox-en-es --from en --to es

    The folder of a CTranslate2 model must have a SentencePiece model, too. That of one of Mozilla's
    has the files model.….bin, vocab.….spm (or srcvocab and trgvocab) and lex.….bin.
    """
    from hexapla.engines.engine import Pair
    from hexapla.engines.models import installing
    from hexapla.languages import Language

    pair = Pair(Language(from_).tag, Language(to).tag)
    _show("added", [installing.add_folder(folder, pair, name, trust=trust)], as_json)


@app.command()
def verify(pairs: _Pairs = None, trust: _Trust = False, as_json: options.AsJson = False) -> None:
    """Check that the files of installed packages haven't changed.

    \b
    translate models verify
    translate models verify en-es

    Every file is hashed and compared with the digest that was recorded when the package was
    installed. The exit code is 1 if one has changed, or if a package can't translate. --trust
    records the current digests instead.
    """
    from hexapla.engines.models import packages
    from hexapla.engines.models.verifying import verify

    found = list(verify(packages.of_pairs(pairs or ()), trust=trust))
    broken = packages.broken() if not pairs else []
    if as_json:
        add_results(
            {**_json(one.package), "digest": one.digest, "state": one.state} for one in found
        )
        unknown = dict.fromkeys(("source", "target", "engine", "version", "licence", "digest"))
        add_results({**unknown, "path": str(one.path), "state": one.reason} for one in broken)
    else:
        lines = [
            msg(
                "{name}: {state} ({digest})",
                name=one.package.name,
                state=_STATES[one.state],
                digest=one.digest,
            )
            for one in found
        ]
        lines += [msg("{path}: {reason}", path=one.path, reason=one.reason) for one in broken]
        for line in lines or [_NONE]:
            echo(line)
    if broken or any(one.has_changed for one in found):
        raise typer.Exit(1)


@app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, a .zip.")],
    pairs: _Pairs = None,
    as_json: options.AsJson = False,
) -> None:
    """Write installed packages into one file.

    \b
    translate models export models.zip en-es en-fr

    On a machine without a network, translate models import installs them from it.
    """
    from hexapla.engines.models import bundles, packages

    chosen = packages.of_pairs(pairs or ())
    bundles.export(chosen, file)
    if as_json:
        add_results({**_name_json(package), "bundle": str(file)} for package in chosen)
    else:
        echo(
            msg(
                "wrote {file}: {chosen}",
                file=file,
                chosen=joined(package.name for package in chosen),
            )
        )


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that models export wrote.")],
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Install all packages of a file that models export wrote.

    \b
    translate models import models.zip
    """
    from hexapla.engines.models import installing

    _show("installed", installing.import_bundle(file, trust=trust), as_json)


@app.command()
def remove(
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="Pair of languages, such as en-es.")],
    as_json: options.AsJson = False,
) -> None:
    """Remove the installed packages of a pair of languages.

    \b
    translate models remove en-es
    """
    from hexapla.engines.models import packages
    from hexapla.engines.models.package import parse_pair

    gone = packages.remove(parse_pair(pair))
    if as_json:
        add_results(_json(package) for package in gone)
    else:
        for package in gone:
            echo(msg("removed {pair} {version}", pair=package.pair, version=package.version))


def _show(verb: str, installations: Iterable[Installation], as_json: bool) -> None:
    """Show each package as soon as it is installed: its folder, and the versions it replaced."""
    for one in installations:
        if as_json:
            facts = {"installed": not one.was_here, "replaced": list(one.replaced)}
            add_results([{**_json(one.package), **facts}])
        else:
            done = msg("already installed:") if one.was_here else verb
            names = {"done": done, "name": one.package.name, "path": one.package.path}
            if one.replaced:
                before = joined(one.replaced)
                echo(msg("{done} {name} in {path}, replacing {before}", **names, before=before))
            else:
                echo(msg("{done} {name} in {path}", **names))


def _megabytes(offer: Available) -> str:
    return "" if offer.size is None else f"{offer.size / 1e6:.1f}"


def _json(package: Installed) -> dict[str, str]:
    return {**_name_json(package), "licence": package.licence, "path": str(package.path)}


def _name_json(one: Installed | Available) -> dict[str, str]:
    return {
        "source": one.pair.source,
        "target": one.pair.target,
        "engine": one.engine,
        "version": one.version,
    }
