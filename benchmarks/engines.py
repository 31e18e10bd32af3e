"""Measure engines compared with argostranslate 1.11, the cache, and an endless stream.

The peer runs in a separate environment; HEXAPLA_ARGOS_PYTHON names its `python`. Without it only
our own figures are measured. Both sides take turns in one run, with the same package, beam size and
sentences, and a figure is the median of the ratios. argostranslate gets a splitter that returns its
input, because its own would have to be downloaded. Before timing starts, modules are compiled and
files are in the page cache on both sides, as after a first use.

* cold: two processes from start to end. Each loads its engine and translates the first lines of
  FLORES that have 750 words together, with `argostranslate.translate` sentence by sentence, as it
  does for an article, and with `ArgosEngine`. (The time of the whole command, which also detects
  the language, retries wrong drafts and writes catalogs and an edition, is printed as well.)
* warm: the same after both have translated three sentences, on slices of FLORES devtest. On the
  full-size model, which has random weights, every translation has 30 tokens.
* threads: warm speed beside the peer with other settings of threads, and beside bare CTranslate2,
  see `_threads`.
* second run: `Publication.extract` and `draft` on an article of 2,000 sentences (FLORES, each line
  also with ", he said"), each time in a new process, with the catalogs deleted in between. Neither
  time includes reading the article; the first time includes loading the model.
* firefox: the Firefox engine beside the bare library, see `_firefox`.
* stream: sentences per second through two cached hops of an engine that returns its input, and
  through the whole command `translate -` with all its processing. Memory is the peak of the
  process, relative to its peak with a fifth of the sentences.

Expected before measuring: batches on all cores are ten times as fast as single sentences on a small
model, and less on a large one, where arithmetic outweighs overhead. A run from the cache takes as
long as its catalogs take, because guards don't ask again either.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import _firefox
import _threads
from _figures import Figure, as_json, at_least, at_most, line, untargeted
from _full_size import full_size

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FLORES = Path(os.environ.get("HEXAPLA_TEST_DATA", SHARED / "data")) / "flores"
SMALL = SHARED / "models" / "translate-en_es-0_1.argosmodel"
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
PEER = os.environ.get("HEXAPLA_ARGOS_PYTHON", "")
ARGOS = "argostranslate 1.11"
LENGTH = 30

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
from hexapla.engines.argos.engine import ArgosEngine
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


def run(
    python: str,
    code: str,
    home: Path,
    *args: str,
    sentences: Sequence[str] = (),
    variables: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, float]:
    """Run a script; return its output and the seconds that the process took.

    The script gets the sentences on standard input and environment ``variables``. ``home`` replaces
    all of the user's folders.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {
        **variables,
        "HOME": str(home),
        "ARGOS_PACKAGES_DIR": str(home / "packages"),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA")},
    }
    if python == sys.executable:
        environment["PYTHONPYCACHEPREFIX"] = str(home.parent / "compiled")
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-c", code, *args],
        input=json.dumps(list(sentences)),
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout, time.perf_counter() - started


