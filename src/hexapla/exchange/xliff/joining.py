"""Join the units of an entry into one: its forms, and the words in its codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.forms import forms_of, joined, with_text
from hexapla.exchange.codes import codes
from hexapla.exchange.xliff.parts import Part
from hexapla.exchange.xliff.reading import Returned
from hexapla.exchange.xliff.restoring import restored
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["whole_of"]


def whole_of(
    entry: Entry,
    parts: Sequence[Part],
    units: Mapping[str, Returned],
    headers: Mapping[str, str],
    language: Language,
) -> tuple[Returned, str, str]:
    """What the units of an entry say together: a unit, the text of the entry, what is wrong.

    ``units`` are by the names of ``parts``. The entry is approved if all its units are. The text is
    empty if there is none, or not the whole of it.
    """
    unit = _together(list(units.values()))
    main = [part for part in parts if not part.is_flow]
    texts: dict[str, str] = {}
    problems = [unit.problem]
    for part in main:
        if part.name in units:
            texts[part.name], problem = _text(entry, part, parts, units)
            problems.append(problem)
    done = sum(map(bool, texts.values()))
    if done < len(main):
        missing = msg(
            "only some of its forms are translated ({done} of {n})", done=done, n=len(main)
        )
        return unit, "", unit.problem or (missing if done else next(filter(None, problems), ""))
    problem = next(filter(None, problems), "")
    if not main[0].name:
        return unit, texts[""], problem
    if all(texts[part.name] == _shown(part) for part in main):
        return unit, entry.text, problem
    text = joined(entry, texts)
    read = forms_of(with_text(entry, text), headers, language)
    if {form.name: form.text for form in read} != texts:
        return unit, "", msg("its braces would change the message around it")
    return unit, text, problem


def _together(units: Sequence[Returned]) -> Returned:
    first = units[0]
    if len(units) == 1:
        return first
    return replace(
        first,
        approved=all(one.approved for one in units),
        notes=tuple(dict.fromkeys(note for one in units for note in one.notes)),
        withdrawn=any(one.withdrawn for one in units),
        problem=next((one.problem for one in units if one.problem), ""),
    )


def _text(
    entry: Entry, part: Part, parts: Iterable[Part], units: Mapping[str, Returned]
) -> tuple[str, str]:
    """The text of a part with the words in its codes, and what is wrong with it."""
    flows: dict[tuple[int, str], str] = {}
    for flow in parts:
        form, _, rest = flow.name.partition(":")
        if form == part.name and rest and flow.name in units:
            new, _ = restored(units[flow.name], flow)
            number, _, name = rest.partition(":")
            if new and new != _shown(flow):
                flows[int(number), name] = new
    unit = units[part.name]
    text, problem = restored(unit, part, flows)
    limits = [one for one in (entry.max_length, unit.limit) if one]
    length = sum(len(piece) for piece in codes(text) if isinstance(piece, str))
    if limits and length > min(limits):
        problem = problem or msg(
            "it has {length} characters, and {limits} are allowed",
            length=length,
            limits=min(limits),
        )
    return text, problem


def _shown(part: Part) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in part.target)
