"""`translate models`: the neural models of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, progress_bar, table, warn
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError, InputError, UsageError

if TYPE_CHECKING:
    from hexapla.engines.argos import lockfile
    from hexapla.engines.argos.downloads import Available
    from hexapla.engines.argos.packages import Installed

__all__ = ["app", "warn_of_broken"]

app = typer.Typer(
    no_args_is_help=True,
    help="The neural models of this machine: Argos packages, and any of CTranslate2.\n\n\b\n"
    "translate models install en-es\n"
    "translate models install file.argosmodel\n"
    "translate models list",
)

_NONE = "no packages installed: translate models install en-es gets one"

_Index = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="URL|DIR",
        help="Another index of packages than Argos' own: an index.json, or a folder of packages.",
    ),
]
_Trust = Annotated[
    bool, typer.Option("--trust", help="Take packages as they are, whatever their digest was.")
]
_Pair = Annotated[str, typer.Argument(metavar="PAIR", help="Source and target: en-es.")]
_Pairs = Annotated[
    list[str] | None,
    typer.Argument(metavar="PAIR", help="Pairs such as en-es; without any, all that are here."),
]


@app.command("list")
def list_(as_json: options.AsJson = False) -> None:
    """List the packages that are installed.

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
    """Tell of packages that can't translate."""
    from hexapla.engines.argos.packages import broken

    for one in broken():
        warn(f"{one.path}: can't translate: {one.reason}; {one.remedy}")


@app.command()
def available(index: _Index = None, as_json: options.AsJson = False) -> None:
    """List the packages that an index offers; opens a network connection.

    An index is a list as Argos has it, index.json: metadata of packages, each with the links of
    its file, which may be relative. A folder of package files is one without that, too.

    \b
    translate models available
    translate models available --index /media/stick/models
    """
    from hexapla.engines.argos import downloads

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
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|PAIR", help="Package files, or pairs to download."),
    ] = None,
    locked: Annotated[
        bool, typer.Option("--locked", help="Install what i18n/models.lock names, exactly.")
    ] = False,
    index: _Index = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Install packages from files, or download those of pairs, in place of others of the pair.

    The digest of a package is pinned when it is first installed: another package under the same
    version is refused later, wherever it comes from. A publication's i18n/models.lock names the
    models that drafted it; drafting tells of one that is not here, and --locked installs them.

    \b
    translate models install en-es
    translate models install translate-en_es-1_9.argosmodel
    translate models install --locked
    """
    from hexapla.engines.argos import packages

    if bool(wanted) == locked:
        raise UsageError("what is to be installed?", hint="name files or pairs, or say --locked")
    done = []
    for one in wanted or ():
        path, before = Path(one), packages.installed()
        if path.exists() or one.endswith(".argosmodel"):
            done.append(packages.install(path, trust=trust))
            _told("installed", done[-1], as_json, before)
        else:
            done.append(_install_pair(one, index, trust=trust, quiet=as_json))
    if locked:
        done += _install_locked(index, trust=trust, quiet=as_json)
    if as_json:
        echo_json([_json(one) for one in done])


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of CTranslate2's.")],
    from_: Annotated[str, typer.Option("--from", metavar="LANGUAGE", help="Its source language.")],
    to: Annotated[str, typer.Option("--to", metavar="LANGUAGE", help="Its target language.")],
    name: Annotated[
        str | None,
        typer.Option("--name", help="What drafts name as their origin; by default the folder."),
    ] = None,
    trust: _Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Add a model that CTranslate2 runs and that has a SentencePiece model: OPUS-MT, NLLB.

    \b
    translate models add opus-mt-en-fi --from en --to fi
    translate models add nllb-200-distilled-600M --from en --to wo
    """
    from hexapla.engines.argos import foreign, packages
    from hexapla.engines.engine import Pair
    from hexapla.languages import Language

    pair, before = Pair(Language(from_).tag, Language(to).tag), packages.installed()
    package = foreign.add(folder, pair, name, trust=trust)
    _told("added", package, as_json, before)
    if as_json:
        echo_json(_json(package))


@app.command()
def verify(pairs: _Pairs = None, trust: _Trust = False, as_json: options.AsJson = False) -> None:
    """Hash every file of the packages and compare with what was installed.

    \b
    translate models verify
    """
    from hexapla.engines.argos import digests, packages

    rows = []
    for package in _chosen(pairs):
        pin, digest = digests.pinned(package.path), digests.of_folder(package.path)
        expected = digests.expected(package.path, package.name)
        if trust or expected in (None, digest):
            digests.pin(package.path, package.name, digest, link=pin.link if pin else None)
            state = "ok" if expected == digest else "pinned now"
        else:
            state = "changed since it was installed"
        rows.append((package, digest, state))
    wrecks = packages.broken() if not pairs else []
    if as_json:
        found = [{**_json(one), "digest": digest, "state": state} for one, digest, state in rows]
        echo_json([*found, *({"path": str(one.path), "state": one.reason} for one in wrecks)])
    else:
        for package, digest, state in rows:
            echo(f"{package.name}: {state} ({digest})")
        for one in wrecks:
            echo(f"{one.path}: {one.reason}")
        if not rows and not wrecks:
            echo(_NONE)
    if wrecks or any(state.startswith("changed") for *_, state in rows):
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
    from hexapla.engines.argos import bundles

    chosen = _chosen(pairs)
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
    from hexapla.engines.argos import bundles, packages

    before, done = packages.installed(), []
    for package in bundles.import_(file, trust=trust):
        _told("installed", package, as_json, before)
        done.append(package)
    if as_json:
        echo_json([_json(one) for one in done])


