"""Argos packages: installing, listing, removing, finding and downloading them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import temporary
from hexapla.engines.argos import index as argos_index
from hexapla.engines.engine import Pair
from hexapla.engines.firefox import index as firefox_index
from hexapla.engines.models import archives, downloads, indexes
from hexapla.engines.models.downloads import File, download
from hexapla.engines.models.indexes import available
from hexapla.engines.models.installing import install_pair
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import folder_name, parse_pair
from hexapla.engines.models.packages import install, installed, packages_directory, remove
from hexapla.errors import EngineError, HexaplaError, InputError, UsageError
from tests.conftest import ROOT, Translate

EN_ES = Pair("en", "es")
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
METADATA = {"package_version": "1.0", "from_code": "en", "to_code": "es", "type": "translate"}

Members = dict[str, bytes | str]


def members(**metadata: object) -> Members:
    return {
        "some/metadata.json": json.dumps(METADATA | metadata),
        "some/model/model.bin": os.urandom(500),
        "some/sentencepiece.model": os.urandom(500),
    }


def package(folder: Path, content: Members, name: str = "x.argosmodel") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in content.items():
            archive.writestr(member, data)
    return path


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


class TestInstall:
    def test_a_package_is_installed_listed_and_removed(self) -> None:
        assert installed() == []
        new = install(NANO)
        assert (new.pair, new.version, new.prefix) == (EN_ES, "0.0", "")
        assert new.path == packages_directory() / "translate-en_es-0_0"
        assert new.size == sum(info.file_size for info in zipfile.ZipFile(NANO).infolist())
        assert installed() == [new]
        assert remove(EN_ES) == [new]
        assert installed() == []
        assert {path.name for path in packages_directory().iterdir()} == {".hexapla-lock"}

    def test_installed_files_equal_the_archive(self) -> None:
        new = install(NANO)
        with zipfile.ZipFile(NANO) as archive:
            for info in archive.infolist():
                name = info.filename.partition("/")[2]
                assert (new.path / name).read_bytes() == archive.read(info)

    def test_argos_translate_reads_an_installed_package(self) -> None:
        new = install(NANO)
        from argostranslate.package import get_installed_packages

        assert [p.package_path for p in get_installed_packages([packages_directory()])] == [
            new.path
        ]

    def test_the_same_pair_is_replaced(self, tmp_path: Path) -> None:
        old = packages_directory() / "an old name"
        install(package(tmp_path, members())).path.rename(old)
        install(package(tmp_path, members(to_code="fr")))
        new = install(path := package(tmp_path, members(package_version="1.10")))
        again = install(path)
        assert again == new
        assert not old.exists()
        assert [(p.pair, p.version) for p in installed()] == [
            (EN_ES, "1.10"),
            (Pair("en", "fr"), "1.0"),
        ]

    def test_a_failed_replacement_leaves_the_old_package(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = install(package(tmp_path, members()))
        before = everything(packages_directory())
        rename = Path.rename

        def fail(self: Path, target: Path) -> Path:
            if self.name == "new":
                raise OSError(28, "No space left on device")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(InputError, match="no space left"):
            install(package(tmp_path, members(package_version="2")))
        assert installed() == [old]
        assert everything(packages_directory()) == before

    def test_leftovers_of_a_killed_process_are_removed_and_never_listed(
        self, tmp_path: Path
    ) -> None:
        stage = packages_directory() / ".hexapla-leftover~"
        new = install(path := package(tmp_path, members()))
        new.path.rename(stage)
        assert installed() == []
        temporary.remove_leftovers()  # as in another process
        install(path)
        assert not stage.exists()

    def test_the_newest_of_a_pair_comes_first(self, tmp_path: Path) -> None:
        for version in ("1.9", "1.10"):
            install(package(tmp_path, members(package_version=version))).path.rename(
                tmp_path / version
            )
        for version in ("1.9", "1.10"):
            (tmp_path / version).rename(packages_directory() / version)
        assert [p.version for p in installed()] == ["1.10", "1.9"]

    def test_a_version_is_one_word(self, tmp_path: Path) -> None:
        assert install(package(tmp_path, members(package_version="1.0 beta; x"))).version == (
            "1.0-beta-x"
        )

    def test_the_name_inside_does_not_choose_the_folder(self, tmp_path: Path) -> None:
        french = install(package(tmp_path, members(to_code="fr")))
        evil = {name.replace("some", french.path.name): data for name, data in members().items()}
        install(package(tmp_path, evil))
        assert [p.pair for p in installed()] == [EN_ES, Pair("en", "fr")]

    def test_a_version_does_not_choose_another_pair(self, tmp_path: Path) -> None:
        install(package(tmp_path, members(to_code="es-419", package_version="1")))
        install(package(tmp_path, members(package_version="419-1")))
        assert [p.name for p in installed()] == ["en→es 419-1", "en→es-419 1"]

    def test_other_folders_are_ignored(self, tmp_path: Path) -> None:
        install(package(tmp_path, members(type="translate")))
        for name, metadata in {"sbd": '{"type": "sbd"}', "odd": "[", "list": "[]"}.items():
            (packages_directory() / name).mkdir()
            (packages_directory() / name / "metadata.json").write_text(metadata)
        (packages_directory() / "empty").mkdir()
        (packages_directory() / "file").write_text("")
        assert [p.pair for p in installed()] == [EN_ES]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
    def test_a_pipe_in_a_folder_of_packages_is_not_read(self, tmp_path: Path) -> None:
        install(package(tmp_path, members()))
        (packages_directory() / "odd").mkdir()
        os.mkfifo(packages_directory() / "odd" / "metadata.json")
        (packages_directory() / "long").mkdir()
        long = json.dumps(METADATA | {"x": " " * 2**20})
        (packages_directory() / "long" / "metadata.json").write_text(long)
        assert [p.pair for p in installed()] == [EN_ES]

    def test_removing_a_missing_package_is_an_error(self) -> None:
        with pytest.raises(EngineError, match="en→es"):
            remove(EN_ES)


class TestPackagesDirectory:
    def test_the_user_s_data_folder(self, own_user_directories: Path) -> None:
        assert packages_directory() == own_user_directories / "data" / "argos-translate/packages"

    def test_the_variable_and_the_settings_of_argos_translate(
        self, tmp_path: Path, own_user_directories: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = own_user_directories / "config" / "argos-translate" / "settings.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"ARGOS_PACKAGES_DIR": str(tmp_path / "a")}))
        assert packages_directory() == tmp_path / "a"
        monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "b"))
        assert packages_directory() == tmp_path / "b"


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, str]:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


class TestHostileArchives:
    def refused(self, path: Path, reason: str) -> None:
        with pytest.raises(InputError, match=reason) as caught:
            install(path)
        assert caught.value.where == str(path)
        assert "\n" not in str(caught.value)
        assert installed() == []
        assert not packages_directory().exists(), "something was written"

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("/etc/passwd", "absolute"),
            ("C:/x", "absolute"),
            ("../x", "unsafe name"),
            ("some/../../x", "unsafe name"),
            ("some/a\\..\\b", "unsafe name"),
            ("some/a\x01b", "unsafe name"),
            ("other/x", "second top-level"),
            ("x", "not in a folder"),
            ("some/metadata.json/x", "same path"),
            ("some/METADATA.JSON", "same path"),
            ("some/" + "\u00e9" * 128, "name that is too long"),
            ("some/" + "a" * 256 + "/x", "name that is too long"),
        ],
    )
    def test_names(self, tmp_path: Path, name: str, reason: str) -> None:
        self.refused(package(tmp_path, members() | {name: "x"}), reason)
        assert not (tmp_path.parent / "x").exists()

    def test_names_that_some_file_systems_spell_alike(self, tmp_path: Path) -> None:
        path = package(tmp_path, members() | {"some/\u00e9": "x", "some/e\u0301": "x"})
        self.refused(path, "same path")

    def test_links(self, tmp_path: Path) -> None:
        path = package(tmp_path, members())
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(*link("some/model/link", "/etc/passwd"))
        self.refused(path, "link")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_duplicates(self, tmp_path: Path) -> None:
        path = package(tmp_path, members())
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("some/metadata.json", "{}")
        self.refused(path, "occurs twice")

    def test_bombs(self, tmp_path: Path) -> None:
        path = package(tmp_path, members() | {"some/zeros": bytes(2_000_000)})
        self.refused(path, r"bytes unpack to 2,\d{3},\d{3}; the limit is 100 times")

    def test_many_folders(self, tmp_path: Path) -> None:
        folders: Members = {f"some/{number}/": "" for number in range(10_000)}
        self.refused(package(tmp_path, members() | folders), r"in 10,003 files; the limit is")

    def test_an_excessive_declared_size(self, tmp_path: Path) -> None:
        path = package(tmp_path, members() | {"some/x": "0123"})
        data = bytearray(path.read_bytes())
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 24 : entry + 28] = (0xFFFFFFFE).to_bytes(4, "little")
        path.write_bytes(data)
        self.refused(path, r"it unpacks to 4,\d{3},\d{3},\d{3} bytes in 4 files; the limit is")

    def test_a_file_longer_than_declared(self, tmp_path: Path) -> None:
        path = package(tmp_path, members() | {"some/x": os.urandom(5_000)})
        data = bytearray(path.read_bytes())
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
        path.write_bytes(data)
        with pytest.raises(InputError, match="damaged at x"):
            install(path)
        assert installed() == []

    def test_encryption(self, tmp_path: Path) -> None:
        path = package(tmp_path, members())
        data = bytearray(path.read_bytes())
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        self.refused(path, "encrypted")

    @pytest.mark.parametrize("library", ["argostranslate", "sacremoses"])
    def test_a_bpe_tokenizer_without_its_libraries(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, translate: Translate, library: str
    ) -> None:
        bpe = {name.replace("sentencepiece", "bpe"): data for name, data in members().items()}
        path = package(tmp_path, bpe)
        folder = install(path).path
        monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
        reason = f"its tokenizer is BPE, which needs {library}"
        remedy = "pip install 'hexapla[argos]'"
        for command in (["models", "list"], ["engines"]):
            (line,) = translate(*command).err.splitlines()
            assert f"{folder}: can't translate: {reason};" in line
            assert remedy in line
        assert f"{reason}; install Hexapla's extra: {remedy}" in translate("engines").out
        before = everything(packages_directory())
        done = translate("models", "install", path)
        assert done.code == 3
        assert (reason in done.err, remedy in done.err) == (True, True)
        assert everything(packages_directory()) == before

    def test_unsupported_compression(self, tmp_path: Path) -> None:
        path = package(tmp_path, members())
        with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
            archive.writestr("some/x", "x")
        self.refused(path, "unsupported compression")

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (members(from_code=None), "languages"),
            (members(from_code="es"), "its languages are 'es' and 'es'"),
            (members(to_code="../../x"), "languages"),
            (members(type="sbd"), "not a translation package"),
            ({"some/metadata.json": "[]"}, "languages"),
            (members() | {"some/metadata.json": "{"}, "languages"),
            ({"some/x": "x"}, "metadata.json is missing"),
            ({k: v for k, v in members().items() if "bin" not in k}, "model.bin is missing"),
            ({k: v for k, v in members().items() if "piece" not in k}, "bpe.model is missing"),
            ({}, "metadata.json is missing"),
        ],
    )
    def test_not_a_package(self, tmp_path: Path, content: Members, reason: str) -> None:
        self.refused(package(tmp_path, content), reason)

    @pytest.mark.parametrize("key", ["target_prefix", "source_prefix", "source_suffix"])
    @pytest.mark.parametrize("value", ["\ud800", "a\nb", "\x1b[31m", "a" * 1_000])
    def test_tokens_that_none_can_be(self, tmp_path: Path, key: str, value: str) -> None:
        with pytest.raises(InputError, match=r"can't translate: metadata.json is .* damaged"):
            install(package(tmp_path, members(**{key: value})))
        assert installed() == []

    def test_a_long_licence_fills_no_screen(self, tmp_path: Path, translate: Translate) -> None:
        install(package(tmp_path, members(licence="MIT " * 10_000)))
        done = translate("models", "list")
        assert (done.code, "MIT MIT" in done.out, len(done.out) < 2_000) == (0, True, True)

    def test_not_a_zip_file(self, tmp_path: Path) -> None:
        path = tmp_path / "x.argosmodel"
        self.refused(path, "no such file")
        path.write_text("PK")
        self.refused(path, "not a zip file")

    @given(data=st.data())
    def test_damage_anywhere_leaves_nothing(self, data: st.DataObject) -> None:
        """With any bytes changed or missing, it is rejected, or the installed package is intact."""
        with tempfile_package() as path:
            whole = path.read_bytes()
            spoilt = bytearray(whole)
            for _ in range(data.draw(st.integers(1, 3))):
                spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
            path.write_bytes(spoilt[: data.draw(st.integers(len(spoilt) - 30, len(spoilt)))])
            try:
                new = install(path, trust=True)
            except InputError:
                left = packages_directory()
                assert not left.exists() or everything(left) <= {".hexapla-lock"}
            else:
                assert (new.path / "model" / "model.bin").read_bytes() == b"m" * 50
                remove(new.pair)


class tempfile_package:  # noqa: N801
    """A small package in its own folder, because hypothesis runs many examples in one test."""

    def __enter__(self) -> Path:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        return package(Path(self.folder.name), members() | {"some/model/model.bin": b"m" * 50})

    def __exit__(self, *details: object) -> None:
        self.folder.cleanup()


class TestParsePair:
    @pytest.mark.parametrize(
        ("text", "pair"),
        [
            ("en-es", ("en", "es")),
            ("en_es", ("en", "es")),
            ("en→es", ("en", "es")),
            (" en -> es ", ("en", "es")),
            ("en:pt-br", ("en", "pt-BR")),
            ("en-pt-BR", ("en", "pt-BR")),
            ("pt-BR-es", ("pt-BR", "es")),
            ("zh-Hans-en", ("zh-Hans", "en")),
            ("ca-valencia-en", ("ca-valencia", "en")),
            ("en-pb", ("en", "pt-BR")),
            ("zt-en", ("zh-Hant", "en")),
        ],
    )
    def test_pairs(self, text: str, pair: tuple[str, str]) -> None:
        assert parse_pair(text) == pair

    @pytest.mark.parametrize("text", ["", "en", "en-pt-br", "en-", "english to spanish", "en-qq"])
    def test_invalid_pairs(self, text: str) -> None:
        with pytest.raises(UsageError):
            parse_pair(text)


class Server(BaseHTTPRequestHandler):
    """Serves ``files``, with faults on request.

    These name paths: the response is cut off after that many bytes (``cut``) or stalls there
    (``stall``), declares that many bytes too much (``lie``), is sent byte by byte (``drip``),
    redirects to an address (``moved``), stops in the middle until an event is set (``held``), has
    an error status (``fault``), or comes as one chunk of that size in hex digits (``chunk``).
    """

    held: ClassVar[dict[str, threading.Event]] = {}
    fault: ClassVar[dict[str, int]] = {}
    chunk: ClassVar[dict[str, str]] = {}
    stall: ClassVar[dict[str, int]] = {}
    lie: ClassVar[dict[str, int]] = {}
    drip: ClassVar[set[str]] = set()
    moved: ClassVar[dict[str, str]] = {}
    files: ClassVar[dict[str, bytes]] = {}
    cut: ClassVar[dict[str, int]] = {}
    ranges: ClassVar[bool] = True
    asked: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        if self.path in self.moved:
            self.send_response(302)
            self.send_header("Location", self.moved[self.path])
            self.end_headers()
            return
        data = self.files.get(self.path)
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        if data is None:
            self.send_error(self.fault.get(self.path, 404))
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if start >= len(data):
            self.send_error(416)
            return
        if start and self.ranges:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            start = 0
            self.send_response(200)
        if size := self.chunk.get(self.path):
            self.send_header("Transfer-Encoding", "chunked")
            data = f"{size}\r\n".encode() + data
        else:
            self.send_header("Content-Length", str(len(data) - start + self.lie.get(self.path, 0)))
        self.end_headers()
        with suppress(ConnectionError):
            self.send(data[start:])

    def send(self, data: bytes) -> None:
        if self.path in self.stall:
            self.wfile.write(data[: self.stall[self.path]])
            time.sleep(1)
        elif self.path in self.held:
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self.held[self.path].wait(60)
            self.wfile.write(data[len(data) // 2 :])
        elif self.path in self.drip:
            for byte in data[:100]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.01)
        else:
            self.wfile.write(data[: self.cut.get(self.path)])

    def log_message(self, *arguments: object) -> None:
        pass


def test_no_damage_of_a_package_is_an_internal_error(tmp_path: Path) -> None:
    content = members()
    whole = package(tmp_path, content).read_bytes()
    headers = [at for sign in (b"PK\1\2", b"PK\3\4", b"PK\5\6") for at in places(whole, sign)]
    rng = random.Random(1)
    path = tmp_path / "y.argosmodel"
    for at in headers:
        for offset in range(4, 46):
            data = bytearray(whole)
            data[min(at + offset, len(data) - 1)] ^= rng.choice((1, 0x20, 0x40, 0x80, 0xFF))
            path.write_bytes(data)
            with suppress(InputError), archives.opened(path) as archive:
                for name in archive.members:
                    archive.read(name)


def places(data: bytes, sign: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(sign), data)]


ODD: tuple[object, ...] = (
    10**400,
    -1,
    True,
    1e308,
    "1" * 5_000,
    "a/" * 500,
    "\0",
    "\ud800",
    None,
    [],
    {},
    [[]],
    "..",
)


@pytest.mark.parametrize("key", ["package_version", "from_code", "size", "sha256", "links", "type"])
def test_odd_values_in_an_index_of_packages(tmp_path: Path, key: str) -> None:
    shutil.copy(NANO, tmp_path / "p")
    for value in (*ODD, ["http://["], ["http://\ud800"], ["a\0"], ["https://:99999"]):
        told = METADATA | {"package_version": "9", "links": ["p"]} | {key: value}
        (tmp_path / "index.json").write_text(json.dumps([told]))
        assert_error_or_nothing(tmp_path)


@pytest.mark.parametrize(
    "key", ["version", "sourceLanguage", "architecture", "decompressedHash", "fileType", "location"]
)
def test_odd_values_in_records_of_models(tmp_path: Path, key: str) -> None:
    for value in (*ODD, "http://[", "a\0", 10**400):
        attachment: dict[str, object] = {"location": "p", "size": 1, "hash": "0" * 64}
        record = {
            "version": "3.0", "sourceLanguage": "en", "targetLanguage": "es",
            "decompressedHash": "0" * 64, "architecture": "tiny",
        }  # fmt: skip
        attachment["location" if key == "location" else "size"] = value
        told = [
            record | {"fileType": kind, "attachment": attachment} | {key: value}
            for kind in ("model", "vocab")
        ]
        (tmp_path / "records.json").write_text(json.dumps({"data": told}))
        assert_error_or_nothing(tmp_path)


def assert_error_or_nothing(folder: Path) -> None:
    for offer in available(folder):
        assert (offer.size or 0) / 1e6 < 1e6
    with pytest.raises(HexaplaError):
        install_pair(EN_ES, index=folder)
    assert installed() == []


def test_a_package_must_be_the_one_that_the_index_offers(tmp_path: Path) -> None:
    told = METADATA | {"package_version": "0.0", "links": ["p"]}
    (tmp_path / "index.json").write_text(json.dumps([told]))
    for change in ({"from_code": "fr"}, {"package_version": "9"}, {"type": "firefox"}):
        package(tmp_path, members(**{"package_version": "0.0"} | change), "p")
        with pytest.raises(InputError, match=r"not en→es 0\.0 for argos|is missing"):
            install_pair(EN_ES, index=tmp_path, trust=True)
    assert installed() == []


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Server, "files", {})
    for name in ("cut", "stall", "lie", "moved", "held", "fault", "chunk"):
        monkeypatch.setattr(Server, name, {})
    monkeypatch.setattr(Server, "drip", set())
    monkeypatch.setattr(Server, "ranges", True)
    monkeypatch.setattr(Server, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def index(*entries: object) -> bytes:
    return json.dumps(entries).encode()


def offered(pair: Pair, version: str, *links: str) -> Available:
    """A package that an index offers without more facts."""
    return Available(pair, version, (File(f"{folder_name(pair, version)}.argosmodel", links),))


class TestAvailable:
    ENTRIES = (
        METADATA | {"package_version": "1.9", "links": ["a.argosmodel", "ipfs://x", "file:///etc"]},
        METADATA | {"package_version": "1.10", "links": ["https://example.org/b", "b"]},
        METADATA | {"from_code": "pb", "links": ["http://example.org/c"]},
        {"package_version": "1.0", "type": "sbd", "from_codes": ["en"]},
        {"from_code": "en", "to_code": "no such language"},
    )

    def test_over_the_network(self, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
        Server.files["/some/index.json"] = index(*self.ENTRIES)
        expected = [
            offered(EN_ES, "1.10", "https://example.org/b", f"{server}/some/b"),
            offered(Pair("pt-BR", "es"), "1.0", "http://example.org/c"),
        ]
        assert available(f"{server}/some/index.json") == expected
        assert available(f"{server}/some/") == expected
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{server}/some/")
        assert available() == expected

    def test_in_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "index.json").write_bytes(index(*self.ENTRIES[:1]))
        expected = [offered(EN_ES, "1.9", str(tmp_path / "a.argosmodel"))]
        assert available(tmp_path) == available(tmp_path / "index.json") == expected

    def test_a_remote_index_names_no_local_file(self, server: str) -> None:
        Server.files["/index.json"] = index(METADATA | {"links": ["/etc/passwd", "file:///etc/x"]})
        assert available(server)[0].files[0].links == (f"{server}/etc/passwd",)

    @pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000])
    def test_not_an_index(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "index.json").write_bytes(data)
        with pytest.raises(InputError, match="not an index"):
            available(tmp_path)

    def test_failures_are_reported(self, server: str, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="404"):
            available(server)
        with pytest.raises(InputError, match="is not a folder with"):
            available(tmp_path)
        with pytest.raises(InputError, match="refused"):
            available("http://127.0.0.1:1/")

    def test_invalid_entries_are_skipped(self, tmp_path: Path) -> None:
        entries: list[object] = [
            1,
            None,
            [],
            {},
            METADATA | {"links": None},
            METADATA | {"links": [1]},
        ]
        (tmp_path / "index.json").write_text(json.dumps(entries))
        assert [offer.pair for offer in available(tmp_path)] == [EN_ES]

    @pytest.mark.parametrize("size", ["-1", "-2", "x"])
    def test_an_index_in_a_chunk_of_an_odd_size(
        self, server: str, size: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "_MOST_INDEX", 1000)
        Server.files["/index.json"] = b" " * 2000
        Server.chunk["/index.json"] = size
        with pytest.raises(InputError, match="the index can't be read: "):
            available(server)

    @pytest.mark.parametrize("library", [False, True])
    def test_the_default_indexes(self, library: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        answers = {argos_index.INDEX: b"[]", firefox_index.INDEX: b'{"data": []}'}

        @contextmanager
        def answer(request: Any) -> Iterator[BytesIO]:
            asked.append(request.full_url)
            yield BytesIO(answers[request.full_url])

        monkeypatch.setattr(downloads, "_opened", answer)
        monkeypatch.setattr(indexes, "find_spec", lambda name: library or None)
        monkeypatch.delenv("ARGOS_PACKAGE_INDEX", raising=False)
        assert available() == []
        assert asked == [*([firefox_index.INDEX] if library else []), argos_index.INDEX]


DATA = bytes(range(256)) * 1_000


class TestDownload:
    def offer(self, *links: str) -> File:
        return File("translate-en_es-1_9.argosmodel", links)

    def test_a_complete_download(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        seen: list[tuple[int, int | None]] = []
        offer = self.offer(f"{server}/x")
        target = tmp_path / "new folder" / offer.name
        assert download(offer, target, lambda *step: seen.append(step)) == target
        assert target.name == "translate-en_es-1_9.argosmodel"
        assert target.read_bytes() == DATA
        assert seen == sorted(seen)
        assert seen[-1] == (len(DATA), len(DATA))
        assert [path.name for path in target.parent.iterdir()] == [target.name]

    def test_cut_short_and_resumed(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.cut["/x"] = 100_000
        target = tmp_path / "x"
        download(self.offer(f"{server}/x"), target)
        assert target.read_bytes() == DATA
        assert Server.asked == [None, "bytes=99999-", "bytes=199998-"]

    def test_a_download_resumes_in_a_later_call(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.cut["/x"] = 100_000
        Server.ranges = False
        target = tmp_path / "x"
        with pytest.raises(InputError, match="stopped after 100,000 of 256,000 bytes"):
            download(self.offer(f"{server}/x"), target)
        assert not target.exists()
        Server.cut.clear()
        Server.ranges = True
        Server.asked.clear()
        assert download(self.offer(f"{server}/x"), target).read_bytes() == DATA
        assert Server.asked == ["bytes=99999-"]

    def test_a_server_that_stalls(
        self, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "_TIMEOUT", 0.3)
        Server.files["/x"] = DATA
        Server.stall["/x"] = 1_000
        with pytest.raises(InputError, match="timed out"):
            download(self.offer(f"{server}/x"), tmp_path / "x")
        part = (tmp_path / "x.part").read_bytes()
        assert len(part) >= 1_000
        assert DATA.startswith(part)

    def test_a_server_that_is_too_slow(
        self, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "_SLOW_SECONDS", 0.2)
        Server.files["/x"] = DATA
        Server.drip.add("/x")
        with pytest.raises(InputError, match="too slow"):
            download(File("x", (f"{server}/x",)), tmp_path / "x")

    def test_a_server_that_declares_too_many_bytes(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.lie["/x"] = 1_000
        Server.ranges = False
        with pytest.raises(InputError, match="stopped after 256,000 of 257,000"):
            download(self.offer(f"{server}/x"), tmp_path / "x")
        assert not (tmp_path / "x").exists()

    def test_a_server_that_lies_about_the_length(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.lie["/x"] = -1_000
        sha256 = hashlib.sha256(DATA).hexdigest()
        for offer in (
            File("x", (f"{server}/x",), size=len(DATA)),
            File("x", (f"{server}/x",), sha256=sha256),
        ):
            with pytest.raises(InputError, match=r"the index says|in the index"):
                download(offer, tmp_path / "x")
            assert not (tmp_path / "x").exists()

    def test_a_server_that_sends_without_end(
        self, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "_MOST_BYTES", 100_000)
        Server.files["/x"] = DATA
        with pytest.raises(InputError, match="more than 100,000 bytes"):
            download(self.offer(f"{server}/x"), tmp_path / "x")
        assert (tmp_path / "x.part").stat().st_size <= 100_000

    def test_a_file_that_differs_from_the_index(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA[::-1]
        Server.files["/y"] = DATA
        links = (f"{server}/x", f"{server}/y")
        sha256 = hashlib.sha256(DATA).hexdigest()
        with pytest.raises(InputError, match="SHA-256"):
            download(File("x", links[:1], sha256=sha256), tmp_path / "x")
        offer = File("x", links, len(DATA), sha256)
        assert download(offer, tmp_path / "x").read_bytes() == DATA

    def test_redirects(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.moved |= {"/a": f"{server}/b", "/b": "/x", "/loop": "/loop"}
        assert download(self.offer(f"{server}/a"), tmp_path / "x").read_bytes() == DATA
        for place, reason in (
            ("/loop", "redirect"),
            ("/file", "not allowed"),
            ("/ftp", "not safe"),
        ):
            Server.moved |= {"/file": f"file://{tmp_path}/x", "/ftp": "ftp://127.0.0.1/x"}
            with pytest.raises(InputError, match=reason):
                download(self.offer(f"{server}{place}"), tmp_path / "y")
        assert not (tmp_path / "y").exists()

    def test_redirects_from_https_to_http_are_refused(self) -> None:
        with pytest.raises(Exception, match="not safe"):
            downloads._check_redirect("https://x/y", "http://x/y")

    def test_resuming_a_complete_file(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        (tmp_path / "x.part").write_bytes(DATA)
        assert download(self.offer(f"{server}/x"), tmp_path / "x").read_bytes() == DATA

    def test_a_server_without_ranges_sends_all_again(self, server: str, tmp_path: Path) -> None:
        Server.files["/x"] = DATA
        Server.ranges = False
        (tmp_path / "x.part").write_bytes(b"?" * 300_000)
        Server.files["/x"] = DATA * 2
        assert download(self.offer(f"{server}/x"), tmp_path / "x").read_bytes() == DATA * 2

    def test_a_file_that_became_shorter_is_downloaded_again(
        self, server: str, tmp_path: Path
    ) -> None:
        Server.files["/x"] = DATA[:1000]
        (tmp_path / "x.part").write_bytes(DATA)
        with pytest.raises(InputError, match="has changed"):
            download(self.offer(f"{server}/x"), tmp_path / "x")
        assert download(self.offer(f"{server}/x"), tmp_path / "x").read_bytes() == DATA[:1000]

    def test_the_next_link_is_tried(self, server: str, tmp_path: Path) -> None:
        Server.files["/y"] = DATA
        offer = self.offer("http://127.0.0.1:1/x", f"{server}/none", f"{server}/y")
        assert download(offer, tmp_path / "x").read_bytes() == DATA

    def test_failures_are_reported(self, server: str, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no link"):
            download(self.offer(), tmp_path / "x")
        with pytest.raises(InputError, match="404") as caught:
            download(self.offer(f"{server}/none"), tmp_path / "x")
        assert caught.value.where == f"{server}/none"

    def test_from_a_local_index(self, tmp_path: Path) -> None:
        (tmp_path / "index.json").write_bytes(index(METADATA | {"links": ["p.argosmodel"]}))
        (tmp_path / "p.argosmodel").write_bytes(NANO.read_bytes())
        (offer,) = available(tmp_path)
        (file,) = offer.files
        assert install(download(file, tmp_path / "cache" / file.name)).pair == EN_ES

    @given(cuts=st.lists(st.integers(0, 900), max_size=4), size=st.integers(0, 1_500))
    def test_a_file_is_complete_after_any_interruptions(self, cuts: list[int], size: int) -> None:
        data = (DATA + DATA[::-1])[-size:] if size else b""
        with tempfile_package() as path:
            target = path.with_name("x")
            for cut in cuts:
                with_stream(path, data, cut, target)
            with_stream(path, data, None, target)
            assert target.read_bytes() == data


ELSEWHERE = "name another index with --index, or get the file from another source"
OTHER = "run it again; if that doesn't help, name another index with --index"


class TestAdvice:
    """What `translate models install` advises for each kind of failure."""

    def failed(self, translate: Translate, server: str, **told: object) -> str:
        entry = METADATA | {"package_version": "0.0", "links": ["p"]} | told
        Server.files["/index.json"] = index(entry)
        done = translate("models", "install", "en-es", "--index", server)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
        assert done.err[:-1].isprintable()
        return done.err

    @pytest.mark.parametrize(
        ("told", "reason", "advice"),
        [
            ({"links": []}, "the index gives no link for it", ELSEWHERE),
            ({"sha256": "0"}, "its SHA-256 is not the one in the index", OTHER),
            ({"size": 5}, "it has 256,000 bytes; the index says 5", OTHER),
            ({"links": ["none"]}, "HTTP Error 404: Not Found", ELSEWHERE),
            (
                {"links": ["fault"]},
                "HTTP Error 500: Internal Server Error",
                "try again later, or name another index with --index",
            ),
            ({"links": ["loop"]}, "it is redirected in a loop", ELSEWHERE),
            ({"links": ["ftp"]}, "it redirects to ftp://x/, which is not safe", ELSEWHERE),
            (
                {"links": ["http://127.0.0.1:1/p"]},
                "Connection refused",
                "check the connection and run it again: it continues where it stopped",
            ),
        ],
    )
    def test_a_download(
        self, translate: Translate, server: str, told: dict[str, object], reason: str, advice: str
    ) -> None:
        Server.files["/p"] = DATA
        Server.moved |= {"/loop": "/loop", "/ftp": "ftp://x"}
        Server.fault["/fault"] = 500
        line = self.failed(translate, server, **told)
        assert line.endswith(f": can't be downloaded: {reason}; {advice}\n")

    @pytest.mark.parametrize("ranges", [True, False])
    def test_a_server_that_stops(self, translate: Translate, server: str, ranges: bool) -> None:
        Server.files["/p"] = DATA
        Server.cut["/p"] = 1 if ranges else 100
        Server.ranges = ranges
        after = "it continues where it stopped"
        if not ranges:
            after = "this server can't resume, so it starts over"
        line = self.failed(translate, server)
        assert line.endswith(f"; check the connection and run it again: {after}\n")

    def test_a_full_disk(self, server: str) -> None:
        import resource

        Server.files["/p"] = DATA
        Server.files["/index.json"] = index(METADATA | {"links": ["p"]})
        done = subprocess.run(
            [sys.executable, "-m", "hexapla", "models", "install", "en-es", "--index", server],
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 3
        assert done.stderr.endswith(
            ".part: can't be written: File too large;"
            " free some space, or set XDG_CACHE_HOME to a writable folder\n"
        )

    def test_an_index(self, translate: Translate, server: str, tmp_path: Path) -> None:
        for place, advice in (
            (server, ELSEWHERE),
            ("http://127.0.0.1:1", "check the connection, or name a local index with --index"),
            (str(tmp_path / "none"), "check the path"),
        ):
            done = translate("models", "available", "--index", place)
            assert (done.code, done.err.endswith(f"; {advice}\n")) == (3, True), done.err
        (tmp_path / "m.zip").write_bytes(NANO.read_bytes())
        done = translate("models", "install", "en-es", "--index", "m.zip")
        assert done.code == 2
        assert done.err.startswith("translate: m.zip: is a file, not an index; `translate models i")
        (tmp_path / "index.json").write_bytes(index(METADATA | {"links": ["none"]}))
        done = translate("models", "install", "en-es", "--index", tmp_path)
        assert done.err.endswith(f"none: can't be copied: No such file or directory; {ELSEWHERE}\n")


def test_a_folder_of_packages_is_an_index(translate: Translate, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    package(folder, members(to_code="fr"), "a.argosmodel")
    package(folder, members(type="sbd"), "splitter.argosmodel")
    (folder / "b.argosmodel").write_bytes(NANO.read_bytes())
    done = translate("models", "available", "--index", "stick")
    assert (done.code, done.out) == (
        0,
        "pair   engine  version  MB\nen→es  argos   0.0\nen→fr  argos   1.0\n",
    )
    done = translate("models", "install", "en-es", "--index", "stick")
    assert (done.code, done.out.startswith("installed en→es 0.0 in ")) == (0, True)
    (folder / "b.argosmodel").write_bytes(b"PK")
    done = translate("models", "available", "--index", "stick")
    assert done.err.startswith("translate: stick/b.argosmodel: is not a zip file")


def test_progress_is_shown_in_megabytes(server: str) -> None:
    import pty

    Server.files |= {
        "/index.json": index(METADATA | {"package_version": "0.0", "links": ["p"]}),
        "/p": NANO.read_bytes(),
    }
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "hexapla", "models", "install", "en-es", "--index", server],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"COLUMNS": "100", "TERM": "xterm", "NO_COLOR": "1"},
    ) as run:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # what the other end of a terminal returns at the end
            while data := os.read(ours, 4096):
                shown += data
    os.close(ours)
    assert run.returncode == 0
    assert b"1.9/1.9 MB" in shown


def test_parallel_runs_download_a_package_once(server: str) -> None:
    Server.files |= {
        "/index.json": index(METADATA | {"package_version": "0.0", "links": ["p"]}),
        "/p": NANO.read_bytes(),
    }
    Server.held["/p"] = threading.Event()

    def run() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hexapla", "models", "install", "en-es", "--index", server]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")

    first = run()
    while len(Server.asked) < 2 and first.poll() is None:
        time.sleep(0.01)
    others = [run() for _ in range(3)]
    for other in others:
        assert other.stderr is not None
        assert (
            other.stderr.readline()
            == "translate: waiting for another process to download en→es 0.0\n"
        )
    Server.held["/p"].set()
    told = [one.communicate(timeout=60) for one in (first, *others)]
    assert [one.returncode for one in (first, *others)] == [0] * 4, told
    assert [out.split(" in ")[0] for out, _ in told] == ["installed en→es 0.0"] + [
        "already installed: en→es 0.0"
    ] * 3
    assert len(Server.asked) == 4 + 1, "four indexes, one package"


def with_stream(path: Path, data: bytes, cut: int | None, target: Path) -> None:
    """A download whose connection breaks after some bytes, without a server."""

    class Response(io.BytesIO):
        status = 200
        headers: ClassVar[dict[str, str]] = {}

    def answer(request: object) -> Response:
        wanted = request.headers.get("Range")  # type: ignore[attr-defined]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        response = Response(data[start:][:cut])
        response.status = 206 if wanted else 200
        response.headers = {"Content-Length": str(len(data) - start)}  # type: ignore[misc]
        if wanted:
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(downloads, "_opened", answer)
        with suppress(InputError):
            download(File("x", ("http://x/",)), target)
