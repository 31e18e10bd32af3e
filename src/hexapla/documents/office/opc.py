"""The packages of Microsoft Office (Open Packaging Conventions): parts and their relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from hexapla.documents.office.namespaces import PREFIXES, relationship
from hexapla.documents.packages import Package
from hexapla.documents.xml.reading import Kind, XmlText, attributes, read_xml, tags
from hexapla.message import msg

__all__ = ["OpenPackage", "Relation"]

_TYPES = "[Content_Types].xml"
_SIGNED = "digital-signature"


class Relation(NamedTuple):
    """A relationship of a part: its id, the last part of its type, and its target.

    ``target`` is the name of a part or, if ``external`` is True, an address.
    """

    id: str
    kind: str
    target: str
    external: bool


class OpenPackage:
    """A package by its parts. Raises InputError for one that is signed or has no parts."""

    def __init__(self, data: bytes, where: str) -> None:
        self.package = Package(data, where)
        self._returned: set[str] = set()
        self.read(_TYPES)
        signed = any(name.startswith("_xmlsignatures/") for name in self.package.names)
        if signed or any(_SIGNED in relation.kind for relation in self.relations("")):
            raise self.package.error(
                msg("is signed, and the signature would not be that of a translation"),
                hint=msg("remove the signature in a copy of it, and translate the copy"),
            )

    def read(self, name: str) -> XmlText:
        """A part that is XML. Raises InputError if it is missing or can't be read."""
        data = self.package.read(name)
        where = self.package.where
        return read_xml(data, f"{where}, {name}" if where else name)

    def main(self) -> str:
        """The name of the part with the document. Raises InputError if there is none."""
        found = self.targets("", "officeDocument")
        if not found:
            raise self.package.error(msg("has no document in it"))
        return found[0]

    def root(self, name: str) -> str:
        """The name of a part's root element."""
        text = self.read(name).text
        return next(t for t in tags(text, PREFIXES) if t.kind in (Kind.START, Kind.EMPTY)).name

    def targets(self, name: str, kind: str) -> list[str]:
        """The parts that a part is related to in a way, each once."""
        found = (r.target for r in self.relations(name) if r.kind == kind and not r.external)
        return list(dict.fromkeys(found))

    def first(self, names: Iterable[str]) -> list[str]:
        """Those of some parts that it hasn't returned before, each once.

        Many parts may be related to the same one, which must be read once.
        """
        found = []
        for one in names:
            if one not in self._returned:
                self._returned.add(one)
                found.append(one)
        return found

    def relationships(self, name: str) -> str:
        """The name of the part that has the relationships of a part, whether it exists or not."""
        folder, _, file = name.rpartition("/")
        return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"

    def relations(self, name: str) -> list[Relation]:
        """The relationships of a part; those of the package for "". Without any, an empty list.

        Raises InputError if the target of one that is not external is not a part's name.
        """
        own = self.relationships(name)
        if own not in self.package:
            return []
        folder = name.rpartition("/")[0]
        found: list[Relation] = []
        for tag in tags(self.read(own).text, {}):
            if tag.kind not in (Kind.START, Kind.EMPTY) or not tag.name.endswith("Relationship"):
                continue
            values = attributes(tag.own)
            external = values.get("TargetMode") == "External"
            target = values.get("Target", "")
            if not external:
                target = self._resolved(folder, target, own)
            kind = relationship(values.get("Type", ""))
            found.append(Relation(values.get("Id", ""), kind, target, external))
        return found

    def _resolved(self, folder: str, target: str, where: str) -> str:
        path = unquote(target.partition("#")[0])
        full = posixpath.normpath(posixpath.join("/", folder, path))
        if "\0" in path or path.startswith("//") or path.count("../") > folder.count("/") + 1:
            raise self.package.error(
                msg("has a bad relationship to {target!r}", target=target), where
            )
        return self.package.name_of(full.lstrip("/"))
