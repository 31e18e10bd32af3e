"""Measure markup, numbers and capitals through the engines: are they intact, and at what cost?

* Placement: sentences aligned by hand, each with one engine's draft. Measured is the share of tag
  pairs that surround exactly the annotated words. The aligner was tuned on
  ``tests/fixtures/markup/en-es.tsv`` and not on ``en-es-held-out.tsv`` (68 drafts, 98 pairs), for
  which the target is set.
* 500 FLORES sentences with tag pairs, line breaks and footnotes at random places: markup intact and
  well nested, and the chrF lost compared with translating the sentence without markup. The peer
  does what argos-translate's tag code and most CAT tools do: it translates each stretch between two
  tags separately.
* 500 sentences with code, addresses, placeholders and file names: each occurs once in the draft.
  The peer is the engine without protection.
* 10,000 sentences from FLORES and the corpora: drafts with loops, and drafts that lack a number of
  their source, in which no check finds anything. The peer is the engine's first answer, without
  guards.
* chrF of the sentences in capitals compared with normal ones, both ignoring case. The peer is the
  engine given the text in capitals.

The package is ``translate-en_es-0_1.argosmodel`` next to the test data; Apertium needs eng-spa. The
model of ``firefox`` is that of the tests, which translates 486 words one by one: its figures don't
tell how good the engine is, but that the same guards hold. The
engine ``llm`` is measured only if it is named: with the server of HEXAPLA_LLM_URL, or with one that
translates with that package and gives bad answers now and then.

    python benchmarks/markup.py [--quick] [--json] [--engine NAME]
"""

from __future__ import annotations

import argparse
import lzma
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from _figures import Figure, as_json, at_least, at_most, line, untargeted
from _llm import llm_engine
from _marks import marks
from hexapla.catalogs.entry import Entry
from hexapla.checks import Context, check_entry
from hexapla.documents.inline import Mark, Role
from hexapla.drafting.align import align
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import Translator
from hexapla.drafting.lessons import learn
from hexapla.drafting.plain import take_out
from hexapla.drafting.restore import put_back
from hexapla.drafting.segments import Segments
from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.cache import Cache
from hexapla.engines.caching import CachedEngine
from hexapla.engines.engine import Engine, Pair
from hexapla.engines.firefox.engine import FirefoxEngine
from hexapla.engines.llm.engine import LlmEngine
from hexapla.engines.models import packages
from hexapla.engines.models.installing import add_folder
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data"))
PACKAGE = DATA.parent / "models" / "translate-en_es-0_1.argosmodel"
CORPUS = DATA.parent / "corpora" / "en-es.tsv.xz"
FIXTURES = ROOT / "tests" / "fixtures" / "markup"
TUNED, HELD_OUT = FIXTURES / "en-es.tsv", FIXTURES / "en-es-held-out.tsv"
EN_ES = Pair("en", "es")
FIREFOX = ROOT / "tests" / "data" / "firefox-en-es"
USUAL = ("argos", "apertium", "firefox")
LANGUAGES = (Language("en"), Language("es"))
SENTENCES, MANY = 500, 10_000
QUICK, QUICK_MANY = 30, 80

TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
ALONE = ("br", "sup")
UNITS = (
    "`config.json`", "https://example.org/a?b=1", "info@example.org", "%s", "{name}",
    "{{ page.title }}", "$HOME", "0.85.x", "README.md", "`git commit -m`", "--force", "/etc/hosts",
    "1.2.3", "%(count)d",
)  # fmt: skip


def marks_of(text: str) -> list[Mark]:
    """The marks of a sentence with tags and code in backquotes."""
    return marks(re.finditer(rf"{TAG.pattern}|`[^`]*`", text), _role_alone)


def _role_alone(tag: re.Match[str]) -> Role | None:
    if tag[2] == "br":
        return Role.APART
    return Role.ALONE if tag[2] is None or tag[2] in ALONE else None


def with_tags(sentence: str, chance: random.Random) -> str:
    """Add one to three tag pairs, some nested, and sometimes a break or a footnote."""
    words = sentence.split(" ")

    def wrapped(start: int, end: int, depth: int) -> None:
        name = ("b", "i", 'a href="/x"')[depth % 3]
        words[start] = f"<{name}>{words[start]}"
        words[end] = f"{words[end]}</{name.split(' ')[0]}>"

    spans = sorted(chance.sample(range(len(words)), min(len(words), 2 * chance.randint(1, 3))))
    for start, end in zip(spans[::2], spans[1::2], strict=False):
        end = min(end, start + 6)
        if end > start + 2 and chance.random() < 0.3:
            wrapped(start + 1, end - 1, 1)
        wrapped(start, end, chance.choice((0, 2)))
    at = chance.randrange(len(words))
    if chance.random() < 0.2:
        words[at] += '<sup id="n1">'
    elif chance.random() < 0.2 and at:
        words[at - 1] += "<br>"
    return " ".join(words)


