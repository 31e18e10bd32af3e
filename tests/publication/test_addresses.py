"""The addresses in editions: they lead to the files and headings that the article's lead to."""

from pathlib import Path

import pytest

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
