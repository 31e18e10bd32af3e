"""The names of sheets: which texts can be one, and how formulas and addresses name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["KIND", "LONGEST", "Names", "in_addresses", "in_formula", "objection", "unique"]

KIND = "sheet name"
"""The kind of their segments."""

LONGEST = {"xlsx": 31, "ods": 255}
"""The most characters of a name, by format. OpenDocument has no limit, but a screen has."""

Names = Mapping[str, str]
"""The new names of sheets by the old ones, without regard to case (`str.casefold`)."""

_FORBIDDEN = lazy_re(r"[:\\/?*\[\]\x00-\x1f]")
_BARE = lazy_re(r"[^\W\d]\w*")
# What would be read as a cell, a row or a column rather than as a name.
_CELL = lazy_re(r"[A-Za-z]{1,3}\d*|[Rr]\d*(?:[Cc]\d*)?|(?i:true|false)")
# Strings, names of sheets, and what else may have quotation marks in it.
_FORMULA = lazy_re(
    r'"(?P<string>(?:[^"]++|"")*+)"?+'
    r"|'(?P<quoted>(?:[^']++|'')*+)'(?P<end>!)?+"
    r"|\[(?:[^\[\]']++|'.|\[(?:[^\[\]']++|'.)*+\])*+\]?+"
    r"|(?P<bare>[^\s\"'!#(),;+\-*/^&=<>{}\[\]:%@$]++)(?P<to>:[^\s\"'!#(),;+\-*/^&=<>{}\[\]:%@$]++)?+"
    r"(?P<mark>!)?+"
)
_ADDRESS = lazy_re(
    r'"(?P<string>(?:[^"]++|"")*+)"?+'
    r"|'(?P<quoted>(?:[^']++|'')*+)'(?P<end>\.)?+"
    r"|(?P<bare>[^\W\d]\w*+)(?P<mark>\.)?+|\w++"
)
# What follows the name of a sheet and a dot: a cell, a column, a row, a name, an error; not the
# rest of the name of a function.
_PLACE = lazy_re(r"\$?\w[\w.$]*+(?!\()|#")
# What is before a text that is a reference.
_TAKES_REFERENCE = lazy_re(r"(?i:INDIRECT|HYPERLINK)\s*\(\s*\Z")
_LOOK_BACK = 40
_REFERENCE = lazy_re(r"(#?\$?)(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>\w+))(?P<rest>[.!].*)")


def objection(name: str, format: str) -> str | None:
    """Why a text can't be the name of a sheet in a format; None if it can."""
    if not name.strip():
        return msg("the name of a sheet can't be empty")
    if found := _FORBIDDEN.search(name):
        return msg("the name of a sheet can't contain {found!r}", found=found[0])
    if name.startswith("'") or name.endswith("'"):
        return msg("the name of a sheet can't begin or end with an apostrophe")
    if len(name.encode("utf-16-le")) // 2 > LONGEST[format]:
        return msg(
            "the name of a sheet can have {longest} characters at most", longest=LONGEST[format]
        )
    reserved = format == "xlsx" and name.casefold() == "history"
    return msg("Excel has a sheet of this name itself") if reserved else None


def unique(own: Sequence[str], new: Sequence[str | None], format: str) -> list[str]:
    """The names that sheets get: their own, or new ones, different from each other.

    A new name that can't be one, or None, leaves a sheet its own. One that is taken gets a number,
    as in Excel: "Total (2)".
    """
    kept = [name is None or objection(name, format) is not None for name in new]
    taken = {name.casefold() for name, stays in zip(own, kept, strict=True) if stays}
    found: list[str] = []
    for was, name, stays in zip(own, new, kept, strict=True):
        if name is None or stays:
            found.append(was)
            continue
        found.append(_free(name, taken, LONGEST[format]))
        taken.add(found[-1].casefold())
    return found


def _free(name: str, taken: set[str], longest: int) -> str:
    """A name that isn't taken."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        end = f" ({number})"
        free = f"{name[: longest - len(end)].rstrip()}{end}"
    return free


def in_formula(text: str, names: Names) -> str:
    """A formula of Excel, or the address of cells, with the new names of sheets."""

    def new(match: re.Match[str]) -> str:
        if match["string"] is not None:
            return _in_string(match, names)
        if text[match.start() - 1 : match.start()] == "]":  # in another workbook
            return match[0]
        if match["end"]:
            found = _in_quotes(match["quoted"], names)
            return match[0] if found is None else f"{found}!"
        if match["mark"]:
            return _before_mark(match, names)
        return match[0]

    return _FORMULA.sub(new, text)


def _before_mark(match: re.Match[str], names: Names) -> str:
    """A name without quotation marks, or the first and the last of several sheets."""
    first, last = match["bare"], match["to"]
    if last is None:
        found = names.get(first.casefold())
        return match[0] if found is None else f"{_written(found)}!"
    if first.casefold() in names:
        found = _in_quotes(f"{first}{last}", names)
        return match[0] if found is None else f"{found}!"
    found = names.get(last[1:].casefold())  # a range whose second half names its sheet
    return match[0] if found is None else f"{first}:{_written(found)}!"


def _in_quotes(quoted: str, names: Names) -> str | None:
    """New names for what is in quotation marks: a sheet, or the first and the last of several."""
    own = quoted.replace("''", "'")
    if own.casefold() in names:
        return _written(names[own.casefold()])
    first, colon, last = own.partition(":")
    if not colon or "[" in own or not {first.casefold(), last.casefold()} & names.keys():
        return None
    new = [names.get(one.casefold(), one) for one in (first, last)]
    both = ":".join(new)
    return both if all(map(_is_plain, new)) else f"'{_doubled(both)}'"


def in_addresses(text: str, names: Names) -> str:
    """A formula or addresses of OpenDocument, with the new names of sheets."""
    if text.startswith("msoxl:"):
        return in_formula(text, names)

    def new(match: re.Match[str]) -> str:
        if match["string"] is not None:
            return _in_string(match, names)
        if not (match["end"] or match["mark"]):
            return match[0]
        before = text[max(0, match.start() - 2) : match.start()]
        if before.removesuffix("$").endswith("#"):  # in another file
            return match[0]
        if not before.endswith("$") and not _PLACE.match(text, match.end()):
            return match[0]
        own = match["bare"] or match["quoted"].replace("''", "'")
        found = names.get(own.casefold())
        return match[0] if found is None else f"{_written(found)}."

    return _ADDRESS.sub(new, text)


def _in_string(match: re.Match[str], names: Names) -> str:
    """A string in a formula: if a function reads it as a reference, its sheet gets the new name."""
    before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    if not _TAKES_REFERENCE.search(before):
        return match[0]
    found = _REFERENCE.fullmatch(match["string"])
    if found is None:
        return match[0]
    own = (found["bare"] or found["quoted"].replace("''", "'")).replace('""', '"')
    name = names.get(own.casefold())
    if name is None:
        return match[0]
    new = _written(name).replace('"', '""')
    return f'"{found[1]}{new}{found["rest"]}"'


def _written(name: str) -> str:
    """A name in a formula, in quotation marks if it could be read as something else."""
    return name if _is_plain(name) else f"'{_doubled(name)}'"


def _is_plain(name: str) -> bool:
    """Whether a name needs no quotation marks: it can't be read as something else."""
    return bool(_BARE.fullmatch(name) and not _CELL.fullmatch(name))


def _doubled(name: str) -> str:
    return name.replace("'", "''")
