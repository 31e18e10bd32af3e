"""The Firefox engine with a model of our own that translates word for word."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from hexapla.engines.engine import Engine, Pair
from hexapla.engines.firefox import model
from hexapla.engines.firefox.engine import FirefoxEngine
from hexapla.engines.models import digests, packages
from hexapla.engines.models.indexes import available, every
from hexapla.engines.models.installing import add_folder, install_pair
from hexapla.errors import EngineError, InputError
from hexapla.testing import EngineContract
from tests.conftest import ROOT, Translate

pytest.importorskip("fxtranslate")

EN_ES = Pair("en", "es")
MODEL = ROOT / "tests" / "data" / "firefox-en-es"
KINDS = ("model", "srcvocab", "trgvocab", "lex")


@pytest.fixture
def engine() -> FirefoxEngine:
    add_folder(MODEL, EN_ES, "1.0")
    return FirefoxEngine()


class TestContract(EngineContract):
    @pytest.fixture(autouse=True)
    def package(self) -> None:
        add_folder(MODEL, EN_ES, "1.0")

    def make(self) -> Engine:
        return FirefoxEngine()


def translated(engine: FirefoxEngine, *sentences: str) -> list[str]:
    return [one.text for one in engine.translate(sentences, EN_ES)]


def test_sentences_keep_their_order(engine: FirefoxEngine) -> None:
    numbers = [f"the house {number} is red" for number in range(300)]
    assert translated(engine, *numbers) == [f"el casa {number} es rojo" for number in range(300)]


def test_a_sentence_that_is_longer_than_the_model_reads(engine: FirefoxEngine) -> None:
    """The library returns 256 tokens at most, and says nothing about the rest."""
    (text,) = translated(engine, "the house is red, " * 400)
    assert text == " ".join(["el casa es rojo,"] * 400)


class FakeTranslator:
    """Notes what it translates, and fails as the library does."""

    asked: ClassVar[list[str]] = []

    def __init__(self, *files: bytes) -> None:
        pass

    def translate(self, text: str) -> str:
        self.asked.append(text)
        if "panic" in text:
            raise type("PanicException", (BaseException,), {})("index out of bounds")
        return text.upper()


def test_a_translation_that_could_have_been_cut_is_made_in_halves(
    engine: FirefoxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fxtranslate.Translator", FakeTranslator)
    monkeypatch.setattr(model, "_CUT", 20)
    loaded = model.Model(engine.package(EN_ES).path, EN_ES)
    text = "a house is red, a dog sees it"
    FakeTranslator.asked.clear()
    assert loaded.translate(text) == text.upper()
    assert FakeTranslator.asked[1:3] == ["a house is red,", "a dog sees it"]


def test_a_panic_of_the_library_costs_one_sentence(
    engine: FirefoxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fxtranslate.Translator", FakeTranslator)
    loaded = model.Model(engine.package(EN_ES).path, EN_ES)
    assert [loaded.translate(one) for one in ("a", "panic", "b")] == ["A", "", "B"]


def test_a_crash_is_one_line_and_one_retry(
    engine: FirefoxEngine, caplog: pytest.LogCaptureFixture
) -> None:
    def sentences() -> Iterator[str]:
        for number in range(2_000):
            if number == 1_000:
                (running,) = engine._running.values()
                os.kill(running._workers._all[0].pid, signal.SIGKILL)
            yield f"house {number}"

    found = [one.text for one in engine.translate(sentences(), EN_ES)]
    assert found == [f"casa {number}" for number in range(2_000)]
    assert [record.message for record in caplog.records] == [
        "a process that translates en→es crashed; trying again"
    ]


@pytest.mark.usefixtures("engine")
def test_no_process_is_left() -> None:
    own = FirefoxEngine()
    translated(own, "the house")
    (running,) = own._running.values()
    processes = list(running._workers._all)
    assert processes
    del running, own
    assert [one.returncode is not None for one in processes] == [True] * len(processes)


def test_provenance_and_the_lock_file(translate: Translate, engine: FirefoxEngine) -> None:
    Path("a.txt").write_text("The house is red.\n")
    done = translate("a.txt", "--from", "en", "--to", "es")
    assert done.code == 0, done.err
    assert "1 drafted by firefox-en_es 1.0" in done.out
    assert Path("editions/es/a.txt").read_text() == "El casa es rojo.\n"
    assert "# draft: firefox-en_es 1.0; -;" in Path("locales/es/LC_MESSAGES/a.po").read_text()


@pytest.mark.parametrize("missing", ["model", "vocabulary"])
def test_a_folder_without_a_model(tmp_path: Path, missing: str) -> None:
    shutil.copytree(MODEL, tmp_path / "m")
    for path in (tmp_path / "m").glob("model*" if missing == "model" else "trgvocab*"):
        path.unlink()
    with pytest.raises(InputError, match="is not a CTranslate2 model"):
        add_folder(tmp_path / "m", EN_ES)


DAMAGES = {
    "is cut short": lambda data: data[: len(data) // 2],
    "is not a model of Mozilla's": lambda data: data[:8] + bytes(8) + data[16:],
    "can't be loaded": lambda data: data.replace(b"encoder_Wemb", b"encoder_Xemb"),
}


@pytest.mark.parametrize("reason", DAMAGES)
def test_a_damaged_model(tmp_path: Path, reason: str) -> None:
    shutil.copytree(MODEL, tmp_path / "m")
    (path,) = (tmp_path / "m").glob("model*")
    path.write_bytes(DAMAGES[reason](path.read_bytes()))
    with pytest.raises((InputError, EngineError)) as caught:
        add_folder(tmp_path / "m", EN_ES)
    assert reason in str(caught.value) or reason == "can't be loaded"
    assert "\n" not in str(caught.value)
    assert packages.installed() == []


@pytest.mark.parametrize("size", [0, 40])
def test_a_damaged_vocabulary(tmp_path: Path, size: int) -> None:
    """With an empty one, the library would return empty translations."""
    shutil.copytree(MODEL, tmp_path / "m")
    (path,) = (tmp_path / "m").glob("trgvocab*")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(InputError, match="can't be loaded"):
        add_folder(tmp_path / "m", EN_ES)
    assert packages.installed() == []


MALFORMED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a cut model": ("model.bin", lambda data: data[:4_000]),
    "a model with something in it": ("model.bin", lambda data: data[:358] + b"abc" + data[358:]),
    "a model with half its settings": ("model.bin", lambda data: data[:-300] + bytes(300)),
    "an odd vocabulary": ("source.spm", lambda data: data[:791] + b"\xff" * 8 + data[799:]),
    "a vocabulary with a word twice": ("source.spm", lambda data: data.replace(b"big", b"dog")),
    "a cut shortlist": ("lex.bin", lambda data: data[:5_720]),
    "a shortlist with something in it": ("lex.bin", lambda data: data[:390] + b"ab" + data[390:]),
    "no shortlist": ("lex.bin", lambda data: b""),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_package_is_one_line(
    translate: Translate, engine: FirefoxEngine, kind: str
) -> None:
    """As a package from a file, whose model isn't loaded when it is installed."""
    package = engine.package(EN_ES)
    name, change = MALFORMED[kind]
    path = package.path / name
    data = change(path.read_bytes())
    assert data != path.read_bytes()
    path.write_bytes(data)
    digests.pin(package.path, package.name, digests.of_folder(package.path))
    Path("a.txt").write_text("The house is red.\n")
    done = translate("a.txt", "--from", "en", "--to", "es", "--engine", "firefox")
    assert (done.code, done.err.count("\n")) == (4, 1), done.err
    assert "internal error" not in done.err


