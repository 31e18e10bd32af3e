"""`translate cache`: what Hexapla keeps in the user's cache folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo, table
from hexapla.errors import InputError
from hexapla.message import amount, msg

if TYPE_CHECKING:
    from hexapla.user_cache import Contents

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Show or empty the cache.\n\n\b\ntranslate cache info\ntranslate cache clear\n\n"
    "Earlier translations and results are kept in the user's cache folder, where only this user "
    "can read them. The manual's page Privacy says what is in it.",
)


@app.command()
def info(as_json: options.AsJson = False) -> None:
    """Show where the cache is, what it contains, and who can read it.

    \b
    translate cache info
    """
    from hexapla import user_cache

    folder, found = user_cache.cache_folder(), user_cache.contents()
    mode = user_cache.mode(folder) if folder.exists() else None
    if as_json:
        place = {"folder": str(folder), "mode": mode}
        add_results({**place, **_json(one)} for one in found)
        return
    state = (
        msg(" (mode {mode})", mode=mode)
        if mode
        else ""
        if folder.exists()
        else msg(" (does not exist yet)")
    )
    echo(msg("{folder}{state}", folder=folder, state=state))
    table(
        (msg("part"), msg("files"), msg("size"), msg("has text"), msg("contents")),
        [(one.part.name, one.files, _size(one), _text(one), one.part.what) for one in found],
    )


@app.command()
def clear(as_json: options.AsJson = False) -> None:
    """Delete everything in the cache.

    \b
    translate cache clear

    Nothing is lost: catalogs, editions, memory files and models are not in the cache. The next runs
    take longer, because engines are asked again.
    """
    from hexapla import user_cache

    folder = user_cache.cache_folder()
    try:
        gone = user_cache.clear()
    except OSError as error:
        raise InputError(
            msg("can't be deleted: {strerror}", strerror=error.strerror),
            where=str(error.filename or folder),
            hint=msg("change its permissions"),
        ) from None
    if as_json:
        add_results({"folder": str(folder), **_json(one)} for one in gone)
        return
    for one in gone:
        files = amount(one.files, "file")
        echo(
            msg(
                "deleted {name}: {files}, {size}",
                name=one.part.name or msg("other files"),
                files=files,
                size=_size(one),
            )
        )
    if not gone:
        echo(msg("nothing to delete in {folder}", folder=folder))


def _json(one: Contents) -> dict[str, Any]:
    return {
        "part": one.part.name or "other",
        "contents": one.part.what,
        "files": one.files,
        "bytes": one.bytes,
        "has_text": one.part.has_text,
        "paths": [str(path) for path in one.paths],
    }


def _text(one: Contents) -> str:
    return msg("yes") if one.part.has_text else msg("no")


def _size(one: Contents) -> str:
    if one.bytes < 1000:
        return f"{one.bytes} B"
    if one.bytes < 1_000_000:
        return f"{one.bytes / 1000:.0f} kB"
    return f"{one.bytes / 1_000_000:.1f} MB"
