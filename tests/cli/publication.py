"""A small publication, and a command line for each command that succeeds in it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hexapla.catalogs.provenance import text_digest
from hexapla.exchange import tmx
from hexapla.languages import Language
from hexapla.memory.unit import Unit
from tests.conftest import ROOT
from tests.importing.making import Text, pdf

__all__ = ["COMMANDS", "Command", "publication"]

NANO = "translate-en_es-nano.argosmodel"
RAIN = "It rained all day. The road was closed in 2015.\n"
BRIDGE = "# The bridge\n\nThe old bridge was closed, and nobody knows why.\n"
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"X-Source-Language: en\\n"

#. paragraph
#: sources/rain.txt
msgid "It rained all day."
msgstr "Llovió todo el día."

#. paragraph
#: sources/rain.txt
#, fuzzy
msgid "The road was closed in 2015."
msgstr "La carretera se cerró en 2051."
"""


@dataclass(frozen=True)
class Command:
    """The arguments of a command that succeeds, after the commands ``before``."""

    arguments: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()


def publication(folder: Path) -> None:
    """Write a publication with two articles, a catalog, a glossary, and files to import."""
    for name, text in {
        "i18n/publication.toml": "source-language = 'en'\nlanguages = ['es']\n"
        "engines = ['upper']\nsources = ['sources']\n",
        "i18n/glossary.csv": "term,note,es\nroad,,camino\nbridge,,puente\n",
        "sources/rain.txt": RAIN,
        "sources/bridge.md": BRIDGE,
        "locales/es/LC_MESSAGES/rain.po": CATALOG,
        "locales/rain.pot": 'msgid ""\nmsgstr ""\n\n#: sources/rain.txt\nmsgid "x"\nmsgstr ""\n',
        "en.x": "It rained all day.\nThe road was closed.\n",
        "es.x": "Llovió todo el día.\nLa carretera se cerró.\n",
        "rain.fr.txt": "La route a été fermée en 2015. Voici, pour l'été 1987, le programme de "
        "tous les concerts de la ville de Lyon, avec les adresses, les prix, les horaires "
        "et les trains qui partent le soir.\n",
        "terms.csv": "term,note,es\nroad,,vía\nrain,,lluvia\n",
        "editions/fr/rain.txt": RAIN.replace("It rained all day.", "Il a plu toute la journée."),
        "editions/es/gone.txt": "Llovía.\n",
        "editions/manifest.json": json.dumps({"editions": _manifest()}),
        "empty/.gitkeep": "",
        "new/texts/.gitkeep": "",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    units = [
        Unit("The road is open.", "La carretera está abierta."),
        Unit("The road is closed now.", "La carretera está cerrada ahora."),
    ]
    tmx.write(folder / "old.tmx", units, Language("en"), Language("es"))
    shutil.copy(ROOT / "tests" / "data" / NANO, folder)
    (folder / "memo.pdf").write_bytes(pdf([[Text(50, 80, "The road is closed.")]]))
    (folder / "opus").mkdir()
    for name, data in _model().items():
        (folder / "opus" / name).write_bytes(data)


@cache
def _model() -> dict[str, bytes]:
    """The files of the model in the package."""
    with zipfile.ZipFile(ROOT / "tests" / "data" / NANO) as archive:
        return {
            Path(member).name: archive.read(member)
            for member in archive.namelist()
            if "/model/" in member or member.endswith("sentencepiece.model")
        }


def _manifest() -> dict[str, dict[str, object]]:
    """An edition that was edited by hand, and one whose article is gone."""
    common = {"source_language": "en", "use": "all", "fallback": "source", "label": False}
    texts = " ".join(
        f"{one}/{one}" for one in map(text_digest, re.split("(?<=[.]) ", RAIN.strip()))
    )
    edited = {"article": "sources/rain.txt", "language": "fr", "edition_sha256": ""}
    gone = {
        "article": "sources/gone.txt",
        "language": "es",
        "edition_sha256": hashlib.sha256(b"Llov\xc3\xada.\n").hexdigest(),
    }
    paths = {"editions/fr/rain.txt": edited, "editions/es/gone.txt": gone}
    return {path: {**common, **one, "bilingual": "", "texts": texts} for path, one in paths.items()}


_INSTALLED = ("models", "install", NANO)
_EXPORTED = ("xliff", "export", "sources/rain.txt")
COMMANDS = {
    "run": Command(("sources/bridge.md",)),
    "run -": Command(("-", "--to", "es")),
    "init": Command(("init", "new")),
    "demo": Command(("demo",)),
    "import": Command(("import", "memo.pdf")),
    "detect": Command(("detect", "sources/rain.txt")),
    "segments": Command(("segments", "sources/rain.txt")),
    "extract": Command(("extract",)),
    "draft": Command(("draft",)),
    "batch": Command(("batch", "sources", "--output", "out", "--workers", "0")),
    "status": Command(("status", "--risk", "--explain")),
    "count": Command(("count",)),
    "check": Command(("check",)),
    "review": Command(("review",)),
    "packet": Command(("packet", "sources/rain.txt")),
    "sign": Command(("sign", "sources/rain.txt", "--as", "Ana")),
    "publish": Command(("publish",)),
    "adopt": Command(("adopt", "sources/rain.txt", "rain.fr.txt", "--to", "fr")),
    "adopt-edit": Command(("adopt-edit", "editions/fr/rain.txt")),
    "prune": Command(("prune",)),
    "site": Command(("site", "public")),
    "epub": Command(("epub", "books")),
    "engines": Command(("engines",)),
    "cache-info": Command(("cache", "info")),
    "cache-clear": Command(("cache", "clear"), (("draft",),)),
    "evaluate": Command(("evaluate", "en.x", "es.x")),
    "models-list": Command(("models", "list"), (_INSTALLED,)),
    "models-available": Command(("models", "available", "--index", ".")),
    "models-install": Command(_INSTALLED),
    "models-add": Command(("models", "add", "opus", "--from", "en", "--to", "es")),
    "models-verify": Command(("models", "verify"), (_INSTALLED,)),
    "models-export": Command(("models", "export", "bundle.zip"), (_INSTALLED,)),
    "models-import": Command(
        ("models", "import", "bundle.zip"),
        (_INSTALLED, ("models", "export", "bundle.zip"), ("models", "remove", "en-es")),
    ),
    "models-remove": Command(("models", "remove", "en-es"), (_INSTALLED,)),
    "memory-import": Command(("memory", "import", "old.tmx")),
    "memory-export": Command(("memory", "export")),
    "memory-search": Command(("memory", "search", "It rained all the day.")),
    "glossary-check": Command(("glossary", "check")),
    "glossary-import": Command(("glossary", "import", "terms.csv")),
    "glossary-export": Command(("glossary", "export")),
    "xliff-export": Command(_EXPORTED),
    "xliff-import": Command(("xliff", "import", "rain.es.xlf"), (_EXPORTED,)),
    "merge-po": Command(
        ("merge-po", *["locales/es/LC_MESSAGES/rain.po"] * 3),
    ),
}
"""By the command's name in `schema`."""
