"""Named pipes in the place of files: an archive from somebody may contain them."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Translate

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")

SETTINGS = (
    'languages = ["es"]\nsource-language = "en"\nsources = ["news"]\nengines = ["upper"]\n'
    '[site]\ntheme = "theme"\n'
)
COMMANDS = (
    ("status",),
    ("check",),
    ("publish",),
    ("site", "public"),
    ("draft", "--no-cache"),
    ("prune", "-n"),
    ("glossary", "check"),
    ("epub", "books"),
    ("memory", "search", "a", "--from", "en", "--to", "es"),
    ("memory", "import", "m.tmx"),
    ("xliff", "import", "a.xlf"),
    ("glossary", "import", "g.csv"),
    ("merge-po", "a.po", "a.po", "a.po"),
    ("models", "install", "--locked"),
)
PLACES = {
    "what Hexapla keeps": (
        *("locales/a.pot", "i18n/memory/m.tmx", "editions/manifest.json", "editions/es/a.txt"),
        *("editions/.hexapla-manifest.json", "public/manifest.json", "public/.hexapla-journal"),
    ),
    "catalogs": ("locales/es/LC_MESSAGES/a.po",),
    "settings": ("i18n/publication.toml",),
    "files that are named": ("i18n/models.lock", "m.tmx", "a.xlf", "g.csv", "a.po"),
    "articles and a theme": ("news/a.txt", "theme/page.html", "i18n/glossary.csv"),
}


@pytest.fixture
def impatient() -> Iterator[None]:
    """A command that waits for a pipe fails."""

    def late(*_: object) -> None:
        raise TimeoutError("a command waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("where", PLACES)
def test_no_command_waits_for_a_pipe(translate: Translate, where: str) -> None:
    for path, text in {
        "i18n/publication.toml": SETTINGS,
        "news/a.txt": "The road is open.\n",
        "public/.hexapla-site": "",
    }.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    assert translate("run").code == 0
    for name in PLACES[where]:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).unlink(missing_ok=True)
        os.mkfifo(name)
    for command in COMMANDS:
        done = translate(*command)
        assert done.code in (0, 1, 2, 3, 4), done.err
        assert "internal error" not in done.err


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("stick/index.json", ("available", "--index", "stick")),
        ("stick/records.json", ("available", "--index", "stick")),
        ("stick/a.argosmodel", ("available", "--index", "stick")),
        ("stick/index.json", ("install", "en-es", "--index", "stick")),
        ("a.argosmodel", ("install", "a.argosmodel")),
        ("bundle.zip", ("import", "bundle.zip")),
        ("opus/model/config.json", ("add", "opus", "--from", "en", "--to", "es")),
        ("opus/model/shared_vocabulary.json", ("add", "opus", "--from", "en", "--to", "es")),
        ("opus/sentencepiece.model", ("add", "opus", "--from", "en", "--to", "es")),
        ("moz/model.enes.bin", ("add", "moz", "--from", "en", "--to", "es")),
    ],
)
def test_no_pipe_among_models_is_waited_for(
    translate: Translate, name: str, command: tuple[str, ...]
) -> None:
    shutil.unpack_archive(NANO, "nano", "zip")
    shutil.copytree(next(Path("nano").iterdir()), "opus")
    for path in ["moz/vocab.enes.spm"]:
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_bytes(b"a")
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).unlink(missing_ok=True)
    os.mkfifo(name)
    done = translate("models", *command)
    assert done.code in (2, 3, 4), done.err
    assert "internal error" not in done.err


def test_a_link_in_an_index_is_a_file_and_no_pipe(translate: Translate) -> None:
    Path("stick").mkdir()
    told = {"from_code": "en", "to_code": "es", "package_version": "1.0", "links": ["p"]}
    Path("stick/index.json").write_text(json.dumps([told]))
    os.mkfifo("stick/p")
    done = translate("models", "install", "en-es", "--index", "stick")
    assert (done.code, "it is a pipe" in done.err) == (3, True)
