"""The texts of an entry as other programs get them, each a unit.

An entry with forms for numbers has a unit for each; so has what readers see of an inline code
(`hexapla.exchange.flows`). Programs handle units well, but few know the elements that XLIFF 1.2 has
for texts in codes (``<sub>``), or another program's notation of plurals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.forms import Form, forms_of
from hexapla.exchange.codes import Code, codes, numbered_like
from hexapla.exchange.flows import flows_in
from hexapla.languages import Language

__all__ = ["Part", "Pieces", "parts_of"]

Pieces = list[str | Code]


class Part(NamedTuple):
    """A text of an entry.

    ``name`` is "" for an entry that is one text, the name of a form, or that with ``:1:alt`` for
    what code 1 has in its attribute `alt`. ``source`` and ``target`` are the words and codes;
    ``use`` is a note about it, and ``flows`` are the names of the parts that its codes have, by the
    numbers of these.
    """

    name: str
    source: Pieces
    target: Pieces
    use: str = ""
    flows: Mapping[int, tuple[str, ...]] = {}

    @property
    def is_flow(self) -> bool:
        """Whether this is the text in a code."""
        return ":" in self.name


def parts_of(entry: Entry, headers: Mapping[str, str], language: Language) -> list[Part]:
    """The texts of an entry, in order; each form, and each text with codes, before their flows.

    ``headers`` are those of its catalog.
    """
    forms = forms_of(entry, headers, language) or [Form("", entry.msgid, entry.msgstr)]
    return [part for form in forms for part in _parts(form)]


def _parts(form: Form) -> Iterator[Part]:
    source = codes(form.source)
    target = numbered_like(codes(form.text), source)
    known = dict(_flows(target))
    flows = dict(_flows(source))
    by_code: dict[int, tuple[str, ...]] = {}
    for number, attribute in flows:
        by_code[number] = (*by_code.get(number, ()), f"{form.name}:{number}:{attribute}")
    yield Part(form.name, source, target, form.use, by_code)
    for (number, attribute), text in flows.items():
        name = f"{form.name}:{number}:{attribute}"
        yield Part(name, [text], [known.get((number, attribute), "")], attribute)


def _flows(pieces: Pieces) -> Iterator[tuple[tuple[int, str], str]]:
    for piece in pieces:
        if isinstance(piece, Code):
            for flow in flows_in(piece):
                yield (piece.number, flow.name), flow.text
