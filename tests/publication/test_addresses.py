"""The addresses in editions: they lead to the files and headings that the article's lead to."""

import re
from pathlib import Path
from typing import Any

import pytest

from hexapla.editions.edition import Edition
from hexapla.publication.layout import Layout
from tests.conftest import Translate

ARTICLE = """\
# First house

See [the garden](#green-garden), ![wet stones](img/x.png "Our house") and [more](b/c.md#open-door).

![](<img/x.png>) <img src="img/x.png" srcset="img/x.png?v=1 1x, y.png 2x"> `](img/x.png)`

## Green garden

[read this][r], [that](/img/x.png) and [this](https://example.org/img/x.png)

[r]: img/x.png#part
"""
OTHER = "# Open door\n\n[Back](../a.md#green-garden), [here](#open-door) ![a tree](../img/x.png)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"a.md": ARTICLE, "b/c.md": OTHER, "img/x.png": "x"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "d.html").write_text('<p>A tree <img src="img/x.png"> and <a href="a.md">it</a>')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_they_are_rewritten_for_the_folder_of_the_edition(
    folder: Path, translate: Translate
) -> None:
    def publish(*options: str) -> None:
        translate("a.md", "b/c.md", "d.html", "--from", "en", "--to", "es", *options)

    publish("--engine", "upper")
    moved = "../../img/x.png"
    new = (folder / "editions/es/a.md").read_text("utf-8")
    # The engine writes capitals; anchors have small letters.
    assert "](#green-garden)" in new
    assert f'![WET STONES]({moved} "OUR HOUSE")' in new
    assert f'![](<{moved}>) <img src="{moved}" srcset="{moved}?v=1 1x, y.png 2x"' in new
    assert "`](img/x.png)`" in new
    assert "(/img/x.png)" in new
    assert "(https://example.org/img/x.png)" in new
    assert f"\n[r]: {moved}#part\n" in new
    page = (folder / "editions/es/d.html").read_text("utf-8")
    assert page == f'<p>A TREE <img src="{moved}"> AND <a href="a.md">IT</a>'
    # A heading that gets another text gets another anchor, also for articles that link to it.
    for path in folder.rglob("*.po"):
        text = path.read_text("utf-8").replace('"GREEN GARDEN"', '"Jardín verde"')
        path.write_text(text.replace('"OPEN DOOR"', '"Puerta"'), "utf-8")
    publish("--engine", "upper")
    new = (folder / "editions/es/a.md").read_text("utf-8")
    assert "](#jardín-verde)" in new
    assert "](b/c.md#puerta)" in new
    new = (folder / "editions/es/b/c.md").read_text("utf-8")
    assert "](../a.md#jardín-verde)" in new
    assert "](#puerta)" in new
    assert "](../../../img/x.png)" in new


def test_an_edition_like_its_source_keeps_its_addresses(folder: Path, translate: Translate) -> None:
    translate("a.md", "--from", "en", "--to", "es", "--engine", "identity")
    assert (folder / "editions/es/a.md").read_text("utf-8") == ARTICLE