def test_words_are_linked_by_the_shortlist(engine: FirefoxEngine) -> None:
    sentence, text = "The big cat sees a red house.", "Rojo casa El grande gato ve un."
    (links,) = engine.align([sentence], [text], EN_ES)
    found = {sentence[slice(*one.source)]: text[slice(*one.target)] for one in links}
    assert found == {
        "The": "El",
        "big": "grande",
        "cat": "gato",
        "sees": "ve",
        "a": "un",
        "house": "casa",
        ".": ".",
    }


def test_a_model_without_a_shortlist(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "m")
    (path,) = (tmp_path / "m").glob("lex*")
    path.unlink()
    add_folder(tmp_path / "m", EN_ES)
    engine = FirefoxEngine()
    assert translated(engine, "the house") == ["el casa"]
    assert engine.align(["the house"], ["el casa"], EN_ES) == [()]


@pytest.mark.parametrize("size", [0, 60, -4])
def test_a_damaged_shortlist(tmp_path: Path, size: int) -> None:
    shutil.copytree(MODEL, tmp_path / "m")
    (path,) = (tmp_path / "m").glob("lex*")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(InputError, match="can't be loaded"):
        add_folder(tmp_path / "m", EN_ES)
    assert packages.installed() == []


def test_a_package_that_was_changed(engine: FirefoxEngine) -> None:
    path = engine.package(EN_ES).path / "model.bin"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(EngineError, match="its files have changed"):
        translated(engine, "the house")


