"""The fuzz targets: for any bytes, each may raise only a HexaplaError.

With plain assertions, each target also checks properties of what it could read.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hexapla import documents
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.glossary import Glossary
from hexapla.detection import detect
from hexapla.editions.edition import Policy, compose
from hexapla.engines.models.packages import install
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.publication.settings_file import read_configuration
from hexapla.segmentation import Segmenter

__all__ = ["TARGETS"]

_SEGMENTER = Segmenter("en")
_FOLDER = Path(tempfile.mkdtemp(prefix="hexapla-fuzz-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


def text(data: bytes) -> None:
    """Plain text: an unchanged edition is identical, and changed or composed ones can be
    rendered.
    """
    document = documents.parse(data, _SEGMENTER, format="text")
    assert document.render(lambda segment: segment.text, Language("en")) == data
    document.render(lambda segment: f"{segment.text.upper()} <&>\n* x", Language("zh-Hans"))
    catalog, policy = Catalog.new({"Language": "de"}), Policy("all", "mark", True)
    compose(document, catalog, Language("en"), Language("de"), policy).render()


def markdown(data: bytes) -> None:
    """Markdown: an unchanged edition is identical."""
    _identity(data, "markdown")


def html(data: bytes) -> None:
    """HTML: an unchanged edition is identical."""
    _identity(data, "html")


def po(data: bytes) -> None:
    """A catalog: what was read is written back unchanged, and editing entries loses none."""
    catalog = Catalog.parse(data, "fuzz.po")
    assert catalog.dump() == data
    changed = catalog.with_entries(entry.edit(msgstr="é\n\x1b\u2028") for entry in catalog.entries)
    again = Catalog.parse(changed.dump(), "fuzz.po")
    assert [e.key for e in again.entries] == [e.key for e in catalog.entries]


def toml(data: bytes) -> None:
    """A publication.toml."""
    path = _FOLDER / "publication.toml"
    path.write_bytes(data)
    read_configuration(path)


def glossary(data: bytes) -> None:
    """A glossary.csv: a valid one has rules for any language."""
    Glossary.parse(data, "glossary.csv").rules(Language("es"))


def metadata(data: bytes) -> None:
    """An otherwise valid Argos package with these bytes as its metadata."""
    os.environ["ARGOS_PACKAGES_DIR"] = str(_FOLDER / "packages")
    path = _FOLDER / "fuzz.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("p/metadata.json", data)
        archive.writestr("p/model/model.bin", b"x")
        archive.writestr("p/sentencepiece.model", b"x")
    installed = install(path)
    assert installed.path.parent == _FOLDER / "packages"


def package(data: bytes) -> None:
    """An Argos package that consists of these bytes."""
    os.environ["ARGOS_PACKAGES_DIR"] = str(_FOLDER / "packages")
    path = _FOLDER / "raw.argosmodel"
    path.write_bytes(data)
    install(path)


def detection(data: bytes) -> None:
    """Language detection: any text has a verdict."""
    verdict = detect(data.decode("utf-8", "replace"))
    assert 0 <= verdict.confidence <= 1
    json.dumps(verdict.guesses)


def _identity(data: bytes, name: str) -> None:
    document = documents.parse(data, _SEGMENTER, format=name)
    assert document.render(lambda segment: segment.text, Language("en")) == data
    document.render(lambda segment: f"{segment.text} <&>\n* x", Language("ar"))


def _guarded(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        with contextlib.suppress(HexaplaError):
            target(data)

    return run


TARGETS: dict[str, Callable[[bytes], None]] = {
    name: _guarded(target)
    for name, target in {
        "text": text,
        "markdown": markdown,
        "html": html,
        "po": po,
        "toml": toml,
        "glossary": glossary,
        "metadata": metadata,
        "package": package,
        "detection": detection,
    }.items()
}
