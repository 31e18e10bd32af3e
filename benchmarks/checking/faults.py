"""Plant faults into correct pairs of source and translation, with a fixed seed."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from babel import Locale
from rapidfuzz import fuzz

from checking.flores import Sentences, sentences
from hexapla.catalogs.entry import Entry
from hexapla.checks.transliteration import romanized
from hexapla.languages import Language

__all__ = ["FAULTS", "Fault", "planted"]

TEXT, HTML, MESSAGE = "a.txt", "a.html", "a.c"

# Source and faulty target, or None if the pair has no place for the fault.
Planted = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault.

    ``prepare`` makes a correct pair suitable, ``plant`` puts the fault in, and ``checks`` are the
    checks that should find it. ``reference`` is the file that the entries come from, and ``target``
    the percentage that should be found.
    """

    name: str
    plant: Callable[[random.Random, str, str, str], Planted]
    checks: frozenset[str]
    prepare: Callable[[str, str], tuple[str, str]] = lambda source, target: (source, target)
    reference: str = TEXT
    target: float = 95.0


def with_tag(source: str, target: str) -> tuple[str, str]:
    def tagged(text: str) -> str:
        half = len(text) // 2
        return f'{text[:half]}<a href="x.html" class="c">{text[half:-1]}</a>{text[-1:]}'

    return tagged(source), tagged(target)


