"""`translate review` as a server: what it returns, what it saves, and what it refuses."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog
from hexapla.review.guard import Guard, Rules
from hexapla.review.overview import Overview
from tests.conftest import Translate, run_async
from tests.growth import assert_linear
from tests.review.serving import (
    DOMAIN,
    REVIEWER,
    Server,
    catalog_path,
    make_many,
    make_publication,
    serving,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = make_publication(tmp_path_factory.mktemp("review") / "news")
    with serving(folder, "--as", REVIEWER) as running:
        yield running


@pytest.fixture
def catalog(server: Server) -> Path:
    return catalog_path(server.folder)


@pytest.fixture
def untouched(catalog: Path) -> Iterator[None]:
    """A catalog that is the same, byte for byte, after the test."""
    before = catalog.read_bytes()
    yield
    assert catalog.read_bytes() == before


def draft_of(server: Server) -> tuple[str, str]:
    """A drafted entry: its identifier and version."""
    entries = server.article()["entries"]
    return next((i, e["version"]) for i, e in entries.items() if e["state"] == "draft")


# ── what it returns ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """A server over a publication that no other test has changed."""
    with serving(make_publication(tmp_path / "news"), "--as", REVIEWER) as running:
        yield running


def test_the_list_shows_the_progress_of_everything(fresh: Server) -> None:
    listed = fresh.ask("/api/articles").json
    assert listed["articles"] == [["seeds/coalition-in-syria.txt", DOMAIN, [0, 1, 2, 3, 4, 5]]]
    assert [one["dir"] for one in listed["languages"]] == ["ltr"] * 4 + ["rtl", "ltr"]
    news = fresh.overview()
    assert [cell["language"] for cell in news["cells"]] == ["es", "fr", "de", "ru", "ar", "zh-Hans"]
    counts = {"reviewed": 24, "edited": 1, "draft": 7, "stale": 1, "empty": 1, "words": 746}
    assert news["cells"][0]["counts"] == counts
    assert fresh.ask(f"/api/progress?seen={news['seen']}").json["cells"] == []
    assert fresh.ask("/api/progress?seen=x").status == 422
    assert fresh.ask(f"/api/progress?seen={'9' * 5000}").status == 422


def test_an_article_is_returned_in_order(server: Server) -> None:
    article = server.article("ar")
    assert [row[2] for row in article["rows"][:3]] == ["heading", "paragraph", "paragraph"]
    assert article["source"]["tag"], article["target"]["dir"] == ("en", "rtl")
    entry = article["entries"][article["rows"][15][0]]
    assert entry["state"] == "stale"
    assert ["gone", "together"] in entry["previous"]
    assert ["new", "jointly"] in entry["previous"]
    assert server.ask(f"/api/article/ar/{DOMAIN}?seen={article['stamp']}").status == 204


def test_an_entry_comes_with_its_terms_and_findings(server: Server) -> None:
    article = server.article()
    wrong = article["rows"][4][0]
    about = server.ask(f"/api/entry/es/{DOMAIN}?id={wrong}").json
    assert [one["check"] for one in about["findings"]][:1] == ["numbers"]
    assert about["findings"][0]["about"].startswith("Every number")
    path = f"/api/entry/es/{DOMAIN}?id={wrong}"
    spanish = server.ask(path, accept_language="es-MX,en;q=0.5").json
    assert "se ha convertido en" in spanish["findings"][0]["message"]
    assert spanish["findings"][0]["about"].startswith("Se conservan todos los números")
    fourth = article["rows"][3][0]
    terms = server.ask(f"/api/entry/es/{DOMAIN}?id={fourth}").json["glossary"]
    assert {"coalition", "VTB Capital"} <= {term["term"] for term in terms}
    text = article["entries"][fourth]["source"]
    start, end = terms[0]["spans"][0]
    assert text[start:end] == terms[0]["term"]


def test_text_is_checked_as_it_is_typed(server: Server) -> None:
    ident = server.article()["rows"][4][0]
    for text, expected in (("Dennos el 10 %.", True), ("Dennos el 100 %.", False)):
        found = server.ask(f"/api/check/es/{DOMAIN}", {"id": ident, "text": text}).json["findings"]
        assert ("numbers" in [one["check"] for one in found]) is expected


def test_offsets_are_those_of_a_browser(server: Server) -> None:
    ident = server.article()["rows"][4][0]
    text = "😀 Dennos el 10 %."
    found = server.ask(f"/api/check/es/{DOMAIN}", {"id": ident, "text": text}).json["findings"]
    (span,) = [one["target"] for one in found if one["check"] == "numbers"]
    units = text.encode("utf-16-le")
    assert units[2 * span[0] : 2 * span[1]].decode("utf-16-le") == "10"


def test_the_preview_uses_what_the_policy_allows(tmp_path: Path) -> None:
    folder = make_publication(tmp_path / "news")
    settings = folder / "i18n/publication.toml"
    for use, states in (("all", ["draft", "edited", "reviewed"]), ("reviewed", ["reviewed"])):
        text = settings.read_text("utf-8").splitlines()
        lines = [f'use = "{use}"', *(line for line in text if not line.startswith("use"))]
        settings.write_text("\n".join(lines))
        with serving(folder, "--as", REVIEWER) as server:
            entries = server.article()["entries"].values()
        assert sorted({one["state"] for one in entries if one["published"]}) == states


# ── what it saves ────────────────────────────────────────────────────────────────────────────────


def test_approving_saves_into_the_catalog_and_undo_takes_it_back(
    server: Server, catalog: Path
) -> None:
    ident, version = draft_of(server)
    before = catalog.read_text("utf-8").partition("\n\n")[2]
    saved = server.save(ident, "approve", version, text="Aprobado: ¿sí?").json
    assert saved["entries"][ident]["state"] == "reviewed"
    found = Catalog.load(catalog)
    assert "Aprobado: ¿sí?" in [entry.msgstr for entry in found.entries if not entry.fuzzy]
    assert found.headers["Last-Translator"] == REVIEWER
    undone = server.ask(f"/api/undo/es/{DOMAIN}", {"undo": saved["undo"]})
    assert undone.json["entries"][ident]["state"] == "draft"
    assert catalog.read_text("utf-8").partition("\n\n")[2] == before


def test_back_to_the_original_draft(server: Server) -> None:
    ident, version = draft_of(server)
    drafted = server.article()["entries"][ident]["target"]
    saved = server.save(ident, "write", version, text="Otra cosa.").json["entries"][ident]
    assert saved["state"] == "edited"
    back = server.save(ident, "draft", saved["version"]).json["entries"][ident]
    assert (back["state"], back["target"]) == ("draft", drafted)


def test_the_reviewer_is_the_one_named_by_the_page(server: Server, catalog: Path) -> None:
    ident, version = draft_of(server)
    other = "Bo\n\x07 Li <bo@example.org>"
    saved = server.save(ident, "note", version, text="Ask.\nTwice.", reviewer=other).json
    assert saved["entries"][ident]["note"] == "Ask.\nTwice."
    assert Catalog.load(catalog).headers["Last-Translator"] == "Bo Li <bo@example.org>"
    server.ask(f"/api/undo/es/{DOMAIN}", {"undo": saved["undo"]})


@pytest.mark.usefixtures("untouched")
def test_a_conflict_shows_the_current_entry(server: Server) -> None:
    ident, _ = draft_of(server)
    refused = server.save(ident, "write", "0" * 16, text="Mía.")
    assert refused.status == 409
    assert refused.json["conflicts"][0]["entry"]["state"] == "draft"


def test_search_and_replace(server: Server, catalog: Path) -> None:
    query = {"pattern": "Siria", "replacement": "SIRIA", "case": True}
    matches = server.ask(f"/api/search/es/{DOMAIN}", query).json["matches"]
    assert len(matches) > 3
    assert ["gone", "Siria"] in matches[0]["change"]
    chosen = [[one["id"], one["version"]] for one in matches[:2]]
    chosen.append([matches[2]["id"], "0" * 16])
    saved = server.ask(f"/api/replace/es/{DOMAIN}", query | {"entries": chosen}).json
    assert len(saved["entries"]) == 2
    assert len(saved["conflicts"]) == 1
    assert sum("SIRIA" in entry.msgstr for entry in Catalog.load(catalog).entries) == 2
    server.ask(f"/api/undo/es/{DOMAIN}", {"undo": saved["undo"]})
    assert "SIRIA" not in catalog.read_text("utf-8")


def test_an_edition_is_sandboxed(server: Server) -> None:
    answer = server.ask(f"/edition/es/{DOMAIN}")
    assert answer.body.decode().startswith("Putin: la operación")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"].startswith("text/plain")


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def test_no_request_waits_for_other_articles(tmp_path: Path) -> None:
    folder = make_many(tmp_path / "news", 200)
    last = folder / "news/rain-199.txt"
    with serving(folder, "--as", REVIEWER) as server:
        assert len(server.ask("/api/articles").json["articles"]) == 200
        article = server.ask("/api/article/es/rain-199").json
        ident, _, _, _ = article["rows"][3]
        version = article["entries"][ident]["version"]
        fields = {"id": ident, "action": "approve", "base": version, "text": "Llovió 199 horas."}
        assert server.ask("/api/save/es/rain-199", fields).status == 200
        found = server.ask("/api/search/es/rain-199", {"pattern": "199"}).json["matches"]
        assert [one["target"] for one in found] == ["Llovió 199 horas."]
        last.unlink()  # before anybody has opened it
        assert server.ask("/api/progress").json["read"] < 200
        assert server.interrupt() == (0, "")


def test_an_unreadable_article_shows_its_error_until_it_is_fixed(tmp_path: Path) -> None:
    folder = make_many(tmp_path / "news", 3)
    (folder / "news/rain-001.txt").write_text("")
    broken = folder / "locales/es/LC_MESSAGES/rain-002.po"
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid "x\n')
    with serving(folder, "--as", REVIEWER) as server:
        news = server.overview()
        at = {(cell["domain"], cell["language"]): cell for cell in news["cells"]}
        assert at["rain-000", "es"]["counts"]["empty"] == 40
        assert at["rain-002", "ar"]["counts"]["empty"] == 40
        for language in ("es", "ar"):
            assert at["rain-001", language]["error"].startswith("has nothing to translate; ")
        wrong = at["rain-002", "es"]["error"]
        assert wrong.startswith("locales/es/LC_MESSAGES/rain-002.po:1: a string without")
        assert wrong in server.ask("/api/article/es/rain-002").json["error"]

        (folder / "news/rain-001.txt").write_text("It rained all day.\n")
        broken.unlink()
        (folder / "news/rain-000.txt").unlink()
        later: dict[tuple[str, str], Any] = {}
        while len(later) < 5:
            news = server.ask(f"/api/progress?seen={news['seen']}").json
            later |= {(cell["domain"], cell["language"]): cell for cell in news["cells"]}
        assert later["rain-001", "ar"]["counts"]["empty"] == 1
        assert later["rain-002", "es"]["counts"]["empty"] == 40
        assert later["rain-000", "es"]["error"].startswith("no such file")
        assert server.interrupt() == (0, "")


def test_an_article_is_not_translated_into_its_own_language(
    tmp_path: Path, translate: Translate
) -> None:
    folder = make_publication(tmp_path / "news")
    with serving(folder, "--to", "en,es", "--as", REVIEWER) as server:
        english, spanish = server.overview()["cells"]
        assert (english["counts"], english["error"]) == (None, None)
        assert spanish["counts"]
        (listed,) = server.ask("/api/articles").json["languages"]
        assert listed["tag"] == "es"
        assert "is already in English" in server.ask(f"/api/article/en/{DOMAIN}").json["error"]
    said = translate("-C", str(folder), "review", "--to", "en", "--from", "en")
    assert (said.code, "is already in English" in said.err) == (2, True)


def test_progress_in_the_ledger_is_shown_before_anything_is_parsed(tmp_path: Path) -> None:
    publication = Publication.open(make_many(tmp_path / "news", 4))
    publication.cache = False
    articles, spanish = publication.articles(), Language("es")
    for article in articles[2:]:
        publication.status(publication.prepare(article), [spanish])
    overview = Overview(publication, [(article, [spanish]) for article in articles])
    assert overview.since(0, 0).read == 0
    overview.refresh()
    news = overview.since(0, 0)
    domains = [domain for _, domain in news.cells]
    assert domains == ["rain-002", "rain-003", "rain-000", "rain-001"]
    assert (news.read, news.articles) == (4, 4)


# ── what it refuses ──────────────────────────────────────────────────────────────────────────────


def test_the_printed_address_sets_a_protected_cookie(server: Server) -> None:
    # It may be opened from another site, such as a chat.
    answer = server.ask(f"/?token={server.token}", cookie=None, sec_fetch_site="cross-site")
    assert (answer.status, b'content="0; url=/"' in answer.body) == (200, True)
    assert server.token.encode() not in answer.body
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert server.token in cookie
    assert server.ask(f"/?token={server.token}", host="evil.example:80").status == 421


def test_the_address_that_starts_the_browser_works_once() -> None:
    rules = Rules("127.0.0.1", 8000)
    guard = Guard(_nothing, rules)
    assert rules.ticket in rules.one_time_address
    answers = [run_async(_entered(guard, rules.ticket)) for _ in range(2)]
    assert answers == [200, 401]
    assert [run_async(_entered(guard, rules.token)) for _ in range(2)] == [200, 200]


async def _nothing(*_: Any) -> None:
    raise AssertionError("nobody is to be let through")


async def _entered(guard: Guard, secret: str) -> int:
    query, headers = f"token={secret}".encode(), [(b"host", b"127.0.0.1:8000")]
    return await _answered(guard, "/", query, headers)


async def _answered(
    guard: Guard, path: str, query: bytes, headers: list[tuple[bytes, bytes]]
) -> int:
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers,
    }  # fmt: skip
    status: list[int] = []

    async def send(message: Any) -> None:
        status.extend([message["status"]] if "status" in message else [])

    await guard(scope, _nothing, send)  # type: ignore[arg-type]
    return status[0]


@pytest.mark.parametrize(
    "path", ["/", f"/es/{DOMAIN}", f"/api/article/es/{DOMAIN}", "/static/main.js"]
)
def test_nothing_without_the_token(server: Server, path: str) -> None:
    for cookie in (None, "", f"hexapla-{server.port}=wrong", f"hexapla-1={server.token}"):
        answer = server.ask(path, cookie=cookie)
        assert answer.status == 401
        assert server.token.encode() not in answer.body
    assert server.ask("/?token=wrong", cookie=None).status == 401


def test_a_cookie_of_any_shape_is_looked_through_in_linear_time() -> None:
    guard = Guard(_nothing, Rules("127.0.0.1", 8000))

    def ask(count: int) -> None:
        cookie = b'a="' + b'\\"' * count + b'"' + b"; b=c" * count
        headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", cookie)]
        # Nothing in it waits, so it needs no loop; in a thread of one its time wouldn't be seen.
        with pytest.raises(StopIteration) as end:
            _answered(guard, "/x", b"", headers).send(None)
        assert end.value.value == 401

    assert_linear(ask, 4000)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"origin": "http://evil.example"}),
        (403, {"origin": "null"}),
        (403, {"origin": None}),
        (403, {"origin": "http://127.0.0.1"}),
        (403, {"sec_fetch_site": "cross-site"}),
        (403, {"sec_fetch_site": "same-site"}),
        (421, {"host": "evil.example"}),
        (421, {"host": "evil.example:80"}),
        (421, {"host": "127.0.0.1"}),
        (415, {"content_type": "text/plain"}),
        (415, {"content_type": "application/x-www-form-urlencoded"}),
        (401, {"cookie": None}),
    ],
)
def test_another_site_can_not_change_anything(
    server: Server, status: int, headers: dict[str, str | None]
) -> None:
    ident, version = draft_of(server)
    fields = {"id": ident, "action": "approve", "base": version}
    answer = server.ask(f"/api/save/es/{DOMAIN}", fields, **headers)
    assert answer.status == status


def test_another_site_can_not_read_anything(server: Server) -> None:
    for headers in ({"origin": "http://evil.example"}, {"sec_fetch_site": "cross-site"}):
        assert server.ask(f"/api/article/es/{DOMAIN}", **headers).status == 403
    assert server.ask("/", host=f"evil.example:{server.port}").status == 421
    assert server.ask("/", host=None).status == 400


@pytest.mark.usefixtures("untouched")
def test_other_methods_are_refused(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert server.ask("/", method=method).status == 405
    assert server.ask(f"/api/save/es/{DOMAIN}").status == 404


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/..%5capp.py",
        f"/es/../{DOMAIN}",
        "/es/..%2f..%2fi18n%2fpublication",
        "/edition/es/..%2f..%2f..%2fetc%2fpasswd",
        "/edition/..%2f..%2flocales/coalition-in-syria",
        "/api/article/es//etc/passwd",
        "/api/article/xx/coalition-in-syria",
        "/api/article/es/%00",
    ],
)
def test_path_tricks_lead_nowhere(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 404
    assert b"root:" not in answer.body
    assert b"import " not in answer.body


@pytest.mark.usefixtures("untouched")
def test_a_request_that_is_too_large_is_refused(server: Server) -> None:
    ident, version = draft_of(server)
    fields = {"id": ident, "action": "write", "base": version, "text": "x" * 1_100_000}
    try:
        answer = server.ask(f"/api/save/es/{DOMAIN}", fields)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it did not even read the whole request
    else:
        assert answer.status == 413
    small = fields | {"text": "x" * 200_000}
    assert server.ask(f"/api/save/es/{DOMAIN}", small).status == 422


def test_a_request_that_lies_about_its_size_is_refused(server: Server) -> None:
    head = (
        f"POST /api/save/es/{DOMAIN} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Origin: {server.origin}\r\nContent-Type: application/json\r\n"
        f"Cookie: {server.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as stream:
        stream.sendall(head.encode())
        answer = b""
        try:
            for _ in range(40):
                stream.sendall(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
            answer = stream.recv(200)
        except (BrokenPipeError, ConnectionResetError):
            return
    assert b" 413 " in answer


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"id": 1}',
        b'{"id": "x", "action": "approve", "base": ""}',
        json.dumps({"id": "x", "action": "rm", "base": "x"}).encode(),
    ],
)
def test_an_invalid_request_is_a_one_line_error(server: Server, data: bytes) -> None:
    answer = server.ask(f"/api/save/es/{DOMAIN}", data)
    assert answer.status == 422
    assert "\n" not in answer.json["error"]
    assert "Traceback" not in answer.json["error"]


@pytest.mark.usefixtures("untouched")
def test_half_a_surrogate_pair_is_refused(server: Server) -> None:
    ident, version = draft_of(server)
    data = json.dumps({"id": ident, "action": "write", "base": version, "text": "\ud800"})
    assert server.ask(f"/api/save/es/{DOMAIN}", data.encode()).status == 422


def test_every_response_has_restrictive_headers(server: Server) -> None:
    for path in (
        "/",
        f"/es/{DOMAIN}",
        "/static/main.js",
        f"/api/article/es/{DOMAIN}",
        "/nowhere/x",
    ):
        headers = server.ask(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-dns-prefetch-control"] == "off"
        assert "server" not in headers
    page = server.ask(f"/es/{DOMAIN}").body.decode()
    assert "style=" not in page
    assert "<script>" not in page
    assert "http://" not in page
    assert "https://" not in page


# ── how it starts and ends ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small publication with an engine, names that contain markup, and no reviewer's name."""
    folder = tmp_path_factory.mktemp("review") / "small"
    (folder / "i18n").mkdir(parents=True)
    (folder / "i18n/publication.toml").write_text('engines = ["upper"]\n')
    (folder / "a.txt").write_text("It rained all day.\n")
    (folder / "b.txt").write_text("It rained all night.\n")
    (folder / "a&b <i>.html").write_text(f"<p>{EVIL}</p><script>alert(3)</script>")
    with serving(folder, "--to", "es", "--from", "en", "--as", "") as running:
        yield running


