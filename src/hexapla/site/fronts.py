"""The pages that lead to the articles: front pages, feeds and the site map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hexapla.dates import iso
from hexapla.languages import Language
from hexapla.site.chrome import chrome_for
from hexapla.site.pages import Page, Pages
from hexapla.site.versions import known_since

__all__ = ["Card", "Front", "fronts"]

PER_PAGE = 20
IN_A_FEED = 20
# Articles, each with all its languages. The protocol (sitemaps.org) allows 50,000 addresses and
# 50 MB per file; up to 25 languages stay below that.
IN_A_SITEMAP = 500


@dataclass(frozen=True, slots=True)
class Card:
    """An article as front pages list it.

    ``language`` is the tag of its own language, ``editions`` are its editions by tag as in the
    manifest, and ``hexapla`` is the path of its page with all languages, or "".
    """

    language: str
    editions: Mapping[str, Mapping[str, Any]]
    hexapla: str

    def date(self, tag: str) -> str:
        """When the article was published, or this edition revised; "" if unknown."""
        edition = self.editions[tag]
        return str(edition["date"] or edition["revised"])

    def updated(self, tag: str) -> str:
        """The date that a feed must give for an entry.

        An undated original gets the date of its earliest translation.
        """
        edition = self.editions[tag]
        if edition["revised"] or edition["date"]:
            return str(edition["revised"] or edition["date"])
        revised = [one["revised"] for one in self.editions.values() if one["revised"]]
        return min(revised, default=iso(known_since()))

    def inputs(self, tag: str) -> object:
        """Everything that a front page shows of the article, to be digested."""
        edition = self.editions[tag]
        shown = ("path", "title", "summary", "status", "date", "revised")
        kind = edition.get("digital_source_type")
        return self.hexapla, self.language, [edition[key] for key in shown], kind

    def sort_key(self, tag: str) -> tuple[str, str]:
        """The key for sorting newest first, with ``reverse=True``."""
        edition = self.editions[tag]
        return str(edition["date"]) or self.updated(tag), str(edition["path"])


@dataclass(frozen=True, slots=True)
class Front:
    """A page that belongs to no single article.

    ``inputs`` is everything that it depends on, except the site's settings. ``write`` returns its
    bytes.
    """

    path: str
    inputs: object
    write: Callable[[], bytes]


def fronts(pages: Pages, cards: Sequence[Card]) -> Iterator[Front]:
    """All pages that belong to no single article. Calling ``write`` renders one."""
    tags = _tags(cards)
    homes = [(Language(tag), f"{tag}/index.html") for tag in tags]
    headlines = {}
    for tag in tags:
        own = [card for card in cards if tag in card.editions]
        own.sort(key=lambda card: card.sort_key(tag), reverse=True)
        headlines[tag] = own[0].editions[tag]["title"]
        yield from _fronts(pages, tag, own, homes)
        yield _feed(pages, tag, own, homes)
    yield _languages(pages, homes, headlines)
    if pages.site.base_url:
        yield from _sitemap(pages.site.base_url, cards, homes)


def _tags(cards: Iterable[Card]) -> list[str]:
    """The languages in order of appearance, the articles' own languages first."""
    own = dict.fromkeys(card.language for card in cards)
    return list({**own, **{tag: None for card in cards for tag in card.editions}})


def _front(tag: str, number: int) -> str:
    return f"{tag}/index.html" if number == 1 else f"{tag}/index-{number}.html"


