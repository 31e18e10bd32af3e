"""Checks of the whole text: blank, copied, wrong language or script, length, repetition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from hexapla.checks import tokens
from hexapla.checks.check import Check, Remark, TextPair, error, note, warning
from hexapla.checks.kept import is_kept_text, is_of_kept_file
from hexapla.checks.lengths import IN_LATIN, length, too_long
from hexapla.checks.lexicon import STEM
from hexapla.checks.programs import is_running_text
from hexapla.checks.repetition import loops, repeated_words
from hexapla.checks.terms import term_index
from hexapla.detection import foreign
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.lazy import lazy_regex
from hexapla.message import msg

__all__ = ["CHECKS", "INTERNATIONAL"]

_LETTERS = lazy_regex(r"\p{L}")
# Words of software that most languages keep; units, and brands that aren't translated.
INTERNATIONAL = frozenset(
    ["android", "blog", "bluetooth", "byte", "bytes", "chat", "cookie", "cookies", "copyright",
     "debian", "demo", "e-mail", "email", "facebook", "firefox", "firewall", "github", "gnome",
     "google", "hardware", "home", "id", "internet", "java", "javascript", "linkedin", "linux",
     "login", "manager", "markdown", "menu", "modem", "off", "offline", "ok", "okay", "online",
     "orange", "plugin", "pro", "proxy", "python", "radio", "router", "server", "smartphone",
     "software", "spam", "start", "status", "stop", "studio", "tablet", "tag", "test", "ubuntu",
     "unicode", "video", "web", "webcam", "wiki", "wikipedia", "windows", "wordpress", "workflow",
     "youtube"]
)  # fmt: skip
# Words of user interfaces that hardly any language writes as English does.
_TRANSLATED = frozenset(
    ["add", "apply", "back", "cancel", "change", "clear", "close", "copy", "create", "delete",
     "disable", "edit", "enable", "exit", "file", "files", "find", "folder", "folders", "forward",
     "general", "help", "hide", "keyboard", "loading", "new", "next", "no", "open", "other",
     "password", "paste", "preferences", "preview", "previous", "print", "properties", "quit",
     "remove", "rename", "replace", "reset", "save", "search", "select", "send", "settings", "show",
     "size", "sort", "undo", "unknown", "unnamed", "untitled", "update", "upload", "view",
     "warning", "welcome", "yes"]
)  # fmt: skip
_COPIED = 0.7
_KANA, _HAN = lazy_regex(r"[\p{Hiragana}\p{Katakana}]"), lazy_regex(r"\p{Han}")
_CERTAIN_SHARE, _KANA_SHARE = 0.8, 0.2
_BLANK = lazy_regex(r"[\s\p{C}\p{P}\u200b\u3164]*")
_ENOUGH_LETTERS = 20
_MOST_LETTERS = 400
# Measured on FLORES: half of the sentences reach this share; none in another language does, except
# 1 in 20 between Spanish, Portuguese, Galician and Catalan.
_OWN_SHARE = 0.6

# ISO 15924 codes that stand for several scripts, as regular expressions (UAX 24).
_COMPOUND = {
    "Jpan": r"\p{Hani}\p{Hira}\p{Kana}",
    "Hrkt": r"\p{Hira}\p{Kana}",
    "Kore": r"\p{Hang}\p{Hani}",
    "Hans": r"\p{Hani}\p{Bopo}",
    "Hant": r"\p{Hani}\p{Bopo}",
}


def blank(pair: TextPair) -> Iterator[Remark]:
    """If the source contains words, so does the translation."""
    if _LETTERS.search(pair.source) and _BLANK.fullmatch(pair.target):
        yield error(msg("contains no words, only spaces or punctuation"))


def unchanged(pair: TextPair) -> Iterator[Remark]:
    """The translation isn't a copy of the source, unless the source is only names and numbers."""
    if pair.context.source.base == pair.context.target.base or pair.for_programs:
        return
    if not pair.is_copy:
        return
    words = [w.text for w in pair.words[0] if len(w.text) > 2 and not w.text[1:].isupper()]
    plain = [word for word in words if word.islower()]
    common = [word for word in words if word.lower() in pair.context.vocabulary]
    every = [word.text for word in pair.words[0]]
    if is_of_kept_file(pair) or is_kept_text(pair.source):
        yield note(msg("same as the source"))
    elif len(plain) >= 3 and is_running_text(every, pair.context.source.base):
        yield error(msg("same as the source, not translated"))
    elif _is_label(pair, words, plain or common):
        yield warning(msg("same as the source, not translated"))
    elif words and not _is_international(pair.words[0]):
        yield note(msg("same as the source"))


def _is_label(pair: TextPair, words: Sequence[str], common: Sequence[str]) -> bool:
    """Whether a copy is a phrase or a command that most languages translate.

    A single word may be the same in both languages, or a name. Only words of `_TRANSLATED` are
    known not to be.
    """
    known = pair.context.glossary
    if known is not None and not term_index(known, pair.context.target).kept.isdisjoint(words):
        return False
    if pair.kind is Kind.MESSAGE and len(words) == 1:
        return words[0].lower() in _TRANSLATED
    return len(common) > 1 or (len(words) > 1 and bool(common) and pair.prose[0] == pair.source)


def _is_international(words: Sequence[tokens.Word]) -> bool:
    return all(word.text.casefold() in INTERNATIONAL for word in words)


