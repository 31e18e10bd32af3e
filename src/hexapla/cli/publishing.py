"""What `publish`, `site`, `epub` and `run` share: the policy, and options an output ignores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.cli import records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse, split_tags
from hexapla.cli.output import note
from hexapla.cli.session import Session
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.editions.edition import Policy
    from hexapla.publication.output import Job, Output
    from hexapla.publication.publication import Publication
    from hexapla.publication.results import Result

__all__ = ["Selection", "policy_of", "publish_through", "refuse_ignored", "refuse_stable_ids"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles to publish in which languages, and how to read them."""

    articles: Sequence[Path] | None = None
    to: Sequence[str] | None = None
    from_: str | None = None
    encoding: str | None = None
    format: str | None = None


def policy_of(publication: Publication, given: Mapping[str, Any]) -> Policy:
    """The configured policy, changed by the options that were given.

    ``given`` has values of the fields of `Policy`; None means that the option wasn't given.
    """
    changes = {name: value for name, value in given.items() if value is not None}
    return replace(publication.policy(), **changes)


def refuse_ignored(output: Output, option: str, given: Mapping[str, Any]) -> None:
    """Raise UsageError for an option that has no effect on an output.

    ``option`` is what chose the output, such as ``--output mo``; ``given`` has the options' values
    by the names in `Output.ignores`.
    """
    ignored = {f"--{name.replace('_', '-')}": given.get(name) for name in output.ignores}
    refuse(msg("with {option}", option=option), ignored)


def refuse_stable_ids(format: str | None, stable_ids: bool | None) -> None:
    """Raise UsageError for ``--stable-ids`` beside a ``--format`` without that option."""
    if format is not None and stable_ids is not None:
        from hexapla.documents import load_format

        if "stable-ids" not in {option.name for option in load_format(format).options}:
            refuse(msg("on the format {format}", format=format), {"--stable-ids": stable_ids})


def publish_through(
    session: Session,
    output: Output,
    selection: Selection,
    policy: Policy,
    folder: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
    force: bool = False,
    evidence: Path | None = None,
) -> None:
    """Publish through an output, show its results, and end the command.

    ``evidence`` is a file to write evidence to: see `publication.evidence`.
    """
    from hexapla.publication.output import Job

    if evidence is not None:
        from hexapla.publication.evidence import check_path

        check_path(session.publication, evidence)

    if output.whole:
        session.name_refused()
        targets = []
        languages = session.publication.languages(split_tags(selection.to))
    else:
        prepared = session.prepare(
            selection.articles, selection.from_, selection.encoding, selection.format
        )
        targets = session.targets(selection.to, prepared)
        languages = list(dict.fromkeys(one for _, several in targets for one in several))
    job = Job(
        session.publication, targets, policy, languages, folder, dry_run, session.failed, force
    )
    output.check(job)
    results = session.publish(output, job)
    if evidence is not None:
        _write_evidence(session, output, selection, job, results, evidence)
    if as_json:
        add_results(records.of_results(session, results, dry_run=dry_run))
    else:
        show.show_results(session, results, dry_run=dry_run)
    session.finish()


def _write_evidence(
    session: Session,
    output: Output,
    selection: Selection,
    job: Job,
    results: Sequence[Result],
    path: Path,
) -> None:
    """Write the evidence of what was published; in a dry run nothing."""
    from hexapla.publication.evidence import evidence_of, write_evidence

    targets = job.targets
    if output.whole:
        prepared = [one for one in session.prepare(None, None) if not one.article.messages]
        targets = session.targets(selection.to, prepared)
    found = evidence_of(session.publication, targets, job.policy, results, session.failed)
    if not job.dry_run and write_evidence(session.publication, path, found):
        note(msg("wrote {absolute}", absolute=session.shown(path.absolute())))
