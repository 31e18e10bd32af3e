"""Where editions are written: path patterns, and named layouts for site generators."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from hexapla.errors import UsageError, suggestion
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import joined, msg

__all__ = ["BOOK_SUFFIX", "LAYOUTS", "RESOLVED", "edition_path", "edition_regex", "pattern_of"]

BOOK_SUFFIX = ".epub"
"""The suffix of the books that Hexapla makes."""

_SUFFIX = "{source}/{stem}.{lang}{suffix}"
_DOCUSAURUS = "i18n/{lang}/docusaurus-plugin-content-"

LAYOUTS: Mapping[str, str | Mapping[str, str]] = {
    "hexapla": "editions/{lang}/{path}",
    "suffix": _SUFFIX,
    "mkdocs": _SUFFIX,  # structure "suffix" of mkdocs-static-i18n
    # Hugo's "translation by file name"; it recognizes pt-br, but not pt-BR.
    "hugo": "{source}/{stem}.{lang_lower}{suffix}",
    # sources = ["docs/en"]: structure "folder" of mkdocs-static-i18n, contentDir of Hugo
    "folder": "{source}/../{lang}/{path}",
    # By the name of the source folder: https://docusaurus.io/docs/i18n/tutorial
    "docusaurus": {
        "docs": _DOCUSAURUS + "docs/current/{path}",
        "blog": _DOCUSAURUS + "blog/{path}",
        "src/pages": _DOCUSAURUS + "pages/{path}",
    },
    # sources = ["app/src/main/res/values"]
    "android": "{source}-{android}/{path}",
    # Sphinx's default locale_dirs. Its editions are catalogs with one entry per paragraph.
    "sphinx": "{source}/locales/{locale}/LC_MESSAGES/{stem}.po",
}
"""The named layouts: each has one pattern, or one for each source folder."""

RESOLVED = ("docusaurus", "folder", "hugo", "mkdocs", "sphinx")
"""The layouts of tools that find the files that an edition refers to by themselves."""

_FIELD = lazy_re(r"\{(android|lang|lang_lower|locale|path|source|stem|suffix)\}")
_MOST_LANGUAGES = 2
_HINT = msg("use {lang}, and {path} or {stem} and {suffix}: editions/{lang}/{path}")


def pattern_of(layout: str, root: str) -> str:
    """The pattern for the articles of a source folder.

    ``root`` is the folder as the settings name it, "." for the publication's own. Raises
    UsageError if the layout is neither a name nor a pattern, or has no pattern for that folder.
    """
    pattern = LAYOUTS.get(layout, layout)
    if not isinstance(pattern, str):
        if root not in pattern:
            raise UsageError(
                msg(
                    "the layout {layout!r} has no place for articles in {root!r}",
                    layout=layout,
                    root=root,
                ),
                hint=msg(
                    "use one of the sources {pattern}, or write a pattern",
                    pattern=joined(pattern),
                ),
            )
        return pattern[root]
    found = {match[1] for match in _FIELD.finditer(pattern)}
    if "{" not in pattern:
        hint = suggestion(layout, [*LAYOUTS, "a pattern"])
        raise UsageError(msg("there is no layout {layout!r}", layout=layout), hint=hint)
    languages = found & {"android", "lang", "lang_lower", "locale"}
    # More would not say more, and `edition_regex` could try names for hours.
    fields = 0 < len(languages) <= _MOST_LANGUAGES and len(found & {"path", "stem"}) == 1
    if "{" in _FIELD.sub("", pattern) or not fields:
        raise UsageError(msg("layout can't be {pattern!r}", pattern=pattern), hint=_HINT)
    return pattern


def edition_path(
    pattern: str,
    root: str,
    relative: str,
    source_tag: str,
    language: Language,
    beside: Language | None = None,
) -> str:
    """The path of an edition, relative to the publication's folder.

    Parameters: ``root`` is the article's source folder and ``relative`` its path in it.
    ``source_tag`` is the language tag that all articles share, "" if that is not known: with "en",
    the stem of `page.en.md` is `page`. ``beside`` is the source language of a bilingual edition,
    whose tag is then `en+es`.
    """
    path = PurePosixPath(relative)
    tag, locale = language.tag, language.locale
    if beside:
        tag, locale = f"{beside.tag}+{tag}", f"{beside.locale}+{locale}"
    values = {
        "android": _android(tag),
        "lang": tag,
        "lang_lower": tag.lower(),
        "locale": locale,
        "path": relative,
        "source": root,
        "stem": str(path.with_suffix("")).removesuffix(f".{source_tag}" if source_tag else ""),
        "suffix": path.suffix,
    }
    return posixpath.normpath(_FIELD.sub(lambda match: values[match[1]], pattern))


def _android(tag: str) -> str:
    """A language as Android names it in the folders of resources: es, pt-rBR, b+sr+Latn."""
    base, _, region = tag.partition("-")
    if not region:
        return base
    return f"{base}-r{region}" if len(region) == 2 else f"b+{tag.replace('-', '+')}"


def edition_regex(
    patterns: Iterable[tuple[str, str]], languages: Iterable[Language]
) -> re.Pattern[str]:
    """A regular expression for the paths of editions, which are not articles.

    ``patterns`` are pairs of a pattern and its source folder.
    """
    known = list(languages)

    def either(names: Iterable[str]) -> str:
        listed = "|".join(map(re.escape, names))
        return rf"(?:[^/.+]{{1,40}}\+)?(?:{listed})" if listed else "[^/]{1,40}"

    fields = {
        "android": either(_android(one.tag) for one in known),
        "lang": either(one.tag for one in known),
        "lang_lower": either(one.tag.lower() for one in known),
        "locale": either(one.locale for one in known),
        "path": ".*",
        "stem": ".*",
        "suffix": r"(?:\.[^./]*)?",
    }
    whole = []
    for number, (pattern, root) in enumerate(patterns):
        pieces = _FIELD.split(posixpath.normpath(pattern.replace("{source}", root)))
        whole.append("".join(_expressions(pieces, fields, number)))
    return re.compile("|".join(whole) or r"(?!)", re.DOTALL)


def _expressions(pieces: Sequence[str], fields: Mapping[str, str], number: int) -> Iterator[str]:
    """The regular expressions of a pattern's pieces, in turn texts and fields.

    A field that occurs again has the same value again.
    """
    seen: set[str] = set()
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            yield re.escape(piece)
        elif piece in seen:
            yield f"(?P={piece}{number})"
        else:
            yield f"(?P<{piece}{number}>{fields[piece]})"
            seen.add(piece)
