"""Batches: the same files whatever happens, and every document accounted for."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hexapla.batch.executors import (
    Done,
    Executor,
    InlineExecutor,
    LocalExecutor,
    Prepare,
    Task,
    open_executor,
)
from hexapla.batch.inputs import list_input, read_chunk
from hexapla.batch.job import Job
from hexapla.batch.pairs import Pair, Pairs
from hexapla.batch.run import Event, Summary, run_batch
from hexapla.catalogs.entry import Entry
from hexapla.checks.check import Context
from hexapla.checks.context import learn_context
from hexapla.engines.order import Order
from hexapla.engines.steady import is_steady
from hexapla.errors import EngineError, HexaplaError, InputError, UsageError
from hexapla.languages import Language
from hexapla.publication.publication import Publication
from hexapla.systems import is_device

RAIN = "It rained all day. The road was closed in 2015.\n"
FILES = {
    "rain.txt": RAIN,
    "sub/bridge.md": "# The bridge\n\nThe *old* bridge was [closed](a.html). It rained all day.\n",
    "page.html": "<html lang=en><title>Rules</title><p>Nobody has to <b>pay</b>.</p></html>\n",
    "rows.jsonl": '{"id": 7, "text": "It rained all day. The road is long.", "language": "en"}\n'
    '\n{"id": "b", "path": "rain.txt"}\n',
    "other.txt": "The river rose, and the old bridge was closed for a week.\n",
    "notes.xyz": "no format reads this",
}
IDS = ["7", "b", "other.txt", "page.html", "rain.txt", "sub/bridge.md"]


def job(folder: Path, **changes: Any) -> Job:
    """A batch over the folder ``in``, into Spanish and French, by an engine that copies."""
    publication = Publication.open(folder).with_settings(engines=Order(("upper",)))
    output = str(folder / changes.pop("output", "out"))
    common = Job(
        publication.layout,
        str(folder / "in"),
        output,
        "",
        (Language("es"), Language("fr")),
        Language("en"),
        chunk_documents=2,
    )
    return replace(common, **changes)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def run(one: Job, executor: Callable[[Prepare], Executor] = InlineExecutor, **how: Any) -> Summary:
    return run_batch(one, executor, **how)


def files(output: str) -> dict[str, bytes]:
    """What a run has written, without the times of its input."""
    root = Path(output)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".made-of.json"
    }


def rows(output: str, kind: str = "documents") -> list[dict[str, Any]]:
    parts = sorted((Path(output) / kind).glob("*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]


# ── exact ────────────────────────────────────────────────────────────────────────────────────────


def test_every_document_has_a_row_in_every_language(folder: Path) -> None:
    one = job(folder, sample=1.0)
    summary = run(one)
    found = {(row["id"], row["language"]): row for row in rows(one.output)}
    assert sorted(found) == [(name, tag) for name in IDS for tag in ("es", "fr")]
    assert {row["status"] for row in found.values()} == {"translated"}
    assert found["sub/bridge.md", "es"]["edition"] == (
        "# THE BRIDGE\n\nTHE *OLD* BRIDGE WAS [CLOSED](a.html). IT RAINED ALL DAY.\n"
    )
    assert (summary["documents"], summary["skipped"], summary["failed"]) == (6, 1, 0)
    sentences = [row for row in rows(one.output, "segments") if row["id"] == "rain.txt"]
    assert [(row["order"], row["language"]) for row in sentences] == [
        (0, "es"), (1, "es"), (0, "fr"), (1, "fr"),
    ]  # fmt: skip
    assert sentences[0]["origin"] == "upper-en_es 1"
    # Different sentences of all documents: each is translated once for each language.
    different = {(row["source"], row["language"]) for row in rows(one.output, "segments")}
    assert summary["unique"] == len(different) < summary["sentences"]


def test_processes_make_no_difference(folder: Path) -> None:
    alone, several = job(folder, sample=1.0), job(folder, sample=1.0, output="two")
    run(alone)
    run(several, lambda prepare: LocalExecutor(prepare, 2))
    assert files(several.output) == files(alone.output)


class Dying:
    """An executor that ends after some tasks, in the middle of a run."""

    name, workers = "dying", 1

    def __init__(self, prepare: Prepare, tasks: int) -> None:
        self._inner, self._left = InlineExecutor(prepare), tasks

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for task in reversed(tasks):  # the order doesn't matter, either
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
            yield from self._inner.run([task])

    def close(self) -> None:
        self._inner.close()


def test_a_run_that_ends_anywhere_goes_on(folder: Path) -> None:
    clean, broken = job(folder, sample=1.0), job(folder, sample=1.0, output="broken")
    run(clean)
    ended = 0
    while True:
        try:  # a few tasks more, again and again
            run(broken, lambda prepare: Dying(prepare, 2))
            break
        except KeyboardInterrupt:
            ended += 1
            assert ended < 20
    assert ended > 2
    assert files(broken.output) == files(clean.output)
    assert run(broken)["was_complete"]


def test_what_is_damaged_is_done_again(folder: Path) -> None:
    """Whatever an interrupted run has left: flipped, cut short, swapped, or gone."""
    clean, broken = job(folder, sample=1.0), job(folder, sample=1.0, output="broken")
    run(clean)
    with pytest.raises(KeyboardInterrupt):
        run(broken, lambda prepare: Dying(prepare, 7))
    output = folder / "broken"
    left = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    kinds = {(path.parent.name, path.suffix): path for path in left if path.suffix}
    ours = [path for (kind, _), path in kinds.items() if kind not in ("broken", "articles")]
    ours = [path for path in ours if "review" not in path.parts]
    assert len(ours) >= 7
    rng = random.Random(7)
    for at, path in enumerate(ours):
        for other, data in left.items():
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_bytes(data)
        whole = left[path]
        flipped = bytearray(whole)
        flipped[rng.randrange(len(whole))] ^= rng.randrange(1, 256)
        cut = whole[: rng.randrange(len(whole))]
        same = next(left[one] for one in ours if one.suffix == path.suffix)
        path.write_bytes([bytes(flipped), cut, b"", same, whole[::-1]][at % 5])
        if at % 7 == 6:
            path.unlink()
        run(broken)
        assert files(broken.output) == files(clean.output), path


def test_damage_in_the_middle_of_a_run_stops_it(folder: Path) -> None:
    one = job(folder)
    clean = job(folder, output="clean")
    run(clean)

    def damage(event: Event) -> None:
        if event.kind == "progress" and event.facts["stage"] == "draft":
            for path in (folder / "out/.batch/draft").glob("*.answers"):
                path.write_bytes(path.read_bytes().replace(b"ROAD", b"TOAD"))

    with pytest.raises(InputError, match="is damaged"):
        run(one, watch=damage)
    run(one)
    assert files(one.output) == files(clean.output)


def test_a_complete_output_is_as_it_was_written(folder: Path) -> None:
    one = job(folder, sample=1.0)
    run(one)
    reviewed = folder / "out/review/articles/rain.txt"
    reviewed.write_text("changed by a reviewer")
    assert run(one)["was_complete"]
    shard = folder / "out/documents/part-000000.jsonl"
    shard.write_bytes(shard.read_bytes()[:-9])
    refuse(one, "isn't as translate batch has written it")
    run(one, restart=True)
    shard.unlink()
    refuse(one, "isn't as translate batch has written it")


@pytest.mark.parametrize(
    "change", [(b'"words"', b'"wards"'), (b'"summary": {', b'"summary": {"a": 1,')]
)
def test_a_damaged_manifest_is_not_believed(folder: Path, change: tuple[bytes, bytes]) -> None:
    one = job(folder, sample=1.0)
    run(one)
    clean = files(one.output)
    manifest = folder / "out/manifest.json"
    damaged = manifest.read_bytes().replace(*change)
    assert damaged != manifest.read_bytes()
    manifest.write_bytes(damaged)
    refuse(one, "is damaged", InputError)
    run(one, restart=True)
    found = files(one.output)
    # Nobody can tell whether somebody has changed these.
    assert {name: found[name] for name in found if not name.startswith("changed-1/")} == clean
    assert found["changed-1/review/articles/rain.txt"] == RAIN.encode()


def test_what_reviewers_changed_in_an_interrupted_run_stays(folder: Path) -> None:
    one = job(folder, sample=1.0)
    tasks = 3 + 1 + 2
    with pytest.raises(KeyboardInterrupt):
        run(one, lambda prepare: Dying(prepare, tasks))
    paths = [*(folder / "out/review/locales/es").rglob("*.po")]
    assert paths
    for path in (folder / "out/.batch/assemble").iterdir():
        path.unlink()
    for path in paths:
        path.write_text("reviewed")
    run(one)
    assert {path.read_text() for path in paths} == {"reviewed"}


def test_nothing_behind_a_link_is_removed(folder: Path) -> None:
    one = job(folder)
    run(one)
    (folder / "mine").mkdir()
    (folder / "mine" / "novel.txt").write_text("mine")
    for name in ("review", "editions"):
        (folder / "out" / name).symlink_to(folder / "mine")
        for restart in (True, False):
            with pytest.raises(UsageError, match="is a link"):
                run(one, restart=restart)
        assert (folder / "mine" / "novel.txt").read_text() == "mine"
        (folder / "out" / name).unlink()


def test_a_run_adds_to_the_cache_at_its_end(folder: Path) -> None:
    """Otherwise a run that goes on would ask the engine for other sentences together."""
    with pytest.raises(KeyboardInterrupt):
        run(job(folder), lambda prepare: Dying(prepare, 5))
    first = run(job(folder, output="one"))
    again = run(job(folder, output="two"))
    assert (first["cached"], again["cached"]) == (0, first["unique"])
    assert files(str(folder / "one")) == files(str(folder / "two"))
    assert not is_steady()


@pytest.mark.slow
def test_a_killed_worker_is_replaced(folder: Path) -> None:
    clean, killed = job(folder), job(folder, output="killed")
    run(clean)
    started: list[LocalExecutor] = []

    def start(prepare: Prepare) -> LocalExecutor:
        started.append(LocalExecutor(prepare, 1))
        return started[0]

    def kill_once(event: Event) -> None:
        processes = started[0]._processes._all
        if event.kind == "progress" and len(processes) == 1:
            os.kill(processes[0].pid, signal.SIGKILL)

    run(killed, start, watch=kill_once)
    assert files(killed.output) == files(clean.output)


FATAL = """
import os, re
from hexapla.documents.text import FORMAT as TEXT

