"""Where editions go: patterns of paths, and the names of those that site tools look for."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["LAYOUTS", "edition_path", "edition_regex", "pattern_of"]

_SUFFIX = "{source}/{stem}.{lang}{suffix}"
_DOCUSAURUS = "i18n/{lang}/docusaurus-plugin-content-"

LAYOUTS: Mapping[str, str | Mapping[str, str]] = {
    "hexapla": "editions/{lang}/{path}",
    "suffix": _SUFFIX,
    "mkdocs": _SUFFIX,  # mkdocs-static-i18n's structure "suffix"
    # Hugo's "translation by file name"; it looks for pt-br and leaves pt-BR aside.
    "hugo": "{source}/{stem}.{lang_lower}{suffix}",
    # sources = ["docs/en"]: mkdocs-static-i18n's structure "folder", Hugo's contentDir
    "folder": "{source}/../{lang}/{path}",
    # By the name of the source's folder: https://docusaurus.io/docs/i18n/tutorial
    "docusaurus": {
        "docs": _DOCUSAURUS + "docs/current/{path}",
        "blog": _DOCUSAURUS + "blog/{path}",
        "src/pages": _DOCUSAURUS + "pages/{path}",
    },
    # Sphinx' default locale_dirs; the editions are catalogs then, a paragraph an entry.
    "sphinx": "{source}/locales/{locale}/LC_MESSAGES/{stem}.po",
}
"""The layouts that have a name, each with its pattern, or with one for each source."""

_FIELD = lazy_re(r"\{(lang|lang_lower|locale|path|source|stem|suffix)\}")
_HINT = "use {lang}, and {path} or {stem} and {suffix}: editions/{lang}/{path}"


def pattern_of(layout: str, source: str) -> str:
    """The pattern for the articles of a source (its folder, "." for the publication's own).

    Raises UsageError where the layout is neither a name nor a pattern, or has no place for that
    source.
    """
    pattern = LAYOUTS.get(layout, layout)
    if not isinstance(pattern, str):
        if source not in pattern:
            raise UsageError(
                f"the layout {layout!r} has no place for articles of {source!r}",
                hint=f"name the source {', '.join(pattern)}, or write a pattern",
            )
        return pattern[source]
    found = {match[1] for match in _FIELD.finditer(pattern)}
    if "{" not in pattern:
        close = difflib.get_close_matches(layout, LAYOUTS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"use {', '.join(LAYOUTS)} or a pattern"
        raise UsageError(f"there is no layout {layout!r}", hint=hint)
    fields = found & {"lang", "lang_lower", "locale"} and found & {"path", "stem"}
    if "{" in _FIELD.sub("", pattern) or not fields:
        raise UsageError(f"layout can't be {pattern!r}", hint=_HINT)
    return pattern


def edition_path(
    pattern: str,
    source: str,
    relative: str,
    original: str,
    language: Language,
    beside: Language | None = None,
) -> str:
    """The path of an edition, from the publication's folder.

    ``relative`` is the article's path in its source; ``original`` the tag of the language that
    all articles are in, "" where that is not known: a file `page.en.md` has the stem `page`. An
    edition in two languages has ``beside`` in front of its own: `en+es`.
    """
    path = PurePosixPath(relative)
    tag, locale = language.tag, language.locale
    if beside:
        tag, locale = f"{beside.tag}+{tag}", f"{beside.locale}+{locale}"
    values = {
        "lang": tag,
        "lang_lower": tag.lower(),
        "locale": locale,
        "path": relative,
        "source": source,
        "stem": str(path.with_suffix("")).removesuffix(f".{original}" if original else ""),
        "suffix": path.suffix,
    }
    return posixpath.normpath(_FIELD.sub(lambda match: values[match[1]], pattern))


def edition_regex(
    patterns: Iterable[tuple[str, str]], languages: Iterable[Language]
) -> re.Pattern[str]:
    """What tells editions from articles by their paths: patterns, each with its source."""
    known = list(languages)

    def either(names: Iterable[str]) -> str:
        listed = "|".join(map(re.escape, names))
        return rf"(?:[^/.+]+\+)?(?:{listed})" if listed else "[^/]+"

    fields = {
        "lang": either(one.tag for one in known),
        "lang_lower": either(one.tag.lower() for one in known),
        "locale": either(one.locale for one in known),
        "path": ".*",
        "stem": ".*",
        "suffix": r"(?:\.[^./]*)?",
    }
    whole = []
    for pattern, source in patterns:
        filled = posixpath.normpath(pattern.replace("{source}", source))
        pieces = _FIELD.split(filled)
        whole.append(
            "".join(
                f"(?:{fields[piece]})" if at % 2 else re.escape(piece)
                for at, piece in enumerate(pieces)
            )
        )
    return re.compile("|".join(whole) or r"(?!)", re.DOTALL)
