"""`translate publish`: editions from the catalogs as they are."""

from __future__ import annotations

from pathlib import Path

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.session import Session, split_tags
from hexapla.errors import UsageError

__all__ = ["publish"]


def publish(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    bilingual: options.Bilingual = None,
    output: options.Output = None,
    epub: options.Epub = None,
    mo: options.Mo = False,
    site: options.Site = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Write editions from the catalogs as they are.

    \b
    translate publish
    translate publish --to es --use reviewed --fallback mark
    translate publish --min-reviewed 90
    translate publish --bilingual above
    translate publish --epub books --to ar
    translate publish --site public
    translate publish --mo                    reviewed translations only, without --use all
    translate publish --output NAME=DIR       through a plug-in
    """
    from hexapla.publication.outputs import Job, default_output, find

    option, name, folder = _chosen(output, epub, mo, site)
    session = Session(stable_ids=stable_ids)
    publication = session.publication
    named = find(name) if name else None
    if use is None and named is not None and named.use:
        use = options.UseChoice(named.use)
    policy = session.policy(use, fallback, label, min_reviewed, bilingual)
    found = named or default_output(publication, policy)
    said = {"fallback": fallback, "label": label, "bilingual": bilingual}
    _refuse(option, {f"--{field}": said.get(field) for field in found.ignores})
    if found.whole:
        whole = {"--from": source, "--encoding": encoding, "--format": format}
        _refuse(option, {"article": articles, **whole})
        targets = []
        languages = publication.languages(split_tags(to))
    else:
        prepared = session.prepare(articles, source, encoding, format)
        targets = session.targets(to, prepared)
        languages = list(dict.fromkeys(one for _, some in targets for one in some))
    job = Job(publication, targets, policy, languages, folder, dry_run, session.failed)
    found.check(job)
    results = session.publish(found, job)
    if as_json:
        facts = show.results_json(session, results, dry_run)
        echo_json(facts[0] if found.whole and len(facts) == 1 else facts)
    else:
        show.show_results(session, results, dry_run=dry_run)
    session.finish()


def _chosen(
    output: str | None, epub: Path | None, mo: bool, site: Path | None
) -> tuple[str, str, Path | None]:
    """The option that names an output, the output's name ("" for the default), and its folder."""
    name, _, folder = (output or "").partition("=")
    chosen = [
        ("--site", "site", site) if site is not None else None,
        ("--epub", "epub", epub) if epub is not None else None,
        ("--mo", "mo", None) if mo else None,
        (f"--output {name}", name, Path(folder) if folder else None) if output else None,
    ]
    first, *others = [one for one in chosen if one is not None] or [("", "", None)]
    _refuse(first[0], {other[0]: True for other in others})
    return first


def _refuse(option: str, said: dict[str, object]) -> None:
    """Refuse what would have no effect beside an option."""
    for name, value in said.items():
        if value:
            raise UsageError(f"{option} takes no {name}", hint="leave it out")