def with_units(sentence: str, chance: random.Random) -> tuple[str, list[str]]:
    """Insert one or two things that must stay unchanged; return the sentence and these."""
    words = sentence.split(" ")
    units = chance.sample(UNITS, chance.randint(1, 2))
    for unit in units:
        words.insert(chance.randrange(1, len(words)), unit)
    return " ".join(words), units


def is_whole(source: str, text: str) -> bool:
    """Whether a draft has all markup of its source exactly once, well nested and not empty."""

    def tags(one: str) -> Counter[str]:
        return Counter(match[0] for match in TAG.finditer(one))

    stack: list[str] = []
    for close, name in TAG.findall(text):
        if close and (not stack or stack.pop() != name):
            return False
        if not close and name not in ALONE:
            stack.append(name)
    empty = re.search(r"<(b|i|a)\b[^<>]*>\W*</\1>", text)
    return tags(source) == tags(text) and not stack and not empty


def chrf(found: Sequence[str], references: Sequence[str]) -> float:
    """Corpus chrF2 (Popović 2015): n-grams of 1 to 6 characters, ignoring whitespace."""
    total = 0.0
    for n in range(1, 7):
        hits = ours = theirs = 0
        for one, other in zip(found, references, strict=True):
            a, b = (
                Counter(t[i : i + n] for i in range(len(t) - n + 1))
                for t in ("".join(one.split()), "".join(other.split()))
            )
            hits += sum((a & b).values())
            ours, theirs = ours + sum(a.values()), theirs + sum(b.values())
        precision, recall = hits / max(ours, 1), hits / max(theirs, 1)
        total += 5 * precision * recall / max(4 * precision + recall, 1e-9)
    return 100 * total / 6


def placement(name: str, route: Route, aligned: Path) -> float:
    """The percentage of a fixture's tag pairs that are placed as annotated by hand."""
    rows = [line.split("\t") for line in aligned.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row[0] == name] or rows
    plans = [take_out(source, marks_of(source)) for _, source, _ in rows]
    targets = [TAG.sub("", target) for *_, target in rows]
    links = route.align([plan.text for plan in plans], targets)
    table = learn([(plan.text, text) for plan, text in zip(plans, targets, strict=True)])
    right = pairs = 0
    for plan, text, link, row in zip(plans, targets, links, rows, strict=True):
        got = _spans(put_back(plan, text, align(plan.text, text, link, table)).text)
        wanted = _spans(row[2])
        pairs += len(wanted)
        right += sum(got.get(key) == value for key, value in wanted.items())
    return 100 * right / pairs


def _spans(text: str) -> dict[str, list[int]]:
    """The offsets of each tag in the text without tags, by tag name."""
    found: dict[str, list[int]] = {}
    for match in TAG.finditer(text):
        found.setdefault(match[2], []).append(len(TAG.sub("", text[: match.start()])))
    return found


def placed(route: Route, figures: Figures) -> None:
    """Measure tag pairs on the words annotated by hand, in drafts of two engines.

    For the model of the tests, which knows few of these words, this is how well Hexapla's aligner
    does with what it learns from these few sentences.
    """
    name = route.hops[0].engine.name
    if name not in USUAL:
        return
    figures.note("placed, on what the aligner was tuned on", placement(name, route, TUNED))
    held_out, label = placement(name, route, HELD_OUT), "pairs placed on the words named, held out"
    if name == "firefox":
        figures.note(label, held_out)
    else:
        figures.add(label, held_out, ">= 90", "%")


def generated(
    route: Route, sentences: Sequence[str], references: Sequence[str], figures: Figures
) -> None:
    """Measure tags at random places: markup intact, and quality of the text."""
    chance = random.Random(6)
    marked = [with_tags(sentence, chance) for sentence in sentences]
    plain = drafts(route, sentences)
    texts = drafts(route, marked)
    whole = 100 * sum(map(is_whole, marked, texts)) / len(marked)
    figures.add("generated markup whole and well nested", whole, ">= 100", "%")
    wanted = chrf(plain, references)
    alone = chrf(list(map(_bare, _by_stretches(route, marked))), references)
    figures.add(
        "chrF lost with markup", wanted - chrf(list(map(_bare, texts)), references), "<= 0.5",
        "points", wanted - alone,
    )  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", TAG.sub(lambda match: " " if match[2] == "br" else "", text))