def test_a_package_that_was_changed_and_has_its_old_times(engine: FirefoxEngine) -> None:
    path = engine.package(EN_ES).path / "model.bin"
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(EngineError, match="its files have changed"):
        translated(engine, "the house")


def test_pins_of_earlier_versions_are_read(engine: FirefoxEngine) -> None:
    digest = engine.package(EN_ES).check()
    path = digests._path()
    told = json.loads(path.read_bytes())
    for pin in told["folders"].values():
        pin["files"] = [one[:3] for one in pin["files"]]
    path.write_text(json.dumps(told))
    assert engine.package(EN_ES).check() == digest


# ── an index of Mozilla's ────────────────────────────────────────────────────────────────────


def zstd(data: bytes) -> bytes:
    """A zstd frame with uncompressed blocks (RFC 8878)."""
    found = b"\x28\xb5\x2f\xfd\xa0" + len(data).to_bytes(4, "little")
    blocks = [data[at : at + 2**17] for at in range(0, len(data), 2**17)] or [b""]
    for number, block in enumerate(blocks):
        header = len(block) << 3 | (number == len(blocks) - 1)
        found += header.to_bytes(3, "little") + block
    return found


def record(path: Path, folder: Path, kind: str, version: str = "3.0") -> dict[str, object]:
    """The record of a file, which is put into a folder."""
    data = path.read_bytes()
    packed = zstd(data)
    location = f"files/{hashlib.sha256(data).hexdigest()}.zst"
    (folder / "files").mkdir(exist_ok=True)
    (folder / location).write_bytes(packed)
    return {
        "name": path.name,
        "fileType": next(one for one in KINDS if path.name.startswith(one)),
        "sourceLanguage": "en",
        "targetLanguage": "es",
        "architecture": kind,
        "version": version,
        "decompressedHash": hashlib.sha256(data).hexdigest(),
        "attachment": {
            "hash": hashlib.sha256(packed).hexdigest(),
            "size": len(packed),
            "location": location,
        },
    }


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A mirror with three kinds of a model, a version for later libraries, and half a model."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    records = [
        record(path, folder, kind, version)
        for path in sorted(MODEL.iterdir())
        for kind, version in (
            *(("tiny", "3.1"), ("base-memory", "3.0"), ("base", "3.2"), ("base-memory", "4.0")),
        )
    ]
    half = [one | {"version": "3.9"} for one in records if one["fileType"] == "model"]
    channel = [one | {"version": "3.8", "filter_expression": "nightly"} for one in records]
    (folder / "records.json").write_text(json.dumps({"data": [*records, *half, *channel, 1, {}]}))
    return folder