EVIL = '<script>alert(1)</script> <img src=x onerror="alert(2)"> says.'


def test_a_script_in_a_text_stays_text(small: Server) -> None:
    listed = small.ask("/api/articles")
    assert listed.headers["content-type"] == "application/json"
    assert "a&b <i>.html" in [name for name, _, _ in listed.json["articles"]]
    domain = "a%26b%20%3Ci%3E"
    assert "<i>" not in small.ask(f"/es/{domain}").body.decode()
    article = small.ask(f"/api/article/es/{domain}")
    assert article.headers["content-type"] == "application/json"
    (ident,) = {row[0] for row in article.json["rows"]}
    fields = {
        "id": ident, "action": "approve", "base": article.json["entries"][ident]["version"],
        "text": "<script>alert(4)</script> dice.", "reviewer": REVIEWER,
    }  # fmt: skip
    assert small.ask(f"/api/save/es/{domain}", fields).status == 200
    edition = small.ask(f"/edition/es/{domain}")
    assert edition.headers["content-type"].startswith("text/html")
    policy = edition.headers["content-security-policy"]
    assert "sandbox;" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_a_lost_draft_is_made_again(small: Server) -> None:
    ((ident, found),) = small.ask("/api/article/es/a").json["entries"].items()
    fields = {"id": ident, "base": found["version"], "action": "draft"}
    nobody = small.ask("/api/save/es/a", fields)
    assert (nobody.status, "has no name" in nobody.json["error"]) == (422, True)
    fields["reviewer"] = REVIEWER
    entry = small.ask("/api/save/es/a", fields).json["entries"][ident]
    assert (entry["state"], entry["target"]) == ("draft", "IT RAINED ALL DAY.")
    assert entry["draft"]["origin"].startswith("upper")
    # Once approved, it is in memory for a similar sentence of another article.
    fields |= {"action": "approve", "base": entry["version"], "text": "Llovió todo el día."}
    assert small.ask("/api/save/es/a", fields).status == 200
    (other,) = small.ask("/api/article/es/b").json["entries"]
    (hit,) = small.ask(f"/api/memory/es/b?id={other}").json["memory"]
    assert hit["text"] == "Llovió todo el día."
    assert 0.75 <= hit["score"] < 1
    assert ["gone", "day"] in hit["source"]


