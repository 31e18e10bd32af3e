"""Files of strings that hold all languages: an edition is the file itself with more texts."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Translate, translated
from hexapla.documents.strings.document import StringsDocument, assembled, spliced
from hexapla.documents.strings.json_syntax import write_json
from hexapla.documents.strings.plurals import forms_in
from hexapla.documents.strings.shapes import Shape, Text
from hexapla.documents.strings.values import Key
from hexapla.documents.strings.xcstrings import NEEDS_REVIEW, TRANSLATED, Catalog, Unit
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["CatalogDocument"]

Edit = tuple[int, int, str]
New = Mapping[Key, tuple[str, bool]]
"""The texts of a string by the paths of their units, and whether a person has reviewed each."""

_AFTER_NAME = lazy_re(r'"(\s*+:\s*+)')
_LINE_END = lazy_re(r"\r\n|\r|\n")


class CatalogDocument(StringsDocument):
    """A parsed string catalog."""

    several_languages = True

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        texts: Sequence[Text],
        shape: Shape,
        catalog: Catalog,
    ) -> None:
        self._catalog = catalog
        super().__init__(source, encoding, texts, shape, catalog.separator)

    @property
    def unsettled(self) -> frozenset[str]:
        """See `Document.unsettled`."""
        return frozenset(
            entry.text.context
            for entry in self._entries
            for value in (entry.text.forms or {"": entry.text.value}).values()
            if self._state(value.key) != TRANSLATED
        )

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`: texts that are the source's are not written."""
        texts = [(segment.text, translate(segment)) for segment in self.segments]
        return self.render_into(
            [None if text == own else text for own, text in texts], [False] * len(texts), language
        )

    def render_into(
        self,
        texts: Sequence[str | None],
        reviewed: Sequence[bool],
        language: Language,
        outdated: Sequence[str | None] = (),
    ) -> bytes:
        """See `Document.render_into`. A string whose translation has another structure stays."""
        texts = list(map(translated, self.segments, texts))
        tag = self._catalog.tags.get(language.tag, language.tag)
        new: dict[str, dict[Key, tuple[str, bool]]] = {}
        whole: dict[str, bool] = {}
        edits: list[Edit] = []
        old = list(outdated) or [None] * len(texts)
        rest = iter(zip(texts, reviewed, old, strict=True))
        for entry, block in zip(self._entries, self.blocks, strict=True):
            string = str(entry.text.value.key[0])
            own = [next(rest) for _ in block.segments]
            done = all(text for text, _, _ in own)
            whole[string] = whole.get(string, True) and done
            if done:
                text = assembled(block, [one for one, _, _ in own])
                forms = self._forms(entry.text, text, entry.number, language)
                approved = all(one for _, one, _ in own)
                new.setdefault(string, {}).update(
                    {path: (form, approved) for path, form in forms.items()}
                )
            elif all(text or past for text, _, past in own):
                text = assembled(block, [text or past for text, _, past in own])
                there = self._catalog.units.get((string, tag), {})
                for path, form in self._forms(entry.text, text, entry.number, language).items():
                    if path in there and there[path].text == form:
                        edits += self._with_state(there[path], NEEDS_REVIEW)
        for string, units in new.items():
            edits += self._written(string, tag, units, complete=whole[string])
        return self.encode(spliced(self.source, sorted(edits)))

    def _state(self, key: Key) -> str:
        units = self._catalog.units.get((str(key[0]), self._catalog.language), {})
        unit = units.get(self._catalog.paths[key])
        return unit.state if unit else TRANSLATED

    def _forms(self, text: Text, new: str, number: str, language: Language) -> dict[Key, str]:
        """A translation by the paths of its units; empty if it has no forms but needs some."""
        if text.forms is None:
            return {self._catalog.paths[text.value.key]: new}
        found = forms_in(new, number) or {}
        if "other" not in found:
            return {}
        other = self._catalog.paths[text.forms["other"].key]
        names = sorted({*language.categories(ordinal=text.ordinal), *found})
        return {(*other[:-3], name, *other[-2:]): found.get(name, found["other"]) for name in names}

    def _written(self, string: str, tag: str, new: New, *, complete: bool) -> Iterator[Edit]:
        """The edits for a string in a language."""
        there = self._catalog.units.get((string, tag), {})
        if new.keys() <= there.keys():
            for path, (text, reviewed) in new.items():
                yield from self._unit_edits(there[path], text, reviewed=reviewed)
            return
        old = self._object(self._catalog.localization(string, tag))
        source = self._object(self._catalog.localization(string, self._catalog.source))
        if not (old or complete):
            return
        base = old or _without_forms(source, new)
        for path, (text, reviewed) in new.items():
            unit = there.get(path)
            kept = unit is not None and unit.text == text and unit.state == TRANSLATED
            state = TRANSLATED if reviewed or kept else NEEDS_REVIEW
            if not _put(base, path, {"state": state, "value": text}, source):
                return
        yield self._put(string, tag, base)

    def _unit_edits(self, unit: Unit, text: str, *, reviewed: bool) -> Iterator[Edit]:
        """The edits for a unit that is there; one that says the same keeps its approval."""
        if unit.text != text:
            yield (*unit.span, write_json(text))
        if reviewed or unit.text != text or unit.state != TRANSLATED:
            yield from self._with_state(unit, TRANSLATED if reviewed else NEEDS_REVIEW)

    def _with_state(self, unit: Unit, state: str) -> Iterator[Edit]:
        """The edit that sets the state of a unit, if it has another one."""
        if unit.state == state:
            return
        start, end = unit.state_span
        if start < end:
            yield start, end, write_json(state)
        else:
            gap = self._gap(start)
            yield start, start, f'"state"{self._colon}{write_json(state)},{gap}'

    def _put(self, string: str, tag: str, localization: Any) -> Edit:
        """The edit that writes a localization in its object, and that object if there is none."""
        place = self._catalog.localization(string, tag)
        for path, value in (
            (place, localization),
            (place[:-1], {tag: localization}),
            (place[:-2], {place[-2]: {tag: localization}}),
        ):
            parent = path[:-1]
            if path in self._catalog.objects:
                return (*self._catalog.objects[path], self._dumped(value, self._indent(path)))
            if parent in self._catalog.objects:
                return self._member(parent, str(path[-1]), value)
        raise AssertionError("a string has no object")

    def _member(self, parent: Key, name: str, value: Any) -> Edit:
        """The edit that adds a member to an object, before the first that is named after it."""
        start, end = self._catalog.objects[parent]
        members = self._catalog.members.get(parent, {})
        if not members:
            return start, end, self._dumped({name: value}, self._indent(parent))
        first = next(iter(members.values()))[0] - 1
        gap = self._gap(first)
        shown = f"{write_json(name)}{self._colon}{self._dumped(value, _last_line(gap) or '')}"
        after = next((span for one, span in members.items() if one > name), None)
        if after is not None:
            return after[0] - 1, after[0] - 1, f"{shown},{gap}"
        last = start + len(self.source[start : end - 1].rstrip())
        return last, last, f",{gap}{shown}"

    def _gap(self, at: int) -> str:
        """The white space before an offset."""
        start = len(self.source[max(0, at - 1_000) : at].rstrip()) + max(0, at - 1_000)
        return self.source[start:at]

    def _indent(self, path: Key) -> str:
        """The white space at the start of the line where a member is."""
        span = self._catalog.members.get(path[:-1], {}).get(str(path[-1]), (1, 1))
        return _last_line(self._gap(span[0] - 1)) or ""

    @property
    def _step(self) -> str | None:
        """The white space that each level has more than the one around it; None on one line."""
        return _last_line(self._gap(self._catalog.members[()]["sourceLanguage"][0] - 1))

    @property
    def _colon(self) -> str:
        """How the file writes the colon after a name."""
        found = _AFTER_NAME.match(self.source, self._catalog.members[()]["sourceLanguage"][1])
        return found[1] if found else ": "

    def _object(self, path: Key) -> Any:
        """What the file has at a path, or an empty object."""
        start, end = self._catalog.objects.get(path, (0, 0))
        return json.loads(self.source[start:end] or "{}")

    def _dumped(self, value: Any, indent: str) -> str:
        step = self._step
        signs = ("," if step is not None else ", ", self._colon)
        shown = json.dumps(value, ensure_ascii=False, indent=step, separators=signs)
        return shown.replace("\n", self.line_end + indent)


def _last_line(blank: str) -> str | None:
    """What follows the last line end in white space; None if there is none."""
    ends = list(_LINE_END.finditer(blank))
    return blank[ends[-1].end() :] if ends else None


def _without_forms(source: Any, new: Iterable[Key]) -> Any:
    """A copy of a localization without the forms of the plurals that some paths lead to."""
    base = copy.deepcopy(source)
    for path in new:
        at = base
        for name in path[:-3]:
            at = at.get(name, {})
        if path[-4:-3] == ("plural",):
            at.clear()
    return base


def _put(base: Any, path: Key, unit: Any, source: Any) -> bool:
    """Write a unit into a localization; False if it has another structure there.

    What a substitution says besides its texts is the source's.
    """
    at, model = base, source
    for depth, name in enumerate(path[:-2]):
        model = model.get(name, {})
        if name == "variations" and "stringUnit" in at:
            return False
        if name not in at and path[depth - 1 : depth] == ("substitutions",):
            at[name] = {key: one for key, one in model.items() if key != "variations"}
        at = at.setdefault(name, {})
    if "variations" in at:
        return False
    at["stringUnit"] = {**at.get("stringUnit", {}), **unit}
    return True
