"""The steps of a publication that need no article: texts, engines, and models.

As in `publication`, a method imports what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.documents import PLAIN
from hexapla.languages import Language
from hexapla.publication.folder import PublicationFolder

if TYPE_CHECKING:
    from hexapla.drafting.pipe import Pipe
    from hexapla.engines.engine import LockedModel, Pair
    from hexapla.engines.models.installing import Installation
    from hexapla.engines.models.package import Installed
    from hexapla.publication.drafting import Progress
    from hexapla.publication.measuring import Choice, Drafting, Reviewed
    from hexapla.publication.texts import TranslatedText

__all__ = ["EngineSteps"]


class EngineSteps(PublicationFolder):
    """What a publication does with its engines, apart from drafting articles."""

    def reviewed(self, source: Language, language: Language) -> list[Reviewed]:
        """The reviewed sentences of a pair of languages."""
        from hexapla.publication.measuring import reviewed

        return reviewed(self.layout, source, language)

    def as_drafted(self, source: Language, language: Language) -> Drafting:
        """How reviewed sentences are drafted with a route to measure it; see `measuring`."""
        from hexapla.publication.measuring import as_drafted

        return as_drafted(self.layout, self.ledger(), source, language)

    def choose_engines(
        self, pair: Pair, names: Sequence[str] = (), *, dry_run: bool = False
    ) -> Choice:
        """Find the best order of engines for a pair by the reviewed sentences, and keep it.

        ``names`` are the engines to compare, by default those of the settings and Hexapla's own.
        See `measuring.choose`.
        """
        from hexapla.engines.order import DEFAULT_ORDER
        from hexapla.publication.measuring import choose

        current = self.configuration.engines.between(*map(Language, pair))
        every = dict.fromkeys(
            names or (*current, *self.configuration.engines.names, *DEFAULT_ORDER)
        )
        return choose(self.layout, self.ledger(), self.new_engines([*every]), pair, dry_run=dry_run)

    def pipe(self, source: Language, to: Language, format: str = PLAIN) -> Pipe:
        """A pipe that translates files of a format, or their pieces, without a catalog.

        It translates from memory, then with an engine. ``format`` is a format's name; its options
        are those of the publication. Raises UsageError if both languages are the same or there is
        no such format.
        """
        from hexapla.publication.texts import open_pipe

        return open_pipe(self.layout, self.memory, self.engines_between, source, to, format)

    def translate(
        self,
        text: str,
        to: str | Language,
        source: str | Language | None = None,
        format: str = PLAIN,
    ) -> TranslatedText:
        """Translate a text from memory, then with an engine; no catalog is written.

        Parameters: ``to`` and ``source`` are languages or their codes; without ``source`` the
        language is detected. ``format`` is the name of the text's format. Raises UsageError if the
        language isn't clear, if both are the same, or if there is no such format; EngineError if no
        engine translates this pair of languages.
        """
        from hexapla.publication.texts import language_of, translated

        target = Language(str(to))
        data = text.encode("utf-8", "surrogatepass")
        own = Language(str(source)) if source else language_of(data, format, "utf-8", "the text")
        return translated(self.pipe(own, target, format), data)

    def models(self) -> list[Installed]:
        """The packages of models that are installed on this machine, sorted by pair."""
        from hexapla.engines.models import packages

        return packages.installed()

    def install_model(
        self,
        wanted: Pair | Path | str,
        *,
        index: str | Path | None = None,
        trust: bool = False,
        progress: Progress | None = None,
    ) -> Installation:
        """Install a model from a package file, or download one for a pair such as ``en-es``.

        Parameters: ``index`` is the URL or path of an index to use instead of those of Mozilla
        and Argos. ``trust`` accepts a package even if its digest has changed. ``progress`` is
        called with the name of the package, the bytes downloaded, and their total.

        A pair opens a network connection, unless the index is a local one. Raises InputError if
        the package can't be downloaded or installed.
        """
        from hexapla.engines.models import installing

        return installing.install(wanted, index=index, trust=trust, progress=progress)

    def locked_models(self) -> list[LockedModel]:
        """The models that drafted the publication; see `models.locked_models`."""
        from hexapla.publication.models import locked_models

        return locked_models(self.layout)

    def install_locked_models(
        self,
        *,
        index: str | Path | None = None,
        trust: bool = False,
        progress: Progress | None = None,
    ) -> list[Installation]:
        """Install exactly the models that drafted the publication.

        Parameters as for `install_model`.
        """
        from hexapla.publication.models import install_locked

        return install_locked(self.layout, index=index, trust=trust, progress=progress)
