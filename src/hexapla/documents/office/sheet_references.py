"""Write the new names of sheets where a workbook names one: in formulas, links, charts, areas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote

from hexapla.documents.office.namespaces import PREFIXES, listed
from hexapla.documents.office.opc import OpenPackage
from hexapla.documents.office.sheet_names import Names, in_addresses, in_formula
from hexapla.documents.xml.reading import Kind, Tag, attribute_spans, characters, tags
from hexapla.documents.xml.writing import Edit, attribute, content, spliced
from hexapla.errors import InputError

__all__ = ["in_opendocument", "in_part", "in_workbook"]

# Elements of Excel files, by their local names, whose content is a formula or an address.
_FORMULAS = frozenset(
    listed(
        "f formula formula1 formula2 oldFormula definedName calculatedColumnFormula "
        "totalsRowFormula FmlaLink FmlaRange FmlaGroup FmlaPict FmlaTxbx"
    )
)
# Attributes that are one; elements whose attribute is the name of a sheet.
_ADDRESSES = frozenset(
    listed("location textlink fmlaLink fmlaRange fmlaGroup fmlaTxbx linkedCell listFillRange")
)
_SHEETS = frozenset(["worksheetSource", "rangeSet", "dataRef"])
_CONDITIONS = {"cfvo": "val"}
# Parts that name no sheets, or those of other workbooks.
_ELSEWHERE = frozenset(
    listed("externalLink externalLinkPath customXml sharedStrings styles theme image vbaProject")
)
# Attributes of OpenDocument with formulas or addresses have names that end like this.
_ENDINGS = ("address", "addresses", "range", "ranges", "cell", "formula", "expression", "condition")
_CONDITIONED = ("condition", "formatting-entry")
_SETTINGS = "config-item-map-entry"


def in_workbook(
    package: OpenPackage, main: str, parts: Mapping[str, str], names: Names
) -> dict[str, str]:
    """The parts of a workbook with the new names of sheets.

    ``parts`` are those that have changed already; the result has them, too.
    """
    new = dict(parts)
    for name in _reached(package, main):
        try:
            text = new.get(name) or package.read(name).text
        except InputError:
            if name.endswith(".vml"):  # which need not be XML
                continue
            raise
        changed = in_part(text, names)
        if changed != text:
            new[name] = changed
    return new


def _reached(package: OpenPackage, main: str) -> Iterator[str]:
    """The parts of a workbook that may name a sheet, with their relationships."""
    waiting = [main, *package.targets("", "extended-properties")]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        yield name
        if (own := package.relationships(name)) in package.package:
            yield own
        for relation in package.relations(name):
            target = relation.target
            if relation.external or relation.kind in _ELSEWHERE or target in seen:
                continue
            seen.add(target)
            if target in package.package and target.endswith((".xml", ".vml")):
                waiting.append(target)


def in_part(text: str, names: Names) -> str:
    """A part of a workbook with the new names of sheets."""
    edits: list[Edit] = []
    inside = ""
    for tag in tags(text, PREFIXES):
        if tag.kind is Kind.START:
            inside = _local(tag)
        if tag.kind in (Kind.START, Kind.EMPTY):
            edits += _in_attributes(text, tag, names, _of_excel)
        elif tag.kind is Kind.END:
            inside = ""
        elif tag.kind is Kind.TEXT and (inside in _FORMULAS or inside == "lpstr"):
            own = characters(text[tag.start : tag.end])
            found = names.get(own.casefold()) if inside == "lpstr" else None
            if (found := found or in_formula(own, names)) != own:
                edits.append(Edit(tag.start, tag.end, content(found)))
    return spliced(text, edits) if edits else text


_Rewrite = Callable[[Tag, str, str, Names], str]
"""Gives an attribute of a tag the new names, by its name and its value."""


def _local(tag: Tag) -> str:
    return tag.name.rpartition(":")[2]


def _in_attributes(text: str, tag: Tag, names: Names, rewrite: _Rewrite) -> Iterator[Edit]:
    if "=" not in tag.own:
        return
    for key, (start, end) in attribute_spans(text, tag).items():
        own = characters(text[start:end])
        if (new := rewrite(tag, key, own, names)) != own:
            yield Edit(start, end, attribute(new))


def _of_excel(tag: Tag, key: str, own: str, names: Names) -> str:
    element = _local(tag)
    if key in _ADDRESSES or _CONDITIONS.get(element) == key:
        return in_formula(own, names)
    if element in _SHEETS and key == "sheet" and ":id=" not in tag.own:  # not another workbook's
        return names.get(own.casefold(), own)
    if element == "Relationship" and key == "Target" and own.startswith("#"):
        return _in_link(own, names)
    return own


def _in_link(own: str, names: Names) -> str:
    """The address of a link to a sheet."""
    place = unquote(own[1:])
    found = in_formula(place, names)
    if found == place:
        return own
    return f"#{quote(found, safe='!$:') if '%' in own else found}"


def in_opendocument(text: str, names: Names) -> str:
    """A part of an OpenDocument spreadsheet with the new names of sheets."""
    edits: list[Edit] = []
    active = False
    for tag in tags(text, PREFIXES):
        if tag.kind in (Kind.START, Kind.EMPTY):
            active = _local(tag) == "config-item" and 'name="ActiveTable"' in tag.own
            edits += _in_attributes(text, tag, names, _of_opendocument)
        elif tag.kind is Kind.TEXT and active:
            own = characters(text[tag.start : tag.end])
            if found := names.get(own.casefold()):
                edits.append(Edit(tag.start, tag.end, content(found)))
    return spliced(text, edits) if edits else text


def _of_opendocument(tag: Tag, key: str, own: str, names: Names) -> str:
    element = _local(tag)
    if key.endswith(_ENDINGS) or (key == "value" and element in _CONDITIONED):
        return in_addresses(own, names)
    if key == "href" and own.startswith("#"):
        return _in_anchor(own, names)
    if key == "name" and element == _SETTINGS:
        return names.get(own.casefold(), own)
    return own


def _in_anchor(own: str, names: Names) -> str:
    """The address of a link: ``#Sheet``, or ``#Sheet.A1``."""
    place = unquote(own[1:])
    plain = place.strip("'").replace("''", "'")
    found = names.get(plain.casefold()) or in_addresses(place, names)
    if found in (place, plain):
        return own
    return f"#{quote(found, safe='.$:') if '%' in own else found}"
