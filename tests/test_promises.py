"""The five promises, each tested over the whole pipeline."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import socket
import tempfile
from pathlib import Path
from subprocess import DEVNULL, run
from typing import Any, NoReturn

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog
from hexapla.cli import main
from hexapla.editions.edition import Policy, compose
from hexapla.errors import InputError
from tests.conftest import ROOT, Translate, run_async
from tests.engines.llm_server import LlmServer, serving

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("the network was touched")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_nothing_leaves_the_machine(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "born.txt").write_text(
        "The sisters\n\nShe was born last year. My sister was born in the winter of last year.\n"
    )
    assert translate("models", "install", NANO).code == 0
    done = translate("born.txt", "--to", "es", "--engine", "argos")
    assert (done.code, done.err) == (0, "")
    assert "Ella nació el año pasado." in (tmp_path / "editions/es/born.txt").read_text("utf-8")
    for command in ("status", "engines", "publish", "extract", "draft"):
        assert translate(command).code == 0
    assert translate("models", "list").code == 0
    assert translate("-", "--to", "es", "--from", "en", stdin=b"Thank you.\n").code == 0
    done = translate("batch", ".", "--to", "es", "--output", "out", "-e", "argos", "--workers", "0")
    assert (done.code, list((tmp_path / "out").glob("documents/*.jsonl")) != []) == (0, True)


def test_a_language_model_is_asked_on_this_machine_only(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one exception: the engine llm connects to the address that is set up, and no other."""
    connected: list[Any] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        connected.append(address)
        connect(self, address)

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", watched)
    for name in ("connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (tmp_path / "born.txt").write_text("She was born last year.\n")
    settings = tmp_path / "i18n" / "publication.toml"
    settings.parent.mkdir()
    elsewhere = ("http://192.0.2.1/v1", "http://example.org", "http://localhost.example.org")
    for url in elsewhere:
        for more in ("", "remote = true\n"):
            settings.write_text(f'engines = ["llm"]\n[llm]\nurl = "{url}"\n{more}')
            assert translate("born.txt", "--to", "es", "--from", "en").code == 4
    assert not connected
    with serving(LlmServer()) as llm:
        settings.write_text(f'engines = ["llm"]\n[llm]\nurl = "{llm.url}"\n')
        assert translate("born.txt", "--to", "es", "--from", "en").code == 0
        port = int(llm.url.rpartition(":")[2].removesuffix("/v1"))
    assert llm.requests
    assert set(connected) == {("127.0.0.1", port)}


@pytest.mark.usefixtures("no_network")
def test_the_review_listens_on_this_machine_only(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server makes no connections, and accepts them only from this machine."""
    bound: list[Any] = []
    answers: list[int] = []
    bind = socket.socket.bind

    def watched(self: socket.socket, address: Any) -> None:
        bound.append(address)
        bind(self, address)

    def serve(server: Any, sockets: list[socket.socket]) -> None:
        port = sockets[0].getsockname()[1]
        token = server.config.app._rules.token
        for path in ("/", "/es/born", "/api/article/es/born", "/api/progress", "/edition/es/born"):
            answers.append(run_async(_answer(server.config.app, path, port, token)))

    monkeypatch.setattr(socket.socket, "bind", watched)
    monkeypatch.setattr("uvicorn.Server.run", serve)
    (tmp_path / "born.txt").write_text("She was born last year. It rained all day.\n")
    done = translate("review", "born.txt", "--to", "es", "--from", "en", "--no-open", "--json")
    assert (done.code, done.err) == (0, "")
    assert set(done.results[0]) == {"url", "host", "port"}
    assert answers == [200] * 5
    assert {address[0] for address in bound} == {"127.0.0.1"}


async def _answer(application: Any, path: str, port: int, token: str) -> int:
    headers = {"host": f"127.0.0.1:{port}", "cookie": f"hexapla-{port}={token}"}
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        status.extend([message["status"]] if "status" in message else [])

    await application(scope, receive, send)
    return status[0]


LAYOUT = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\t",
        "  ",
        " ",
        "\f",
        "\u00a0",
        "\u3000",
        "- ",
        "1. ",
        "> ",
        "\u200f",
        "\u2028",
        "\v",
    ]
)
WORDS = st.sampled_from(
    [
        "It rained.",
        "Dr. Smith left",
        "“Yes!”",
        "👩‍👩‍👧",
        "e\u0301te\u0301.",
        "שלום עולם.",
        "雨が降った。次の日。",
        "U.S.",
        "100%",
        "...",
        "⟦x⟧",
        "a",
        "\u202babc\u202c",
    ]
)
TEXTS = st.builds(
    lambda parts, bom, end: (b"\xef\xbb\xbf" if bom else b"") + ("".join(parts) + end).encode(),
    st.lists(st.one_of(LAYOUT, WORDS, st.text(max_size=5)), max_size=40),
    st.booleans(),
    st.sampled_from(["", "\n", "\r\n", " \n", "\n\n\n"]),
)


@given(TEXTS)
@example(b"\xef\xbb\xbfA heading\r\n\r\nBody text.\r\nMore of it. \t\r\n\fx")
@example((ROOT / "seeds" / "coalition-in-syria.txt").read_bytes())
def test_an_edition_that_repeats_its_source_is_its_source(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "article.txt").write_bytes(data)
        publication = Publication.open(folder)
        (article,) = publication.articles([folder / "article.txt"])
        try:
            prepared = publication.prepare(article, Language("en"))
        except InputError:
            return  # the input has no text to translate
        repeated = Catalog.new({"Language": "en"}).with_entries(
            entry.edit(msgstr=entry.msgid) for entry in prepared.template.entries
        )
        repeated = Catalog.parse(repeated.dump(), "en.po")
        own = prepared.language
        edition = compose(prepared.document, repeated, own, own, Policy())
        assert edition.render() == data
        assert edition.counts.reviewed == len(prepared.document.segments)


WHO = ("Ann", "The mayor", "Nobody")
DID = ("opened two schools", "opened three schools", "closed a road", "closed the old road")
SENTENCES = [f"{who} {did}." for who in WHO for did in DID]
SENTENCES += [
    "Ann opened two schools, and nobody closed a road.",
    "Ann closed a road; Bob did not.",
]
ARTICLE = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6)
TO_SPANISH = ("--to", "es", "--from", "en")


class APersonAndMachines(RuleBasedStateMachine):
    """A person edits an article and its translation; commands and msgmerge run in between."""

    @initialize(sentences=ARTICLE)
    def begin(self, sentences: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.catalog = self.folder / "locales/es/LC_MESSAGES/a.po"
        self.written: set[str] = set()
        self.write_the_article(sentences)
        self.run_a_command(("a.txt", *TO_SPANISH, "--engine", "upper"))

    @rule(sentences=ARTICLE)
    def write_the_article(self, sentences: list[str]) -> None:
        (self.folder / "a.txt").write_text(f"{' '.join(sentences)}\n")

    @rule(data=st.data(), fuzzy=st.booleans())
    def translate_a_sentence(self, data: st.DataObject, fuzzy: bool) -> None:
        catalog = Catalog.load(self.catalog)
        # In this test a person never overwrites their own translations.
        free = [
            at
            for at, entry in enumerate(catalog.entries)
            if not entry.obsolete and self.written.isdisjoint(entry.msgstr.split())
        ]
        if not free:
            return
        entries = list(catalog.entries)
        at = data.draw(st.sampled_from(free))
        words = [f"w{len(self.written) + number}" for number in range(3)]
        self.written.update(words)
        flags = ("fuzzy",) if fuzzy else ()
        entries[at] = entries[at].edit(msgstr=f"{' '.join(words)}.", flags=flags)
        catalog.with_entries(entries).save(self.catalog)

    @rule(
        command=st.sampled_from(
            [
                ("a.txt", *TO_SPANISH, "--engine", "upper"),
                ("extract", *TO_SPANISH),
                ("draft", *TO_SPANISH, "--engine", "upper"),
                ("draft", *TO_SPANISH, "--engine", "identity", "--redraft"),
                ("publish", *TO_SPANISH),
                ("publish", *TO_SPANISH, "--use", "reviewed", "--fallback", "omit"),
                ("status", *TO_SPANISH),
            ]
        )
    )
    def run_a_command(self, command: tuple[str, ...]) -> None:
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(io.StringIO()),
            pytest.raises(SystemExit) as caught,
        ):
            main(list(command))
        assert caught.value.code in (0, None)

    @precondition(lambda _: shutil.which("msgmerge") is not None)
    @rule(previous=st.booleans())
    def merge_with_gettext(self, previous: bool) -> None:
        options = ["--quiet", "--update", "--backup=off", *(["--previous"] if previous else [])]
        files = [str(self.catalog), str(self.folder / "locales/a.pot")]
        run(["msgmerge", *options, *files], check=True)
        run(["msgfmt", "--check", "--output-file=-", files[0]], check=True, stdout=DEVNULL)

    @invariant()
    def every_word_is_there(self) -> None:
        entries = Catalog.load(self.catalog).entries
        assert self.written <= {word.strip(".") for e in entries for word in e.msgstr.split()}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


TestAPersonsWordsAreFinal = APersonAndMachines.TestCase
TestAPersonsWordsAreFinal.settings = settings(
    max_examples=settings().max_examples // 10,
    stateful_step_count=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # no shrinking: it takes minutes
)


def test_every_state_is_counted_and_visible(translate: Translate, tmp_path: Path) -> None:
    """Each state has a different count: 1 reviewed, 2 edited, 3 drafts, 4 stale, 5 empty."""
    kept = [f"Article {number} of the law is in force." for number in range(6)]
    before = [f"The school in {town} opened in spring." for town in ("Ox", "Ely", "Bath", "Deal")]
    after = [sentence.replace("spring", "autumn") for sentence in before]
    new = [f"Nobody knew what {name} had meant." for name in ("Ann", "Bob", "Cid", "Dan", "Eve")]
    article, path = tmp_path / "a.txt", tmp_path / "locales/es/LC_MESSAGES/a.po"
    article.write_text("\n\n".join(kept + before) + "\n")
    assert translate("draft", "a.txt", *TO_SPANISH, "--engine", "upper").code == 0
    catalog = Catalog.load(path)
    entries = list(catalog.entries)
    entries[0] = entries[0].edit(flags=())
    for at in (1, 2, 6, 7, 8, 9):
        entries[at] = entries[at].edit(msgstr=f"Palabras {at}.")
    catalog.with_entries(entries).save(path)
    article.write_text("\n\n".join(kept + after + new) + "\n")
    assert translate("extract", "a.txt", *TO_SPANISH).code == 0

    numbers = {"reviewed": 1, "edited": 2, "draft": 3, "stale": 4, "empty": 5, "total": 15}
    (status,) = translate("status", "--json").results
    assert status["sentences"] == numbers
    (published,) = translate("publish", "--json").results
    assert published["sentences"] == numbers
    for command in ("status", "publish"):
        assert re.search(r"es +1 +2 +3 +4 +5 ", translate(command).out), command

    edition = tmp_path / "editions/es/a.txt"
    assert translate("publish", "--label", "--fallback", "mark").code == 0
    text = edition.read_text("utf-8")
    assert text.count("⟦") == 9
    assert re.findall(r": (\d+)", text.splitlines()[-1]) == ["15", "1", "2", "3", "9"]
    assert translate("publish", "--label", "--use", "reviewed").code == 0
    assert re.findall(r": (\d+)", edition.read_text("utf-8").splitlines()[-1]) == ["15", "1", "14"]


def test_the_repository_is_a_publication() -> None:
    publication = Publication.open(ROOT / "seeds")
    assert publication.root == ROOT
    assert [article.name for article in publication.articles()] == ["seeds/coalition-in-syria.txt"]
