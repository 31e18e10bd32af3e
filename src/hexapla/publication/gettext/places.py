"""Where catalogs of other programs are."""

from __future__ import annotations

from pathlib import Path

from hexapla.languages import Language
from hexapla.publication.language_paths import MESSAGES, catalog_language, language_of_code

__all__ = ["CATALOG", "TEMPLATE", "catalog_of", "existing_catalogs", "is_catalog"]

CATALOG, TEMPLATE = ".po", ".pot"

# Folders that programs keep their catalogs in, as LOCALE/LCMESSAGES/DOMAIN.po.
_FOLDERS = ("i18n", "locale", "locales", "translations")
# Folders in which Sphinx and others write templates, beside the folders of languages.
_TEMPLATES = ("gettext", "pot", "templates")


def is_catalog(path: Path) -> bool:
    """Whether a file is a catalog or a template, by its name."""
    return path.suffix.lower() in (CATALOG, TEMPLATE)


def catalog_of(template: Path, language: Language) -> Path:
    """The path of a template's catalog in a language: the one that exists, or else a new one.

    A new one is where its siblings are; without any, in the layout of the folder: gettext's
    `LOCALE/LCMESSAGES/NAME.po` in folders such as `locale`, else `LOCALE.po` beside the template
    as msginit does, or `NAME.LOCALE.po` if there are several templates.
    """
    candidates = [pattern(language.locale) for pattern in _patterns(template)]
    spelt = [pattern(language.posix) for pattern in _patterns(template)]
    found = next((path for path in (*candidates, *spelt) if path.exists()), None)
    if found:
        return found
    used = next((pattern for pattern in _patterns(template) if _in_use(pattern)), None)
    return (used or _default(template))(language.locale)


def existing_catalogs(template: Path) -> dict[Language, Path]:
    """The catalogs that a template has, by language."""
    found: dict[Language, Path] = {}
    for pattern in _patterns(template):
        for path in _in_use(pattern):
            language = catalog_language(path)
            if language:
                found.setdefault(language, path)
    return found


class _Pattern:
    """A place for catalogs: ``folder / before + LOCALE + after``."""

    def __init__(self, folder: Path, before: str, after: str) -> None:
        self.folder, self.before, self.after = folder, before, after

    def __call__(self, locale: str) -> Path:
        return self.folder / f"{self.before}{locale}{self.after}"


def _patterns(template: Path) -> list[_Pattern]:
    folder, name = template.parent, template.stem
    inside = f"/{MESSAGES}/{name}{CATALOG}"
    others = [folder]
    if folder.name in _TEMPLATES or folder.name == MESSAGES:
        others.append(folder.parent)
    others += [folder / one for one in _FOLDERS]
    return [
        *(_Pattern(one, "", inside) for one in others),
        _Pattern(folder, f"{name}.", CATALOG),
        _Pattern(folder, f"{name}-", CATALOG),
        *([] if _has_siblings(template) else [_Pattern(folder, "", CATALOG)]),
    ]


def _default(template: Path) -> _Pattern:
    folder, name = template.parent, template.stem
    inside = f"/{MESSAGES}/{name}{CATALOG}"
    if folder.name in _FOLDERS:
        return _Pattern(folder, "", inside)
    if folder.name in _TEMPLATES:
        return _Pattern(folder.parent, "", inside)
    return _Pattern(folder, f"{name}." if _has_siblings(template) else "", CATALOG)


def _has_siblings(template: Path) -> bool:
    """Whether there are several templates in a folder."""
    return any(path != template for path in template.parent.glob(f"*{TEMPLATE}"))


def _in_use(pattern: _Pattern) -> list[Path]:
    """The catalogs in a place, each in a language."""
    if pattern.after == CATALOG:
        found = sorted(pattern.folder.glob(f"{_escaped(pattern.before)}*{CATALOG}"))
        return [p for p in found if language_of_code(p.stem.removeprefix(pattern.before))]
    rest = pattern.after.lstrip("/")
    folders = sorted(pattern.folder.glob(f"*/{MESSAGES}"))
    paths = [folder.parent / rest for folder in folders if language_of_code(folder.parent.name)]
    return [path for path in paths if path.exists()]


def _escaped(text: str) -> str:
    from glob import escape

    return escape(text)