def _by_stretches(route: Route, segments: Sequence[str]) -> list[str]:
    """Translate each stretch between two tags separately."""
    pieces = [re.split(r"(<[^<>]*>)", segment) for segment in segments]
    wanted = [one for own in pieces for one in own[::2] if one.strip()]
    found = (translation.text for translation in route.translate(wanted))
    return [
        "".join(_with_outer_space(one, next(found)) if at % 2 == 0 and one.strip() else one
                for at, one in enumerate(own))
        for own in pieces
    ]  # fmt: skip


def _with_outer_space(source: str, text: str) -> str:
    """Give a translation the surrounding whitespace of its source."""
    return source[: len(source) - len(source.lstrip())] + text + source[len(source.rstrip()) :]


def protected(route: Route, sentences: Sequence[str], figures: Figures) -> None:
    """Measure code, addresses and placeholders at random places: each present exactly once."""
    chance = random.Random(7)
    pairs = [with_units(sentence, chance) for sentence in sentences]
    texts = [text for text, _ in pairs]

    def intact(found: Sequence[str]) -> float:
        kept = [
            text.count(unit) == 1
            for text, (_, units) in zip(found, pairs, strict=True)
            for unit in units
        ]
        return 100 * sum(kept) / len(kept)

    alone = intact([one.text for one in route.translate(texts)])
    figures.add("protected spans intact", intact(drafts(route, texts)), ">= 100", "%", alone)


_ADDED = "with a number more"


def guarded(route: Route, sentences: Sequence[str], figures: Figures) -> None:
    """Measure loops and changed numbers in many drafts that no check reports."""
    first = [one.text for one in route.translate(sentences)]
    texts = drafts(route, sentences)
    for what, is_wrong in (("with loops", loops), ("without a number", lost), (_ADDED, added)):
        before = sum(map(is_wrong, sentences, first))
        wrong = [pair for pair in zip(sentences, texts, strict=True) if is_wrong(*pair)]
        silent = [pair for pair in wrong if not has_finding(*pair)]
        figures.note(f"drafts {what}, before guards", before)
        figures.note(f"drafts {what}, left with a finding", len(wrong) - len(silent))
        if what == _ADDED:
            figures.note(f"drafts {what}, no finding", len(silent))
            continue
        figures.add(f"drafts {what}, no finding", len(silent), "<= 0", "drafts", before)
        for source, text in silent[:5]:
            print(f"no finding: {source} → {text}", file=sys.stderr)


def loops(source: str, text: str) -> bool:
    """Whether one to eight words occur three times in a row, but not in the source.

    This definition differs from that of guards and checks on purpose, so that errors in those show.
    """

    def turns(one: str) -> bool:
        words = re.findall(r"\w+", one.lower())
        return any(
            words[at : at + size] == words[at + size : at + 2 * size]
            and words[at : at + size] == words[at + 2 * size : at + 3 * size]
            for size in range(1, 9)
            for at in range(len(words) - 3 * size + 1)
        )

    return turns(text) and not turns(source)


def lost(source: str, text: str) -> bool:
    """Whether a text lacks a number of its source, ignoring separators."""
    return bool(_figures(source) - _figures(text))


def added(source: str, text: str) -> bool:
    """Whether a text has a number that its source lacks, or has it more often."""
    return bool(_figures(text) - _figures(source))


def _figures(text: str) -> Counter[str]:
    joined = re.sub(r"(?<=\d)[.,’'\u00a0\u202f ](?=\d{3}(?!\d))", "", text)
    return Counter(str(int(figures)) for figures in re.findall(r"\d+", joined))


def has_finding(source: str, text: str) -> bool:
    """Whether a check reports anything for a draft."""
    entry = Entry(msgid=source, msgstr=text, flags=("fuzzy",))
    return bool(check_entry(entry, Context(*LANGUAGES)))