def test_a_suggestion_changes_nothing_until_it_is_taken(small: Server) -> None:
    ((ident, found),) = small.ask("/api/article/es/b").json["entries"].items()
    suggested = small.ask(f"/api/suggestion/es/b?id={ident}").json
    assert suggested["text"] == "IT RAINED ALL NIGHT."
    assert suggested["origin"].startswith("upper")
    assert small.ask("/api/article/es/b").json["entries"][ident] == found
    fields = {"id": ident, "action": "write", "base": found["version"], "reviewer": REVIEWER}
    mine = small.ask("/api/save/es/b", fields | {"text": "Llovió."}).json["entries"][ident]
    assert (mine["state"], "draft" in mine) == ("edited", False)
    fields |= {"action": "approve", "base": mine["version"], "text": suggested["text"]}
    taken = small.ask("/api/save/es/b", fields).json["entries"][ident]
    assert (taken["state"], taken["draft"]["origin"]) == ("reviewed", suggested["origin"])


def test_many_are_approved_at_once_and_undone_at_once(fresh: Server) -> None:
    entries = fresh.article()["entries"]
    drafts = {ident: one for ident, one in entries.items() if one["state"] == "draft"}
    pairs = [[ident, one["version"]] for ident, one in drafts.items()]
    pairs[0][1] = "another"  # somebody else has changed it
    answer = fresh.ask(f"/api/approve/es/{DOMAIN}", {"entries": [*pairs, ["no such", "x"]]})
    assert [one["id"] for one in answer.json["conflicts"]] == [pairs[0][0]]
    assert {one["state"] for one in answer.json["entries"].values()} == {"reviewed"}
    assert len(answer.json["entries"]) == len(drafts) - 1
    fields = {"undo": answer.json["undo"]}
    undone = fresh.ask(f"/api/undo/es/{DOMAIN}", fields).json["entries"]
    assert {ident: one["state"] for ident, one in undone.items()} == {
        ident: "draft" for ident, _ in pairs[1:]
    }
    empty = next(ident for ident, one in entries.items() if one["state"] == "empty")
    fields = {"entries": [*pairs, [empty, entries[empty]["version"]]]}
    refused = fresh.ask(f"/api/approve/es/{DOMAIN}", fields)
    assert (refused.status, "no translation" in refused.json["error"]) == (422, True)


