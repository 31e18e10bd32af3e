"""Engines: sentences a second beside argostranslate's, the cache, and an endless stream.

argostranslate runs in an environment of its own, named by HEXAPLA_ARGOS_PYTHON (its `python`);
without one only our own figures are given. It gets a splitter that gives lines back and one
sentence at a time, which is what it makes of an article. Both sides run in turn, on the same
package, with the same beam; figures are ratios, the median of the pairs.

Expected before measuring: batches on every core beat single sentences by an order of magnitude on
a small model, less on a large one, where arithmetic outweighs overhead.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FLORES = Path(os.environ.get("HEXAPLA_TEST_DATA", SHARED / "data")) / "flores"
SMALL = SHARED / "models" / "translate-en_es-0_1.argosmodel"
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
PEER = os.environ.get("HEXAPLA_ARGOS_PYTHON")
LENGTH = 30

# What both sides run: standard input has the sentences, the options are in ARGUMENTS. A model of
# random weights never ends a sentence: with "length" every translation has that many tokens.
FIXED = """
import json, sys, time, ctranslate2
options = json.loads(sys.argv[1])
class Fixed:
    def __init__(self, *args, **kwargs):
        self.real = Translator(*args, **kwargs)
    def translate_batch(self, *args, **kwargs):
        kwargs |= {"min_decoding_length": options["length"],
                   "max_decoding_length": options["length"]}
        return self.real.translate_batch(*args, **kwargs)
Translator = ctranslate2.Translator
if options["length"]:
    ctranslate2.Translator = Fixed
sentences = json.load(sys.stdin)
"""
THEIRS = (
    FIXED
    + """
from argostranslate import translate
class Lines:
    def __init__(self, *args): pass
    def split_sentences(self, text): return [text]
translate.MiniSBDSentencizer = translate.StanzaSentencizer = Lines
translation = translate.get_translation_from_codes("en", "es")
"""
)
OURS = (
    FIXED
    + """
from hexapla.engines.argos import ArgosEngine
engine = ArgosEngine()
pair, = engine.pairs()
"""
)
RUN_THEIRS = "found = [translation.translate(one) for one in sentences]\n"
RUN_OURS = "found = [one.text for one in engine.translate(sentences, pair)]\n"
WARM = """
whole, sentences = sentences, sentences[:3]
{run}
sentences = whole
started = time.perf_counter()
{run}
print(json.dumps({{"seconds": time.perf_counter() - started, "found": found}}))
"""


def run(code: str, python: str, sentences: Sequence[str], packages: Path, length: int = 0) -> Any:
    """What a script prints, and the seconds that its whole process took."""
    environment = os.environ | {"ARGOS_PACKAGES_DIR": str(packages), "HOME": str(packages.parent)}
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-c", code, json.dumps({"length": length})],
        input=json.dumps(list(sentences)),
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout, time.perf_counter() - started


def install(package: Path, home: Path) -> Path:
    from hexapla.engines import models

    os.environ["ARGOS_PACKAGES_DIR"] = str(home / "packages")
    models.install(package)
    return home / "packages"


def warm(
    sentences: Sequence[str], packages: Path, runs: int, length: int = 0
) -> tuple[float, float, list[str], list[str]]:
    """Our sentences a second, how many times theirs that is, and both sides' translations."""
    ratios, speeds, texts = [], [], ([""], [""])
    for _ in range(runs):
        ours = json.loads(
            run(OURS + WARM.format(run=RUN_OURS), sys.executable, sentences, packages, length)[0]
        )
        speeds.append(len(sentences) / ours["seconds"])
        if PEER:
            theirs = json.loads(
                run(THEIRS + WARM.format(run=RUN_THEIRS), PEER, sentences, packages, length)[0]
            )
            ratios.append(theirs["seconds"] / ours["seconds"])
            texts = (ours["found"], theirs["found"])
    return statistics.median(speeds), statistics.median(ratios or [0]), *texts


