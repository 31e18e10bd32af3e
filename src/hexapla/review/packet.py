"""A review as one file: articles beside their translations, with the editor, for someone who has
nothing but a browser.

The file has everything that the page needs, and loads nothing. It saves an answer, which
`returning.take_in` applies.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.provenance import text_digest
from hexapla.documents.signatures import PACKET_MARK
from hexapla.errors import InputError, UsageError
from hexapla.exchange.seal import sealed
from hexapla.message import msg
from hexapla.publication.places import write_export
from hexapla.review import bundle, decisions, page_data
from hexapla.review.git import committed
from hexapla.review.live import live_data
from hexapla.review.pieces import pieces_in
from hexapla.review.rendering import DOMAIN, rendered, static
from hexapla.review.shortcuts import groups
from hexapla.words import MESSAGES, chosen

if TYPE_CHECKING:
    from hexapla.review.article import ArticleReview
    from hexapla.review.review import Review
    from hexapla.review.snapshot import Key, Snapshot

__all__ = ["SCHEMA", "Packet", "sent_entry", "write"]

SCHEMA = "hexapla.packet/1"


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that was written: its file, the articles in it, and the number of its sentences."""

    path: Path
    articles: tuple[str, ...]
    language: str
    sentences: int
    size: int


def write(review: Review, path: Path) -> Packet:
    """Write the articles of a review, all in one language, as a packet.

    Raises UsageError if the articles are in different languages, InputError if one of them or the
    file can't be read or written.
    """
    articles = list(review.articles.values())
    data = _data(review, articles)
    page = _page(data, path.stem)
    layout = review.publication.layout
    write_export(layout.root, layout.catalogs, path, page)
    names = tuple(data["articles"])
    return Packet(path, names, data["language"], len(data["article"]["rows"]), len(page))


def sent_entry(entry: Entry) -> str:
    """An entry in PO format as packets contain it: without its places, which updates change."""
    bare = entry.edit(extracted=(), references=())
    return Catalog(entries=(bare,)).dump().decode("utf-8", "backslashreplace").strip()


def _data(review: Review, articles: Sequence[ArticleReview]) -> dict[str, Any]:
    """Everything about some articles that the page needs."""
    merged: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for number, article in enumerate(articles):
        if not article.path.exists():
            raise InputError(
                msg("no such catalog"),
                where=review.publication.layout.shown(article.path),
                hint=msg("draft first: translate draft --to {language}", language=article.language),
            )
        snapshot = article.read()
        shown = page_data.snapshot_data(snapshot, review.policy)
        if merged and merged["source"] != shown["source"]:
            raise UsageError(
                msg(
                    "{name} and {article_name} are in different languages",
                    name=articles[0].article.name,
                    article_name=article.article.name,
                ),
                hint=msg("write a packet for each"),
            )
        name = article.article.name if len(articles) > 1 else None
        _merge(merged, shown, number, name)
        known = _about(review, article, snapshot)
        about |= {_ident(number, ident): {**one, "article": number} for ident, one in known.items()}
    merged["layout"] = _digest([row[0] for row in merged["rows"]])
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "language": articles[0].language.tag,
        "articles": [article.article.name for article in articles],
        "sentences": [
            [text_digest(entry.msgid) for entry in article.read().by_id.values()]
            for article in articles
        ],
        "usable": sorted(state.value for state in review.policy.usable),
        "article": merged,
        "about": about,
    }
    return {"packet": _digest(data), **data}


def _merge(merged: dict[str, Any], shown: dict[str, Any], number: int, name: str | None) -> None:
    """Add an article to those before it. The rows of several articles have their names."""
    rows, entries = merged.setdefault("rows", []), merged.setdefault("entries", {})
    block = rows[-1][1] + 1 if rows else 0
    for ident, at, kind, line in shown["rows"]:
        row = [_ident(number, ident), block + at, kind, line]
        rows.append(row if name is None else [*row, name])
    for ident, entry in shown["entries"].items():
        entries[_ident(number, ident)] = {**entry, "format": shown["format"]}
    for key in ("source", "target", "format"):
        merged[key] = shown[key]


def _ident(number: int, ident: str) -> str:
    return f"{number}-{ident}"


def _about(review: Review, article: ArticleReview, snapshot: Snapshot) -> dict[str, Any]:
    """What is known about each entry of an article besides its translation, by identifier."""
    inspection = review.inspection(article)
    inspection.run(snapshot)
    words = chosen([snapshot.language.tag], MESSAGES)
    context, off = inspection.context_of(snapshot), review.publication.configuration.checks_off
    before = _committed_drafts(article, snapshot)
    rows: dict[Key, int] = {}
    for row, entry in enumerate(snapshot.entries):
        rows.setdefault(entry.key, row)
    found = {}
    for ident, entry in snapshot.by_id.items():
        hits = page_data.memory_data(review.memory_of(snapshot, entry, rows[entry.key]), entry)
        draft = article.seen_draft(entry.key) or before.get(entry.key)
        known = draft is not None and decisions.is_draft_of(entry, draft)
        found[ident] = {
            **page_data.checked_data(entry, inspection.of(entry, snapshot), words),
            **live_data(entry, context, off),
            "glossary": page_data.glossary_data(review.glossary, entry.msgid, snapshot.language),
            "pieces": pieces_in(entry, snapshot.prepared.format),
            # Who wrote a match is nothing that the page shows.
            "memory": [{k: v for k, v in hit.items() if k != "author"} for hit in hits],
            "draft": draft if known else None,
            "sent": sent_entry(entry),
        }
    return found


def _committed_drafts(article: ArticleReview, snapshot: Snapshot) -> Mapping[Key, str]:
    """The texts of the last commit, if a draft that was edited since may be among them."""
    if not any(one.draft and not one.by_machine for one in snapshot.by_id.values()):
        return {}
    catalog = committed(article.path)
    entries = catalog.entries if catalog is not None else ()
    return {entry.key: decisions.shown_text(entry) for entry in entries if entry.by_machine}


def _page(data: Mapping[str, Any], name: str) -> bytes:
    script, style = bundle.script(), static("review.css")
    names = data["articles"]
    # Whoever gets the packet reads the language that it is translated into.
    words = chosen([data["language"]], DOMAIN)
    title = names[0] if len(names) == 1 else words.count("{0} article", "{0} articles", len(names))
    icon = base64.b64encode(static("icon.svg").encode()).decode()
    page = rendered(
        "packet.html",
        words,
        mark=PACKET_MARK,
        policy=bundle.policy(script=script, style=style),
        icon=f"data:image/svg+xml;base64,{icon}",
        style=style,
        script=script,
        data=_for_html({**data, "name": name}),
        shortcuts=groups(words, with_server=False),
        article={"name": title, "domain": title},
        language=data["article"]["target"],
        root=data["packet"],
        reviewer="",
        read_only=False,
    )
    text = page.rstrip("\n") + "\n"
    return b"".join(sealed([text.encode("utf-8", "backslashreplace")]))


def _for_html(data: Any) -> str:
    """JSON that can't end the element which it is in, whatever an article says."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
