"""Tables with documents: the same ones from JSON Lines and Parquet, here or in a store."""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hexapla.batch.inputs import list_input, read_chunk
from hexapla.batch.places import open_place
from hexapla.batch.shards import DOCUMENTS, SEGMENTS, encode
from hexapla.errors import InputError
from tests.batch.test_run import IDS, folder, job, rows, run
from tests.conftest import Translate

__all__ = ["folder"]

ROWS = [
    {"id": str(n), "text": f"It rained on day {n}.\n\nThe road was closed.", "language": "en"}
    for n in range(23)
]


def write_parquet(path: Path, values: list[dict[str, Any]], each: int) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.Table.from_pylist(values), path, row_group_size=each)


@pytest.mark.parametrize("limit", [1, 4, 100])
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_every_row_is_in_one_chunk(folder: Path, kind: str, limit: int) -> None:
    path = folder / f"table.{kind}"
    if kind == "parquet":
        write_parquet(path, ROWS, 10)
    else:
        path.write_text("\n\n".join(map(json.dumps, ROWS)))
    one = job(folder, input=str(path), chunk_documents=limit)
    listing = list_input(one)
    found = [source for chunk in listing.chunks for source in read_chunk(one, chunk)]
    assert [source.id for source in found] == [row["id"] for row in ROWS]
    assert [source.data.decode() for source in found] == [row["text"] for row in ROWS]
    assert listing.documents == len(ROWS)
    assert all(chunk.documents <= limit for chunk in listing.chunks)
    assert len(listing.chunks) >= len(ROWS) / limit


