"""The web application of a review: its routes, and the functions that answer them."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from hexapla import __version__
from hexapla import words as wording
from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.signature import person
from hexapla.errors import HexaplaError, UsageError
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.review import bundle, decisions, page_data
from hexapla.review.actions import (
    approval_of,
    change_for,
    gone,
    is_already_made,
    replacement_for,
)
from hexapla.review.article import ArticleReview, Change, Saved
from hexapla.review.concordance import Search
from hexapla.review.decisions import shown_text
from hexapla.review.guard import SANDBOX
from hexapla.review.pieces import pieces_in
from hexapla.review.rendering import DOMAIN, STATIC, rendered
from hexapla.review.requests import Body
from hexapla.review.review import Review
from hexapla.review.search import find
from hexapla.review.shortcuts import groups
from hexapla.review.snapshot import Snapshot, identifier

__all__ = ["application"]

_MODULES = bundle.modules()
_MAX_NAME = 200
_MOST_DIGITS = 18
# How long a request for progress waits for something new, in seconds.
_PROGRESS_SECONDS = 0.2

# Whatever the policy says, browsers connect to the hosts that these elements name, before they
# load nothing from them. In UTF-16 a zero byte is beside each character.
_CONNECTING = ("applet", "embed", "frame", "iframe", "link", "object", "portal")
_START = lazy_re(
    b"(<\0?)(?:%b)(?![^\0\\s/>])" % b"|".join("\0?".join(name).encode() for name in _CONNECTING),
    re.IGNORECASE,
)

Result = TypeVar("Result")


class ReadOnlyError(HexaplaError):
    """A change to a review that is read-only."""


def application(review: Review) -> Starlette:
    """The web application of a review, not yet protected by `guard.Guard`."""
    pages = _Pages(review)
    at = "{language}/{domain:path}"
    routes = [
        Route("/", pages.index),
        Route("/api/articles", pages.articles),
        Route("/api/progress", pages.progress),
        Route(f"/api/article/{at}", pages.snapshot),
        Route(f"/api/findings/{at}", pages.findings),
        Route(f"/api/entry/{at}", pages.entry),
        Route(f"/api/memory/{at}", pages.memory),
        Route(f"/api/changed/{at}", pages.changed),
        Route(f"/api/suggestion/{at}", pages.suggestion),
        Route(f"/api/check/{at}", pages.check, methods=["POST"]),
        Route(f"/api/concordance/{at}", pages.concordance, methods=["POST"]),
        Route(f"/api/search/{at}", pages.search, methods=["POST"]),
        Route(f"/api/save/{at}", pages.save, methods=["POST"]),
        Route(f"/api/replace/{at}", pages.replace, methods=["POST"]),
        Route(f"/api/approve/{at}", pages.approve, methods=["POST"]),
        Route(f"/api/undo/{at}", pages.undo, methods=["POST"]),
        Route(f"/edition/{at}", pages.edition),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route(f"/{at}", pages.article),
    ]
    handlers: Any = {HexaplaError: _error_response}
    return Starlette(routes=routes, exception_handlers=handlers)


async def _error_response(request: Request, error: Any) -> Response:
    status = 403 if isinstance(error, ReadOnlyError) else 422
    said = error.line.in_words(_words(request, wording.MESSAGES))
    return _json_response({"error": said}, status)


def _json_response(data: Any, status: int = 200) -> Response:
    body = json.dumps(data, separators=(",", ":"))
    return Response(body, status, media_type="application/json")


class _Lanes:
    """One thread for each kind of work, so that quick work does not wait for slow work."""

    def __init__(self) -> None:
        self._threads: dict[str, ThreadPoolExecutor] = {}

    async def run(self, lane: str, work: Callable[[], Result]) -> Result:
        if lane not in self._threads:
            self._threads[lane] = ThreadPoolExecutor(1, lane)
        return await asyncio.get_running_loop().run_in_executor(self._threads[lane], work)


class _Pages:
    """One method for each route."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._lanes = _Lanes()

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    async def index(self, request: Request) -> Response:
        languages = list(
            dict.fromkeys(one for _, several in self._review.targets for one in several)
        )
        return self._page(
            _words(request), "index.html", languages=languages, targets=self._review.targets
        )

    async def article(self, request: Request) -> Response:
        review = self._article(request)
        languages = [
            language
            for article, several in self._review.targets
            for language in several
            if article == review.article
        ]
        words = _words(request)
        return self._page(
            words,
            "article.html",
            article=review.article,
            language=review.language,
            languages=languages,
            modules=_MODULES,
            shortcuts=groups(words),
        )

    async def edition(self, request: Request) -> Response:
        article = self._article(request)
        snapshot = await self._lanes.run("read", article.read)
        data = await self._lanes.run("read", lambda: self._review.edition(snapshot))
        format = snapshot.prepared.format
        if not format.is_text or format.media_type == "text/html":
            kind = "text/html"
            data = _START.sub(lambda found: found[1] + b"x" + found[0][len(found[1]) + 1 :], data)
        else:  # A browser would load what elements of XML name, whatever their prefix.
            kind = "text/plain; charset=utf-8"
        return Response(data, headers={"content-security-policy": SANDBOX, "content-type": kind})

    def _page(self, words: wording.Words, template: str, **values: Any) -> Response:
        review = self._review
        page = rendered(
            template,
            words,
            version=__version__,
            publication=review.publication.root.name,
            root=identifier((None, str(review.publication.root))),
            reviewer=review.reviewer,
            read_only=review.read_only,
            **values,
        )
        return HTMLResponse(page)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    async def articles(self, request: Request) -> Response:
        review = self._review
        assigned = review.publication.configuration.review_assigned
        return _json_response(page_data.list_data(review.targets, review.overview, assigned))

    async def progress(self, request: Request) -> Response:
        seen = request.query_params.get("seen", "0")
        if not seen.isdecimal() or len(seen) > _MOST_DIGITS:
            raise UsageError(msg("seen is not a number"))
        overview = self._review.overview
        progress = await self._lanes.run(
            "progress", lambda: overview.since(int(seen), _PROGRESS_SECONDS)
        )
        return _json_response(page_data.progress_data(progress))

    async def snapshot(self, request: Request) -> Response:
        article = self._article(request)
        stamp, body = await self._lanes.run("read", lambda: self._review.body(article))
        if request.query_params.get("seen") == stamp:
            return Response(status_code=204)
        self._review.inspect(article)
        return Response(body, media_type="application/json")

    async def findings(self, request: Request) -> Response:
        article = self._article(request)
        inspection = self._review.inspection(article)
        words = _words(request, wording.MESSAGES)

        def answer() -> Response:
            snapshot = article.latest
            entries = {
                ident: page_data.checked_data(snapshot.by_id[ident], findings, words)
                for ident, findings in inspection.all(snapshot).items()
            }
            return _json_response({"ready": inspection.ready, "entries": entries})

        return await self._lanes.run("checks", answer)

    async def entry(self, request: Request) -> Response:
        article = self._article(request)
        snapshot = article.latest
        entry = _entry(snapshot, request.query_params.get("id", ""))
        inspection = self._review.inspection(article)
        found = await self._lanes.run("checks", lambda: inspection.of(entry, snapshot))
        draft = await self._lanes.run("read", lambda: self._review.known_draft(article, entry))
        glossary, language = self._review.glossary, snapshot.language
        answer = {
            "findings": page_data.findings_of(found, entry, _words(request, wording.MESSAGES)),
            "glossary": page_data.glossary_data(glossary, entry.msgid, language),
            "pieces": pieces_in(entry, snapshot.prepared.format),
            "since_draft": page_data.change_data(draft, shown_text(entry)),
        }
        return _json_response(answer)

    async def memory(self, request: Request) -> Response:
        article = self._article(request)
        snapshot = article.latest
        entry = _entry(snapshot, request.query_params.get("id", ""))
        row = next(at for at, one in enumerate(snapshot.entries) if one.key == entry.key)
        hits = await self._lanes.run("memory", lambda: self._review.memory_of(snapshot, entry, row))
        return _json_response({"memory": page_data.memory_data(hits, entry)})

    async def changed(self, request: Request) -> Response:
        article = self._article(request)
        snapshot = article.latest
        entries = await self._lanes.run(
            "read", lambda: self._review.changed_since_commit(article, snapshot)
        )
        return _json_response({"entries": entries})

    async def check(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        snapshot = article.latest
        entry = _entry(snapshot, body.text("id"))
        text = body.text("text")
        inspection = self._review.inspection(article)
        found = await self._lanes.run("checks", lambda: inspection.check(entry, text, snapshot))
        target = decisions.tidy(text, entry.msgid)
        words = _words(request, wording.MESSAGES)
        shown = page_data.findings_data(found, entry.msgid, target, words)
        return _json_response({"findings": shown})

    async def search(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        snapshot = article.latest
        query = body.query()
        matches = await self._lanes.run(
            "search",
            lambda: [page_data.match_data(match) for match in find(snapshot.by_id.values(), query)],
        )
        return _json_response({"matches": matches})

    async def suggestion(self, request: Request) -> Response:
        article = self._article(request)
        snapshot = article.latest
        entry = _entry(snapshot, request.query_params.get("id", ""))
        text, origin = await self._lanes.run(
            "engine", lambda: self._review.suggestion(article, snapshot, entry)
        )
        return _json_response({"text": text, "origin": origin})

    async def concordance(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        search = Search(body.text("words"))
        found = await self._lanes.run(
            "memory", lambda: self._review.concordance(article.latest, search)
        )
        place = self._review.place_of
        return _json_response(
            {"hits": [page_data.occurrence_data(one, place(one.file)) for one in found]}
        )

    # ── changing ─────────────────────────────────────────────────────────────────────────────

    async def save(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        reviewer = self._reviewer(body)
        snapshot = article.latest
        entry = _entry(snapshot, body.text("id"))

        def draft(entry: Entry) -> tuple[str, tuple[str, ...]]:
            return self._review.draft(article, snapshot, entry)

        lane = "engine" if body.text("action") == "draft" else "read"
        suggested = self._review.suggested(article, entry)
        change = await self._lanes.run(
            lane, lambda: change_for(body, snapshot, entry, draft, reviewer, suggested)
        )
        saved = await self._lanes.run("read", lambda: article.change([change], reviewer))
        return await self._saved(request, article, saved, [change])

    async def replace(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        reviewer = self._reviewer(body)
        snapshot = article.latest
        versions = dict(body.pairs("entries"))
        query = body.query()

        def replace() -> tuple[Saved, list[Change]]:
            found = find(snapshot.by_id.values(), query)
            found_changes = (replacement_for(one, versions, reviewer) for one in found)
            changes = [change for change in found_changes if change]
            return article.change(changes, reviewer), changes

        saved, changes = await self._lanes.run("read", replace)
        return await self._saved(request, article, saved, changes)

    async def approve(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        reviewer = self._reviewer(body)
        entries = article.latest.by_id
        changes = [
            approval_of(entries[ident], base, reviewer)
            for ident, base in body.pairs("entries")
            if ident in entries
        ]
        saved = await self._lanes.run("read", lambda: article.change(changes, reviewer))
        return await self._saved(request, article, saved, changes)

    async def undo(self, request: Request) -> Response:
        article, body = self._article(request), Body(await request.body())
        reviewer = self._reviewer(body)
        number = body.number("undo")
        saved = await self._lanes.run("read", lambda: article.undo(number, reviewer))
        return await self._saved(request, article, saved, [])

    async def _saved(
        self, request: Request, article: ArticleReview, saved: Saved, changes: Sequence[Change]
    ) -> Response:
        words = _words(request, wording.MESSAGES)
        snapshot, inspection = saved.snapshot, self._review.inspection(article)
        policy = self._review.policy
        asked = {change.key: change for change in changes}
        conflicts = [
            {
                "id": identifier(one.key),
                "entry": page_data.entry_data(one.entry, policy) if one.entry is not None else None,
            }
            for one in saved.conflicts
            if not is_already_made(asked.get(one.key), one.entry)
        ]
        changed = [snapshot.by_id.get(identifier(key)) for key in saved.changed]
        entries = await self._lanes.run(
            "checks",
            lambda: {
                identifier(entry.key): page_data.entry_data(entry, policy)
                | page_data.checked_data(entry, inspection.of(entry, snapshot), words)
                for entry in changed
                if entry is not None
            },
        )
        answer = {
            "stamp": snapshot.stamp,
            "before": saved.before,
            "layout": snapshot.layout,
            "entries": entries,
            "conflicts": conflicts,
            "undo": saved.undo,
        }
        return _json_response(answer, 409 if conflicts and not entries else 200)

    # ── the parts of a request ───────────────────────────────────────────────────────────────

    def _article(self, request: Request) -> ArticleReview:
        """The article and language that a path names. Nothing outside the review has a name."""
        key = request.path_params["language"], request.path_params["domain"]
        article = self._review.articles.get(key)
        if article is None:
            raise HTTPException(404, "This article is not under review.")
        return article

    def _reviewer(self, body: Body) -> str:
        """The reviewer's name. Raises an error if the review is read-only or no name is given."""
        if self._review.read_only:
            raise ReadOnlyError(
                msg("the review is read-only"), hint=msg("start it without --read-only")
            )
        given = body.text("reviewer", "", _MAX_NAME)
        name = "".join(" " if unicodedata.category(char) == "Cc" else char for char in given)
        name = " ".join(name.split()) or self._review.reviewer
        if not person(name):
            raise UsageError(msg("the reviewer has no name"), hint=msg("enter your name"))
        return name


def _words(request: Request, domain: str = DOMAIN) -> wording.Words:
    """The words in the language that the browser prefers, or else the environment names."""
    asked = wording.accepted(request.headers.get("accept-language", ""))
    return wording.chosen([*asked, *wording.environment()], domain)


def _entry(snapshot: Snapshot, ident: str) -> Entry:
    entry = snapshot.by_id.get(ident)
    if entry is None:
        raise gone()
    return entry
