"""The Apertium engine: the real program if it is installed, and a fake one that misbehaves."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from importlib import resources
from itertools import count
from pathlib import Path

import pytest

from hexapla.drafting.drafter import drafter
from hexapla.engines.apertium import engine as apertium
from hexapla.engines.apertium.engine import ApertiumEngine, debian_package
from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.engines.firefox.published import published
from hexapla.engines.routes import Hop, Route
from hexapla.errors import EngineError
from hexapla.languages import Language
from tests.conftest import Translate, hear_interrupts

EN_ES = Pair("en", "es")

# A fake Apertium that returns a text in capitals. Certain words make it fail.
FAKE = """#!{python}
import os, subprocess, sys, time
if sys.argv[1] == "-l":
    print(os.environ.get("FAKE_MODES", "  eng-spa\\n  spa-eng"))
elif sys.argv[1] == "-V":
    print("Apertium 9.9")
else:
    text = sys.stdin.read()
    with open(os.environ["FAKE_LOG"], "a") as log:
        log.write(str(text.count("\\n\\n")) + "\\n")
    if "BROKEN" in os.environ or "CRASH" in text:
        sys.exit("Error: something is wrong\\nand more")
    if "MEET" in text:  # waits until it is one of three
        with open(os.environ["FAKE_LOG"] + ".met", "a") as log:
            log.write("x")
        while os.path.getsize(log.name) < 3:
            time.sleep(0.02)
    if "HANG" in text:
        with open(os.environ["FAKE_LOG"] + ".child", "w") as log:
            log.write(str(subprocess.Popen(["sleep", "60"]).pid))
        time.sleep(60)
        open(os.environ["FAKE_LOG"] + ".slept", "w").close()
    sys.stdout.write(text.upper().replace("EXTRA", "EXTRA\\n\\n").replace("LESS\\n\\n", ""))
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ApertiumEngine:
    program = tmp_path / "apertium"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    return ApertiumEngine(str(program), timeout=2)


def batches(tmp_path: Path) -> list[int]:
    return [int(line) for line in (tmp_path / "log").read_text().split()]


def texts(engine: ApertiumEngine, sentences: list[str], pair: Pair = EN_ES) -> list[str]:
    return [translation.text for translation in engine.translate(sentences, pair)]


