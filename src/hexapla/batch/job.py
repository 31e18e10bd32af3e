"""What a batch does: everything that its workers need to know, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from hexapla.files import read_bytes, read_if_there
from hexapla.languages import Language
from hexapla.ledger import digest
from hexapla.publication.configuration import GLOSSARY_NAME
from hexapla.publication.layout import Layout
from hexapla.publication.remembering import FOLDER

__all__ = ["JSONL", "PARQUET", "Job"]

JSONL, PARQUET = "jsonl", "parquet"
"""The kinds of files that the output consists of."""

_SAMPLE_BITS = 64
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """A batch: from which documents, into which languages, with which settings, to where.

    Parameters: ``layout`` has the publication whose settings, glossary and memory apply. ``input``,
    ``output`` and ``work`` are paths or addresses; ``work`` is a folder in which one is made for
    the data that stages exchange, "" for the output.
    ``source``, ``encoding`` and ``format`` apply to documents that don't have their own.
    ``container`` is JSONL or PARQUET. A document needs a person if one minus its risk is below
    ``review_below`` (0 to 1), or if it is in the ``sample``, a share of all documents (0 to 1) that
    ``seed`` and its id decide. Without ``cache``, translations of earlier runs aren't used.
    ``chunk_documents`` and ``chunk_bytes`` are about the most that one task handles, unless there
    would be too many tasks. ``models`` is a place with models for workers on other machines,
    ``digests`` are those that each must have; see `models.share`.
    """

    layout: Layout
    input: str
    output: str
    work: str
    languages: tuple[Language, ...]
    source: Language | None = None
    encoding: str | None = None
    format: str | None = None
    container: str = JSONL
    review_below: float = 0.0
    sample: float = 0.0
    seed: int = 0
    cache: bool = True
    chunk_documents: int = 2_000
    chunk_bytes: int = 250_000
    seconds: float = 300.0
    models: str = ""
    digests: tuple[str, ...] = ()

    def in_sample(self, document: str) -> bool:
        """Whether a document, by its id, is in the sample."""
        found = blake2b(f"{self.seed}\0{document}".encode("utf-8", "replace"), digest_size=8)
        return int.from_bytes(found.digest()) < int(self.sample * 2**_SAMPLE_BITS)

    def seconds_for(self, size: int) -> float:
        """How long a document of ``size`` bytes may take; 0 is no limit."""
        return self.seconds * (1 + size / _MEGABYTE)

    def made_of(self) -> Mapping[str, str]:
        """What the result depends on besides the input, by name; digests of what is long."""
        from hexapla.environment import environment

        root = self.layout.root
        memory = [*self.layout.catalogs.rglob("*.po"), *(root / FOLDER).glob("*.tmx")]
        contents = sorted((one.relative_to(root).as_posix(), read_bytes(one)) for one in memory)
        options = (self.source, self.encoding, self.format, self.container, self.review_below)
        sizes = (self.sample, self.seed, self.chunk_documents, self.chunk_bytes, self.seconds)
        return {
            "languages": ",".join(one.tag for one in self.languages),
            "options": digest(repr((options, sizes))).hex(),
            "settings": digest(repr(self.layout.configuration)).hex(),
            "glossary": digest(read_if_there(self.layout.root / GLOSSARY_NAME)).hex(),
            "memory": digest(*(part for pair in contents for part in pair)).hex(),
            "program": environment(),
        }
