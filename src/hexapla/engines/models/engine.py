"""What the engines that translate with packages have in common."""

from __future__ import annotations

from collections.abc import Collection

from hexapla.engines.engine import LockedModel, Pair
from hexapla.engines.models import digests, packages
from hexapla.engines.models.package import Installed, folder_name
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["PackageEngine"]


class PackageEngine:
    """The members of an engine that ask about its packages; see `packages` and `engine.Engine`."""

    name: str
    title: str
    """What messages call the engine's packages: ``Argos``."""

    def pairs(self) -> Collection[Pair]:
        """The pairs of the installed packages."""
        return sorted({package.pair for package in packages.installed(self.name)})

    def unavailable(self) -> str | None:
        """A message if no installed package works, else None."""
        if self.pairs():
            return None
        if wrecks := packages.broken(self.name):
            first = wrecks[0]
            return msg(
                "no {title} package works: {path}: {reason}; {remedy}",
                title=self.title,
                path=first.path,
                reason=first.reason,
                remedy=first.remedy,
            )
        return msg(
            "no {title} package in {packages_directory}: `translate models install en-es` "
            "installs one",
            title=self.title,
            packages_directory=packages.packages_directory(),
        )

    def advice(self, pair: Pair) -> str | None:
        """The command that installs a package. Almost all are from or to English."""
        if "en" not in pair:
            return None
        return f"translate models install {'-'.join(map(_offered_tag, pair))}"

    def version(self, pair: Pair) -> str:
        """The package's version. Raises EngineError if the pair is not installed."""
        return self.package(pair).version

    def package(self, pair: Pair) -> Installed:
        """The package for a pair. Raises EngineError if none is installed."""
        for package in packages.installed(self.name):
            if package.pair == pair:
                return package
        raise EngineError(
            msg("no {title} package for {pair} is installed", title=self.title, pair=pair),
            hint=msg("`translate models list` shows those that are"),
        )

    def locked_model(self, pair: Pair) -> LockedModel:
        """The package for a pair, with its digest.

        Raises EngineError if none is installed or its files have changed.
        """
        package = self.package(pair)
        digest, pin = package.check(), digests.pinned(package.path)
        return LockedModel(self.name, pair, package.version, digest, pin.link if pin else None)

    def model_problem(self, model: LockedModel) -> str | None:
        """Why the model's package can't be used: broken, or not installed; None if it works."""
        if any(package.name == model.name for package in packages.installed(self.name)):
            return None
        folder = folder_name(model.pair, model.version)
        wrecks = [one.reason for one in packages.broken(self.name) if one.path.name == folder]
        return (
            msg("which is broken: {wrecks}", wrecks=wrecks[0])
            if wrecks
            else msg("which is not installed")
        )


def _offered_tag(tag: str) -> str:
    """The tag of the package for a language: Argos has no packages for most variants."""
    language = Language(tag)
    return tag if language.argos != tag else language.base