@app.command()
def remove(pair: _Pair, as_json: options.AsJson = False) -> None:
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


def _chosen(pairs: list[str] | None) -> list[Installed]:
    """The installed packages of some pairs, or all."""
    from hexapla.engines.argos import packages

    found = packages.installed()
    if not pairs:
        return found
    wanted = [packages.parse_pair(pair) for pair in pairs]
    here = {package.pair for package in found}
    for pair in wanted:
        if pair not in here:
            raise InputError(
                f"no package for {pair} is installed", hint="see translate models list"
            )
    return [package for package in found if package.pair in wanted]


def _install_pair(wanted: str, index: str | None, *, trust: bool, quiet: bool) -> Installed:
    from hexapla.engines.argos import downloads, packages

    pair = packages.parse_pair(wanted)
    offers = [offer for offer in downloads.available(index) if offer.pair == pair]
    if not offers:
        raise InputError(
            f"the index has no package for {pair}", hint="see translate models available"
        )
    return _downloaded(offers[0], offers[0].digest, trust=trust, quiet=quiet)


def _install_locked(index: str | None, *, trust: bool, quiet: bool) -> list[Installed]:
    """Bring the packages here to what the publication's lock file names."""
    from hexapla.engines.argos import lockfile

    session = Session()
    path = session.publication.root / lockfile.FILE_NAME
    wanted = lockfile.read(path)
    if not wanted:
        raise InputError(
            "no models are locked", where=session.shown(path), hint="drafting locks what it uses"
        )
    done = []
    for one in wanted:
        package = _standing(one.name, one.digest)
        if package is None:
            package = _downloaded(_offer(one, index), one.digest, trust=trust, quiet=quiet)
        else:
            _told("has", package, quiet)
        done.append(package)
    return done


def _standing(name: str, digest: str | None) -> Installed | None:
    """The installed package of a name, where it is whole and has the digest, if one is known."""
    from hexapla.engines.argos import packages

    for package in packages.installed():
        if package.name == name:
            try:
                return package if digest in (None, package.check()) else None
            except HexaplaError:
                return None
    return None


def _offer(locked: lockfile.Locked, index: str | None) -> Available:
    """Where a locked package can be had: its own link, or an index that is named."""
    from hexapla.engines.argos import downloads

    if index is None and locked.link:
        return downloads.Available(locked.pair, locked.version, (locked.link,))
    for offer in downloads.every(index):
        if (offer.pair, offer.version) == (locked.pair, locked.version):
            return offer
    raise InputError(
        f"the index has no {locked.name}",
        where=index,
        hint="name another with --index, or get the file from whoever has it",
    )


def _downloaded(offer: Available, expected: str | None, *, trust: bool, quiet: bool) -> Installed:
    """Download and install a package, once where several runs want it at the same time."""
    from platformdirs import user_cache_path

    from hexapla.engines.argos import downloads, packages
    from hexapla.files import lock

    target = user_cache_path("hexapla") / "downloads" / offer.filename
    with lock(target, lambda: warn(f"waits for another run that gets {offer.name}")) as waited:
        package = _standing(offer.name, expected) if waited and not trust else None
        if package is not None:
            _told("has", package, quiet)
            return package
        before = packages.installed()
        with progress_bar(quiet=quiet, in_bytes=True) as progress:
            downloads.download(
                offer, target, lambda done, total: progress(offer.name, done, total or done)
            )
        link = next((link for link in offer.links if "://" in link), None)
        try:
            package = packages.install(target, expected=expected, trust=trust, link=link)
        finally:
            target.unlink(missing_ok=True)
        _told("installed", package, quiet, before)
        return package


def _told(what: str, package: Installed, quiet: bool, before: Sequence[Installed] = ()) -> None:
    """Tell of a package, and which of those that were there before it took the place of."""
    others = [one.version for one in before if one.pair == package.pair]
    replaced = ", ".join(version for version in others if version != package.version)
    if not quiet:
        place = f", in place of {replaced}" if replaced else ""
        echo(f"{what} {package.name} in {package.path}{place}")


def _json(package: Installed) -> dict[str, str]:
    return {
        "source": package.pair.source,
        "target": package.pair.target,
        "version": package.version,
        "path": str(package.path),
    }