def _fronts(
    pages: Pages, tag: str, cards: Sequence[Card], homes: Sequence[tuple[Language, str]]
) -> Iterator[Front]:
    language = Language(tag)
    words = chrome_for(language)
    total = max(1, -(-len(cards) // PER_PAGE))
    for number in range(1, total + 1):
        page = Page(
            _front(tag, number),
            language,
            pages.site.title(language),
            home=_front(tag, 1),
            feed=f"{tag}/feed.xml",
            alternates=homes if number == 1 else (),
            default="index.html" if number == 1 else "",
        )
        listed = cards[(number - 1) * PER_PAGE :][:PER_PAGE]
        write = partial(
            lambda page, listed, number: pages.render(
                "index.html",
                page,
                cards=[_shown(card, tag, words) for card in listed],
                n=number,
                total=total,
                newer=_front(tag, number - 1) if number > 1 else "",
                older=_front(tag, number + 1) if number < total else "",
            ),
            page,
            listed,
            number,
        )
        yield Front(page.path, (page, total, [card.inputs(tag) for card in listed]), write)


def _shown(card: Card, tag: str, words: Any) -> dict[str, Any]:
    edition = card.editions[tag]
    date = card.date(tag)[:10]
    return {
        "path": edition["path"],
        "title": edition["title"],
        "summary": edition["summary"],
        "status": edition["status"],
        "date": date,
        "shown_date": words.date(datetime.fromisoformat(date)) if date else "",
        "hexapla": card.hexapla,
        "columns": "" if tag == card.language else f"{card.language},{tag}",
    }


def _feed(
    pages: Pages, tag: str, cards: Sequence[Card], homes: Sequence[tuple[Language, str]]
) -> Front:
    page = Page(f"{tag}/feed.xml", Language(tag), home=f"{tag}/index.html", alternates=homes)
    newest = cards[:IN_A_FEED]
    updated = max(card.updated(tag) for card in cards)

    def write() -> bytes:
        entries = [
            {
                "path": card.editions[tag]["path"],
                "title": card.editions[tag]["title"],
                "summary": card.editions[tag]["summary"],
                "updated": card.updated(tag),
                "status": card.editions[tag]["status"],
                "made": _term(card.editions[tag].get("digital_source_type")),
                "others": [(t, e["path"]) for t, e in card.editions.items() if t != tag],
            }
            for card in newest
        ]
        return pages.render("feed.xml", page, cards=entries, updated=updated)

    listed = [(card.inputs(tag), card.updated(tag), list(card.editions)) for card in newest]
    return Front(page.path, (page, updated, listed), write)


def _term(kind: str | None) -> dict[str, str]:
    """A term of a vocabulary, as a feed's category names it; empty without one."""
    scheme, slash, term = (kind or "").rpartition("/")
    return {"scheme": scheme + slash, "name": term} if kind else {}


def _languages(
    pages: Pages, homes: Sequence[tuple[Language, str]], headlines: Mapping[str, str]
) -> Front:
    """The start page, which lists every language by its own name, with its latest headline."""
    language = homes[0][0]
    page = Page(
        "index.html",
        language,
        pages.site.title(language),
        home="index.html",
        alternates=homes,
        default="index.html",
    )
    tongues = [(one, path, headlines[one.tag]) for one, path in homes]
    return Front(
        page.path,
        (page, tongues),
        lambda: pages.render("languages.html", page, tongues=tongues),
    )


def _sitemap(
    base: str, cards: Sequence[Card], homes: Sequence[tuple[Language, str]]
) -> Iterator[Front]:
    """`sitemap.xml` with every page's alternates; several files and an index if it gets large."""
    groups = [([(language.tag, path) for language, path in homes], "index.html")]
    groups += [
        (
            [(tag, edition["path"]) for tag, edition in card.editions.items()],
            card.editions[card.language]["path"],
        )
        for card in cards
    ]
    parts = [groups[at : at + IN_A_SITEMAP] for at in range(0, len(groups), IN_A_SITEMAP)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    if len(parts) == 1:
        names = ["sitemap.xml"]
    else:
        listed = [f"<sitemap><loc>{escape(base + name)}</loc></sitemap>" for name in names]
        yield Front("sitemap.xml", names, partial(_wrapped, "sitemapindex", "", listed))
    for name, part in zip(names, parts, strict=True):
        yield Front(name, part, partial(_urlset, base, part))


def _urlset(base: str, groups: Sequence[tuple[Sequence[tuple[str, str]], str]]) -> bytes:
    urls = [url for editions, default in groups for url in _urls(base, editions, default)]
    return _wrapped("urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', urls)


def _urls(base: str, editions: Sequence[tuple[str, str]], default: str) -> list[str]:
    from urllib.parse import quote

    def address(path: str) -> str:
        return base + quote(path.removesuffix("index.html"))

    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(address(path))}/>'
        for tag, path in [*editions, ("x-default", default)]
    )
    return [f"<url><loc>{escape(address(path))}</loc>{links}</url>" for _, path in editions]


def _wrapped(name: str, more: str, lines: Sequence[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{more}>'
    return "\n".join([head, *lines, f"</{name}>", ""]).encode()
