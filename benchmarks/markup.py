"""Markup through the engines: is it whole, does it stand where it should, and what does it cost.

* Placement: the sentences of ``tests/fixtures/markup``, aligned by hand, each with the draft of
  one engine: how many pairs stand around exactly the words that were named.
* 500 sentences of FLORES with pairs, line breaks and footnotes at random places: whole and well
  nested, and chrF against the reference of the text without markup, beside that of the plain
  sentence's translation.
* 500 sentences with code, addresses, placeholders and file names in them: each comes back once.
* 500 plain sentences: loops and changed numbers, before and after second attempts, and how many of
  those left no check finds; chrF of the sentences in capitals, beside that of the normal ones,
  both without regard to case.

The package is ``translate-en_es-0_1.argosmodel`` beside the test data; Apertium needs eng-spa.

    python benchmarks/markup.py [--sentences N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from hexapla.catalogs.entry import Entry
from hexapla.checks import Context, check_entry
from hexapla.documents.inline import Mark, Role
from hexapla.drafting.align import align, learn
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import Translator
from hexapla.drafting.guards import Fault, faults
from hexapla.drafting.markup import with_markup
from hexapla.drafting.plain import take_out
from hexapla.drafting.restore import put_back
from hexapla.engines import models
from hexapla.engines.apertium import ApertiumEngine
from hexapla.engines.argos import ArgosEngine
from hexapla.engines.engine import Engine, Pair
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data"))
PACKAGE = DATA.parent / "models" / "translate-en_es-0_1.argosmodel"
ALIGNED = ROOT / "tests" / "fixtures" / "markup" / "en-es.tsv"
EN_ES = Pair("en", "es")

PLACED_TARGET, WHOLE_TARGET, CHRF_TARGET, CAPITALS_TARGET = 90.0, 100.0, 0.5, 3.0

TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
ALONE = ("br", "sup")
UNITS = (
    "`config.json`", "https://example.org/a?b=1", "info@example.org", "%s", "{name}",
    "{{ page.title }}", "$HOME", "0.85.x", "README.md", "`git commit -m`", "--force", "/etc/hosts",
    "1.2.3", "%(count)d",
)  # fmt: skip


def marks_of(text: str) -> list[Mark]:
    """The marks of a sentence with tags and code in back-quotes."""
    found: list[Mark] = []
    stack: list[int] = []
    for match in re.finditer(rf"{TAG.pattern}|`[^`]*`", text):
        if match[2] is None:
            found.append(Mark(*match.span(), Role.ALONE))
        elif match[2] in ALONE:
            role = Role.APART if match[2] == "br" else Role.ALONE
            found.append(Mark(*match.span(), role))
        elif match[1]:
            at = stack.pop()
            found[at] = Mark(found[at].start, found[at].end, Role.OPEN, len(found))
            found.append(Mark(*match.span(), Role.CLOSE, at))
        else:
            stack.append(len(found))
            found.append(Mark(*match.span(), Role.OPEN))
    return found


def with_tags(sentence: str, chance: random.Random) -> str:
    """A sentence with one to three pairs, some nested, and at times a break or a footnote."""
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
    """A sentence with one or two things in it that must stay as they are."""
    words = sentence.split(" ")
    units = chance.sample(UNITS, chance.randint(1, 2))
    for unit in units:
        words.insert(chance.randrange(1, len(words)), unit)
    return " ".join(words), units


def is_whole(source: str, text: str) -> bool:
    """Whether a draft has all markup of its source once, well nested, around something."""

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
    """Corpus chrF2 (Popović 2015): n-grams of 1 to 6 characters, white space left out."""
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


def placement(name: str, route: Route) -> dict[str, float]:
    """How many pairs of the fixtures stand where they were put by hand."""
    rows = [line.split("\t") for line in ALIGNED.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row[0] == name]
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
    return {"pairs": pairs, "right": right, "percent": 100 * right / pairs}


def _spans(text: str) -> dict[str, list[int]]:
    """The offsets of each tag in the text without tags, by its name."""
    found: dict[str, list[int]] = {}
    for match in TAG.finditer(text):
        found.setdefault(match[2], []).append(len(TAG.sub("", text[: match.start()])))
    return found


def generated(
    route: Route, sentences: Sequence[str], references: Sequence[str]
) -> dict[str, float]:
    """Tags at random places: are they whole, and what of the text?"""
    chance = random.Random(6)
    marked = [with_tags(sentence, chance) for sentence in sentences]
    plain, plain_seconds = _timed(lambda: [one.text for one in route.translate(sentences)])
    texts, seconds = _timed(lambda: _drafts(route, marked))
    bare = [re.sub(r"\s+", " ", TAG.sub(lambda m: " " if m[2] == "br" else "", t)) for t in texts]
    return {
        "sentences": len(marked),
        "whole": 100 * sum(map(is_whole, marked, texts)) / len(marked),
        "chrf plain": chrf(plain, references),
        "chrf marked": chrf(bare, references),
        "seconds plain": plain_seconds,
        "seconds marked": seconds,
    }


def protected(route: Route, sentences: Sequence[str]) -> dict[str, float]:
    """Code, addresses and placeholders at random places: are they there, once each?"""
    chance = random.Random(7)
    pairs = [with_units(sentence, chance) for sentence in sentences]
    texts = _drafts(route, [text for text, _ in pairs])
    kept = [
        text.count(unit) == 1
        for text, (_, units) in zip(texts, pairs, strict=True)
        for unit in units
    ]
    return {"spans": len(kept), "intact": 100 * sum(kept) / len(kept)}


def guarded(route: Route, sentences: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    """Loops, numbers and capitals."""
    languages = (Language("en"), Language("es"))
    context = Context(*languages)
    translator = drafter(route, *languages)
    plain = [one.text for one in route.translate(sentences)]
    texts = [one.text for one in translator.translate(sentences)]
    capitals = [one.text for one in translator.translate([s.upper() for s in sentences])]
    found: Counter[str] = Counter()
    for source, before, text in zip(sentences, plain, texts, strict=True):
        entry = Entry(msgid=source, msgstr=text, flags=("fuzzy",))
        checked = {finding.check for finding in check_entry(entry, context)}
        for fault, checks in ((Fault.LOOP, {"loops", "repeated-words"}), (Fault.NUMBERS, checked)):
            name = fault.name.lower()
            found[f"{name} plain"] += fault in faults(source, before, languages)
            if fault in faults(source, text, languages):
                found[f"{name} left"] += 1
                found["without finding"] += not checked & checks
    lower = [text.lower() for text in references]
    return {
        **found,
        "without finding": found["without finding"],
        "chrf normal": chrf([text.lower() for text in texts], lower),
        "chrf capitals": chrf([text.lower() for text in capitals], lower),
    }


def _drafts(route: Route, segments: Sequence[str]) -> list[str]:
    marks = {segment: marks_of(segment) for segment in segments}
    translator = with_markup(Translator(route.origin, route.translate), marks, route.align)
    return [translation.text for translation in translator.translate(segments)]


def _timed(work: Callable[[], list[str]]) -> tuple[list[str], float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    flores = DATA / "flores"
    if not flores.is_dir() or not PACKAGE.is_file():
        sys.exit(f"no FLORES at {flores}, or no package at {PACKAGE} (set HEXAPLA_TEST_DATA)")
    sentences, references = (
        (flores / f"{name}.devtest").read_text("utf-8").split("\n")[: wanted.sentences]
        for name in ("eng_Latn", "spa_Latn")
    )
    results: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ARGOS_PACKAGES_DIR"] = folder
        models.install(PACKAGE)
        engines: list[Engine] = [ArgosEngine(), ApertiumEngine()]
        for engine in engines:
            if EN_ES not in engine.pairs():
                print(f"{engine.name}: no {EN_ES} here", file=sys.stderr)
                continue
            route = Route((Hop(engine, EN_ES),))
            results[engine.name] = {
                "placement": placement(engine.name, route),
                "markup": generated(route, sentences, references),
                "protected": protected(route, sentences),
                "guarded": guarded(route, sentences, references),
            }
    if wanted.json:
        print(json.dumps(results, indent=2))
    met = True
    for name, parts in results.items():
        lost = parts["markup"]["chrf plain"] - parts["markup"]["chrf marked"]
        capitals = parts["guarded"]["chrf normal"] - parts["guarded"]["chrf capitals"]
        lines = [
            ("placed on the words named", parts["placement"]["percent"], ">=", PLACED_TARGET),
            ("whole and well nested", parts["markup"]["whole"], ">=", WHOLE_TARGET),
            ("protected spans intact", parts["protected"]["intact"], ">=", WHOLE_TARGET),
            ("chrF lost", lost, "<=", CHRF_TARGET),
            ("loops, numbers: no finding", parts["guarded"]["without finding"], "<=", 0.0),
            ("chrF lost in capitals", capitals, "<=", CAPITALS_TARGET),
        ]
        for what, value, relation, target in lines:
            good = value >= target if relation == ">=" else value <= target
            met = met and good
            missed = "" if good else " MISSED"
            if not wanted.json:
                print(f"{name:9} {what:26} {value:7.2f} {relation} {target}{missed}")
        if not wanted.json:
            print(f"{name:9} {parts['markup']}\n{name:9} {parts['guarded']}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
