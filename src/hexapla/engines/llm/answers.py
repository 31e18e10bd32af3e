"""From what a model wrote to the translations in it, or to nothing if it isn't whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hexapla.lazy import lazy_re

__all__ = ["shielded", "texts_in", "unshielded"]

# The end of what models think aloud. Some templates put its beginning into the prompt.
_END_OF_THOUGHT = lazy_re(
    r"(?i)</(?:think|thinking|thought|reasoning|reflection)>|◁/think▷"
    r"|<\|channel\|>final<\|message\|>"
)
_OPEN_THOUGHT = lazy_re(r"(?i)^\s*<(?:think|thinking|thought|reasoning|reflection)>|^\s*◁think▷")
_END_TOKEN = lazy_re(r"(?:<\|?(?:im_end|end_of_turn|eot_id|end|return|endoftext)\|?>|</s>)\s*\Z")
_FENCE = lazy_re(r"(?s)^```[\w-]*\n(.*?)\n?```$")
_LINE = lazy_re(r"[ \t]*[\[(]?(\d{1,4})[\]).:][ \t](.*)")
_PARAGRAPHS = lazy_re(r"\n[ \t]*\n")
# "Sure! Here is the translation:", "Spanish:", "**Translation:**"
_PREAMBLE = lazy_re(
    r"(?i)^(?:(?:sure|certainly|of course|okay|ok|absolutely|here(?:'s| is| are))\b[^\n:]{0,120}:"
    r"|\**(?:the )?translat(?:ion|ed text)\b[^\n:]{0,60}:\**)\s*"
)
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("'", "'"), ("„", "“"), ("「", "」"))
_ANCHOR = lazy_re(r"(?<![\w.,])(?:\d[\d.,]*\d|[A-Z][^\W\d_]{3,})(?!\w)")
# Tokens that chat templates consist of. In a text they would end its turn in the conversation.
_SPECIAL = lazy_re(
    r"<(?=\|[^<>|\s]{1,40}\|>|/?(?:s|bos|eos|pad|unk|think|start_of_turn|end_of_turn|sys)>"
    r"|[｜|])|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])|◁(?=/?think▷)"
)
_JOINER = "\u2060"
# Characters of an answer for one of its sources, and for thinking and all else; and those of one
# translation. What is longer is no translation.
_MOST_A_CHARACTER, _MOST = 40, 60_000
_LONGEST_A_CHARACTER, _LONGEST = 20, 400


def shielded(text: str) -> str:
    """A text for a prompt: what would be a special token is none any more."""
    text = text.encode("utf-8", "replace").decode()
    return _SPECIAL.sub(lambda match: match[0] + _JOINER, text)


def unshielded(source: str, text: str) -> str:
    """A translation without what `shielded` has added to its source."""
    return text if _JOINER in source else text.replace(_JOINER, "")


def texts_in(
    answer: str, sources: Sequence[str], target: str, *, in_json: bool
) -> list[str] | None:
    """The translation of each source in an answer; None unless there is exactly one for each.

    ``target`` is the English name of the language, with which some models begin. With ``in_json``
    the answer should be an object with the numbers of the sources, from 1; numbered lines are
    understood as well, and the bare text if there is one source.
    """
    if len(answer) > _MOST + _MOST_A_CHARACTER * sum(map(len, sources)):
        return None
    text = _without_thoughts(answer)
    if text is None:
        return None
    if in_json:
        found = _from_json(text, len(sources))
        if found is None and "{" not in text:
            found = _from_lines(text, len(sources))
        if found is None and len(sources) == 1 and not text.startswith(("{", "[")):
            found = [text]
    else:
        found = [text] if len(sources) == 1 else None
    if found is None:
        return None
    cleaned = [_cleaned(own, one, target) for own, one in zip(sources, found, strict=True)]
    good = (
        0 < len(one) <= _LONGEST + _LONGEST_A_CHARACTER * len(own)
        for own, one in zip(sources, cleaned, strict=True)
    )
    return cleaned if all(good) and not _is_mixed_up(sources, cleaned) else None


def _is_mixed_up(sources: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a translation has numbers or names of another source, and none of its own."""
    ours = [_anchors(one) for one in sources]
    places: dict[str, set[int]] = {}
    for at, anchors in enumerate(ours):
        for anchor in anchors:
            places.setdefault(anchor, set()).add(at)
    for own, text in zip(ours, texts, strict=True):
        theirs = _anchors(text)
        if not own & theirs and any(anchor in places for anchor in theirs):
            return True
    return False


def _anchors(text: str) -> set[str]:
    """What a translation often has in common with its source: numbers, and words with capitals."""
    return set(_ANCHOR.findall(text))


def _without_thoughts(answer: str) -> str | None:
    """An answer without thinking; None if it consists of that."""
    ends = [match.end() for match in _END_OF_THOUGHT.finditer(answer)]
    text = answer[max(ends, default=0) :]
    if _OPEN_THOUGHT.match(text):
        return None
    text = text.strip()
    while end := _END_TOKEN.search(text, max(0, len(text) - 20)):
        text = text[: end.start()].rstrip()
    fence = _FENCE.match(text)
    return fence[1].strip() if fence else text


def _from_json(text: str, count: int) -> list[str] | None:
    """The texts of an object with the keys 1 to ``count``, wherever in a text it is."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        data, _ = json.JSONDecoder(object_pairs_hook=_unique).raw_decode(text[start:])
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or set(data) != {str(one) for one in range(1, count + 1)}:
        return None
    found = [data[str(one)] for one in range(1, count + 1)]
    return found if all(isinstance(one, str) for one in found) else None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; ValueError if a key occurs twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _from_lines(text: str, count: int) -> list[str] | None:
    """The texts of lines that are numbered from 1 to ``count``."""
    lines = [_LINE.fullmatch(line) for line in text.strip().splitlines()]
    found = [(int(line[1]), line[2].strip()) for line in lines if line]
    whole = len(found) == len(lines) and [one for one, _ in found] == list(range(1, count + 1))
    return [line for _, line in found] if whole else None


def _cleaned(source: str, text: str, target: str) -> str:
    """A translation without what models say around it, unless the source has it, too."""
    text = text.encode("utf-8", "ignore").decode().strip()
    preamble = _PREAMBLE.match(text)
    if preamble and not _PREAMBLE.match(source):
        text = text[preamble.end() :].strip()
    label = f"{target}:"
    if text.startswith(label) and not source.startswith(label):
        text = text[len(label) :].strip()
    if "\n" not in source:
        # Notes and other versions come in paragraphs of their own.
        text = _PARAGRAPHS.split(text, 1)[0].strip()
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        wrapped = text[:1] == opening and text[-1:] == closing and len(text) > 2
        if wrapped and opening not in inner and closing not in inner:
            if not any(source.startswith(one) or source.endswith(two) for one, two in _QUOTES):
                text = inner.strip()
            break
    return unshielded(source, text)