def use_home(home: Path) -> Path:
    """Use a folder as this process's home, as `run` does for other processes."""
    os.environ["ARGOS_PACKAGES_DIR"] = str(home / "packages")
    for name in ("CACHE", "CONFIG", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    return home


def pair_of(
    ours: str, theirs: str, home: Path, sentences: Sequence[str], length: int = 0
) -> tuple[tuple[str, float], tuple[str, float]]:
    """Run both sides on the same sentences; return the output and the seconds of each."""
    options = json.dumps({"length": length})
    first = run(sys.executable, ours, home, options, sentences=sentences)
    second = run(PEER, theirs, home, options, sentences=sentences) if PEER else ("", 0.0)
    return first, second


def cold(home: Path, runs: int) -> Iterator[Figure]:
    lines = flores("eng_Latn")
    article: list[str] = []
    while sum(len(line.split()) for line in article) < 750:
        article.append(lines[len(article)])
    pairs = [pair_of(OURS + RUN_OURS, THEIRS + RUN_THEIRS, home, article) for _ in range(runs)]
    yield untargeted("cold, 750 words", statistics.median(ours for (_, ours), _ in pairs), "s")
    if PEER:
        ratios = [theirs / ours for (_, ours), (_, theirs) in pairs]
        ratio = statistics.median(ratios)
        yield at_least("cold, one article of 750 words", ratio, 10.0, "ratio", ARGOS)
    if runs > 1:
        whole = [whole_command(home, article) for _ in range(runs + 1)][1:]
        yield untargeted("cold, the whole command", statistics.median(whole), "s")


def whole_command(home: Path, article: Sequence[str]) -> float:
    """The seconds that `translate a.txt --to es` takes from start to end."""
    folder = home / "command"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(article) + "\n", "utf-8")
    code = "import os, sys; os.chdir(sys.argv[1]); from hexapla.cli import main; main(sys.argv[2:])"
    options = ("a.txt", "--to", "es", "--engine", "argos", "--no-cache")
    seconds = run(sys.executable, code, home, str(folder), *options)[1]
    shutil.rmtree(folder)
    return seconds


def warm(
    home: Path, slices: Sequence[Sequence[str]], length: int = 0
) -> tuple[float, float, list[str], list[str]]:
    """Our sentences per second, the ratio to the peer's, and the translations of both sides."""
    speeds, ratios = [], []
    found: tuple[list[str], list[str]] = ([], [])
    for sentences in slices:
        sides = (OURS + WARM.format(run=RUN_OURS), THEIRS + WARM.format(run=RUN_THEIRS))
        (ours, _), (theirs, _) = pair_of(*sides, home, sentences, length)
        done = [json.loads(printed) for printed in (ours, theirs) if printed]
        speeds.append(len(sentences) / done[0]["seconds"])
        ratios.append(done[-1]["seconds"] / done[0]["seconds"])
        for texts, one in zip(found, done, strict=False):
            texts += one["found"]
    return statistics.median(speeds), statistics.median(ratios), *found


