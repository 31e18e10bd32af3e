"""What an index of models offers."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.engines.engine import Pair
from hexapla.engines.models.downloads import File
from hexapla.engines.models.package import folder_name, version_key

__all__ = ["ARCHITECTURES", "Available"]

ARCHITECTURES = ("tiny", "base", "base-memory")
"""The kinds of Mozilla's models, the best last."""


@dataclass(frozen=True, slots=True)
class Available:
    """A model that an index offers to an engine.

    ``files`` is the package's file, or the files of which a package is made. ``digest`` is the
    package's (see `digests`), if the index contains it. ``kind`` is the architecture of one of
    Mozilla's models, otherwise empty.
    """

    pair: Pair
    version: str
    files: tuple[File, ...]
    digest: str | None = None
    engine: str = "argos"
    kind: str = ""

    @property
    def name(self) -> str:
        """Pair and version: ``en→es 1.9``."""
        return f"{self.pair} {self.version}"

    @property
    def folder(self) -> str:
        """The name of its package's folder: ``translate-en_es-1_9``."""
        return folder_name(self.pair, self.version)

    @property
    def is_package(self) -> bool:
        """Whether it is one file, a package, and not the files of a model."""
        return len(self.files) == 1

    @property
    def size(self) -> int | None:
        """The bytes to download, if the index contains them."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size or 0 for size in sizes)

    @property
    def rank(self) -> tuple[int, tuple[int, ...]]:
        """The sort key among the models of an engine for a pair, the best last."""
        known = self.kind in ARCHITECTURES
        return ARCHITECTURES.index(self.kind) if known else -1, version_key(self.version)
