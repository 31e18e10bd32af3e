"""`i18n/models.lock`: which models drafted a publication, so that others can get the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hexapla import toml
from hexapla.engines.engine import Engine, LockedModel, Locking, Pair, locked_model
from hexapla.engines.routes import Route
from hexapla.errors import EngineError, HexaplaError, InputError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.languages import Language, nearest
from hexapla.lazy import lazy_re
from hexapla.locking import lock
from hexapla.message import msg

__all__ = ["FILE_NAME", "differences", "models_of", "read", "record"]

FILE_NAME = "i18n/models.lock"
"""The path in a publication."""

# Of any engine; it becomes a part of a file's name.
_VERSION = lazy_re(r"[^\x00-\x20/\\\x7f]{1,100}")
_HEADER = """\
# The models that drafted this publication, each with the digest of its files. Written by
# Hexapla; `translate models install --locked` gets the same ones on another machine. To lock
# another version, delete the entry here and draft with it.
"""


def read(path: Path) -> list[LockedModel]:
    """The models in a lock file; none if there is no file.

    Raises InputError if it can't be read or is not a lock file.
    """
    if not path.exists():
        return []
    try:
        data = toml.loads(read_bytes(path).decode())
        return [_entry(one) for one in data.get("model", [])]
    except (ValueError, KeyError, TypeError, AttributeError, UsageError):
        raise InputError(
            msg("is not a valid models.lock"),
            where=str(path),
            hint=msg("restore it, or delete it and draft again"),
        ) from None


def _entry(told: Mapping[str, object]) -> LockedModel:
    """A model in a lock file. Raises one of several errors for an invalid entry."""
    version = str(told["version"])
    if not _VERSION.fullmatch(version):
        raise ValueError(version)
    return LockedModel(
        str(told["engine"]),
        Pair(*(Language(str(told[key])).tag for key in ("source", "target"))),
        version,
        str(told["digest"]),
        str(told["link"]) if "link" in told else None,
    )


def record(path: Path, used: Iterable[LockedModel]) -> bool:
    """Record the models that drafted, for the pairs that are not locked yet.

    Entries never change: a person deletes an entry to use another model. Returns whether something
    was written. Paths of this machine are never written. Raises InputError if the file can't be
    read or written.
    """
    models = list(used)
    if not models:
        return False
    with lock(path):
        before = read(path)
        locked = {(one.engine, one.pair) for one in before}
        new = [one for one in models if (one.engine, one.pair) not in locked]
        if new:
            data = _dump(sorted([*before, *new])).encode()
            write_bytes(path, data, within=path.parent.parent)
        return bool(new)


def models_of(route: Route) -> list[LockedModel]:
    """The models that a route uses; none for engines that don't record models.

    Raises EngineError if the files of a model have changed.
    """
    found = [locked_model(hop.engine, hop.pair) for hop in route.hops]
    return [model for model in found if model is not None]


def differences(
    locked: Sequence[LockedModel],
    source: Language,
    target: Language,
    route: Route | None,
    engines: Iterable[Engine],
) -> list[HexaplaError]:
    """The notices about locked models between two languages when ``route`` is used.

    There is one for each locked model of ``engines`` that can't be used or isn't used.
    """
    by_name = {engine.name: engine for engine in engines}
    in_use = {(hop.engine.name, hop.pair) for hop in (route.hops if route else ())}
    found = []
    for one in _between(locked, source, target):
        engine = by_name.get(one.engine)
        if engine is None:
            continue
        if (one.engine, one.pair) not in in_use:
            reason, remedy = _problem(engine, one), msg("gets it")
        else:
            reason = _difference(engine, one)
            remedy = msg(
                "gets the locked one; to lock the other, delete the entry in {file_name}",
                file_name=FILE_NAME,
            )
        if reason:
            hint = msg("`translate models install --locked` {remedy}", remedy=remedy)
            found.append(
                HexaplaError(
                    msg("names {name}, {reason}", name=one.name, reason=reason),
                    where=FILE_NAME,
                    hint=hint,
                )
            )
    return found


def _problem(engine: Engine, locked: LockedModel) -> str | None:
    """Why a locked model can't draft; None if it could, but another engine was preferred."""
    return engine.model_problem(locked) if isinstance(engine, Locking) else None


def _difference(engine: Engine, locked: LockedModel) -> str | None:
    """How the model that drafts a pair differs from the locked one."""
    try:
        model = locked_model(engine, locked.pair)
    except EngineError:
        return None  # nothing is drafted then, and the engine reports the error
    if model is None or (model.version, model.digest) == (locked.version, locked.digest):
        return None
    other = "another " if model.version == locked.version else ""
    return msg("but {other}{version} is in use", other=other, version=model.version)


def _between(
    locked: Sequence[LockedModel], source: Language, target: Language
) -> list[LockedModel]:
    """The models of a direct route between two languages, or else of routes over a third one."""

    def serves(wanted: Language, tag: str) -> bool:
        return nearest(wanted, [tag]) is not None

    first = [one for one in locked if serves(source, one.pair.source)]
    last = [one for one in locked if serves(target, one.pair.target)]
    direct = [one for one in first if one in last]
    routes = [(a, b) for a in first for b in last if a.pair.target == b.pair.source]
    return direct or list(dict.fromkeys(one for route in routes for one in route))


def _dump(locked: Sequence[LockedModel]) -> str:
    import tomli_w

    parts = [_HEADER]
    for one in locked:
        values = {
            "engine": one.engine,
            "source": one.pair.source,
            "target": one.pair.target,
            "version": one.version,
            "digest": one.digest,
            "link": one.link,
        }
        known = {key: value for key, value in values.items() if value is not None}
        parts.append("\n[[model]]\n" + tomli_w.dumps(known))
    return "".join(parts)
