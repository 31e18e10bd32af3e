"""The cache: no sentence is translated twice, and a broken cache breaks nothing else."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.documents.inline import Mark, Role
from hexapla.drafting.drafter import drafter
from hexapla.drafting.faults import faults
from hexapla.drafting.segments import Segments
from hexapla.engines import cache as cache_module
from hexapla.engines import caching
from hexapla.engines.cache import Cache, cache_path
from hexapla.engines.caching import CachedEngine, cached
from hexapla.engines.engine import Engine, Link, Pair, Translation, fingerprint
from hexapla.engines.routes import Hop, Route, find_route
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.testing import IdentityEngine
from tests.conftest import Translate

EN_ES, EN_FR = Pair("en", "es"), Pair("en", "fr")


class Counting(IdentityEngine):
    """Records the sentences that it gets, and can't translate those with a ``?``."""

    def __init__(self, version: str = "1") -> None:
        super().__init__([EN_ES, EN_FR, Pair("de", "en")])
        self.asked: list[str] = []
        self.made = version

    def version(self, pair: Pair) -> str:
        return self.made

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        for sentence in sentences:
            self.asked.append(sentence)
            yield Translation("" if "?" in sentence else f"{pair.target}:{sentence}", 0.25)


class Lossy(Counting):
    """An engine that loses numbers."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        for one in super().translate(sentences, pair):
            yield Translation(re.sub(r"\d+|[A-Z]\d", "", one.text), one.score)


def wrap(engine: Engine, cache: Cache | None = None) -> CachedEngine:
    return CachedEngine(engine, cache or Cache())


def texts(engine: Engine, sentences: Iterable[str], pair: Pair = EN_ES) -> list[str]:
    return [translation.text for translation in engine.translate(sentences, pair)]


class TestCachedEngine:
    def test_it_behaves_like_the_engine_that_it_wraps(self) -> None:
        inner = Counting("7")
        (engine,) = cached([inner])
        assert isinstance(engine, Engine)
        assert (engine.name, engine.version(EN_ES)) == ("identity", "7")
        assert set(engine.pairs()) == set(inner.pairs())
        assert (engine.unavailable(), engine.advice(EN_ES)) == (None, None)

    def test_a_sentence_is_translated_once(self) -> None:
        inner = Counting()
        sentences = ["b", "a", "b", "", " \n", "c", "a"]
        expected = ["es:b", "es:a", "es:b", "", "", "es:c", "es:a"]
        assert texts(wrap(inner), sentences) == expected
        assert inner.asked == ["b", "a", "c"]
        again = Counting()
        assert texts(wrap(again), [*sentences, "d"]) == [*expected, "es:d"]
        assert again.asked == ["d"]

    def test_every_field_of_a_translation_is_cached(self) -> None:
        first = list(wrap(Counting()).translate(["abc", "x"], EN_ES))
        assert list(wrap(Counting()).translate(["abc", "x"], EN_ES)) == first
        assert first[0] == Translation("es:abc", 0.25)

    def test_failed_sentences_are_not_cached(self) -> None:
        for _ in range(2):
            inner = Counting()
            assert texts(wrap(inner), ["what?", "x"]) == ["", "es:x"]
            assert "what?" in inner.asked

    @pytest.mark.parametrize("other", ["version", "pair", "name"])
    def test_the_engine_version_and_pair_are_part_of_the_key(self, other: str) -> None:
        texts(wrap(Counting()), ["x"])
        inner = Counting("2" if other == "version" else "1")
        if other == "name":
            inner.name = "other"
        texts(wrap(inner), ["x"], EN_FR if other == "pair" else EN_ES)
        assert inner.asked == ["x"]

    def test_the_fingerprint_is_part_of_the_key(self) -> None:
        class Set(Counting):
            beam = 4

            def fingerprint(self, pair: Pair) -> str:
                return f"beam {self.beam}"

        assert fingerprint(Counting("9"), EN_ES) == "9"
        first, second = Set(), Set()
        texts(wrap(first), ["x"])
        second.beam = 5
        texts(wrap(second), ["x"])
        assert second.asked == ["x"]
        assert wrap(first).fingerprint(EN_ES) == "beam 4"

    def test_hops_are_shared_between_routes(self) -> None:
        inner = Counting()
        engines = cached([inner])
        for target in ("es", "fr"):
            route = find_route(Language("de"), Language(target), engines)
            assert [t.text for t in route.translate(["x"])] == [f"{target}:en:x"]
        assert inner.asked == ["x", "en:x", "en:x"], "German to English once"

    def test_retries_and_alignments_are_cached(self) -> None:
        class Careful(Counting):
            def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
                self.asked += sentences
                return [Translation(f"again {sentence}", 0.5) for sentence in sentences]

            def align(
                self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
            ) -> list[tuple[Link, ...]]:
                self.asked += texts
                return [(Link((0, 1), (2, len(one)), 0.25),) * ("a" in one) for one in texts]

        inner = Careful()
        texts(wrap(inner), ["x"])
        for engine in (inner, other := Careful()):
            again = wrap(engine).retry(["x", "y", "x"], EN_ES)
            assert again == [Translation(f"again {one}", 0.5) for one in ("x", "y", "x")]
            links = wrap(engine).align(["x", "y", "x"], ["abc", "n", "abc"], EN_ES)
            assert links == [link := (Link((0, 1), (2, 3), 0.25),), (), link]
        assert sorted(inner.asked) == ["abc", "n", "x", "x", "y"]
        assert other.asked == []

    def test_an_engine_without_retry_and_align(self) -> None:
        assert wrap(Counting()).retry(["x"], EN_ES) == [Translation("")]
        assert wrap(Counting()).align(["x"], ["y"], EN_ES) == [()]

    def test_repaired_translations_are_cached(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Cached with their incidents, only for these sentences, languages and this version."""
        sentences = ["In 1999 I was in Rome.", "A <b>bold</b> word.", "Is it?"]
        marks = {sentences[1]: (Mark(2, 5, Role.OPEN, 1), Mark(9, 13, Role.CLOSE, 0))}
        looked: list[str] = []

        def counted(source: str, *others: Any, **more: Any) -> Any:
            looked.append(source)
            return faults(source, *others, **more)

        def drafts(target: str = "es") -> list[Translation]:
            looked.clear()
            route = Route((Hop(wrap(Lossy()), EN_ES),))
            made = drafter(route, Language("en"), Language(target), Segments(dict(marks)))
            return list(made.translate(sentences))

        monkeypatch.setattr("hexapla.drafting.guards.faults", counted)
        first = drafts()
        assert len(set(looked)) == 3
        assert first[0].incidents == (("numbers", "left"),)
        assert drafts() == first
        assert set(looked) == {"Is it?"}  # which the engine can't translate
        drafts("es-MX")
        assert len(set(looked)) == 3
        monkeypatch.setattr("hexapla.drafting.drafter.environment", lambda: "another")
        assert drafts() == first
        assert len(set(looked)) == 3

    def test_stopping_early_keeps_finished_translations(self) -> None:
        stream = wrap(Counting()).translate((f"{number}" for number in count()), EN_ES)
        assert [t.text for t in islice(stream, 3)] == ["es:0", "es:1", "es:2"]
        stream.close()  # type: ignore[attr-defined]
        inner = Counting()
        texts(wrap(inner), ["0", "1", "2", "x"])
        assert inner.asked == ["x"]

    def test_a_failing_engine_keeps_finished_translations(self) -> None:
        class Failing(Counting):
            def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
                yield from islice(super().translate(sentences, pair), 2)
                raise EngineError("it broke")

        with pytest.raises(EngineError, match="it broke"):
            texts(wrap(Failing()), ["0", "1", "2"])
        inner = Counting()
        texts(wrap(inner), ["0", "1", "2"])
        assert inner.asked == ["2"]

    def test_too_few_translations_are_an_error(self) -> None:
        class Short(Counting):
            def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
                return islice(super().translate(sentences, pair), 2)

        with pytest.raises(EngineError, match="fewer translations"):
            texts(wrap(Short()), ["0", "1", "2"])

    def test_an_unsupported_pair_is_an_immediate_error(self) -> None:
        class Strict(Counting):
            def version(self, pair: Pair) -> str:
                raise EngineError(f"no {pair}")

        with pytest.raises(EngineError, match="no en→es"):
            wrap(Strict()).translate(["x"], EN_ES)

    @given(
        runs=st.lists(st.lists(st.text("ab? \ud800é", max_size=3), max_size=30), max_size=4),
        window=st.integers(1, 9),
    )
    def test_a_cache_does_not_change_translations(
        self, runs: list[list[str]], window: int, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        store = Cache(tmp_path_factory.mktemp("cache") / "x.sqlite")
        met: set[str] = set()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(caching, "_WINDOW_SENTENCES", window)
            for run in runs:
                inner = Counting()
                plain = zip(run, texts(Counting(), run), strict=True)
                expected = [text if sentence.strip() else "" for sentence, text in plain]
                assert texts(wrap(inner, store), run) == expected
                new = {one for one in run if one.strip() and "?" not in one} - met
                assert {one for one in inner.asked if "?" not in one} == new
                met |= new


class TestCache:
    def test_its_size_is_limited(self, tmp_path: Path) -> None:
        store = Cache(tmp_path / "x.sqlite", limit=300_000)
        for start in range(0, 20_000, 1_000):
            store.put(
                {
                    number.to_bytes(16, "big"): Translation("x" * 100)
                    for number in range(start, start + 1_000)
                }
            )
            assert store.path.stat().st_size < 900_000
        kept = store.get(number.to_bytes(16, "big") for number in range(20_000))
        assert 500 < len(kept) < 4_000

    def test_recently_used_translations_stay(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def keys(numbers: Iterable[int]) -> list[bytes]:
            return [number.to_bytes(16, "big") for number in numbers]

        store = Cache(tmp_path / "x.sqlite", limit=300_000)
        store.put(dict.fromkeys(keys(range(1_500)), Translation("x" * 100)))
        today = cache_module._today()
        monkeypatch.setattr(cache_module, "_today", lambda: today + 1)
        assert len(store.get(keys(range(500, 600)))) == 100
        store.put(dict.fromkeys(keys(range(2_000, 4_000)), Translation("x" * 100)))
        assert len(store.get(keys(range(500, 600)))) == 100
        assert len(store.get(keys(range(500)))) < 100

    def told(
        self, caplog: pytest.LogCaptureFixture, tmp_path: Path, spoil: Callable[[Path], object]
    ) -> list[str]:
        """The warnings when a cache in use is damaged and used again, by the name of the file."""
        path = tmp_path / "cache" / "x.sqlite"
        texts(wrap(Counting(), Cache(path)), ["x", "y"])
        spoil(path)
        store = Cache(path)
        for _ in range(2):
            assert texts(wrap(Counting(), store), ["x", "z"]) == ["es:x", "es:z"]
        return caplog.messages

    @pytest.mark.parametrize("data", [b"no database at all" * 100, b"SQLite format 3\0" * 50])
    def test_a_damaged_file_is_moved_aside(
        self, caplog: pytest.LogCaptureFixture, tmp_path: Path, data: bytes
    ) -> None:
        (line,) = self.told(caplog, tmp_path, lambda path: path.write_bytes(data))
        assert line.endswith("can't be used and was moved to x.sqlite.damaged; nothing is lost")
        assert (tmp_path / "cache" / "x.sqlite.damaged").read_bytes() == data
        inner = Counting()
        texts(wrap(inner, Cache(tmp_path / "cache" / "x.sqlite")), ["x", "z"])
        assert inner.asked == []

    def test_damage_in_the_middle_of_the_file(
        self, caplog: pytest.LogCaptureFixture, tmp_path: Path
    ) -> None:
        def spoil(path: Path) -> None:
            data = bytearray(path.read_bytes())
            data[4096:] = os.urandom(len(data) - 4096)
            path.write_bytes(data)

        assert len(self.told(caplog, tmp_path, spoil)) == 1

    def test_a_row_of_another_sentence_is_not_believed(self, tmp_path: Path) -> None:
        path = tmp_path / "x.sqlite"
        Cache(path).put({b"1": Translation("one", 0.5), b"2": Translation("two", 0.5)})
        with sqlite3.connect(path) as database:
            database.execute("UPDATE translations SET text = 'two', seal = (SELECT seal FROM"
                             " translations WHERE key = x'32') WHERE key = x'31'")  # fmt: skip
        database.close()
        assert Cache(path).get([b"1", b"2"]) == {b"2": Translation("two", 0.5)}

    def test_an_unusable_path_is_reported_once(
        self, caplog: pytest.LogCaptureFixture, tmp_path: Path
    ) -> None:
        def spoil(path: Path) -> None:
            shutil.rmtree(path.parent)
            path.parent.write_bytes(b"no folder")

        (line,) = self.told(caplog, tmp_path, spoil)
        assert line.startswith(f"continuing without the cache {tmp_path}")
        assert "\n" not in line

    def test_sentences_are_not_stored(self) -> None:
        texts(wrap(Counting()), ["a secret sentence"], EN_ES)
        with sqlite3.connect(cache_path()) as database:
            dump = "\n".join(database.iterdump())
        database.close()
        assert "INSERT" in dump
        assert b"a secret sentence".hex() in dump.lower(), "its translation repeats it"
        assert dump.lower().count(b"a secret sentence".hex()) == 1
        assert "a secret sentence" not in dump

    def test_several_processes_share_it(self, tmp_path: Path) -> None:
        """Each process adds its own sentences and shared ones; none fails, and none is lost."""
        code = (
            "import sys\n"
            "from hexapla.engines.cache import Cache\n"
            "from hexapla.engines.caching import CachedEngine\n"
            "from hexapla.testing import UpperEngine\n"
            "engine = CachedEngine(UpperEngine(), Cache())\n"
            "for part in range(30):\n"
            "    words = [f'{part} {n} of {sys.argv[1]}' for n in range(40)] + ['common']\n"
            "    got = list(engine.translate(words, list(engine.pairs())[0]))\n"
            "    assert [t.text for t in got] == [w.upper() for w in words]\n"
        )
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(number)], stderr=subprocess.PIPE, text=True
            )
            for number in range(4)
        ]
        for process in processes:
            _, complaint = process.communicate(timeout=60)
            assert (process.returncode, complaint) == (0, "")
        with sqlite3.connect(cache_path()) as database:
            (rows,) = database.execute("SELECT count(*) FROM translations").fetchone()
        database.close()
        assert rows == 4 * 30 * 40 + 1


class TestCommand:
    def test_a_second_run_calls_no_engine(self, translate: Translate, tmp_path: Path) -> None:
        from hexapla.testing import UpperEngine

        (tmp_path / "a.txt").write_text("It rained all day. The road was closed.\n")
        run = ("draft", "a.txt", "--to", "es", "--from", "en", "--engine", "upper", "--json")
        first = translate(*run)
        assert first.results[0]["from_engine"] == 2
        catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
        before = entries(catalog)
        catalog.unlink()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(UpperEngine, "_text", lambda self, sentence: "asked again")
            assert translate(*run).json == first.json
            assert entries(catalog) == before
            catalog.unlink()
            assert translate(*run, "--no-cache").code == 0
            assert "Asked again" in catalog.read_text()


def entries(catalog: Path) -> list[str]:
    """A catalog's lines, except the one with the time."""
    return [line for line in catalog.read_text().split("\n") if not line.startswith('"POT')]
