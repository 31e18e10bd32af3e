"""The files of the output: shards with rows about documents and about their sentences."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from hexapla.batch.job import JSONL
from hexapla.batch.parquet import pyarrow

__all__ = ["DOCUMENTS", "SEGMENTS", "encode", "require"]

Row = Mapping[str, Any]

DOCUMENTS = {
    "id": "string",
    "language": "string",
    "source_language": "string",
    "format": "string",
    "status": "string",
    "error": "string",
    "edition": "string",
    "edition_path": "string",
    "review_path": "string",
    "sentences": "int32",
    "words": "int32",
    "from_memory": "int32",
    "from_engine": "int32",
    "missing": "int32",
    "findings": "int32",
    "risk": "float64",
    "worst_risk": "float64",
    "source_sha256": "string",
    "edition_sha256": "string",
}
"""The columns of documents, with the types that they have in Parquet."""

SEGMENTS = {
    "id": "string",
    "language": "string",
    "order": "int32",
    "kind": "string",
    "source_language": "string",
    "source": "string",
    "target": "string",
    "state": "string",
    "origin": "string",
    "score": "float64",
    "risk": "float64",
    "findings": "findings",
    "source_digest": "string",
    "target_digest": "string",
}
"""The columns of sentences. A finding has ``check``, ``severity`` and ``message``."""


def require(container: str) -> None:
    """Raise UsageError if a kind of output needs a package that isn't installed."""
    if container != JSONL:
        pyarrow("writing Parquet")


def encode(rows: Sequence[Row], columns: Mapping[str, str], container: str) -> bytes:
    """The contents of a shard. The same rows always have the same contents."""
    if container == JSONL:
        lines = [json.dumps(_ordered(row, columns), ensure_ascii=False) for row in rows]
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
    arrow = pyarrow("writing Parquet")
    schema = arrow.schema([(name, _type(arrow, kind)) for name, kind in columns.items()])
    table = arrow.Table.from_pylist([_ordered(row, columns) for row in rows], schema=schema)
    out = io.BytesIO()
    import_module("pyarrow.parquet").write_table(table, out, compression="zstd")
    return out.getvalue()


def _ordered(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    return {name: _valid(row.get(name)) for name in columns}


def _valid(value: Any) -> Any:
    """A value that UTF-8 can hold: without lone surrogates, which names of files may have."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    return value


def _type(arrow: Any, kind: str) -> Any:
    if kind == "findings":
        text = arrow.string()
        return arrow.list_(arrow.struct([("check", text), ("severity", text), ("message", text)]))
    return getattr(arrow, kind)()
