"""The models that drafted a publication, as its lock file lists them."""

from __future__ import annotations

from pathlib import Path

from hexapla.engines import lockfile
from hexapla.engines.engine import LockedModel
from hexapla.engines.models import installing
from hexapla.engines.models.installing import Installation, Progress
from hexapla.errors import InputError
from hexapla.message import msg
from hexapla.publication.layout import Layout

__all__ = ["install_locked", "locked_models"]


def locked_models(layout: Layout) -> list[LockedModel]:
    """The models that drafted the publication, from its `i18n/models.lock`.

    Raises InputError if the file lists none or is not valid.
    """
    path = layout.root / lockfile.FILE_NAME
    models = lockfile.read(path)
    if not models:
        raise InputError(
            msg("no models are locked"),
            where=layout.shown(path),
            hint=msg("draft first: drafting locks the models it uses"),
        )
    return models


def install_locked(
    layout: Layout,
    *,
    index: str | Path | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> list[Installation]:
    """Install exactly the models that drafted the publication, in the order of the lock file.

    For the parameters and errors see `installing.install_locked`; also raises what
    `locked_models` raises.
    """
    return [
        installing.install_locked(model, index=index, trust=trust, progress=progress)
        for model in locked_models(layout)
    ]