def test_an_article_is_rendered_once_however_many_link_to_it(
    folder: Path, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [f"l{number}.md" for number in range(3)]
    for name in links:
        (folder / name).write_text("One [tree](b/c.md#open-door).\n", "utf-8")
    options = ("--from", "en", "--to", "es", "--engine", "upper")
    translate("b/c.md", *options)
    rendered = []
    render = Edition.render

    def counted(edition: Edition) -> bytes:
        rendered.append(edition.article)
        return render(edition)

    monkeypatch.setattr(Edition, "render", counted)
    translate(*links, *options)
    assert rendered.count("b/c.md") == 1
    rendered.clear()
    translate("check", *links)
    assert rendered.count("b/c.md") == 1


def edit_catalogs(folder: Path, changes: dict[str, str]) -> None:
    for path in folder.rglob("*.po"):
        text = path.read_text("utf-8")
        for source, new in changes.items():
            text = re.sub(
                rf'(msgid "{re.escape(source)}"\n)msgstr ".*"', rf'\1msgstr "{new}"', text
            )
        path.write_text(text, "utf-8")


HEADINGS = """\
# Mary's house: one, & two!

[One](#{0}) [two](#{1}) [three](#{2})

## Door_a - here

## Door_a - here
"""


@pytest.mark.parametrize(
    ("layout", "own", "new"),
    [
        # github-slugger, goldmark, and Python-Markdown's toc were asked.
        *(
            (
                layout,
                ("marys-house-one--two", "door_a---here", "door_a---here-1"),
                ("la-casa-de-maría-uno-y-2", "puerta", "puerta-1"),
            )
            for layout in ("docusaurus", "hugo", "hexapla")
        ),
        (
            "mkdocs",
            ("marys-house-one-two", "door_a-here", "door_a-here_1"),
            ("la-casa-de-maria-uno-y-2", "puerta", "puerta_1"),
        ),
    ],
)
def test_anchors_are_those_of_the_site_generator(
    layout: str,
    own: tuple[str, ...],
    new: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    translate: Translate,
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(HEADINGS.format(*own))
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        f'source-language = "en"\nsources = ["docs"]\nlanguages = ["es"]\nlayout = "{layout}"\n'
    )
    monkeypatch.chdir(tmp_path)
    translate("draft", "--engine", "identity")
    edit_catalogs(
        tmp_path,
        {
            "Mary's house: one, & two!": "La casa de María: uno, y 2!",
            "Door_a - here": "Puerta",
        },
    )
    translate("publish")
    (edition,) = [
        path
        for path in tmp_path.rglob("*.md")
        if path.read_text("utf-8").startswith("# La casa de María")
    ]
    text = edition.read_text("utf-8")
    assert [f"](#{anchor})" in text for anchor in new] == [True] * 3
    assert translate("check").code == 0


def test_check_finds_links_that_lead_nowhere(folder: Path, translate: Translate) -> None:
    (folder / "a.md").write_text(
        "# First house\n\nSee [the garden](#green-garden). Read [more](b/c.md#open-door).\n\n"
        "Not [here](#nowhere), nor [there](site/page/). One ![stone](img/x.png).\n\n"
        "## Green garden\n\n[Last](d.html) and <a id='last'>end</a>, [up](#last).\n"
    )
    (folder / "i18n").mkdir()
    (folder / "i18n/publication.toml").write_text('source-language = "en"\nlanguages = ["es"]\n')
    translate("a.md", "b/c.md", "--engine", "upper")
    assert "broken link d.html: d.html has no edition in Spanish" in translate("check", "a.md").out
    translate("d.html", "--engine", "upper")
    assert "broken-links" not in translate("check").out
    edit_catalogs(
        folder,
        {
            "See [the garden](#green-garden).": "SEE [THE GARDEN](#jardin).",
            "Read [more](b/c.md#open-door).": "READ [MORE](b/c.md#abierta).",
            "One ![stone](img/x.png).": "ONE ![STONE](img/y.png).",
            "[Last](d.html) and <a id='last'>end</a>, [up](#last).": "[LAST](d.html), [UP](#last).",
        },
    )
    done = translate("check", "a.md")
    assert done.code == 1
    found = [line for line in done.out.splitlines() if "[broken-links]" in line]
    assert [line.partition("[broken-links] ")[2].partition(': "')[0] for line in found] == [
        "broken link #jardin: the edition has no anchor jardin",
        "broken link b/c.md#abierta: b/c.md has no anchor abierta",
        "broken link img/y.png: there is no file img/y.png",
        "broken link #last: the edition has no anchor last",
    ]
    # The same again, from the ledger.
    assert translate("check", "a.md").out == done.out


def test_files_are_copied_next_to_the_edition(folder: Path, translate: Translate) -> None:
    (folder / "i18n").mkdir()
    (folder / "i18n/publication.toml").write_text(
        'source-language = "en"\nlanguages = ["es"]\nfiles = "copy"\n'
    )
    (folder / "y.png").write_text("y")
    (folder / "d.html").unlink()
    (folder / "editions/es").mkdir(parents=True)
    own = folder / "editions/es/y.png"
    own.write_text("a picture in Spanish")
    copy = folder / "editions/es/img/x.png"

    def publish() -> str:
        assert translate("a.md", "b/c.md", "--engine", "upper").code == 0
        return (folder / "editions/es/a.md").read_text("utf-8")

    assert '![WET STONES](img/x.png "OUR HOUSE")' in publish()
    assert "](../img/x.png)" in (folder / "editions/es/b/c.md").read_text("utf-8")
    assert (copy.read_text(), own.read_text()) == ("x", "a picture in Spanish")
    (folder / "img/x.png").write_text("z")
    publish()
    assert copy.read_text() == "z"
    # What a person has changed stays.
    copy.write_text("another")
    publish()
    assert copy.read_text() == "another"
    copy.unlink()
    publish()
    assert translate("status", "--check").code == 0
    (folder / "a.md").unlink()
    translate("prune")
    assert copy.exists()  # b/c.md needs it
    (folder / "b/c.md").unlink()
    translate("prune")
    assert not copy.exists()
    assert own.exists()


def test_no_file_is_copied_out_of_the_folder_of_its_language(
    folder: Path, translate: Translate
) -> None:
    (folder / "i18n").mkdir()
    (folder / "i18n/publication.toml").write_text(
        'source-language = "en"\nlanguages = ["es"]\nfiles = "copy"\nsources = ["b"]\n'
    )
    (folder.parent / "secret.txt").write_text("s")
    (folder / "b/c.md").write_text("One ![a](../img/x.png) and [two](../../secret.txt) words.\n")
    assert translate("b/c.md", "--engine", "upper").code == 0
    new = (folder / "editions/es/c.md").read_text("utf-8")
    assert "](../../img/x.png)" in new
    assert "](../../../secret.txt)" in new
    assert not list((folder / "editions").rglob("*.png"))


@pytest.mark.parametrize(
    "layout", ["editions/{lang}/{path}", "{stem}.{lang}{suffix}", "x/{stem}.{lang}{suffix}"]
)
def test_files_are_copied_where_editions_are_and_only_what_may_be_on_a_site(
    folder: Path, translate: Translate, layout: str
) -> None:
    public = {"i18n/glossary.csv", "locales/es/LC_MESSAGES/n.po", "conftest.py", "x.png"}
    files = (*public, ".env", ".github/ci.yml", "private/x.txt")
    for name in files:
        (folder / "art" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "art" / name).write_text("")
    (folder / "i18n").mkdir()
    (folder / "i18n/publication.toml").write_text(
        'source-language = "en"\nlanguages = ["es"]\nfiles = "copy"\nsources = ["art"]\n'
        f'exclude = ["private/*"]\nlayout = "{layout}"\n'
    )
    links = " ".join(f"[a]({name})" for name in files)
    (folder / "art/a.md").write_text(f"The road is {links} open.\n")
    before = {path for path in folder.rglob("*") if path.is_file()}
    assert translate("art/a.md", "--engine", "upper").code == 0
    after = {path for path in folder.rglob("*") if path.is_file()}
    new = {path.relative_to(folder).as_posix() for path in after - before}
    new -= {"locales/a.pot", "locales/es/LC_MESSAGES/a.po", "editions/manifest.json"}
    named = "{lang}/" in layout
    copies = {f"editions/es/{name}" for name in public} if named else set()
    assert new == {layout.format(lang="es", path="a.md", stem="a", suffix=".md")} | copies


@pytest.mark.parametrize("command", [("run", "--engine", "upper"), ("publish",), ("check",)])
def test_links_between_articles_do_not_list_all_for_each(
    command: tuple[str, ...], translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    translate("init", "--from", "en", "--to", "es")
    listings: list[int] = []
    listed = Layout.listed
    for size in (3, 9):
        for at in range(size):
            text = f"# Road {at}\n\nIt is [closed]({(at + 1) % size}.md#road-{(at + 1) % size}).\n"
            (tmp_path / "docs" / f"{at}.md").write_text(text)
        translate("run", "--engine", "upper")
        listings.append(0)

        def count(*args: Any) -> Any:
            listings[-1] += 1
            return listed(*args)

        with monkeypatch.context() as patch:
            patch.setattr(Layout, "listed", count)
            assert translate(*command).code == 0
    assert listings[0] == listings[1]
