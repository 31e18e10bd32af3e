"""The Argos engine, with a real package that is small enough for tests."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.engines.argos import devices, inference
from hexapla.engines.argos import engine as argos
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.cores import cores
from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.engines.models import digests, packages
from hexapla.engines.models.installing import add_folder
from hexapla.engines.models.package import Installed
from hexapla.errors import EngineError, InputError, UsageError
from tests.conftest import ROOT, hear_interrupts

EN_ES = Pair("en", "es")
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
SENTENCES = [
    "She was born last year.",
    "I don't know who he is.",
    "Where is the red house?",
    "Tom is here.",
    "We have never been to Boston, but we would like to go there in the summer.",
    "Tom is here.",
    "日本語",
]


@pytest.fixture
def package() -> Installed:
    return packages.install(NANO)


@pytest.fixture
def engine(package: Installed) -> ArgosEngine:
    return ArgosEngine()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packages folder for property tests, whose examples share the loaded model."""
    folder = tmp_path_factory.mktemp("packages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARGOS_PACKAGES_DIR", str(folder))
        packages.install(NANO)
    return folder


def translated(engine: ArgosEngine, folder: Path, sentences: list[str]) -> list[Translation]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARGOS_PACKAGES_DIR", str(folder))
        return list(engine.translate(sentences, EN_ES))


@pytest.fixture(scope="module")
def kept() -> ArgosEngine:
    return ArgosEngine()


def change_metadata(package: Installed, **changes: str) -> None:
    path = package.path / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    trust(package)


def trust(package: Installed) -> None:
    """What `translate models verify --trust` does."""
    digests.pin(package.path, package.name, digests.of_folder(package.path))


