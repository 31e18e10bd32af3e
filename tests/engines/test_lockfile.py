"""`translate models`: pinned digests, the lock file, bundles, and broken packages."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import tomli_w

from hexapla.engines import lockfile
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.caching import cached
from hexapla.engines.engine import LockedModel, Pair
from hexapla.engines.models import bundles, packages
from hexapla.engines.models.downloads import download
from hexapla.engines.models.indexes import available
from hexapla.engines.models.package import Installed
from hexapla.engines.plugin import Plugin
from hexapla.engines.routes import find_route
from hexapla.errors import EngineError, InputError
from hexapla.languages import Language
from hexapla.testing import IdentityEngine
from tests.conftest import ROOT, Translate

EN_ES = Pair("en", "es")
EN_ES_0 = {"package_version": "0.0", "from_code": "en", "to_code": "es"}
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


@pytest.fixture
def package() -> Installed:
    return packages.install(NANO)


def spoil(package: Installed) -> None:
    path = package.path / "model" / "model.bin"
    path.write_bytes(path.read_bytes() + b"!")


def other(folder: Path) -> Path:
    """A package of the same pair and version with one more file."""
    path = folder / "other.argosmodel"
    shutil.copy(NANO, path)
    with zipfile.ZipFile(path, "a") as archive:
        top = archive.namelist()[0].partition("/")[0]
        archive.writestr(f"{top}/NOTES", "another")
    return path


def mirror(folder: Path, file: Path = NANO, **told: object) -> Path:
    folder.mkdir(exist_ok=True)
    shutil.copy(file, folder / "p.argosmodel")
    entry = EN_ES_0 | {"links": ["p.argosmodel"]} | told
    (folder / "index.json").write_text(json.dumps([entry]))
    return folder


@pytest.mark.parametrize("key", ["engine", "source", "target", "version", "digest", "link"])
def test_odd_values_in_a_lock_file(translate: Translate, tmp_path: Path, key: str) -> None:
    (tmp_path / "i18n").mkdir()
    entry = {"engine": "argos", "source": "en", "target": "es", "version": "1", "digest": "x"}
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    odd: list[object] = ["a\0b", "../../x", "1" * 5_000, "", 1, [], "http://[", "/dev/zero"]
    for value in odd:
        shown = tomli_w.dumps({"model": [entry | {key: value}]})
        (tmp_path / "i18n" / "models.lock").write_text(shown)
        done = translate("models", "install", "--locked", "--index", nothing)
        assert (done.code, "internal error" in done.err) == (3, False), value


class TestVerify:
    def test_intact_changed_and_broken_packages(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        done = translate("models", "verify")
        assert (done.code, done.out) == (0, f"en→es 0.0: ok ({package.check()})\n")
        spoil(package)
        done = translate("models", "verify", "en-es")
        assert done.code == 1
        assert "changed since it was installed" in done.out
        (tmp_path / "a.txt").write_text("Tom is here.\n")
        done = translate("a.txt", "--to", "es", "--from", "en", "--engine", "argos")
        assert done.code == 4
        assert "not the one that was installed" in done.err
        assert translate("models", "verify", "--trust").code == 0
        assert translate("models", "verify", "--json").results[0]["state"] == "ok"
        (package.path / "sentencepiece.model").unlink()
        for command in ("verify", "list"):
            done = translate("models", command)
            assert "sentencepiece.model or bpe.model is missing" in done.out + done.err
        assert translate("models", "verify").code == 1

    def test_the_engines_command_reports_a_broken_package(
        self, translate: Translate, package: Installed
    ) -> None:
        (package.path / "model" / "model.bin").unlink()
        done = translate("engines")
        reason = f"{package.path}: model/model.bin is missing"
        assert f"argos: no Argos package works: {reason}; remove the folder" in done.out
        assert f"{package.path}: can't translate: model/model.bin is missing" in done.err

    def test_broken_packages_are_listed_and_other_folders_ignored(self, package: Installed) -> None:
        folder = packages.packages_directory()
        for name, content in {"list": "[]", "odd": "{", "code": '{"from_code": "?"}'}.items():
            (folder / name / "model").mkdir(parents=True)
            (folder / name / "metadata.json").write_text(content)
            (folder / name / "model" / "model.bin").write_text("")
            (folder / name / "bpe.model").write_text("")
        (folder / "splitter").mkdir()
        (folder / "splitter" / "metadata.json").write_text('{"type": "sbd"}')
        (folder / "empty").mkdir()
        found = {one.path.name: one.reason for one in packages.broken()}
        assert set(found) == {"list", "odd", "code"}
        assert found["odd"] == "metadata.json is missing or damaged"
        assert "languages" in found["code"]


class TestPins:
    def test_a_mirror_with_another_package_is_refused(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        digest = package.check()
        index = mirror(tmp_path / "mirror", other(tmp_path))
        packages.remove(EN_ES)
        done = translate("models", "install", "en-es", "--index", index)
        assert done.code == 3
        assert "is not the expected package" in done.err
        assert packages.installed() == []
        assert translate("models", "install", "en-es", "--index", index, "--trust").code == 0
        assert packages.installed()[0].check() != digest

    @pytest.mark.parametrize("here", [True, False], ids=["installed", "removed"])
    def test_a_file_with_another_package_is_refused(
        self, translate: Translate, package: Installed, tmp_path: Path, here: bool
    ) -> None:
        digest, evil = package.check(), other(tmp_path)
        if not here:
            packages.remove(EN_ES)
        done = translate("models", "install", evil)
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith(f"translate: {Path(evil).name}: is not the expected package")
        assert [one.check() for one in packages.installed()] == [digest] * here
        assert translate("models", "install", NANO).code == 0
        assert translate("models", "install", evil, "--trust").code == 0
        assert packages.installed()[0].check() != digest

    def test_a_bundle_with_another_package_is_refused(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        digest = package.check()
        packages.install(other(tmp_path), trust=True)
        evil = packages.installed()[0].check()
        assert translate("models", "export", "evil.zip").code == 0
        packages.install(NANO, trust=True)
        done = translate("models", "import", "evil.zip")
        assert (done.code, done.out) == (3, "")
        assert "is not the expected package" in done.err
        assert packages.installed()[0].check() == digest
        assert translate("models", "import", "evil.zip", "--trust").code == 0
        assert packages.installed()[0].check() == evil

    def test_a_folder_of_another_program_must_match_its_version(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        shutil.copytree(package.path, tmp_path / "aside")
        packages.remove(EN_ES)
        shutil.copytree(tmp_path / "aside", package.path)
        assert translate("models", "verify").out.startswith("en→es 0.0: ok")
        packages.remove(EN_ES)
        shutil.copytree(tmp_path / "aside", package.path)
        spoil(package)
        done = translate("models", "verify")
        assert (done.code, "changed since it was installed" in done.out) == (1, True)
        with pytest.raises(EngineError, match="not the one"):
            package.check()

    def test_replaced_versions_are_reported(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        assert "replacing" not in translate("models", "install", NANO).out
        mirror(tmp_path, package_version="9")
        spare = tmp_path / "new.argosmodel"
        with zipfile.ZipFile(NANO) as old, zipfile.ZipFile(spare, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name.endswith("metadata.json"):
                    data = json.dumps(json.loads(data) | {"package_version": "9"}).encode()
                new.writestr(name, data)
        assert translate("models", "install", spare).out.endswith("-9, replacing 0.0\n")
        assert [one.version for one in packages.installed()] == ["9"]

    def test_the_index_may_contain_the_digest(self, translate: Translate, tmp_path: Path) -> None:
        index = mirror(tmp_path / "mirror", digest="sha256:0")
        assert (
            "is not the expected package"
            in translate("models", "install", "en-es", "--index", index).err
        )
        sha256 = hashlib.sha256(NANO.read_bytes()).hexdigest()
        mirror(index, size=NANO.stat().st_size, sha256=sha256)
        assert translate("models", "install", "en-es", "--index", index).code == 0


class TestLock:
    def draft(self, translate: Translate, folder: Path) -> Path:
        (folder / "i18n").mkdir(exist_ok=True)
        (folder / "i18n" / "publication.toml").write_text("")
        (folder / "a.txt").write_text("She was born last year.\n")
        assert translate("draft", "--to", "es", "--from", "en", "--engine", "argos").code == 0
        return folder / lockfile.FILE_NAME

    def test_drafting_locks_and_installing_restores(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        path = self.draft(translate, tmp_path)
        (locked,) = lockfile.read(path)
        assert locked == LockedModel("argos", EN_ES, "0.0", package.check())
        assert str(package.path) not in path.read_text(), "no path of this machine"
        before = path.stat().st_mtime_ns
        shutil.rmtree(tmp_path / "locales")
        self.draft(translate, tmp_path)
        assert path.stat().st_mtime_ns == before, "nothing new, nothing written"
        done = translate("models", "install", "--locked")
        assert done.out.startswith("already installed: en→es 0.0")
        packages.remove(EN_ES)
        done = translate("models", "install", "--locked", "--index", mirror(tmp_path / "mirror"))
        assert (done.code, done.err) == (0, "")
        assert packages.installed()[0].check() == locked.digest

    def test_another_package_than_the_locked_one(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        self.draft(translate, tmp_path)
        packages.remove(EN_ES)
        index = mirror(tmp_path / "mirror", other(tmp_path))
        done = translate("models", "install", "--locked", "--index", index)
        assert done.code == 3
        assert "is not the expected package" in done.err
        done = translate("models", "install", "--locked", "--trust", "--index", index)
        assert (done.code, done.err) == (0, ""), "as the refusal advised"
        packages.remove(EN_ES)
        mirror(index, package_version="9")
        shutil.copy(NANO, index / "old.argosmodel")
        (entry,) = json.loads((index / "index.json").read_text())
        old = entry | {"package_version": "0.0", "links": ["old.argosmodel"]}
        (index / "index.json").write_text(json.dumps([old, entry]))
        done = translate("models", "install", "--locked", "--trust", "--index", index)
        assert done.out.startswith("installed en→es 0.0"), "there may be a newer one"
        mirror(index, package_version="9")
        packages.remove(EN_ES)
        done = translate("models", "install", "--locked", "--index", index)
        assert "the index has no en→es 0.0" in done.err

    @pytest.mark.parametrize("changed", ["version", "digest"])
    def test_a_lock_for_another_model_stays_and_is_reported(
        self, translate: Translate, package: Installed, tmp_path: Path, changed: str
    ) -> None:
        path = self.draft(translate, tmp_path)
        link = 'link = "https://example.org/p.argosmodel"\n'
        text = path.read_text() + link
        before, after = {"version": ("0.0", "0.1"), "digest": ("sha256:", "sha256:1")}[changed]
        path.write_text(text.replace(before, after))
        (tmp_path / "a.txt").write_text("She was born last year. I know her.\n")
        done = translate("draft", "--to", "es", "--from", "en", "--engine", "argos")
        told = {"version": "0.1, but 0.0 is in use", "digest": "0.0, but another 0.0 is in use"}
        assert done.err == (
            f"translate: i18n/models.lock: names en→es {told[changed]};"
            " `translate models install --locked` gets the locked one;"
            " to lock the other, delete the entry in i18n/models.lock\n"
        )
        assert path.read_text() == text.replace(before, after)
        path.unlink()
        (tmp_path / "a.txt").write_text("She was born last year. I know him.\n")
        assert translate("draft", "--to", "es", "--from", "en", "--engine", "argos").err == ""
        assert lockfile.read(path)[0].digest == package.check()

    @pytest.mark.parametrize("state", ["gone", "broken"])
    def test_a_locked_model_that_can_not_draft_is_reported(
        self, translate: Translate, package: Installed, tmp_path: Path, state: str
    ) -> None:
        path = self.draft(translate, tmp_path)
        text = path.read_text()
        (tmp_path / "a.txt").write_text("She was born last year. I know her.\n")
        if state == "gone":
            packages.remove(EN_ES)
            reason = "which is not installed"
        else:
            (package.path / "model" / "model.bin").unlink()
            reason = "which is broken: model/model.bin is missing"
        way_out = "`translate models install --locked` gets it"
        line = f"translate: i18n/models.lock: names en→es 0.0, {reason}; {way_out}\n"
        command = ("draft", "--from", "en", "--engine", "argos", "--engine", "upper")
        done = translate(*command, "--to", "es")
        assert (done.code, done.err) == (0, line)
        assert path.read_text() == text
        assert translate(*command, "--to", "fr").err == "", "that model is of no use there"
        (tmp_path / "a.txt").write_text("She was born last year. I know him.\n")
        done = translate("draft", "--to", "es", "--from", "en", "--engine", "upper")
        assert "1 drafted by upper" in done.out
        assert done.err == "", "who names other engines wants no model"
        done = translate("models", "install", "--locked", "--index", mirror(tmp_path / "mirror"))
        assert (done.code, packages.installed()[0].check() in text) == (0, True)

    def test_a_recorded_link_stays(self, package: Installed, tmp_path: Path) -> None:
        path = tmp_path / "models.lock"
        assert lockfile.record(path, [ArgosEngine().locked_model(EN_ES)])
        text = path.read_text() + 'link = "https://example.org/p.argosmodel"\n'
        path.write_text(text)
        assert not lockfile.record(path, [ArgosEngine().locked_model(EN_ES)])
        assert path.read_text() == text
        assert lockfile.read(path)[0].link == "https://example.org/p.argosmodel"

    def test_a_plug_in_s_models_are_locked_too(self) -> None:
        class House(IdentityEngine):
            name = "house"
            version_ = "7"

            def locked_model(self, pair: Pair) -> LockedModel | None:
                return LockedModel("house", pair, self.version_, "sha256:0")

            def model_problem(self, model: LockedModel) -> str | None:
                return "which is not installed"

        house = House([EN_ES])
        engine = cached([Plugin(house, "house")])[0]
        route = find_route(Language("en"), Language("es"), [engine])
        (model,) = lockfile.models_of(route)
        assert (model.engine, model.name) == ("house", "en→es 7")
        languages = (Language("en"), Language("es"))
        assert lockfile.differences([model], *languages, route, [engine]) == []
        house.version_ = "8"
        (line,) = lockfile.differences([model], *languages, route, [engine])
        assert str(line).startswith("i18n/models.lock: names en→es 7, but 8 is in use; ")
        (line,) = lockfile.differences([model], *languages, None, [engine])
        assert str(line).startswith("i18n/models.lock: names en→es 7, which is not installed; ")
        assert lockfile.differences([model], *languages, None, [IdentityEngine()]) == []

    def test_no_lock(self, translate: Translate, tmp_path: Path) -> None:
        assert "no models are locked" in translate("models", "install", "--locked").err
        assert translate("models", "install").code == 2
        (tmp_path / "i18n").mkdir()
        (tmp_path / "i18n" / "models.lock").write_text("[[model]]\nx = 1\n")
        assert "is not a valid models.lock" in translate("models", "install", "--locked").err

    def test_only_a_publication_gets_a_lock(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        (tmp_path / "a.txt").write_text("She was born last year.\n")
        assert translate("a.txt", "--to", "es", "--from", "en", "--engine", "argos").code == 0
        assert not (tmp_path / "i18n").exists()


class TestBundles:
    def test_export_and_import(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        digest = package.check()
        assert translate("models", "export", "m.zip").code == 0
        first = (tmp_path / "m.zip").read_bytes()
        assert translate("models", "export", "m.zip", "en-es").code == 0
        assert (tmp_path / "m.zip").read_bytes() == first
        packages.remove(EN_ES)
        done = translate("models", "import", "m.zip")
        assert (done.code, done.err) == (0, "")
        assert packages.installed()[0].check() == digest
        assert sorted(path.name for path in tmp_path.iterdir()) == ["m.zip"]

    def test_an_index_has_nothing_that_could_be_too_deep(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        path = package.path / "metadata.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | {"odd": [[]], "even": 1}))
        assert translate("models", "verify", "--trust").code == 0
        assert translate("models", "export", "m.zip").code == 0
        with zipfile.ZipFile(tmp_path / "m.zip") as bundle:
            (told,) = json.loads(bundle.read("hexapla-models/index.json"))
        assert ("odd" in told, told["even"], told["to_code"]) == (False, 1, "es")

    def test_packages_before_a_refused_one_are_reported(
        self, translate: Translate, package: Installed, tmp_path: Path
    ) -> None:
        folder = tmp_path / "opus"
        shutil.copytree(package.path / "model", folder)
        shutil.copy(package.path / "sentencepiece.model", folder)
        command = ("models", "add", "opus", "--from", "en", "--to", "fr", "--name", "9")
        assert translate(*command).code == 0
        assert translate("models", "export", "m.zip").code == 0
        vocabulary = folder / "shared_vocabulary.json"
        vocabulary.write_text(vocabulary.read_text() + "\n")
        assert translate(*command, "--trust").code == 0
        packages.remove(EN_ES)
        done = translate("models", "import", "m.zip")
        assert (done.code, done.out) == (3, f"installed en→es 0.0 in {package.path}\n")
        assert "m.zip: translate-en_fr-9.argosmodel in it is not the expected package" in done.err

    def test_an_unpacked_bundle_is_an_index(self, package: Installed, tmp_path: Path) -> None:
        bundles.export([package], tmp_path / "m.zip")
        with zipfile.ZipFile(tmp_path / "m.zip") as archive:
            archive.extractall(tmp_path)
        (offer,) = available(tmp_path / "hexapla-models")
        assert (offer.pair, offer.digest) == (EN_ES, package.check())
        (file,) = offer.files
        assert download(file, tmp_path / "x").stat().st_size == offer.size

    def test_a_damaged_bundle(self, package: Installed, tmp_path: Path) -> None:
        path = tmp_path / "m.zip"
        bundles.export([package], path)
        packages.remove(EN_ES)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(InputError, match=f"^{path}: is damaged"):
            list(bundles.import_(path))
        assert packages.installed() == []
        with zipfile.ZipFile(path, "w") as bundle:
            entry = {"links": ["p"], "from_code": "en", "to_code": "es", "sha256": "0"}
            bundle.writestr("m/index.json", json.dumps([entry]))
            bundle.writestr("m/p", "")
        reason = "its SHA-256 is not the one in the index"
        with pytest.raises(InputError) as caught:
            list(bundles.import_(path))
        assert str(caught.value) == (
            f"{path}: p in it can't be copied: {reason}; get the bundle again"
        )
        with pytest.raises(InputError, match="not a bundle of models"):
            list(bundles.import_(NANO))

    @pytest.mark.parametrize(
        "link",
        [
            *("http://127.0.0.1:9/p", "https://127.0.0.1:9/p", "HTTP://127.0.0.1:9/p", "//a/p"),
            *("/dev/zero", "../p", "x/../../p", "file:///dev/zero", "a\0b", "http://[", "", "."),
        ],
    )
    @pytest.mark.parametrize("of", ["argos", "firefox", "none"])
    def test_a_bundle_installs_only_what_is_in_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str, of: str
    ) -> None:
        def refuse(*_: object) -> None:
            raise AssertionError("a bundle opens a connection")

        monkeypatch.setattr("socket.create_connection", refuse)
        attachment = {"location": link, "size": 1, "hash": "0" * 64}
        record = {
            "version": "3.0", "sourceLanguage": "en", "targetLanguage": "es",
            "decompressedHash": "0" * 64, "attachment": attachment,
        }  # fmt: skip
        listed: object = [{"links": [link] if of == "argos" else [], **EN_ES_0}]
        if of == "firefox":
            listed = {"data": [record | {"fileType": name} for name in ("model", "vocab")]}
        path = tmp_path / "m.zip"
        with zipfile.ZipFile(path, "w") as bundle:
            bundle.writestr("m/index.json", json.dumps(listed))
            bundle.writestr("m/q", "")
        (tmp_path / "p").write_bytes(NANO.read_bytes())
        with suppress(InputError):
            list(bundles.import_(path))
        assert packages.installed() == []

    def test_a_changed_package_is_not_exported(self, package: Installed, tmp_path: Path) -> None:
        spoil(package)
        with pytest.raises(EngineError, match="not the one"):
            bundles.export([package], tmp_path / "m.zip")
        with pytest.raises(EngineError, match="no package to export"):
            bundles.export([], tmp_path / "m.zip")
        assert list(tmp_path.iterdir()) == []


def test_a_model_is_added(translate: Translate, package: Installed, tmp_path: Path) -> None:
    folder = tmp_path / "opus"
    shutil.copytree(package.path / "model", folder)
    shutil.copy(package.path / "sentencepiece.model", folder)
    done = translate("models", "add", "opus", "--from", "en", "--to", "es-MX", "--name", "2.0")
    assert (done.code, done.err) == (0, "")
    assert [one.name for one in packages.installed()] == ["en→es 0.0", "en→es-MX 2.0"]
    done = translate("-", "--to", "es-MX", "--from", "en", stdin=b"She was born last year.\n")
    assert done.out == "Ella nació el año pasado.\n"


class TestAdd:
    @pytest.fixture
    def opus(self, package: Installed, tmp_path: Path) -> Path:
        folder = tmp_path / "opus"
        shutil.copytree(package.path / "model", folder)
        shutil.copy(package.path / "sentencepiece.model", folder)
        return folder

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (
                ("--from", "en", "--to", "en"),
                "the languages of the model are the same: en and en; name two",
            ),
            (
                ("--from", "en", "--to", "es", "--name", "a b; c#"),
                "'a b; c#' can't be a model's name; use at most 100 letters, digits, and . + - _",
            ),
        ],
    )
    def test_invalid_arguments(
        self, translate: Translate, opus: Path, arguments: tuple[str, ...], reason: str
    ) -> None:
        done = translate("models", "add", opus, *arguments)
        assert (done.code, reason in done.err) == (2, True), done.err
        assert [one.name for one in packages.installed()] == ["en→es 0.0"]

    @pytest.mark.parametrize(
        ("file", "remedy"),
        [
            ("model.bin", "convert the model again, with CTranslate2's converters"),
            ("sentencepiece.model", "copy it again from the original model"),
        ],
    )
    def test_a_broken_file(self, translate: Translate, opus: Path, file: str, remedy: str) -> None:
        (opus / file).write_bytes(b"x")
        done = translate("models", "add", "opus", "--from", "en", "--to", "es")
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith(f"translate: opus/{file}: can't be loaded: ")
        assert done.err.endswith(f"; {remedy}\n")
        assert ".hexapla-" not in done.err, "no folder of ours"
        assert [one.name for one in packages.installed()] == ["en→es 0.0"]

    def test_another_model_with_the_same_name_is_refused(
        self, translate: Translate, opus: Path
    ) -> None:
        command = ("models", "add", "opus", "--from", "en", "--to", "es")
        assert translate(*command).out.endswith("-opus, replacing 0.0\n")
        assert translate(*command).code == 0, "the same model again"
        vocabulary = opus / "shared_vocabulary.json"
        vocabulary.write_text(vocabulary.read_text() + "\n")
        done = translate(*command)
        assert (done.code, "is not the expected package" in done.err) == (3, True)
        assert translate(*command, "--trust").code == 0


def test_nothing_to_verify_is_reported(translate: Translate) -> None:
    done = translate("models", "verify")
    assert (done.code, done.out) == (0, translate("models", "list").out)
    assert done.out.startswith("no packages installed")
