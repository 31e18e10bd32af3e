"""`translate segments` and `detect` read any file, wherever it is, and standard input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Translate

TEXT = "The road is closed. Nobody knows why, and it rained the whole night."


@pytest.mark.parametrize("inside", [True, False])
def test_any_file(inside: bool, translate: Translate, tmp_path: Path) -> None:
    """Whether the current folder is in a publication or not, and in any format and encoding."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    if inside:
        (tmp_path / "sources").mkdir()
        translate("init", "--from", "en", "--to", "es", "--sources", "sources")
    for path, data, options in (
        (tmp_path / "a.md", f"# {TEXT}".encode(), ()),
        (outside / "b.html", f"<p>{TEXT}</p>".encode(), ()),
        (outside / "c.log", TEXT.encode("utf-16"), ("--format", "text", "--encoding", "utf-16")),
        (outside / "d", TEXT.encode(), ()),
    ):
        path.write_bytes(data)
        result = translate("segments", path, *options, "--json")
        assert (result.code, result.err) == (0, "")
        assert [one["text"] for one in result.results] == [TEXT[:19], TEXT[20:]]
        (found,) = translate("detect", path, *options, "--json").results
        assert found["language"] == "en"


def test_standard_input(translate: Translate) -> None:
    stdin = f"<p>{TEXT}</p>".encode()
    result = translate("segments", "-", "--format", "html", "--json", stdin=stdin)
    assert [one["text"] for one in result.results] == [TEXT[:19], TEXT[20:]]
    assert translate("detect", "-", stdin=TEXT.encode()).out == "-: English (en), 1.00\n"
    assert translate("segments", "-", stdin=b"%PDF-1.4\n").err.startswith(
        "translate: standard input: is a PDF document"
    )
