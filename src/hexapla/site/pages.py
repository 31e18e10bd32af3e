"""The site's pages: templates and the values they are rendered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from math import floor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hexapla.documents.document import Document
from hexapla.editions.edition import Counts
from hexapla.errors import UsageError
from hexapla.languages import Language, nearest
from hexapla.message import msg
from hexapla.publication.configuration import Configuration
from hexapla.site.addresses import relative
from hexapla.site.chrome import chrome_for
from hexapla.site.linked_data import linked_data
from hexapla.site.versions import Cell, Version

__all__ = ["Page", "Pages", "Site", "facts_of", "status_of"]

Alternates = Sequence[tuple[Language, str]]


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share.

    ``name`` is the site's title if none is configured; ``titles`` and ``notices`` are by language
    tag, ``base_url`` ends in a slash or is "", and ``theme`` is a folder with templates.
    """

    name: str
    titles: Mapping[str, str]
    notices: Mapping[str, str]
    base_url: str = ""
    theme: Path | None = None

    @classmethod
    def configured(cls, settings: Configuration, root: Path) -> Site:
        """The site that a publication's settings describe.

        Raises UsageError if the base URL is not a web address, or the theme is not a folder.
        """
        base = settings.site_base_url
        if base and not (base.startswith(("https://", "http://")) and base.isprintable()):
            raise UsageError(
                msg("base-url can't be {base!r}", base=base),
                hint=msg("give a full address, such as https://example.org/news/"),
            )
        theme = root / settings.site_theme if settings.site_theme else None
        if theme and not theme.is_dir():
            raise UsageError(
                msg("the theme's folder does not exist"),
                where=str(theme),
                hint=msg("correct theme in [site]"),
            )
        return cls(
            root.name,
            settings.site_title,
            settings.site_notice,
            f"{base.rstrip('/')}/" if base else "",
            theme,
        )

    def title(self, language: Language) -> str:
        """The site's title in a language."""
        return _text(self.titles, language) or self.name

    def notice(self, language: Language) -> str:
        """The line at the foot of a page in a language, or ""."""
        return _text(self.notices, language)


def _text(texts: Mapping[str, str], language: Language) -> str:
    tag = nearest(language, [tag for tag in texts if tag])
    return texts.get(tag or "", "") or texts.get("", "") or texts.get("en", "")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's path and the pages related to it. Paths are relative to the site's folder.

    ``alternates`` are the paths of this page in all languages, including its own; ``default`` is
    the path for readers of other languages. ``kind`` is Open Graph's type, and ``nav`` the label of
    the list of languages, a string of `chrome.txt`.
    """

    path: str
    language: Language
    title: str = ""
    summary: str = ""
    home: str = ""
    feed: str = ""
    alternates: Alternates = field(default=())
    default: str = ""
    kind: str = "website"
    nav: str = "Languages"


def status_of(counts: Counts | None) -> str:
    """A version's status, as a string of `chrome.txt`."""
    if counts is None:
        return "Original text"
    if counts.missing:
        return "Incomplete translation"
    if counts.reviewed == counts.total:
        return "Reviewed translation"
    if counts.reviewed:
        return "Translation, reviewed in part"
    return "Machine translation, not reviewed" if counts.draft else "Translation, not reviewed"


