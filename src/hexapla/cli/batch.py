"""`translate batch`: translate an archive into files with rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexapla.cli import envelope, options
from hexapla.cli.output import echo, echo_json, note, progress_bar, warn
from hexapla.cli.session import Session
from hexapla.cli.show import duration
from hexapla.errors import UsageError
from hexapla.message import amount, either, joined, msg

if TYPE_CHECKING:
    from hexapla.batch.run import Event, Summary

__all__ = ["batch"]

_MOST_FAILURES_SHOWN = 10
_MINUTE = 60.0
# The start of the workers counts, so a shorter run says nothing about the pace of a longer one.
_LONG_ENOUGH_SECONDS = 10.0


def batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A folder of documents, or a .jsonl or .parquet file with one in each row.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Folder for the results; it may be new."
        ),
    ],
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Format of the documents (default: by file suffix; rows without one are text).",
        ),
    ] = None,
    engine: options.Engines = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--write",
            metavar="KIND",
            help="Write jsonl or parquet (default: parquet if INPUT is, else jsonl).",
        ),
    ] = None,
    review_below: Annotated[
        float,
        typer.Option(
            "--review-below",
            metavar="SHARE",
            min=0.0,
            max=1.0,
            help="Write catalogs of documents whose confidence (1 minus their risk) is lower, "
            "such as 0.6.",
        ),
    ] = 0.0,
    sample: Annotated[
        str,
        typer.Option(
            "--sample",
            metavar="PERCENT",
            help="Also write catalogs of a random sample, such as 1%.",
        ),
    ] = "0%",
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=999_999,
            help="Number that decides about the sample.",
        ),
    ] = 0,
    max_failures: Annotated[
        int | None,
        typer.Option(
            "--max-failures",
            metavar="N",
            min=0,
            help="Stop if more documents than that can't be read (default: never).",
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.0,
            max=1e6,
            help="Set aside a document that takes longer, and as long again for each megabyte; "
            "0 for no limit.",
        ),
    ] = 300.0,
    restart: Annotated[
        bool, typer.Option("--restart", help="Replace the output of an earlier run.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            help="Worker processes (default: one for each core); 0 for none, to look for bugs.",
        ),
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            metavar="WHERE",
            help="Where to run: local, auto (Ray on this machine), or the address of a Ray "
            "cluster, ray://HOST:PORT.",
        ),
    ] = "local",
    work: Annotated[
        str | None,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Folder for intermediate data, which all workers reach (default: in the output).",
        ),
    ] = None,
    models: Annotated[
        str | None,
        typer.Option(
            "--models",
            metavar="FOLDER",
            help="Folder from which workers on other machines install the models they lack.",
        ),
    ] = None,
    allow_remote: Annotated[
        bool,
        typer.Option(
            "--allow-remote", help="Allow addresses of other machines, such as s3://archive/news."
        ),
    ] = False,
    no_cache: options.NoCache = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print events and the summary as lines of JSON.")
    ] = False,
) -> None:
    """Translate an archive: any number of documents, in several processes.

    \b
    translate batch archive --to es,fr --output out
    translate batch news.jsonl --to es --output out --review-below 0.6 --sample 1%
    translate batch news.parquet --to es --output out --workers 8

    Rows have the columns id, text or path, format and language. The output has a row for each
    document and language, and one for each sentence. A run that was interrupted goes on if you
    repeat the command. Settings, glossary and memory are those of the publication in the current
    folder. The manual's page on archives explains the rest.
    """
    from hexapla.batch.executors import open_executor
    from hexapla.batch.job import Job
    from hexapla.batch.run import run_batch

    if current := envelope.current():
        current.as_lines = True
    session = Session(engine, cache=not no_cache)
    publication = session.publication
    publication.engines()  # reports a misspelt name before anything is written
    _name_remote([source, output, work or "", models or ""], on, allowed=allow_remote)
    from hexapla.languages import Language

    job = Job(
        publication.layout,
        _absolute(source),
        _absolute(output),
        _absolute(work) if work else "",
        tuple(publication.languages(options.split_tags(to))),
        Language(from_) if from_ else None,
        encoding,
        format,
        _kind(kind, source),
        review_below,
        _share(sample),
        seed,
        not no_cache,
        seconds=timeout,
        models=_absolute(models) if models else "",
    )
    watch: Callable[[Event], None]
    with _watching(as_json=as_json) as watch:
        summary = run_batch(
            job,
            lambda prepare: open_executor(on, prepare, workers),
            watch,
            max_failures=max_failures,
            restart=restart,
        )
    if as_json:
        echo_json({"event": "finished", **summary}, indent=None)
    else:
        _show(summary, output)
    if summary["failed"]:
        session.worst(3)
    session.finish()


def _absolute(path: str) -> str:
    from hexapla.batch.places import LocalPlace, is_remote, open_place

    if is_remote(path):
        return path
    place = open_place(path)
    assert isinstance(place, LocalPlace)
    return place.url


def _kind(kind: str | None, source: str) -> str:
    from hexapla.batch.job import JSONL, PARQUET
    from hexapla.batch.tables import is_parquet

    if kind is None:
        return PARQUET if is_parquet(source) else JSONL
    if kind not in (JSONL, PARQUET):
        raise UsageError(
            msg("--write can't be {kind!r}", kind=kind),
            hint=msg("use {kinds}", kinds=either([JSONL, PARQUET])),
        )
    return kind


def _share(text: str) -> float:
    """The share that a percentage names: "1%" is 0.01."""
    try:
        share = float(text.removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(
            msg("--sample can't be {text!r}", text=text), hint=msg("use a percentage, such as 1%")
        )
    return share


def _name_remote(places: Sequence[str], on: str, *, allowed: bool) -> None:
    """Say which addresses are on other machines. Raises UsageError unless that is allowed."""
    from hexapla.batch.executors import LOCAL
    from hexapla.batch.places import is_remote

    remote = [place for place in places if is_remote(place)]
    if on != LOCAL:
        from hexapla.batch.ray import address_of, is_elsewhere

        address = address_of(on)
        remote += [address] if is_elsewhere(address) else []
    if not remote:
        return
    if not allowed:
        raise UsageError(
            msg("{remote} is on another machine", remote=remote[0]),
            hint=msg("use --allow-remote if the texts may be sent there"),
        )
    note(msg("texts are read from or sent to {remote}", remote=either(remote, "and")))


@contextmanager
def _watching(*, as_json: bool) -> Iterator[Callable[[Event], None]]:
    """Show what happens: as lines of JSON, or with a progress bar and warnings."""
    if as_json:
        yield _as_line
        return
    with progress_bar(rate=True) as progress:
        yield partial(_tell, progress, [0])


def _as_line(event: Event) -> None:
    echo_json({"event": event.kind, **event.facts}, indent=None)


def _tell(progress: Callable[[str, int, int], None], shown: list[int], event: Event) -> None:
    facts = event.facts
    if event.kind == "progress":
        progress(_stage(facts["stage"]), facts["done"], facts["total"])
    elif event.kind == "started":
        _tell_start(facts)
    elif event.kind == "failed":
        shown[0] += 1
        if shown[0] <= _MOST_FAILURES_SHOWN:
            warn(facts["error"])
    elif event.kind == "warning" and facts["count"] == 1:
        warn(facts["message"])
    elif event.kind == "warning":
        warn(msg("{message} ({n:,} times)", message=facts["message"], n=facts["count"]))


def _stage(stage: str) -> str:
    """What a stage does, for the progress bar."""
    if stage == "read":
        return msg("reading documents")
    return msg("translating sentences") if stage == "draft" else msg("writing editions")


def _tell_start(facts: Mapping[str, Any]) -> None:
    documents, workers = amount(facts["documents"], "document"), amount(facts["workers"], "worker")
    where = facts["executor"]
    what = msg("{documents}, {workers}, {where}", documents=documents, workers=workers, where=where)
    note(msg("going on: {what}", what=what) if facts["resumed"] else what)
    if more := facts["skipped"] - len(facts["skipped_files"]):
        names = joined(facts["skipped_files"])
        message = msg("skipped {names} and {n:,} more: no format reads them", names=names, n=more)
        warn(message, hint=msg("use --format to read them"))
    elif facts["skipped"]:
        names = either(facts["skipped_files"], "and")
        message = msg("skipped {names}: no format reads them", names=names)
        warn(message, hint=msg("use --format to read them"))


def _show(summary: Summary, output: str) -> None:
    """Print what a run has done."""
    if summary.get("was_complete"):
        echo(msg("nothing to do: this batch is complete"))
    documents, words = amount(summary["documents"], "document"), amount(summary["words"], "word")
    editions = amount(summary["editions"], "edition")
    echo(
        msg(
            "{documents}, {words} → {editions} in {output}",
            documents=documents,
            words=words,
            editions=editions,
            output=output,
        )
    )
    echo(_sentences(summary))
    if found := summary["languages"]:
        shares = joined(f"{tag} {count:,}" for tag, count in found.items())
        echo(msg("languages: {shares}", shares=shares))
    if n := summary["to_review"]:
        echo(msg("for a person to review: {n:,}, in {output}/review", n=n, output=output))
    if n := summary["same-language"]:
        echo(msg("already in the language: {n:,}", n=n))
    if n := summary["refused"]:
        echo(msg("without an engine: {n:,}", n=n))
    if n := summary["failed"]:
        echo(msg("can't be read: {n:,}, listed in {output}/failures.jsonl", n=n, output=output))
    if not summary.get("was_complete"):
        _show_cost(summary)


def _sentences(summary: Summary) -> str:
    parts = [
        msg("{n:,} by an engine", n=summary["from_engine"]),
        msg("{n:,} from memory", n=summary["from_memory"]),
        msg("{n:,} missing", n=summary["missing"]),
        msg("{n:,} different", n=summary["unique"]),
    ]
    if "cached" in summary:
        parts.append(msg("{n:,} in the cache", n=summary["cached"]))
    sentences = amount(summary["sentences"], "sentence")
    return msg("{sentences}: {parts}", sentences=sentences, parts=joined(parts))


def _show_cost(summary: Summary) -> None:
    seconds = summary["seconds"]
    took, cores = _time(seconds), _time(summary["core_seconds"])
    if seconds < _LONG_ENOUGH_SECONDS:
        echo(msg("took {took}, {cores} of processor time", took=took, cores=cores))
        return
    pace = round(summary["words"] / seconds)
    echo(
        msg(
            "took {took}, {cores} of processor time, {pace:,} words/s",
            took=took,
            cores=cores,
            pace=pace,
        )
    )


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < _MINUTE else duration(round(seconds / _MINUTE))