def test_concordance_names_the_place(fresh: Server) -> None:
    fields = {"words": "leadership"}
    hits = fresh.ask(f"/api/concordance/es/{DOMAIN}", fields).json["hits"]
    assert [one["state"] for one in hits] == ["reviewed", "draft"]
    assert {one["place"] for one in hits} == {"seeds/coalition-in-syria.txt"}
    assert hits[0]["source"][slice(*hits[0]["source_spans"][0])] == "leadership"
    assert hits[0]["previous"].startswith("He added")
    assert fresh.ask(f"/api/concordance/es/{DOMAIN}", {"words": " "}).status == 422


def test_read_only_refuses_every_change(tmp_path: Path) -> None:
    folder = make_publication(tmp_path / "news")
    before = catalog_path(folder).read_bytes()
    with serving(folder, "--read-only", "--to", "es") as server:
        ident, version = draft_of(server)
        for action in ("write", "approve", "note"):
            answer = server.save(ident, action, version, text="x")
            assert (answer.status, "read-only" in answer.json["error"]) == (403, True)
        assert server.ask(f"/api/undo/es/{DOMAIN}", {"undo": 1}).status == 403
        query = {"pattern": "a", "replacement": "b", "entries": [[ident, version]]}
        assert server.ask(f"/api/replace/es/{DOMAIN}", query).status == 403
        assert server.ask("/api/article/fr/coalition-in-syria").status == 404
        code, err = server.interrupt()
    assert (code, err) == (0, "")
    assert catalog_path(folder).read_bytes() == before


