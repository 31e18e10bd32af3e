"""Kinds of mistakes that a program can plant in any correct pair."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from checking.faults import FAULTS, HTML, MESSAGE, TEXT, Fault, Planted, appended
from hexapla.checks.typography import CASED
from hexapla.detection.scripts import han_evidence
from hexapla.languages import Language

__all__ = ["KINDS", "LOCAL"]

MARKDOWN = "a.md"
_ANY: frozenset[str] = frozenset()  # any check may find it
_TRADITIONAL = dict(
    zip(
        "国学会这个们来时说发东车马门见长电话书",
        "國學會這個們來時說發東車馬門見長電話書",
        strict=True,
    )
)


def inserted(
    right: str, *wrong: str
) -> tuple[
    Callable[[str, str], tuple[str, str]], Callable[[random.Random, str, str, str], Planted]
]:
    """Functions that add something to both texts, and that break it in the translation."""

    def prepare(source: str, target: str) -> tuple[str, str]:
        return appended(source, right), appended(target, right)

    def plant(rng: random.Random, source: str, target: str, tag: str) -> Planted:
        return source, target.replace(right, rng.choice(wrong))

    return prepare, plant


def kind(name: str, reference: str, right: str, *wrong: str) -> Fault:
    prepare, plant = inserted(right, *wrong)
    return Fault(name, plant, _ANY, prepare, reference)


def replacing(name: str, change: Callable[[random.Random, str, str], str | None]) -> Fault:
    """A fault that changes only the translation, by its language."""

    def plant(rng: random.Random, source: str, target: str, tag: str) -> Planted:
        new = change(rng, target, tag)
        return None if new is None or new == target else (source, new)

    return Fault(name, plant, _ANY)


def mojibake(codec: str) -> Callable[[random.Random, str, str], str | None]:
    def change(rng: random.Random, target: str, tag: str) -> str | None:
        words = [word for word in re.findall(r"\w{2,}", target) if not word.isascii()]
        if not words:
            return None
        word = rng.choice(words)
        return target.replace(word, word.encode().decode(codec, "ignore"), 1)

    return change


def question_marks(rng: random.Random, target: str, tag: str) -> str | None:
    words = [w for w in re.findall(r"[a-zà-ÿ]{4,}", target) if re.search(r"(?<=\w)[à-ÿ](?=\w)", w)]
    if not words:
        return None
    word = rng.choice(words)
    return target.replace(word, re.sub("[à-ÿ]", "?", word), 1)


def latin_in_cyrillic(rng: random.Random, target: str, tag: str) -> str | None:
    words = re.findall(r"[а-я]{4,}", target)
    words = [word for word in words if set(word) & set("аеосрх")]
    if Language(tag).script != "Cyrl" or not words:
        return None
    word = rng.choice(words)
    return target.replace(word, word.translate(str.maketrans("аеосрх", "aeocpx")), 1)


def foreign_mark(rng: random.Random, target: str, tag: str) -> str | None:
    marks = {
        "ar": [("،", ","), ("؟", "?")],
        "zh-Hans": [("。", "."), ("，", ",")],
        "ja": [("。", "."), ("、", ",")],
    }
    found = [(own, other) for own, other in marks.get(tag, ()) if own in target]
    return target.replace(*rng.choice(found), 1) if found else None


def other_han(rng: random.Random, target: str, tag: str) -> str | None:
    if tag != "zh-Hans":
        return None
    found = [c for c in target if c in _TRADITIONAL and han_evidence(_TRADITIONAL[c]) < 0]
    return target.replace(one := rng.choice(found), _TRADITIONAL[one]) if found else None


def half_source(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    ours = source.split(" ")
    if len(ours) < 10:
        return None
    rest = " ".join(ours[len(ours) // 2 :])
    if Language(tag).joiner:
        theirs = target.split(" ")
        return source, " ".join([*theirs[: len(theirs) // 2], rest])
    return source, target[: len(target) // 2] + rest


def doubled_word(rng: random.Random, target: str, tag: str) -> str | None:
    words = target.split(" ")
    if len(words) < 5 or not Language(tag).joiner:
        return None
    at = rng.randrange(1, len(words) - 1)
    return " ".join([*words[: at + 1], *words[at:]]) if words[at].isalpha() else None


def doubled_text(rng: random.Random, target: str, tag: str) -> str | None:
    return f"{target}{Language(tag).joiner}{target}"


def drop_number(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    places = [m for m in re.finditer(r"\d{2,}", target) if m[0] in source]
    if not places:
        return None
    place = rng.choice(places)
    return source, target[: place.start()] + target[place.end() :]


def with_separators(source: str, target: str) -> tuple[str, str]:
    return appended(source, "(1,234.5 km)"), appended(target, "(LOCAL km)")


LOCAL = {"fr": "1\u202f234,5", "ru": "1\u00a0234,5"} | dict.fromkeys(["es", "de", "it"], "1.234,5")


def english_separators(rng: random.Random, source: str, target: str, tag: str) -> Planted:
    return (source, target.replace("LOCAL", "1,234.5")) if tag in LOCAL else None


def quote(rng: random.Random, target: str, tag: str) -> str | None:
    marks = [at for at, character in enumerate(target) if character in '"«»“”„「」']
    if not marks:
        return None
    at = rng.choice(marks)
    return target[:at] + target[at + 1 :]


def upper_case(rng: random.Random, target: str, tag: str) -> str | None:
    return target.upper() if Language(tag).script in CASED else None


def lower_case(rng: random.Random, target: str, tag: str) -> str | None:
    if Language(tag).script not in CASED or not target[0].isupper() or not target[1:2].islower():
        return None
    return target[0].lower() + target[1:]


KINDS = (
    *[one for one in FAULTS if one.name not in ("swapped", "wrong language", "truncated")],
    Fault("number dropped", drop_number, _ANY),
    kind("e-mail changed", TEXT, "info@example.org", "info@exemple.org", "informacion@example.org"),
    kind("URL changed", TEXT, "https://example.org/a", "https://example.org/b", "https://b.org/a"),
    kind("code changed", MARKDOWN, "`make test`", "`hacer prueba`", "make test"),
    kind("placeholder translated", MESSAGE, "{user_name}", "{nombre}", "{ user name }"),
    kind("%s dropped", MESSAGE, "%s %d", "%s", "%d", "% s %d", "%d %s"),
    kind("tag dropped", HTML, "<b>Ok</b>", "<b>Ok", "Ok</b>", "<i>Ok</i>", "Ok"),
    kind("entity changed", HTML, "A &amp; B &lt; C", "A & B &lt; C", "A &amp; B &gt; C"),
    kind("emoji code", MARKDOWN, ":warning:", ":advertencia:", "warning", ":Warnung:"),
    kind("emoji", TEXT, "🚀", "🎉", ""),
    kind("wiki link", TEXT, "[[Main Page|Ok]]", "[[Portada|Ok]]", "[[Ok]]", "Ok"),
    kind("citation", MARKDOWN, "[@smith2004, p. 33]", "[@herrero2004, p. 33]", "(smith, p. 33)"),
    kind("numeric reference", TEXT, "[12]", "[21]", "", "(12)"),
    kind("footnote", MARKDOWN, "ok[^3]", "ok[^2]", "ok[3]", "ok"),
    kind("superscript note", TEXT, "(ok).²", "(ok).", "(ok).³"),
    kind("variable", MESSAGE, "$HOME", "$CASA", "HOME"),
    kind("option", TEXT, "--verbose", "--detallado", "-verbose"),
    kind("acronym", TEXT, "(NATO4)", "(NATO5)", ""),
    replacing("mojibake cp1252", mojibake("cp1252")),
    replacing("mojibake Latin-1", mojibake("latin-1")),
    replacing("mojibake cp1251", mojibake("cp1251")),
    replacing("question marks", question_marks),
    replacing("U+FFFD", lambda rng, target, tag: target.replace(target[5], "\ufffd", 1)),
    replacing("zero-width space", lambda rng, target, tag: target[:9] + "\u200b" + target[9:]),
    replacing("direction mark", lambda rng, target, tag: target[:9] + "\u202e" + target[9:]),
    replacing("Latin letters in Cyrillic", latin_in_cyrillic),
    replacing("foreign mark", foreign_mark),
    replacing("traditional characters", other_han),
    Fault("half untranslated", half_source, _ANY),
    replacing("doubled word", doubled_word),
    replacing("doubled text", doubled_text),
    replacing("quotation mark dropped", quote),
    replacing("lower case at the start", lower_case),
    replacing("all in capitals", upper_case),
    Fault("English separators", english_separators, _ANY, with_separators),
)  # fmt: skip
"""The kinds, with `checks` empty if any check may find them."""