def test_the_best_kind_is_offered(mirror: Path) -> None:
    (offer,) = available(mirror)
    assert (offer.pair, offer.version, offer.engine) == (EN_ES, "3.0-base-memory", "firefox")
    assert [one.version for one in every(mirror)] == ["3.1-tiny", "3.2-base", "3.0-base-memory"]


def test_install_from_a_mirror(translate: Translate, mirror: Path) -> None:
    done = translate("models", "available", "--index", str(mirror))
    assert "en→es  firefox  3.0-base-memory  0.4" in done.out
    done = translate("models", "install", "en-es", "--index", str(mirror))
    assert (done.code, done.err) == (0, "")
    assert "installed en→es 3.0-base-memory" in done.out
    done = translate("models", "install", "en-es", "--kind", "tiny", "--index", str(mirror))
    assert "installed en→es 3.1-tiny" in done.out
    assert "replacing 3.0-base-memory" in done.out
    done = translate("models", "list")
    assert "MPL-2.0" in done.out
    assert translated(FirefoxEngine(), "the house") == ["el casa"]
    done = translate("models", "install", "en-es", "--kind", "huge", "--index", str(mirror))
    assert (done.code, "has no huge model for en→es" in done.err) == (3, True)


def test_a_locked_model_is_installed(translate: Translate, mirror: Path) -> None:
    Path("a.txt").write_text("The house is red.\n")
    assert translate("init").code == 0
    install_pair(EN_ES, index=mirror, kind="tiny")
    done = translate("a.txt", "--from", "en", "--to", "es")
    assert done.code == 0, done.err
    assert 'engine = "firefox"' in Path("i18n/models.lock").read_text()
    packages.remove(EN_ES)
    done = translate("models", "install", "--locked", "--index", str(mirror))
    assert (done.code, "installed en→es 3.1-tiny" in done.out) == (0, True), done.err


@pytest.mark.parametrize(
    ("key", "reason"),
    [("decompressedHash", "can't be unpacked"), ("attachment", "SHA-256 is not the one")],
)
def test_a_file_that_is_not_the_one_in_the_index(mirror: Path, key: str, reason: str) -> None:
    index = json.loads((mirror / "records.json").read_text())
    for one in index["data"]:
        if isinstance(one, dict) and one.get("fileType") == "model":
            if key == "attachment":
                one[key]["hash"] = "0" * 64
            else:
                one[key] = "0" * 64
    (mirror / "records.json").write_text(json.dumps(index))
    with pytest.raises(InputError, match=reason):
        install_pair(EN_ES, index=mirror)
    assert packages.installed() == []


def test_both_engines_have_a_package_for_a_pair(
    translate: Translate, engine: FirefoxEngine, tmp_path: Path
) -> None:
    """Packages replace only those of their engine; bundles have both."""
    packages.install(ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel")
    assert [one.engine for one in packages.installed()] == ["firefox", "argos"]
    assert translate("models", "export", "all.zip").code == 0
    packages.remove(EN_ES)
    assert packages.installed() == []
    done = translate("models", "import", "all.zip")
    assert (done.code, len(packages.installed())) == (0, 2), done.err
    assert translated(engine, "the house") == ["el casa"]


def test_two_engines_name_one_command(translate: Translate) -> None:
    Path("a.txt").write_text("The house is red.\n")
    done = translate("a.txt", "--from", "en", "--to", "hu")
    assert done.code == 4
    assert done.err.count("translate models install en-hu") == 1


def test_without_the_library(
    translate: Translate, engine: FirefoxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("firefox.engine", "firefox.adding", "models.package"):
        monkeypatch.setattr(
            f"hexapla.engines.{module}.find_spec", lambda name: None if "fx" in name else object()
        )
    assert engine.pairs() == []
    assert engine.unavailable() == ("fxtranslate is not installed: pip install 'hexapla[firefox]'")
    done = translate("models", "list")
    assert "can't translate: it needs fxtranslate; install Hexapla's extra" in done.err
    with pytest.raises(EngineError, match="fxtranslate is not installed"):
        add_folder(MODEL, EN_ES)