class Fatal(type(TEXT)):
    name, suffixes = "fatal", (".fatal",)

    def parse(self, data, *args, **kwargs):
        if b"poison" in data:
            os._exit(11)
        if b"endless" in data:
            re.match("(a+)+b", "a" * 60)
        return super().parse(data, *args, **kwargs)

FORMAT = Fatal()
"""


@pytest.mark.slow
def test_a_document_that_crashes_its_process_or_never_ends_is_set_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = folder / "plugin"
    (plugin / "fatal-1.dist-info").mkdir(parents=True)
    (plugin / "fatal.py").write_text(FATAL)
    (plugin / "fatal-1.dist-info" / "METADATA").write_text("Name: fatal\nVersion: 1\n")
    (plugin / "fatal-1.dist-info" / "entry_points.txt").write_text(
        "[hexapla.formats]\nfatal = fatal:FORMAT\n"
    )
    monkeypatch.syspath_prepend(plugin)
    table = folder / "in" / "rows.jsonl"
    texts = enumerate([RAIN, "poison", "endless"])
    lines = [{"id": n, "text": text, "format": "fatal"} for n, text in texts]
    table.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    one = job(folder, seconds=5)
    summary = run(one, lambda prepare: LocalExecutor(prepare, 1))
    assert (summary["documents"], summary["failed"]) == (5, 2)
    listed = (folder / "out" / "failures.jsonl").read_text("utf-8").splitlines()
    failures = {one["id"]: one["error"] for one in map(json.loads, listed)}
    assert sorted(failures) == ["1", "2"]
    assert "ended with exit code 11" in failures["1"]
    assert "it takes longer than 5 seconds" in failures["2"]


# ── documents ────────────────────────────────────────────────────────────────────────────────────

ODD_ROWS = [
    (b'{"text": "It rained."}', "has no id"),
    (b'{"id": "x"}', "has no text and no path"),
    (b'{"id": "x", "text": ""}', "has nothing to translate"),
    (b'{"id": "x", "text": 5}', "text is int, not a string"),
    (b'{"id": "x", "text": "It rained.", "language": "!"}', "'!' is not"),
    (b'{"id": "x", "text": "It rained.", "format": "nosuch"}', "there is no format 'nosuch'"),
    (b'{"id": "x", "path": "../secret.txt"}', "not in the folder of the table"),
    (b'{"id": "x", "path": "/etc/hostname"}', "not in the folder of the table"),
    (b'{"id": "x", "path": ".env"}', "which is hidden"),
    (b'{"id": "x", "path": "nosuch.txt"}', "no such file"),
    (b'{"id": "x", "path": "bad.txt"}', "bad.txt: "),
    (b'{"id": "x", "text": "\\ud800 It rained."}', "bad.jsonl:"),
    (b"[1]", "is not a JSON object"),
    (b"{", "is not JSON"),
    (b'{"id": "\xff"}', "is not UTF-8: byte 9"),
    (b'{"id": "good", "text": "It snowed."}', "an earlier document has the same id"),
]


def test_what_cannot_be_read_is_set_aside(folder: Path) -> None:
    (folder / "secret.txt").write_text(RAIN)
    (folder / "in" / "bad.txt").write_bytes(b"\0\1\2")
    good = json.dumps({"id": "good", "text": RAIN}).encode()
    table = folder / "in" / "bad.jsonl"
    own = [row.replace(b'"x"', b'"x%d"' % at) for at, (row, _) in enumerate(ODD_ROWS)]
    table.write_bytes(b"\n".join([good, *own]))
    one = job(folder, input=str(table), languages=(Language("es"),), chunk_documents=100)
    assert run(one)["failed"] == len(ODD_ROWS)
    first, *others = rows(one.output)
    assert (first["status"], first["edition"]) == ("translated", RAIN.upper())
    for found, (row, message) in zip(others, ODD_ROWS, strict=True):
        assert (found["status"], message in found["error"]) == ("failed", True), (row, found)
        assert str(folder) not in found["error"]


def test_other_columns_and_blank_lines_are_ignored(folder: Path) -> None:
    digits = b"9" * 5000
    table = folder / "in" / "rows.jsonl"
    lines = b'{"id": %s, "text": "It rained."}\n{"id": "a", "text": "It.", "n": [%s, NaN]}' % (
        digits, digits,
    )  # fmt: skip
    table.write_bytes(b"\n" * 1000 + lines)
    one = job(folder, input=str(table))
    (chunk,) = list_input(one).chunks
    (span,) = chunk.spans
    assert (span.start, span.first) == (1000, 1001)
    assert [source.id for source in read_chunk(one, chunk)] == [digits.decode(), "a"]


def test_checks_learn_once_from_few_sentences(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document whose sentences are all known adds nothing, and one with markup does."""
    table = folder / "in" / "rows.jsonl"
    plain = [{"id": n, "text": "It rained. It snowed."} for n in range(9)]
    marked = {"id": "m", "text": "It *rained* in <b>May</b>.", "format": "markdown"}
    table.write_text("".join(f"{json.dumps(one)}\n" for one in [*plain, marked]))
    learned: list[int] = []

    def learn(entries: Sequence[Entry], *how: Any) -> Context:
        learned.append(len(entries))
        return learn_context(entries, *how)

    monkeypatch.setattr("hexapla.batch.checking.learn_context", learn)
    run(job(folder, input=str(table), languages=(Language("es"),)))
    assert len(learned) == 2


