"""What is known about a sentence besides its text, for engines that read it.

The sentence that an engine gets differs from the segment: its markup is gone, and a guard may have
changed capitals and numbers. It is recognized by its words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hexapla.checks.phrases import Phrases
from hexapla.checks.terms import TermIndex
from hexapla.documents.document import Document, Segment
from hexapla.documents.inline import Role
from hexapla.drafting.plain import take_out
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Context, TermRow
from hexapla.engines.wording import wording

__all__ = ["ContextSettings", "Contexts"]

Similar = Callable[[str], Sequence[tuple[str, str]]]
"""Similar sentences with their translations, the best first."""

_MOST_EXAMPLES = 3
# A neighbour is shown up to this many characters.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class ContextSettings:
    """What to tell an engine about a sentence.

    ``before`` and ``after`` are numbers of sentences, ``style`` is `engine.Context.style`.
    """

    before: int = 0
    after: int = 0
    style: str = ""
    similar: Similar = lambda sentence: ()


class Contexts:
    """The context of each plain sentence of some segments; see `engine.Context`.

    Parameters: ``index`` has the glossary's terms, and ``names`` those that are left untranslated.
    ``fields`` are the fields of the context that the engine reads. Without ``in_place``, nothing
    depends on where a sentence is: kind, title and neighbours are left out.
    """

    def __init__(
        self,
        segments: Segments,
        settings: ContextSettings,
        fields: Collection[str],
        index: TermIndex | None = None,
        names: Phrases | None = None,
        *,
        in_place: bool = True,
    ) -> None:
        self._segments, self._settings, self._fields = segments, settings, frozenset(fields)
        self._index, self._names, self._in_place = index, names, in_place
        self._places: dict[str, tuple[Document, int]] | None = None
        self._known: dict[str, Context] = {}
        self._titles: dict[int, str] = {}

    def __call__(self, plain: str) -> Context:
        """The context of a sentence, as an engine gets it."""
        key = wording(plain)
        if key not in self._known:
            self._known[key] = self._context(plain, key)
        return self._known[key]

    def _context(self, plain: str, key: str) -> Context:
        place = self._place(key) if self._in_place else None
        document, at = place or (None, 0)
        text = document.segments[at].text if document else plain
        style = self._settings.style if "style" in self._fields else ""
        terms = tuple(self._terms(text)) if "terms" in self._fields else ()
        examples = self._examples(text) if "examples" in self._fields else ()
        if document is None:
            return Context(terms=terms, examples=examples, style=style)
        before = self._settings.before if "before" in self._fields else 0
        after = self._settings.after if "after" in self._fields else 0
        return Context(
            kind=document.segments[at].kind if "kind" in self._fields else "",
            title=self._title(document) if "title" in self._fields else "",
            before=_shown(document.segments[max(0, at - before) : at]),
            after=_shown(document.segments[at + 1 : at + 1 + after]),
            terms=terms,
            examples=examples,
            style=style,
        )

    def _place(self, key: str) -> tuple[Document, int] | None:
        """Where a sentence first occurs: its document, and its number there."""
        if self._places is None:
            self._places = {}
            for document in self._segments.documents:
                for at, segment in enumerate(document.segments):
                    for own in self._keys(segment):
                        self._places.setdefault(own, (document, at))
        return self._places.get(key)

    def _keys(self, segment: Segment) -> Iterator[str]:
        """The keys of the plain sentences that a segment becomes."""
        plan = take_out(segment.text, segment.marks, names=self._names)
        yield wording(plan.text)
        for inner in plan.inner:
            yield wording(inner.text)

    def _title(self, document: Document) -> str:
        """The title in its front matter or HTML head, else its first heading."""
        if id(document) not in self._titles:
            found = (
                segment
                for kind in ("title", "heading")
                for segment in document.segments
                if segment.kind.startswith(kind)
            )
            self._titles[id(document)] = " ".join(_shown(islice(found, 1)))
        return self._titles[id(document)]

    def _terms(self, text: str) -> Iterator[TermRow]:
        for term, rule, _ in self._index.find(text) if self._index else ():
            if rule.forms or rule.forbidden or rule.keep:
                yield TermRow(term.text, rule.forms, rule.forbidden, rule.keep, term.note)

    def _examples(self, text: str) -> tuple[tuple[str, str], ...]:
        return tuple(islice(self._settings.similar(text), _MOST_EXAMPLES))


def _shown(segments: Sequence[Segment] | Iterator[Segment]) -> tuple[str, ...]:
    """Segments without the markup around words, and without the rest of overlong ones."""
    return tuple(_without_pairs(one)[:_LONGEST] for one in segments)


def _without_pairs(segment: Segment) -> str:
    out, at = [], 0
    for mark in segment.marks:
        if mark.role in (Role.OPEN, Role.CLOSE) and mark.start >= at:
            out.append(segment.text[at : mark.start])
            at = mark.end
    return " ".join("".join([*out, segment.text[at:]]).split())