def cold(packages: Path, runs: int) -> tuple[float, float]:
    """Seconds for an article of 750 words from the start of a process, and times theirs."""
    lines = FLORES.joinpath("eng_Latn.devtest").read_text("utf-8").split("\n")
    article: list[str] = []
    while sum(len(line.split()) for line in article) < 750:
        article.append(lines[len(article)])
    ratios, seconds = [], []
    for _ in range(runs):
        ours = run(OURS + RUN_OURS, sys.executable, article, packages)[1]
        seconds.append(ours)
        if PEER:
            ratios.append(run(THEIRS + RUN_THEIRS, PEER, article, packages)[1] / ours)
    return statistics.median(seconds), statistics.median(ratios or [0])


def full_size(home: Path) -> Path:
    """A package of random weights, 512 wide with 6 + 6 layers and 32,000 tokens, in int8."""
    import ctranslate2
    import numpy as np

    from hexapla.engines import digests, foreign, models
    from hexapla.engines.engine import Pair

    small = models.installed()[0]
    tokens = json.loads((small.path / "model" / "shared_vocabulary.json").read_text("utf-8"))
    tokens += [f"unused{number}" for number in range(32_000 - len(tokens))]
    rng = np.random.default_rng(7)
    wide, inner = 512, 2048
    spec = ctranslate2.specs.TransformerSpec.from_config((6, 6), 8)

    def normal(*shape: int) -> Any:
        return (rng.standard_normal(shape) * 0.05).astype(np.float32)

    def linear(layer: Any, out: int, into: int) -> None:
        layer.weight, layer.bias = normal(out, into), np.zeros(out, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(wide, np.float32), np.zeros(wide, np.float32)

    def attention(layer: Any, own: bool) -> None:
        norm(layer.layer_norm)
        sizes = [3 * wide, wide] if own else [wide, 2 * wide, wide]
        for part, size in zip(layer.linear, sizes, strict=True):
            linear(part, size, wide)

    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = normal(len(tokens), wide)
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, own=True)
            if hasattr(layer, "attention"):
                attention(layer.attention, own=False)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, inner, wide)
            linear(layer.ffn.linear_1, wide, inner)
    linear(spec.decoder.projection, len(tokens), wide)
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization="int8")
    folder = home / "model"
    folder.mkdir(parents=True)
    spec.save(str(folder))
    (folder / "sentencepiece.model").write_bytes((small.path / "sentencepiece.model").read_bytes())
    os.environ["ARGOS_PACKAGES_DIR"] = str(home / "packages")
    package = foreign.add(folder, Pair("en", "es"), "1.0")
    metadata = json.loads((package.path / "metadata.json").read_text())
    (package.path / "metadata.json").write_text(json.dumps(metadata | {"type": "translate"}))
    digests.forget([package.path])
    return home / "packages"


STREAM = """
import resource, sys, time
from hexapla.engines.cache import cached
from hexapla.engines.engine import Pair
from hexapla.engines.routes import find_route
from hexapla.languages import Language
from hexapla.testing import IdentityEngine
number = int(sys.argv[1])
class Stub(IdentityEngine):
    def translate(self, sentences, pair):
        from hexapla.engines.engine import Translation
        return map(Translation, sentences)
route = find_route(Language("de"), Language("es"), cached([Stub([Pair("de", "en"),
                                                                 Pair("en", "es")])]))
started = time.perf_counter()
sentences = (f"Satz {n} ist ein Satz mit acht Wörtern." for n in range(number))
done = sum(1 for _ in route.translate(sentences))
seconds = time.perf_counter() - started
assert done == number
print(done / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
FILTER = """
import resource, sys
from hexapla.cli import main
try:
    main(["-", "--to", "es", "--from", "en", "--engine", "identity", "--no-cache"])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