def test_a_network_is_served_by_address_and_by_its_own_names_only() -> None:
    rules = Rules("0.0.0.0", 8000, names=["news", "news.local"])
    for host in ("192.168.1.5:8000", "[fe80::1]:8000", "news.local:8000", "localhost:8000"):
        assert rules.knows(host)
    for host in ("192.168.1.5", "192.168.1.5:80", "evil.example:8000", "news.evil:8000", ""):
        assert not rules.knows(host)
    assert rules.address == f"http://news:8000/?token={rules.token}"
    local = Rules("127.0.0.1", 8000)
    assert not local.knows("192.168.1.5:8000")
    assert local.token not in repr(local)
    assert local.token != Rules("127.0.0.1", 8000).token


def test_errors_at_start(translate: Translate, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = translate("review", "--no-open")
    assert (empty.code, empty.err.count("\n")) == (2, 1)
    Path("a.txt").write_text("It rained all day.\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        busy = translate("review", "a.txt", "--to", "es", "--from", "en", "--port", port)
    assert busy.code == 2
    assert f"can't listen on 127.0.0.1:{port}" in busy.err
    assert busy.err.endswith("; choose another --port\n")
    network = ("--host", "192.0.2.1", "--allow-network")
    elsewhere = translate("review", "a.txt", "--to", "es", "--from", "en", *network)
    assert (elsewhere.code, elsewhere.err.endswith("; check --host\n")) == (2, True)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for name in [name for name in sys.modules if name.startswith("hexapla.review")]:
        monkeypatch.delitem(sys.modules, name)
    missing = translate("review", "a.txt", "--to", "es", "--from", "en", "--no-open")
    assert missing.code == 2
    assert "hexapla[review]" in missing.err
