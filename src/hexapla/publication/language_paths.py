"""Languages in paths: of files that programs find by them (`locales/en.json`), of catalogs."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hexapla.documents import format_of_suffix
from hexapla.errors import UsageError
from hexapla.languages import Language, is_code
from hexapla.lazy import lazy_re

__all__ = ["MESSAGES", "Named", "catalog_language", "language_in", "language_of_code", "path_in"]

# A language at the end of a file's name: messages_en_US, active.en, app-en.
_AT_END = lazy_re(r"(?P<before>.*?(?P<sign>[._-]))(?P<tag>[a-z]{2}(?:[_-][A-Za-z]{2,8}){0,2})")
_WHOLE = lazy_re(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,2}")
_GETTEXT = lazy_re(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*(?:@[A-Za-z]+)?")
MESSAGES = "LC_MESSAGES"
"""The folder of the catalogs of a language."""
_LETTERS_OF_WORDS = 3
_APPLE = ".lproj"
# Apple's folder of the language that an app is developed in.
_BASE = "Base"


class Named(NamedTuple):
    """The language that a path names, if it says which: its part of the path, and the text before
    and after it. ``underscore`` is whether regions follow an underscore there. ``certain`` is
    False for a code of three letters, which may be a word: `new.json`, `man.json`.
    """

    language: Language | None
    before: str
    after: str
    underscore: bool
    certain: bool = True


def language_in(name: str) -> Named | None:
    """The language that a path with slashes names; None if it names none.

    The file's own name counts first, then its folders, from the last to the first.
    """
    path = PurePosixPath(name)
    stem = path.name.partition(".")[0] if path.name.count(".") < 2 else path.stem
    folder = name[: len(name) - len(path.name)]
    suffix = path.name.removeprefix(stem)
    found = _AT_END.fullmatch(stem)
    if _is_tag(stem):
        return _named(stem, folder, suffix)
    if found and _is_tag(found["tag"]):
        named = _named(found["tag"], folder + found["before"], suffix)
        return named._replace(underscore=named.underscore or found["sign"] == "_")
    parts = path.parts[:-1]
    for at in range(len(parts) - 1, -1, -1):
        before = "".join(f"{part}/" for part in parts[:at])
        after = "/".join(["", *path.parts[at + 1 :]])
        tag = parts[at].removesuffix(_APPLE)
        if tag == _BASE and tag != parts[at]:
            return Named(None, before, f"{_APPLE}{after}", False)
        if _is_tag(tag):
            return _named(tag, before, parts[at].removeprefix(tag) + after)
    return None


def path_in(name: str, language: Language) -> str | None:
    """The path of the same file in another language; None if the path names no language."""
    found = language_in(name)
    if found is None or not found.certain:
        return None
    tag = language.locale if found.underscore else language.tag
    return f"{found.before}{tag}{found.after}"


def catalog_language(path: Path) -> Language | None:
    """The language that the path of a gettext catalog names; None if it names none.

    It is the folder of ``LC_MESSAGES`` (`locale/es/LC_MESSAGES/django.po`), the whole name
    (`po/es.po`), or the end of the name (`manual.es.po`, `guide-pt_BR.po`). A catalog has one
    anywhere, so that any code counts, unlike in the paths of other files.
    """
    if path.parent.name == MESSAGES:
        return language_of_code(path.parent.parent.name)
    stem = path.stem
    ends = (stem, stem.rpartition(".")[2], stem.rpartition("-")[2])
    return next((found for end in ends if (found := language_of_code(end))), None)


def language_of_code(code: str) -> Language | None:
    """The language of a code as gettext writes it (`sr@latin`), None if it is none."""
    if not _GETTEXT.fullmatch(code):
        return None
    try:
        return Language(code)
    except UsageError:
        return None


def _named(tag: str, before: str, after: str) -> Named:
    format = format_of_suffix(after)
    usual = format is not None and after.endswith(format.with_underscores)
    underscore = "_" in tag or before.endswith("_locales/") or usual
    language = Language(tag.replace("_", "-"))
    return Named(language, before, after, underscore, len(tag) != _LETTERS_OF_WORDS)


def _is_tag(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text)) and is_code(text)
