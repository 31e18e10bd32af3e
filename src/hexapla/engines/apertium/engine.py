"""Apertium's rule-based pairs, translated by the ``apertium`` program.

This code relies on two facts about Apertium 3.8. The text format (``-f txt``) returns the special
characters of Apertium's stream unchanged. And only an empty line separates sentences: across a
single line end, words are reordered and joined.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from time import monotonic
from types import MappingProxyType

from hexapla.engines.apertium import wordbound
from hexapla.engines.apertium.processes import Processes, ProgramError
from hexapla.engines.cores import cores
from hexapla.engines.engine import Link, Pair, Translation
from hexapla.errors import EngineError, InputError, UsageError
from hexapla.files import Signature, read_bytes, signature
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import counted, msg
from hexapla.programs import find

__all__ = ["ApertiumEngine", "debian_package"]

_MOST_SENTENCES = 200
_MOST_CHARACTERS = 20_000
# Seconds. On a fast machine, starting takes 0.2 and a thousand characters take 0.02.
_TIMEOUT = 20.0
_TIMEOUT_PER_CHARACTER = 1e-3
# Seconds to wait for the first answer, before the start-up time on this machine has been measured.
# After that: the fewest seconds to wait, and how many times the measured time.
_PATIENCE = 5.0
_LEAST_PATIENCE = 2.0
_TIMES_MEASURED = 10
# A batch that failed is cut into this many parts: that takes as many runs as cutting it in halves,
# and half the waiting.
_PARTS = 4

# White space that may end a line, and NUL, which ends Apertium's stream.
_BREAKS = lazy_re("[ \0\t-\r\x1c-\x1f\x85\u2028\u2029]+")

# Debian 12's packages apertium-NAME, as listed by `apt-cache search apertium`, and their pairs; "="
# stands for both directions. The directions were read from modes/ in the packages eng-spa, eng-cat,
# en-gl, eu-en, es-ro, hbs-eng, hbs-mkd, pol-szl, spa-ast and srd-ita; those of the others haven't
# been checked.
_DEBIAN = {
    "afr-nld": "af=nl",
    "arg-cat": "an=ca",
    "bel-rus": "be=ru",
    "br-fr": "br>fr",
    "cat-ita": "ca=it",
    "cat-srd": "ca>sc",
    "dan-nor": "da=nb da=nn",
    "en-gl": "en=gl",
    "eng-cat": "en=ca",
    "eng-spa": "en=es",
    "eo-ca": "ca>eo",
    "eo-en": "en=eo",
    "eo-es": "es>eo",
    "eo-fr": "fr>eo",
    "es-gl": "es=gl",
    "es-pt": "es=pt",
    "es-ro": "ro>es",
    "eu-en": "eu>en",
    "eu-es": "eu>es",
    "fr-es": "fr=es",
    "fra-cat": "fr=ca",
    "fra-frp": "fr>frp",
    "hbs-eng": "sr=en en>hr en>bs",
    "hbs-mkd": "sr=mk mk>hr mk>bs",
    "hbs-slv": "sr=sl",
    "ind-zlm": "id=ms",
    "isl-eng": "is>en",
    "isl-swe": "is>sv",
    "mkd-bul": "mk=bg",
    "mkd-eng": "mk>en",
    "nno-nob": "nn=nb",
    "oc-ca": "oc=ca",
    "oc-es": "oc=es",
    "oci-fra": "oc=fr",
    "pol-szl": "pl=szl",
    "por-cat": "pt=ca",
    "pt-gl": "pt=gl",
    "rus-ukr": "ru=uk",
    "spa-arg": "es=an",
    "spa-ast": "es>ast",
    "spa-cat": "es=ca",
    "spa-ita": "es=it",
    "srd-ita": "it>sc",
    "swe-dan": "sv=da",
    "swe-nor": "sv=nb sv=nn",
    "urd-hin": "ur=hi",
}


class ApertiumEngine:
    """The engine that translates with the installed pairs of the ``apertium`` program.

    ``program`` is its name or path, ``timeout`` the most seconds that starting it may take.
    """

    name = "apertium"
    # Its dictionaries list names, days and months with a capital: "monday" is unknown to it.
    reads_capitals = True

    def __init__(self, program: str = "apertium", timeout: float = _TIMEOUT) -> None:
        self._program = program
        self._timeout = timeout
        self._patience = min(_PATIENCE, timeout)
        # Why sentences failed, by mode and sentence: they are not tried again.
        self._failed: dict[tuple[str, str], str] = {}

    def pairs(self) -> Collection[Pair]:
        """The pairs of the installed language data; none if the program is missing."""
        path = find(self._program)
        return sorted(_modes(path)) if path else ()

    def unavailable(self) -> str | None:
        """A message if the program or its language data is missing, else None."""
        if find(self._program) is None:
            return msg(
                "the program {program} is missing: `apt install apertium apertium-eng-spa`",
                program=self._program,
            )
        if not self.pairs():
            return msg("Apertium has no language data: `apt install apertium-eng-spa`")
        return None

    def advice(self, pair: Pair) -> str | None:
        """The command that installs the Debian package with a pair; None if there is no package."""
        package = debian_package(pair)
        return f"apt install {package}" if package else None

    def version(self, pair: Pair) -> str:
        """The version of the pair's data if Debian's tools know it, or else of the program."""
        self._mode(pair)
        package = debian_package(pair)
        query = ("dpkg-query", "--show", "--showformat=${Version}")
        data = _output(*query, package) if package else ""
        return _word(data) or _word(_output(self._program, "-V").removeprefix("Apertium")) or "0"

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The translations in the order of the sentences, a few hundred at a time.

        A sentence that the program can't translate even by itself comes back empty, with the
        reason. Raises EngineError if the pair is not installed or the program can't translate
        anything.
        """
        mode = self._mode(pair)
        return self._stream(_batches(map(_clean, sentences)), mode)

    def fingerprint(self, pair: Pair) -> str:
        """The version and a digest of the pair's data files, if they are found."""
        return f"{self.version(pair)} {_data_state(self._program, self._mode(pair))}"

    def _stream(self, batches: Iterator[list[str]], mode: str) -> Iterator[Translation]:
        """Translate one batch, so that a broken program fails once; then several at a time."""
        for batch in islice(batches, 1):
            yield from self._translated(batch, mode, Processes())
        processes = Processes()
        with ThreadPoolExecutor(cores()) as pool:
            try:
                waiting: deque[Future[list[Translation]]] = deque()
                for batch in batches:
                    waiting.append(pool.submit(self._translated, batch, mode, processes))
                    if len(waiting) > cores():
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            except BaseException:
                processes.end()
                pool.shutdown(cancel_futures=True)
                raise

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between sentences and their translations, by `wordbound`; none if that fails.

        Raises EngineError if the pair is not installed.
        """
        document = "".join(wordbound.marked(_clean(sentence)) for sentence in sentences)
        command = [self._program, "-f", "none", "-u", self._mode(pair)]
        try:
            answers = wordbound.sentences_in(
                Processes().piped(command, document, self._patience_for(document))
            )
        except ProgramError:
            answers = []
        if len(answers) != len(sentences):
            return [()] * len(sentences)
        return [
            wordbound.links(sentence, answer, text)
            for sentence, answer, text in zip(sentences, answers, texts, strict=True)
        ]

    def _mode(self, pair: Pair) -> str:
        path = find(self._program)
        modes = _modes(path) if path else {}
        if pair not in modes:
            raise EngineError(
                msg("Apertium can't translate {pair} here", pair=pair),
                hint=self.unavailable()
                or self.advice(pair)
                or msg("`translate engines` lists its pairs"),
            )
        return modes[pair]

    def _translated(
        self, batch: Sequence[str], mode: str, processes: Processes
    ) -> list[Translation]:
        """A batch's translations. Blank sentences and those that failed before are not sent."""
        wanted = [one for one in batch if one and (mode, one) not in self._failed]
        found = dict(zip(wanted, self._sent(wanted, mode, processes), strict=True))
        return [
            Translation(found.get(one, ""), failure=self._failed.get((mode, one), ""))
            for one in batch
        ]

    def _sent(
        self, batch: Sequence[str], mode: str, processes: Processes, *, tried: bool = False
    ) -> list[str]:
        """A batch's translations. If it fails, it is split until the failing sentence is alone."""
        if not batch:
            return []
        patience = self._patience
        try:
            return self._run(batch, mode, processes)
        except ProgramError as error:
            if processes.ended:  # the caller has stopped
                return [""] * len(batch)
            if not tried:
                self._check(mode, error, processes)
                if self._patience > patience:
                    return self._sent(batch, mode, processes, tried=True)
            if len(batch) == 1:
                self._failed[mode, batch[0]] = str(error)
                return [""]
        size = -(-len(batch) // _PARTS)
        parts = [batch[at : at + size] for at in range(0, len(batch), size)]
        return [text for part in parts for text in self._sent(part, mode, processes, tried=True)]

    def _check(self, mode: str, failure: ProgramError, processes: Processes) -> None:
        """Measure how long starting takes, with the simplest of sentences.

        Raises EngineError if the program can't translate even that.
        """
        began = monotonic()
        try:
            self._run(["a"], mode, processes, self._timeout)
        except ProgramError:
            raise EngineError(
                msg("Apertium fails on {mode}: {failure}", mode=mode, failure=failure),
                hint=msg("try `echo hello | {program} {mode}`", program=self._program, mode=mode),
            ) from failure
        measured = _TIMES_MEASURED * (monotonic() - began)
        self._patience = min(self._timeout, max(_LEAST_PATIENCE, measured))

    def _run(
        self, batch: Sequence[str], mode: str, processes: Processes, seconds: float | None = None
    ) -> list[str]:
        text = "".join(f"{sentence}\n\n" for sentence in batch)
        command = [self._program, "-f", "txt", "-u", mode]
        answer = processes.piped(command, text, seconds or self._patience_for(text))
        *lines, rest = answer.split("\n\n")
        if len(lines) != len(batch) or rest.strip():
            raise ProgramError(
                counted(
                    len(batch),
                    "{n} sentence came back as {lines}",
                    "{n} sentences came back as {lines}",
                    lines=len(lines),
                )
            )
        return [re.sub("[ \n]+", " ", line.strip()) for line in lines]

    def _patience_for(self, text: str) -> float:
        return self._patience + _TIMEOUT_PER_CHARACTER * len(text)


def debian_package(pair: Pair) -> str | None:
    """The Debian package with a pair's data, such as ``apertium-eng-spa``; None if unknown."""
    name = _debian_packages().get(Pair(*(Language(tag).base for tag in pair)))
    return f"apertium-{name}" if name else None


@lru_cache(maxsize=1)
def _debian_packages() -> Mapping[Pair, str]:
    packages = {}
    for name, relations in _DEBIAN.items():
        for relation in relations.split():
            one, arrow, other = re.split("([=>])", relation)
            packages[Pair(one, other)] = name
            if arrow == "=":
                packages[Pair(other, one)] = name
    return MappingProxyType(packages)


@lru_cache(maxsize=8)
def _modes(program: str) -> Mapping[Pair, str]:
    """The installed modes that are plain translation, by their pair."""
    modes: dict[Pair, str] = {}
    # The same list as that of `apertium -l`, a shell script that takes a fifth of a second.
    listed = [path.stem for path in sorted(_modes_folder(program).glob("*.mode"))]
    for mode in listed or _output(program, "-l").split():
        halves = re.fullmatch(r"([a-z]{2,3}(?:_\w+)?)-([a-z]{2,3}(?:_\w+)?)", mode)
        if halves is None:
            continue
        try:
            pair = Pair(*(Language.from_apertium(code).tag for code in halves.groups()))
        except UsageError:
            continue  # a spelling norm, or a tool for the pair's developers
        modes.setdefault(pair, mode)
    return MappingProxyType(modes)


def _modes_folder(program: str) -> Path:
    """The folder of Apertium's modes. It doesn't exist if ``program`` isn't Apertium."""
    path = Path(find(program) or program)
    return path.resolve().parent.parent / "share" / "apertium" / "modes"


def _data_state(program: str, mode: str) -> str:
    """A digest of a mode's definition and of the files that it names.

    Empty if the definition is not in ``share/apertium/modes`` next to the program's folder.
    """
    try:
        text = (_modes_folder(program) / f"{mode}.mode").read_text("utf-8", "replace")
    except OSError:
        return ""
    named = [Path(word.strip("'\"")) for word in text.split() if word.startswith(("/", "'/", '"/'))]
    state = hashlib.blake2b(text.encode(), digest_size=8)
    for path in named:
        # Not their times: packages that can be built again have the same ones, whatever is in them.
        found = signature(path)
        try:
            state.update(_content(path, found))
        except InputError:
            state.update(repr(found).encode())
    return state.hexdigest()


@lru_cache(maxsize=64)
def _content(path: Path, _: Signature) -> bytes:
    """A digest of a file that has a signature. Raises InputError if it can't be read."""
    return hashlib.blake2b(read_bytes(path), digest_size=16).digest()


def _clean(sentence: str) -> str:
    """A sentence on one line, without characters that UTF-8 can't encode."""
    return _BREAKS.sub(" ", sentence.encode("utf-8", "replace").decode()).strip()


def _batches(sentences: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for sentence in sentences:
        full = len(batch) >= _MOST_SENTENCES or characters + len(sentence) > _MOST_CHARACTERS
        if batch and full:
            yield batch
            batch, characters = [], 0
        batch.append(sentence)
        characters += len(sentence)
    if batch:
        yield batch


def _output(*command: str) -> str:
    try:
        return Processes().piped(command, "", _TIMEOUT)
    except ProgramError:
        return ""


def _word(text: str) -> str:
    """The first word of a version."""
    return next(iter(text.split()), "")
