"""The pages of the review and what they ask for: thin over `office` and `desk`."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from hexapla import __version__
from hexapla.catalogs.catalog import Entry
from hexapla.checks.check import Kind
from hexapla.errors import HexaplaError, UsageError
from hexapla.review import decisions, views
from hexapla.review.guard import SANDBOX
from hexapla.review.posted import Body
from hexapla.review.reviewing import Office
from hexapla.review.search import find
from hexapla.review.sheets import Change, Desk, Saved, Sheet, identifier

__all__ = ["application"]

_HERE = Path(__file__).parent
_MODULES = sorted(path.name for path in _HERE.glob("static/*.js") if path.name != "index.js")
_LONGEST_NAME = 200
# So many seconds the list waits for news.
_PATIENCE = 0.2

Result = TypeVar("Result")


class ReadOnlyError(HexaplaError):
    """A change where there are to be none."""


def application(office: Office) -> Starlette:
    """The web application of an office, not guarded yet."""
    pages = _Pages(office)
    at = "{language}/{domain:path}"
    routes = [
        Route("/", pages.index),
        Route("/api/articles", pages.articles),
        Route("/api/progress", pages.progress),
        Route(f"/api/sheet/{at}", pages.sheet),
        Route(f"/api/findings/{at}", pages.findings),
        Route(f"/api/entry/{at}", pages.entry),
        Route(f"/api/memory/{at}", pages.memory),
        Route(f"/api/changed/{at}", pages.changed),
        Route(f"/api/check/{at}", pages.check, methods=["POST"]),
        Route(f"/api/search/{at}", pages.search, methods=["POST"]),
        Route(f"/api/save/{at}", pages.save, methods=["POST"]),
        Route(f"/api/replace/{at}", pages.replace, methods=["POST"]),
        Route(f"/api/undo/{at}", pages.undo, methods=["POST"]),
        Route(f"/edition/{at}", pages.edition),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
        Route(f"/{at}", pages.article),
    ]
    handlers: Any = {HexaplaError: _failed}
    return Starlette(routes=routes, exception_handlers=handlers)


async def _failed(request: Request, error: Exception) -> Response:
    status = 403 if isinstance(error, ReadOnlyError) else 422
    return _json_response({"error": str(error)}, status)


def _json_response(data: Any, status: int = 200) -> Response:
    body = json.dumps(data, separators=(",", ":"))
    return Response(body, status, media_type="application/json")


class _Lanes:
    """A thread for each kind of work, so that none waits for a slower one."""

    def __init__(self) -> None:
        self._threads: dict[str, ThreadPoolExecutor] = {}

    async def run(self, lane: str, work: Callable[[], Result]) -> Result:
        if lane not in self._threads:
            self._threads[lane] = ThreadPoolExecutor(1, lane)
        return await asyncio.get_running_loop().run_in_executor(self._threads[lane], work)


class _Pages:
    """One method a route."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lanes = _Lanes()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    async def index(self, request: Request) -> Response:
        languages = list(
            dict.fromkeys(one for _, several in self._office.targets for one in several)
        )
        return self._page("index.html", languages=languages, targets=self._office.targets)

    async def article(self, request: Request) -> Response:
        desk = self._desk(request)
        others = [
            language
            for article, languages in self._office.targets
            for language in languages
            if article == desk.article
        ]
        return self._page("article.html", desk=desk, languages=others)

    async def edition(self, request: Request) -> Response:
        desk = self._desk(request)
        sheet = await self._lanes.run("read", desk.read)
        data = await self._lanes.run("read", lambda: self._office.edition(sheet))
        is_html = Kind.of(sheet.entries[0]) is Kind.HTML
        kind = "text/html" if is_html else "text/plain; charset=utf-8"
        return Response(data, headers={"content-security-policy": SANDBOX, "content-type": kind})

    def _page(self, name: str, **values: Any) -> Response:
        office = self._office
        page = self._templates.get_template(name).render(
            version=__version__,
            publication=office.publication.root.name,
            root=identifier((None, str(office.publication.root))),
            reviewer=office.reviewer,
            modules=_MODULES,
            read_only=office.read_only,
            **values,
        )
        return HTMLResponse(page)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    async def articles(self, request: Request) -> Response:
        office = self._office
        return _json_response(views.list_data(office.targets, office.overview))

    async def progress(self, request: Request) -> Response:
        said = request.query_params.get("seen", "0")
        if not said.isdecimal():
            raise UsageError("seen is no number")
        overview = self._office.overview
        news = await self._lanes.run("progress", lambda: overview.since(int(said), _PATIENCE))
        return _json_response(views.news_data(news))

    async def sheet(self, request: Request) -> Response:
        desk = self._desk(request)
        stamp, body = await self._lanes.run("read", lambda: self._office.body(desk))
        if request.query_params.get("seen") == stamp:
            return Response(status_code=204)
        self._office.inspect(desk)
        return Response(body, media_type="application/json")

    async def findings(self, request: Request) -> Response:
        desk = self._desk(request)
        inspection = self._office.inspection(desk)

        def found() -> Response:
            sheet = desk.latest
            listed = {
                ident: views.checked_data(sheet.by_id[ident], findings)
                for ident, findings in inspection.all(sheet).items()
            }
            return _json_response({"ready": inspection.ready, "entries": listed})

        return await self._lanes.run("checks", found)

    async def entry(self, request: Request) -> Response:
        desk = self._desk(request)
        sheet = desk.latest
        entry = self._entry(sheet, request.query_params.get("id", ""))
        inspection = self._office.inspection(desk)
        found = await self._lanes.run("checks", lambda: inspection.of(entry, sheet))
        draft = await self._lanes.run("read", lambda: self._office.known_draft(desk, entry))
        answer = {
            "findings": _findings(entry, found),
            "glossary": views.glossary_data(self._office.glossary, entry.msgid, sheet.language),
            "since_draft": views.change_data(draft, entry.msgstr),
        }
        return _json_response(answer)

    async def memory(self, request: Request) -> Response:
        desk = self._desk(request)
        sheet = desk.latest
        entry = self._entry(sheet, request.query_params.get("id", ""))
        row = next(at for at, one in enumerate(sheet.entries) if one.key == entry.key)
        hits = await self._lanes.run("memory", lambda: self._office.memory_of(sheet, entry, row))
        return _json_response({"memory": views.memory_data(hits, entry)})

    async def changed(self, request: Request) -> Response:
        desk = self._desk(request)
        sheet = desk.latest
        found = await self._lanes.run(
            "read", lambda: self._office.changed_since_commit(desk, sheet)
        )
        return _json_response({"entries": found})

    async def check(self, request: Request) -> Response:
        desk, body = self._desk(request), Body(await request.body())
        sheet = desk.latest
        entry = self._entry(sheet, body.text("id"))
        text = body.text("text")
        inspection = self._office.inspection(desk)
        found = await self._lanes.run("checks", lambda: inspection.check(entry, text, sheet))
        typed = entry.edit(msgstr=decisions.tidy(text, entry.msgid))
        return _json_response({"findings": views.findings_data(found, entry.msgid, typed.msgstr)})

    async def search(self, request: Request) -> Response:
        desk, body = self._desk(request), Body(await request.body())
        sheet = desk.latest
        query = body.query()
        matches = await self._lanes.run(
            "search",
            lambda: [views.match_data(match) for match in find(sheet.by_id.values(), query)],
        )
        return _json_response({"matches": matches})

    # ── changing ─────────────────────────────────────────────────────────────────────────────

    async def save(self, request: Request) -> Response:
        desk, body = self._desk(request), Body(await request.body())
        reviewer = self._reviewer(body)
        sheet = desk.latest
        entry = self._entry(sheet, body.text("id"))
        change = await self._change(desk, sheet, entry, body)
        saved = await self._lanes.run("read", lambda: desk.change([change], reviewer))
        return await self._saved(desk, saved, [change])

    async def replace(self, request: Request) -> Response:
        desk, body = self._desk(request), Body(await request.body())
        reviewer = self._reviewer(body)
        sheet = desk.latest
        wanted = dict(body.pairs("entries"))
        query = body.query()

        def replace() -> tuple[Saved, list[Change]]:
            changes = [
                Change(match.entry.key, wanted[ident], _replacing(match.text))
                for match in find(sheet.by_id.values(), query)
                if (ident := identifier(match.entry.key)) in wanted
            ]
            return desk.change(changes, reviewer), changes

        saved, changes = await self._lanes.run("read", replace)
        return await self._saved(desk, saved, changes)

    async def undo(self, request: Request) -> Response:
        desk, body = self._desk(request), Body(await request.body())
        reviewer = self._reviewer(body)
        number = body.number("undo")
        saved = await self._lanes.run("read", lambda: desk.undo(number, reviewer))
        return await self._saved(desk, saved, [])

    async def _change(self, desk: Desk, sheet: Sheet, entry: Entry, body: Body) -> Change:
        """The change that a request asks for."""
        base = body.text("base")
        action = body.text("action")
        decide: Callable[[Entry], Entry]
        if action == "apart":
            row = body.number("row")
            if not 0 <= row < len(sheet.segments) or sheet.entries[row].key != entry.key:
                raise UsageError("that sentence is no longer there", hint="load the page again")
            apart = decisions.set_apart(entry, sheet.segments[row].previous)
            return Change(apart.key, None, lambda _: apart)
        if action == "write":
            decide = partial(decisions.rewrite, text=body.text("text"))
        elif action == "approve":
            words = body.text("text") if body.has("text") else None
            decide = partial(decisions.approve, text=words)
        elif action == "reopen":
            decide = decisions.reopen
        elif action == "note":
            decide = partial(decisions.annotate, note=body.text("text"))
        elif action == "ignore":
            decide = partial(decisions.ignore, check=body.text("check"))
        elif action == "draft":
            text, provenance = await self._lanes.run(
                "engine", lambda: self._office.draft(desk, sheet, entry)
            )
            decide = partial(decisions.to_draft, text=text, provenance=provenance)
        else:
            raise UsageError(f"there is no action {action!r}")
        return Change(entry.key, base, lambda now: decide(now) if now is not None else None)

    async def _saved(self, desk: Desk, saved: Saved, changes: list[Change]) -> Response:
        sheet, inspection = saved.sheet, self._office.inspection(desk)
        decided = {change.key: change for change in changes}
        conflicts = [
            {
                "id": identifier(one.key),
                "entry": views.entry_data(one.entry) if one.entry is not None else None,
            }
            for one in saved.conflicts
            if not _is_so_already(decided.get(one.key), one.entry)
        ]
        changed = [sheet.by_id.get(identifier(key)) for key in saved.changed]
        entries = await self._lanes.run(
            "checks",
            lambda: {
                identifier(entry.key): _with_findings(entry, inspection.of(entry, sheet))
                for entry in changed
                if entry is not None
            },
        )
        answer = {
            "stamp": sheet.stamp,
            "before": saved.before,
            "layout": sheet.layout,
            "entries": entries,
            "conflicts": conflicts,
            "undo": saved.undo,
        }
        return _json_response(answer, 409 if conflicts and not entries else 200)

    # ── what requests say ────────────────────────────────────────────────────────────────────

    def _desk(self, request: Request) -> Desk:
        """The desk that a path names: one of those that there are, whatever else it spells."""
        key = request.path_params["language"], request.path_params["domain"]
        desk = self._office.desks.get(key)
        if desk is None:
            raise HTTPException(404, "There is no such article under review.")
        return desk

    def _entry(self, sheet: Sheet, ident: str) -> Entry:
        entry = sheet.by_id.get(ident)
        if entry is None:
            raise UsageError("that sentence is no longer there", hint="load the page again")
        return entry

    def _reviewer(self, body: Body) -> str:
        """Who decides; raises where nobody may, or nobody is named."""
        if self._office.read_only:
            raise ReadOnlyError("the review is read-only", hint="start it without --read-only")
        said = body.text("reviewer", "", _LONGEST_NAME)
        name = "".join(" " if unicodedata.category(char) == "Cc" else char for char in said)
        name = " ".join(name.split()) or self._office.reviewer
        if not name:
            raise UsageError("nobody has said who reviews", hint="give your name")
        return name


def _replacing(text: str) -> Callable[[Entry | None], Entry | None]:
    return lambda now: decisions.replaced(now, text) if now is not None else None


def _is_so_already(change: Change | None, entry: Entry | None) -> bool:
    """Whether somebody else has come to the very same decision."""
    if change is None or entry is None:
        return False
    try:
        return change.decide(entry) == entry
    except HexaplaError:
        return False


def _findings(entry: Entry, findings: Any) -> list[dict[str, Any]]:
    return views.findings_data(findings, entry.msgid, entry.msgstr)


def _with_findings(entry: Entry, findings: Any) -> dict[str, Any]:
    return views.entry_data(entry) | views.checked_data(entry, findings)
