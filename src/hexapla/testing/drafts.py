"""Drafts of a whole document by an engine, and what editions made of them have lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hexapla.documents.document import Document, Segment
from hexapla.documents.inline import Mark, Role
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import fill
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Engine, Pair
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.numerals import unescape

__all__ = ["drafts", "lost"]


def drafts(document: Document, engine: Engine, pair: Pair) -> list[str]:
    """An engine's draft of every segment, made as Hexapla makes them: markup is carried over.

    A segment without a draft has its own text, as in an edition.
    """
    segments = Segments()
    segments.add(document)
    route = Route((Hop(engine, pair),))
    translator = drafter(route, Language(pair.source), Language(pair.target), segments)
    texts = list(dict.fromkeys(segment.text for segment in document.segments))
    known = {one.msgid: one.text for one in fill(texts, Memory(), translator)}
    return [known.get(segment.text, segment.text) for segment in document.segments]


def lost(document: Document, edition: str) -> list[str]:
    """The markup of a source that is not in an edition, or fewer times; one line for each.

    Markup is code, addresses, images, placeholders and both ends of pairs. White space doesn't
    count. Markup around two sentences counts once: an edition may have two pairs for it or one.
    """
    text = _squeezed(edition)
    # References to headings by their words, in Pandoc and AsciiDoc.
    headings = (one.text for one in document.segments if one.kind.startswith("heading"))
    titles = [_squeezed(words).casefold() for words in headings]
    forms = ("][{}]", "<<{}>>", "<<{},")
    named = {form.format(title) for form in forms for title in titles}
    found = Counter(
        (literal, mark.role in (Role.OPEN, Role.CLOSE))
        for segment in document.segments
        for mark in segment.marks
        for literal in _literals(segment, mark)
        if not _is_adapted(literal) and literal.casefold() not in named
    )
    return [
        f"{literal} is missing"
        for (literal, paired), count in found.items()
        if text.count(literal) + text.count(_escaped(literal)) < (1 if paired else count)
    ]


def _escaped(literal: str) -> str:
    """A literal in a string of YAML, if that is another one."""
    escaped = literal.replace("\\", "\\\\").replace('"', '\\"')
    return escaped if escaped != literal else "\0"


def _is_adapted(literal: str) -> bool:
    """Whether an edition may write it in another way: characters, line breaks, languages, links,
    and emphasis, in which asterisks may replace underscores.
    """
    spelt = literal in ("", "\\", "][]", "&amp;", "&lt;", "&gt;", "_", "__")
    unknown = literal.startswith("&") and unescape(literal) == literal
    return spelt or unknown or "lang=" in literal


def _literals(segment: Segment, mark: Mark) -> Iterator[str]:
    """The markup, without the words in it and without white space."""
    at = mark.start
    for words in mark.words:
        yield _squeezed(segment.text[at : words.start]).rstrip("\"'")
        at = words.end
    yield _squeezed(segment.text[at : mark.end])


def _squeezed(text: str) -> str:
    """A text without white space, and with one spelling of what an edition may spell differently.

    These are a reference to a character, emphasis, and the end of a reference.
    """
    text = text.replace("&#160;", "&nbsp;").replace("`__", "`_").replace("__", "**")
    return "".join(text.split())
