"""What the driver of a batch does with engines: require them, lock their models, and keep what they
have answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hexapla.batch import drafting
from hexapla.batch.job import Job
from hexapla.batch.pairs import Pair, Pairs
from hexapla.batch.places import Place
from hexapla.engines import lockfile
from hexapla.engines.engine import LockedModel
from hexapla.engines.engine import Pair as Codes
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.publication.layout import Layout
from hexapla.publication.publication import Publication

__all__ = ["lock_models", "remember", "require_engines"]

# The answers of so many tasks are kept for later runs: as many as the user's cache has room for.
_MOST_REMEMBERED = 500


def require_engines(job: Job, languages: Iterable[str]) -> list[str]:
    """Raise EngineError if nothing can be drafted from any of these languages.

    Returns the notices about models that aren't the locked ones.
    """
    publication = Publication(job.layout, job.cache)
    pairs = Pairs(publication)
    locked = lockfile.read(job.layout.root / lockfile.FILE_NAME)
    notices: list[str] = []
    errors: list[EngineError] = []
    useful = False
    for source in map(Language, languages):
        for target in job.languages:
            if source == target:
                useful = True
                continue
            pair = pairs.between(source, target)
            error = _error_of(pair)
            engines = publication.engines_between(source, target)
            route = None if error else pair.route
            notices += map(str, lockfile.differences(locked, source, target, route, engines))
            useful = useful or error is None or bool(pair.memory)
            errors += [error] if error else []
    if errors and not useful:
        raise errors[0]
    return notices


def lock_models(layout: Layout, routes: Mapping[str, Any]) -> None:
    """Lock the models that drafted, if the folder is configured as a publication."""
    if layout.configured:
        used = [
            LockedModel(engine, Codes(source, target), version, digest)
            for _, _, models in routes.values()
            for engine, source, target, version, digest in models
        ]
        lockfile.record(layout.root / lockfile.FILE_NAME, used)


def remember(job: Job, work: Place, tasks: int, chunks: int) -> None:
    """Add what was drafted to the user's cache, for later runs."""
    pairs = Pairs(Publication(job.layout))
    for number in range(min(tasks, _MOST_REMEMBERED)):
        found = drafting.answers_of(work, number, chunks)
        for (source, target), answers in found.items():
            pairs.between(Language(source), Language(target)).remember(answers)


def _error_of(pair: Pair) -> EngineError | None:
    """Why there is no engine for a pair; None if there is one."""
    try:
        _ = pair.route
    except EngineError as error:
        return error
    return None
