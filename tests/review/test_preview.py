"""The preview "as published" is the file that `translate publish` writes, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog
from tests.conftest import Translate
from tests.hostile import listening, page_of
from tests.review.serving import REVIEWER, serving

ARTICLES = {
    "plain.txt": "The mayor spoke.\n\nIt rained all day.\n",
    "page.md": "# The mayor spoke.\n\nIt *rained* all day.\n",
    "web.html": "<title>News</title><h1>The mayor spoke.</h1><p>It <b>rained</b> all day.</p>\n",
}


@pytest.mark.parametrize("fallback", ["source", "mark"])
@pytest.mark.parametrize("label", ["true", "false"])
def test_the_preview_is_the_published_file(
    tmp_path: Path, translate: Translate, label: str, fallback: str
) -> None:
    folder = tmp_path / "news"
    (folder / "i18n").mkdir(parents=True)
    (folder / "i18n/publication.toml").write_text(
        'sources = ["articles"]\nlanguages = ["es"]\nsource-language = "en"\n'
        f'label = {label}\nfallback = "{fallback}"\n'
    )
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text)
    assert translate("-C", str(folder), "extract").code == 0
    for path in folder.glob("locales/es/LC_MESSAGES/*.po"):
        catalog = Catalog.load(path)
        first, *rest = catalog.entries
        catalog.with_entries([first.edit(msgstr="La alcaldesa habló."), *rest]).save()

    with serving(folder, "--as", REVIEWER) as server:
        previews = {name: server.ask(f"/edition/es/{Path(name).stem}").body for name in ARTICLES}
    assert translate("-C", str(folder), "publish").code == 0
    for name, preview in previews.items():
        (published,) = [
            path
            for path in folder.rglob(f"{Path(name).stem}*{Path(name).suffix}")
            if path.parent.name != "articles" or path.name != name
        ]
        assert preview == published.read_bytes()
        assert "La alcaldesa habló." in preview.decode()


def test_a_preview_loads_nothing_and_runs_nothing(tmp_path: Path, browser: Any) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    with listening() as listener:
        parts = page_of(listener.address).split("<p>Text.</p>")
        names = [f"part{at}" for at in range(0, len(parts), 16)]
        for at, name in enumerate(names):
            fragments = "".join(reversed(parts[16 * at : 16 * at + 16]))
            (folder / f"{name}.html").write_text(f"<h1>Part</h1><p>Text.</p>{fragments}")
        # XML, in which any prefix can stand for HTML's elements.
        for suffix in ("xml", "svg"):
            name = f"in-{suffix}"
            names.append(name)
            elements = "".join(
                f'<h:{one} data="{listener.address}/x" src="{listener.address}/x"/>'
                for one in ("object", "embed", "iframe", "img", "script", "video")
            )
            root = "svg xmlns='http://www.w3.org/2000/svg'" if suffix == "svg" else "article"
            (folder / f"{name}.{suffix}").write_text(
                f"<{root} xmlns:h='http://www.w3.org/1999/xhtml'><title>A part of the text</title>"
                f"{elements}</{root.split()[0]}>"
            )
        with serving(folder, ".", "--to", "es", "--from", "en", "--as", REVIEWER) as server:
            context = browser.new_context()
            page = context.new_page()
            server.enter(page)
            for name in names:
                page.goto(f"{server.origin}/edition/es/{name}", wait_until="commit")
                page.wait_for_timeout(150)
                assert page.url == f"{server.origin}/edition/es/{name}"
                assert listener.heard == [], name
            page.wait_for_timeout(300)
            context.close()
        assert listener.heard == []
