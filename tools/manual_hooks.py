"""Hooks of MkDocs for the manual: each language has its own search, and the API page is English.

mkdocs-static-i18n puts the pages of all languages into one search index, and the search of a page
would find them all. Material looks for the index in the folder that a page calls ``base``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority

API = "reference/api.md"


_ROW = re.compile(r"^\|.*$", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Read tables as GitHub does, and build the page of the library only once: in English.

    Python-Markdown shows the backslash that GitHub needs before a pipe in code.
    """
    if page.file.src_uri == API and config.theme["language"] != "en":
        heading, *_rest = markdown.splitlines()
        english = f"../../{API.replace('.md', '.html')}"
        return f'{heading}\n\n<a href="{english}">English</a>\n'
    return _ROW.sub(
        lambda row: _CODE.sub(lambda code: code[0].replace("\\|", "|"), row[0]), markdown
    )


def on_post_page(output: str, *, page: Any, config: Any) -> str:
    """Let a page in another language search the index in the folder of its language."""
    if config.theme["language"] == "en":
        return output
    return re.sub(r'("base": ")([^"]*)(")', _one_folder_down, output, count=1)


def _one_folder_down(base: re.Match[str]) -> str:
    folders = base[2].split("/")
    return f"{base[1]}{'/'.join(folders[1:]) or '.'}{base[3]}"


@event_priority(-200)  # after all plugins have written their files
def on_post_build(config: Any) -> None:
    """Divide the search index: one for the English pages, and one for each other language."""
    site = Path(config.site_dir)
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    languages = [folder.name for folder in site.iterdir() if (folder / "index.html").exists()]
    for language in languages:
        own = f"{language}/"
        docs = [
            doc | {"location": doc["location"].removeprefix(own)}
            for doc in index["docs"]
            if doc["location"].startswith(own)
        ]
        index["docs"] = [one for one in index["docs"] if not one["location"].startswith(own)]
        _write(site / language, index, language, docs)
    _write(site, index, "en", index["docs"])


def _write(folder: Path, index: dict[str, Any], language: str, docs: list[Any]) -> None:
    search = folder / "search"
    search.mkdir(exist_ok=True)
    settings = index["config"] | {"lang": [language]}
    data = json.dumps({"config": settings, "docs": docs}, ensure_ascii=False)
    (search / "search_index.json").write_text(data, "utf-8")
    # The same for pages that a browser opens from the disk, where it loads no JSON.
    (search / "search_index.js").write_text(f"var __index = {data}", "utf-8")
