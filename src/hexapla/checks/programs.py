"""Whether a text is written for a program rather than for readers: code, commands, identifiers.

Catalogs of documentation contain code samples, which translators keep or of which they translate
only the comments. Such a text is not "left untranslated", and not "in the wrong language".
"""

from __future__ import annotations

from functools import lru_cache

from hexapla.lazy import lazy_re

__all__ = ["FUNCTION_WORDS", "is_for_programs", "is_running_text"]

# Words that run through any English sentence, and hardly through code.
FUNCTION_WORDS = frozenset(
    ["a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be",
     "been", "before", "but", "by", "can", "could", "did", "do", "does", "each", "every",
     "from", "had", "has", "have", "he", "her", "his", "how", "however", "i", "into", "is",
     "it", "its", "just", "many", "may", "more", "most", "must", "my", "no", "not", "now",
     "of", "on", "or", "other", "our", "out", "over", "she", "should", "so", "some", "such",
     "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
     "those", "through", "to", "under", "until", "up", "was", "we", "were", "what", "when",
     "where", "which", "while", "who", "will", "with", "without", "would", "you", "your"]
)  # fmt: skip
# Running text has at least this share of them.
_LEAST_SHARE = 0.15

_PLAIN = lazy_re(
    r"[(\[\"'“‘«„‹¿¡*]{0,3}[^\W\d_]+(?:['’.-][^\W\d_]+)*['’]?"
    r"[)\]\"'”’»“›.,;:!?…*。，、؛،]{0,4}"
)
# Several pieces that match `_PLAIN` or `_FIGURE`. There is only one way to match each, so that this
# takes linear time.
_ALL_PLAIN = lazy_re(
    r"\s*(?:(?:[(\[\"'“‘«„‹¿¡*]{0,3}[^\W\d_]+(?:['’.-][^\W\d_]+)*[)\]\"'”’»“›.,;:!?…*。，、؛،]{0,4}"
    r"|[\d.,:%–-]+)(?:\s+|\Z))*"
)
_CAMEL = lazy_re(r"[a-z][A-Z]|[a-z]\.[a-z]|::|->")
# Digits with signs between them, or signs alone.
_FIGURE = lazy_re(r"[^\w]*+\d(?:[\d.,:%–-]*\d)?[^\w]*+|(?=[^\w]*[.,:%–-])[^\w]+")
# A line of a program, of a configuration file or of a terminal.
_CODE_LINE = lazy_re(
    r"\s*+(?:(?:\([\w.-]{1,40}\) )?[$#>%]\s"
    r"|>>>|\.\.\.\s|//|/\*|\*/|--\s|#!|#include|&lt;|\[[\w./-]+\]$"
    r"|(?:def|class|import|from|let|fn|use|pub|impl|struct|enum|return|if|for|while|else|elif|mod"
    r"|match|int|char|void|var|const|static|print)\b.*[:;{}()=]"
    r"|[\w.\[\]\"'-]+\s*(?::=|==?|\+=|=>|->)\s*\S|[\w.:]+\(.*\)[;,]?\s*$|.*[;{}]\s*$|[\w-]+: \S+$)"
)
_PROMPT = lazy_re(r"\s*(?:(?:\([\w.-]{1,40}\) |[\w.-]{1,40}@[\w.:~-]{1,60})[$#>%]|\$)\s")
# How a program is called: its name, and options or arguments in brackets.
_SYNOPSIS = lazy_re(
    r"[a-z][\w.+-]{0,30}(?=.*(?:\s-{1,2}\w|\[))"
    r"(?:\s+(?:-{1,2}[\w-]+(?:=\S+)?|\[[^\[\]]{1,60}\]|[A-Z_]{2,20}|[\w./-]{1,30})(?=\s|\Z))++\s*"
)
# References to manual pages: B<more>(1), B<xz>(1)
_PAGES = lazy_re(r"(?:[A-Z]<[\w.+-]{1,60}>\s?\(\d\w{0,2}\)[,.;]?\s*)+")
_STRING = lazy_re(r'b?"[^"\n]{1,400}"')
# A string in quotation marks with at least so many words may be a quotation.
_SENTENCE = 4
_FENCE = lazy_re(r"\s*(?:```|~~~|::\s*\n)")


@lru_cache(maxsize=1024)
def is_for_programs(raw: str, prose: str) -> bool:
    """Whether a text is code, a command or an identifier.

    ``prose`` is ``raw`` with its markup blanked out, as in `TextPair.prose`.
    """
    if not any(map(str.isalpha, prose)) or _FENCE.match(raw) or _is_string(raw.strip()):
        return True
    if (
        _PROMPT.match(raw)
        or _PAGES.fullmatch(raw)
        or (_SYNOPSIS.fullmatch(raw) and not _has_function_words(raw))
    ):
        return True
    lines = [line for line in raw.splitlines() if line.strip()]
    if len(lines) > 1 or raw.lstrip()[:1] in "$#>/&[{":
        coded = sum(bool(_CODE_LINE.match(line)) for line in lines)
        share = 0.3 if len(lines) > 2 and _CODE_LINE.match(lines[0]) else 0.5
        if coded >= share * len(lines):
            return True
    plain, coded = _counts(prose)
    return coded > 0 and coded >= plain


def _is_string(text: str) -> bool:
    """Whether a text is a string of a program, and not a sentence that somebody says."""
    if not _STRING.fullmatch(text):
        return False
    said = len(text.split()) >= _SENTENCE
    return not said or not (text[-2] in ".,!?…" or _has_function_words(text))


def _counts(prose: str) -> tuple[int, int]:
    """How many plain words a text has, and how many pieces that only code has.

    The number of plain words is only right if there is code.
    """
    plain = coded = 0
    if _ALL_PLAIN.fullmatch(prose) and not _CAMEL.search(prose):
        return 1, 0  # there is no need to count
    for piece in prose.split():
        if _FIGURE.fullmatch(piece):
            continue
        if _PLAIN.fullmatch(piece) and not _CAMEL.search(piece):
            plain += 1
        elif any(map(str.isalnum, piece)) or piece in ("=", "==", "{", "}", "|", "->", "=>", "&&"):
            coded += 1
    return plain, coded


def _has_function_words(text: str) -> bool:
    return not FUNCTION_WORDS.isdisjoint(text.lower().split())


def is_running_text(words: list[str], language: str) -> bool:
    """Whether words form a sentence or a part of one, as far as that is known for a language.

    For English, enough of them have to be function words; for other languages, there is no list.
    """
    if language != "en":
        return True
    found = sum(word.lower() in FUNCTION_WORDS for word in words)
    return found >= max(1.0, _LEAST_SHARE * len(words))
