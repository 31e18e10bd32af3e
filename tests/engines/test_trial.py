"""Malformed models: a file may crash the libraries, but never a run.

`make test` tries the few that crash CTranslate2 or need too much, `make soak` hundreds.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hexapla.engines.models import digests, packages, trial
from hexapla.engines.models.package import Installed
from hexapla.errors import EngineError
from hexapla.user_cache import cache_folder
from tests.conftest import ROOT, Translate

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
DRAFT = ("a.txt", "--to", "es", "--from", "en", "--engine", "argos")
MODEL, PIECES = "model/model.bin", "sentencepiece.model"
VOCABULARY, CONFIG = "model/shared_vocabulary.json", "model/config.json"


@dataclass(frozen=True)
class Variable:
    """Where the fields of a variable are in a model.bin, and its numbers of rows and columns."""

    rank: int
    dimensions: int
    type: int
    size: int


def variables(data: bytes) -> Iterator[Variable]:
    """The variables in a model.bin of CTranslate2 (version 6)."""
    at = 4
    (length,) = struct.unpack_from("<H", data, at)
    at += 2 + length + 4
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        rank = at + 2 + length
        dimensions = rank + 1
        kind = dimensions + 4 * data[rank]
        yield Variable(rank, dimensions, kind, kind + 1)
        at = kind + 5 + struct.unpack_from("<I", data, kind + 1)[0]


def with_number(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


def fewer_words(data: bytes) -> bytes:
    return json.dumps(json.loads(data)[:50]).encode()


def a_huge_variable(data: bytes) -> bytes:
    one = max(variables(data), key=lambda one: data[one.rank])
    return with_number(with_number(data, one.dimensions, 2**31), one.size, 2**32 - 1)


def a_variable_without_columns(data: bytes) -> bytes:
    one = max(variables(data), key=lambda one: data[one.rank])
    return with_number(data, one.dimensions + 4, 0)


def many_variables(data: bytes) -> bytes:
    (length,) = struct.unpack_from("<H", data, 4)
    return with_number(data, 10 + length, 2**32 - 1)


MALFORMED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "too few words": (VOCABULARY, fewer_words),
    "words that are no texts": (VOCABULARY, lambda data: json.dumps([1, None, {}]).encode()),
    "a huge variable": (MODEL, a_huge_variable),
    "a variable without columns": (MODEL, a_variable_without_columns),
    "many variables": (MODEL, many_variables),
    "a truncated model": (MODEL, lambda data: data[: len(data) // 2]),
    "an empty model": (MODEL, lambda data: b""),
    "truncated pieces": (PIECES, lambda data: data[: len(data) // 2]),
    "no pieces": (PIECES, lambda data: b""),
    "no settings": (CONFIG, lambda data: b"[]"),
}


@pytest.fixture
def package() -> Installed:
    return packages.install(NANO)


def damage(package: Installed, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file of a package, as if it had been installed so."""
    path = package.path / name
    path.write_bytes(change(path.read_bytes()))
    digests.pin(package.path, package.name, digests.of_folder(package.path))


def outcome(translate: Translate) -> int:
    """The exit code of a run with the package; it says at most one line."""
    Path("a.txt").write_text("She was born last year.\n")
    done = translate(*DRAFT)
    assert done.err.count("\n") <= 1, done.err
    assert "internal error" not in done.err
    assert (done.code != 0) == ("the model en→es" in done.err), done.err
    return done.code


SAMPLED = ("too few words",)


@pytest.mark.parametrize(
    "name",
    [one if one in SAMPLED else pytest.param(one, marks=pytest.mark.slow) for one in MALFORMED],
)
def test_a_malformed_model_is_an_error(name: str, package: Installed, translate: Translate) -> None:
    damage(package, *MALFORMED[name])
    assert outcome(translate) == 4


def crash() -> None:
    import ctypes

    ctypes.string_at(0)


def swallow() -> None:
    bytearray(2**40)


def sleep() -> None:
    import time

    time.sleep(1000)


@pytest.mark.parametrize("action", [crash, swallow, sleep])
def test_what_ends_a_process_ends_no_run(
    action: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_SECONDS", 2.0 if action is sleep else 60.0)
    with pytest.raises(EngineError, match="the model can't be used: the process"):
        trial.in_child(action, tmp_path, "the model")


def test_a_model_is_tried_once(
    package: Installed, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    folder = cache_folder("models-1")
    folder.unlink()  # that of all tests
    monkeypatch.setattr(trial, "in_child", lambda *given: tried.append(given))
    trial.pass_trial(package, print)
    trial.pass_trial(package, print)
    assert len(tried) == 1
    (proof,) = folder.iterdir()
    proof.write_bytes(b"damaged")
    trial.pass_trial(package, print)
    assert len(tried) == 2
    damage(package, "README.md", lambda data: data + b"\n")
    trial.pass_trial(package, print)
    assert len(tried) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_random_damage(package: Installed, translate: Translate, seed: int) -> None:
    rng = random.Random(seed)
    kept = {
        name: (package.path / name).read_bytes() for name in (MODEL, PIECES, VOCABULARY, CONFIG)
    }
    fields = list(variables(kept[MODEL]))

    def field(data: bytes) -> bytes:
        one = rng.choice(fields)
        value = rng.choice((0, 1, 255, 2**16, 2**31, 2**32 - 1, rng.randrange(2**32)))
        at = rng.choice((one.rank, one.dimensions, one.dimensions + 4, one.type, one.size))
        return with_number(data, at, value)

    def bits(data: bytes) -> bytes:
        found = bytearray(data)
        for _ in range(rng.choice((1, 4, 40))):
            found[rng.randrange(min(len(found), rng.choice((400, len(found)))))] ^= (
                1 << rng.randrange(8)
            )
        return bytes(found)

    def cut(data: bytes) -> bytes:
        return data[: rng.randrange(len(data))]

    for _ in range(30):
        name = rng.choice((MODEL, MODEL, MODEL, PIECES, VOCABULARY, CONFIG))
        damage(
            package, name, rng.choice((field, field, bits, cut) if name == MODEL else (bits, cut))
        )
        assert outcome(translate) in (0, 4)
        (package.path / name).write_bytes(kept[name])