def break_tag(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    old, new = rng.choice([("</a>", ""), ("<a ", "<b "), (' class="c"', ""), ("</a>", "<a>")])
    return source, target.replace(old, new)


def appended(text: str, more: str) -> str:
    """Add text at the end, before the final punctuation mark."""
    end = len(text) - (not text[-1].isalnum())
    return f"{text[:end]} {more}{text[end:]}"


def with_link(source: str, target: str) -> tuple[str, str]:
    link = "(https://example.org/2015/page?id=7)"
    return appended(source, link), appended(target, link)


def break_link(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    new = rng.choice(["", "https://example.org/page?id=7", "https://exampel.org/2015/page?id=7"])
    return source, target.replace("https://example.org/2015/page?id=7", new)


def with_placeholder(source: str, target: str) -> tuple[str, str]:
    return appended(source, "{name} %d"), appended(target, "{name} %d")


def break_placeholder(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    old, new = rng.choice([("{name}", ""), ("{name}", "{nombre}"), ("%d", ""), ("%d", "% d")])
    return source, target.replace(old, new)


def change_number(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    ours = set(re.findall(r"\d+", source))
    places = [m for m in re.finditer(r"\d+", target) if m[0] in ours]
    if not places:
        return None
    place = rng.choice(places)
    digits = list(place[0])
    at = rng.randrange(len(digits))
    digits[at] = rng.choice([d for d in "123456789" if d != digits[at]])
    return source, target[: place.start()] + "".join(digits) + target[place.end() :]


def loop(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    if Language(tag).joiner:
        words = target.split(" ")
        size = rng.randint(1, 3)
        at = rng.randrange(max(1, len(words) - size))
        return source, " ".join(words[: at + size] + words[at : at + size] * 4 + words[at + size :])
    at = rng.randrange(max(1, len(target) - 4))
    return source, target[: at + 3] + target[at : at + 3] * 4 + target[at + 3 :]


def copy(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    return source, source


def blank(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    return source, rng.choice([" ", "\u00a0", "…", "-", "\u200b"])


def break_bracket(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    places = [at for at, character in enumerate(target) if character in "()（）"]
    if places:
        at = rng.choice(places)
        return source, target[:at] + target[at + 1 :]
    at = rng.randrange(len(target))
    return source, target[:at] + rng.choice("()") + target[at:]


def break_end(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    if source[-1:] not in ".?!" or target[-1:] not in ".?!。？！؟":
        return None
    new = rng.choice(["", ",", "?" if source[-1] == "." else "."])
    return source, target[:-1] + new


def drop_name(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    """Remove a name from the middle of a sentence.

    A name is a run of capitalised words whose first word resembles a proper name of the source,
    letter by letter or in BGN/PCGN romanization.
    """
    word = r"[^\W\d_]+"
    capitals = {fold(m[0]) for m in re.finditer(word, source) if m[0] in proper_names()}
    found = [
        match
        for match in re.finditer(rf"(?<=[^\W\d_,] )({word})(?:[ -]{word})*?(?=\W|$)", target)
        if match[1][0].isupper() and not match[1].isupper() and len(match[1]) > 3
        and any(fuzz.ratio(fold(match[1]), other) >= 75 for other in capitals)
    ]  # fmt: skip
    if not found:
        return None
    match = rng.choice(found)
    end = match.end()
    while more := re.compile(rf"[ -]({word})").match(target, end):
        if not more[1][0].isupper():
            break
        end = more.end()
    return source, f"{target[: match.start()].rstrip()}{target[end:]}"


@cache
def proper_names() -> frozenset[str]:
    """The capitalised words of FLORES that are names, determined independently of the checks.

    These are the words that translators into five languages mostly keep, and CLDR's countries.
    """
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for tag in ("es", "fr", "de", "it", "pt"):
        for source, target in sentences(tag):
            theirs = set(re.findall(r"\w+", target))
            for word in set(re.findall(r"\w+", source)):
                if word[0].isupper():
                    seen[word] += 1
                    kept[word] += word in theirs
    countries = {str(name) for name in Locale("en").territories.values()}
    return frozenset(word for word in seen if 2 * kept[word] > seen[word] or word in countries)


def fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", romanized(word))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


NEGATIONS = {
    "es": [(r"\bno ", "")],
    "fr": [(r"\b(?:ne |n['’])(\w+) pas\b", r"\1")],
    "de": [(r" nicht\b", ""), (r"\bk(ein\w*)", r"\1")],
    "ru": [(r"\b[Нн]е ", "")],
}


def drop_negation(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    if not re.search(r"\b(?:not|\w+n['’]t|cannot|never|no)\b", source) or tag not in NEGATIONS:
        return None
    for pattern, new in NEGATIONS[tag]:
        if len(re.findall(pattern, target)) == 1:
            return source, re.sub(pattern, new, target)
    return None


def truncate(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    """Keep the first half and the final punctuation mark."""
    if Language(tag).joiner:
        words = target.split(" ")
        if len(words) < 6:
            return None
        return source, " ".join(words[: len(words) // 2]).rstrip(",;:") + target[-1]
    return source, target[: len(target) // 2] + target[-1]


def nothing(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    raise NotImplementedError  # these faults need another sentence or language; see `planted`


FAULTS = (
    Fault("tag", break_tag, frozenset(["tags"]), with_tag, HTML),
    Fault("number", change_number, frozenset(["numbers", "acronyms"])),
    Fault("URL", break_link, frozenset(["links"]), with_link),
    Fault("placeholder", break_placeholder, frozenset(["placeholders"]), with_placeholder, MESSAGE),
    Fault("loop", loop, frozenset(["loops", "repeated-words"])),
    Fault("wrong language", nothing, frozenset(["language", "script"])),
    Fault("copied", copy, frozenset(["unchanged"])),
    Fault("blank", blank, frozenset(["blank"])),
    Fault("bracket", break_bracket, frozenset(["brackets"])),
    Fault("end punctuation", break_end, frozenset(["end-punctuation"])),
    Fault("name dropped", drop_name, frozenset(["names", "mismatch"]), target=70),
    Fault("negation dropped", drop_negation, frozenset(["negation"]), target=70),
    Fault("truncated", truncate, frozenset(["length", "mismatch", "brackets", "quotation-marks",
                                            "numbers", "names"]), target=70),
    Fault("swapped", nothing, frozenset(["mismatch", "length", "numbers", "names", "negation",
                                         "end-punctuation", "brackets", "quotation-marks"]),
          target=70),
)  # fmt: skip


def planted(
    fault: Fault, tag: str, pairs: Sentences, others: Sentences
) -> tuple[list[Entry], list[Entry]]:
    """The correct entries that have a place for a fault, and the same entries with the fault.

    ``others`` are the same sentences in another language.
    """
    rng = random.Random(f"{fault.name} {tag}")
    sound, faulty = [], []
    for at, (source, target) in enumerate(pairs):
        source, target = fault.prepare(source, target)
        if fault.name == "wrong language":
            found: Planted = source, others[at][1]
        elif fault.name == "swapped":
            found = source, pairs[at ^ 1 if at ^ 1 < len(pairs) else at - 1][1]
        else:
            found = fault.plant(rng, source, target, tag)
        if found and found[1] != target:
            sound.append(Entry(source, target, references=(fault.reference,)))
            faulty.append(Entry(found[0], found[1], references=(fault.reference,)))
    return sound, faulty