def wrong_script(pair: TextPair) -> Iterator[Remark]:
    """The letters are those of the target language's script, except in names and code."""
    pattern = script_pattern(pair.context.target.script)
    if pattern is None or not pair.words[1] or _is_in_script(pair) or pair.for_programs:
        return
    if _is_target_language(pair):
        return
    ours = {word.text.casefold() for word in pair.words[0]}
    # `unchanged` reports a copy; names, code and terms may be kept anywhere.
    kept = {word.text for word in pair.words[1] if word.text.casefold() in ours}
    letters = _LETTERS.findall(_remove_words(kept, IN_LATIN.sub("", pair.prose[1])))
    if len(letters) < 4:
        return
    share = len(pattern.findall("".join(letters))) / len(letters)
    source_pattern = script_pattern(pair.context.source.script)
    source = _LETTERS.findall(pair.prose[0])
    if share >= 0.5 or (
        source_pattern is not None and not all(map(source_pattern.match, source[:50]))
    ):
        return
    if all(word.text[0].isupper() for word in pair.words[0]) and share == 0 and len(letters) < 30:
        yield note(
            msg("contains no letters of the script of {name}", name=pair.context.target.name)
        )
        return
    say = error if share < 0.05 else warning if share < 0.3 else note
    other = 100 - round(100 * share)
    yield say(
        msg(
            "not in the script of {name}: {other}% of the letters",
            name=pair.context.target.name,
            other=other,
        )
    )


@lru_cache(maxsize=2)
def _is_in_script(pair: TextPair) -> bool:
    """Whether all letters of a translation are of the target language's script."""
    other = _other_letter(pair.context.target.script)
    return other is not None and other.search(pair.prose[1]) is None


@lru_cache(maxsize=64)
def _other_letter(script: str) -> regex.Pattern[str] | None:
    """A pattern for one letter that isn't of a script, or None if Unicode lacks the script."""
    pattern = script_pattern(script)
    if pattern is None:
        return None
    return regex.compile(rf"[\p{{L}}--{pattern.pattern}]", regex.VERSION1)


def _remove_words(words: set[str], text: str) -> str:
    """A text without some words, such as names that are kept unchanged."""
    out: list[str] = []
    at = 0
    for word in tokens.words(text) if words else ():
        if word.text in words:
            out.append(text[at : word.start])
            at = word.end
    return "".join([*out, text[at:]])


@lru_cache(maxsize=64)
def script_pattern(script: str) -> regex.Pattern[str] | None:
    """A pattern for one letter of a script (ISO 15924), or None if Unicode lacks the script."""
    if script == "Zyyy":
        return None
    try:
        return regex.compile("[" + (_COMPOUND.get(script) or rf"\p{{{script}}}") + "]")
    except regex.error:
        return None


def wrong_language(pair: TextPair) -> Iterator[Remark]:
    """The text is in the target language."""
    context = pair.context
    text = pair.prose[1]
    words = pair.words[1]
    if len(text) < _ENOUGH_LETTERS or context.source.base == context.target.base:
        return
    if pair.for_programs or _is_nearly_copied(pair):
        return  # `unchanged` reports a copy
    if len(words) > 1 and sum(w.text[0].isupper() for w in words) > 0.7 * len(words):
        return  # names
    if _is_target_language(pair) or _is_east_asian(pair):
        return
    pattern = script_pattern(context.target.script)
    if pattern is None or (
        not _is_in_script(pair) and len(pattern.findall(text)) < 0.5 * len(_LETTERS.findall(text))
    ):
        return  # `wrong_script` reports this
    tag = foreign([(1, text[:_MOST_LETTERS])], context.target.tag, [context.source.tag])[0]
    if tag is None:
        return
    base = Language(tag).base
    if base == context.source.base:
        yield error(msg("written in {name}, the source language", name=context.source.name))
    elif base != context.target.base and base not in _CLOSE.get(context.target.base, ()):
        yield warning(
            msg(
                "seems to be in {name}, not in {target_name}",
                name=Language(tag).name,
                target_name=context.target.name,
            )
        )


def _is_nearly_copied(pair: TextPair) -> bool:
    """Whether most words are those of the source, such as names, code and their labels."""
    ours = {word.text.casefold() for word in pair.words[0]}
    copied = sum(word.text.casefold() in ours for word in pair.words[1])
    return copied >= _COPIED * len(pair.words[1])


def _is_east_asian(pair: TextPair) -> bool:
    """Whether a text is Japanese or Chinese, as the presence of kana among ideographs decides."""
    text, base = pair.prose[1], pair.context.target.base
    if base not in ("ja", "zh"):
        return False
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    letters = len(_LETTERS.findall(text))
    enough = kana + han > _CERTAIN_SHARE * letters
    return enough and (kana > _KANA_SHARE * letters if base == "ja" else not kana)


@lru_cache(maxsize=2)
def _is_target_language(pair: TextPair) -> bool:
    """Whether so many words are known in the target language that no detection is needed."""
    known, words = pair.context.words, pair.words[1]
    if not known:
        return False
    known_words = sum([word.text.casefold()[:STEM] in known for word in words])
    return known_words >= _OWN_SHARE * len(words)


# Languages that can hardly be told apart by a single sentence.
_CLOSE = {
    "nb": {"no", "da", "nn"}, "no": {"nb", "da", "nn"}, "nn": {"no", "nb", "da"},
    "da": {"no", "nb"}, "sr": {"bs", "hr", "mk"}, "hr": {"bs", "sr"}, "bs": {"hr", "sr"},
    "id": {"ms"}, "ms": {"id"}, "gl": {"pt"}, "ast": {"es", "gl"}, "oc": {"ca"},
    "be": {"uk", "ru"}, "af": {"nl"}, "zh": {"yue", "wuu"},
}  # fmt: skip


CHECKS = (
    Check("blank", blank),
    Check("unchanged", unchanged, ("same",)),
    Check("script", wrong_script),
    Check("language", wrong_language),
    Check("length", length),
    Check("too-long", too_long, any_length=True),
    Check("repeated-words", repeated_words, ("duplicate",)),
    Check("loops", loops),
)
"""The checks of the whole text."""