"""


def stream(number: int, home: Path) -> tuple[float, float]:
    """Sentences a second over two cached hops of a stub, and the peak of memory in MB."""
    environment = os.environ | {"XDG_CACHE_HOME": str(home / f"cache{number}")}
    done = subprocess.run(
        [sys.executable, "-c", STREAM, str(number)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    speed, memory = map(float, done.stdout.split())
    return speed, memory


def filtered(number: int) -> tuple[float, float]:
    """Sentences a second through `translate -` with a stub, and the peak of memory in MB."""
    paragraph = " ".join(f"This is sentence {n} of a paragraph." for n in range(5)) + "\n\n"
    data = (paragraph * (number // 5)).encode()
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", FILTER], input=data, capture_output=True, check=True
    )
    return number / (time.perf_counter() - started), float(done.stderr.split()[-1])


def second_run(home: Path, number: int) -> float:
    """How many times faster 2,000 sentences are drafted again, their catalogs deleted."""
    import shutil

    from hexapla import Language, Publication

    os.environ["XDG_CACHE_HOME"] = str(home / "cache")
    lines = FLORES.joinpath("eng_Latn.devtest").read_text("utf-8").split("\n")[: number // 2]
    folder = home / "publication"
    folder.mkdir()
    text = "\n\n".join([*lines, *(f"{line.rstrip('.')}, he said." for line in lines)])
    (folder / "a.txt").write_text(text + "\n", "utf-8")

    def seconds() -> float:
        publication = Publication.open(folder)
        (article,) = publication.articles([folder / "a.txt"])
        prepared = publication.prepare(article, Language("en"))
        started = time.perf_counter()
        publication.extract(prepared, [Language("es")])
        (drafted,) = publication.draft([prepared], Language("es"))
        took = time.perf_counter() - started
        assert drafted.error is None
        shutil.rmtree(folder / "locales")
        return took

    first = seconds()
    return first / statistics.median(seconds() for _ in range(3))


def threads(packages: Path, sentences: Sequence[str]) -> dict[str, float]:
    """Sentences a second with other divisions of the cores between replicas and threads."""
    import ctranslate2

    from hexapla.engines import devices
    from hexapla.engines.argos import ArgosEngine

    cores, found = devices.cores(), {}
    real = devices.translator
    for inter, intra in sorted({(cores, 1), (1, cores), (1, 1), (max(cores // 2, 1), 2)}):
        translator = partial(
            ctranslate2.Translator, compute_type="auto", inter_threads=inter, intra_threads=intra
        )
        setattr(devices, "translator", _batched(translator))  # noqa: B010
        engine = ArgosEngine()
        (pair,) = engine.pairs()
        list(engine.translate(sentences[:3], pair))
        started = time.perf_counter()
        list(engine.translate(sentences, pair))
        found[f"{inter} x {intra}"] = round(len(sentences) / (time.perf_counter() - started), 1)
    devices.translator = real
    return found


def _batched(make: Callable[[str], Any]) -> Callable[[Path], tuple[Any, int]]:
    return lambda path: (make(str(path)), 512)


def figure(name: str, value: float, target: float | None, peer: str, unit: str = "ratio") -> Any:
    met = None if target is None else value >= target
    return {
        "figure": name,
        "value": round(value, 2),
        "target": target,
        "met": met,
        "unit": unit,
        "peer": peer,
    }


def measure(quick: bool) -> Iterator[Any]:
    runs = 1 if quick else 3
    argos = "argostranslate 1.11"
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["XDG_DATA_HOME"] = str(home / "data")
        os.environ["XDG_CACHE_HOME"] = str(home / "cache")
        lines = FLORES.joinpath("eng_Latn.devtest").read_text("utf-8").split("\n")[:-1]
        references = FLORES.joinpath("spa_Latn.devtest").read_text("utf-8").split("\n")[:-1]
        sentences = lines[: 150 if quick else len(lines)]
        packages = install(SMALL if SMALL.exists() else NANO, home / "small")
        for setting, speed in threads(packages, lines[:300]).items():
            yield figure(f"replicas x threads {setting}", speed, None, "", "sentences/s")
        seconds, times = cold(packages, runs)
        yield figure("cold, 750 words", seconds, None, "", "s")
        if PEER:
            yield figure("cold, 750 words", times, 10.0, argos)
        speed, times, ours, theirs = warm(sentences, packages, runs)
        yield figure("warm, FLORES", speed, None, "", "sentences/s")
        if PEER:
            yield figure("warm, FLORES", times, 20.0, argos)
            yield from chrf(ours, theirs, references[: len(sentences)])
        short = [
            f"Tom has {number} red houses in Boston." for number in range(200 if quick else 600)
        ]
        speed, times, *_ = warm(short, packages, runs)
        yield figure("warm, short sentences", speed, None, "", "sentences/s")
        if PEER:
            yield figure("warm, short sentences", times, 20.0, argos)
        yield figure("second run from the cache", second_run(home, 2_000), 50.0, "first run")
        packages = full_size(home / "full")
        few = lines[: 24 if quick else 120]
        speed, times, *_ = warm(few, packages, runs, LENGTH)
        yield figure("warm, 512 wide, 6 + 6 layers", speed, None, "", "sentences/s")
        if PEER:
            yield figure("warm, 512 wide, 6 + 6 layers", times, 3.0, argos)
        yield from streams(home, 100_000 if quick else 1_000_000)
    if PEER:
        yield figure("translate --help", help_ratio(runs), 20.0, "argos-translate --help")


def chrf(ours: list[str], theirs: list[str], references: list[str]) -> list[Any]:
    try:
        from sacrebleu.metrics import CHRF
    except ImportError:
        return []
    scores = [CHRF().corpus_score(texts, [references]).score for texts in (ours, theirs)]
    return [
        figure("chrF", scores[0], None, "", "chrF"),
        figure("chrF less theirs", scores[0] - scores[1], -0.3, "argostranslate 1.11", "chrF"),
    ]


def streams(home: Path, number: int) -> list[Any]:
    figures = []
    runs: list[tuple[str, Callable[[int], tuple[float, float]]]] = [
        ("two cached hops of a stub", lambda n: stream(n, home)),
        ("translate - with a stub", filtered),
    ]
    for name, action in runs:
        _, before = action(number // 10)
        speed, after = action(number)
        figures.append(figure(f"{name}, {number:,} sentences", speed, 20_000.0, "", "sentences/s"))
        grown = figure(f"{name}, peak memory to that of a tenth", after / before, None, "")
        figures.append(grown | {"target": 1.1, "met": after / before <= 1.1})
    return figures


def help_ratio(runs: int) -> float:
    def seconds(*command: str) -> float:
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return time.perf_counter() - started

    theirs = "import sys; sys.argv[1:] = ['--help']; from argostranslate.cli import main; main()"
    ours = "from hexapla.cli import main; main(['--help'])"
    assert PEER
    return statistics.median(
        seconds(PEER, "-c", theirs) / seconds(sys.executable, "-c", ours) for _ in range(runs + 1)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and sentences")
    parser.add_argument("--json", action="store_true", help="print only the figures")
    options = parser.parse_args()
    if not FLORES.is_dir():
        print("no test data: set HEXAPLA_TEST_DATA")
        return
    if options.json:
        print(json.dumps(list(measure(options.quick)), indent=2))
        return
    for one in measure(options.quick):
        target = f" (target {one['target']:g})" if one["target"] is not None else ""
        against = f", beside {one['peer']}" if one["peer"] else ""
        print(f"{one['figure']}: {one['value']:g} {one['unit']}{against}{target}", flush=True)
    if not PEER:
        print("argostranslate is not measured: name its python in HEXAPLA_ARGOS_PYTHON")


if __name__ == "__main__":
    main()