def capitals(
    route: Route, sentences: Sequence[str], references: Sequence[str], figures: Figures
) -> None:
    """Measure sentences in capitals compared with normal ones."""
    upper = [sentence.upper() for sentence in sentences]
    wanted = [text.lower() for text in references]

    def score(texts: Sequence[str]) -> float:
        return chrf([text.lower() for text in texts], wanted)

    normal = score(drafts(route, sentences))
    alone = score([one.text for one in route.translate(upper)])
    figures.add(
        "chrF lost in capitals", normal - score(drafts(route, upper)), "<= 3", "points",
        normal - alone,
    )  # fmt: skip


def drafts(route: Route, segments: Sequence[str]) -> list[str]:
    """The drafts that a publication would get."""
    marks = {segment: found for segment in segments if (found := marks_of(segment))}
    translator: Translator = drafter(route, *LANGUAGES, Segments(dict(marks)))
    return [translation.text for translation in translator.translate(segments)]


class Figures:
    """The figures measured for one engine."""

    def __init__(self, engine: str, *, shown: bool) -> None:
        self.rows: list[Figure] = []
        self._engine, self._shown = engine, shown

    def add(
        self, name: str, value: float, target: str, unit: str, peer: float | None = None
    ) -> None:
        """Add a figure with a target, such as ``>= 90`` or ``<= 0``, and the peer's value."""
        relation, limit = target.split()
        make = at_least if relation == ">=" else at_most
        beside = "" if peer is None else f"{peer:.2f}"
        self.rows.append(make(f"{self._engine}: {name}", value, float(limit), unit, beside))
        self._say(line(self.rows[-1]))

    def note(self, name: str, value: float) -> None:
        """Print a figure without a target."""
        self._say(line(untargeted(f"{self._engine}: {name}", value, "")))

    def _say(self, said: str) -> None:
        if self._shown:
            print(said, flush=True)


def many_sentences(flores: Sequence[str], count: int) -> list[str]:
    """FLORES, and sentences spread over the corpora, ``count`` in total."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        corpus = list(dict.fromkeys(line.split("\t")[0] for line in lines))
    some = flores if count > 2 * len(flores) else flores[: count // 2]
    wanted = count - len(some)
    return [*some, *corpus[:: len(corpus) // wanted][:wanted]]


def engines(folder: Path, names: Sequence[str] = USUAL) -> Iterator[tuple[str, Route]]:
    """Some installed engines by name, with a cache so that no sentence is translated twice."""
    packages.install(PACKAGE)
    add_folder(FIREFOX, EN_ES, "1.0")
    cache = Cache(folder / "cache.sqlite")

    def route(engine: Engine) -> Route:
        return Route((Hop(CachedEngine(engine, cache), EN_ES),))

    for engine in (ArgosEngine(), ApertiumEngine(), FirefoxEngine()):
        if engine.name not in names:
            continue
        if EN_ES in engine.pairs():
            yield engine.name, route(engine)
        else:
            print(f"{engine.name}: skipped, it has no {EN_ES} here", file=sys.stderr)
    if LlmEngine.name in names:
        with llm_engine(route(ArgosEngine())) as model:
            print(f"llm: {model.unavailable() or model.summary()}", file=sys.stderr)
            yield model.name, route(model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a sample, in less than a minute")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--engine", action="append", choices=(*USUAL, "llm"))
    wanted = parser.parse_args()
    flores = DATA / "flores"
    for needed in (flores, PACKAGE, CORPUS):
        if not needed.exists():
            sys.exit(f"{needed} does not exist (set HEXAPLA_TEST_DATA)")
    everything, theirs = (
        (flores / f"{name}.devtest").read_text("utf-8").rstrip("\n").split("\n")
        for name in ("eng_Latn", "spa_Latn")
    )
    size = QUICK if wanted.quick else SENTENCES
    sentences, references = everything[:size], theirs[:size]
    many = many_sentences(everything, QUICK_MANY if wanted.quick else MANY)
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ARGOS_PACKAGES_DIR"] = folder
        for name, route in engines(Path(folder), wanted.engine or USUAL):
            figures = Figures(name, shown=not wanted.json)
            parts = (
                partial(placed),
                partial(generated, sentences=sentences, references=references),
                partial(protected, sentences=sentences),
                partial(capitals, sentences=sentences, references=references),
                partial(guarded, sentences=many),
            )
            for part in parts:
                part(route, figures=figures)
            rows += figures.rows
    if wanted.json:
        print(as_json(rows))
    sys.exit(0 if all(row.met for row in rows) else 1)


if __name__ == "__main__":
    main()
