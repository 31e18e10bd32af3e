"""The contract of outputs, the ways to publish editions.

Each output is a class, found through the entry points ``hexapla.outputs``. Built-in outputs and
plug-ins are found in the same way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hexapla.editions.edition import Policy
from hexapla.errors import HexaplaError, InputError, UsageError, suggestion
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.plugins import entry_points, load, reason
from hexapla.publication.places import refuse_folder
from hexapla.publication.reading import Prepared
from hexapla.publication.results import Orphan, Result

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from hexapla.publication.publication import Publication

__all__ = [
    "Job",
    "Output",
    "Targets",
    "blaming",
    "by_language",
    "default_output",
    "every",
    "find",
    "raise_it",
]

GROUP = "hexapla.outputs"
"""The entry point group of outputs: classes that are called without arguments."""

Targets = Sequence[tuple[Prepared, Sequence[Language]]]
"""Articles, each with the languages to publish it in."""


def raise_it(error: HexaplaError) -> None:
    """Raise the error of an article: what `Job.failed` does by default."""
    raise error


@dataclass(frozen=True, slots=True)
class Job:
    """What an output has to publish.

    ``targets`` are the articles and their languages, empty for an output of the whole publication.
    ``languages`` are all languages of the run. ``folder`` is where to write; with None the output
    decides. In a ``dry_run`` nothing is written. With ``force``, files that Hexapla didn't write or
    that were edited by hand are overwritten. ``failed`` is called with the error of an article
    that fails, and the others are still published; by default it raises the error.
    """

    publication: Publication
    targets: Targets
    policy: Policy
    languages: Sequence[Language] = ()
    folder: Path | None = None
    dry_run: bool = False
    failed: Callable[[HexaplaError], None] = raise_it
    force: bool = False


def by_language(targets: Targets) -> dict[Language, list[Prepared]]:
    """The articles to publish in each language."""
    found: dict[Language, list[Prepared]] = {}
    for one, languages in targets:
        for language in languages:
            found.setdefault(language, []).append(one)
    return found


class Output(ABC):
    """A way to publish editions.

    ``name`` is the name of the entry point. If ``whole`` is True, the output reads all articles of
    the publication itself. If ``needs_folder`` is True, `Job.folder` must be set. ``ignores`` are
    the fields of `Policy` that have no effect on the output; their command-line options are
    refused. ``takes_messages`` is True for an output of catalogs of other programs. ``use`` is the
    output's default for `Policy.use`, "all" or "reviewed"; None stands for
    the publication's setting.
    """

    name: ClassVar[str]
    whole: ClassVar[bool] = False
    needs_folder: ClassVar[bool] = False
    ignores: ClassVar[Collection[str]] = ()
    use: ClassVar[str | None] = None
    takes_messages: ClassVar[bool] = False

    @property
    def title(self) -> str:
        """How messages refer to the output."""
        return msg("the output {name!r}", name=self.name)

    def check(self, job: Job) -> None:
        """Raise UsageError for a job that the output can't do, before anything is published.

        Raises InputError for a folder in the publication that is a link out of it.
        """
        if job.folder is not None:
            refuse_folder(job.publication.root, job.folder)
        if self.needs_folder and job.folder is None:
            raise UsageError(
                msg("{title} needs a folder", title=self.title),
                hint=msg("use --output {name}=DIR", name=self.name),
            )
        catalog = next((one.article for one, _ in job.targets if one.article.messages), None)
        if catalog and not self.takes_messages:
            raise UsageError(
                msg("is a catalog, which has no edition"),
                where=catalog.name,
                hint=msg(
                    "translate it in place: translate {name}; --mo compiles it", name=catalog.name
                ),
            )

    def orphans(self, publication: Publication, is_gone: Callable[[str], bool]) -> Iterable[Orphan]:
        """The files that the output has made of articles that no longer exist.

        Files that the manifest lists are found without it. ``is_gone`` takes an article's name.
        """
        return ()

    @abstractmethod
    def publish(self, job: Job) -> Sequence[Result]:
        """Publish, and return one result for each thing made."""


def default_output(publication: Publication, policy: Policy) -> Output:
    """The output for a run that doesn't name one; it depends on the layout and the policy."""
    if publication.layout.makes_catalogs:
        return find("sphinx")
    return find("bilingual" if policy.bilingual else "files")


def find(name: str) -> Output:
    """The output with a name; UsageError if there is none, InputError if it can't be loaded."""
    known = entry_points(GROUP)
    if name not in known:
        raise UsageError(
            msg("there is no output {name!r}", name=name), hint=suggestion(name, sorted(known))
        )
    return _load(known[name])


def every() -> list[Output]:
    """All installed outputs; raises InputError if one of them can't be loaded."""
    return [_load(entry) for entry in entry_points(GROUP).values()]


def _load(entry: EntryPoint) -> Output:
    return load(entry, Output, f"the output {entry.name!r}")


@contextmanager
def blaming(output: Output) -> Iterator[None]:
    """Turn an exception from a plug-in into an InputError that names the output."""
    try:
        yield
    except HexaplaError:
        raise
    except Exception as error:
        if type(output).__module__.partition(".")[0] == "hexapla":
            raise
        raise InputError(
            msg("{title} failed: {reason}", title=output.title, reason=reason(error)),
            hint=msg("update or remove its plug-in"),
        ) from error