def test_rows_in_many_languages_take_no_more_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker keeps only the last pairs of languages, and does nothing else in another way."""
    table = folder / "in" / "rows.jsonl"
    lines = [{"id": n, "text": RAIN, "language": f"en-x-{n % 6}"} for n in range(12)]
    table.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    one, other = (job(folder, input=str(table), output=name) for name in ("one", "two"))
    run(one)
    kept: list[int] = []
    between = Pairs.between

    def count(pairs: Pairs, *languages: Language) -> Pair:
        found = between(pairs, *languages)
        kept.append(len(pairs._known))
        return found

    monkeypatch.setattr("hexapla.batch.pairs._MOST_PAIRS", 3)
    monkeypatch.setattr("hexapla.batch.checking._MOST_CHECKERS", 3)
    monkeypatch.setattr(Pairs, "between", count)
    run(other)
    assert max(kept) == 3
    assert files(one.output) == files(other.output)


def test_a_sample_depends_on_ids_alone(folder: Path) -> None:
    lines = [json.dumps({"id": f"n{n}", "text": "It rained all day."}) for n in range(24)]
    table = folder / "in" / "rows.jsonl"
    picked = []
    for at, order in enumerate((lines, lines[::-1])):
        table.write_text("\n".join(order))
        one = job(folder, input=str(table), sample=0.25, output=f"o{at}", chunk_documents=7)
        run(one)
        picked.append({row["id"] for row in rows(one.output) if row["review_path"]})
    assert picked[0] == picked[1]
    assert 2 < len(picked[0]) < 12
    other = job(folder, input=str(table), sample=0.25, output="o2", seed=1)
    run(other)
    assert {row["id"] for row in rows(other.output) if row["review_path"]} != picked[0]


def test_what_is_to_be_reviewed_is_a_folder_of_articles(folder: Path) -> None:
    one = job(folder, review_below=1.0)
    run(one)
    review = Publication.open(folder / "out" / "review")
    articles = {article.name: article for article in review.articles()}
    assert sorted(articles) == [
        "articles/" + name
        for name in (*IDS[2:5], "rows%2Ejsonl/7.txt", "rows%2Ejsonl/b.txt", IDS[5])
    ]
    prepared = review.prepare(articles["articles/sub/bridge.md"])
    assert prepared.language == Language("en")
    (spanish, _) = review.status(prepared, [Language("es"), Language("fr")])
    assert (spanish.counts.draft, spanish.counts.total) == (3, 3)


def test_the_memory_counts_if_it_has_exactly_the_sentence(folder: Path) -> None:
    publication = Publication.open(folder)
    (article,) = publication.articles([folder / "in" / "rain.txt"])
    prepared = publication.prepare(article, Language("en"))
    spanish = [Language("es")]
    publication.extract(prepared, spanish)
    catalog = publication.layout.catalog(article, spanish[0])
    text = catalog.read_text("utf-8")
    text = text.replace('all day."\nmsgstr ""', 'all day."\nmsgstr "Llovió todo el día."')
    catalog.write_text(text, "utf-8")
    (folder / "in" / "rows.jsonl").write_text(
        json.dumps({"id": "s", "text": "It rained all day. It rained all the day."})
    )
    one = job(folder, languages=tuple(spanish), input=str(folder / "in" / "rows.jsonl"))
    summary = run(one)
    assert (summary["from_memory"], summary["from_engine"], summary["unique"]) == (1, 1, 1)
    assert rows(one.output)[0]["edition"] == "Llovió todo el día. IT RAINED ALL THE DAY."


def test_languages_without_an_engine_are_refused_document_by_document(folder: Path) -> None:
    (folder / "in" / "rows.jsonl").write_text(
        '{"id": "s", "text": "Llovió todo el día.", "language": "es"}\n'
        '{"id": "e", "text": "Euria egin zuen.", "language": "eu"}\n'
        '{"id": "f", "text": "It rained.", "language": "en"}\n'
    )
    one = job(folder, input=str(folder / "in" / "rows.jsonl"), languages=(Language("es"),))
    layout = Publication.open(folder).with_settings(engines=Order(("argos",))).layout
    assert run(one)["same-language"] == 1
    found = {row["id"]: row["status"] for row in rows(one.output)}
    assert found == {"s": "same-language", "e": "refused", "f": "translated"}
    with pytest.raises(EngineError, match="does not translate"):
        run(job(folder, layout=layout, output="o2", languages=(Language("de"),)))


# ── the output ───────────────────────────────────────────────────────────────────────────────────


def refuse(one: Job, message: str, kind: type[HexaplaError] = UsageError) -> None:
    before = files(one.output) if Path(one.output).is_dir() else None
    with pytest.raises(kind, match=message):
        run(one)
    assert (files(one.output) if Path(one.output).is_dir() else None) == before


def test_places_that_are_no_output_are_refused(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "a.txt").write_text("mine")
    (folder / "file").write_text("x")
    refuse(job(folder, output="mine"), "not an output of translate batch")
    # A folder of others may have the name of the work folder.
    precious = folder / "theirs" / ".batch" / "novel.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("It was a dark night.\n")
    refuse(job(folder, output=str(folder / "theirs")), "not an output of translate batch")
    assert precious.exists()
    refuse(job(folder, output="file"), "is a file")
    refuse(job(folder, output="in"), "contains the input")
    refuse(job(folder, output="."), "contains the input")
    refuse(job(folder, input=str(folder / "nosuch")), "no such file", InputError)
    refuse(job(folder, input="file:///nosuch%00"), "is not a valid path")
    refuse(job(folder, input=str(folder / "in" / "rain.txt")), "neither a folder nor")
    (folder / "empty").mkdir()
    refuse(job(folder, input=str(folder / "empty")), "has no documents", InputError)


def test_an_output_may_be_inside_the_input(folder: Path) -> None:
    one = job(folder, output="in/out")
    first = run(one)
    assert run(one)["documents"] == first["documents"] == 6
    (folder / "in" / "new.txt").write_text(RAIN)
    refuse(one, "changed since: the input")
    assert run(one, restart=True)["documents"] == 7


@pytest.mark.parametrize("work", ["mine", "."])
def test_a_work_folder_may_have_files_of_others(folder: Path, work: str) -> None:
    (folder / "mine" / ".batch").mkdir(parents=True)
    (folder / "mine" / ".batch" / "novel.txt").write_text("mine")
    before = files(str(folder))
    one = job(folder, work=str(folder / work))
    run(one)
    run(one, restart=True)
    assert {name: files(str(folder)).get(name) for name in before} == before


def test_restarting_keeps_what_people_have_written(folder: Path) -> None:
    one = job(folder, sample=1.0)
    run(one)
    catalogs = [*(folder / "out" / "review").rglob("bridge.md.po")]
    for path in catalogs:
        path.write_text(path.read_text("utf-8") + "# mine\n")
    (folder / "out" / "review" / "notes.txt").write_text("mine")
    fresh, warned = job(folder, sample=1.0, output="fresh"), list[Event]()
    run(fresh)
    run(one, restart=True, watch=warned.append)
    after = files(one.output)
    kept = {name for name in after if name.startswith("changed-1/")}
    assert {name.rpartition("/")[2] for name in kept} == {"bridge.md.po", "notes.txt"}
    assert len(kept) == len(catalogs) + 1 == 3
    assert all(b"mine" in after[name] for name in kept)
    assert {name: after[name] for name in after.keys() - kept} == files(fresh.output)
    assert [one for one in warned if "changed-1" in str(one.facts)]
    run(one, restart=True)
    assert files(one.output) == after


CLASHING = [
    *("a", "a.txt", "a.txt.txt", "A", "A.TXT", "c.txt", "c.txt/d", "c", "e/f", "e%2Ff", "=", "."),
    *("i18n/publication.toml", "locales/es/LC_MESSAGES/a.po", "x" * 99, "x" * 98, "..", "../a"),
    *("con", "NUL.txt", "x/aux/y", "com1 ", "trail ", "trail", "dot./e", "sp /e"),
]
"""Ids that could have the same file, or one in the place of settings."""


def test_every_document_has_a_file_of_its_own(folder: Path) -> None:
    lines = [json.dumps({"id": one, "text": f"It rained on {one[:20]}."}) for one in CLASHING]
    (folder / "in" / "rows.jsonl").write_text("\n".join(lines))
    (folder / "in" / "a").write_text(RAIN)
    (folder / "in" / "a.txt").write_text(RAIN)
    for at, source in enumerate(("in", "in/rows.jsonl")):
        one = job(folder, sample=1.0, input=str(folder / source), format="text", output=f"o{at}")
        run(one)
        paths = {row["id"]: row["review_path"] for row in rows(one.output)[::-1]}
        assert paths.keys() >= {*CLASHING}
        found = [row for row in rows(one.output) if row["status"] == "translated"]
        names = [row["review_path"] for row in found if row["language"] == "es"]
        assert len({name.lower() for name in names}) == len(names)
        assert all(name.startswith("review/articles/") for name in names)
        assert all((folder / f"o{at}" / name).is_file() for name in names)
        parts = {part for name in names for part in name.split("/")}
        assert not [part for part in parts if is_device(part) or part.endswith((".", " "))]
        assert Publication.open(folder / f"o{at}" / "review").layout.configured is False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"languages": (Language("es"),)}, "changed since: the languages"),
        ({"review_below": 0.5}, "changed since: the options"),
    ],
)
def test_a_changed_batch_does_not_go_on(folder: Path, change: dict[str, Any], message: str) -> None:
    one = job(folder)
    run(one)
    refuse(replace(one, **change), message)


@pytest.mark.parametrize("data", [b"[" * 100_000, b"\xff", b"[1]"])
def test_what_a_batch_was_made_of_is_not_believed_if_damaged(folder: Path, data: bytes) -> None:
    one = job(folder)
    run(one)
    (folder / "out/.made-of.json").write_bytes(data)
    refuse(one, "changed since: the input, ")


def test_a_file_that_changed_but_kept_its_time_is_noticed(folder: Path) -> None:
    one = job(folder)
    run(one)
    path = next(path for path in (folder / "in").iterdir() if path.suffix == ".txt")
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=times)
    refuse(one, "changed since: the input")


def test_too_many_failures_stop_the_run(folder: Path) -> None:
    (folder / "in" / "bad.txt").write_bytes(b"\0")
    one = job(folder)
    with pytest.raises(InputError, match="more than 0 documents can't be read"):
        run(one, max_failures=0)
    assert run(one, max_failures=1)["failed"] == 1


def test_a_full_disk_ends_the_run_and_it_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean, full = job(folder), job(folder, output="full")
    run(clean)

    def fail(*_: Any, **__: Any) -> None:
        raise InputError("can't be written: no space left on device", where="x", hint="y")

    with monkeypatch.context() as patched:
        patched.setattr("hexapla.batch.shards.encode", fail)
        with pytest.raises(InputError, match="no space left"):
            run(full)
    run(full)
    assert files(full.output) == files(clean.output)


def test_an_executor_is_chosen_by_name() -> None:
    assert isinstance(open_executor("local", dict, 0), InlineExecutor)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="--on can't be"):
        open_executor("nowhere", dict, 1)  # type: ignore[arg-type]
