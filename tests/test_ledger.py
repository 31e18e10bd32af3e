"""The ledger: a run over unchanged files computes nothing again, and any change is noticed."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import Language, Publication, documents
from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog
from hexapla.editions.edition import Policy
from hexapla.errors import HexaplaError
from hexapla.ledger import Ledger, digest, ledger_path
from tests.conftest import Translate

ARTICLES = {
    "bridge.txt": "The bridge\n\nThe bridge was opened on Monday. It is 40 metres long.\n",
    "library.md": "# The library\n\nIt has *two* floors. It has a cellar, too.\n",
}
LANGUAGES = [Language("es"), Language("fr")]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A publication with nothing left to do."""
    make(tmp_path)
    return tmp_path


def make(folder: Path) -> None:
    (folder / "i18n").mkdir()
    (folder / "i18n/publication.toml").write_text(
        'sources = ["news"]\nlanguages = ["es", "fr"]\nsource-language = "en"\n'
        'engines = ["identity"]\n'
    )
    (folder / "news").mkdir()
    for name, text in ARTICLES.items():
        (folder / "news" / name).write_text(text)
    for _ in range(2):
        run(Publication.open(folder))
    path = folder / "locales/es/LC_MESSAGES/bridge.po"
    text = path.read_text("utf-8")
    path.write_text(text.replace('#, fuzzy\nmsgid "The bridge"', 'msgid "The bridge"'), "utf-8")


def run(publication: Publication) -> None:
    prepared = [publication.prepare(one) for one in publication.articles()]
    for one in prepared:
        publication.extract(one, LANGUAGES)
    for language in LANGUAGES:
        publication.draft(prepared, language)
    for one in prepared:
        publication.publish(one, LANGUAGES)