def warm_figures(home: Path, quick: bool) -> Iterator[Figure]:
    lines, references = flores("eng_Latn"), flores("spa_Latn")
    size = 72 if quick else -(-len(lines) // 3)
    slices = [lines[at : at + size] for at in range(0, size if quick else len(lines), size)]
    speed, times, ours, theirs = warm(home, slices)
    yield untargeted("warm, FLORES", speed, "sentences/s")
    if PEER:
        yield at_least("warm, FLORES", times, 20.0, "ratio", ARGOS)
        lost = chrf(ours, references) - chrf(theirs, references)
        yield at_least("chrF on FLORES less theirs", lost, -0.3, "chrF", ARGOS)
    if not quick:
        short = [f"Tom has {number} red houses in Boston." for number in range(300)]
        speed, times, *_ = warm(home, [short])
        yield untargeted("warm, short sentences", speed, "sentences/s")
        if PEER:
            yield untargeted("warm, short sentences beside theirs", times, "ratio")


def thread_figures(home: Path, package: Path, quick: bool) -> Iterator[Figure]:
    from hexapla.engines.cores import cores

    sentences = flores("eng_Latn")[: 72 if quick else 336]
    options = json.dumps({"length": 0, "package": str(package), "cores": cores()})

    def seconds(python: str, code: str, variables: Mapping[str, str] | None = None) -> float:
        printed, _ = run(
            python, code, home, options, sentences=sentences, variables=variables or {}
        )
        return float(json.loads(printed)["seconds"])

    yield from _threads.figures(
        sentences,
        1 if quick else 5,
        lambda: seconds(sys.executable, OURS + WARM.format(run=RUN_OURS)),
        lambda code: seconds(sys.executable, code),
        (lambda names: seconds(PEER, THEIRS + WARM.format(run=RUN_THEIRS), names))
        if PEER
        else None,
    )


def full_size_figures(home: Path, small: Path, quick: bool) -> Iterator[Figure]:
    full_size(home, small)
    lines = flores("eng_Latn")
    slices = [lines[:5]] if quick else [lines[at : at + 24] for at in (0, 24, 48)]
    speed, times, *_ = warm(home, slices, LENGTH)
    yield untargeted("warm, 512 wide, 6 + 6 layers", speed, "sentences/s")
    if PEER:
        yield at_least("warm, full-size model", times, 3.0, "ratio", ARGOS)


def chrf(texts: Sequence[str], references: Sequence[str]) -> float:
    from sacrebleu.metrics import CHRF

    return float(CHRF().corpus_score(texts, [references[: len(texts)]]).score)


SECOND = """
import json, shutil, sys, time
from pathlib import Path
from hexapla import Language, Publication
folder = Path(sys.argv[1])
publication = Publication.open(folder)
prepared = publication.prepare(*publication.articles([folder / "a.txt"]), Language("en"))
prepared.document, prepared.template
started = time.perf_counter()
publication.extract(prepared, [Language("es")])
drafted, = publication.draft([prepared], Language("es"))
print(time.perf_counter() - started)
assert drafted.error is None and not drafted.missing
shutil.rmtree(folder / "locales")
"""


def second_run(
    home: Path, lines: int, runs: int, *, engine: str = "", target: bool = True
) -> Iterator[Figure]:
    """The second run of the engine whose models are in ``home``; ``engine`` names it in figures."""
    folder = home / "publication"
    folder.mkdir()
    sentences = flores("eng_Latn")[:lines]
    text = "\n\n".join([*sentences, *(f"{line.rstrip('.')}, he said." for line in sentences)])
    (folder / "a.txt").write_text(text + "\n", "utf-8")
    first, whole = run(sys.executable, SECOND, home, str(folder))
    again = [run(sys.executable, SECOND, home, str(folder)) for _ in range(runs)]
    second = statistics.median(float(printed) for printed, _ in again)
    yield untargeted(f"{engine}second run", second, "s")
    faster, name = float(first) / second, f"{engine}second run, {2 * lines:,} sentences"
    if target:
        yield at_least(name, faster, 50.0, "ratio", "first run")
    else:
        yield untargeted(name, faster, "ratio", "first run")
    ratio = whole / statistics.median(seconds for _, seconds in again)
    yield untargeted(f"{engine}second run, with start and reading", ratio, "ratio")


# Not getrusage: a process inherits the peak memory of its parent.
PEAK = """
import re, sys, time
from pathlib import Path
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
"""
STREAM = (
    PEAK
    + """
from hexapla.engines.caching import cached
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
print(done / seconds, peak())
"""
)
FILTER = (
    PEAK
    + """
from hexapla.cli import main
try:
    main(["-", "--to", "es", "--from", "en", "--engine", "identity", "--no-cache"])
finally:
    print(peak(), file=sys.stderr)
"""
)


def stream(number: int, home: Path) -> tuple[float, float]:
    """Sentences per second over two cached hops of a stub, and the peak memory in MB."""
    speed, memory = run(sys.executable, STREAM, home / str(number), str(number))[0].split()
    return float(speed), float(memory)


def filtered(number: int) -> tuple[float, float]:
    """Sentences per second through `translate -` with a stub, and the peak memory in MB."""
    paragraph = " ".join(f"This is sentence {n} of a paragraph." for n in range(5)) + "\n\n"
    data = (paragraph * (number // 5)).encode()
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", FILTER], input=data, capture_output=True, check=True
    )
    return number / (time.perf_counter() - started), float(done.stderr.split()[-1])


def streams(home: Path, number: int) -> Iterator[Figure]:
    runs: list[tuple[str, Callable[[int], tuple[float, float]]]] = [
        ("two cached hops", lambda n: stream(n, home)),
        ("translate -", filtered),
    ]
    for name, action in runs:
        _, before = action(number // 5)
        speed, after = action(number)
        yield at_least(f"{name}, {number:,} sentences", speed, 20_000.0, "sentences/s")
        yield at_most(f"{name}, memory over that of a fifth", after / before, 1.1, "ratio")


def help_ratio(home: Path, runs: int) -> float:
    theirs = "import sys; sys.argv[1:] = ['--help']; from argostranslate.cli import main; main()"
    ours = "from hexapla.cli import main; main(['--help'])"
    return statistics.median(
        run(PEER, theirs, home)[1] / run(sys.executable, ours, home)[1] for _ in range(runs)
    )


def threads(sentences: Sequence[str]) -> Iterator[Figure]:
    """Sentences per second with other divisions of the cores between replicas and threads."""
    import ctranslate2

    from hexapla.engines.argos import devices
    from hexapla.engines.argos.engine import ArgosEngine
    from hexapla.engines.cores import cores

    count = cores()
    real = devices.translator
    for inter, intra in sorted({(count, 1), (1, count), (1, 1), (max(count // 2, 1), 2)}):
        translator = partial(
            ctranslate2.Translator, compute_type="auto", inter_threads=inter, intra_threads=intra
        )
        setattr(devices, "translator", _batched(translator))  # noqa: B010
        engine = ArgosEngine()
        (pair,) = engine.pairs()
        list(engine.translate(sentences[:3], pair))
        started = time.perf_counter()
        list(engine.translate(sentences, pair))
        speed = len(sentences) / (time.perf_counter() - started)
        yield untargeted(f"replicas x threads {inter} x {intra}", speed, "sentences/s")
    devices.translator = real


def _batched(make: Callable[[str], Any]) -> Callable[[Path], tuple[Any, int]]:
    return lambda path: (make(str(path)), 512)


def flores(code: str) -> list[str]:
    return FLORES.joinpath(f"{code}.devtest").read_text("utf-8").split("\n")[:-1]


def measure(quick: bool) -> Iterator[Figure]:
    from hexapla.engines.models import packages

    runs = 1 if quick else 3
    with tempfile.TemporaryDirectory() as name:
        home = use_home(Path(name) / "small")
        small = packages.install(SMALL if SMALL.exists() else NANO)
        run(sys.executable, OURS + RUN_OURS, home, '{"length": 0}', sentences=["Warm up."])
        if PEER:
            run(PEER, "import argostranslate.cli, argostranslate.translate", home)
            run(sys.executable, "from hexapla.cli import main; main(['--help'])", home)
            faster = help_ratio(home, runs)
            yield at_least("translate --help", faster, 20.0, "ratio", "argos-translate --help")
        if not quick:
            yield from threads(flores("eng_Latn")[:300])
        yield from cold(home, runs)
        yield from warm_figures(home, quick)
        yield from thread_figures(home, small.path, quick)
        yield from second_run(home, 450 if quick else 1_000, runs)
        yield from full_size_figures(use_home(Path(name) / "full"), small.path, quick)
        if find_spec("fxtranslate"):
            home = use_home(Path(name) / "firefox")
            yield from _firefox.figures(
                home, flores("eng_Latn")[: 200 if quick else 1_000], runs, run
            )
            lines = 100 if quick else 1_000
            yield from second_run(home, lines, runs, engine="firefox, ", target=False)
        yield from streams(Path(name) / "streams", 60_000 if quick else 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer runs and sentences")
    parser.add_argument("--json", action="store_true", help="print only the figures with a target")
    options = parser.parse_args()
    if not FLORES.is_dir():
        print("[]" if options.json else "no test data: set HEXAPLA_TEST_DATA")
        return
    figures = measure(options.quick)
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one), flush=True)
    if not PEER:
        print("argostranslate was not measured: set HEXAPLA_ARGOS_PYTHON to its python")


if __name__ == "__main__":
    main()