class TestTranslate:
    def test_other_sentences_do_not_change_a_translation(self, engine: ArgosEngine) -> None:
        """Some of these loop; where that is stopped depends only on the sentence."""
        text = "the library opens on Monday and children can borrow three books near big old"
        words = [*text.split(), "river", "house"]
        sentences = [
            " ".join(words[(one * 7 + at * (one % 5 + 1)) % len(words)] for at in range(one % 17))
            for one in range(1, 90)
        ]
        together = [found.text for found in engine.translate(sentences, EN_ES)]
        alone = [next(engine.translate([sentence], EN_ES)).text for sentence in sentences]
        assert together == alone

    def test_real_sentences(self, engine: ArgosEngine) -> None:
        first, second = engine.translate(SENTENCES[:2], EN_ES)
        assert first.text == "Ella nació el año pasado."
        assert second.text == "No sé quién es."
        assert 0.8 < (first.score or 0) < 1

    def test_the_search_is_that_of_argos_translate(
        self, engine: ArgosEngine, package: Installed
    ) -> None:
        """One sentence at a time, with the parameters of argostranslate/translate.py."""
        import ctranslate2
        from argostranslate.tokenizer import SentencePieceTokenizer

        tokenizer = SentencePieceTokenizer(package.path / "sentencepiece.model")
        translator = ctranslate2.Translator(str(package.path / "model"))
        expected = []
        for sentence in SENTENCES:
            (result,) = translator.translate_batch(
                [tokenizer.encode(sentence)],
                replace_unknowns=True,
                max_batch_size=32,
                batch_type="tokens",
                beam_size=4,
                num_hypotheses=1,
                length_penalty=0.2,
                return_scores=True,
            )
            expected.append(tokenizer.decode(result.hypotheses[0]).strip())
        assert [t.text for t in engine.translate(SENTENCES, EN_ES)] == expected

    def test_the_score_is_the_geometric_mean_of_token_probabilities(
        self, engine: ArgosEngine, package: Installed
    ) -> None:
        import ctranslate2
        from sentencepiece import SentencePieceProcessor

        pieces = SentencePieceProcessor(model_file=str(package.path / "sentencepiece.model"))
        (ours,) = engine.translate(SENTENCES[:1], EN_ES)
        (theirs,) = ctranslate2.Translator(str(package.path / "model")).score_batch(
            [pieces.encode(SENTENCES[0], out_type=str)], [pieces.encode(ours.text, out_type=str)]
        )
        mean = sum(theirs.log_probs) / len(theirs.log_probs)
        assert ours.score == pytest.approx(math.exp(mean), abs=1e-3)

    def test_blank_sentences(self, engine: ArgosEngine) -> None:
        found = list(engine.translate(["", " \n\t", "Tom is here.", "\u200b"], EN_ES))
        assert found[0] == found[1] == found[3] == Translation("")
        assert found[2].text == "Tom está aquí."
        assert list(engine.translate([], EN_ES)) == []

    def test_equal_sentences_are_translated_once(
        self, engine: ArgosEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[tuple[str, ...]] = []
        run = inference.Model._run

        def watched(self: inference.Model, portion: Any, search: Any) -> Any:
            asked.extend(portion)
            return run(self, portion, search)

        monkeypatch.setattr(inference.Model, "_run", watched)
        found = list(engine.translate(["Tom is here."] * 4_000, EN_ES))
        assert set(found) == {Translation("Tom está aquí.", found[0].score)}
        assert len(asked) <= 20  # once per window

    def test_a_sentence_of_any_length(self, engine: ArgosEngine) -> None:
        words = " ".join(["Tom is here."] * 1_000)
        unbroken = "ab1" * 3_000
        long, other, short = engine.translate([words, unbroken, "Tom is here."], EN_ES)
        assert long.text.count("Tom") > 40
        assert other.text
        assert short.text == "Tom está aquí."
        assert 0 < (long.score or 0) < 1

    @given(sentences=st.lists(st.text(st.characters(categories=None), max_size=60), max_size=4))
    def test_any_text_gets_an_answer(
        self, shared: Path, kept: ArgosEngine, sentences: list[str]
    ) -> None:
        found = translated(kept, shared, sentences)
        assert len(found) == len(sentences)
        for sentence, translation in zip(sentences, found, strict=True):
            assert translation.text == translation.text.strip()
            assert not (translation.text and not sentence.strip())
            assert (translation.score is None) == (translation.text == "")
            assert translation.score is None or 0 <= translation.score <= 1

    def test_sentences_are_read_as_they_are_needed(self, engine: ArgosEngine) -> None:
        read = []

        def endless() -> Iterator[str]:
            for number in count():
                read.append(number)
                yield f"I have {number} cats."

        stream = engine.translate(endless(), EN_ES)
        assert next(stream).text
        assert len(read) < argos._MOST_SENTENCES

    def test_few_models_stay_in_memory(self, tmp_path: Path, package: Installed) -> None:
        for code in ("fr", "de", "it"):
            folder = package.path.with_name(code)
            shutil.copytree(package.path, folder)
            change_metadata(Installed(EN_ES, "1", folder), to_code=code)
        engine = ArgosEngine()
        for code in ("es", "fr", "de", "it", "es"):
            (found,) = engine.translate(["Tom is here."], Pair("en", code))
            assert found.text == "Tom está aquí."
        assert len(engine._models) == argos._MODELS


class _Echo:
    """Replaces a CTranslate2 translator: returns the source, and checks the limits."""

    def translate_batch(self, source: list[list[str]], **options: Any) -> list[Any]:
        assert max(map(len, source)) + 2 <= 512
        assert max(map(len, source)) <= options["max_decoding_length"] <= 510
        return [_Answer(tokens) for tokens in source]


class _Answer:
    def __init__(self, tokens: list[str]) -> None:
        self.hypotheses = [tokens]
        self.scores = [-1.0]

    def result(self) -> _Answer:
        return self


@pytest.fixture(scope="module")
def echo(shared: Path) -> ArgosEngine:
    engine = ArgosEngine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(devices, "translator", lambda path: (_Echo(), 512))
        translated(engine, shared, [])
    return engine


class TestCutting:
    """With a translator that echoes, the output is the whole input."""

    @given(
        sentences=st.lists(
            st.lists(
                st.sampled_from(["the", "house,", "b_c.", "日本語。", "x" * 70, "1,5", "—", "¿no?"])
            ).map(lambda words: " ".join(words * 9)),
            max_size=6,
        )
    )
    def test_nothing_is_lost(self, echo: ArgosEngine, shared: Path, sentences: list[str]) -> None:
        found = [t.text for t in translated(echo, shared, sentences)]
        assert [text.replace(" ", "") for text in found] == [
            sentence.replace(" ", "") for sentence in sentences
        ]

    def test_cuts_are_at_clauses_then_spaces_then_anywhere(
        self, echo: ArgosEngine, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent: list[str] = []

        def note(self: _Echo, source: list[list[str]], **options: Any) -> list[_Answer]:
            sent.extend("".join(tokens).replace("▁", " ").strip() for tokens in source)
            return [_Answer(tokens) for tokens in source]

        monkeypatch.setattr(_Echo, "translate_batch", note)

        def parts(sentence: str) -> list[str]:
            sent.clear()
            translated(echo, shared, [sentence])
            return sent

        clause = "one two three four five six seven eight nine ten,"
        clauses = parts(" ".join([clause] * 40))
        assert clauses
        assert all(part.endswith("ten,") for part in clauses)
        words = parts("one two " * 400)
        assert len(words) > 1 or len(words[0]) < 2_000
        assert {word for part in words for word in part.split()} == {"one", "two"}
        assert all(len(part) < 1_000 for part in parts("z1" * 1_000))

    def test_halves_of_a_word_stay_together_and_words_apart(
        self, echo: ArgosEngine, shared: Path
    ) -> None:
        sentences = ["z1" * 600, ("z1 " * 600).strip()]
        assert [t.text for t in translated(echo, shared, sentences)] == sentences


class TestPackages:
    def test_pairs_versions_and_advice(self, package: Installed) -> None:
        engine = ArgosEngine()
        assert isinstance(engine, Engine)
        assert list(engine.pairs()) == [EN_ES]
        assert engine.version(EN_ES) == "0.0"
        assert engine.unavailable() is None
        packages.remove(EN_ES)
        assert list(engine.pairs()) == []
        assert "translate models install en-es" in (engine.unavailable() or "")
        with pytest.raises(EngineError, match="en→es is installed"):
            engine.version(EN_ES)
        with pytest.raises(EngineError, match="en→es is installed"):
            engine.translate(["x"], EN_ES)

    def test_advice(self) -> None:
        engine = ArgosEngine()
        assert engine.advice(Pair("en", "es-MX")) == "translate models install en-es"
        assert engine.advice(Pair("zh-Hans", "en")) == "translate models install zh-Hans-en"
        assert engine.advice(Pair("fr", "es")) is None

    @pytest.mark.parametrize("file", ["model/model.bin", "sentencepiece.model"])
    def test_a_broken_model_is_a_one_line_error(self, package: Installed, file: str) -> None:
        (package.path / file).write_bytes(b"not a model")
        trust(package)
        with pytest.raises(EngineError, match="can't be loaded") as caught:
            ArgosEngine().translate(["x"], EN_ES)
        assert "\n" not in str(caught.value)

    def test_a_target_prefix_is_added_and_removed(self, package: Installed) -> None:
        (plain,) = ArgosEngine().translate(SENTENCES[:1], EN_ES)
        change_metadata(package, target_prefix="▁Él")
        (prefixed,) = ArgosEngine().translate(SENTENCES[:1], EN_ES)
        assert prefixed.text == "nació el año pasado."
        change_metadata(package, target_prefix="▁Ella")
        (same,) = ArgosEngine().translate(SENTENCES[:1], EN_ES)
        assert f"Ella {same.text}" == plain.text
        assert 0 < (same.score or 0) < 1

    def test_a_bpe_package(self, package: Installed) -> None:
        """The test model with its vocabulary written as in BPE, without marks on whole words."""
        path = package.path / "model" / "shared_vocabulary.json"
        vocabulary = json.loads(path.read_text())
        path.write_text(json.dumps([_as_bpe(token, vocabulary) for token in vocabulary]))
        merges = [
            f"{word[:end]} {word[end]}{'</w>' if end == len(word) - 1 else ''}"
            for word in ("She", "was", "born", "last", "year")
            for end in range(1, len(word))
        ]
        (package.path / "bpe.model").write_text("\n".join(["#version: 0.2", *merges, ""]))
        (package.path / "sentencepiece.model").unlink()
        trust(package)
        found = list(ArgosEngine().translate([SENTENCES[0], "", "\x85 &<[", "…"], EN_ES))
        assert found[0].text == "Ella nació el año pasado."
        assert found[1] == Translation("")
        assert len(found) == 4


def _as_bpe(token: str, vocabulary: list[str]) -> str:
    if token.startswith("▁") and token[1:].isalpha():
        return token[1:]
    return f"{token}@@" if token.isalpha() and f"▁{token}" in vocabulary else token


class TestPins:
    """A package that is not the one that was installed is not used."""

    @pytest.mark.parametrize("file", ["model/model.bin", "metadata.json", "sentencepiece.model"])
    def test_a_changed_package_is_refused(self, package: Installed, file: str) -> None:
        path = package.path / file
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(EngineError, match="not the one that was installed") as caught:
            ArgosEngine().translate(["x"], EN_ES)
        assert "\n" not in str(caught.value)

    def test_a_touched_package_is_hashed_once_more(
        self, package: Installed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[Path] = []
        real = digests._sha256

        def count_(stream: Any) -> str:
            hashed.append(stream)
            return real(stream)

        monkeypatch.setattr(digests, "_sha256", count_)
        list(ArgosEngine().translate(["x"], EN_ES))
        assert hashed == [], "nothing has changed since it was installed"
        os.utime(package.path / "model" / "model.bin", (1, 1))
        list(ArgosEngine().translate(["x"], EN_ES))
        files = len(hashed)
        assert files == sum(path.is_file() for path in package.path.rglob("*"))
        list(ArgosEngine().translate(["x"], EN_ES))
        assert len(hashed) == files

    def test_a_package_of_argos_translate_is_pinned_when_first_used(
        self, package: Installed
    ) -> None:
        digests.forget([package.path])
        list(ArgosEngine().translate(["x"], EN_ES))
        pin = digests.pinned(package.path)
        assert pin is not None
        assert pin.digest == digests.of_folder(package.path)

    def test_a_digest_can_be_computed_by_anyone(self, package: Installed) -> None:
        done = subprocess.run(
            "find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum",
            shell=True,
            cwd=package.path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert package.check() == f"sha256:{done.stdout.split()[0]}"

    def test_the_fingerprint_changes_with_the_package(self, package: Installed) -> None:
        before = ArgosEngine().fingerprint(EN_ES)
        assert package.check() in before
        change_metadata(package, target_prefix="▁Él")
        assert ArgosEngine().fingerprint(EN_ES) != before


class TestDevices:
    """Without a graphics card, the tests look at the calls to CTranslate2."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
        import ctranslate2

        calls: list[dict[str, Any]] = []

        def note(path: str, **options: Any) -> object:
            calls.append(options)
            if options["device"] == "cuda" and options["device_index"] == [0, 1, 2]:
                raise RuntimeError("CUDA driver version is insufficient")
            return object()

        monkeypatch.setattr(ctranslate2, "Translator", note)
        return calls

    def cards(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: number)

    def test_a_processor(self, asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.cards(monkeypatch, 0)
        devices.translator(Path("x"))
        assert asked[0]["device"] == "cpu"
        assert (asked[0]["inter_threads"], asked[0]["intra_threads"]) == (cores(), 1)

    @pytest.mark.parametrize(
        ("maker", "flags", "own", "expected"),
        [
            ("AuthenticAMD", "avx2 avx512f avx512cd avx512vl avx512bw avx512dq", None, "AVX512"),
            ("AuthenticAMD", "avx2 avx512f avx512cd avx512vl avx512bw avx512dq", "AVX2", "AVX2"),
            ("AuthenticAMD", "avx2 avx512f", None, None),
            ("GenuineIntel", "avx2 avx512f avx512cd avx512vl avx512bw avx512dq", None, None),
        ],
    )
    def test_avx512_on_amd_processors_that_support_it(
        self,
        maker: str,
        flags: str,
        own: str | None,
        expected: str | None,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # Setting it here restores the old value after the test.
        monkeypatch.setenv("CT2_FORCE_CPU_ISA", own or "")
        if own is None:
            monkeypatch.delenv("CT2_FORCE_CPU_ISA")
        told = f"vendor_id : {maker}\nflags : {flags}\n"
        monkeypatch.setattr(Path, "read_text", lambda path: told)
        devices._use_wide_vectors()
        assert os.environ.get("CT2_FORCE_CPU_ISA") == expected

    def test_cards(self, asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.cards(monkeypatch, 2)
        devices.translator(Path("x"))
        assert (asked[0]["device"], asked[0]["device_index"]) == ("cuda", [0, 1])
        monkeypatch.setenv("HEXAPLA_DEVICE", "cpu")
        devices.translator(Path("x"))
        assert asked[1]["device"] == "cpu"

    def test_a_card_that_does_not_work(
        self, asked: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.cards(monkeypatch, 3)
        devices.translator(Path("x"))
        assert [call["device"] for call in asked] == ["cuda", "cpu"]
        monkeypatch.setenv("HEXAPLA_DEVICE", "cuda")
        with pytest.raises(RuntimeError):
            devices.translator(Path("x"))
        monkeypatch.setenv("HEXAPLA_DEVICE", "abacus")
        with pytest.raises(UsageError, match="use auto, cpu or cuda"):
            devices.translator(Path("x"))


@pytest.fixture
def foreign_model(tmp_path: Path, package: Installed) -> Path:
    """The test package's model as a converter writes it, in a folder of its own."""
    folder = tmp_path / "opus-mt en es"
    shutil.copytree(package.path / "model", folder)
    shutil.copy(package.path / "sentencepiece.model", folder / "source.spm")
    shutil.copy(package.path / "sentencepiece.model", folder / "target.spm")
    packages.remove(EN_ES)
    return folder


def change_json(path: Path, change: Any) -> None:
    path.write_text(json.dumps(change(json.loads(path.read_text()))))


def added(folder: Path, pair: Pair, version: str | None = None) -> Installed:
    return add_folder(folder, pair, version).package


class TestForeignModels:
    def test_a_marian_model(self, foreign_model: Path) -> None:
        change_json(foreign_model / "config.json", lambda c: c | {"add_source_eos": True})
        package = added(foreign_model, EN_ES)
        assert (package.pair, package.version) == (EN_ES, "opus-mt-en-es")
        assert package.source_suffix == "", "the model adds it"
        engine = ArgosEngine()
        assert engine.version(EN_ES) == "opus-mt-en-es"
        (found,) = engine.translate(SENTENCES[:1], EN_ES)
        assert found.text
        assert packages.installed() == [package]
        assert [one.path for one in packages.broken()] == []

    def test_argos_translate_ignores_it(self, foreign_model: Path) -> None:
        added(foreign_model, EN_ES)
        from argostranslate.package import get_installed_packages

        found = get_installed_packages([packages.packages_directory()])
        assert [one.type for one in found] == ["ctranslate2"]

    def test_the_end_of_a_sentence(
        self, foreign_model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = added(foreign_model, EN_ES, "1.0")
        assert (package.version, package.source_suffix) == ("1.0", "</s>")
        sent = self.sent(monkeypatch, EN_ES)
        assert sent[0][0][-1] == "</s>"

    @pytest.mark.parametrize(
        ("tokens", "before", "prefix"),
        [
            (["eng_Latn", "spa_Latn", "por_Latn"], "eng_Latn", "spa_Latn"),
            (["__en__", "__es__"], "__en__", "__es__"),
            ([">>spa<<", ">>por<<"], ">>spa<<", None),
            (["<2translate>", "<2es>", "<2es_xx_simple>", "<2sr_Latn>"], "<2es>", None),
        ],
    )
    def test_multilingual_models(
        self,
        foreign_model: Path,
        monkeypatch: pytest.MonkeyPatch,
        tokens: list[str],
        before: str,
        prefix: str | None,
    ) -> None:
        # The vocabulary must keep its size: the language tokens replace the last words.
        change_json(
            foreign_model / "shared_vocabulary.json", lambda v: [*v[: -len(tokens)], *tokens]
        )
        (foreign_model / "source.spm").rename(foreign_model / "sentencepiece.bpe.model")
        (foreign_model / "target.spm").unlink()
        added(foreign_model, EN_ES)
        (sentence, options), *_ = self.sent(monkeypatch, EN_ES)
        assert (sentence[0], sentence[-1]) == (before, "</s>")
        assert options["target_prefix"] == ([[prefix]] if prefix else None)
        with pytest.raises(UsageError, match="the model has no Japanese"):
            added(foreign_model, Pair("en", "ja"))

    def sent(self, monkeypatch: pytest.MonkeyPatch, pair: Pair) -> list[tuple[list[str], Any]]:
        calls: list[tuple[list[str], Any]] = []

        class Noting(_Echo):
            def translate_batch(self, source: list[list[str]], **options: Any) -> list[Any]:
                calls.extend((tokens, options) for tokens in source)
                return super().translate_batch(source, **options)

        monkeypatch.setattr(devices, "translator", lambda path: (Noting(), 512))
        list(ArgosEngine().translate(["Tom is here."], pair))
        return calls

    def test_files_are_linked(self, foreign_model: Path) -> None:
        package = added(foreign_model, EN_ES)
        assert (package.path / "model" / "model.bin").samefile(foreign_model / "model.bin")

    @pytest.mark.parametrize(
        ("file", "reason"),
        [
            ("model.bin", "is not a CTranslate2 model: model.bin is missing; convert it first"),
            ("source.spm", "has no SentencePiece model; copy it there"),
            (
                "shared_vocabulary.json",
                "is not a CTranslate2 model: shared_vocabulary.json is missing",
            ),
        ],
    )
    def test_missing_files_are_reported(self, foreign_model: Path, file: str, reason: str) -> None:
        (foreign_model / file).unlink()
        with pytest.raises(InputError, match=reason):
            added(foreign_model, EN_ES)
        assert packages.installed() == []

    def test_a_model_that_does_not_load(self, foreign_model: Path) -> None:
        (foreign_model / "model.bin").write_bytes(b"nothing")
        with pytest.raises(InputError, match="can't be loaded"):
            added(foreign_model, EN_ES)
        assert packages.installed() == []


class TestMemory:
    def test_a_sentence_of_a_million_words_is_never_held_as_tokens(
        self, echo: ArgosEngine, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        most = [0]
        real = inference.Model.translate

        def note(self: Any, parts: Any) -> Any:
            listed = list(parts)
            most[0] = max(most[0], sum(map(len, listed)))
            return real(self, listed)

        monkeypatch.setattr(inference.Model, "translate", note)
        sentence = ("one two, " * 60_000).strip()
        (found,) = translated(echo, shared, [sentence])
        assert found.text == sentence
        assert 0 < most[0] < 20_000


class TestProcess:
    """Behaviour that needs a separate process."""

    def run(self, code: str, package: Installed) -> subprocess.Popen[str]:
        environment = os.environ | {"ARGOS_PACKAGES_DIR": str(package.path.parent)}
        return subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=hear_interrupts,
        )

    def test_listing_loads_nothing_heavy_and_makes_no_folders(
        self, package: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("DATA", "CONFIG", "CACHE"):
            monkeypatch.delenv(f"XDG_{name}_HOME")
        code = (
            "import sys\n"
            "from hexapla.engines.argos.engine import ArgosEngine\n"
            "assert ArgosEngine().pairs()\n"
            "print({'argostranslate', 'ctranslate2', 'sentencepiece'} & set(sys.modules))\n"
            "engine = ArgosEngine()\n"
            "list(engine.translate(['Tom is here.'], list(engine.pairs())[0]))\n"
            "print({'argostranslate.translate', 'torch', 'stanza'} & set(sys.modules))\n"
        )
        output, _ = self.run(code, package).communicate(timeout=30)
        assert output.split() == ["set()", "set()"]
        made = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.parent.name for path in made} <= {"hexapla", "locks", "models-1"}, made

    def test_an_interrupt_takes_effect(self, package: Installed) -> None:
        code = (
            "from itertools import count\n"
            "from hexapla.engines.argos.engine import ArgosEngine\n"
            "engine = ArgosEngine()\n"
            "try:\n"
            "    for found in engine.translate((f'I have {n} red houses.' for n in count()),\n"
            "                                  list(engine.pairs())[0]):\n"
            "        print(found.text, flush=True)\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted')\n"
        )
        process = self.run(code, package)
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)  # the sentences never end
        assert output.endswith("interrupted\n")