def seen(publication: Publication) -> list[Any]:
    """All results and errors that a publication has without writing anything."""
    notices: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: notices.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("hexapla")
    logger.addHandler(handler)
    out: list[Any] = []

    def note(step: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        try:
            out.append(step(*arguments, **options))
        except HexaplaError as error:
            out.append(str(error))

    marked = Policy(use="reviewed", fallback="mark", label=True)
    for article in publication.articles():
        try:
            prepared = publication.prepare(article)
        except HexaplaError as error:
            out.append(str(error))
            continue
        out += [prepared.language, prepared.foreign]
        note(publication.extract, prepared, LANGUAGES, dry_run=True)
        note(publication.draft, [prepared], LANGUAGES[0], dry_run=True)
        note(publication.status, prepared, LANGUAGES)
        for policy in (Policy(), marked, Policy(min_reviewed=50)):
            note(publication.publish, prepared, LANGUAGES, policy=policy, dry_run=True)
    logger.removeHandler(handler)
    return [*out, notices]


@contextmanager
def nothing_parsed() -> Iterator[None]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("something was parsed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "parse", refuse)
        patch.setattr(Catalog, "parse", refuse)
        patch.setattr(store, "_kept", store._Kept())
        yield


def test_a_run_that_changes_nothing_parses_nothing(news: Path, translate: Translate) -> None:
    os.chdir(news)
    names = [f"news/{name}" for name in ARTICLES]
    assert translate(*names).code == 0
    first = translate(*names)
    assert first.code == 0
    status = translate("status")
    with nothing_parsed():
        again = translate(*names)
        assert (again.code, again.out, again.err) == (0, first.out, first.err)
        assert translate("status").out == status.out
        for command in ("extract", "draft", "publish"):
            assert translate(command).code == 0


def test_the_second_run_parses_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    run(Publication.open(tmp_path))
    with nothing_parsed():
        run(Publication.open(tmp_path))


FILES = (
    "i18n/publication.toml",
    *(f"news/{name}" for name in ARTICLES),
    *(f"locales/{stem}.pot" for stem in ("bridge", "library")),
    *(f"locales/es/LC_MESSAGES/{stem}.po" for stem in ("bridge", "library")),
    "editions/es/bridge.txt",
    "editions/fr/library.md",
)


@settings(max_examples=40)
@given(st.sampled_from(FILES), st.data())
@pytest.mark.slow
def test_any_changed_byte_is_noticed(name: str, data: st.DataObject) -> None:
    """With any changed byte, even at the same size and times, results are as without a ledger."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        make(root)
        seen(Publication.open(root))
        path = root / name
        before, content = path.stat(), bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.sampled_from(b'x7 "#\n\\.\xc3').filter(content[at].__ne__))
        path.write_bytes(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        expected = outcome(root, cache=False)
        assert outcome(root) == expected
        assert outcome(root) == expected


def outcome(root: Path, *, cache: bool = True) -> list[Any] | str:
    """The results of a publication, or the error if it can't be opened."""
    try:
        return seen(replace(Publication.open(root), cache=cache))
    except HexaplaError as error:
        return str(error)


def test_languages_are_known_when_the_catalogs_are_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "The bridge was opened on Monday morning by the mayor of the town.\n\n"
        "It is forty metres long, and nobody has to pay for crossing the river any more.\n\n"
        "El puente fue inaugurado el lunes por la mañana por el alcalde de la ciudad.\n"
    )

    def languages() -> tuple[Language, object]:
        publication = Publication.open(tmp_path)
        (article,) = publication.articles([path])
        prepared = publication.prepare(article)
        publication.extract(prepared, [Language("fr")])
        return prepared.language, prepared.foreign

    known = languages()
    shutil.rmtree(tmp_path / "locales")
    with monkeypatch.context() as patch:
        for name in ("detect", "foreign"):
            patch.setattr(f"hexapla.detection.{name}", None)
        assert languages() == known
    path.write_text(path.read_text().replace("mayor", "major"))
    assert languages()[0] == Language("en")


def test_other_settings_and_options_give_other_results(news: Path) -> None:
    known = seen(Publication.open(news))
    other = Publication.open(news).with_settings(segmentation_mode="paragraphs")
    assert seen(other) != known
    article = Publication.open(news).articles()[0]
    assert Publication.open(news).prepare(article, Language("de")).language == Language("de")
    assert Publication.open(news).prepare(article).language == Language("en")


def test_another_version_ignores_old_results(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ledger_path(news)
    Ledger(path).put("a", b"", 1)
    assert Ledger(path).get("a", b"") == 1
    monkeypatch.setattr("hexapla.ledger.environment", lambda: "other packages")
    assert Ledger(path).get("a", b"") is None


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_ledger_only_costs_time(news: Path, damage: bytes) -> None:
    *known, _ = seen(Publication.open(news))
    path = ledger_path(news)
    path.write_bytes(damage)
    *again, told = seen(Publication.open(news))
    assert again == known
    assert [line.partition(": ")[2] for line in told] == (
        [f"the ledger can't be used and was moved to {path.name}.damaged; nothing is lost"]
        if damage
        else []
    )
    assert seen(Publication.open(news)) == [*known, []]


def test_a_folder_in_place_of_the_ledger_only_costs_time(news: Path) -> None:
    *known, _ = seen(Publication.open(news))
    path = ledger_path(news)
    path.unlink()
    path.mkdir()
    *again, told = seen(Publication.open(news))
    assert (again, len(told)) == (known, 1)


def test_nothing_is_kept_if_the_cache_is_off(tmp_path: Path) -> None:
    make(tmp_path)
    ledger_path(tmp_path).unlink()
    publication = replace(Publication.open(tmp_path), cache=False)
    seen(publication)
    assert not ledger_path(tmp_path).exists()


def test_a_digest_distinguishes_its_parts() -> None:
    parts: list[tuple[bytes | str | None, ...]] = [
        ("ab", "c"), ("a", "bc"), ("abc",), (b"abc",), ("", "abc"), (None, "abc"), ("abc", None),
    ]  # fmt: skip
    assert len({digest(*one) for one in parts}) == len(parts)