class TestBatches:
    def test_each_batch_is_one_process(self, fake: ApertiumEngine, tmp_path: Path) -> None:
        sentences = [f"line {number}" for number in range(450)] + ["", " \n"]
        assert texts(fake, sentences) == [sentence.strip().upper() for sentence in sentences]
        assert sorted(batches(tmp_path)) == [50, 200, 200]

    def test_batches_run_in_parallel(
        self, fake: ApertiumEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each process waits for two others: none ends unless three run at the same time."""
        monkeypatch.setattr(apertium, "cores", lambda: 4)
        monkeypatch.setattr(apertium, "_MOST_SENTENCES", 1)
        sentences = ["FIRST", *(f"MEET {number}" for number in range(6))]
        assert texts(ApertiumEngine(fake._program, timeout=60), sentences) == sentences

    def test_stopping_early_kills_the_programs(
        self, fake: ApertiumEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(apertium, "_MOST_SENTENCES", 1)
        stream = ApertiumEngine(fake._program, timeout=120).translate(["a", "b", "HANG"], EN_ES)
        assert [next(stream).text for _ in range(2)] == ["A", "B"]
        child = tmp_path / "log.child"
        while not (child.exists() and child.read_text()):
            time.sleep(0.02)
        stream.close()  # type: ignore[attr-defined]
        assert not alive(int(child.read_text()))
        assert not (tmp_path / "log.slept").exists()

    def test_the_fingerprint_changes_with_the_data(
        self, fake: ApertiumEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "bin" / "apertium"
        program.parent.mkdir()
        Path(fake._program).rename(program)
        data = tmp_path / "eng-spa.bin"
        data.write_text("1")
        modes = tmp_path / "share" / "apertium" / "modes"
        modes.mkdir(parents=True)
        (modes / "eng-spa.mode").write_text(f"lt-proc '{data}' | cat")
        engine = ApertiumEngine(str(program))
        before = engine.fingerprint(EN_ES)
        assert engine.fingerprint(EN_ES) == before
        assert before.startswith(engine.version(EN_ES))
        times = data.stat().st_atime_ns, data.stat().st_mtime_ns
        data.write_text("2")
        os.utime(data, ns=times)  # as packages have that were built twice
        after = engine.fingerprint(EN_ES)
        assert after != before
        os.utime(data, (1, 1))
        assert engine.fingerprint(EN_ES) == after

    def test_long_sentences_make_small_batches(self, fake: ApertiumEngine, tmp_path: Path) -> None:
        assert len(texts(fake, ["x" * 9_000] * 4 + ["y" * 50_000, "z"])) == 6
        assert sorted(batches(tmp_path)) == [1, 1, 2, 2]  # several at the same time, in any order

    @pytest.mark.parametrize(
        ("word", "why"),
        [
            ("CRASH", "Error: something is wrong"),
            ("EXTRA", "1 sentence came back as 2"),
            ("LESS", "1 sentence came back as 0"),
        ],
    )
    def test_a_failing_sentence_is_isolated(
        self, fake: ApertiumEngine, tmp_path: Path, word: str, why: str
    ) -> None:
        sentences = [f"line {number}" for number in range(100)]
        sentences[37] = word
        found = list(fake.translate(sentences, EN_ES))
        assert found[37] == Translation("", failure=why)
        del found[37], sentences[37]
        assert [translation.text for translation in found] == [s.upper() for s in sentences]
        assert len(batches(tmp_path)) < 20

    def test_a_hanging_program_is_killed_with_its_children(
        self, fake: ApertiumEngine, tmp_path: Path
    ) -> None:
        assert texts(ApertiumEngine(fake._program, timeout=0.5), ["HANG", "good"]) == ["", "GOOD"]
        child = int((tmp_path / "log.child").read_text())
        assert not alive(child)

    def test_a_sentence_that_hangs_is_tried_once(
        self, fake: ApertiumEngine, tmp_path: Path
    ) -> None:
        engine = ApertiumEngine(fake._program, timeout=1)
        sentences = ["one", "HANG", "two"]
        for _ in range(2):
            found = list(engine.translate(sentences, EN_ES))
            assert found[1] == Translation("", failure="no answer in 2 s")
            assert [found[0].text, found[2].text] == ["ONE", "TWO"]
        assert batches(tmp_path) == [3, 1, 1, 1, 1, 2]

    def test_a_slow_start_gets_more_time(
        self, fake: ApertiumEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(apertium, "_PATIENCE", 0.01)
        engine = ApertiumEngine(fake._program, timeout=20)
        assert texts(engine, ["one", "SLEEP"]) == ["ONE", "SLEEP"]

    def test_the_command_names_the_failing_sentence(
        self,
        fake: ApertiumEngine,
        translate: Translate,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setattr(apertium, "debian_package", lambda pair: None)
        (tmp_path / "a.txt").write_text("It rained. They said CRASH. It was cold.\n")
        run = ("a.txt", "--from", "en", "--to", "es", "--engine", "apertium")
        why = "apertium-en_es 9.9 can't translate 'They said CRASH.': Error: something is wrong"
        for options in ((), ("--no-cache",)):
            done = translate("draft", *run, *options)
            assert (done.code, done.err) == (0, f"translate: {why}\n")
            assert "1 still missing" in done.out
        done = translate("-", *run[1:], stdin=b"They said CRASH.\n")
        assert (done.out, done.err) == ("They said CRASH.\n", f"translate: {why}\n")

    def test_a_program_that_does_nothing_is_an_error(
        self, fake: ApertiumEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BROKEN", "1")
        with pytest.raises(EngineError, match="fails on eng-spa: Error: something is wrong") as e:
            texts(fake, ["line"] * 1_000)
        assert "\n" not in str(e.value)
        assert sorted(batches(tmp_path)) == [1, 200]

    def test_sentences_are_read_as_they_are_needed(self, fake: ApertiumEngine) -> None:
        assert next(fake.translate(map(str, count()), EN_ES)).text == "0"

    @pytest.mark.parametrize(
        "end", ["\r", "\n", "\r\n\r\n", "\f", "\v", "\x85", "\u2028", "\u2029", "\0"]
    )
    def test_a_sentence_is_one_line(self, fake: ApertiumEngine, end: str) -> None:
        assert texts(fake, [f"{end}one{end}two{end}", "x"]) == ["ONE TWO", "X"]

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_an_interrupt_kills_the_programs(
        self, fake: ApertiumEngine, tmp_path: Path, number: int, code: int
    ) -> None:
        (tmp_path / "a.txt").write_text("HANG\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "hexapla", "a.txt", "--from", "en", "--to", "es"],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=hear_interrupts,
        )
        child = tmp_path / "log.child"
        deadline = time.monotonic() + 20
        while not (child.exists() and child.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err.count("\n")) == (code, 1)
        assert not alive(int(child.read_text()))


def alive(pid: int) -> bool:
    """Whether a process still runs shortly after it was killed; a zombie does not."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        if state in "ZX":
            return False
        time.sleep(0.02)
    return True


class TestPairs:
    def test_modes_that_are_pairs(
        self, fake: ApertiumEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        modes = "eng-spa en-gl eng-cat_valencia por_BR-cat eng-spa-tagger Cyrl-Latn eng-morph * xx"
        monkeypatch.setenv("FAKE_MODES", modes.replace(" ", "\n  "))
        assert isinstance(fake, Engine)
        assert set(fake.pairs()) == {
            EN_ES,
            Pair("en", "gl"),
            Pair("en", "ca-valencia"),
            Pair("pt-BR", "ca"),
        }
        with pytest.raises(EngineError, match="can't translate es→en here"):
            fake.translate(["x"], Pair("es", "en"))

    def test_no_data(self, fake: ApertiumEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FAKE_MODES", "*")
        assert list(fake.pairs()) == []
        assert "apt install apertium-eng-spa" in (fake.unavailable() or "")

    def test_no_program(self) -> None:
        engine = ApertiumEngine("no-such-program")
        assert list(engine.pairs()) == []
        assert "no-such-program is missing" in (engine.unavailable() or "")
        with pytest.raises(EngineError, match="no-such-program is missing"):
            engine.translate(["x"], EN_ES)
        with pytest.raises(EngineError, match="no-such-program is missing"):
            engine.version(EN_ES)

    def test_the_version_of_the_program_if_the_data_has_none(
        self, fake: ApertiumEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(apertium, "debian_package", lambda pair: None)
        assert fake.version(EN_ES) == "9.9"

    def test_debian_packages(self) -> None:
        assert debian_package(EN_ES) == debian_package(Pair("es", "en")) == "apertium-eng-spa"
        assert debian_package(Pair("en", "ca-valencia")) == "apertium-eng-cat"
        assert debian_package(Pair("eu", "en")) == "apertium-eu-en"
        assert debian_package(Pair("en", "eu")) is None
        for relations in apertium._DEBIAN.values():
            for tag in relations.replace("=", " ").replace(">", " ").split():
                assert Language(tag).tag == tag


real = pytest.mark.skipif(
    shutil.which("apertium") is None or EN_ES not in ApertiumEngine().pairs(),
    reason="needs the programs of Debian's apertium and apertium-eng-spa",
)

SPECIAL = "[]^$/\\@{}<>*#~+&|`%=_"


@real
class TestRealProgram:
    def test_a_translation(self) -> None:
        assert texts(ApertiumEngine(), ["The house is red."]) == ["La casa es roja."]
        assert texts(ApertiumEngine(), ["La casa es roja."], Pair("es", "en")) == [
            "The house is red."
        ]

    def test_any_locale(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LC_ALL", "C")
        monkeypatch.setenv("LANG", "C")
        assert texts(ApertiumEngine(), ["The year."]) == ["El año."]

    def test_the_version_is_one_word(self) -> None:
        version = ApertiumEngine().version(EN_ES)
        assert version.split() == [version]
        assert version[0].isdigit()

    def test_sentences_do_not_flow_into_each_other(self) -> None:
        """These have no final punctuation; words must not be reordered or joined across them."""
        sentences = ["I see the red", "house in New", "York is a big", "dog", "the", "cats", ""]
        together = texts(ApertiumEngine(), sentences)
        assert together == [texts(ApertiumEngine(), [sentence])[0] for sentence in sentences]

    def test_special_characters_come_back_with_their_neighbours(self) -> None:
        shapes = [
            "the {} house",
            "the{}house",
            "{0}the house{0}",
            "the house {}",
            "{}",
            "{0}{0}",
            "\\{}",
        ]
        sentences = [shape.format(mark) for mark in SPECIAL for shape in shapes]
        sentences += [
            "[[a]] house",
            "^house/casa$",
            "[<b>]the",
            "[[t:b:x]]the house[[/]]",
            "\ud800",
        ]
        found = texts(ApertiumEngine(), sentences)
        assert len(found) == len(sentences)
        for sentence, text in zip(sentences, found, strict=True):
            for mark in SPECIAL:
                assert text.count(mark) == sentence.count(mark), sentence
            if "house" in sentence.split():
                assert "casa" in text.casefold(), sentence

    @pytest.mark.skipif(
        Pair("en", "ca-valencia") not in ApertiumEngine().pairs(), reason="needs apertium-eng-cat"
    )
    def test_a_variant(self) -> None:
        assert texts(ApertiumEngine(), ["This is her house."], Pair("en", "ca")) == [
            "Això és la seva casa."
        ]
        assert texts(ApertiumEngine(), ["This is her house."], Pair("en", "ca-valencia")) == [
            "Açò és la seua casa."
        ]

    def test_names_in_a_line_in_capitals(self) -> None:
        """Apertium lists days and places with a capital; ``WHO`` is an organization."""
        route = Route((Hop(ApertiumEngine(), EN_ES),))
        made = drafter(route, Language("en"), Language("es"))
        found = [one.text for one in made.translate(["CLOSED ON MONDAY IN LONDON", "WHO WE ARE"])]
        assert found == ["CERRADO EL LUNES EN LONDRES", "QUIÉN SOMOS"]

    def test_many_odd_sentences_keep_their_places(self) -> None:
        """Random words and marks: every mark comes back in its own sentence."""
        source = random.Random(7)
        words = ["the", "house", "New", "York", "it's", "e.g.", "3.5%", "http://a.b/c?d=e&f", " "]
        marks = ["", "", "", *SPECIAL, *".!?,;:'\"()…“”¿"]
        sentences = [
            "".join(source.choice(marks) + source.choice(words) for _ in range(9))
            for _ in range(1_000)
        ]
        found = texts(ApertiumEngine(), sentences)
        for sentence, text in zip(sentences, found, strict=True):
            for mark in "[]^$/\\@{}<>*#~+|":
                assert text.count(mark) == sentence.count(mark), sentence

    def test_characters_of_every_kind_disturb_no_neighbour(self) -> None:
        source = random.Random(8)
        planes = (range(0x20), range(0x20, 0x3000), range(0xD7F0, 0xE010), range(0x110000))
        sentences = [
            "".join(chr(source.choice(source.choice(planes))) for _ in range(12))
            for _ in range(300)
        ]
        marked = [part for sentence in sentences for part in (sentence, "The house is red.")]
        assert texts(ApertiumEngine(), marked)[1::2] == ["La casa es roja."] * len(sentences)


def test_a_run_by_rules_names_a_neural_model(
    fake: ApertiumEngine, translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    Path("a.txt").write_text("The house is red.\n")
    run = ("a.txt", "--from", "en", "--to", "es", "--no-cache")
    assert "neural" not in translate(*run, "--engine", "apertium").out
    shutil.rmtree("locales")
    done = translate(*run)
    better = "translate models install en-es (25 MB; BLEU 27.4 on FLORES, 12.1 with these rules)"
    assert f"en → es: a neural model drafts better: {better}\n" in done.out
    assert "neural" not in translate(*run).out  # nothing was drafted


def test_published_figures_are_of_canonical_pairs_and_plausible() -> None:
    text = resources.files("hexapla.engines.firefox").joinpath("published.toml").read_text("utf-8")
    pairs = [Pair(*name.split("-")) for name in tomllib.loads(text)]
    assert len(pairs) > 80
    for pair in pairs:
        assert tuple(pair) == tuple(Language(tag).tag for tag in pair)
        assert "en" in pair
        figures = published(pair)
        assert figures is not None
        assert 10 <= figures.megabytes <= 60
        assert 0.7 < figures.comet < 0.95
        assert 10 < figures.bleu < 60
        assert figures.rules < figures.bleu