class Pages:
    """Renders pages from templates; a theme's templates take precedence."""

    def __init__(self, site: Site) -> None:
        if find_spec("jinja2") is None:
            raise UsageError(
                msg("sites and EPUB books need Jinja2"), hint=msg("install hexapla[site] or jinja2")
            )
        from hexapla.site.rendering import Renderer, ThemeRenderer

        self.site = site
        shown = replace(site, theme=None)  # a template must not get a path: that has methods
        self._rendered = (
            ThemeRenderer(shown, site.base_url, site.theme)
            if site.theme
            else Renderer(shown, site.base_url)
        )

    def render(self, template: str, page: Page, **values: Any) -> bytes:
        """Render a page from a template.

        Raises InputError, naming the template and the line, if the template is invalid.
        """
        from hexapla.site.rendering import Request

        return self._rendered(Request(template, page.path, page.language, {"page": page, **values}))

    def markup(self, fragment: str) -> Any:
        """Mark a fragment as HTML that a template must not escape."""
        from markupsafe import Markup

        return Markup(fragment)

    def article(
        self,
        page: Page,
        version: Version,
        *,
        source: Language,
        digest: str,
        hexapla: str,
    ) -> bytes:
        """Render an article's page in one language.

        ``digest`` is the source's; ``hexapla`` is the path of the page with all languages, or "".
        """

        words = chrome_for(page.language)
        status = status_of(version.counts)
        columns = [source.tag] if version.counts is None else [source.tag, version.language.tag]
        return self.render(
            "article.html",
            page,
            version=version,
            body=self.markup(version.body),
            status=status,
            shares=_shares(version),
            linked_data=self.markup(
                linked_data(version, source, status, self._address(page.default, page.path))
            ),
            machine=bool(version.counts and version.counts.draft),
            facts=facts_of(version, source, digest, words),
            original=page.default,
            hexapla=hexapla,
            columns=",".join(columns) if len(columns) > 1 else "",
        )

    def _address(self, path: str, start: str) -> str:
        """A page's address in the web; relative to the page ``start`` if there is no base."""
        base = self.site.base_url
        return f"{base}{quote(path)}" if base else relative(path, start)

    def hexapla(
        self, page: Page, document: Document, versions: Sequence[tuple[Version, str]]
    ) -> bytes:
        """Render the page with all languages side by side.

        ``versions`` holds each version with the path of its own page.
        """
        columns = [_column(version, path, page) for version, path in versions]
        return self.render(
            "hexapla.html",
            page,
            columns=columns,
            blocks=_blocks(document, [version.cells for version, _ in versions]),
            marked=any(cell.machine for version, _ in versions for cell in version.cells),
            missing=any(cell.missing for version, _ in versions for cell in version.cells),
        )


def _shares(version: Version) -> Mapping[str, int]:
    """The percentages of a translation that are as a machine made them, and reviewed."""
    counts = version.counts
    if counts is None:
        return {}
    return {"machine": version.origin.machine_percent, "reviewed": floor(counts.reviewed_percent)}


def facts_of(
    version: Version, source: Language, digest: str, words: Any
) -> list[tuple[str, str, Language | None]]:
    """The facts known about a version.

    Returns label, value, and the value's language if it isn't the page's.
    """
    counts = version.counts
    if counts is None:
        return [("Version of the original", digest[:8], None)]
    found: list[tuple[str, str, Language | None]] = [
        ("Original", source.autonym, source),
        ("Version of the original", digest[:8], None),
    ]
    if version.origin.translator:
        found.append(("Translator", version.origin.translator, None))
    total = words.number(counts.total)
    shares = (
        ("Reviewed sentences", counts.reviewed),
        ("Edited sentences, not reviewed", counts.edited),
        ("Machine-translated sentences, not reviewed", counts.draft),
        ("Untranslated sentences", counts.missing),
    )
    for at, (label, count) in enumerate(shares):
        if count or not at:
            value = words("{n} of {total}", n=words.number(count), total=total)
            found.append((label, value, None))
    if version.revised and counts.reviewed:  # the date of a draft is not that of a review
        found.append(("Last revised", words.date(version.revised), None))
    return found


def _column(version: Version, path: str, page: Page) -> dict[str, Any]:
    from markupsafe import Markup

    language = version.language
    words = chrome_for(language)
    foreign = words.language != language
    other_way = language.direction != page.language.direction
    return {
        "language": language,
        "path": path,
        # No quotation marks: they would be repeated for every sentence.
        "cell": Markup(f" lang={language.tag}{f' dir={language.direction}' if other_way else ''}"),
        "status": words(status_of(version.counts)),
        "own": Markup(f' lang="{words.language.tag}"') if foreign else "",
    }


def _blocks(
    document: Document, columns: Sequence[Sequence[Cell]]
) -> list[tuple[str, list[list[Any]]]]:
    """The rows of the table by block: one row per sentence, one cell per language."""
    from markupsafe import Markup

    rows = [
        [
            {
                "html": Markup(cell.html),
                "machine": cell.machine,
                "mark": Markup(cell.attributes),
                "missing": cell.missing,
            }
            for cell in row
        ]
        for row in zip(*columns, strict=True)
    ]
    headings = {
        block.segments[0].text for block in document.blocks if block.kind.startswith("heading")
    }
    out = []
    at = 0
    for block in document.blocks:
        kind = "h" if block.kind.startswith(("heading", "title")) else ""
        own = rows[at : at + len(block.segments)]
        at += len(block.segments)
        # Leave out a title in front matter or an HTML head that is repeated as a heading.
        if not (block.kind == "title" and block.segments[0].text in headings):
            out.append((kind, own))
    return out