def test_parquet_has_the_rows_of_json_lines(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_parquet(folder / "t.parquet", ROWS[:5], 3)
    lines = job(folder, input=str(folder / "t.parquet"))
    both = job(folder, input=str(folder / "t.parquet"), output="p", container="parquet")
    run(lines)
    run(both)
    for kind in ("documents", "segments"):
        assert parquet.read_table(folder / "p" / kind).to_pylist() == rows(lines.output, kind)


def test_a_table_without_the_columns_is_refused(translate: Translate, tmp_path: Path) -> None:
    write_parquet(tmp_path / "t.parquet", [{"title": "x"}], 1)
    done = translate("batch", "t.parquet", "--to", "es", "--output", "out")
    assert (done.code, "has the columns title" in done.err) == (3, True)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    done = translate("batch", "bad.parquet", "--to", "es", "--output", "out")
    assert (done.code, "can't be read as Parquet" in done.err) == (3, True)
    assert not (tmp_path / "out").exists()


ODD_COLUMNS = {
    "bytes": [b"a", b"\xff"],
    "lists": [["a"], None],
    "days": [2**31 - 1, 1],
    "durations": [2**62, 1],
    "times": [2**62, 1],
    "bad UTF-8": [b"\xff\xfe", b"It rained."],
}


@pytest.mark.parametrize("kind", ODD_COLUMNS)
def test_rows_of_odd_types_are_set_aside(folder: Path, kind: str) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    values = arrow.array(ODD_COLUMNS[kind])
    if kind == "bad UTF-8":
        values = arrow.Array.from_buffers(arrow.string(), 2, values.buffers())
    if kind == "days":
        values = values.cast(arrow.int32()).cast(arrow.date32())
    if kind in ("durations", "times"):
        values = values.cast({"durations": arrow.duration, "times": arrow.timestamp}[kind]("ns"))
    table = arrow.table({"id": ["a", "b"], "text": values})
    parquet.write_table(table, folder / "t.parquet")
    one = job(folder, input=str(folder / "t.parquet"))
    run(one)
    found = {row["status"] for row in rows(one.output)}
    assert found == ({"failed", "translated"} if kind == "bad UTF-8" else {"failed"})


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_damaged_parquet_has_all_its_rows(folder: Path, codec: str) -> None:
    """Each is a document or an error, wherever the file is damaged."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table(
        {"id": [str(n) for n in range(300)], "text": [f"Rain {n}." for n in range(300)]}
    )
    path = folder / "in" / "t.parquet"
    parquet.write_table(table, path, compression=codec, use_dictionary=False)
    data = path.read_bytes()
    rng = random.Random(7)
    damaged = 0
    for _ in range(60):
        changed = bytearray(data)
        changed[rng.randrange(len(data))] ^= rng.randrange(1, 256)
        path.write_bytes(changed)
        one = job(folder, work=str(folder / "work"))
        listing = list_input(one)
        found = [source for chunk in listing.chunks for source in read_chunk(one, chunk)]
        assert len(found) == listing.documents >= len(IDS) + 1
        damaged += any(source.error for source in found)
    assert damaged > 10


def test_rows_that_are_small_only_when_packed_are_set_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("hexapla.batch.parquet.LARGEST_BYTES", 250_000)
    monkeypatch.setattr("hexapla.batch.parquet._MOST_TIMES", 10_000)
    numbers = arrow.array([0] * 20, arrow.int32())
    text = arrow.DictionaryArray.from_arrays(numbers, ["It. " * 25_000])
    path = folder / "t.parquet"
    parquet.write_table(arrow.table({"id": [str(n) for n in range(20)], "text": text}), path)
    assert path.stat().st_size < 50_000
    one = job(folder, input=str(path), chunk_documents=5)
    chunk = list_input(one).chunks[0]
    found = [source.error for source in read_chunk(one, chunk)]
    assert (len(found), found[1], "unpacks to more than" in str(found[2])) == (5, None, True)


def test_parquet_that_unpacks_to_far_too_much_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("hexapla.batch.parquet.LARGEST_BYTES", 250_000)
    path = folder / "t.parquet"
    rows = {"id": [str(n) for n in range(500)], "text": ["It. " * 25_000] * 500}
    parquet.write_table(arrow.table(rows), path)
    with pytest.raises(InputError, match="unpacks to more than"):
        list_input(job(folder, input=str(path)))


def test_a_table_that_cannot_be_read_does_not_stop_a_folder(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    (folder / "in" / "bad.parquet").write_bytes(b"PAR1 no")
    one = job(folder)
    assert run(one)["failed"] == 1
    (failure,) = [row for row in rows(one.output) if row["status"] == "failed"][:1]
    assert failure["id"] == "bad.parquet"
    assert "can't be read as Parquet" in failure["error"]


def test_a_table_that_changes_meanwhile_is_noticed(folder: Path) -> None:
    path = folder / "t.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    one = job(folder, input=str(path))
    chunk = list_input(one).chunks[0]
    path.write_text("\n" + path.read_text())
    with pytest.raises(InputError, match="has changed since the run began"):
        list(read_chunk(one, chunk))


def test_a_store_is_read_and_written(folder: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/news/a.txt", b"It rained all day.\n")
    store.pipe("/news/sub/t.jsonl", b'{"id": "t", "path": "../a.txt"}\n{"id": "u", "text": "X y."}')
    there = job(folder, input="memory://news", output="x")
    place = "memory://out"
    run(replace(there, output=place, work=f"{place}/.batch"))
    names = {name.removeprefix("/out/") for name in store.find("/out")}
    assert {"manifest.json", "documents/part-000000.jsonl"} <= names
    assert not any(name.startswith(".batch/") for name in names)
    manifest = json.loads(open_place(place).read("manifest.json"))
    assert manifest["summary"]["documents"] == 3 - manifest["summary"]["failed"]


ADDRESSES = (
    "zip://", "zip://a.txt::none.zip", "reference://x", "dbfs://a", "jlab://x", "generic://x", "dir://x",
    "data://x", "ftp://127.0.0.1:1/x", "nope://x", "gist://", "s3://", "memory://none",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_no_store_opens_is_one_line(translate: Translate, address: str) -> None:
    """Each store of fsspec raises what it likes."""
    pytest.importorskip("fsspec")
    Path("in").mkdir()
    Path("in/a.txt").write_text("It rained all day.\n")
    both = [(address, "out")] + ([] if address == "memory://none" else [("in", address)])
    for given, output in both:
        done = translate("batch", given, "--to", "es", "--from", "en", "-o", output)
        assert (done.code, done.err.count("\n")) in ((2, 1), (3, 1)), done.err
        assert "internal error" not in done.err


def test_an_output_in_a_store_may_be_inside_the_input(folder: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/archive/a.txt", b"It rained all day.\n")
    store.pipe("/archive/site/.hexapla-site", b"")
    store.pipe("/archive/site/index.html", b"<p>It rained.</p>")
    one = job(folder, input="memory://archive", output="x")
    one = replace(one, output="memory://archive/out", sample=1.0)
    assert run(one)["documents"] == 1
    assert run(one)["was_complete"]


def test_parquet_without_its_package_is_one_line(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    for place in (("t.parquet",), ("s3://news/x", "--allow-remote")):
        done = translate("batch", *place, "--to", "es", "--output", "out")
        assert (done.code, "pip install 'hexapla[batch]'" in done.err) == (2, True)


def test_equal_rows_have_equal_bytes() -> None:
    row = {"id": "\udce9 é", "language": "es", "findings": []}
    for columns in (DOCUMENTS, SEGMENTS):
        assert encode([row], columns, "jsonl") == encode([dict(row)], columns, "jsonl")
        assert json.loads(encode([row], columns, "jsonl"))["id"] == "\\udce9 é"
